"""``index.text.normalization``: the canonical form, in which offsets count."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.text.normalization import canonicalize, has_words, join_lines, unwrap_lines

TRICKY = st.text(st.one_of(st.characters(), st.sampled_from("\n\r\t \u00a0\u200b\u00ad\u0301\u0323\u1100\u1161\ud800")))


@given(TRICKY)
def test_stable(text: str) -> None:
    """A canonical text is in its canonical form already, is NFC, and can be stored."""
    once = canonicalize(text)

    assert once == canonicalize(once)
    assert unicodedata.is_normalized("NFC", once)
    assert once == once.encode().decode()


@given(TRICKY)
def test_stable_with_indents(text: str) -> None:
    """A canonical text with the indentation of code is in that form already, and differs in blanks alone."""
    once = canonicalize(text, keep_indents=True)

    assert once == canonicalize(once, keep_indents=True)
    assert canonicalize(text) == canonicalize(once)


@given(TRICKY)
def test_words_survive(text: str) -> None:
    """No letter is lost or added; only blanks and invisible characters change."""
    letters = [character for character in unicodedata.normalize("NFC", text) if character.isalnum()]

    assert sorted(letters) == sorted(character for character in canonicalize(text) if character.isalnum())


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("e\u0301", "\u00e9"),
        ("a\r\nb\rc\u2028d", "a\nb\nc\nd"),
        ("a\u00a0\u2003\u3000 b", "a b"),
        ("  a \t b  \n\t c  ", "a b\nc"),
        ("a\n\n\n\nb", "a\n\nb"),
        ("a\n \u00a0\nb", "a\n\nb"),
        ("\n\na\n\n", "a"),
        ("co\u00adop\u200berate\ufeff", "cooperate"),
        ("a\0b\x1b[1m", "ab[1m"),
        ("\ud800a\udfff", "a"),
        ("a\U000e0041\U000e0042b", "ab"),
        ("\u202eabc\u202c", "abc"),
        ("e\u00ad\u0301", "\u00e9"),
        ("\uf0b7 rope\n\uf0a7 net", "• rope\n• net"),
    ],
)
def test_forms(text: str, expected: str) -> None:
    """Blanks, line ends and invisible characters have one form."""
    assert expected == canonicalize(text)


@pytest.mark.parametrize("text", ["क्\u200dष", "می\u200cخواهم", "(א)\u200f", "👩\u200d🔬"])
def test_kept(text: str) -> None:
    """Joiners and direction marks that scripts need stay."""
    assert text == canonicalize(text)


def test_has_words() -> None:
    """A letter or digit of any script counts as a word; punctuation does not."""
    assert [True, True, True, False, False] == [has_words(text) for text in ("a", "7", "字", "…!", "")]


def test_wrapped_paragraphs() -> None:
    """Lines that were wrapped at a width become one paragraph."""
    text = (
        "The mill by the weir was built in the spring of the year that the old\n"
        "bridge fell, and it has ground the corn of the four villages around it\n"
        "ever since.\n"
        "\n"
        "It stands empty today. Nobody who lives in the village has ever seen its\n"
        "wheel turn."
    )

    expected = (
        "The mill by the weir was built in the spring of the year that the old bridge fell, "
        "and it has ground the corn of the four villages around it ever since.\n\n"
        "It stands empty today. Nobody who lives in the village has ever seen its wheel turn."
    )

    assert expected == unwrap_lines(text)


LONG_VERSE = (
    "The wheel that turned for all the land stands still and cold and green,\n"
    "The door that stood for all to see is shut and can't be seen,\n"
    "The cat that slept upon the wall has gone where cats have been."
)
FILLED_VERSE = (
    "The wheel that turned for all of us stands still and green,\n"
    "The door that stood for all is shut and can't be seen."
)


@pytest.mark.parametrize(
    "text",
    [
        "The mill wheel turns, the water falls,\nThe miller's cat sleeps on the walls,\nAnd no one calls.",
        LONG_VERSE,
        FILLED_VERSE,
        "Ada Miller\n12 Weir Lane\nLow Bridge",
        "- Flour, two hundred grams of it, sieved twice and kept in a dry place\n- Salt\n- Water",
        "1. Open the sluice and wait until the wheel begins to turn by itself\n2. Shut the door",
        "| Day | Flour |\n| Monday | 20 kg |",
    ],
)
def test_lines_that_mean_to_end(text: str) -> None:
    """Verse, addresses, lists and tables keep their lines."""
    assert text == unwrap_lines(text)


def test_wrapped_list() -> None:
    """An item that continues on the next line becomes one line; the next item starts another."""
    text = (
        "* Open the sluice by hand, slowly, and wait until the big wheel begins\n"
        "to turn by itself\n"
        "* Shut the door behind you"
    )

    assert [
        "* Open the sluice by hand, slowly, and wait until the big wheel begins to turn by itself",
        "* Shut the door behind you",
    ] == unwrap_lines(text).split("\n")


def test_long_lines_are_paragraphs() -> None:
    """If a paragraph is one long line, a line end separates paragraphs."""
    first, second = "The mill was built of stone. " * 6, "It was sold twice. " * 8

    assert f"{first.strip()}\n\n{second.strip()}" == unwrap_lines(f"{first.strip()}\n{second.strip()}")


def test_joined_lines() -> None:
    """Lines join with a space, but not within a hyphenated word or between Chinese characters."""
    assert ["mill wheel", "well-known", "a - b", "水车转动"] == [
        join_lines(lines) for lines in (["mill", "wheel"], ["well-", "known"], ["a -", "b"], ["水车", "转动"])
    ]


def test_wrapped_chinese() -> None:
    """Wide characters count twice in a line's width."""
    line = "这座磨坊建于老桥倒塌的那一年春天从那时起它一直为周围的四个村庄磨面"

    assert f"{line}{line}直到今天。" == unwrap_lines(f"{line}\n{line}\n直到今天。")
