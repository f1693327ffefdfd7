"""Turns the tokens of an RTF document into HTML: without deletions, comments, headers and hidden text."""

from collections.abc import Callable
from copy import copy
from dataclasses import dataclass, field, replace
from functools import partial

from index.errors import UnsupportedError
from index.parsing.formats.rich_text.rtf_blocks import ParagraphFormat, RtfBlocks, Run
from index.parsing.formats.rich_text.rtf_charsets import RtfBytes, RtfFont, codec_of_page
from index.parsing.formats.rich_text.rtf_formulas import RtfFormula
from index.parsing.formats.rich_text.rtf_state import Destination, GroupState
from index.parsing.formats.rich_text.rtf_tables import RtfTables
from index.parsing.formats.rich_text.rtf_tokens import Token, tokenize
from index.parsing.formats.rich_text.rtf_words import (
    CHARACTERS,
    CODE_PAGES,
    COLLECTED,
    DESTINATIONS,
    KNOWN_OPTIONAL,
    SKIPPED,
    read_instruction,
)

_MAX_GROUPS = 2_000  # that contain one another
_PARAGRAPHS = frozenset(("par", "pard"))
"""Control words behind the end of the outermost group that show that it ended too early."""

_ALT_NAME = "wzDescription"
_MAX_TABLES = 20  # that contain one another


@dataclass(slots=True)
class _Group:
    """A group that is open: the state around it, and what its end completes."""

    around: GroupState
    opens: str = ""
    is_formula: bool = False


@dataclass(slots=True)
class _Part:
    """The text, a note or a text box that is being written, with the number of its last list item."""

    blocks: RtfBlocks = field(default_factory=RtfBlocks)
    mark: str | None = None


