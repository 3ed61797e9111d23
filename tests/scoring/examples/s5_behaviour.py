"""DEFINITIONS.md, section 5. Learned: 2 purchases a year, and 5 and 20 uses a month. Months end with October."""

from datetime import date

from tests.scoring.builders import ago
from tests.scoring.examples.given import Example, Rules, account, bought, months

ACTIVITY, FREQUENCY, STAGE = "behaviour.activity", "behaviour.frequency_class", "behaviour.purchase_stage"
TENURE, DEPTH, PARTICIPATION = "behaviour.tenure", "behaviour.usage_depth", "behaviour.participation"
CONTRIBUTOR, RETENTION, TENDENCY = "behaviour.contributor", "behaviour.retention_tendency", "behaviour.tendency"
PAYER, INTENT, BASIS = "behaviour.payer", "behaviour.intent", "behaviour.basis"
VISITS = months(visits=[0, 1, 0])  # in September
EXPERT, AMATEUR = account(professional=True), account(professional=False)

RULES: Rules = {
    "`declining` last month < half the mean of the three before": [
        Example(months(uses=[10, 10, 10, 4.9]), {ACTIVITY: "declining", BASIS: "rule"}),
        Example(months(uses=[10, 10, 10, 5]), {ACTIVITY: "steady"}),
        Example(months(uses=[90, 90, 90, 44]), {ACTIVITY: "declining"}),  # before high
    ],
    "`low` mean of the last three <= 5 uses": [
        Example(months(uses=[5, 5, 5]), {ACTIVITY: "low"}),
        Example(months(uses=[5, 5, 5.1]), {ACTIVITY: "steady"}),
        Example({"usage": []}, {ACTIVITY: "low"}),
    ],
    "`high` >= 20; `steady` |": [
        Example(months(uses=[20, 20, 20]), {ACTIVITY: "high"}),
        Example(months(uses=[20, 20, 19.9]), {ACTIVITY: "steady"}),
        Example(months(visits=[9]), {ACTIVITY: None}, ("usage.uses",)),
        Example({}, {ACTIVITY: None, BASIS: "insufficient_data"}, ("usage",)),
    ],
    "purchases / max(tenure, 1 year) above the training median, ties low": [
        Example(bought(300, 200), {FREQUENCY: "low_frequency"}),  # the median
        Example(bought(300, 200, 100), {FREQUENCY: "high_frequency"}),
        Example(bought(30, 20), {FREQUENCY: "low_frequency"}),  # a tenure of 30 days counts as a year
        Example(bought(730, 300, 200, 100), {FREQUENCY: "low_frequency"}),  # 4 in two years
        Example(bought(729, 300, 200, 100), {FREQUENCY: "high_frequency"}),
        Example({}, {FREQUENCY: None}, ("orders",)),
        Example(bought(9), {FREQUENCY: None}, of="rules alone"),  # no median was learned
    ],
    "| `purchase_stage` | none, first, repeat, fifth_plus |": [
        Example({"orders": []}, {STAGE: "none"}),
        Example(bought(9), {STAGE: "first"}),
        Example(bought(9, 8), {STAGE: "repeat"}),
        Example(bought(9, 8, 7, 6), {STAGE: "repeat"}),
        Example(bought(9, 8, 7, 6, 5), {STAGE: "fifth_plus"}),
        Example({}, {STAGE: None}, ("orders",)),
    ],
    "| `tenure` | `new` (first seen <= 90 days) / `existing` |": [
        Example(bought(90, 9), {TENURE: "new"}),
        Example(bought(91, 9), {TENURE: "existing"}),
        Example(account(signed_up_on=ago(90)), {TENURE: "new"}),
        Example(account(signed_up_on=ago(91)), {TENURE: "existing"}),
        Example({}, {TENURE: None}, ("account",)),
        Example(account(status="active"), {TENURE: None}, ("account.signed_up_on",)),
    ],
    "| `usage_depth` | `light` / `moderate` / `devoted` by terciles of uses |": [
        Example(months(uses=[5, 5, 5]), {DEPTH: "light"}),
        Example(months(uses=[5, 5, 5.1]), {DEPTH: "moderate"}),
        Example(months(uses=[20, 20, 20]), {DEPTH: "moderate"}),
        Example(months(uses=[20, 20, 20.1]), {DEPTH: "devoted"}),
        Example({}, {DEPTH: None}, ("usage",)),
    ],
    "`silent` (no visits), `lurking` (visits, no interactions), `active`": [
        Example(months(visits=[0], interactions=[0]), {PARTICIPATION: "silent"}),
        Example(months(visits=[1], interactions=[0]), {PARTICIPATION: "lurking"}),
        Example(months(visits=[1], interactions=[1]), {PARTICIPATION: "active"}),
        Example(months(visits=[1]), {PARTICIPATION: None}, ("usage.interactions",)),
        Example(months(uses=[1]), {PARTICIPATION: None}, ("usage.visits",)),
    ],
    "`pugc` posts, professional and >= 10 a month; `pgc` posts and professional; `ugc` posts; none": [
        Example({**months(posts=[10, 10, 10]), **EXPERT}, {CONTRIBUTOR: "pugc"}),
        Example({**months(posts=[10, 10, 9]), **EXPERT}, {CONTRIBUTOR: "pgc"}),
        Example({**months(posts=[10, 10, 10]), **AMATEUR}, {CONTRIBUTOR: "ugc"}),
        Example({**months(posts=[0]), **EXPERT}, {CONTRIBUTOR: "none"}),
        Example({**months(posts=[1]), **account(paying=True)}, {CONTRIBUTOR: None}, ("account.professional",)),
        Example({**months(uses=[1]), **EXPERT}, {CONTRIBUTOR: None}, ("usage.posts",)),
    ],
    "active weeks / weeks of the last 12: `hesitating` < 0.25, `potential` < 0.6, `standard`": [
        Example(months(active_weeks=[1.087, 1.087, 1.087]), {RETENTION: "hesitating"}),  # of 4.35 weeks a month
        Example(months(active_weeks=[1.0871, 1.0871, 1.0871]), {RETENTION: "potential"}),
        Example(months(active_weeks=[2.6089, 2.6089, 2.6089]), {RETENTION: "potential"}),
        Example(months(active_weeks=[2.609, 2.609, 2.609]), {RETENTION: "standard"}),
        Example(months(uses=[1]), {RETENTION: None}, ("usage.active_weeks",)),
    ],
    "`uninstall` (`uninstalled_on` or `unfollowed_on`), `win_back` (left, then visits again), "
    "`onlooker` (visits, never bought), none": [
        Example(account(uninstalled_on=ago(9)), {TENDENCY: "uninstall"}),
        Example({**bought(9), **account(unfollowed_on=ago(9))}, {TENDENCY: "uninstall"}),
        Example({**bought(90), **VISITS, **account(left_on=date(2026, 8, 31))}, {TENDENCY: "win_back"}),
        Example({**bought(90), **VISITS, **account(left_on=date(2026, 9, 1))}, {TENDENCY: "none"}),
        Example({"orders": [], **VISITS}, {TENDENCY: "onlooker"}),
        Example({**bought(9), **VISITS}, {TENDENCY: "none"}),
        Example(VISITS, {TENDENCY: None}, ("orders",)),
    ],
    "| `payer`, `intent` | `paying` / `free`; `prospective` / `potential` / `other`, as given |": [
        Example(account(paying=True, intent="prospective"), {PAYER: "paying", INTENT: "prospective"}),
        Example(account(paying=False, intent="potential"), {PAYER: "free", INTENT: "potential"}),
        Example(account(intent="other"), {PAYER: None, INTENT: "other"}, ("account.paying",)),
        Example(account(paying=True), {INTENT: None}, ("account.intent",)),
    ],
}
