"""Rerankers: a cross-encoder in this process, and both shapes of endpoints."""

import threading
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from index.errors import RerankerError
from index.models.base import Reranker
from index.models.factory import open_reranker
from index.models.fastembed_reranker import FastEmbedReranker
from tests.support.rerank_server import RerankApi, rerank_api
from tests.support.tiny_models import fetched, write_cross_encoder

QUESTION = "who lit the lamp"
SENTENCES = ["bread needs flour", "the keeper lit the lamp", "a lamp"]


@pytest.fixture
def api(monkeypatch: pytest.MonkeyPatch) -> Iterator[RerankApi]:
    """An endpoint on loopback, reached without a proxy."""
    monkeypatch.setenv("NO_PROXY", "*")
    with rerank_api() as running:
        yield running


def opened(tmp_path: Path, kind: str, model: str | None = None, base_url: str | None = None) -> Reranker:
    """The reranker of these settings."""
    reranker = open_reranker(kind, model=model, base_url=base_url, api_key="secret", cache=tmp_path / "models")
    assert reranker is not None
    return reranker


def in_a_folder(folder: Path, file: str = "model.onnx") -> Path:
    """A folder with a tiny cross-encoder."""
    pytest.importorskip("fastembed", reason="an extra")
    write_cross_encoder(folder, "who lit the lamp keeper bread needs flour a", file)
    return folder


def kept(tmp_path: Path, repository: str) -> None:
    """Put a tiny cross-encoder into the cache of fetched models."""
    pytest.importorskip("fastembed", reason="an extra")
    in_a_folder(fetched(tmp_path / "models" / "fastembed", repository), "onnx/model.onnx")


@pytest.mark.parametrize("file", ["model.onnx", "onnx/model.onnx"])
def test_a_cross_encoder_in_a_folder_scores(tmp_path: Path, file: str) -> None:
    """The tiny model's score is the number of shared words."""
    reranker = opened(tmp_path, "fastembed", str(in_a_folder(tmp_path / "tiny", file)))
    assert [0, 4, 1] == reranker.score(QUESTION, SENTENCES).tolist()


def test_a_cross_encoder_that_was_fetched_needs_no_network(tmp_path: Path) -> None:
    """The cache has it by its name, whether or not FastEmbed lists the model."""
    kept(tmp_path, "BAAI/bge-reranker-base")
    kept(tmp_path, "example/tiny-reranker")
    for name in ("BAAI/bge-reranker-base", "example/tiny-reranker"):
        assert [0, 4, 1] == opened(tmp_path, "fastembed", name).score(QUESTION, SENTENCES).tolist()


