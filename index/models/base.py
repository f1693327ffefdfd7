"""The protocols of embedders and cross-encoders, and the helpers that their adapters share."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol, cast, runtime_checkable

import numpy as np
import numpy.typing as npt

from index.arrays import TokenStates, Vectors

_MAX_CHARACTERS = 2_000


class Embedder(Protocol):
    """Turns texts into vectors; the dot product of two vectors is the similarity of their texts.

    Implementations are safe to call from several threads.
    """

    @property
    def name(self) -> str:
        """Model and variant; part of an index's fingerprint."""

    def embed_queries(self, texts: Sequence[str]) -> Vectors:
        """Vectors of questions, shape (texts, dimension)."""

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        """Vectors of passages or sentences, shape (texts, dimension)."""


@dataclass(frozen=True, slots=True)
class EncodedQuestion:
    """A question as the encoder sees it.

    Attributes:
        vector: Shape (dimension,).
        states: The states of its tokens, shape (tokens, hidden).
    """

    vector: Vectors
    states: Vectors


@runtime_checkable
class CrossEncodes(Protocol):
    """An embedder that also scores a question and a sentence together, from the token states of the passage."""

    def encode_question(self, question: str) -> EncodedQuestion:
        """Embed a question and return the states of its tokens with it."""

    def encode_passages(self, texts: Sequence[str]) -> list[tuple[Vectors, TokenStates]]:
        """Embed passages and return their packed token states; the vectors are those of ``embed_passages``."""

    def score_sentences(self, question: EncodedQuestion, sentences: Sequence[npt.NDArray[np.uint8]]) -> Vectors:
        """How well each sentence answers, shape (sentences,), higher is better; comparable for one question only.

        Args:
            question: The question.
            sentences: The codes of each sentence's tokens, at least one token each.
        """


@dataclass(frozen=True, slots=True)
class EvidencePair:
    """A statement or a question, beside sentences that may support or answer it.

    Attributes:
        evidence: One sentence, or several that follow one another.
        statement: One claim; empty for a question alone.
        question: What the statement answers, which may be empty; or the question, without a statement.
        context: The sentence before the evidence; empty if there is none.
    """

    evidence: str
    statement: str = ""
    question: str = ""
    context: str = ""


@runtime_checkable
class JudgesEvidence(Protocol):
    """An embedder that also reads statements and questions together with their evidence."""

    def judge_evidence(self, pairs: Sequence[EvidencePair]) -> Vectors:
        """Return the probabilities of support, of being left open and of contradiction, shape (pairs, 3).

        For a question the first one is the probability that the evidence answers it; the others have no meaning.
        """


class Reranker(Protocol):
    """Scores sentences against a question; scores are comparable for one question only.

    Implementations are safe to call from several threads.
    """

    @property
    def name(self) -> str:
        """The model and where it runs."""

    def prepare(self) -> None:
        """Fetch the model if it is missing and check that it works; raises ``RerankerError``."""

    def score(self, question: str, sentences: Sequence[str]) -> Vectors:
        """How well each sentence answers, shape (sentences,), higher is better; raises ``RerankerError``."""


def clean_text(text: str) -> str:
    """The text without lone surrogates, which cannot be encoded, and without NUL, at which tokenizers stop."""
    return text[:_MAX_CHARACTERS].replace("\0", " ").encode("utf-8", "replace").decode("utf-8")


def unit_rows(rows: Sequence[npt.ArrayLike]) -> Vectors:
    """Stack vectors to a matrix of shape (rows, dimension) and scale each row to unit length."""
    if not rows:
        return np.zeros((0, 0), np.float32)
    matrix = np.asarray(rows, np.float32).reshape(len(rows), -1)
    norms = np.linalg.norm(matrix, axis=1, keepdims=True)
    return cast("Vectors", matrix / np.where(norms > 0, norms, 1.0))
