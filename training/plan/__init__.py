"""Which actions to do over a whole base when budget and channels are limited: start reading at `plan.plan`."""
