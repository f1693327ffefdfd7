"""The fonts, colours and styles at the head of an RTF document."""

import re
from dataclasses import dataclass, field

from index.parsing.formats.rich_text.rtf_charsets import RtfFont, codec_of_font, codec_of_page

_HEADING = re.compile(r"heading ([1-9])", re.IGNORECASE)
_TITLE = "title"
_WESTERN = "cp1252"
_NEARLY_WHITE = 253
_MAX_STYLES = 12  # that are based on one another
_OUTLINE_LEVELS = 6


@dataclass(slots=True)
class RtfStyle:
    """A paragraph style: its name, the style that it is based on, and its level in the outline from 0."""

    name: str = ""
    base: int | None = None
    outline: int | None = None


@dataclass(slots=True)
class RtfTables:
    """The tables of a document's head.

    Attributes:
        fonts: The name of each font.
        styles: The paragraph styles.
    """

    fonts: dict[int, str] = field(default_factory=dict)
    styles: dict[int, RtfStyle] = field(default_factory=dict)
    _codecs: dict[int, str] = field(default_factory=dict)
    _colours: list[dict[str, int]] = field(default_factory=lambda: [{}])
    _font: int = 0
    _style: RtfStyle = field(default_factory=RtfStyle)

    def add_font(self, word: str, number: int | None) -> None:
        """Read a control word of the font table."""
        if word == "f":
            self._font = number or 0
        elif word in {"fcharset", "cpg"}:
            codec = codec_of_font(number) if word == "fcharset" else codec_of_page(number)
            if codec:
                self._codecs[self._font] = codec

    def font(self, number: int | None, common: str) -> RtfFont:
        """A font.

        Args:
            number: Its number; None for one that the document does not name.
            common: The character set of the document. Some programs write it in fonts that they call Western: then
                no font has it by its own number.
        """
        key = -1 if number is None else number
        codec = self._codecs.get(key, common)
        is_misnamed = codec == _WESTERN and common not in self._codecs.values()
        return RtfFont(common if is_misnamed else codec, self.fonts.get(key, ""))

    def name_font(self, text: str) -> None:
        """Add to the name of a font."""
        self.fonts[self._font] = self.fonts.get(self._font, "") + text

    def add_colour(self, word: str, number: int | None) -> None:
        """Read a control word of the colour table."""
        self._colours[-1][word] = number or 0

    def end_colour(self, text: str) -> None:
        """Count the colours that a text of the colour table ends."""
        self._colours.extend({} for _ in range(text.count(";")))

    @property
    def white(self) -> frozenset[int]:
        """The numbers of the colours that are those of the paper."""
        return frozenset(
            place
            for place, colour in enumerate(self._colours)
            if min((colour.get(name, 0) for name in ("red", "green", "blue")), default=0) >= _NEARLY_WHITE
        )

    def add_style(self, word: str, number: int | None) -> None:
        """Read a control word of the style sheet."""
        if word == "s":
            self._style = self.styles.setdefault(number or 0, RtfStyle())
        elif word in {"cs", "ds", "ts"}:
            self._style = RtfStyle()
        elif word == "sbasedon":
            self._style.base = number
        elif word == "outlinelevel":
            self._style.outline = number

    def start_style(self) -> None:
        """Start a style; one without a number is that of paragraphs without a style."""
        self._style = self.styles.setdefault(0, RtfStyle())

    def name_style(self, text: str) -> None:
        """Add to the name of a style."""
        self._style.name += text

    def rank(self, style: int, outline: int | None) -> int:
        """The rank as a heading of a paragraph, from 1; 0 for other paragraphs."""
        if outline is not None:
            return outline + 1 if 0 <= outline < _OUTLINE_LEVELS else 0
        number: int | None = style
        for _ in range(_MAX_STYLES):
            known = self.styles.get(-1 if number is None else number)
            if known is None:
                return 0
            name = known.name.split(";")[0].strip().lower()
            named = _HEADING.fullmatch(name)
            if named or name == _TITLE:
                return int(named[1]) if named else 1
            if known.outline is not None:
                return known.outline + 1 if 0 <= known.outline < _OUTLINE_LEVELS else 0
            number = known.base
        return 0
