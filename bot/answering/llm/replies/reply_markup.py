"""Markup of a model's reply: thoughts, tokens of chat templates, HTML, Markdown and LaTeX, without which prose is left.

Pure. Citation markers stay; those that are written as markup become ``[1]``.
"""

import html
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

_MAX_TAG = 120
_TAG = rf"<[^<>\n]{{0,{_MAX_TAG}}}>"

_THOUGHT_NAMES = r"(?:think|thinking|thoughts?|reasoning|reflection|scratchpad|analysis)"
_THOUGHT = re.compile(
    rf"<{_THOUGHT_NAMES}>.*?(?:</{_THOUGHT_NAMES}>|\Z)\s*"
    r"|\[think\].*?(?:\[/think\]|\Z)\s*"
    r"|◁think▷.*?(?:◁/think▷|\Z)\s*",
    re.DOTALL | re.IGNORECASE,
)
_THOUGHT_END = re.compile(rf"</{_THOUGHT_NAMES}>|\[/think\]|◁/think▷", re.IGNORECASE)
"""An end without a beginning: templates of reasoning models write the beginning into the prompt."""
_LONG_BLANK = re.compile(r"\s{9,}")  # several patterns take quadratic time on one

_FINAL_CHANNEL = "<|channel|>final<|message|>"
_OTHER_CHANNEL = re.compile(r"<\|channel\|>(?!final)")
_TOKEN = re.compile(
    r"<[|｜][^|｜<>\n]{1,40}[|｜]>(?:assistant|model)?|</?s>|<(?:start|end)_of_turn>(?:model\b)?|<eos>|\[/?INST\]"
)

_NEXT_TURN = re.compile(r"(?<=\w)\W*\n\W{0,6}(?:Question|Q|Human|Instruction)\W{0,3}:", re.IGNORECASE)
"""A further turn of the prompt's example or of a chat, by the labels that prompts have."""

_INVISIBLE = re.compile(
    "[\u00ad\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\U000e0000-\U000e007f\x00-\x08\x0b-\x1f\x7f-\x9f]"
)
"""Signs without a width, except those that join letters and pictographs."""

_SUPERSCRIPT = re.compile(r"\s*<sup>\s*(\d{1,3})\s*</sup>", re.IGNORECASE)
_TO_SUPERSCRIPT = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
_NUMBERS = r"\[*\s*(\d{1,3}(?:\s*,\s*\d{1,3}){0,12})\s*\]*"
_TAGGED_NUMBERS = re.compile(
    rf"<(sup|cite|ref|source|citation|footnote|a)\b[^<>\n]{{0,80}}>\s*{_NUMBERS}\s*</\1>", re.IGNORECASE
)
_LINE_BREAK = re.compile(r"<br\s*/?>|</(?:p|li|div|tr|h[1-6])>", re.IGNORECASE)
_HTML = re.compile(r"</?[a-z][a-z0-9_-]{0,20}(?:\s[^<>\n]{0,100})?/?>", re.IGNORECASE)
_MATH_MARKER = re.compile(r"\$\s*(?:\^\s*\{?\s*\[?|\[)\s*(\d{1,3}(?:\s*,\s*\d{1,3}){0,12})\s*\]?\s*\}?\s*\$")
_CARET_MARKER = re.compile(r"\^(\d{1,3})\^|\^\[(\d{1,3})\]")
_ESCAPED = re.compile(r"\\([\[\](){}*_`#>|~.!+$-])")
_DELETED = re.compile(r"~~[^~\n]{1,500}~~")

# Pictures are dropped, since clients load them. Of links only the words are kept, or the number of a citation.
_PICTURE = re.compile(r"!\[[^\[\]\n]*\]\([^()\n]*\)")
_LINK = re.compile(r"(\[{1,2}[^\[\]\n]+\]{1,2})\((?:[a-z]+:|www\.|/|#)[^()\n]*\)", re.IGNORECASE)
_MARKER_LINK = re.compile(r"\[{1,2}\s*\^?\w{0,12}\.?\s*#?\d{1,3}\s*\]{1,2}")

_FENCE = re.compile(r"\A\s*(?:```|~~~)\s*[\w+-]*\s*\Z|(?:```|~~~)\s*\Z|\A\s*(?:```|~~~)\w*\s*")
_QUOTE = re.compile(r"\A\s*(?:>\s?)+")
_HEADING = re.compile(r"\A\s*#{1,6}\s+")
_BOLD_LINE = re.compile(r"\A\s*(\*\*|__)(?!\s)[^*_\n]+\1\s*:?\s*\Z")
_RULE = re.compile(r"\A[\s|:=_*-]{3,}\Z")
_PICTOGRAPH = "[\U0001f000-\U0001faff\u2600-\u2775\u2794-\u27bf\ufe0f\u200d]"
_BULLET = re.compile(rf"\A\s*(?:(?:[-*+•–—◦‣▪●○■□►▶➤➜→∙·⁃]|\[[ xX]\]|{_PICTOGRAPH}+)\s+|\(\d{{1,2}}\)\s+(?=\w))+")
_ENUMERATION = re.compile(r"\A\s*(\d{1,2})[.):]\s+(?=\D)")
_EMPHASIS = re.compile(r"\*\*|__|(?<!\w)[*_`](?=\S)|(?<=\S)[*_`](?!\w)")
_FOOTNOTE = re.compile(r"\A\s*\[(?:\^\w{1,12}\]:\s|\w{1,12}\]:\s*(?:https?:|www\.))")
_YEAR_NEXT = re.compile(r"[^\W\d_]+\.?\s+\d{4}\b")


