"""The house: folders of a size that one can read, and names that stand for one thing each."""

import ast
from collections import Counter
from pathlib import Path

from tests.support.paths import ROOT

FOLDERS = ("bot", "config", "index", "pincite", "prompts")
MODULES = [path for folder in FOLDERS for path in (ROOT / folder).rglob("*.py") if path.name != "__init__.py"]
SHARED_NAMES = {"errors.py", "schema.py", "types.py"}


def test_no_folder_has_more_than_thirteen_modules() -> None:
    """A larger folder has parts, and each part has a name."""
    counts = Counter(path.parent for path in MODULES if path.parent not in {ROOT / "config", ROOT / "prompts"})
    assert {} == {str(folder.relative_to(ROOT)): count for folder, count in counts.items() if count > 13}


def test_module_names_are_unique() -> None:
    """A name leads to one file."""
    counts = Counter(path.name for path in MODULES if path.name not in SHARED_NAMES)
    assert [] == [name for name, count in counts.items() if count > 1]


def test_class_names_are_unique() -> None:
    """One word stands for one thing in the whole tree."""
    counts = Counter(name for path in MODULES for name in _public_classes(path))
    assert [] == [name for name, count in counts.items() if count > 1]


def _public_classes(path: Path) -> list[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return [node.name for node in tree.body if isinstance(node, ast.ClassDef) and not node.name.startswith("_")]
