"""Cross-encoders that FastEmbed runs in this process.

Only ``prepare`` uses the network: a question never waits for a download.
"""

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from index.errors import RerankerError, first_line
from index.file_paths import expand_home, is_folder
from index.models.base import clean_text
from index.models.fastembed_common import INSTALL_HINT, MODEL_FILES, silence_log, thread_count

if TYPE_CHECKING:
    from fastembed.rerank.cross_encoder import TextCrossEncoder

    from index.arrays import Vectors


class FastEmbedReranker:
    """A cross-encoder: one that FastEmbed lists, another with an ONNX file on Hugging Face, or a folder with one."""

    def __init__(self, model: str, cache: Path, *, wait_s: float = 10.0) -> None:
        """Name a model; the first question or ``prepare`` loads it.

        Args:
            model: Its name, or a folder.
            cache: The folder that keeps fetched models; made if it is missing.
            wait_s: How long a question may wait for earlier ones.
        """
        self.name = f"{model} (fastembed)"
        self._model_name = model
        self._cache = cache
        self._wait_s = wait_s
        self._lock = threading.Lock()
        self._model: TextCrossEncoder | None = None

    def prepare(self) -> None:
        """Fetch the model if it is missing, and load it; raises ``RerankerError`` where it cannot be fetched."""
        with self._lock:
            self._model = self._model or self._load(fetch=True)

    def score(self, question: str, sentences: Sequence[str]) -> "Vectors":
        """How well each sentence answers, shape (sentences,), higher is better; raises ``RerankerError``."""
        with self._acquire():
            self._model = self._model or self._load(fetch=False)
            try:
                scores = list(self._model.rerank(clean_text(question), [clean_text(text) for text in sentences]))
            except Exception as error:
                raise RerankerError(
                    f"The reranker {self._model_name} failed ({first_line(error)}); set PINCITE_RERANKER_MODEL to "
                    "another."
                ) from error
        return np.asarray(scores, np.float32)

    @contextmanager
    def _acquire(self) -> Iterator[None]:
        """Let one question run at a time: a run uses all cores, so two would be no faster."""
        if not self._lock.acquire(timeout=self._wait_s):
            raise RerankerError("The reranker cannot keep up; set PINCITE_RERANKER_MODEL to a smaller one.")
        try:
            yield
        finally:
            self._lock.release()

    def _load(self, *, fetch: bool) -> "TextCrossEncoder":
        try:
            from fastembed.rerank.cross_encoder import TextCrossEncoder  # noqa: PLC0415 - half a second to import
        except ImportError as error:
            raise RerankerError(INSTALL_HINT) from error
        silence_log()
        folder = expand_home(self._model_name)
        is_local = is_folder(folder)
        _register(self._model_name, _find_model_file(folder) if is_local else MODEL_FILES[0])
        try:
            return TextCrossEncoder(
                self._model_name,
                cache_dir=str(self._cache),
                threads=thread_count(),
                local_files_only=not fetch,
                specific_model_path=str(folder) if is_local else None,
            )
        except Exception as error:
            name, reason = self._model_name, first_line(error)
            if is_local:
                words = f"The reranker in {name} cannot be loaded ({reason}); set PINCITE_RERANKER_MODEL."
            elif fetch:
                words = f"The reranker {name} cannot be fetched ({reason}); check its name and the network."
            else:
                words = f"The reranker {name} is not here yet; run `pincite doctor` once to fetch it."
            raise RerankerError(words) from error


def _register(model: str, file: str) -> None:
    """Add a model that FastEmbed does not list; a folder is its own name."""
    from fastembed.common.model_description import ModelSource  # noqa: PLC0415 - half a second, as above
    from fastembed.rerank.cross_encoder import TextCrossEncoder  # noqa: PLC0415 - as above

    if model.lower() not in {found["model"].lower() for found in TextCrossEncoder.list_supported_models()}:
        TextCrossEncoder.add_custom_model(model=model, sources=ModelSource(hf=model), model_file=file)


def _find_model_file(folder: Path) -> str:
    found = next((name for name in MODEL_FILES if (folder / name).is_file()), None)
    if found is None:
        raise RerankerError(
            f"There is no {' or '.join(reversed(MODEL_FILES))} in {folder}; put the cross-encoder there."
        )
    return found
