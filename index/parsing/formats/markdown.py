"""Markdown to a draft: CommonMark with tables and strikethrough, and front matter of plain ``key: value`` lines."""

import re
from collections.abc import Sequence
from html import unescape

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock, reference
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

from index.parsing import metadata
from index.parsing.draft import DocumentDraft
from index.parsing.formats.admonitions import unfold_admonitions
from index.parsing.formats.front_matter import parse_day, parse_front_matter
from index.parsing.formats.markdown_dialects import clean_words, move_inline_notes, unfold_dialects
from index.parsing.formulas import write_lowered, write_raised
from index.parsing.headings import heading_level, locate_headings
from index.parsing.html import fragment
from index.parsing.html.alt_text import describe_picture
from index.parsing.html.visibility import VisibleText
from index.parsing.links import bare_links, unique_links
from index.parsing.text_builder import TextBuilder, write_cell
from index.text.analyzer import join_words
from index.text.normalization import canonicalize, join_lines
from index.types import Link
from index.urls import resolve_link

_INVISIBLE = re.compile(r"<!--.*?(?:-->|$)|<(script|style|template)\b.*?(?:</\1\s*>|$)", re.IGNORECASE | re.DOTALL)
_LINE_TAG = re.compile(r"<(?:br|hr)\s*/?>|</(?:li|tr|summary)\s*>", re.IGNORECASE)
_BLOCK_TAG = re.compile(r"</?(?:p|div|h[1-6]|ul|ol|table|blockquote|details|section)\b[^<>]*>", re.IGNORECASE)
_WHOLE = re.compile(r"<(table|pre|dl|ol)\b.*</\1\s*>", re.IGNORECASE | re.DOTALL)
_HEADING = re.compile(r"\s*<(h[1-6])\b[^<>]*>.*</\1\s*>\s*", re.IGNORECASE | re.DOTALL)
_CELL_END = re.compile(r"</t[dh]\s*>", re.IGNORECASE)  # of a table that blank lines part into several blocks
_BAR_AT_END = re.compile(r"[ |]*\|[ |]*$", re.MULTILINE)
_TAG = re.compile(r"</?[A-Za-z][^<>]*>")
_SHIFT_START = re.compile(r"<(?:sup|sub)\b[^<>]*>", re.IGNORECASE)
_SHIFT_END = re.compile(r"</(sup|sub)\s*>", re.IGNORECASE)
_SHIFTED = re.compile(r"<(sup|sub)\b[^<>]*>([^<>]*)</\1\s*>", re.IGNORECASE)
_NOTE_LINK = re.compile(r"<sup\b[^<>]*>\s*<a\s[^<>]*?href\s*=\s*[\"']?#[^<>]*>[^<>]*</a\s*>\s*</sup\s*>", re.IGNORECASE)
_ANCHOR = re.compile(r"<a\s[^<>]*?href\s*=\s*[\"']?([^\"'\s<>]+)[^<>]*>(?:(.*?)</a\s*>)?", re.IGNORECASE | re.DOTALL)
_SOFT_BREAK = "\r"
_MATH = re.compile(r"\$\$[^$]{1,2000}\$\$|\$(?![\s$])[^$\n]{1,300}?(?<![\s\\])\$(?!\d)")
_MAX_NESTING = 100  # each level of a list is two
_NOTE_MARK = re.compile(r"\[\^([^\]\s]{1,40})\](:?)")
_OWN_LINE = re.compile(r"\[\^[^\]\s]{1,40}\]:|:[ \t]+(?=\S)")  # a note, or the definition of a term
_ALERT = re.compile(r"\[!(\w+)\][-+]?[ \t]*(.*)")
_ATTRIBUTES = re.compile(r"[ \t]*\{[#.:][^{}\n]*\}$")
_NOT_SHOWN = re.compile(
    r"\{:[^{}]*\}|\[TOC\]|\[\[_?TOC_?\]\]|\\(?:newpage|pagebreak|clearpage|tableofcontents|maketitle)", re.IGNORECASE
)
_NOTE = re.compile(r"^ {0,3}\[\^([^\]\s]{1,40})\]:", re.MULTILINE)


