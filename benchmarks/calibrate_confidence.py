"""Fits the logistic models of ``index/retrieval/confidence.py`` and prints their numbers.

    python benchmarks/calibrate_confidence.py FOLDER LANGUAGE… [--work DIR] [--half 0|1]

FOLDER holds ``xquad-r.LANGUAGE.json``: the same questions in every language. Each question is asked of its own article,
of another one, and of its own without the passages that answer it, in every pair of languages; within one language
also of its paragraph alone and another's, since short texts are different. ``--half`` as in ``sentences.py``: a reader
is surer of what it has learned from. Four folds by article say what to expect; the numbers printed are fitted on all.
"""

import json
import random
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from pathlib import Path

import numpy as np
import numpy.typing as npt
from corpus import Question, index_articles, options, overlap, reader_of

from bot.composition.container import Container
from index.models.embedders import Asked, E5Small
from index.passages.store import Candidate
from index.retrieval.confidence import ConfidenceFeatures
from index.retrieval.cross_encoding import CrossEncoding
from index.retrieval.ranking import rank_sentences

_FOLDS = 4
_PER_ARTICLE, _PER_PARAGRAPH = 4, 1
_FEWEST = 20
_WRONG_REFUSALS = {True: 0.008, False: 0.02}
"""Of the questions that the text answers, within one language and between two."""

_DOUBTED = 0.25
"""Of the questions that a text in another language answers, those that are not sure to be answered."""

_ANSWERED, _FOREIGN, _LEFT_OUT = _KINDS = "answered", "another's", "left out"
Array = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Row:
    """A question that was asked of a source.

    Attributes:
        label: Which language was asked of which, and of what.
        kind: Whether the source answers it.
        article: Number of the article that the source is, or is of.
    """

    label: str
    kind: str
    article: int
    evidence: ConfidenceFeatures


class Asker:
    """Asks questions of chosen passages; a question is embedded once, whatever it is asked of."""

    def __init__(self, embedder: E5Small) -> None:
        """Embed and read with ``embedder``."""
        self._embedder = embedder
        self._asked: dict[str, Asked] = {}

    def evidence(
        self, app: Container, question: str, candidates: Sequence[tuple[Candidate, str]]
    ) -> ConfidenceFeatures | None:
        """The evidence for a question among these passages of ``app``; None where there are none."""
        asked = self._asked.get(question) or self._embedder.ask(question)
        self._asked[question] = asked
        return rank_sentences(
            question, asked.vector, candidates, CrossEncoding(self._embedder, asked, app.passages)
        ).evidence

    def ask(
        self, app: Container, known: Sequence[Question], wording: dict[str, str], most: int
    ) -> Iterator[tuple[str, int, ConfidenceFeatures]]:
        """``(kind, article, evidence)`` for a sample of the questions about each source, asked in every way."""
        chance = random.Random(0)
        for id_, group in groupby(known, lambda question: question.source_id):
            about = list(group)
            ids, _ = app.passages.vectors([id_])
            rows = app.passages.candidates(ids)
            texts = app.passages.texts({row.text_id for row in rows})
            mine = chance.sample(about, min(most, len(about)))
            others = chance.sample([question for question in known if question.article != about[0].article], most)
            for kind in _KINDS:
                for question in others if kind == _FOREIGN else mine:
                    left = [row for row in rows if kind != _LEFT_OUT or not overlap(row.span, question.paragraph)]
                    found = self.evidence(app, wording[question.id], [(row, texts[row.text_id]) for row in left])
                    if found is not None:
                        yield kind, about[0].article, found


def collect(folder: Path, work: Path, languages: Sequence[str], half: int | None) -> Iterator[Row]:
    """Every question asked, in every pair of languages; the indexes are made unless they are there."""
    asker: Asker | None = None
    for by_paragraph, most in ((False, _PER_ARTICLE), (True, _PER_PARAGRAPH)):
        for own in languages:
            data_dir = work / (f"{own}-paragraphs" if by_paragraph else own)
            app, questions = index_articles(folder / f"xquad-r.{own}.json", data_dir, by_paragraph=by_paragraph)
            asker = asker or Asker(E5Small(data_dir / "models", cores=1, learned=reader_of(half)))
            known = [question for question in questions if half in (None, question.article % 2)]
            for language in [own] if by_paragraph else languages:
                words = _wording(folder / f"xquad-r.{language}.json")
                label = f"question {language}, {'paragraph' if by_paragraph else 'text'} {own}"
                print(label, flush=True)
                about = [question for question in known if question.id in words]
                asked = asker.ask(app, about, words, most)
                yield from (Row(label, kind, article, evidence) for kind, article, evidence in asked)
            app.close()


