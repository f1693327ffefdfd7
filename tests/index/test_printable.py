"""Foreign names: one function makes them printable, and every error uses it."""

import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.errors import PinciteError, SourceError, StoreError
from index.printable import printable
from index.urls import display_name

ANY_TEXT = st.text(st.characters(codec=None, categories=None)) | st.text(st.sampled_from("ab\n\u202e\udcff\x1b\u200d"))


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("notes.txt", "notes.txt"),
        ("a\nb\r\t.txt", "a\\nb\\r\\t.txt"),
        ("bad\udcff\udcfe.txt", "bad\\xff\\xfe.txt"),
        ("gpj.\u202eexe", "gpj.\\u202eexe"),
        ("\x1b]0;title\x07", "\\x1b]0;title\\x07"),
        ("\x9b2J\x85", "\\x9b2J\\x85"),
        ("a\u2028b\u200bc\u2066d\ufeff", "a\\u2028b\\u200bc\\u2066d\\ufeff"),
        ("\U000e0041", "\\U000e0041"),
        ("\ud800", "\\ud800"),
        ("می‌خواهم 👩‍🚀 שלום", "می‌خواهم 👩‍🚀 שלום"),
    ],
)
def test_name_is_one_line_that_shows_what_is_there(name: str, expected: str) -> None:
    """Unsafe characters become escapes; scripts and emoji stay as they are."""
    assert expected == printable(name)


@given(name=ANY_TEXT)
def test_any_name_is_printable(name: str) -> None:
    """No name breaks a line, hides words or cannot be encoded, and a printable name stays the same."""
    shown = printable(name)
    shown.encode()
    assert printable(shown) == shown
    assert len(shown.splitlines()) <= 1
    assert not {unicodedata.category(character) for character in shown} & {"Cc", "Cs", "Zl", "Zp"}
    assert not re.search("[\u202a-\u202e\u2066-\u2069]", shown)


@given(name=ANY_TEXT)
def test_any_error_and_display_name_is_printable(name: str) -> None:
    """A message that contains a foreign name is printable, whatever raised it."""
    for kind in (PinciteError, SourceError, StoreError):
        assert printable(f"{name} is odd; rename it.") == str(kind(f"{name} is odd; rename it."))
    assert printable(display_name(name)) == display_name(name)
