"""Prepares the training data of the entailment model: labelled pairs of statements or questions and evidence.

    PYTHONPATH=benchmarks python benchmarks/entailment/prepare.py FOLDER CACHE [--vitaminc FILE] [--multinli FOLDER]
        [--fold N --folds M]

FOLDER contains ``xquad-r.LANGUAGE.json``, ``squad2-dev.json``, question sets as ``more/NAME.LANGUAGE.json.xz``, and
sets of natural language inference as ``more/nli/NAME.LANGUAGE.jsonl.xz``. The script writes three stages of training:
``CACHE/general`` has pairs of public sets, ``CACHE/written`` those of the articles in ``written/`` with a few general
ones, and ``CACHE/contrasts`` those of the groups in ``contrasts/`` with a few of both. Each has ``train.jsonl``,
``dev.jsonl`` and ``test.jsonl``. The third one also has pairs of VitaminC (``test.jsonl`` of its real revisions) and
of the translated part of MultiNLI (a folder with ``multinli.train.LANGUAGE.tsv``), where these are given. ``--fold``
leaves the articles of one fold out of everything, so that they can measure a model.
"""

import argparse
import random
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TypeAlias

from entailment.asked_pairs import AskedPairs
from entailment.claim_pairs import read_multinli, read_vitaminc
from entailment.contrast_pairs import make_contrasts, read_groups
from entailment.nli_pairs import SHARES, read_nli_pairs
from entailment.pairs import Label, LabelledPair, write_pairs
from entailment.parallel_pairs import ParallelPairs
from entailment.perturbations import Perturber
from entailment.question_pairs import QuestionPairs
from entailment.templates import TemplatePairs
from entailment.written_pairs import make_pairs
from entailment.written_pairs import read_articles as read_written_articles
from question_sets import CALIBRATION_SETS, find_sets, fold_of, held_out_titles, read_articles, read_json

Parts: TypeAlias = dict[str, list[LabelledPair]]

TEMPLATES = {"en": 4500, "de": 2600, "es": 2600, "fr": 2600, "ru": 2600, "zh": 1800, "pt": 1500}
"""How many templates are filled in each language."""

WRITTEN = Path(__file__).parent / "written"
"""The articles with statements and questions that were written for training."""

KEPT = Path(__file__).parent / "kept.txt"
"""Articles like them in languages that nothing is trained on."""

CONTRASTS = Path(__file__).parent / "contrasts"
"""Groups of a statement or question beside several sentences, written for training."""

KEPT_CONTRASTS = Path(__file__).parent / "kept_contrasts.txt"
"""Groups like them in languages that nothing is trained on."""

WRITTEN_FOLDS = 12
"""One fold of the written articles is development data; thresholds and the confidence are fitted to it."""

_DEV_FOLDS = 25  # one of them is the development data
_MOST_MADE, _MOST_OF_KIND = 11_000, 450  # pairs that code made, in total and of a kind
_MOST_ASKED = {"asked: answered": 7000, "asked: other sentence": 7000, "asked: unanswerable": 5500}
_SHARES_OF_WRITTEN = {
    "written asked: other sentence": 0.4,
    "written asked: unanswerable": 0.45,
    "contrast asked: other sentence": 0.5,
    "contrast asked: unanswerable": 0.5,
}
_REPEATED = 3000  # general pairs in the later stages, so that the first one is not forgotten
_REPEATED_WRITTEN = 5000  # written pairs in the last stage
_MOST_VITAMINC, _MOST_MULTINLI = 16_000, 12_000


def make_article_pairs(folder: Path, draw: random.Random) -> Iterator[tuple[str, LabelledPair]]:
    """Yield the pairs of all articles with the title of theirs."""
    perturber = Perturber(draw)
    yield from ParallelPairs(folder, perturber, draw).make()
    for found in find_sets(folder):
        articles = list(read_articles(found))
        print(f"{found.name} ({found.language}): {len(articles)} articles", flush=True)
        yield from QuestionPairs(found, articles, perturber, draw).make()
        if found.id not in CALIBRATION_SETS:
            yield from AskedPairs(found, articles, draw).make()


def fill_templates(train: Sequence[LabelledPair], draw: random.Random) -> list[LabelledPair]:
    """Return the pairs of templates; what their speakers say are true statements of the training data."""
    sentences = defaultdict(list)
    for pair in train:
        if pair.label is Label.SUPPORTED and pair.kind in {"same", "short"}:
            sentences[pair.language].append(pair.statement)
    return [
        pair
        for language, count in TEMPLATES.items()
        for pair in TemplatePairs(language, draw).make(sentences[language], count)
    ]


