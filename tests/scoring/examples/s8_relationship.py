"""DEFINITIONS.md, section 8. The active window is 360 days."""

from tests.scoring.builders import ago
from tests.scoring.examples.given import Example, Rules, account, bought, no_class, profile

STATUS, AGE, SIZE, REVENUE = "relationship.status", "profile.age_range", "profile.size_band", "profile.revenue_band"
GIVEN = {
    "kind": "person", "gender": "f", "income_band": "B", "occupation": "nurse", "education": "BA", "region": "East",
    "city": "苏州", "city_tier": 2, "device": "iOS", "acquisition_channel": "shop",
}  # fmt: skip
OF_A_COMPANY = {"kind": "company", "industry": "steel", "decision_role": "buyer"}
AGES = {
    "under_18": (0, 17), "18_24": (18, 24), "25_34": (25, 34), "35_44": (35, 44), "45_54": (45, 54), "55_64": (55, 64),
    "65_plus": (65, 130),
}  # fmt: skip
EMPLOYEES = {"micro": (1, 19), "small": (20, 299), "medium": (300, 999), "large": (1_000, 90_000)}
YEARLY = {"micro": (0, 2_999_999), "small": (3e6, 19_999_999), "medium": (2e7, 399_999_999), "large": (4e8, 5e8)}

RULES: Rules = {
    "`active` 在网": [
        Example(bought(360), {STATUS: "active", "relationship.basis": "rule"}),
        Example(account(status="active"), {STATUS: "active"}),
        Example(account(signed_up_on=ago(9)), {STATUS: "active"}, of="contracts"),
    ],
    "`left` 离网": [
        Example({**bought(9), **account(left_on=ago(1))}, {STATUS: "left"}),
        Example({**bought(9), **account(left_on=ago(-1))}, {STATUS: "active"}),
        Example(account(status="left"), {STATUS: "left"}),
    ],
    "`historic` 历史 (no purchase in the active window, never left)": [
        Example(bought(361), {STATUS: "historic"}),
        Example(bought(360), {STATUS: "active"}),
    ],
    "`won_back` 召回": [
        Example(bought(129, 9), {STATUS: "won_back"}),  # the lifecycle's
        Example(account(left_on=ago(200), reactivated_on=ago(180)), {STATUS: "won_back"}),
        Example({**account(status="active", left_on=ago(200), reactivated_on=ago(181))}, {STATUS: "active"}),
    ],
    "`competitor` 竞争者客户": [
        Example({"orders": [], **account(competitor=True)}, {STATUS: "competitor"}),
        Example({**bought(361), **account(competitor=True)}, {STATUS: "competitor"}),
        Example({**bought(9), **account(competitor=True)}, {STATUS: "active"}),
        Example({"orders": [], **account(competitor=False)}, {STATUS: None}, ("account.status",)),
        Example({}, {STATUS: None, "relationship.basis": "insufficient_data"}, ("orders", "account")),
    ],
    "as classes (age range, gender, income band, occupation, education; region, city, city tier 1-4; interests; "
    "device; ...; industry; size band)": [
        Example(profile(**GIVEN), {**{f"profile.{name}": value for name, value in GIVEN.items()},
                                   "profile.basis": "rule"}),
        Example(profile(**OF_A_COMPANY), {f"profile.{name}": value for name, value in OF_A_COMPANY.items()}),
        Example(profile(interests=["tea", "go"]), {"profile.interests.0.name": "go", "profile.interests.1.name": "tea",
                                                   "profile.basis": "rule"}),
        Example(profile(interests=["tea", "go", "tea"]), {"profile.interests": [{"name": "go"}, {"name": "tea"}]}),
        Example(profile(interests=[]), {"profile.interests": [], "profile.basis": "rule"}),
        *(Example(profile(age=age), {AGE: code}) for code, ages in AGES.items() for age in ages),
        *(Example(profile(employees=n), {SIZE: code}) for code, sizes in EMPLOYEES.items() for n in sizes),
        *(Example(profile(annual_revenue=x), {REVENUE: code}) for code, ends in YEARLY.items() for x in ends),
        Example(profile(kind="company", employees=5_000, annual_revenue=5e8), {SIZE: "large", REVENUE: "large"}),
        Example(profile(kind="person", employees=5_000, annual_revenue=5e8), {**no_class(SIZE, REVENUE),
                                                                             "not tags": {"size:large"}}),
        Example(profile(kind="person"), no_class(*(f"profile.{name}" for name in GIVEN if name != "kind"), AGE),
                tuple(f"profile.{name}" for name in (*GIVEN, "age") if name != "kind")),
        Example(profile(kind="company"), no_class("profile.industry", "profile.decision_role", SIZE, REVENUE),
                ("profile.industry", "profile.decision_role", "profile.employees", "profile.annual_revenue")),
        Example({}, {"profile.kind": None, "profile.basis": "insufficient_data"}, ("profile",)),
    ],
}  # fmt: skip
