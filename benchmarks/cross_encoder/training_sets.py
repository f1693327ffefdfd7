"""The sets that the cross-encoder is trained on, and the number of questions that are taken from each."""

import random
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from question_sets import (
    CALIBRATION_SETS,
    PARALLEL_LANGUAGES,
    SetFile,
    SourceDocument,
    find_sets,
    held_out_titles,
    read_documents,
    read_json,
)

DEFAULT_QUESTIONS = 1_000
QUESTIONS = {
    **{f"xquad-r.{language}": 1_190 for language in PARALLEL_LANGUAGES},
    "squad2-dev": 3_000,
    "squad2-dev-rest.en": 690,
    "squad2-dev.es": 1_350,
    "squad2-dev.sv": 470,
    "squad1-dev.it": 950,
    "squad2-train10.en": 1_500,
    "afriqa.en": 1_000,
    "afriqa.fr": 400,
    "afriqa-cross.en": 1_000,
    "afriqa-cross.fr": 400,
    "cmrc2018-dev": 700,
    "cmrc2018-trial.zh": 1_000,
    "drcd-dev": 700,
    "idk-mrc.id": 1_600,
    "jaquad.ja": 1_000,
    "piaf.fr": 1_600,
    "tydiqa-goldp.ar": 1_000,
    "tydiqa-goldp.bn": 250,
    "tydiqa-goldp.en": 1_000,
}
"""The sets of the cross-encoder that comes with Pincite."""

_WHOLE_SETS = frozenset({"squad2-dev"})
_MOST_OF_DOCUMENT = 60  # questions, so that one long article does not fill a set's share


def find_training_sets(folder: Path, names: Sequence[str] = ()) -> Iterator[SetFile]:
    """Yield the named sets of ``folder``; without names those of ``QUESTIONS``."""
    known = {found.id: found for found in find_sets(folder) if found.id not in CALIBRATION_SETS}
    for name in names or QUESTIONS:
        if name not in known:
            raise SystemExit(f"{name} is not in {folder}, or is kept for evaluation.")
        yield known[name]


def find_held_out(folder: Path) -> frozenset[str]:
    """Return the titles of the articles of XQuAD that no set may train on, in lower case."""
    titles = [raw["title"] for raw in read_json(folder / "xquad-r.en.json")]
    return frozenset(title.lower() for title in held_out_titles(titles))


def choose_documents(found: SetFile, held_out: frozenset[str], chance: random.Random) -> list[SourceDocument]:
    """Return the documents of a set that are trained on, with as many questions as ``QUESTIONS`` allows.

    Args:
        found: The set.
        held_out: Titles of articles that are left out of XQuAD and of SQuAD's development set, in lower case.
        chance: Draws documents and questions. The parallel sets keep all of theirs, in order.
    """
    if found.is_parallel:
        return list(read_documents(found, held_out))
    documents = list(read_documents(found, held_out if _has_articles_of_xquad(found) else frozenset()))
    chance.shuffle(documents)
    chosen: list[SourceDocument] = []
    count = 0
    for document in documents:
        if count >= QUESTIONS.get(found.id, DEFAULT_QUESTIONS):
            break
        questions = document.questions
        if len(questions) > _MOST_OF_DOCUMENT and found.id not in _WHOLE_SETS:
            questions = tuple(chance.sample(questions, _MOST_OF_DOCUMENT))
        if questions:
            chosen.append(replace(document, questions=questions))
            count += len(questions)
    return chosen


def _has_articles_of_xquad(found: SetFile) -> bool:
    return found.name == "squad2-dev" or found.path.parent.name == "xquad-articles"
