"""The question in the words around a link or under a file."""

import pytest

from bot.answering.questions.asking_words import find_question


@pytest.mark.parametrize(
    ("parts", "question"),
    [
        (("look at", "and tell me who won"), "who won"),
        (("", "what does it say about the tower?"), "what does it say about the tower?"),
        (("Who won?", ""), "Who won?"),
        (("Compare", "and", "and show me the date of the letter"), "the date of the letter"),
        (("Summarize", ""), "Summarize"),
        (("Mira", "y dime quién ganó"), "quién ganó"),
        (("Veja", "e me diga quem ganhou"), "quem ganhou"),
        (("Schau dir", "an und sag mir, wer gewonnen hat"), "wer gewonnen hat"),
        (("Regarde", "et dis-moi qui a gagné"), "qui a gagné"),
        (("Посмотри", "и скажи мне, кто победил"), "кто победил"),
        (("انظر", "وقل لي من فاز"), "من فاز"),
        (("看看", "，然后告诉我谁赢了"), "谁赢了"),
    ],
)
def test_the_words_that_ask_are_the_question(parts: tuple[str, ...], question: str) -> None:
    """What joins them to the link is left out, in all languages of the bot."""
    assert question == find_question(parts)


@pytest.mark.parametrize(
    "parts", [("Minutes of the board",), ("please read", ""), ("new article:", ""), ("thanks",), ("why?",), ("", "")]
)
def test_other_words_ask_nothing(parts: tuple[str, ...]) -> None:
    """A title, a request to read and small talk are no questions about a source."""
    assert find_question(parts) is None
