"""Pronouns of follow-up questions stand for the names that were asked about or answered."""

import pytest

from bot.answering.questions.antecedents import find_antecedents, find_asked_person, is_about_other
from bot.answering.types import Turn

KEEPER = Turn("who published a diary", "The first keeper, Tom Varley, published a diary of the storms.")
TEXTS = ("In 1854 Gisborne met Cyrus Field, a paper merchant.", "The engineer Charles Bright was 26 years old.")


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("who is that?", "Who is Tom Varley?"),
        ("And who was he", "Who is Tom Varley?"),
        ("¿y quién es ese?", "¿Quién es Tom Varley?"),
        ("quem é ele?", "Quem é Tom Varley?"),
        ("c'est qui ça ?", "Qui est Tom Varley ?"),
        ("Wer ist das?", "Wer ist Tom Varley?"),
        ("а кто это?", "Кто такой Tom Varley?"),
        ("من هو؟", "من هو Tom Varley؟"),
        ("他是谁？", "Tom Varley是谁？"),
    ],
)
def test_who_is_that_asks_about_the_person_of_the_answer(question: str, expected: str) -> None:
    """The question becomes one about the name, in the same language."""
    found = find_asked_person(question, [KEEPER])
    assert found is not None
    assert (expected, True) == (found.question, found.is_only_one)


def test_an_answer_with_several_names_leaves_it_open_who_is_meant() -> None:
    """The first name that the question lacks is looked for, and the answer is not sure."""
    found = find_asked_person("who is that?", [Turn("who met Field", "In 1854 Gisborne met Field and Morse.")])
    assert found is not None
    assert ("Who is Gisborne?", False) == (found.question, found.is_only_one)


@pytest.mark.parametrize("question", ["who is the keeper?", "who is Varley?", "who wrote that?", "why is that?"])
def test_a_question_with_words_of_its_own_asks_about_them(question: str) -> None:
    """Such a question is searched as it is."""
    assert find_asked_person(question, [KEEPER]) is None


def test_an_answer_without_a_new_name_names_nobody() -> None:
    """Without a turn before, or a name in its answer, the question stays as it is."""
    assert find_asked_person("who is that?", []) is None
    assert find_asked_person("who is that?", [Turn("who is Varley", "The keeper was Varley, as they say.")]) is None


def test_a_pronoun_stands_for_the_name_of_the_question_before() -> None:
    """Users write names without capitals; the sentences tell which words are names."""
    joined = "who is cyrus field how old was he"
    assert {"cyrus", "field"} == find_antecedents("how old was he", joined, TEXTS)
    assert frozenset() == find_antecedents("how old was Bright", "who is cyrus field how old was Bright", TEXTS)


def test_a_sentence_about_another_name_is_about_another() -> None:
    """A sentence with an antecedent, with a pronoun, or without names may be about it."""
    names = frozenset({"cyrus", "field"})
    assert [False, True] == [is_about_other(text, names) for text in TEXTS]
    assert not is_about_other("He was 26 when he came to New York.", names)
    assert not is_about_other("The merchant retired at 33.", names)