def prepare_general(folder: Path, left_out: int | None, folds: int, draw: random.Random) -> Parts:
    """Return the pairs of public sets by part.

    Args:
        folder: The folder of the sets.
        left_out: The fold of articles that is in no part; None if all are.
        folds: The number of folds.
        draw: Draws what is kept.
    """
    parts: Parts = {"train": [], "dev": [], "test": []}
    for part, pair in read_nli_pairs(folder):
        if part != "train" or draw.random() < SHARES[pair.kind.removeprefix("nli: ")]:
            parts[part].append(pair)
    about_articles: list[LabelledPair] = []
    held_out = held_out_titles([article["title"] for article in read_json(folder / "xquad-r.en.json")])
    for title, pair in make_article_pairs(folder, draw):
        if title in held_out or (left_out is not None and fold_of(title, folds) == left_out):
            continue
        (about_articles if fold_of(title, _DEV_FOLDS) else parts["dev"]).append(pair)
    about_articles += fill_templates(about_articles, draw)
    draw.shuffle(about_articles)
    parts["train"] += _take(about_articles)
    for pairs in parts.values():
        draw.shuffle(pairs)
    return parts


def prepare_written(general: Sequence[LabelledPair], draw: random.Random) -> Parts:
    """Return the pairs of the written articles by part, with some general ones among those to train on."""
    kept = [pair for article in read_written_articles(KEPT) for pair in make_pairs(article)]
    parts: Parts = {"train": list(general[:_REPEATED]), "dev": [], "test": kept}
    for file in sorted(WRITTEN.glob("*.txt")):
        for article in read_written_articles(file):
            part = "train" if fold_of(article.title, WRITTEN_FOLDS) else "dev"
            parts[part] += _thin(make_pairs(article), draw)
    for pairs in parts.values():
        draw.shuffle(pairs)
    return parts


def prepare_contrasts(repeated: Sequence[LabelledPair], draw: random.Random) -> Parts:
    """Return the pairs of the contrasting groups by part, with ``repeated`` ones among those to train on."""
    kept = [pair for group in read_groups(KEPT_CONTRASTS) for pair in make_contrasts(group)]
    parts: Parts = {"train": list(repeated), "dev": [], "test": kept}
    for file in sorted(CONTRASTS.glob("*.txt")):
        for group in read_groups(file):
            is_dev = fold_of(group.sentences["A"], WRITTEN_FOLDS) == 0
            parts["dev" if is_dev else "train"] += _thin(make_contrasts(group), draw)
    return parts


def add_claims(parts: Parts, vitaminc: Path | None, multinli: Path | None, draw: random.Random) -> None:
    """Add the pairs of those sets that are given, and shuffle each part."""
    found: Parts = {"train": [], "dev": [], "test": []}
    for part, pair in read_vitaminc(vitaminc) if vitaminc else ():
        found[part].append(pair)
    parts["train"] += draw.sample(found["train"], min(_MOST_VITAMINC, len(found["train"])))
    parts["dev"] += found["dev"]
    parts["test"] += found["test"]
    pairs = list(read_multinli(multinli)) if multinli else []
    parts["train"] += draw.sample(pairs, min(_MOST_MULTINLI, len(pairs)))
    for kept in parts.values():
        draw.shuffle(kept)


def _thin(pairs: Iterator[LabelledPair], draw: random.Random) -> list[LabelledPair]:
    """Leave out some of what there is most of."""
    return [pair for pair in pairs if draw.random() < _SHARES_OF_WRITTEN.get(pair.kind, 1)]


def _take(pairs: Sequence[LabelledPair]) -> Iterator[LabelledPair]:
    """Yield as many pairs as the constants say."""
    taken: Counter[str] = Counter()
    made = 0
    for pair in pairs:
        is_made = pair.kind not in _MOST_ASKED
        if taken[pair.kind] == _MOST_ASKED.get(pair.kind, _MOST_OF_KIND) or (is_made and made == _MOST_MADE):
            continue
        taken[pair.kind] += 1
        made += is_made
        yield pair


def main() -> None:
    """Write the pairs and count them."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("cache", type=Path)
    parser.add_argument("--vitaminc", type=Path)
    parser.add_argument("--multinli", type=Path)
    parser.add_argument("--fold", type=int)
    parser.add_argument("--folds", type=int, default=2)
    given = parser.parse_args()
    draw = random.Random(5)
    general = prepare_general(given.folder, given.fold, given.folds, draw)
    written = prepare_written(general["train"], draw)
    contrasts = prepare_contrasts(general["train"][:_REPEATED] + draw.sample(written["train"], _REPEATED_WRITTEN), draw)
    add_claims(contrasts, given.vitaminc, given.multinli, draw)
    for stage, parts in (("general", general), ("written", written), ("contrasts", contrasts)):
        (given.cache / stage).mkdir(parents=True, exist_ok=True)
        for part, pairs in parts.items():
            write_pairs(pairs, given.cache / stage / f"{part}.jsonl")
            print(f"{stage}, {part}: {len(pairs)} pairs")
            for kind, count in Counter(pair.kind for pair in pairs).most_common():
                print(f"    {kind:28} {count:7}")


if __name__ == "__main__":
    main()
