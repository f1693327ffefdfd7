"""Fits the logistic models of ``index/retrieval/confidence.py`` and prints their weights.

    python benchmarks/calibrate_confidence.py FOLDER LANGUAGE… [--work DIR] [--rows FILE]

FOLDER contains ``xquad-r.LANGUAGE.json``: the same questions in every language. Each question is asked about its own
article, about another one, and about its own without the passages that answer it, in every pair of languages. Within
one language it is also asked about its paragraph alone and about another one, because short texts differ. Only articles
count that training left out, because the cross-encoder is surer of its training data. ``--rows`` adds the rows that
``unseen.py`` wrote of ``CALIBRATION_SETS``. The report is cross-validated over four folds; the printed weights are
fitted on all rows.
"""

import argparse
import json
import random
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
from corpus import GoldQuestion, build_parser, index_articles, leave_out, load_source, overlap, select_held_out

from bot.composition.container import Container
from index.models.e5_small import E5Small
from index.passages.passage_reading import Candidate
from index.retrieval.answerability import Answerability
from index.retrieval.confidence import ConfidenceFeatures, estimate_confidence, is_sure
from index.retrieval.cross_encoding import CrossEncoding
from index.retrieval.ranking import Ranking, rank_sentences

if TYPE_CHECKING:
    from index.models.base import EncodedQuestion

_FOLDS = 4
_ROWS_TOGETHER = 50
"""Neighbouring rows of a set are of the same source, so they stay in one fold."""

_PER_ARTICLE, _PER_PARAGRAPH = 4, 1
_FEWEST = 20
_WRONG_REFUSALS = {True: 0.035, False: 0.05}
"""The share of answerable questions to refuse, keyed by whether question and text share a language."""

_SURE_FROM = 0.8
"""As in ``index.retrieval.confidence``."""

_RIGHT_FROM = 0.28
"""The probability that the first sentence answers from which an answer is sure. The lead model counts unanswerable
questions as well, so its probabilities are low."""

_ANSWERED, _FOREIGN, _LEFT_OUT = _KINDS = "answered", "another's", "left out"
Array = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Row:
    """One question about one source.

    Attributes:
        label: The languages of question and text, and whether the text is an article or a paragraph.
        kind: Whether the source answers the question.
        article: The number of the source's article.
        is_right: Whether the first sentence answers.
    """

    label: str
    kind: str
    article: int
    evidence: ConfidenceFeatures
    is_right: bool


class Asker:
    """Ranks chosen passages for questions, and embeds each question once."""

    def __init__(self, embedder: E5Small) -> None:
        """Embed and rank with ``embedder``."""
        self._embedder = embedder
        self._asked: dict[str, EncodedQuestion] = {}

    def rank(self, container: Container, question: str, candidates: Sequence[tuple[Candidate, str]]) -> Ranking:
        """Rank the sentences of these passages of ``container``."""
        asked = self._asked.get(question) or self._embedder.encode_question(question)
        self._asked[question] = asked
        return rank_sentences(
            question,
            asked.vector,
            candidates,
            CrossEncoding(self._embedder, asked, container.passages.load_token_states),
            read_answers=Answerability(self._embedder, question),
        )

    def ask(
        self, container: Container, known: Sequence[GoldQuestion], wording: dict[str, str], most: int
    ) -> Iterator[tuple[str, int, ConfidenceFeatures, bool]]:
        """Yield ``(kind, article, evidence, is right)`` of every kind for some questions about each source."""
        chance = random.Random(0)
        for id_, group in groupby(known, lambda question: question.source_id):
            about = list(group)
            passages = load_source(container, id_)
            mine = chance.sample(about, min(most, len(about)))
            others = chance.sample([question for question in known if question.article != about[0].article], most)
            for kind in _KINDS:
                for question in others if kind == _FOREIGN else mine:
                    left = leave_out(passages, question.paragraph) if kind == _LEFT_OUT else passages
                    found = self.rank(container, wording[question.id], left)
                    if found.features is not None:
                        first = found.sentences[0].span
                        is_right = kind == _ANSWERED and any(overlap(first, gold) for gold in question.sentences)
                        yield kind, about[0].article, found.features, is_right


