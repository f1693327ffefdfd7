"""The markup Telegram parses on its side: HTML in full, MarkdownV2 as far as refusing what it refuses.

Lengths and offsets are in UTF-16 code units, as everywhere in the Bot API.
"""

import re
from dataclasses import dataclass
from typing import Any

JsonDict = dict[str, Any]

_HTML_TYPES = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underline",
    "ins": "underline",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "span": "spoiler",
    "tg-spoiler": "spoiler",
    "tg-emoji": "custom_emoji",
    "a": "text_link",
    "code": "code",
    "pre": "pre",
    "blockquote": "blockquote",
}
_REFERENCES = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}
_REFERENCE = re.compile(r"&(?:#(\d+)|#[xX]([0-9a-fA-F]+)|(lt|gt|amp|quot));?")
_TAG_NAME = re.compile(r"</?([^\s>]*)")
_ATTRIBUTE = re.compile(r"""\s+([^\s=>/"']+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([\w.-]+)))?""")
_TAG_END = re.compile(r"\s*>")

_MARKDOWN_NAMES = {"*": "Bold", "_": "Italic", "__": "Underline", "~": "Strikethrough", "||": "Spoiler", "[": "TextUrl"}
_MARKDOWN_TOKEN = re.compile(
    r"\\(?P<escaped>[\x01-\x7e])"
    r"|```(?:[^\s`]*\n)?(?P<pre>.*?)```"
    r"|`(?P<code>[^`]*)`"
    r"|\](?:\((?P<url>[^)]*)\))?(?P<link_end>)"
    r"|(?P<mark>\|\||__|[_*~\[])"
    r"|(?P<quote>(?<![^\n])>)"
    r"|(?P<reserved>[()`>#+\-=|{}.!])"
    r"|(?P<plain>.)",
    re.DOTALL,
)


class MarkupError(ValueError):
    """The text is not valid markup; the message is the server's."""


@dataclass(frozen=True, slots=True)
class FormattedText:
    """A text and its entities, each a `MessageEntity` object of the Bot API."""

    text: str
    entities: tuple[JsonDict, ...] = ()


@dataclass(frozen=True, slots=True)
class _OpenTag:
    name: str
    value: str
    offset: int


