"""Which language of the service serves a language of Tryton."""

from collections.abc import Iterable

ENGLISH = "en"
SIMPLIFIED = "zh-Hans"
TRADITIONAL = "zh-Hant"
CHOICES = [(SIMPLIFIED, "Simplified Chinese"), (TRADITIONAL, "Traditional Chinese"), (ENGLISH, "English")]
TRADITIONAL_PARTS = {"tw", "hk", "mo", "hant"}


def service_language(code: str | None) -> str:
    """`zh_CN` -> `zh-Hans`, `zh_TW` -> `zh-Hant`; English for all others."""
    primary, *parts = (code or "").lower().replace("-", "_").split("_")
    if primary != "zh":
        return ENGLISH
    return TRADITIONAL if TRADITIONAL_PARTS & set(parts) else SIMPLIFIED


def service_languages(codes: Iterable[str]) -> list[str]:
    """Those that serve all of these, each once, sorted."""
    return sorted({service_language(code) for code in codes}) or [ENGLISH]
