"""Which of our languages serves a language tag or an `Accept-Language` header."""

LANGUAGES = ("zh-Hans", "zh-Hant", "en")

# Script or region of a Chinese language tag; `zh` alone is simplified, as most of its readers are.
CHINESE = {
    "hans": "zh-Hans", "cn": "zh-Hans", "sg": "zh-Hans", "my": "zh-Hans",
    "hant": "zh-Hant", "tw": "zh-Hant", "hk": "zh-Hant", "mo": "zh-Hant",
}  # fmt: skip

MOST_RANGES = 32  # a browser sends a handful; more is not a wish but a load


def known_language(tag: str) -> str | None:
    """The language of ours that serves a tag (`zh-TW` -> `zh-Hant`, `en-GB` -> `en`), None if none does."""
    primary, *subtags = tag.strip().lower().replace("_", "-").split("-")
    if primary == "en":
        return "en"
    if primary != "zh":
        return None
    return next((CHINESE[subtag] for subtag in subtags if subtag in CHINESE), "zh-Hans")


def accepted_language(header: str, default: str) -> str:
    """The best known language of an `Accept-Language` header (RFC 9110, 12.5.4); `default` where none is known."""
    wishes = sorted(map(_wish, header.split(",", MOST_RANGES)[:MOST_RANGES]), key=lambda wish: -wish[1])
    for tag, quality in wishes:
        language = default if tag == "*" else known_language(tag)
        if quality > 0 and language is not None:
            return language
    return default


def _wish(text: str) -> tuple[str, float]:
    tag, _, parameter = text.partition(";")
    name, _, value = parameter.partition("=")
    return tag.strip(), _quality(value) if name.strip().lower() == "q" else 1.0


def _quality(text: str) -> float:
    """0 to 1; what is no such number is no wish."""
    try:
        quality = float(text)
    except ValueError:
        return 0.0
    return quality if 0.0 <= quality <= 1.0 else 0.0
