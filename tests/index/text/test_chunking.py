"""Passages and sentences: exact offsets, whole sentences, no character lost or repeated."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.text.chunking import split
from index.text.normalization import canonicalize
from index.types import Span

TEXTS = st.lists(
    st.one_of(
        st.sampled_from(
            [
                "The U.S. agreed.",
                "“Is it true?” she asked.",
                "It rose 2.5 percent!",
                "这是第一句。这是第二句！",
                "สวัสดีครับ ผมชื่อจอห์น",
                "هذه جملة. وهذه أخرى؟",
                "😀 Emoji first.",
                "\n\n",
                "\n",
                "…",
                "A heading",
            ]
        ),
        st.text(max_size=40),
    ),
    max_size=25,
).map(" ".join)


def sentences_of(text: str, language: str = "en") -> list[str]:
    """The sentences of a text, as words."""
    return [span.slice(text) for passage in split(text, language) for span in passage.sentences]


@given(TEXTS, st.sampled_from(["en", "de", "zh", "th", "ar", "und"]))
def test_every_character_that_is_not_blank_is_in_exactly_one_sentence(raw: str, language: str) -> None:
    """Joined, the sentences contain each character that is not white space once, in order."""
    text = canonicalize(raw)
    assert "".join(text.split()) == "".join("".join(sentences_of(text, language)).split())


@given(TEXTS, st.sampled_from(["en", "de", "zh", "th", "ar", "und"]))
def test_sentences_cover_their_passage_and_nothing_overlaps(raw: str, language: str) -> None:
    """A passage begins with its first sentence and ends with its last; spans follow each other without overlap."""
    text = canonicalize(raw)
    last = 0
    for passage in split(text, language):
        assert Span(passage.sentences[0].start, passage.sentences[-1].end) == passage.span
        for span in passage.sentences:
            assert last <= span.start < span.end <= len(text)
            assert span.slice(text) == span.slice(text).strip()
            last = span.end


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("en", "The U.S. and the U.K. agreed. Then they left.", ["The U.S. and the U.K. agreed.", "Then they left."]),
        ("en", "It rose 2.5 percent. Dr. Ames saw it.", ["It rose 2.5 percent.", "Dr. Ames saw it."]),
        ("en", "“Is it true?” she asked. He nodded.", ["“Is it true?” she asked.", "He nodded."]),
        (
            "de",
            "Am 5. Mai kam die 3. Auflage. Sie war z. B. neu.",
            ["Am 5. Mai kam die 3. Auflage.", "Sie war z. B. neu."],
        ),
        ("zh", "他来了。她走了！真的吗？", ["他来了。", "她走了！", "真的吗？"]),
        ("ru", "Он пришёл. Она ушла 😀. Конец.", ["Он пришёл.", "Она ушла 😀.", "Конец."]),
        ("hi", "यह एक वाक्य है। यह दूसरा है।", ["यह एक वाक्य है।", "यह दूसरा है।"]),
    ],
)
def test_sentences_end_where_readers_end_them(language: str, text: str, expected: list[str]) -> None:
    """Abbreviations, decimals, quotes and ordinals do not end a sentence; other scripts' stops do."""
    assert expected == sentences_of(text, language)


def test_a_long_quotation_is_cut_into_its_sentences() -> None:
    """A speech of several sentences inside quotation marks is not one sentence."""
    speech = [f"This is sentence number {n} of a speech that somebody gave on a rainy afternoon." for n in range(4)]
    text = f"“{' '.join(speech)}” the speaker said."
    assert [f"“{speech[0]}", speech[1], speech[2], f"{speech[3]}” the speaker said."] == sentences_of(text)


def test_a_run_of_words_without_a_stop_is_cut_at_a_blank() -> None:
    """Text without any punctuation still gives sentences of a readable length, cut between words."""
    found = sentences_of("word " * 500)
    assert len(found) > 2
    assert {"word"} == {word for sentence in found for word in sentence.split()}
    assert max(map(len, found)) <= 700


def test_thai_is_cut_between_clauses_and_not_at_an_abbreviation() -> None:
    """Thai ends sentences with a blank: long lines are cut at a blank, never behind an abbreviation."""
    clause = "ประภาคารบนแนวหินสร้างเสร็จในเดือนตุลาคม พ.ศ. 2354"
    found = sentences_of(" ".join([clause] * 6), "th")
    assert 3 == len(found)
    assert {f"{clause} {clause}"} == set(found)


def test_a_heading_goes_with_the_paragraph_below_it() -> None:
    """A short line is not a passage of its own when text follows."""
    text = "A heading\n\n" + "This is a sentence about something that matters to somebody. " * 6
    assert ["A heading"] == [span.slice(text) for span in split(text, "en")[0].sentences][:1]
    assert len(split(text, "en")) == 1


def test_long_paragraphs_become_even_passages() -> None:
    """A paragraph of twice the size gives passages of about the same length."""
    text = " ".join(f"Sentence {n} says something about the matter at hand, briefly." for n in range(40))
    sizes = [passage.span.end - passage.span.start for passage in split(text, "en")]
    assert len(sizes) == 3
    assert max(sizes) < 1.3 * min(sizes)
