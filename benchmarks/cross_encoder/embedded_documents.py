"""Encodes the documents of a set once: token states for training, vectors for the first stage of ranking."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from examples import MAX_QUESTION
from question_sets import AnnotatedQuestion, SourceDocument

from index.arrays import Vectors
from index.models.e5.cross_encoder import Codes, Packing
from index.models.e5.encoder import Encoded, Encoder
from index.models.e5_small import PASSAGE, QUERY
from index.retrieval import scoring
from index.text.chunking import split
from index.types import Span

_BATCH = 64


@dataclass(frozen=True, slots=True)
class EmbeddedDocument:
    """A document with what the first stage of ranking needs.

    Attributes:
        questions: The questions about it.
        passages: Its passages.
        sentences: Its sentences, each with the number of its passage.
        texts: The texts of its sentences.
        terms: The lexical terms of its passages.
        passage_vectors: Shape (passages, 384).
        sentence_vectors: Shape (sentences, 384).
        question_vectors: Shape (questions, 384).
    """

    questions: tuple[AnnotatedQuestion, ...]
    passages: list[Span]
    sentences: list[tuple[int, Span]]
    texts: list[str]
    terms: list[scoring.LexicalTerms]
    passage_vectors: Vectors
    sentence_vectors: Vectors
    question_vectors: Vectors

    def rank(self, question: str, vector: Vectors) -> scoring.Scores:
        """Return the first-stage scores of the sentences, as z-scores."""
        texts = scoring.SentenceTexts(
            self.texts,
            np.array([owner for owner, _ in self.sentences]),
            self.terms,
            self.sentence_vectors @ vector,
            self.passage_vectors @ vector,
        )
        query = scoring.analyze(question)
        return scoring.standardize(scoring.sentence_scores(query, texts) + scoring.passage_scores(query, texts))

    def find_sentences(self, answers: Sequence[Span]) -> list[int]:
        """Return the numbers of the sentences that an answer touches."""
        return [
            number
            for number, (_, sentence) in enumerate(self.sentences)
            if any(sentence.start < answer.end and sentence.end > answer.start for answer in answers)
        ]

    def outline(self) -> dict[str, Any]:
        """Return passages and sentences as JSON values."""
        return {
            "passages": [(span.start, span.end) for span in self.passages],
            "sentences": [(owner, span.start, span.end) for owner, span in self.sentences],
        }


class SetEncoder:
    """Encodes the documents of one set, and collects the states of their tokens."""

    def __init__(self, encoder: Encoder, packing: Packing, language: str) -> None:
        """Take the packing of the passages' states, and the language of the documents."""
        self._encoder = encoder
        self._packing = packing
        self._language = language
        self._codes: list[Codes] = []
        self._starts: list[npt.NDArray[np.int32]] = []
        self._question_states: list[npt.NDArray[np.float16]] = []

    def embed(self, document: SourceDocument) -> EmbeddedDocument:
        """Encode a document and its questions."""
        passages = split(document.text, self._language)
        sentences = [(at, span) for at, passage in enumerate(passages) for span in passage.sentences]
        texts = [span.slice(document.text) for _, span in sentences]
        encoded = self._encoder.encode(PASSAGE, [passage.span.slice(document.text) for passage in passages])
        asked = self._encoder.encode(QUERY, [question.text for question in document.questions])
        for found in encoded:
            self._add_passage(found)
        self._question_states.extend(found.states[:MAX_QUESTION].astype(np.float16) for found in asked)
        terms = [
            scoring.join_terms([scoring.analyze(span.slice(document.text)) for span in passage.sentences])
            for passage in passages
        ]
        return EmbeddedDocument(
            questions=document.questions,
            passages=[passage.span for passage in passages],
            sentences=sentences,
            texts=texts,
            terms=terms,
            passage_vectors=np.stack([found.vector for found in encoded]),
            sentence_vectors=np.stack([found.vector for found in self._encoder.encode(PASSAGE, texts)]),
            question_vectors=np.stack([found.vector for found in asked]),
        )

    def _add_passage(self, encoded: Encoded) -> None:
        starts = np.array(encoded.tokens.starts, np.int32)
        own = starts >= 0
        own[[0, -1]] = False  # the model's special tokens
        self._codes.append(self._packing.pack(encoded.states[own]))
        self._starts.append(starts[own])

    def write(self, out: Path) -> None:
        """Write the states of all passages and questions so far to ``out``."""
        np.savez(
            out,
            codes=np.concatenate(self._codes),
            lengths=[len(codes) for codes in self._codes],
            starts=np.concatenate(self._starts),
            question_states=np.concatenate(self._question_states),
            question_lengths=[len(states) for states in self._question_states],
        )
