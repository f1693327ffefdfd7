"""Replies in every form that models write are parsed into statements and the sentences that they cite."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

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


@pytest.mark.parametrize(
    ("written", "whole"),
    [
        ("It broke in 1858 [1]. It was mended in 18", ["It broke in 1858."]),
        ("It broke in 1858 [1]. It cost 3.", ["It broke in 1858."]),
        ("It broke in 1858 [1].", []),
        ("It broke in", []),
        ("It was approx. 3", []),
        ("- It broke [1]\n- It was men", ["It broke"]),
        ("- It broke [1]\n- It was mended [2]\n", ["It broke", "It was mended"]),
        ("电缆断了[1]。后来修", ["电缆断了。"]),
        ("<think>It broke.", []),
        ('{"answer": "It broke. It was men', []),
    ],
)
def test_a_cut_reply_loses_its_last_statement(written: str, whole: list[str]) -> None:
    """The token limit may end a reply inside of a statement or a number, and no one can tell."""
    assert whole == [draft.text for draft in parse_statements(written, is_cut=True)]


def test_the_statements_of_a_growing_reply_only_grow() -> None:
    """While a reply grows, each whole statement stays, so a preview never takes one back."""
    written = "The cable broke [1]. Dr. Byrne mended it on 5. September [2, 3]. It cost £5.50 [4]. It lasted."
    before: list[str] = []
    for end in range(len(written) + 1):
        now = [draft.text for draft in parse_statements(written[:end], is_cut=True)]
        assert [text.rstrip(".") for text in now[: len(before)]] == [text.rstrip(".") for text in before]
        before = now
    assert 3 == len(before)


@pytest.mark.parametrize(
    "written", ['{"answer": "The cable bro', '[{"text": "It broke', '```json\n{"answer": "It', "{"]
)
def test_json_that_is_cut_has_no_statements(written: str) -> None:
    """JSON that does not end is no prose: its keys and braces are never shown."""
    assert [] == parse_statements(written)


def test_thoughts_over_several_lines_are_no_statements() -> None:
    """A reasoning model's thoughts are left out, whatever lines they have."""
    written = "<think>\nIs it [3]?\nIt broke twice.\n</think>\nThe cable broke [1]."
    assert ["The cable broke."] == [draft.text for draft in parse_statements(written)]


@pytest.mark.parametrize(
    "written",
    [
        "[" * 30_000,
        "[" * 900 + '"x"' + "]" * 900,
        '{"answer": ' * 900 + '"x"' + "}" * 900,
        '{"source": ' + "[" * 900 + "1" + "]" * 900 + "}",
        "[1" + " " * 30_000,
        "\n" * 30_000,
        "A. " * 10_000,
        "a [1]. " * 5_000,
    ],
    ids=lambda written: written[:12].strip(),
)
def test_nested_and_repeated_replies_end_soon(written: str) -> None:
    """Nothing recurses, and no pattern needs quadratic time: a reply of this length took up to a minute."""
    assert 12 >= len(parse_statements(written))
    parse_bare_citations(written)


@given(st.text(max_size=200))
def test_no_text_breaks_the_parser(written: str) -> None:
    """For any reply parsing ends, and statements contain words."""
    for draft in parse_statements(written):
        assert any(character.isalnum() or character == "_" for character in draft.text)
    parse_statements(written, is_cut=True)
    parse_bare_citations(written)
