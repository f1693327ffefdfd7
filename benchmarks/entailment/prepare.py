"""Prepares the training data of the entailment model: labelled pairs of statements and evidence.

    PYTHONPATH=benchmarks python benchmarks/entailment/prepare.py FOLDER CACHE [--fold N --folds M]

FOLDER contains ``xquad-r.LANGUAGE.json``, ``squad2-dev.json``, question sets as ``more/NAME.LANGUAGE.json.xz``, and
sets of natural language inference as ``more/nli/NAME.LANGUAGE.jsonl.xz``. The script writes ``train.jsonl``,
``dev.jsonl`` and ``test.jsonl`` to CACHE. ``--fold`` leaves the articles of one fold out of all three, so that they can
measure a model.
"""

import argparse
import random
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path

from entailment.nli_pairs import SHARES, read_nli_pairs
from entailment.pairs import Label, LabelledPair, write_pairs
from entailment.parallel_pairs import ParallelPairs
from entailment.perturbations import Perturber
from entailment.question_pairs import QuestionPairs
from entailment.templates import TemplatePairs
from question_sets import find_sets, fold_of, read_articles

TEMPLATES = {"en": 4500, "de": 2600, "es": 2600, "fr": 2600, "ru": 2600, "zh": 1800, "pt": 1500}
"""How many templates are filled in each language."""

_DEV_FOLDS = 25  # one of them is the development data
_DEV_TEMPLATES = 600  # pairs
_KIND_SHARES = {
    "answer": 0.42,
    "other answer": 0.5,
    "answer, other sentence": 0.3,
    "unknown answer": 0.45,
    "whole sentence": 0.25,
    "false whole sentence": 0.6,
    "unanswerable": 0.8,
    "same": 0.35,
    "addition": 0.7,
}
"""How much of a kind is kept for training; all of the others."""


def make_article_pairs(folder: Path, draw: random.Random) -> Iterator[tuple[str, LabelledPair]]:
    """Yield the pairs of all articles with the title of theirs."""
    perturber = Perturber(draw)
    yield from ParallelPairs(folder, perturber, draw).make()
    for found in find_sets(folder):
        articles = list(read_articles(found))
        print(f"{found.name} ({found.language}): {len(articles)} articles", flush=True)
        yield from QuestionPairs(found, articles, perturber, draw).make()


def fill_templates(train: list[LabelledPair], draw: random.Random) -> list[LabelledPair]:
    """Return the pairs of templates; what their speakers say are true statements of the training data."""
    sentences = defaultdict(list)
    for pair in train:
        if pair.label is Label.SUPPORTED and pair.kind in {"same", "short"}:
            sentences[pair.language].append(pair.statement)
    made = [
        pair
        for language, count in TEMPLATES.items()
        for pair in TemplatePairs(language, draw).make(sentences[language], count)
    ]
    draw.shuffle(made)
    return made


def prepare(folder: Path, left_out: int | None, folds: int) -> dict[str, list[LabelledPair]]:
    """Return the pairs of each part.

    Args:
        folder: The folder of the sets.
        left_out: The fold of articles that is in no part; None if all are.
        folds: The number of folds.
    """
    draw = random.Random(5)
    parts: dict[str, list[LabelledPair]] = {"train": [], "dev": [], "test": []}
    for part, pair in read_nli_pairs(folder):
        if part != "train" or draw.random() < SHARES[pair.kind.removeprefix("nli: ")]:
            parts[part].append(pair)
    for title, pair in make_article_pairs(folder, draw):
        if left_out is not None and fold_of(title, folds) == left_out:
            continue
        parts["train" if fold_of(title, _DEV_FOLDS) else "dev"].append(pair)
    templates = fill_templates(parts["train"], draw)
    kept = [pair for pair in parts["train"] if draw.random() < _KIND_SHARES.get(pair.kind, 1)]
    parts["train"] = kept + templates[_DEV_TEMPLATES:]
    parts["dev"] += templates[:_DEV_TEMPLATES]
    for pairs in parts.values():
        draw.shuffle(pairs)
    return parts


def main() -> None:
    """Write the pairs and count them."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("cache", type=Path)
    parser.add_argument("--fold", type=int)
    parser.add_argument("--folds", type=int, default=2)
    given = parser.parse_args()
    given.cache.mkdir(parents=True, exist_ok=True)
    for part, pairs in prepare(given.folder, given.fold, given.folds).items():
        write_pairs(pairs, given.cache / f"{part}.jsonl")
        print(f"{part}: {len(pairs)} pairs")
        for kind, count in Counter(pair.kind for pair in pairs).most_common():
            print(f"    {kind:28} {count:7}")


if __name__ == "__main__":
    main()