def _wording(dataset: Path) -> dict[str, str]:
    """Each question's words in the language of a dataset."""
    data = json.loads(dataset.read_text(encoding="utf-8"))["data"]
    return {
        question["id"]: question["question"]
        for article in data
        for paragraph in article["paragraphs"]
        for question in paragraph["qas"]
    }


def fit(inputs: Array, targets: Array, penalty: float = 1e-5) -> Array:
    """Logistic regression by Newton's method, on standardised inputs; weights for the raw ones, intercept first."""
    mean, spread = inputs.mean(0), inputs.std(0)
    scaled = np.c_[np.ones(len(inputs)), (inputs - mean) / spread]
    weights = np.zeros(scaled.shape[1])
    for _ in range(60):
        chance = 1 / (1 + np.exp(-scaled @ weights))
        curvature = scaled.T @ (scaled * (chance * (1 - chance) + 1e-9)[:, None])
        slope = scaled.T @ (chance - targets) + penalty * len(targets) * np.r_[0, weights[1:]]
        weights -= np.linalg.solve(curvature + penalty * len(targets) * np.eye(len(weights)), slope)
    return np.r_[weights[0] - (weights[1:] * mean / spread).sum(), weights[1:] / spread]


def calibrated(inputs: Array, targets: Array, wrong: float) -> Array:
    """A fit whose one half lies where the share ``wrong`` of the questions that the text answers is refused."""
    weights = fit(inputs, targets)
    logits = weights[0] + inputs @ weights[1:]
    weights[0] -= np.quantile(logits[targets == 1], wrong)
    return weights


def report(rows: Sequence[Row], wrong: float) -> None:
    """Print what folds by article say of one model, and its numbers fitted on everything.

    Args:
        rows: All of one kind of evidence.
        wrong: The share of the questions that the text answers below one half.
    """
    inputs = np.array([row.evidence.values for row in rows])
    targets = np.array([row.kind == _ANSWERED for row in rows], float)
    folds = np.array([row.article // 2 % _FOLDS for row in rows])
    refused = np.zeros(len(rows), bool)
    for fold in range(_FOLDS):
        held = folds == fold
        weights = calibrated(inputs[~held], targets[~held], wrong)
        refused[held] = weights[0] + inputs[held] @ weights[1:] < 0
    kinds, labels = np.array([row.kind for row in rows]), np.array([row.label for row in rows])
    print(f"{rows[0].evidence.kind!s:<30} questions refused: answered  another's  left out")
    for label in [*dict.fromkeys(row.label for row in rows), ""]:
        at = np.char.startswith(labels, label)
        if at.sum() >= _FEWEST:  # fewer where a question's language was taken for another one
            cells = "".join(_share(refused[at & (kinds == kind)]) for kind in (_ANSWERED, _FOREIGN, _LEFT_OUT))
            print(f"  {label or 'all':<28} {at.sum():>9}         {cells}")
    print(f"    {rows[0].evidence.kind}: {tuple(round(float(w), 2) for w in calibrated(inputs, targets, wrong))},")


def _share(refused: npt.NDArray[np.bool_]) -> str:
    return f"{refused.mean():>10.3f}" if len(refused) else f"{'–':>10}"


def models(rows: Iterable[Row]) -> Iterator[tuple[list[Row], float]]:
    """The rows that each model is fitted on: where all is known and where not, within one language and between two.

    Between two, another article's questions make a model, and those whose answer is left out one of their own.
    """
    kept = list(rows)
    least = [replace(row, evidence=replace(row.evidence, reading=None)) for row in kept]
    for chosen in (kept, least):
        for same in (True, False):
            known = [row for row in chosen if row.evidence.kind == (same, chosen is kept)]
            yield [row for row in known if same or row.kind != _LEFT_OUT], _WRONG_REFUSALS[same]
            if not same:
                yield [row for row in known if row.kind != _FOREIGN], _DOUBTED


def main() -> None:
    """Collect evidence for every pair of languages and fit."""
    parser = options(__doc__)
    parser.add_argument("--half", type=int, choices=(0, 1))
    given = parser.parse_args()
    for rows, wrong in models(collect(given.folder, given.work, given.languages, given.half)):
        report(rows, wrong)


if __name__ == "__main__":
    main()
