"""Keeps the tokens of labelled pairs in a file, because tokenizing takes as long as some steps of training."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from entailment.pairs import Label, read_pairs

from index.models.e5.entailment_model import tokenize_pair
from index.models.e5.tokenizer import Tokenizer
from index.models.e5.weights import ModelWeights

_CHUNK = 4000  # pairs among which similar lengths are put together


@dataclass(frozen=True, slots=True)
class TrainingPair:
    """The tokens of a labelled pair, with the number of the part that each belongs to."""

    ids: list[int]
    parts: list[int]
    label: Label
    kind: str

    def __len__(self) -> int:
        return len(self.ids)


def load_tokens(cache: Path, part: str, weights: ModelWeights) -> list[TrainingPair]:
    """Return the pairs of ``part.jsonl``; their tokens are kept beside it."""
    pairs, path = cache / f"{part}.jsonl", cache / f"{part}.tokens.npz"
    if not path.exists() or path.stat().st_mtime < pairs.stat().st_mtime:
        _tokenize(pairs, path, Tokenizer(weights))
    stored = dict(np.load(path))
    cuts = np.cumsum(stored["lengths"])[:-1]
    return [
        TrainingPair(ids.tolist(), parts.tolist(), Label(int(label)), str(kind))
        for ids, parts, label, kind in zip(
            np.split(stored["ids"], cuts),
            np.split(stored["parts"], cuts),
            stored["labels"],
            stored["kinds"],
            strict=True,
        )
    ]


def batch_pairs(pairs: Sequence[TrainingPair], most: int) -> Iterator[list[TrainingPair]]:
    """Yield batches of pairs of similar length, with ``most`` tokens at most, padding included."""
    for at in range(0, len(pairs), _CHUNK):
        batch: list[TrainingPair] = []
        for pair in sorted(pairs[at : at + _CHUNK], key=len):
            if batch and len(pair) * (len(batch) + 1) > most:
                yield batch
                batch = []
            batch.append(pair)
        yield batch


def _tokenize(pairs: Path, path: Path, tokenizer: Tokenizer) -> None:
    labelled = read_pairs(pairs)
    tokens = [tokenize_pair(tokenizer, pair.evidence_pair) for pair in labelled]
    np.savez(
        path,
        ids=np.concatenate([np.array(pair.ids, np.int32) for pair in tokens]),
        parts=np.concatenate([np.array(pair.parts, np.int8) for pair in tokens]),
        lengths=np.array([len(pair) for pair in tokens]),
        labels=np.array([pair.label for pair in labelled], np.int8),
        kinds=np.array([pair.kind for pair in labelled]),
    )