def read_rows(file: Path) -> Iterator[Row]:
    """Yield the rows that ``unseen.py`` wrote."""
    for number, line in enumerate(file.read_text(encoding="utf-8").splitlines()):
        row = json.loads(line)
        kind = _ANSWERED if row["kind"] == _ANSWERED else _LEFT_OUT
        yield Row(row["set"], kind, number // _ROWS_TOGETHER, ConfidenceFeatures(**row["features"]), row["first"])


def collect(given: argparse.Namespace) -> Iterator[Row]:
    """Yield a row for every question in every pair of languages; index the articles unless an earlier run did."""
    folder, work, languages = given.folder, given.work, given.languages
    asker: Asker | None = None
    for by_paragraph, most in ((False, _PER_ARTICLE), (True, _PER_PARAGRAPH)):
        for own in languages:
            data_dir = work / (f"{own}-paragraphs" if by_paragraph else own)
            container, questions = index_articles(
                folder / f"xquad-r.{own}.json", data_dir, by_paragraph=by_paragraph, held_out_only=not given.all
            )
            asker = asker or Asker(E5Small(data_dir / "models", cores=1))
            known = select_held_out(questions, given)
            for language in [own] if by_paragraph else languages:
                words = _wording(folder / f"xquad-r.{language}.json")
                label = f"question {language}, {'paragraph' if by_paragraph else 'text'} {own}"
                print(label, flush=True)
                about = [question for question in known if question.id in words]
                asked = asker.ask(container, about, words, most)
                yield from (Row(label, *found) for found in asked)
            container.close()


def _wording(dataset: Path) -> dict[str, str]:
    """Return the text of each question in a dataset by its id."""
    data = json.loads(dataset.read_text(encoding="utf-8"))["data"]
    return {
        question["id"]: question["question"]
        for article in data
        for paragraph in article["paragraphs"]
        for question in paragraph["qas"]
    }


def fit(inputs: Array, targets: Array, penalty: float = 1e-5) -> Array:
    """Fit a logistic regression by Newton's method on standardised inputs.

    Args:
        inputs: Shape (rows, features), not standardised.
        targets: Shape (rows,), 0 or 1.
        penalty: The L2 penalty for each row.

    Returns:
        Weights for the raw inputs, intercept first.
    """
    mean, spread = inputs.mean(0), inputs.std(0)
    scaled = np.c_[np.ones(len(inputs)), (inputs - mean) / spread]
    weights = np.zeros(scaled.shape[1])
    for _ in range(60):
        chance = 1 / (1 + np.exp(-scaled @ weights))
        curvature = scaled.T @ (scaled * (chance * (1 - chance) + 1e-9)[:, None])
        slope = scaled.T @ (chance - targets) + penalty * len(targets) * np.r_[0, weights[1:]]
        weights -= np.linalg.solve(curvature + penalty * len(targets) * np.eye(len(weights)), slope)
    return np.r_[weights[0] - (weights[1:] * mean / spread).sum(), weights[1:] / spread]


def calibrate(inputs: Array, targets: Array, wrong: float) -> Array:
    """Fit, then shift the intercept so that the share ``wrong`` of the answerable questions falls below one half."""
    weights = fit(inputs, targets)
    logits = weights[0] + inputs @ weights[1:]
    weights[0] -= np.quantile(logits[targets == 1], wrong)
    return weights


def report(rows: Sequence[Row]) -> None:
    """Print the cross-validated report of one model, and its weights fitted on all rows.

    Args:
        rows: All rows of one kind of evidence.
    """
    inputs = np.array([row.evidence.values for row in rows])
    targets = np.array([row.kind == _ANSWERED for row in rows], float)
    wrong = _WRONG_REFUSALS[rows[0].evidence.same_language]
    folds = np.array([row.article % _FOLDS for row in rows])
    logits = np.zeros(len(rows))
    for fold in range(_FOLDS):
        tested = folds == fold
        weights = calibrate(inputs[~tested], targets[~tested], wrong)
        logits[tested] = weights[0] + inputs[tested] @ weights[1:]
    kinds, labels = np.array([row.kind for row in rows]), np.array([row.label for row in rows])
    print(f"{rows[0].evidence.model_key!s:<30} questions refused: answered  another's  left out  (or not sure)")
    for label in [*dict.fromkeys(row.label for row in rows), ""]:
        at = np.char.startswith(labels, label)
        if at.sum() >= _FEWEST:  # rows are fewer where language detection fails
            cells = "".join(_shares(logits[at & (kinds == kind)]) for kind in (_ANSWERED, _FOREIGN, _LEFT_OUT))
            print(f"  {label or 'all':<28} {at.sum():>9}         {cells}")
    weights = calibrate(inputs, targets, wrong)
    print(f"    {rows[0].evidence.model_key}: {tuple(round(float(w), 2) for w in weights)},")


def report_lead(rows: Sequence[Row]) -> None:
    """Print the weights of the model that tells whether the first sentence answers, and the shares that are not sure.

    Args:
        rows: Rows within one language; those without a lead keep the rule of the confidence.
    """
    led = [row for row in rows if row.evidence.lead_values is not None]
    inputs, targets = (
        np.array([row.evidence.lead_values for row in led]),
        np.array([row.is_right for row in led], float),
    )
    weights = fit(inputs, targets)
    # The intercept makes the sum positive from a probability of ``_RIGHT_FROM`` on.
    weights[0] -= np.log(_RIGHT_FROM / (1 - _RIGHT_FROM))
    print(f"    lead: {tuple(round(float(w), 2) for w in weights)},")
    for kind in _KINDS:
        of_kind = [row for row in rows if row.kind == kind]
        unsure = np.mean([not is_sure(row.evidence) for row in of_kind])
        least = np.mean([estimate_confidence(row.evidence) < _SURE_FROM for row in of_kind])
        print(f"  {kind:<28} not sure {unsure:.3f}, by the confidence alone {least:.3f}")


def _shares(logits: Array) -> str:
    if not len(logits):
        return f"{'–':>14}"
    sure_from = np.log(_SURE_FROM / (1 - _SURE_FROM))
    return f"{(logits < 0).mean():>8.3f} ({(logits < sure_from).mean():.2f})"


def select_rows(rows: Iterable[Row]) -> Iterator[list[Row]]:
    """Yield the rows of each model: within one language and between two, with and without what models read."""
    kept = list(rows)
    read = [row for row in kept if row.evidence.answerability is not None]
    least = [replace(row, evidence=replace(row.evidence, answerability=None)) for row in kept]
    for same_language in (True, False):
        for group in (read, least):
            yield [row for row in group if row.evidence.same_language is same_language]


def main() -> None:
    """Collect evidence for every pair of languages, fit and print."""
    parser = build_parser(__doc__)
    parser.add_argument("--rows", type=Path)
    given = parser.parse_args()
    added = read_rows(given.rows) if given.rows else ()
    for rows in select_rows([*collect(given), *added]):
        report(rows)
        if rows[0].evidence.same_language:
            report_lead(rows)


if __name__ == "__main__":
    main()
