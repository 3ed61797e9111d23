"""Bundles that are cheap to make: one that is fitted already, with something changed."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from schema.golden import make
from schema.written import plain_json
from scoring import bundle as bundles
from scoring.model import Bundle

Content = dict[str, Any]


def marked(bundle: Path, root: Path, mark: str) -> Path:
    """The folder of one that answers as the other does and has a version of its own; not published."""

    def change(content: Content) -> None:
        content["card"] = {**content["card"], "mark": mark}

    return changed(bundle, root, change)


def changed(bundle: Path, root: Path, change: Callable[[Content], None]) -> Path:
    """The folder of one whose content is changed, with golden rows that replay; not published."""
    loaded = bundles.read(bundle)
    content = dict(loaded.content)
    change(content)
    assert isinstance(loaded.golden, list)
    payloads = [{**row["payload"], "currency": content["meta"]["currency"]} for row in loaded.golden]
    golden = make(Bundle.from_content(content, "changed"), payloads)
    documents = {bundles.GOLDEN: plain_json(golden)}
    return bundles.write(root, content, as_of=loaded.version[:10], documents=documents)
