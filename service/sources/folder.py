"""The mappings there are: those that are shipped beside this file, and the company's own in a folder."""

from collections.abc import Mapping as Table
from pathlib import Path

from service.sources.checks import Toml
from service.sources.mapping import Mapping, WrongMapping
from service.sources.reading import loaded, mapping_of

SHIPPED = Path(__file__).parent


def shipped_names() -> list[str]:
    """The names of the mappings that are shipped."""
    return sorted(path.stem for path in SHIPPED.glob("*.toml"))


def every_mapping(own: Path | None) -> Table[str, Mapping]:
    """All mappings by name; raises `WrongMapping` with what is wrong in any of them."""
    found: dict[str, Mapping] = {}
    faults: list[str] = []
    paths = [SHIPPED / f"{name}.toml" for name in shipped_names()] + own_files(own)
    for path in paths:
        try:
            mapping = read(path)
            if mapping.name in found:
                rule = "has the name of another mapping; rename the file, and let it extend that one"
                raise WrongMapping(f"{path.name}: {rule}.")
            found[mapping.name] = mapping
        except WrongMapping as wrong:
            faults.append(str(wrong))
    if faults:
        raise WrongMapping("\n".join(faults))
    return found


def own_files(folder: Path | None) -> list[Path]:
    """The mapping files of the company's own folder; raises `WrongMapping` where it is none."""
    if folder is None:
        return []
    if not folder.is_dir():
        raise WrongMapping(f"sources: {folder} is no folder; give the one that holds your mappings, or leave it out.")
    return sorted(folder.glob("*.toml"))


def read(path: Path) -> Mapping:
    """The mapping of one file; raises `WrongMapping`."""
    if not _is_name(path.stem):
        rule = "must be named in small letters, digits and underscores, and begin with a letter; rename the file"
        raise WrongMapping(f"{path.name}: {rule}.")
    return mapping_of(loaded(path), path.stem, _shipped, shipped=path.parent.resolve() == SHIPPED.resolve())


def _shipped(name: str) -> Toml | None:
    return loaded(SHIPPED / f"{name}.toml") if name in shipped_names() else None


def _is_name(name: str) -> bool:
    return name.isascii() and name.isidentifier() and name == name.lower() and len(name) <= 40 and name[0] != "_"