def test_threads_agree_with_one_another(tmp_path: Path) -> None:
    """Concurrent questions get the same scores as one, from a model that is loaded once."""
    reranker = opened(tmp_path, "fastembed", str(in_a_folder(tmp_path / "tiny")))
    found: list[list[float]] = []
    threads = [
        threading.Thread(target=lambda: found.append(reranker.score(QUESTION, SENTENCES).tolist())) for _ in range(6)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [[0, 4, 1]] * 6 == found


class Slow(list[str]):
    """Sentences that block until the test releases them."""

    def __init__(self, sentences: Sequence[str]) -> None:
        """Take the sentences."""
        super().__init__(sentences)
        self.is_awaited, self.may_come = threading.Event(), threading.Event()

    def __iter__(self) -> Iterator[str]:
        """Wait for the release, then yield the sentences."""
        self.is_awaited.set()
        self.may_come.wait()
        return super().__iter__()


def test_a_question_does_not_wait_for_ever(tmp_path: Path) -> None:
    """A question that waits too long for earlier ones raises, and blocks no thread."""
    reranker = FastEmbedReranker(str(in_a_folder(tmp_path / "tiny")), tmp_path, wait_s=0)
    slow = Slow(SENTENCES)
    thread = threading.Thread(target=lambda: reranker.score(QUESTION, slow))
    thread.start()
    slow.is_awaited.wait()
    with pytest.raises(RerankerError, match="cannot keep up"):
        reranker.score(QUESTION, SENTENCES)
    slow.may_come.set()
    thread.join()
    assert [0, 4, 1] == reranker.score(QUESTION, SENTENCES).tolist()


@pytest.mark.parametrize("text", ["", "\0lamp", "\ud800 lamp", "lamp " * 9_000])
def test_hostile_texts_are_scored_like_others(tmp_path: Path, text: str) -> None:
    """Empty, nonsensical and endless texts have a score."""
    reranker = opened(tmp_path, "fastembed", str(in_a_folder(tmp_path / "tiny")))
    assert 2 == len(reranker.score(text, [text, "a lamp"]))


def test_a_model_that_cannot_be_fetched_is_one_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The error names the model and the network as the things to check."""
    pytest.importorskip("fastembed", reason="an extra")
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    with pytest.raises(RerankerError, match=r"example/nowhere cannot be fetched .*; check its name and the network\."):
        opened(tmp_path, "fastembed", "example/nowhere").prepare()


def test_a_folder_without_a_model_says_what_belongs_there(tmp_path: Path) -> None:
    """The error names the missing file, or the file that is no model."""
    pytest.importorskip("fastembed", reason="an extra")
    with pytest.raises(RerankerError, match=r"no model\.onnx or onnx/model\.onnx in"):
        opened(tmp_path, "fastembed", str(tmp_path)).prepare()
    (tmp_path / "model.onnx").write_bytes(b"no model")
    with pytest.raises(RerankerError, match="cannot be loaded"):
        opened(tmp_path, "fastembed", str(tmp_path)).prepare()


@pytest.mark.parametrize(("kind", "sentences"), [("endpoint", "documents"), ("tei", "texts")])
def test_an_endpoint_scores(api: RerankApi, tmp_path: Path, kind: str, sentences: str) -> None:
    """Scores are in the order of the sentences, not in that of the server's reply."""
    reranker = opened(tmp_path, kind, "tiny", api.base_url)
    assert pytest.approx([0, 0.3, 0.1]) == reranker.score(QUESTION, SENTENCES).tolist()
    assert [({"model": "tiny", "query": QUESTION, sentences: SENTENCES}, "Bearer secret")] == api.asked
    reranker.prepare()


@pytest.mark.parametrize(
    ("status", "reply", "words"),
    [
        (503, None, "503"),
        (200, {"error": "no such model"}, "something else than scores"),
        (200, [], "left sentences without a score"),
        (200, {"results": [{"index": 0, "relevance_score": None}]}, "something else than scores"),
        (200, {"results": [{"index": 7, "relevance_score": 0.5}]}, "something else than scores"),
    ],
)
def test_an_endpoint_that_does_not_do_its_work_is_one_sentence(
    api: RerankApi, tmp_path: Path, status: int, reply: object, words: str
) -> None:
    """Errors, malformed replies and missing scores name the settings to check."""
    api.status, api.reply = status, reply
    with pytest.raises(RerankerError, match=rf"{words}.*; check PINCITE_RERANKER_BASE_URL, _MODEL and _API_KEY\.$"):
        opened(tmp_path, "endpoint", None, api.base_url).score(QUESTION, SENTENCES)


def test_an_endpoint_that_is_down_is_one_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The error for a closed port or a malformed address names the settings to check."""
    monkeypatch.setenv("NO_PROXY", "*")
    for address in ("http://127.0.0.1:9/v1", "nonsense", "http://[bad/v1"):
        with pytest.raises(RerankerError, match="check PINCITE_RERANKER_BASE_URL"):
            opened(tmp_path, "tei", None, address).prepare()


@pytest.mark.parametrize(("kind", "words"), [("fastembed", "RERANKER_MODEL"), ("endpoint", "RERANKER_BASE_URL")])
def test_a_reranker_needs_its_settings(tmp_path: Path, kind: str, words: str) -> None:
    """A missing setting is an error before any import; without a setting there is no reranker."""
    with pytest.raises(RerankerError, match=words):
        opened(tmp_path, kind)
    assert open_reranker(None, model=None, base_url=None, api_key=None, cache=tmp_path) is None
