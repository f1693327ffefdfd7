"""Messages that state something, and messages that ask without a question mark."""

import pytest

from bot.answering.claims.claim_words import is_claim


@pytest.mark.parametrize(
    "text",
    [
        "The lamp has a reward of 15 million dollars.",
        "the letter was delivered on september 9",
        "hi! the tower was built in 1911 lol.",
        "El faro tiene una lámpara de gas",
        "O farol foi construído em 1811",
        "Le phare a été construit en 1811",
        "der turm wurde 1911 gebaut",
        "Il faro è stato costruito nel 1911",
        "маяк был построен в 1911 году",
        "احترق السوق في عام 2015.",
        "灯塔是1811年建成的。",
        "remont trwał pięć lat",
        "yol 12 kilometre olacak",
        "旧路線は1974年に廃止された",
    ],
)
def test_a_message_that_ends_as_a_statement_is_a_claim(text: str) -> None:
    """It has a finite verb or a full stop, with capitals or without."""
    assert is_claim(text)


@pytest.mark.parametrize(
    "text",
    [
        "The lamp has a reward of 15 million dollars?",
        "the lamp was lit when",
        "in which year was the tower built",
        "was the tower built in 1911",
        "did the keeper leave in 1966",
        "tell me about the tower that was built",
        "summarise the article for me",
        "bounty for the proof of theft",
        "oil sold to the fishermen",
        "who wrote this and when was it published",
        "quién construyó el faro de la isla",
        "quem construiu o farol da ilha",
        "à quelle date le phare a été construit",
        "le phare est-il en granit",
        "hat der turm zwei lampen gehabt",
        "in welchem jahr wurde der turm gebaut",
        "в каком году был построен маяк",
        "متى احترق السوق في المدينة",
        "灯塔是哪一年建成的",
        "ile lat trwał remont biblioteki",
        "göl kaç yılında temizlendi",
        "路面電車はいつ復活したか。",
        "thanks, that was great.",
        "i have a question for you",
        "yes",
        "42",
    ],
)
def test_a_question_without_a_mark_is_no_claim(text: str) -> None:
    """Question words, orders, inversions, keywords and small talk say that nothing is stated."""
    assert not is_claim(text)
