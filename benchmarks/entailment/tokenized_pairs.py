"""Keeps the tokens of labelled pairs in a file, because tokenizing takes as long as some steps of training."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from entailment.pairs import Label, LabelledPair, read_pairs

from index.models.e5.tokenizer import Tokenizer
from index.models.e5.weights import ModelWeights

_MAX_STATEMENT, _MAX_QUESTION, _MAX_EVIDENCE, _MAX_CONTEXT = 100, 40, 150, 70  # tokens
_CHUNK = 4000  # pairs among which similar lengths are put together


@dataclass(frozen=True, slots=True)
class TokenizedPair:
    """The tokens of a labelled pair, with the number of the part that each belongs to."""

    ids: list[int]
    parts: list[int]
    label: Label
    kind: str

    def __len__(self) -> int:
        return len(self.ids)


def load_tokens(cache: Path, part: str, weights: ModelWeights) -> list[TokenizedPair]:
    """Return the pairs of ``part.jsonl``; their tokens are kept beside it."""
    pairs, path = cache / f"{part}.jsonl", cache / f"{part}.tokens.npz"
    if not path.exists() or path.stat().st_mtime < pairs.stat().st_mtime:
        _tokenize(pairs, path, Tokenizer(weights))
    stored = dict(np.load(path))
    cuts = np.cumsum(stored["lengths"])[:-1]
    return [
        TokenizedPair(ids.tolist(), parts.tolist(), Label(int(label)), str(kind))
        for ids, parts, label, kind in zip(
            np.split(stored["ids"], cuts),
            np.split(stored["parts"], cuts),
            stored["labels"],
            stored["kinds"],
            strict=True,
        )
    ]


def batch_pairs(pairs: Sequence[TokenizedPair], most: int) -> Iterator[list[TokenizedPair]]:
    """Yield batches of pairs of similar length, with ``most`` tokens at most, padding included."""
    for at in range(0, len(pairs), _CHUNK):
        batch: list[TokenizedPair] = []
        for pair in sorted(pairs[at : at + _CHUNK], key=len):
            if batch and len(pair) * (len(batch) + 1) > most:
                yield batch
                batch = []
            batch.append(pair)
        yield batch


def tokenize_pair(tokenizer: Tokenizer, pair: LabelledPair) -> tuple[list[int], list[int]]:
    """Return the tokens of a pair, with the number of the part that each belongs to.

    The parts are the statement (0), the evidence (1), the question (2) and the context (3). The question stands after
    the statement, and the context after the evidence.
    """
    ids = tokenizer.tokenize("query: ", pair.statement).ids[:_MAX_STATEMENT]
    parts = [0] * len(ids)
    for prefix, text, part, most in (
        ("", pair.question, 2, _MAX_QUESTION),
        ("passage: ", pair.evidence, 1, _MAX_EVIDENCE),
        ("", pair.context, 3, _MAX_CONTEXT),
    ):
        if text:
            tokens = tokenizer.tokenize(prefix, text).ids
            more = (tokens if prefix else tokens[1:])[:most]
            ids.extend(more)
            parts.extend([part] * len(more))
    return ids, parts


def _tokenize(pairs: Path, path: Path, tokenizer: Tokenizer) -> None:
    labelled = read_pairs(pairs)
    tokens = [tokenize_pair(tokenizer, pair) for pair in labelled]
    np.savez(
        path,
        ids=np.concatenate([np.array(ids, np.int32) for ids, _ in tokens]),
        parts=np.concatenate([np.array(parts, np.int8) for _, parts in tokens]),
        lengths=np.array([len(ids) for ids, _ in tokens]),
        labels=np.array([pair.label for pair in labelled], np.int8),
        kinds=np.array([pair.kind for pair in labelled]),
    )
