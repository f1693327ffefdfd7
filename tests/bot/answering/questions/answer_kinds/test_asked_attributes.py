"""The attribute that a question asks for is told by a few words."""

import pytest

from bot.answering.questions.answer_kinds.asked_attributes import find_attributes, tells_attributes


@pytest.mark.parametrize(
    ("question", "attributes"),
    [
        ("when was the captain born", ("birth",)),
        ("Wo wurde der Kapitän geboren?", ("birth",)),
        ("когда умер капитан", ("death",)),
        ("what did the captain die of", ("death", "death_cause")),
        ("was macht die Firma", ()),
        ("wie ist das Wetter", ()),
        ("comment s'appelle la femme du capitaine ?", ("spouse",)),
        ("船长的妻子叫什么名字", ("spouse",)),
        ("كم كان راتب القبطان", ("earnings",)),
        ("who owns the ferry", ("owner",)),
        ("who was the former captain", ("former",)),
        ("what did the former captain say", ()),
        ("전 대표는 누구였나", ("former",)),
        ("how many passengers were there last year", ("last_year",)),
        ("why did it close last year", ()),
    ],
)
def test_words_of_a_question_tell_its_attributes(question: str, attributes: tuple[str, ...]) -> None:
    """A predecessor is asked for by "who" alone, and last year counts for amounts."""
    assert attributes == find_attributes(question)


@pytest.mark.parametrize(
    ("attribute", "text", "language", "tells"),
    [
        ("birth", "Captain Marsh led the ferry until 1974.", "en", False),
        ("birth", "Captain Marsh (1930–1999) led the ferry.", "en", True),
        ("birth", "Марш родилась в Талине.", "ru", True),
        ("former", "The minister, Hugh Denby, promised an inquiry.", "en", False),
        ("former", "His predecessor, Fiona Grant, resigned.", "en", True),
        ("last_year", "The ferry carries 900 passengers.", "en", False),
        ("last_year", "In 2024 the ferry carried 900 passengers.", "en", True),
        ("death_cause", "Капитан умер в субботу.", "ru", False),
        ("owner", "Sentence in a language without a list.", "sv", True),
    ],
)
def test_a_sentence_without_a_word_of_an_attribute_does_not_tell_it(
    attribute: str, text: str, language: str, *, tells: bool
) -> None:
    """The words are those of the language of the sentence."""
    assert tells is tells_attributes((attribute,), text, language)
