"""Text to the model's tokens: SentencePiece's unigram segmentation (Kudo, 2018, "Subword Regularization").

Our own few lines, because the libraries take one to two seconds to load this vocabulary of 250,000 pieces, longer than
a whole ``pincite ask``; ``index.models.e5.vocabulary`` takes five milliseconds.
``tests/index/models/e5/test_encoder.py`` compares both.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from index.models.e5.vocabulary import Vocabulary
from index.models.e5.weights import ModelWeights

_SPACE = "▁"
_UNKNOWN_PENALTY = 10.0
_MAX_WORD = 2_000  # characters
_CACHED_WORDS = 32_768


@dataclass(frozen=True, slots=True)
class Tokens:
    """The tokens of a text, with its begin and end marks.

    Attributes:
        ids: The ids of the pieces.
        starts: Where each piece starts in the text, in characters; ``len(text)`` for the begin and end marks.
    """

    ids: list[int]
    starts: list[int]

    def __len__(self) -> int:
        return len(self.ids)


class Tokenizer:
    """Splits text into the pieces of one vocabulary. Safe to call from several threads."""

    def __init__(self, weights: ModelWeights, cache: Path | None = None) -> None:
        """Take the vocabulary of ``weights``, whose table is kept in the folder ``cache``."""
        self._vocabulary = Vocabulary(weights, cache)
        self._scores = weights.scores.data
        self._unknown = weights.unknown
        self._unknown_score = float(weights.scores.min()) - _UNKNOWN_PENALTY
        self._begin, self._end = weights.begin, weights.end
        self._forms = weights.normal_forms | {ord(_SPACE): " "}
        self._max_tokens = weights.shape.positions
        self._segment = lru_cache(_CACHED_WORDS)(self._viterbi)

    def tokenize(self, prefix: str, text: str) -> Tokens:
        """The pieces of ``prefix`` and ``text``, truncated to the model's positions."""
        ids, starts = [self._begin], [len(text)]
        for word, places in self._words(prefix + text):
            at = 0
            for id_, length in self._segment(_SPACE + word):
                ids.append(id_)
                starts.append(places[max(at - 1, 0)] - len(prefix))
                at += length
            if len(ids) >= self._max_tokens:
                break
        return Tokens([*ids[: self._max_tokens - 1], self._end], [*starts[: self._max_tokens - 1], len(text)])

    def normalize(self, text: str) -> list[str]:
        """The normal form of each character, which may be empty or have several characters."""
        return [self._forms.get(ord(character), character) for character in text]

    def _words(self, text: str) -> Iterator[tuple[str, list[int]]]:
        """Words in normal form, each with the places of its characters in the text."""
        word = ""
        places: list[int] = []
        for place, form in enumerate(self.normalize(text)):
            for normal in form:
                if normal == " " or len(word) == _MAX_WORD:
                    if word:
                        yield word, places
                    word, places = "", []
                if normal != " ":
                    word += normal
                    places.append(place)
        if word:
            yield word, places

    def _viterbi(self, word: str) -> tuple[tuple[int, int], ...]:
        """The most probable pieces of a word: each one's id and length in characters."""
        scores = self._scores
        characters = [character.encode("utf-8", "surrogatepass") for character in word]
        best = [0.0] + [float("-inf")] * len(word)
        path: list[tuple[int, int]] = [(0, 0)] * (len(word) + 1)
        for start in range(len(word)):
            so_far = best[start]
            for end, id_ in self._vocabulary.find_prefixes(characters, start):
                if so_far + scores[id_] > best[end]:
                    best[end], path[end] = so_far + scores[id_], (id_, end - start)
            if so_far + self._unknown_score > best[start + 1]:
                best[start + 1], path[start + 1] = so_far + self._unknown_score, (self._unknown, 1)
        pieces: list[tuple[int, int]] = []
        end = len(word)
        while end:
            id_, length = path[end]
            end -= length
            if pieces and id_ == self._unknown == pieces[-1][0]:
                pieces[-1] = (id_, length + pieces[-1][1])  # a run of unknown characters is one piece
            else:
                pieces.append((id_, length))
        return tuple(reversed(pieces))
