"""``bot.answering.questions.named_sections``: a question for a section's name finds the section."""

import numpy as np
import pytest

from bot.answering.questions.named_sections import promote_section
from index.retrieval.ranking import Ranking
from index.types import Heading, SentenceHit, Span

TEXT = "Ships\n\nEarly voyages\n\nThe first ship sailed in 1601.\n\nOf the crew\n\nTen men sailed.\n\nLate\n\nNone."
SENTENCES = [Span(TEXT.index(line), TEXT.index(line) + len(line)) for line in TEXT.split("\n\n")]
HEADINGS = tuple(Heading(SENTENCES[at], level) for at, level in ((0, 1), (1, 2), (3, 3), (5, 2)))

WHOLE, NO_VECTOR = Span(0, len(TEXT)), np.zeros(1, np.float32)


def rank(*order: int) -> Ranking:
    """A ranking of sentences that finds nothing sure."""
    hits = [
        SentenceHit("s", "t", SENTENCES[at], WHOLE, SENTENCES[at].slice(TEXT), float(-n), NO_VECTOR, 0.1)
        for n, at in enumerate(order)
    ]
    return Ranking((), tuple(hits), 0.1, None)


def found(question: str, headings: tuple[Heading, ...] = HEADINGS) -> list[str]:
    """The sentences that a question for a section puts first; none if it names no section."""
    ranking = promote_section(question, rank(6, 1, 4, 0, 2, 3, 5), lambda _: headings)
    return [hit.text for hit in ranking.sentences[:2]] if ranking.is_sure else []


@pytest.mark.parametrize(
    "question",
    [
        "Early voyages",
        "early voyages?",
        "What does the section “Early voyages” say?",
        "Was steht im Abschnitt Early Voyages?",
        "Which chapter is about early voyages?",
        "§ Early voyages",
    ],
)
def test_a_section_is_found_by_its_name(question: str) -> None:
    """Its sentences come first in reading order, without the headings within it and without the next section."""
    assert ["The first ship sailed in 1601.", "Ten men sailed."] == found(question)


@pytest.mark.parametrize("question", ["When were the early voyages?", "voyages", "Who sailed?"])
def test_a_question_with_other_words_names_no_section(question: str) -> None:
    """The ranking stays as it was."""
    assert [] == found(question)


def test_a_sentence_that_is_no_heading_names_no_section() -> None:
    """A text of which no headings are known is searched as any other."""
    assert [] == found("Early voyages", ())
