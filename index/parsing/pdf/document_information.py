"""The title and the author that a PDF file states about itself, unless a program wrote them there. Pure.

Many files state the name of the file that they were made from, or the account of the person who made them. Without its
suffix, such a name is a title only if it stands at the head of the text.
"""

import re
from contextlib import suppress

from index.parsing import metadata
from index.text.analyzer import join_words
from index.text.normalization import canonicalize

_HEAD_CHARS = 4_000
_TAG = re.compile(r"</?[A-Za-z][^<>]*>")
_CONTROL = re.compile(r"[\x00-\x1f\x7f\ufffd]+")
_EDITOR = re.compile(r"microsoft (?:word|powerpoint|excel) [-–] ", re.IGNORECASE)
_SUFFIX = re.compile(r"(?<=[\w)])\.+(?:[A-Za-z][\w~-]{1,8}|[A-Za-z]\d{2})(?: copy)?$")
_FILE = re.compile(r"_|^\S*[/\\]\S*$|://|^(?:[A-Z]:|(?:doi|arxiv|urn):)", re.IGNORECASE)
_WORD = re.compile(r"[^\W\d_]{3,}")
_DENSE_WORD = re.compile("[\u2e80-\uffff]{2,}")
_LETTER_SHARE = 0.3
_MAIL = re.compile(r"[<(\[]?\S+@\S+[>)\]]?")
_WEB = re.compile(r"[,;–—-]* *(?:https?://|www\.)\S+")
_LATEX = str.maketrans("", "", "{}`")
_DIGIT = re.compile(r"\d")
_UNIT = re.compile(r" *\[[^\[\]]*\]$")
_IN_BRACKETS = re.compile(r"\(([^()]+)\)")


def find_stated_title(stated: str, text: str) -> str | None:
    """The title that a file states, unless a program wrote it there by itself.

    Args:
        stated: What the file states.
        text: The text of the file.
    """
    whole = _clean(_TAG.sub("", stated))
    title = _SUFFIX.sub("", _EDITOR.sub("", whole))
    if metadata.keep_title(title) is None or metadata.is_program_title(title) or metadata.is_byline_or_date(title):
        return None
    if _FILE.search(title) or not _reads_as_title(title):
        return None
    return title if title == whole or _stands_in(title, text[:_HEAD_CHARS]) else None


def _stands_in(title: str, head: str) -> bool:
    """Whether the words of a title are words of a text, with whatever signs and line ends between them."""
    return f" {join_words(title)} " in f" {join_words(head)} "


def _reads_as_title(title: str) -> bool:
    """Whether a title has two words or more; some scripts have no blanks."""
    if _DENSE_WORD.search(title):
        return True
    letters, signs = sum(map(str.isalpha, title)), sum(not one.isspace() for one in title)
    return " " in title and _WORD.search(title) is not None and letters >= _LETTER_SHARE * signs


def find_stated_author(stated: str) -> str | None:
    """The author that a file states, if it is a name and not an account, a program or a date."""
    author = _UNIT.sub("", _WEB.sub("", _MAIL.sub("", _clean(stated).translate(_LATEX)))).strip(" ,;")
    alone = _IN_BRACKETS.fullmatch(author)
    author = alone[1] if alone else author
    is_name = _DENSE_WORD.fullmatch(author) or (" " in author and _WORD.search(author))
    return author if is_name and not _DIGIT.search(author) and not metadata.is_account(author) else None


def _clean(stated: str) -> str:
    """What a file states, without control characters, and read as UTF-8 where it is."""
    written = _CONTROL.sub(" ", stated)
    if not written.isascii():
        with suppress(UnicodeError):
            written = written.encode("cp1252").decode("utf-8")
    return " ".join(canonicalize(written).split())