def read(text: str, location: str) -> DocumentDraft:
    """Read a Markdown text: drops the markup and keeps the words in their order."""
    fields, text = parse_front_matter(text.replace("\r\n", "\n").replace("\r", "\n"))
    text = unfold_dialects(unfold_admonitions(text))
    reader = _MarkdownReader(location, frozenset(_NOTE.findall(text)))
    parser = MarkdownIt("commonmark", {"maxNesting": _MAX_NESTING}).enable(["table", "strikethrough"])
    parser.inline.ruler.before("escape", "math", _read_math)
    parser.block.ruler.at("reference", _read_reference)
    reader.read(parser.parse(text))
    body = canonicalize(reader.blocks.text, keep_indents=True)
    title = fields.get("title") or reader.heading
    first, _, rest = body.partition("\n\n")
    if title and rest and join_words(first) == join_words(title):
        body = rest
    when, author = metadata.find_date_and_author(body)
    return DocumentDraft(
        body,
        title or metadata.find_title_line(body),
        fields.get("author") or fields.get("authors") or author,
        parse_day(fields.get("date", "")) or when,
        links=unique_links(reader.links, location),
        headings=locate_headings(body, [(block.text, heading_level(block.owner)) for block in reader.blocks.blocks]),
        has_code=True,
    )


class _MarkdownReader:
    """Reads the tokens of a text once, in order."""

    def __init__(self, location: str, notes: frozenset[str]) -> None:
        self.blocks = TextBuilder()
        self.links: list[Link] = []
        self.heading: str | None = None
        self._location = location
        self._notes = notes
        self._number = ""  # of the list item that starts
        self._cells: list[str] | None = None
        self._visible = VisibleText()

    def read(self, tokens: Sequence[Token]) -> None:
        before: Token | None = None
        for token in tokens:
            match token.type:
                case "bullet_list_open" | "ordered_list_open" | "table_open":
                    self.blocks.enter_list()
                case "bullet_list_close" | "ordered_list_close" | "table_close":
                    self.blocks.leave_list()
                case "tr_open":
                    self._cells = []
                case "tr_close":
                    self._end_row()
                case "inline":
                    self._write(token, before.tag if before is not None and before.type == "heading_open" else "")
                case "fence" | "code_block" if not self._visible.is_hiding:
                    self.blocks.end_block()
                    self.blocks.write_lines(token.content)
                    self.blocks.end_block()
                case "list_item_open":
                    self.blocks.end_block()
                    self._number = f"{token.info}{token.markup} " if token.info else ""
                case "html_block":
                    self._write_html(token.content)
                case _:
                    self.blocks.end_block()
            before = token

    def _write(self, inline: Token, heading: str) -> None:
        """Write a paragraph, a cell, or a heading of that tag."""
        text = self._words(inline.children or []) or self._alt_texts(inline.children or [])
        if heading:
            text = _ATTRIBUTES.sub("", text)
        if heading == "h1" and self.heading is None:
            self.heading = " ".join(text.split()) or None
        if self._cells is None:
            self.blocks.write_lines(self._number + text if text.strip() else text, heading)
            self._number = ""
        else:
            self._cells.append(write_cell(text))

    def _end_row(self) -> None:
        self.blocks.end_block()
        self.blocks.write(" | ".join(self._cells or []).rstrip(" |"))
        self.blocks.end_block()
        self._cells = None

    def _words(self, tokens: Sequence[Token]) -> str:
        """The words of a paragraph; collects its links."""
        text = ""
        opened: tuple[str, int] | None = None  # the target, and where its words start
        shifted = _ShiftedWords()
        struck = 0  # struck words are not said any more
        for token in tokens:
            struck += (token.type == "s_open") - (token.type == "s_close")
            match token.type:
                case _ if struck:
                    continue
                case "html_inline":
                    text, opened = self._take_tag(token.content, text, opened)
                case _ if self._visible.is_hiding:
                    continue
                case "text" | "code_inline":
                    text = _start_line(text, token)
                    text += self._read_text(token, text[-1:], is_linked=opened is not None)
                case "softbreak":
                    text += _SOFT_BREAK
                case "hardbreak":
                    text += "\n"
                case "link_open":
                    opened = (str(token.attrGet("href") or ""), len(text))
            text = shifted.take(token, text, opened[0] if opened else "")
            if opened and (token.type == "link_close" or token.content.lower().startswith("</a")):
                self._link(opened[0], text[opened[1] :])
                opened = None
        lines = (
            join_lines(part for part in line.split(_SOFT_BREAK) if not _NOT_SHOWN.fullmatch(part.strip()))
            for line in text.split("\n")
        )
        return move_inline_notes("\n".join(map(str.strip, lines)))

    def _alt_texts(self, tokens: Sequence[Token]) -> str:
        """The alternative texts of the pictures in a paragraph without words, a line each."""
        return "\n".join(filter(None, (describe_picture(token.content) for token in tokens if token.type == "image")))

    def _read_text(self, token: Token, before: str, *, is_linked: bool) -> str:
        """Words without the marks of notes, definitions and alerts; collects the bare links in them.

        Args:
            token: The words.
            before: The character before them; empty at the start of a paragraph.
            is_linked: Whether they are in a link.
        """
        if token.type == "code_inline":
            return token.content
        if not is_linked:
            self.links += bare_links(token.content)
        words = token.content
        if not before and (alert := _ALERT.fullmatch(words)):
            return (alert[2] or alert[1].capitalize()) + "\n"
        if before in {"", "\n"} and words.startswith(":") and (mark := _OWN_LINE.match(words)):
            words = words[mark.end() :]
        return clean_words(_NOTE_MARK.sub(lambda found: "" if found[1] in self._notes else found[0], words), before)

    def _take_tag(self, tag: str, text: str, opened: tuple[str, int] | None) -> tuple[str, tuple[str, int] | None]:
        """The words so far and the open link, after an HTML tag among them."""
        if not self._visible.filter(tag):
            return text, opened
        anchor = _ANCHOR.match(tag)
        return text + ("\n" if _LINE_TAG.match(tag) else ""), (unescape(anchor[1]), len(text)) if anchor else opened

    def _write_html(self, html: str) -> None:
        html = _NOTE_LINK.sub("", self._visible.filter(_INVISIBLE.sub("", html)))
        for target, words in _ANCHOR.findall(html):
            self._link(unescape(target), unescape(_TAG.sub("", words)))
        self.blocks.end_block()
        if _WHOLE.search(html):
            self.blocks.write_lines(fragment.read(f"<html><body>{html}</body></html>", self._location).text)
        else:
            html = _SHIFTED.sub(lambda found: _shift(found[1], found[2], found.string[: found.start()]), html)
            cells = _CELL_END.sub(" | ", " ".join(html.split()))
            lines = _BLOCK_TAG.sub("\n\n", _LINE_TAG.sub("\n", cells))
            words = _BAR_AT_END.sub("", unescape(_TAG.sub("", lines)))
            titled = _HEADING.fullmatch(html)
            if titled and titled[1].lower() == "h1" and self.heading is None:
                self.heading = " ".join(words.split()) or None
            self.blocks.write_lines(words, titled[1].lower() if titled else None)
        self.blocks.end_block()

    def _link(self, target: str, words: str) -> None:
        absolute = resolve_link(target, self._location)
        if absolute:
            self.links.append(Link(absolute, " ".join(words.split())))


