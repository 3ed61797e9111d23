"""DEFINITIONS.md, section 2. Days are cut at 15, 30, 60, 120, purchases at 1, 2, 4, 8, revenue at 100 to 10,000."""

import re
from itertools import product

from tests.scoring.builders import ago
from tests.scoring.examples.given import Example, Payload, Rules

# What scores 1, 2, 3, 4, 5.
DAYS, COUNTS, AMOUNTS = (200, 100, 45, 20, 10), (1, 2, 3, 6, 10), (50.0, 300.0, 1_000.0, 5_000.0, 20_000.0)
# What scores 1, 2, 3 with Klaviyo; terciles at 1 and 4 purchases, at 200 and 5,000 of revenue.
KLAVIYO_DAYS, KLAVIYO_COUNTS, KLAVIYO_AMOUNTS = (366, 365, 180), (1, 4, 5), (200.0, 5_000.0, 5_001.0)
# What scores below (0) and at or above (1) the means 3, 2.5 and 2.9.
EIGHT_DAYS, EIGHT_COUNTS, EIGHT_AMOUNTS = (61, 60), (2, 3), (500.0, 501.0)
BY_SCORES = ("code", "group", "crosswalk.klaviyo", "crosswalk.eight_class", "recency", "frequency", "monetary")


def history(days: int, count: int, amount: float) -> Payload:
    """The last of so many purchases, so many days ago, and what they came to."""
    return {"order_summary": {"count": count, "amount": amount, "last_on": ago(days)}}


def of_code(code: str) -> Payload:
    """A customer with the code R F M."""
    r, f, m = (int(digit) - 1 for digit in code)
    return history(DAYS[r], COUNTS[f], AMOUNTS[m])


def group(row: str) -> list[Example]:
    """An example of every code of a row of the eleven groups."""
    name, *codes = row.removeprefix("- ").split()
    return [Example(of_code(code), {"rfm.code": code, "rfm.group": name.strip("`")}) for code in codes]


def klaviyo(row: str) -> list[Example]:
    """An example of every code of each group."""
    found = []
    for part in row.partition("terciles): ")[2].split("; "):
        name, *codes = part.strip(".").split()
        for code in codes:
            r, f, m = (int(digit) - 1 for digit in code)
            given = history(KLAVIYO_DAYS[r], KLAVIYO_COUNTS[f], KLAVIYO_AMOUNTS[m])
            found.append(Example(given, {"rfm.crosswalk.klaviyo": name}))
    return found


def shopify(row: str) -> list[Example]:
    """An example of every code: its R, and (F + M) / 2 from 4 on, between, and up to 2."""
    found = [Example({"orders": []}, {"rfm.crosswalk.shopify": "PROSPECTS", "rfm.basis": "rule"})]
    for r, high, middle, low in re.findall(r"R([1-5]) (\w+)/(\w+)/(\w+)", row):
        for f, m in product(range(1, 6), repeat=2):
            name = high if f + m >= 8 else low if f + m <= 4 else middle
            found.append(Example(of_code(f"{r}{f}{m}"), {"rfm.crosswalk.shopify": name}))
    return found


def eight(row: str) -> list[Example]:
    """An example of each of the eight classes, at the frozen mean or just below it."""
    found = []
    for bits, name in re.findall(r"([01]{3}) `(\w+)`", row):
        r, f, m = map(int, bits)
        given = history(EIGHT_DAYS[r], EIGHT_COUNTS[f], EIGHT_AMOUNTS[m])
        found.append(Example(given, {"rfm.crosswalk.eight_class": name}))
    return found


ELEVEN = (
    "- `champions` 555 554 544 545 454 455 445",
    "- `loyal` 543 444 435 355 354 345 344 335",
    (
        "- `potential_loyalist` 553 551 552 541 542 533 532 531 452 451 442 441 "
        "431 453 433 432 423 353 352 351 342 341 333 323"
    ),
    "- `new` 512 511 422 421 412 411 311",
    "- `promising` 525 524 523 522 521 515 514 513 425 424 413 414 415 315 314 313",
    "- `need_attention` 535 534 443 434 343 334 325 324",
    "- `about_to_sleep` 331 321 312 221 213 231 241 251",
    "- `at_risk` 255 254 245 244 253 252 243 242 235 234 225 224 153 152 145 143 142 135 134 133 125 124",
    "- `cannot_lose` 155 154 144 214 215 115 114 113",
    "- `hibernating` 332 322 233 232 223 222 132 123 122 212 211",
    "- `lost` 111 112 121 131 141 151",
)
OF_KLAVIYO = (
    "(scores 1 to 3; R: <= 180 d 3, <= 365 d 2, else 1; F and M terciles): champions 333 332 323; "
    "loyal 321 322 331 232 233; recent 312 313 311 222 223; needs_attention 213 221 123 132 133; "
    "at_risk 231 212 122 131 211; inactive 111 112 113 121."
)
OF_SHOPIFY = (
    "(our reading of its texts; FM = (F+M)/2 at >= 4 / 2.5 to 3.5 / <= 2): R5 CHAMPIONS/ACTIVE/NEW; "
    "R4 LOYAL/ACTIVE/PROMISING; R3 LOYAL/NEEDS_ATTENTION/PROMISING; R2 AT_RISK/ALMOST_LOST/DORMANT; "
    "R1 PREVIOUSLY_LOYAL/ALMOST_LOST/DORMANT; no purchase PROSPECTS."
)
OF_EIGHT = (
    "(R, F, M each at or above the frozen mean of the scores): 111 `important_value` 重要价值, "
    "101 `important_development` 重要发展, 011 `important_retention` 重要保持, 001 `important_win_back` 重要挽留, "
    "110 `general_value` 一般价值, 100 `general_development` 一般发展, 010 `general_retention` 一般保持, "
    "000 `general_win_back` 一般挽留."
)

RULES: Rules = {
    "R = 5 - number of cuts strictly below the days.": [
        Example(history(days, 1, 50.0), {"rfm.recency": score})
        for days, score in ((0, 5), (15, 5), (16, 4), (30, 4), (31, 3), (60, 3), (61, 2), (120, 2), (121, 1))
    ],
    "F, M = 1 + number of cuts strictly below the value": [
        *(Example(history(9, count, 50.0), {"rfm.frequency": score})
          for count, score in ((1, 1), (2, 2), (3, 3), (4, 3), (5, 4), (8, 4), (9, 5))),
        *(Example(history(9, 1, amount), {"rfm.monetary": score})
          for amount, score in ((100, 1), (100.01, 2), (500, 2), (500.01, 3), (2_000, 3), (2_000.01, 4), (10_000, 4),
                                (10_000.01, 5))),
    ],
    "Eleven groups (all 125 codes, none twice, code = R F M):": [
        Example({"order_summary": {"count": 3, "last_on": ago(9)}}, {f"rfm.{path}": None for path in BY_SCORES}),
        Example({}, {**{f"rfm.{path}": None for path in (*BY_SCORES, "crosswalk.shopify")},
                     "rfm.basis": "insufficient_data"}, ("orders",)),
        Example(of_code("555"), {"rfm.code": None, "rfm.basis": "insufficient_data"}, of="rules alone"),
    ],
    **{row: group(row) for row in ELEVEN},
    OF_KLAVIYO: klaviyo(OF_KLAVIYO),
    OF_SHOPIFY: shopify(OF_SHOPIFY),
    OF_EIGHT: eight(OF_EIGHT),
}  # fmt: skip
