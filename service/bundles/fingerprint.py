"""Whether there is something new at the path of a bundle, told without reading it."""

from pathlib import Path

from scoring import bundle as bundles

READ = (bundles.MANIFEST, bundles.CONTENT, bundles.GOLDEN, bundles.SIGNATURE)

Stat = tuple[int, ...] | None
Fingerprint = tuple[str, tuple[Stat, ...]]


def fingerprint(path: Path, public_key: Path | None = None) -> Fingerprint:
    """The folder that the path leads to and the state of the files that would be read; never raises.

    Two readings and not a watch of the kernel: a volume of Kubernetes swaps a symbolic link above the file, and many
    file systems of networks tell nobody. The time of the last change of state (ctime) is in it, which nobody can set:
    other bytes of the same size and time are seen.
    """
    try:
        folder = bundles.locate(path)
        place = str(folder.resolve())
    except (bundles.BundleError, OSError, RuntimeError) as fault:  # RuntimeError: links in a circle
        return str(fault), ()
    return place, tuple(_state(one) for one in (*(folder / name for name in READ), public_key) if one is not None)


def _state(path: Path) -> Stat:
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino, found.st_size, found.st_mtime_ns, found.st_ctime_ns
