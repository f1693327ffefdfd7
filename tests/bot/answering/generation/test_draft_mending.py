"""Drafts lose what no sentence proves before they are verified."""

import pytest

from bot.answering.generation import draft_mending
from bot.answering.generation.context import PromptContext, number_sentences
from bot.answering.generation.draft_mending import mend_drafts
from bot.answering.llm.replies.reply_parser import parse_statements
from tests.support.generative_bench import hits

CONTEXT = number_sentences(hits(), hits())


def mend(reply: str, context: PromptContext = CONTEXT) -> list[str]:
    """Return the words of the mended drafts of a reply."""
    question = "When was the tower finished?"
    return [draft.text for draft in mend_drafts(parse_statements(reply), question, "en", context, is_answer=True)]


def test_a_refusal_goes_with_the_contrast_after_it() -> None:
    """The statement after it stands alone."""
    reply = "The text does not mention the hour. However, the tower was finished in 1811 [1]."
    assert ["The tower was finished in 1811."] == mend(reply)


def test_questions_are_no_statements() -> None:
    """Nothing proves a question."""
    assert ["It was finished in 1811."] == mend("When was it finished? It was finished in 1811 [1]. Anything else?")


def test_a_source_may_say_that_something_is_not_mentioned() -> None:
    """A sentence of the source proves it, so the statement is verified like any other."""
    found = hits("The tower is old. The document does not mention its builder. A keeper lived there.")
    reply = "The document does not mention its builder [1]."
    assert ["The document does not mention its builder."] == mend(reply, number_sentences(found, found))
    assert [] == mend(reply)


def test_sentences_are_searched_for_gaps_only_if_a_draft_refuses(monkeypatch: pytest.MonkeyPatch) -> None:
    """A prompt has dozens of sentences, and their search would take longer than all else that reads a reply."""
    searched: list[str] = []

    def record(text: str) -> bool:
        searched.append(text)
        return False

    monkeypatch.setattr(draft_mending, "tells_of_gap", record)
    assert ["The tower was finished in 1811."] == mend("The tower was finished in 1811 [1].")
    assert ["The tower was finished in 1811."] == searched
