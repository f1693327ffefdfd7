"""Messages that state something, and messages that ask without a question mark."""

import pytest

from bot.answering.claims.claim_words import find_questioned_claim, is_claim


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


@pytest.mark.parametrize(
    ("text", "claim"),
    [
        ("true or false: the lamp burned oil", "the lamp burned oil"),
        ("The keeper left in 1966. Is that true?", "The keeper left in 1966."),
        ("Der Turm hat zwei Lampen, stimmt das?", "Der Turm hat zwei Lampen"),
        ("verdadero o falso: el faro tiene dos lámparas", "el faro tiene dos lámparas"),
        ("O farol custou 5 milhões, é verdade?", "O farol custou 5 milhões"),
        ("Le phare a brûlé en 1911, c'est vrai ?", "Le phare a brûlé en 1911"),
        ("правда или ложь: маяк сгорел в 1911 году", "маяк сгорел в 1911 году"),
        ("Wieża ma dwie lampy, czy to prawda?", "Wieża ma dwie lampy"),
        ("احترق السوق في المدينة، هل هذا صحيح؟", "احترق السوق في المدينة"),
        ("这座灯塔花了五百万，是真的吗？", "这座灯塔花了五百万"),
        ("灯台は一九一一年に焼けた。本当ですか？", "灯台は一九一一年に焼けた。"),
    ],
)
def test_a_claim_may_stand_beside_the_question_whether_it_is_true(text: str, claim: str) -> None:
    """The question comes before a colon, or after the claim and a stop or comma."""
    assert find_questioned_claim(text) == claim


@pytest.mark.parametrize(
    "text",
    [
        "is that true?",
        "Wait, is that true?",
        "Which of the two reports is correct?",
        "What did she say? Is that true?",
        "is the number of the lamps correct?",
        "Stimmt das?",
        "Wer sagt, dass es stimmt?",
    ],
)
def test_a_question_for_the_truth_of_something_else_has_no_claim(text: str) -> None:
    """What comes before may be a word or a question of its own."""
    assert find_questioned_claim(text) is None
