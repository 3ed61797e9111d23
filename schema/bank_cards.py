"""Bank-card numbers in a text, however they are grouped (DEFINITIONS.md section 12)."""

import re
from collections.abc import Sequence
from itertools import accumulate

# What may stand between any two digits of one number: so many spaces, hyphens, dashes, dots, slashes or underscores.
# Full-width forms and the ideographic space are these too, once NFKC has made them plain.
GAP = "[ \t_./\u00b7\u2010-\u2015\u2212\u3002\u30fb-]{0,3}"

FEWEST, MOST = 16, 19  # digits of a card
_RUN = re.compile(f"[0-9](?:{GAP}[0-9]){{{FEWEST - 1},}}")  # digits and gaps have no character in common: linear
_GROUP = re.compile("[0-9]+")
_DOUBLED = (0, 2, 4, 6, 8, 1, 3, 5, 7, 9)  # Luhn: twice the digit, less 9 where that has two digits

# What else is written in digits, and would in one line with other numbers be a card now and then: days, telephone
# numbers of China, amounts with decimals.
_YEAR, _MONTH, _DAY = "(?:19|20)[0-9]{2}", "(?:0?[1-9]|1[0-2])", "(?:0?[1-9]|[12][0-9]|3[01])"
_IN_ONE = f"{_YEAR}(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])"
_OTHERS = re.compile(
    "(?<![0-9])(?:"
    rf"{_YEAR}([-/._ ]){_MONTH}\1{_DAY}|{_DAY}([-/. ]){_MONTH}\2{_YEAR}|{_IN_ONE}"
    r"|1[3-9][0-9][- ]?[0-9]{4}[- ]?[0-9]{4}|0[0-9]{2,3}[- ][0-9]{7,8}|400[- ][0-9]{3}[- ][0-9]{4}"
    r"|(?<!\.)[0-9]+\.[0-9]{1,2}(?!\.)"
    ")(?![0-9])"
)


def holds_card(text: str) -> bool:
    """Whether a card stands in a text of ASCII digits, in one piece, in fours, or in any groups.

    Other groups than fours are no card where one of them is known as something else.
    """
    return any(_in_run(run) for run in _RUN.findall(text))


def _in_run(run: str) -> bool:
    if not _OTHERS.search(run):
        return _in_groups(_GROUP.findall(run), fours=False)
    if _in_groups(_GROUP.findall(run), fours=True):
        return True
    return any(_in_groups(_GROUP.findall(rest), fours=False) for rest in _RUN.findall(_OTHERS.sub("|", run)))


def _in_groups(groups: Sequence[str], *, fours: bool) -> bool:
    """Whether adjacent groups are together a card; with `fours` one group alone, or all but the last of four digits."""
    digits = "".join(groups)
    bounds = list(accumulate(map(len, groups), initial=0))
    place = {bound: i for i, bound in enumerate(bounds)}
    sums = _luhn_sums(digits)
    for i, start in enumerate(bounds[:-1]):
        if digits[start] not in "23456":
            continue
        for end in range(start + FEWEST, start + MOST + 1):
            last = place.get(end)
            if last is None or (sums[end % 2][end] - sums[end % 2][start]) % 10:
                continue
            if _is_issued(digits[start:end]) and not (fours and not _are_fours(groups[i:last])):
                return True
    return False


def _luhn_sums(digits: str) -> tuple[list[int], list[int]]:
    """Running sums for numbers that end before an even and before an odd place: each number costs one difference.

    From the last digit backwards, every second one counts doubled (ISO/IEC 7812).
    """
    numbers = list(map(int, digits))
    even = accumulate((n if i % 2 else _DOUBLED[n] for i, n in enumerate(numbers)), initial=0)
    odd = accumulate((_DOUBLED[n] if i % 2 else n for i, n in enumerate(numbers)), initial=0)
    return list(even), list(odd)


def _are_fours(groups: Sequence[str]) -> bool:
    return len(groups) == 1 or (all(len(group) == 4 for group in groups[:-1]) and len(groups[-1]) <= 4)


def _is_issued(number: str) -> bool:
    """Issuer prefix and length: UnionPay, Visa, Mastercard, JCB."""
    if number.startswith("4"):
        return len(number) in (16, 19)
    if len(number) == 16 and (51 <= int(number[:2]) <= 55 or 2221 <= int(number[:4]) <= 2720):
        return True
    return number.startswith("62") or 3528 <= int(number[:4]) <= 3589