@dataclass(frozen=True, slots=True)
class ReplyLine:
    """A line of prose; ``is_heading`` says whether it only heads those below it."""

    text: str
    is_heading: bool = False


def remove_thoughts(text: str) -> str:
    """Remove the thoughts that reasoning models write before their answer, and shorten long runs of white space."""
    text = _THOUGHT.sub("", text)
    ends = [found.end() for found in _THOUGHT_END.finditer(text)]
    return _LONG_BLANK.sub(lambda found: "\n" if "\n" in found[0] else " ", text[ends[-1] :] if ends else text)


def unwrap(text: str) -> str:
    """Return the answer of a reply that still has the tokens of its chat template."""
    final = text.rfind(_FINAL_CHANNEL)
    if final >= 0:
        text = text[final + len(_FINAL_CHANNEL) :]
    elif _OTHER_CHANNEL.search(text):
        return ""
    for part in _TOKEN.split(text):
        if part.strip():  # what follows the end of the answer is a turn that the model invented
            turn = _NEXT_TURN.search(part)
            return part[: turn.start() + len(turn[0].partition("\n")[0])] if turn else part
    return ""


def split_lines(text: str) -> list[ReplyLine]:
    """Split a reply into lines of prose, without markup and without lines that have no words."""
    text = _unescape(text)
    raw = text.split("\n")
    numbers = [int(found[1]) if (found := _ENUMERATION.match(_unmark(line))) else None for line in raw]
    lines = list(_read_lines(raw, numbers))
    has_more = sum(not line.is_heading for line in lines) > 0
    return [line if has_more else ReplyLine(line.text) for line in lines]


def drop_pictures(text: str) -> str:
    """Drop pictures, and the addresses of links."""
    return _LINK.sub(_unlink, _PICTURE.sub("", text))


def _unescape(text: str) -> str:
    text = html.unescape(text)
    text = _SUPERSCRIPT.sub(lambda found: found[1].translate(_TO_SUPERSCRIPT), text)
    text = _TAGGED_NUMBERS.sub(r"[\2]", text)
    text = _HTML.sub("", _LINE_BREAK.sub("\n", text))
    text = _ESCAPED.sub(r"\1", text)
    text = _MATH_MARKER.sub(r"[\1]", text)
    text = _CARET_MARKER.sub(lambda found: f"[{found[1] or found[2]}]", text)
    return drop_pictures(_DELETED.sub("", _INVISIBLE.sub("", text)))


def _unlink(link: re.Match[str]) -> str:
    return link[1] if _MARKER_LINK.fullmatch(link[1]) else link[1].strip("[]")


def _unmark(line: str) -> str:
    return _EMPHASIS.sub("", _QUOTE.sub("", line))


def _read_lines(raw: Sequence[str], numbers: Sequence[int | None]) -> Iterator[ReplyLine]:
    in_table = False
    for at, line in enumerate(raw):
        if _FOOTNOTE.match(line):
            continue
        if _RULE.match(line) or not line.strip():
            in_table = in_table or ("|" in line and "-" in line)
            continue
        is_header = at + 1 < len(raw) and _RULE.match(raw[at + 1]) is not None and "|" in raw[at + 1]
        if is_header:
            continue
        plain = _FENCE.sub("", _QUOTE.sub("", line))
        is_heading = _HEADING.match(plain) is not None or _BOLD_LINE.match(plain) is not None
        plain = _HEADING.sub("", plain)
        if plain.strip().startswith("|") or (in_table and "|" in plain):
            plain = _join_cells(plain)
        else:
            in_table = False
        plain = _EMPHASIS.sub("", _BULLET.sub("", plain, count=1))
        if _is_enumerated(at, numbers, plain):
            plain = _ENUMERATION.sub("", plain, count=1)
        if plain.strip():
            yield ReplyLine(plain, is_heading)


def _join_cells(row: str) -> str:
    first, *others = [cell.strip() for cell in row.strip().strip("|").split("|") if cell.strip()] or [""]
    return f"{first}: {', '.join(others)}" if others else first


def _is_enumerated(at: int, numbers: Sequence[int | None], line: str) -> bool:
    """Whether the number before a line counts lines; "5. September" and "12. August 1857" are dates."""
    number = numbers[at]
    if number is None:
        return False
    given = [each for each in numbers if each is not None]
    if len(given) > 1:
        return given[0] <= 1 and given == list(range(given[0], given[0] + len(given)))
    return not _is_day(line)


def _is_day(line: str) -> bool:
    from bot.answering.facts import starts_with_month  # noqa: PLC0415 - loads the names of months

    rest = _ENUMERATION.sub("", line, count=1)
    return _YEAR_NEXT.match(rest) is not None or starts_with_month(rest)