class _ShiftedWords:
    """Finds the raised and lowered words of a paragraph, token by token."""

    def __init__(self) -> None:
        self._start: int | None = None
        self._is_note = False

    def take(self, token: Token, text: str, target: str) -> str:
        """The words so far after a token of which ``target`` is the open link; what ends is written as shifted."""
        self._is_note = self._is_note or target.startswith("#")
        if token.type == "html_inline" and _SHIFT_START.fullmatch(token.content):
            self._start, self._is_note = len(text), False
        elif token.type == "html_inline" and self._start is not None and (end := _SHIFT_END.fullmatch(token.content)):
            before, words = text[: self._start], text[self._start :]
            self._start = None
            return before + ("" if self._is_note else _shift(end[1], words, before))
        return text


def _read_math(state: StateInline, silent: bool) -> bool:  # noqa: FBT001 - markdown-it calls it
    """Read a formula as it is written: its stars, lines and backslashes are no markup."""
    found = _MATH.match(state.src, state.pos)
    if found is None:
        return False
    if not silent:
        state.push("text", "", 0).content = found[0]
    state.pos = found.end()
    return True


def _read_reference(state: StateBlock, start_line: int, end_line: int, silent: bool) -> bool:  # noqa: FBT001 - markdown-it calls it
    """Read the definition of a link; that of a note looks the same if the note is one word or address."""
    is_note = state.src.startswith("[^", state.bMarks[start_line] + state.tShift[start_line])
    return not is_note and reference(state, start_line, end_line, silent)


def _start_line(text: str, token: Token) -> str:
    """The words so far, on a line of their own if the next ones are a note or a definition."""
    is_own = text.endswith(_SOFT_BREAK) and token.type == "text" and _OWN_LINE.match(token.content)
    return f"{text[:-1]}\n" if is_own else text


def _shift(tag: str, words: str, before: str) -> str:
    """Raised or lowered words as they are written after ``before``."""
    return (write_raised if tag.lower() == "sup" else write_lowered)(words.strip(), before)