class RtfReader:
    """Reads one document."""

    def __init__(self, data: bytes) -> None:
        """Read all tokens.

        Raises:
            UnsupportedError: The file is damaged; without a message.
        """
        self._codec = "cp1252"
        self._default_font: int | None = None
        self._tables = RtfTables()
        self._white: frozenset[int] | None = None
        self._state = GroupState()
        self._groups: list[_Group] = []
        self._parts = [_Part()]
        self._notes: list[str] = []
        self._bytes = RtfBytes(data)
        self._to_skip = 0
        self._is_over = False
        self._formula: RtfFormula | None = None
        self._collected: dict[Destination, str] = dict.fromkeys(COLLECTED, "")
        self._heads: dict[Destination, Callable[[str, int | None], None]] = {
            "fonts": self._tables.add_font,
            "colours": self._tables.add_colour,
            "styles": self._tables.add_style,
        }
        self._names: dict[Destination, Callable[[str], None]] = {
            "fonts": self._tables.name_font,
            "colours": self._tables.end_colour,
            "styles": self._tables.name_style,
        }
        self._handlers = self._list_handlers()
        for token in tokenize(data.decode("latin-1")):
            self._read(token)
            if len(self._groups) > _MAX_GROUPS:
                raise UnsupportedError
        self._flush_bytes()

    @property
    def title(self) -> str:
        """The title that the document states."""
        return self._collected["title"]

    @property
    def author(self) -> str:
        """The author whom the document states."""
        return self._collected["author"]

    def html(self) -> str:
        """The text, and its notes as a numbered list."""
        while len(self._parts) > 1:
            self._end_part("shptxt")
        notes = "".join(f'<li id="footnote-{place}">{note}</li>' for place, note in enumerate(self._notes, 1))
        text = self._parts[0].blocks.close()
        return f"<html><body>{text}{f'<ol>{notes}</ol>' if notes else ''}</body></html>"

    def _list_handlers(self) -> dict[str, Callable[[], None]]:
        """What each control word of the text does."""
        return {
            "par": partial(self._end_paragraph, is_break=False),
            "sect": partial(self._end_paragraph, is_break=False),
            "page": partial(self._end_paragraph, is_break=True),
            "column": partial(self._end_paragraph, is_break=True),
            "cell": lambda: self._end_cell(1),
            "nestcell": lambda: self._end_cell(max(self._state.depth, 2)),
            "row": lambda: self._blocks.end_row(1),
            "nestrow": lambda: self._blocks.end_row(self._state.depth),
            "footnote": partial(self._start_part, "footnote"),
            "shptxt": partial(self._start_part, "shptxt"),
            "dptxbxtext": partial(self._start_part, "shptxt"),
            "sp": partial(self._open_group, "sp"),
            "shpinst": self._skip_shape,
            "moMath": self._start_formula,
            "moMathPara": self._start_formula,
        }

    def _read(self, token: Token) -> None:
        if token.kind in {"byte", "text"}:
            if not self._is_over:
                self._write_bytes(token)
            return
        if token.kind == "word" and self._to_skip and token.text in CHARACTERS:
            self._to_skip -= 1
            return
        self._flush_bytes()
        if token.kind == "{":
            self._enter()
        elif token.kind == "}":
            self._leave()
        elif token.text == "*":
            self._state.is_optional = True
        else:
            self._apply(token.text, token.number)
            self._state.is_new = False

    def _enter(self) -> None:
        self._is_over = False
        self._to_skip = 0
        self._groups.append(_Group(self._state))
        self._state = copy(self._state)
        self._state.is_optional, self._state.is_new = False, True
        if self._state.destination == "either":
            self._state.destination = "skipped"
        elif self._state.destination == "styles":
            self._tables.start_style()
        elif self._state.destination == "formula" and self._formula is not None:
            self._groups[-1].is_formula = True
            self._formula.enter()

    def _leave(self) -> None:
        self._to_skip = 0
        if not self._groups:
            return
        group = self._groups.pop()
        self._is_over = not self._groups
        if not self._groups and len(self._parts) == 1:
            self._end_paragraph(is_break=False)
        self._state = group.around
        if group.is_formula and self._formula is not None:
            self._formula.leave()
        if group.opens == "moMath" and self._formula is not None:
            written, self._formula = str(self._formula), None
            self._write(written)
        elif group.opens in {"footnote", "shptxt"}:
            self._end_part(group.opens)
        elif group.opens == "sp" and self._collected["name"].strip() == _ALT_NAME:
            self._blocks.runs.append(Run(self._collected["value"].strip(), is_picture=True))
        elif group.opens == "fldinst":
            self._end_instruction()

    def _end_part(self, kind: str) -> None:
        part = self._parts.pop() if len(self._parts) > 1 else self._parts[0]
        part.blocks.end_paragraph(self._paragraph(part))
        written = part.blocks.close()
        if kind == "shptxt":
            self._blocks.boxes.append(written)
            return
        while self._blocks.runs and self._blocks.runs[-1].shift == "sup" and not self._blocks.runs[-1].note:
            self._blocks.runs.pop()  # a mark that the author typed
        self._notes.append(written)
        self._blocks.runs.append(Run("", note=len(self._notes)))

    def _end_instruction(self) -> None:
        """Note the address of the link that a field is, for its result."""
        instruction = read_instruction(self._collected["instruction"])
        if not instruction.is_read:
            self._state.destination = "skipped"
        elif instruction.link:
            self._state.link = instruction.link

    @property
    def _blocks(self) -> RtfBlocks:
        return self._parts[-1].blocks

    def _apply(self, word: str, number: int | None) -> None:
        state = self._state
        self._is_over = self._is_over and word not in _PARAGRAPHS
        if state.destination == "skipped" and word != "ud":
            return
        is_part_of_formula = state.destination == "formula" and word.startswith("m")
        if state.is_optional and state.is_new and word not in KNOWN_OPTIONAL and not is_part_of_formula:
            state.destination = "skipped"
        elif state.destination == "formula":
            self._apply_in_formula(word, number)
        elif not self._start_destination(word) and not self._write_character(word, number):
            self._apply_to_destination(word, number)

    def _start_destination(self, word: str) -> bool:
        state = self._state
        if word == "ud":  # Unicode instead of the words before it
            state.destination = self._groups[-2].around.destination if len(self._groups) > 1 else "text"
        elif word in SKIPPED:
            state.destination = "skipped"
        elif word in DESTINATIONS:
            destination = DESTINATIONS[word]
            if destination in {"title", "author"} and state.destination != "information":
                return True
            if destination == "number":
                self._parts[-1].mark = ""
            elif destination in {"instruction", "name", "value"}:
                self._collected[destination] = ""
            if destination == "instruction" and self._groups:
                self._groups[-1].opens = "fldinst"
            state.destination = destination
        else:
            return False
        return True

    def _write_character(self, word: str, number: int | None) -> bool:
        if word == "u" and number is not None:
            self._write(chr(number % 0x10000))
            self._to_skip = self._state.unicode_skip
        elif word in CHARACTERS:
            self._write(CHARACTERS[word])
        elif word == "uc":
            self._state.unicode_skip = max(number or 0, 0)
        else:
            return False
        return True

    def _apply_to_destination(self, word: str, number: int | None) -> None:
        state = self._state
        head = self._heads.get(state.destination)
        if head is not None:
            head(word, number)
        elif state.destination not in {"text", "number"} and word not in {"sp", "shptxt", "dptxbxtext"}:
            return
        elif word in self._handlers:
            self._handlers[word]()
        elif not (
            state.set_character(word, number) or state.set_paragraph(word, number) or self._blocks.define_row(word)
        ):
            self._read_head(word, number)

    def _apply_in_formula(self, word: str, number: int | None) -> None:
        if not self._write_character(word, number) and self._state.is_new and self._formula is not None:
            self._formula.name(word)

    def _open_group(self, kind: str) -> None:
        if self._groups:
            self._groups[-1].opens = kind

    def _skip_shape(self) -> None:
        self._state.destination = "picture"

    def _end_cell(self, depth: int) -> None:
        self._blocks.end_cell(replace(self._paragraph(), depth=depth))
        self._parts[-1].mark = None

    def _read_head(self, word: str, number: int | None) -> None:
        if word in CODE_PAGES:
            self._codec = CODE_PAGES[word]
        elif word == "ansicpg":
            self._codec = codec_of_page(number) or self._codec
        elif word == "deff":
            self._default_font = number

    def _start_part(self, kind: str) -> None:
        if not self._groups:
            return
        self._groups[-1].opens = kind
        self._parts.append(_Part())
        self._state.reset_paragraph()
        self._state.reset_characters()
        self._state.destination, self._state.link = "text", ""
        self._state.is_boxed = kind == "shptxt"

    def _start_formula(self) -> None:
        if self._formula is None and self._groups:
            self._groups[-1].opens = "moMath"
            self._formula = RtfFormula()
            self._state.destination = "formula"

    def _paragraph(self, part: _Part | None = None) -> ParagraphFormat:
        rank = self._tables.rank(self._state.style, self._state.outline)
        return ParagraphFormat(rank, self._state.depth, (part or self._parts[-1]).mark)

    def _end_paragraph(self, *, is_break: bool) -> None:
        if is_break and not self._blocks.runs:
            return
        self._blocks.end_paragraph(self._paragraph())
        self._parts[-1].mark = None

    def _write_bytes(self, token: Token) -> None:
        skipped = min(self._to_skip, len(token.text))
        self._to_skip -= skipped
        if written := self._bytes.add(token.text[skipped:], self._font(), is_hexadecimal=token.kind == "byte"):
            self._write(written)

    def _flush_bytes(self) -> None:
        if self._bytes.pending:
            self._write(self._bytes.flush(self._font()))

    def _font(self) -> RtfFont:
        font = self._default_font if self._state.font is None else self._state.font
        return self._tables.font(font, self._codec)

    def _write(self, text: str) -> None:
        state = self._state
        state.is_new = False
        if state.destination == "text":
            self._write_run(text)
        elif state.destination == "number":
            self._parts[-1].mark = (self._parts[-1].mark or "") + text
        elif state.destination == "formula" and self._formula is not None:
            self._formula.write(text)
        elif state.destination in self._names:
            self._names[state.destination](text)
        elif state.destination in self._collected:
            self._collected[state.destination] += text

    def _write_run(self, text: str) -> None:
        state = self._state
        if self._white is None:
            self._white = self._tables.white
        if not state.is_hidden(self._white):
            self._blocks.runs.append(Run(text, state.link, state.shift))
