"""Title, author and date from the text of an article. Pure; returns None rather than a doubtful value."""

import re
from collections.abc import Iterator
from html import unescape

from index.parsing.head_lines.date_lines import parse_date
from index.parsing.head_lines.reading_times import is_reading_time
from index.text.analyzer import join_words
from index.text.scripts import DENSE_FROM
from index.text.word_files import read_word_list

TITLE_CHARS = 80
"""The longest title that is derived from a text."""

_HEADING_CHARS = 100
_NOT_AFTER_A_TITLE = ".,;:。，"
_HEAD_PARAGRAPHS = 5
_HEAD_LINE_CHARS = 120
_BIO_CHARS = 600
_TITLE_SEARCH_CHARS = 2000

_NAME_PART = r"(?:[^\W\d_][\w'’.-]*)"
_PARTICLE = r"(?:de|da|di|do|dos|del|della|la|le|van|von|der|den|ter|ten|bin|ibn|al|el|af|av|y|e)"
_NAMES = rf"{_NAME_PART}(?: {_NAME_PART}){{0,5}}(?:(?:, | and | & ){_NAME_PART}(?: {_NAME_PART}){{1,5}}){{0,3}}"
_BYLINE = re.compile(
    rf"by:? (?P<name>{_NAMES})"
    r"(?:(?:,| [|·•–—-]) ?(?P<rest>.+))?",
    re.IGNORECASE,
)
_PERSON = (
    r"(?!(?:An?|The|That|This|My|Our|His|Her)\b)[^\W\d_a-zß-öø-ÿ][\w'’.-]*(?: (?:"
    + _PARTICLE
    + r"|[^\W\d_a-zß-öø-ÿ][\w'’.-]*)){1,4}"
)
_ROLE = (
    r"(?:(?:staff|senior|freelance|contributing|chief|foreign|deputy|managing|investigative) )*"
    r"(?:writer|journalist|reporter|editor|columnist|correspondent|essayist|blogger|contributor|freelancer|author)"
)
_BIO = re.compile(
    rf"(?:^|(?<=[.!?”\"’)] ))(?P<name>{_PERSON})"
    rf" is (?:an?|the|[\w’']+[’']s) (?:[\w.,’'-]+ ){{0,5}}?{_ROLE}\b"
)

_ABBREVIATION = re.compile(r"^\W*\d{1,3}$|(?:^|\W)(?:[^\W\d_]|\w\.\w|[A-Z][a-z]{1,2}|vs|etc|approx|Prof|Messrs)$")
_SENTENCE_END = re.compile(r"[.!?…]+[\"”’»)\]]*(?=\s|$)|[。！？]+[」』”’]*")
_SEPARATED = re.compile(r" ?[｜ㅣ] ?|：| [|·•»«–—*/-] | :: ")
_BYLINE_PARTS = re.compile(r" ?[|·•] ?| [–—-] |, (?=\w+ \d)|(?<=\d) (?=by )", re.IGNORECASE)
_WORD = re.compile(r"\w")

_EDITOR_PREFIX = re.compile(
    r"^(?:microsoft (?:word|powerpoint|excel)|word|powerpoint presentation) [-–] ", re.IGNORECASE
)
_FILE_NAME = re.compile(
    r"\S*[\w)]\.(?:docx?|odt|rtf|pdf|indd|qxd|pptx?|xlsx?|tex|dvi|ps|html?|php|aspx?|md|txt|epub|pages)", re.IGNORECASE
)
_TEMPLATE = re.compile(
    r"\{\{[^{}]{0,99}\}\}|\{%[^%]{0,99}%\}|<%[^%]{0,99}%>|\$\{[^{}]{0,99}\}|%%\w{1,99}%%|\[%[^%]{0,99}%\]"
)
"""A field of a template that no program filled in."""