def utf16_len(text: str) -> int:
    """Length of a text in UTF-16 code units, which is how Telegram counts."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def utf16_slice(text: str, offset: int, length: int) -> str:
    """The part of a text that an entity with this offset and length covers."""
    encoded = text.encode("utf-16-le", "surrogatepass")
    return encoded[2 * offset : 2 * (offset + length)].decode("utf-16-le", "surrogatepass")


def parse_html(source: str) -> FormattedText:
    """Parse the HTML parse mode.

    Raises:
        MarkupError: With the words of the real server, byte offsets included.
    """
    return _HtmlParser(source).parse()


def parse_markdown_v2(source: str) -> FormattedText:
    """Parse the MarkdownV2 parse mode, simplified: quotes and languages of code leave no entity.

    Raises:
        MarkupError: With the words of the real server, byte offsets included.
    """
    return _MarkdownParser(source).parse()


def _entity_order(entity: JsonDict) -> tuple[int, int]:
    return entity["offset"], -entity["length"]


def _byte_offset(source: str, at: int) -> int:
    return len(source[:at].encode())


def _decode(raw: str) -> str:
    """Replace the character references Telegram knows; any other stays as written."""

    def replacement(match: re.Match[str]) -> str:
        decimal, hexadecimal, name = match.groups()
        if name is not None:
            return _REFERENCES[name]
        code = int(decimal) if decimal is not None else int(hexadecimal, 16)
        return chr(code) if 0 < code <= 0x10FFFF else match[0]

    return _REFERENCE.sub(replacement, raw)


class _HtmlParser:
    """One pass over the source, which collects plain text and keeps a stack of open tags."""

    def __init__(self, source: str) -> None:
        self._source = source
        self._parts: list[str] = []
        self._length = 0
        self._stack: list[_OpenTag] = []
        self._entities: list[JsonDict] = []

    def parse(self) -> FormattedText:
        position = 0
        while (tag := self._source.find("<", position)) >= 0:
            self._emit(self._source[position:tag])
            position = self._close(tag) if self._source.startswith("</", tag) else self._open(tag)
        self._emit(self._source[position:])
        if self._stack:
            raise MarkupError(f'Can\'t find end tag corresponding to start tag "{self._stack[-1].name}"')
        for entity in self._entities:
            if entity["type"] == "code":
                entity.pop("language", None)  # only <pre><code> has a language
        return FormattedText("".join(self._parts), tuple(sorted(self._entities, key=_entity_order)))

    def _emit(self, raw: str) -> None:
        text = _decode(raw)
        self._parts.append(text)
        self._length += utf16_len(text)

    def _open(self, at: int) -> int:
        where = _byte_offset(self._source, at)
        name_match = _TAG_NAME.match(self._source, at)
        assert name_match is not None
        name, position = name_match[1].lower(), name_match.end()
        if position == len(self._source):
            raise MarkupError(f"Unclosed start tag at byte offset {where}")
        if name not in _HTML_TYPES:
            raise MarkupError(f'Unsupported start tag "{name}" at byte offset {where}')
        attributes: dict[str, str] = {}
        while (match := _ATTRIBUTE.match(self._source, position)) is not None:
            attributes[match[1]] = _decode(match[2] or match[3] or match[4] or "")
            position = match.end()
        end = _TAG_END.match(self._source, position)
        if end is None:
            raise MarkupError(f'Unclosed start tag "{name}" at byte offset {where}')
        if name == "span" and attributes.get("class") != "tg-spoiler":
            raise MarkupError(f'Tag "span" must have class "tg-spoiler" at byte offset {where}')
        self._stack.append(_OpenTag(name, _tag_value(name, attributes), self._length))
        return end.end()

    def _close(self, at: int) -> int:
        where = _byte_offset(self._source, at)
        if not self._stack:
            raise MarkupError(f"Unexpected end tag at byte offset {where}")
        name_match = _TAG_NAME.match(self._source, at)
        assert name_match is not None
        end = _TAG_END.match(self._source, name_match.end())
        if end is None:
            raise MarkupError(f"Unclosed end tag at byte offset {where}")
        tag, found = self._stack.pop(), name_match[1].lower()
        if found and found != tag.name:
            expected = f'expected "</{tag.name}>", found "</{found}>"'
            raise MarkupError(f"Unmatched end tag at byte offset {where}, {expected}")
        if self._length > tag.offset:
            self._add_entity(tag)
        return end.end()

    def _add_entity(self, tag: _OpenTag) -> None:
        entity: JsonDict = {
            "type": _HTML_TYPES[tag.name],
            "offset": tag.offset,
            "length": self._length - tag.offset,
        }
        if tag.name == "a":
            entity["url"] = tag.value or utf16_slice("".join(self._parts), tag.offset, entity["length"])
        elif tag.name == "tg-emoji":
            entity["custom_emoji_id"] = tag.value
        elif tag.name == "blockquote" and tag.value:
            entity["type"] = "expandable_blockquote"
        elif tag.name == "code" and tag.value:
            entity["language"] = tag.value
        elif tag.name == "pre" and self._ends_with_code(entity):
            self._entities[-1]["type"] = "pre"  # <pre><code class="language-…"> is one entity
            return
        self._entities.append(entity)

    def _ends_with_code(self, pre: JsonDict) -> bool:
        last = self._entities[-1] if self._entities else {}
        return {**last, **pre, "type": "code"} == last


class _MarkdownParser:
    """One pass over the tokens, which keeps a stack of open marks."""

    def __init__(self, source: str) -> None:
        self._source = source
        self._parts: list[str] = []
        self._length = 0
        self._marks: list[tuple[str, int, int]] = []
        self._entities: list[JsonDict] = []

    def parse(self) -> FormattedText:
        for token in _MARKDOWN_TOKEN.finditer(self._source):
            where = _byte_offset(self._source, token.start())
            if token["link_end"] is not None:
                self._mark("[", where, closes_only=True, url=token["url"])
            elif token["mark"] is not None:
                self._mark(token["mark"], where, closes_only=False, url=None)
            elif token["reserved"] is not None:
                self._refuse(token["reserved"], where)
            else:
                self._emit(token)
        if self._marks:
            mark, _, where = self._marks[-1]
            raise MarkupError(f"Can't find end of {_MARKDOWN_NAMES[mark]} entity at byte offset {where}")
        return FormattedText("".join(self._parts), tuple(sorted(self._entities, key=_entity_order)))

    def _refuse(self, character: str, where: int) -> None:
        if character == "`":
            raise MarkupError(f"Can't find end of Code entity at byte offset {where}")
        raise MarkupError(f"Character '{character}' is reserved and must be escaped with the preceding '\\'")

    def _mark(self, mark: str, where: int, *, closes_only: bool, url: str | None) -> None:
        if not self._marks or self._marks[-1][0] != mark:
            if closes_only:
                self._refuse("]", where)
            self._marks.append((mark, self._length, where))
            return
        _, start, _ = self._marks.pop()
        entity: JsonDict = {"type": _MARKDOWN_NAMES[mark].lower(), "offset": start, "length": self._length - start}
        if mark == "[":
            text = utf16_slice("".join(self._parts), start, entity["length"])
            entity |= {"type": "text_link", "url": url or text}
        if entity["length"]:
            self._entities.append(entity)

    def _emit(self, token: re.Match[str]) -> None:
        kind = token.lastgroup or ""
        value = "" if kind == "quote" else token[kind]
        if kind in {"pre", "code"} and value:
            self._entities.append({"type": kind, "offset": self._length, "length": utf16_len(value)})
        self._parts.append(value)
        self._length += utf16_len(value)


def _tag_value(name: str, attributes: dict[str, str]) -> str:
    """The one attribute of a tag that changes its entity."""
    match name:
        case "a":
            return attributes.get("href", "")
        case "tg-emoji":
            return attributes.get("emoji-id", "")
        case "blockquote":
            return "1" if "expandable" in attributes else ""
        case "code":
            language = attributes.get("class", "")
            return language.removeprefix("language-") if language.startswith("language-") else ""
        case _:
            return ""
