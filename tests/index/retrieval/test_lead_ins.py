"""Lead-ins: which heading or question stands above a sentence."""

import pytest

from index.retrieval.lead_ins import LeadIns, find_lead_ins, is_question
from index.types import Heading, Span


def find(text: str, *headings: tuple[str, int], cut: str = "|") -> LeadIns:
    """The lead-ins of a text whose sentences end before ``cut``, with these headings and their levels."""
    whole, spans, start = text.replace(cut, ""), [], 0
    for piece in text.split(cut):
        body = piece.strip()
        at = start + piece.index(body)
        spans.append(Span(at, at + len(body)))
        start += len(piece)
    stored = [Heading(Span(whole.index(one), whole.index(one) + len(one)), level) for one, level in headings]
    return find_lead_ins([span.slice(whole) for span in spans], spans, stored)


def test_a_heading_covers_all_sentences_up_to_the_next() -> None:
    """Of its section, not of the next one."""
    found = find("Tickets|\n\nAdults pay.| Crews do not.|\n\nHours|\n\nFrom ten.", ("Tickets", 2), ("Hours", 2))
    assert found == LeadIns([None, 0, 0, None, 3], [True, False, False, True, False])


def test_without_stored_headings_short_paragraphs_are_headings() -> None:
    """They may still answer, because a short paragraph may be a name; one with a number is none."""
    found = find("Tickets|\n\nAdults pay.|\n\nChildren £3|\n\nCrews do not pay.")
    assert found == LeadIns([None, 0, 0, 0], [False] * 4)


def test_a_heading_above_another_heading_leads_nothing_in() -> None:
    """A list of headings may be the answer itself."""
    found = find("Crew|\n\nAnna Voss, keeper|\n\nShe came in 1987.", ("Crew", 1), ("Anna Voss, keeper", 2))
    assert found == LeadIns([None, None, 1], [False, True, False])


def test_a_long_title_may_answer() -> None:
    """The title of a report often says what happened; the heading of a section does not."""
    title = "Keeper of the lighthouse saves eleven from the wreck"
    assert find(f"{title}|\n\nIt was night.", (title, 1)).answer_nothing == [False, False]
    assert find(f"{title}|\n\nIt was night.", (title, 2)).answer_nothing == [True, False]


def test_a_question_within_a_paragraph_is_answered_by_the_next_two_sentences() -> None:
    """And by none of the next paragraph; the heading above covers those again."""
    text = "Tickets|\n\nMay I pay later?| Yes.| Within a week.| Ask us.|\n\nDogs are welcome."
    assert find(text, ("Tickets", 2)).above == [None, 0, 1, 1, 0, 0]


def test_a_question_that_is_a_paragraph_is_answered_below() -> None:
    """As under a heading."""
    assert find("¿Duele?|\n\nNo.| O casi nada.").above == [None, 0, 0]


@pytest.mark.parametrize("text", ["Is there a café?", "有咖啡馆吗？", "هل يوجد مقهى؟", "Gibt es das (noch)?"])
def test_a_question_in_the_texts_own_voice_is_one(text: str) -> None:
    """In any script."""
    assert is_question(text)


@pytest.mark.parametrize("text", ["He asked: who pays?", "“Who pays?”", "“Who pays?” asked Voss.", "It opened."])
def test_words_of_somebody_are_no_question_of_the_text(text: str) -> None:
    """Who asks what somebody asked gets these words."""
    assert not is_question(text)
