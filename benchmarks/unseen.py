"""Measures answers and refusals on sets of questions that nothing was trained on.

    python benchmarks/unseen.py FOLDER [SET…] [--questions N] [--work DIR] [--rows FILE]

FOLDER contains SQuAD-shaped JSON packed with xz: ``more/NAME.LANGUAGE.json.xz``. Without SET the script takes the sets
that training leaves out (``question_sets.py``). Small articles are joined to sources of some ten paragraphs. Each
question is asked about its source, and about its source without the paragraph that answers it. ``--rows`` keeps the
features of each question for ``calibrate_confidence.py``.
"""

import argparse
import json
import random
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, cast

import numpy as np
from corpus import index_texts, leave_out, load_source, locate_page, overlap
from question_sets import AnnotatedQuestion, SetFile, SourceDocument, find_kept_sets, find_sets, read_documents

from bot.answering.conversation_retrieval import MIN_CONFIDENCE
from bot.answering.quotes.selection import select_for_question
from index.retrieval.answerability import Answerability
from index.retrieval.cross_encoding import CrossEncoding
from index.retrieval.ranking import Ranking, rank_sentences
from index.types import source_id

if TYPE_CHECKING:
    from index.models.base import CrossEncodes, JudgesEvidence

_MOST_SENTENCES = 3
_BINS = (0.0, 0.25, 0.5, 0.7, 0.8, 0.9, 0.95, 1.01)
_KINDS = ("answered", "left out", "unanswerable")


@dataclass(frozen=True, slots=True)
class Outcome:
    """One question about one source.

    Attributes:
        kind: Whether the source answers it; ``left out`` if it would, with its paragraph.
        first: Whether the first sentence answers.
        third: Whether one of the first three does.
        shown: Whether one of the quotes does.
        quotes: The number of quotes.
    """

    kind: str
    confidence: float
    is_sure: bool
    first: bool
    third: bool
    shown: bool
    quotes: int


class SetRun:
    """Asks the questions of one set."""

    def __init__(self, found: SetFile, work: Path, questions: int) -> None:
        """Index the sources of as many questions as will be asked.

        Args:
            found: The set.
            work: The folder that keeps the index.
            questions: The most questions to ask.
        """
        chance = random.Random(0)
        documents = list(read_documents(found))
        chance.shuffle(documents)
        self._documents: list[SourceDocument] = []
        for document in documents:
            if sum(len(kept.questions) for kept in self._documents) < 2 * questions:
                self._documents.append(document)
        data_dir = work / found.id
        self.container = index_texts(data_dir, found.name, [document.text for document in self._documents])
        self._pages = [source_id(locate_page(data_dir, found.name, number)) for number in range(len(self._documents))]
        every = [(at, asked) for at, document in enumerate(self._documents) for asked in document.questions]
        self._asked = chance.sample(every, min(questions, len(every)))

    def ask(self) -> Iterator[tuple[Outcome, Ranking]]:
        """Yield the outcome of each question, in both kinds where the source answers it."""
        for at, asked in sorted(self._asked, key=lambda row: row[0]):
            if not asked.answers:
                yield self._ask(at, asked, "unanswerable")
                continue
            yield self._ask(at, asked, "answered")
            yield self._ask(at, asked, "left out")

    def _ask(self, at: int, asked: AnnotatedQuestion, kind: str) -> tuple[Outcome, Ranking]:
        ranking = self._rank(self._pages[at], asked, has_answer=kind != "left out")
        right = [any(overlap(hit.span, answer) for answer in asked.answers) for hit in ranking.sentences]
        chosen = select_for_question(asked.text, ranking)
        shown = [any(overlap(hit.span, answer) for answer in asked.answers) for hit in chosen]
        return (
            Outcome(
                kind,
                ranking.confidence,
                ranking.is_sure,
                any(right[:1]),
                any(right[:_MOST_SENTENCES]),
                any(shown),
                len(chosen),
            ),
            ranking,
        )

    def _rank(self, id_: str, asked: AnnotatedQuestion, *, has_answer: bool) -> Ranking:
        passages = load_source(self.container, id_)
        left = passages if has_answer else leave_out(passages, asked.paragraph)
        embedder = cast("CrossEncodes", self.container.embedder)
        encoded = embedder.encode_question(asked.text)
        reading = CrossEncoding(embedder, encoded, self.container.passages.load_token_states)
        judged = Answerability(cast("JudgesEvidence", embedder), asked.text)
        return rank_sentences(asked.text, encoded.vector, left, reading, read_answers=judged)


def describe(outcomes: Sequence[Outcome]) -> str:
    """Return the figures of some outcomes as the cells of a row."""
    by_kind = {kind: [found for found in outcomes if found.kind == kind] for kind in _KINDS}
    answered = by_kind["answered"]
    shares = [
        _share([found.first for found in answered]),
        _share([found.third for found in answered]),
        _share([found.shown for found in answered]),
        f"{np.mean([found.quotes for found in answered]) if answered else 0:>8.2f}",
        _share([found.confidence < MIN_CONFIDENCE for found in answered]),
        *(
            _share([found.confidence < MIN_CONFIDENCE for found in by_kind[kind]])
            for kind in ("left out", "unanswerable")
        ),
        *(_share([not found.is_sure for found in by_kind[kind]]) for kind in _KINDS),
    ]
    return f"{len(answered):>9} {len(by_kind['unanswerable']):>5} " + " ".join(shares)


def _share(values: Sequence[bool]) -> str:
    return f"{np.mean(values):>8.3f}" if values else f"{'–':>8}"


def report_calibration(outcomes: Sequence[Outcome]) -> None:
    """Print how often the first sentence answers, by confidence."""
    print("\nconfidence   questions  first sentence answers")
    for low, high in pairwise(_BINS):
        inside = [found for found in outcomes if low <= found.confidence < high]
        if inside:
            print(f"{low:.2f}–{min(high, 1):.2f}    {len(inside):>9}  {np.mean([found.first for found in inside]):.3f}")


def main() -> None:
    """Print a row for each set, their mean, and the calibration of the confidence."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("sets", nargs="*")
    parser.add_argument("--questions", type=int, default=150)
    parser.add_argument("--work", type=Path, default=Path(".cache/unseen"))
    parser.add_argument("--rows", type=Path)
    given = parser.parse_args()
    known = {found.id: found for found in find_sets(given.folder)}
    kept = {found.id: found for found in find_kept_sets(given.folder)}
    every: list[Outcome] = []
    rows: list[dict] = []
    print(
        f"{'set':<24} questions unansw.   first  1 of 3    shown   quotes  refused: left out unansw.  "
        "unsure: left out unansw."
    )
    for name in given.sets or sorted(kept):
        run = SetRun((kept | known)[name], given.work, given.questions)
        outcomes = []
        for outcome, ranking in run.ask():
            outcomes.append(outcome)
            if ranking.features is not None:
                rows.append(
                    {
                        "set": name,
                        "kind": outcome.kind,
                        "features": asdict(ranking.features),
                        "first": outcome.first,
                    }
                )
        run.container.close()
        print(f"{name:<24} {describe(outcomes)}", flush=True)
        every.extend(outcomes)
    print(f"{'all':<24} {describe(every)}")
    report_calibration(every)
    if given.rows:
        given.rows.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")


if __name__ == "__main__":
    main()
