"""Questions that name a source by its place, or all sources."""

import pytest

from bot.answering.named_sources import name_sources
from bot.answering.questions.intent import classify_intent
from bot.answering.questions.source_details import classify_details
from bot.answering.types import Question, Turn
from bot.answering.word_lists import read_word_list
from index.types import Source

FIRST, SECOND = (
    Source(id_, f"https://example.org/{id_}", "article", id_, None, None, "en", f"text-{id_}", 1) for id_ in "ab"
)
BOTH = ["a", "b"]


def named(text: str, *before: str) -> tuple[str, list[str]] | None:
    """Return the question about the named sources, and their ids."""
    history = [Turn(question, "An answer.") for question in before]
    found = name_sources(Question(text, history=history), lambda: [FIRST, SECOND])
    return None if found is None else (found.text, list(found.source_ids or ()))


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        *((text, ["b"]) for text in ("what is the second one about?", "Who wrote the last one", "summarize article 2")),
        *((text, ["b"]) for text in ("whats source 2 about", "who wrote #2", "de qué trata el segundo")),
        *((text, ["b"]) for text in ("Wer hat den zweiten Artikel geschrieben?", "worum geht es im zweiten Artikel")),
        *((text, ["b"]) for text in ("de quoi parle le deuxième article ?", "quem escreveu o segundo artigo")),
        *((text, ["b"]) for text in ("о чём вторая статья", "من كتب المقال الثاني", "谁写了第二篇文章")),
        *((text, ["a"]) for text in ("what is the first one about", "quién escribió el primero")),
        ("summarize the third article", []),
        *((text, BOTH) for text in ("who wrote these?", "summarize both", "compare them", "when were they published")),
        *((text, BOTH) for text in ("what languages are they in", "how long are both articles", "resume ambos")),
        *((text, BOTH) for text in ("fasse beide zusammen", "wer hat die Artikel geschrieben", "résume les deux")),
        *((text, BOTH) for text in ("кто написал эти статьи", "总结这两篇文章", "من كتب هذه المقالات")),
    ],
)
def test_a_question_about_named_sources_asks_about_them(text: str, ids: list[str]) -> None:
    """It becomes one about "this article", from the sources that it names; a place beyond the list names none."""
    found = named(text)

    assert found is not None
    asked, chosen = found
    assert ids == chosen
    assert classify_details(asked) or classify_intent(asked) != "lookup"


def test_a_question_may_be_asked_of_one_source() -> None:
    """Where the source is named beside the question, the question remains."""
    assert ("who is the mayor", ["b"]) == named("who is the mayor in the second article?".rstrip("?"))
    assert ("who is the mayor", ["a"]) == named("in the first article, who is the mayor")


@pytest.mark.parametrize(
    "text",
    [
        "when did the second one break", "where is the second crack?", "who are they", "what did they say",
        "both sides agreed", "what does the second article of the treaty say", "who wrote this?", "summarize",
    ],
)  # fmt: skip
def test_other_questions_name_no_source(text: str) -> None:
    """The second of something else, and people, are no sources."""
    assert named(text) is None


def test_they_are_what_the_question_before_was_about() -> None:
    """After a question about the text "they" are in it; after one about the sources they are the sources."""
    assert named("when were they published", "who wrote letters to the mayor?") is None
    assert named("when were they published", "who wrote this article?") is not None


def test_one_source_needs_no_name() -> None:
    """With a single source nothing is named."""
    assert name_sources(Question("who wrote these?"), lambda: [FIRST]) is None


@pytest.mark.parametrize("kind", ["author", "date", "title", "length", "language", "summary"])
def test_what_is_asked_of_all_is_a_question_about_one(kind: str) -> None:
    """Each language has a question that is understood as one about a source."""
    for language, (asked, *_) in read_word_list(name_sources.__code__.co_filename)[kind].items():
        details = [(one.detail, one.language) for one in classify_details(asked)]
        assert [(kind, language)] == details or kind == classify_intent(asked) == "summary", asked
