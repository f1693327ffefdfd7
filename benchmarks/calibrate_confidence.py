"""Fits the two logistic models of ``index/confidence.py`` and prints their numbers.

    python benchmarks/calibrate_confidence.py FOLDER LANGUAGE… [--work DIR]

FOLDER holds ``xquad-r.LANGUAGE.json``: the same questions in every language. Each question is asked of its own article
(it is about it) and of another one (it is not), in every pair of languages; within one language also of its paragraph
alone, since short texts are different. Four folds by source say what to expect; the numbers printed are fitted on all
of it.
"""

import json
import random
from dataclasses import asdict
from itertools import product
from pathlib import Path

import numpy as np
import numpy.typing as npt
from corpus import Question, index_articles, options

from index.confidence import Evidence
from index.retrieve import Retriever

_FOLDS = 4
_PER_ARTICLE = 12
_PER_PARAGRAPH = 2
_FEWEST = 200
_WRONG_REFUSALS = {"one language": 0.01, "two languages": 0.02}
Array = npt.NDArray[np.float64]


def collect(
    retriever: Retriever, own: list[Question], asked: list[Question], *, most: int, seed: int
) -> list[tuple[int, int, Evidence]]:
    """``(article, about it or not, evidence)`` for a sample of questions, asked in the language of ``asked``."""
    chance = random.Random(seed)
    wording = {question.id: question.text for question in asked}
    own = [question for question in own if question.id in wording]
    articles = list(dict.fromkeys(question.source_id for question in own))
    members = {id_: [at for at, question in enumerate(own) if question.source_id == id_] for id_ in articles}
    rows = []
    for number, id_ in enumerate(articles):
        others = [at for other in articles if other != id_ for at in members[other]]
        mine = chance.sample(members[id_], min(most, len(members[id_])))
        for about, chosen in ((1, mine), (0, chance.sample(others, most))):
            for at in chosen:
                found = retriever.rank(wording[own[at].id], source_ids=[id_])
                if found.evidence is not None:
                    rows.append((number, about, found.evidence))
    return rows


def evidence_of(folder: Path, work: Path, own: str, asked: str, *, by_paragraph: bool) -> list[tuple[int, int, dict]]:
    """Evidence for questions in one language on sources in another, as plain values."""
    indexed = {
        language: index_articles(
            folder / f"xquad-r.{language}.json",
            work / (f"{language}-paragraphs" if by_paragraph else language),
            by_paragraph=by_paragraph,
        )
        for language in {own, asked}
    }
    app, questions = indexed[own]
    most = _PER_PARAGRAPH if by_paragraph else _PER_ARTICLE
    found = collect(app.retriever, questions, indexed[asked][1], most=most, seed=sum(map(ord, own + asked)))
    for opened, _ in indexed.values():
        opened.close()
    return [(article, about, asdict(evidence)) for article, about, evidence in found]


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
    """A fit whose one half lies where the share ``wrong`` of the questions that are about the text is refused."""
    weights = fit(inputs, targets)
    logits = weights[0] + inputs @ weights[1:]
    weights[0] -= np.quantile(logits[targets == 1], wrong)
    return weights


def report(name: str, inputs: Array, targets: Array, articles: Array, pairs: list[str]) -> None:
    """Print what folds by article say, and the numbers fitted on everything."""
    logits = np.zeros(len(inputs))
    for fold in range(_FOLDS):
        held = articles % _FOLDS == fold
        weights = calibrated(inputs[~held], targets[~held], _WRONG_REFUSALS[name])
        logits[held] = weights[0] + inputs[held] @ weights[1:]
    labels = np.array(pairs)
    print(f"{name}: {len(inputs)} questions")
    for pair in dict.fromkeys(pairs):
        at = labels == pair
        if at.sum() < _FEWEST:
            continue  # where a question's language was taken for another one
        wrong, right = (logits[at & (targets == 1)] < 0).mean(), (logits[at & (targets == 0)] < 0).mean()
        print(f"  {pair}: about it but refused {wrong:.3f}, not about it and refused {right:.3f}")
    print("  ", tuple(round(float(weight), 2) for weight in calibrated(inputs, targets, _WRONG_REFUSALS[name])))


def main() -> None:
    """Collect evidence for every pair of languages and fit."""
    given = options(__doc__).parse_args()
    rows = []
    for own, asked, by_paragraph in [
        *((own, asked, False) for own, asked in product(given.languages, repeat=2)),
        *((language, language, True) for language in given.languages),
    ]:
        label = f"question {asked}, {'paragraph' if by_paragraph else 'text'} {own}"
        kept = given.work / f"evidence-{label.replace(', ', '-').replace(' ', '-')}.json"
        if not kept.exists():
            kept.write_text(json.dumps(evidence_of(given.folder, given.work, own, asked, by_paragraph=by_paragraph)))
        rows.extend(
            (label, article, about, Evidence(**found)) for article, about, found in json.loads(kept.read_text())
        )
    for name, same in (("one language", True), ("two languages", False)):
        kept = [row for row in rows if row[3].same_language == same]
        inputs = np.array([[e.sentence, e.passage, e.baseline] + ([e.coverage] if same else []) for _, _, _, e in kept])
        report(
            name,
            inputs,
            np.array([row[2] for row in kept]),
            np.array([row[1] for row in kept]),
            [row[0] for row in kept],
        )


if __name__ == "__main__":
    main()
