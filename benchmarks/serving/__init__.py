"""A request over HTTP, beside a no-op endpoint and what others would run: start reading at `measure.rounds`."""