_PLACEHOLDERS = {kind: frozenset(names) for kind, names in read_word_list(__file__).items()}
_DENSE_ACCOUNTS = tuple(name for name in _PLACEHOLDERS["accounts"] if name >= DENSE_FROM)
_NUMBERED = re.compile(r"([^\W\d_]+(?: [^\W\d_]+)?) ?\d{1,3}(?: copy)?")


def parse_byline(line: str) -> tuple[str, str | None] | None:
    """The author in a byline, and the date if one follows; None for any other line."""
    found = _BYLINE.fullmatch(line) if len(line) <= _HEAD_LINE_CHARS else None
    if not found:
        return None
    parts = re.sub(r", | and | & ", " ", found["name"]).split()
    named = all(re.fullmatch(_PARTICLE, part) or not part[0].islower() for part in parts)
    if not named or len(parts) == 1 or parts[-1].endswith("."):
        return None
    rest = found["rest"]
    when = parse_date(rest) if rest else None
    if rest and when is None and "|" not in line:
        return None
    return found["name"], when


def list_head_lines(text: str) -> Iterator[str]:
    """The short lines before the first long one."""
    for paragraph in _head_paragraphs(text):
        for line in paragraph.split("\n"):
            if len(line) > _HEAD_LINE_CHARS:
                return
            yield line


def is_byline_or_date(line: str) -> bool:
    """Whether a line contains only the date or the author of the article."""
    return parse_date(line) is not None or parse_byline(line) is not None


def find_date_and_author(text: str) -> tuple[str | None, str | None]:
    """Date and author from the lines at the head, or from the author's own paragraph at the end."""
    when = author = None
    for line in list_head_lines(text):
        named = parse_byline(line)
        if named:
            author, when = author or named[0], when or named[1]
        else:
            when = when or parse_date(line)
    return when, author or _author_of_last_paragraph(text)


def find_title_line(text: str) -> str | None:
    """The first line, if it looks like a title: short, on its own, not a sentence."""
    for paragraph in _head_paragraphs(text):
        lines = [line for line in paragraph.split("\n") if _WORD.search(line) and not is_byline_or_date(line)]
        if lines:
            title = lines[0]
            alone = len(lines) == 1 and not text.endswith(paragraph)
            return title if alone and len(title) <= _HEADING_CHARS and title[-1] not in _NOT_AFTER_A_TITLE else None
    return None


def derive_title(text: str) -> str:
    """A title for a text that has none: its first sentence, cut at a word to ``TITLE_CHARS``."""
    lines = [line for line in text[:_TITLE_SEARCH_CHARS].split("\n") if _WORD.search(line)] or [text]
    first = next((line for line in lines if not is_byline_or_date(line)), lines[0])
    ends = (found for found in _SENTENCE_END.finditer(first) if _ends_a_sentence(first[: found.start()]))
    end = next(ends, None)
    sentence = first[: end.end()] if end else first
    if end and len(sentence) <= TITLE_CHARS + 1:
        return sentence.removesuffix("。") if end[0] != "." else sentence[:-1]
    return shorten(sentence.rstrip(" ,;:") or sentence, TITLE_CHARS)


def _ends_a_sentence(before: str) -> bool:
    return _WORD.search(before) is not None and not _ABBREVIATION.search(before)


def shorten(line: str, limit: int) -> str:
    """At most ``limit`` characters, cut at a word where there is one, with an ellipsis."""
    if len(line) <= limit:
        return line
    cut = line[:limit]
    blank = cut.rfind(" ")
    kept = cut[:blank] if blank > limit // 2 else cut[:-1]
    return kept.rstrip(" ,;:.–—-") + "…"


