"""Word lists of the index: each belongs to a module and repeats nothing."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from index.text.word_files import read_word_list

INDEX = Path(__file__).parents[3] / "index"
MODULES = [path.with_suffix(".py") for path in sorted(INDEX.rglob("*.toml"))]


def _arrays(node: object) -> Iterator[list[str]]:
    if isinstance(node, dict):
        for value in node.values():
            yield from _arrays(value)
    elif isinstance(node, list):
        yield node


@pytest.mark.parametrize("module", MODULES, ids=lambda path: path.stem)
def test_a_word_list_repeats_nothing(module: Path) -> None:
    """No array is empty, and none has an entry twice or one with blanks around it."""
    assert module.is_file()
    for words in _arrays(read_word_list(str(module))):
        assert words
        assert [] == [word for word in words if words.count(word) > 1 or word != word.strip() or not word]
