"""Reads sets of natural language inference: a premise, a hypothesis and their label in JSON Lines."""

import hashlib
import json
import lzma
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from entailment.pairs import Label, LabelledPair
from question_sets import KEPT_LANGUAGES

SHARES = {
    "wice-claims": 1.0,
    "begin-wow": 1.0,
    "fever-symmetric": 1.0,
    "danfv": 0.8,
    "indonli": 0.8,
    "mnli-xnli-ext": 0.8,
    "klue-nli-dev": 0.6,
    "jnli-valid": 0.3,
}
"""The sets by name, and how much of each the model learns from: little of what is far from cited sentences."""

_TESTED = frozenset({"wice-claims", "begin-wow", "fever-symmetric"})  # nearest to cited sentences
_LABELS = {
    "entailment": Label.SUPPORTED,
    "neutral": Label.NOT_SAID,
    "contradiction": Label.CONTRADICTED,
    "partial": Label.NOT_SUPPORTED,
    "not_entailment": Label.NOT_SUPPORTED,
}


def read_nli_pairs(folder: Path) -> Iterator[tuple[str, LabelledPair]]:
    """Yield pairs with the part that they belong to: ``train``, ``dev`` or ``test``.

    A premise is in one part only. In FEVER-Symmetric, where two premises share two claims, all four are.
    """
    for path in sorted(folder.glob("more/nli/*.jsonl.xz")):
        name, language = path.name.removesuffix(".jsonl.xz").split(".")
        if language in KEPT_LANGUAGES or name not in SHARES:
            continue
        rows = [json.loads(line) for line in lzma.decompress(path.read_bytes()).decode().splitlines()]
        groups = _connect(rows) if name == "fever-symmetric" else [row["premise"] for row in rows]
        for row, group in zip(rows, groups, strict=True):
            label = _LABELS[row["label"]]
            yield _part(name, group), LabelledPair(row["premise"], row["hypothesis"], label, f"nli: {name}", language)


def _part(name: str, group: str) -> str:
    place = int(hashlib.sha256(group.encode()).hexdigest(), 16)
    if name in _TESTED and place % 4 == 0:
        return "test"
    return "dev" if place // 4 % 20 == 0 else "train"


def _connect(rows: list[dict[str, Any]]) -> list[str]:
    """Return for each row the name of all rows that are connected by a premise or a hypothesis."""
    parents: dict[str, str] = {}

    def find(text: str) -> str:
        while parents.setdefault(text, text) != text:
            text = parents[text]
        return text

    for row in rows:
        parents[find(row["premise"])] = find(row["hypothesis"])
    return [find(row["premise"]) for row in rows]
