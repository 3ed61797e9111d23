"""What texts are: CSV files know no types, and exports write numbers as texts."""

import polars as pl

# Written by other programs where they had nothing; read as missing where a number, a day or a flag is due.
NOTHING = ("", "na", "n/a", "#n/a", "nan", "null", "none", "nat")
LONGEST = max(map(len, NOTHING))


def cleaned(texts: pl.Series) -> pl.Series:
    """Without space around them; null where nothing is said."""
    texts = texts.str.strip_chars()
    short = texts.str.len_bytes() <= LONGEST
    if not short.any():
        return texts
    nothing = short & texts.str.to_lowercase().is_in(NOTHING)
    return pl.select(pl.when(~nothing).then(texts)).to_series().alias(texts.name)


def finite(values: pl.Series) -> pl.Series:
    """Null where a number is not finite."""
    return pl.select(pl.when(values.is_finite()).then(values)).to_series()


def numbers(texts: pl.Series) -> pl.Series:
    """Numbers of cleaned texts (Float64); null where a text is none, or none that is finite."""
    return finite(texts.cast(pl.Float64, strict=False))


def is_code(texts: pl.Series) -> bool:
    """Whether zeros lead, as in post codes and article numbers: then digits are a name and no number."""
    return bool(texts.str.contains(r"^0\d").any())


def typed(texts: pl.Series) -> pl.Series:
    """Nothing (Null), flags, whole numbers, numbers, or the texts themselves: the first that all of them are."""
    plain = _as_numbers(texts)  # most columns of numbers need no cleaning, which costs more than parsing
    if plain is not None and plain.null_count() < len(plain):
        return plain
    clean = cleaned(texts)
    if clean.null_count() == len(clean):
        return clean.cast(pl.Null)
    lower = clean.str.to_lowercase()
    if lower.drop_nulls().is_in(["true", "false"]).all():
        return lower == "true"
    found = _as_numbers(clean)
    return texts if found is None else found


def _as_numbers(texts: pl.Series) -> pl.Series | None:
    """Whole numbers or numbers, where all texts are such and none is a code."""
    for kind in (pl.Int64, pl.Float64):
        parsed = texts.cast(kind, strict=False)
        if parsed.null_count() == texts.null_count() and parsed.is_finite().all():
            return None if is_code(texts) else parsed
    return None