def strip_site_name(title: str, site: str | None, heading: str | None) -> str:
    """The title of a page without the site's name before or after it.

    Args:
        title: The title for browsers and link previews.
        site: The site's name, if it is known.
        heading: The page's own heading, if it has one; a title that contains it is cut down to it.
    """
    title = " ".join(title.split())
    cuts = list(_SEPARATED.finditer(title))
    if not cuts:
        return title
    first, last = cuts[0], cuts[-1]
    for part in (title[: last.start()], title[first.end() :], title[: first.start()], title[last.end() :]):
        if heading and join_words(part) == join_words(heading):
            return part
    if site and join_words(title[: first.start()]) == join_words(site):
        return title[first.end() :]
    if (
        last[0] == " | "
        or last[0].strip() in {"｜", "ㅣ"}
        or (site and join_words(title[last.end() :]).startswith(join_words(site)))
    ):
        return title[: last.start()]
    return title


def last_title_part(title: str) -> str:
    """The words behind the last sign that parts a title, where sites write their names; empty if none does."""
    cuts = list(_SEPARATED.finditer(title))
    return title[cuts[-1].end() :] if cuts else ""


def is_template(stated: str) -> bool:
    """Whether a stated value is only the fields of a template that no program filled in, or no words at all."""
    return _WORD.search(_TEMPLATE.sub("", stated)) is None


def keep_title(stated: str | None) -> str | None:
    """A stated title, or None for the name of a file, a form or an empty page of an editor; some are escaped twice."""
    title = _EDITOR_PREFIX.sub("", " ".join(unescape(stated or "").split()))
    is_nothing = is_template(title) or join_words(title) in _PLACEHOLDERS["titles"]
    return None if is_nothing or _FILE_NAME.fullmatch(title) else title


def keep_author(stated: str | None) -> str | None:
    """A stated author, or None for a program, an account or a placeholder."""
    author = " ".join(unescape(stated or "").split())
    words = join_words(author)
    is_nobody = words in _PLACEHOLDERS["authors"] or _PLACEHOLDERS["author_fields"].issuperset(words.split())
    return None if is_nobody or is_template(author) or _FILE_NAME.fullmatch(author) else author


def is_program_title(title: str) -> bool:
    """Whether a title in the metadata of a file is one that a program wrote there by itself, such as "Folie 1"."""
    words = join_words(title)
    numbered = _NUMBERED.fullmatch(words)
    return words in _PLACEHOLDERS["program_titles"] or (
        numbered is not None and numbered[1] in _PLACEHOLDERS["numbered_titles"]
    )


def is_account(author: str) -> bool:
    """Whether an author in the metadata of a file is an account or a program; some scripts have no blanks."""
    return any(
        word in _PLACEHOLDERS["accounts"] | _PLACEHOLDERS["programs"] or word.endswith(_DENSE_ACCOUNTS)
        for word in join_words(author).split()
    )


def repeats_metadata(line: str, title: str, author: str | None, when: str | None) -> bool:
    """Whether a line at the head of an article only repeats its title, author or date, or says how long it is."""
    if join_words(line) in {"", join_words(title)}:
        return True
    return all(_repeats_author_or_date(part, author, when) for part in _BYLINE_PARTS.split(line))


def _repeats_author_or_date(part: str, author: str | None, when: str | None) -> bool:
    if is_reading_time(part):
        return True
    said = parse_date(part)
    if said is not None:
        return said == when
    return author is not None and join_words(part).removeprefix("by ") == join_words(author)


def _head_paragraphs(text: str) -> list[str]:
    return text.split("\n\n", _HEAD_PARAGRAPHS)[:_HEAD_PARAGRAPHS]


def _author_of_last_paragraph(text: str) -> str | None:
    """The writer whom the last paragraph introduces, unless the article is about that person."""
    before, _, last = text.rpartition("\n\n")
    found = None
    for found in _BIO.finditer(last, max(0, len(last) - _BIO_CHARS)):  # noqa: B007 - the last one counts
        pass
    if found is None:
        return None
    surname = re.escape(found["name"].split()[-1])
    elsewhere = before + "\n" + last[: found.start()]
    return None if re.search(rf"\b{surname}\b", elsewhere) or not elsewhere.strip() else found["name"]
