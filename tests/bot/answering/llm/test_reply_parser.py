"""Replies in every form that models write are parsed into statements and the sentences that they cite."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.answering.llm.citation_markers import visible_part
from bot.answering.llm.reply_parser import parse_bare_citations, parse_statements

SHAPES = [
    ("The cable broke [1].", [("The cable broke.", (1,))]),
    ("The cable broke. [1]", [("The cable broke.", (1,))]),
    ("The cable broke.[1] It was mended.[2]", [("The cable broke.", (1,)), ("It was mended.", (2,))]),
    ("The cable broke [1, 4].", [("The cable broke.", (1, 4))]),
    ("The cable broke [1][4].", [("The cable broke.", (1, 4))]),
    ("The cable broke [2-4].", [("The cable broke.", (2, 3, 4))]),
    ("The cable broke 【3】.", [("The cable broke.", (3,))]),
    ("The cable broke【3†source】.", [("The cable broke.", (3,))]),
    ("The cable broke (Source 2).", [("The cable broke.", (2,))]),
    ("The cable broke (sentences 2 and 3).", [("The cable broke.", (2, 3))]),
    ("The cable broke [Sentence 2].", [("The cable broke.", (2,))]),
    ("The cable broke [^2].", [("The cable broke.", (2,))]),
    ("The cable broke [[2]].", [("The cable broke.", (2,))]),
    ("The cable broke.²", [("The cable broke.", (2,))]),
    ("[2] The cable broke.", [("The cable broke.", (2,))]),
    ("[1] It broke. [2] It was mended.", [("It broke.", (1,)), ("It was mended.", (2,))]),
    ("The cable broke.", [("The cable broke.", ())]),
    ("- It broke [1]\n- It was mended [2]", [("It broke", (1,)), ("It was mended", (2,))]),
    ("1. It broke [1]\n2) It was mended [2]", [("It broke", (1,)), ("It was mended", (2,))]),
    ("It came to the U.S. [1]. So it did... [2].", [("It came to the U.S.", (1,)), ("So it did...", (2,))]),
    ("**The cable** broke [1].", [("The cable broke.", (1,))]),
    ("Answer: The cable broke [1].", [("The cable broke.", (1,))]),
    ("<think>Is it [3]?</think>The cable broke [1].", [("The cable broke.", (1,))]),
    ('{"answer": "The cable broke.", "citations": [1, 2]}', [("The cable broke.", (1, 2))]),
    ('```json\n{"statements": [{"text": "It broke.", "source": "[2]"}]}\n```', [("It broke.", (2,))]),
    ("The cable broke [1]. The cable broke [1].", [("The cable broke.", (1,))]),
    ("Dr. A. Byrne laid it on 5. September [1].", [("Dr. A. Byrne laid it on 5. September.", (1,))]),
    ("电缆断了[1]。后来修好了[2]。", [("电缆断了。", (1,)), ("后来修好了。", (2,))]),
    ("Кабель порвался [1]. Его починили [2].", [("Кабель порвался.", (1,)), ("Его починили.", (2,))]),
    ("انقطع الكابل [1]؟ نعم [2].", [("انقطع الكابل؟", (1,)), ("نعم.", (2,))]),
    ("It covers 5 km² in [1]", [("It covers 5 km² in", (1,))]),
    ("The cable broke ![x](https://evil.example/?q=it) [1].", [("The cable broke.", (1,))]),
    ("[The cable](https://example.org/a) broke [1](https://example.org).", [("The cable broke.", (1,))]),
    ("The cable [sic] broke [1].", [("The cable [sic] broke.", (1,))]),
    ("NOT FOUND", []),
    ("Not found.", []),
    ("**NOT FOUND** [1]", []),
    ("", []),
    (" \n ", []),
    ("[1]", []),
    ("{", []),
]


@pytest.mark.parametrize(("written", "expected"), SHAPES)
def test_every_form_of_a_reply_is_parsed(written: str, expected: list[tuple[str, tuple[int, ...]]]) -> None:
    """Statements have no markers, and each has the numbers that the model meant."""
    assert expected == [(draft.text, draft.numbers) for draft in parse_statements(written)]


@pytest.mark.parametrize(("written", "expected"), [("[1]", [1]), ("[2, 3]", [2, 3]), ("It broke [1].", []), ("", [])])
def test_a_reply_of_numbers_alone_is_parsed(written: str, expected: list[int]) -> None:
    """A reply without words has only numbers."""
    assert expected == parse_bare_citations(written)


def test_an_endless_reply_has_at_most_twelve_statements() -> None:
    """A repeated statement counts once, and there are at most twelve."""
    assert 1 == len(parse_statements("It broke [1]. " * 500))
    assert 12 == len(parse_statements(" ".join(f"It broke {number} times [1]." for number in range(100))))


@pytest.mark.parametrize(("written", "_expected"), SHAPES)
def test_visible_text_only_grows(written: str, _expected: object) -> None:
    """While a reply grows, no visible text disappears, and no marker is visible."""
    before = ""
    for end in range(len(written) + 1):
        now = visible_part(written[:end])
        assert now.startswith(before)
        before = now
    assert not any(mark in before for mark in ("[1]", "【", "Source 2", "<think"))


@pytest.mark.parametrize(
    "begun", ["N", "NOT", "NOT F", "not found", "*NOT", "{", '{"answer": "It', "```json", "Answer:"]
)
def test_the_beginning_of_a_refusal_is_not_visible(begun: str) -> None:
    """The beginning of a refusal, of JSON or of a label is not visible."""
    assert "" == visible_part(begun)


@given(st.text(max_size=200))
def test_no_text_breaks_the_parser(written: str) -> None:
    """For any reply parsing ends, and statements contain words."""
    for draft in parse_statements(written):
        assert any(character.isalnum() or character == "_" for character in draft.text)
    visible_part(written)
    parse_bare_citations(written)
