"""The lists that a Word document defines: the levels of each, where it starts, and which lists count together."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from lxml.etree import _Element as Element

from index.parsing.formats.word.docx_styles import follow_bases, list_styles, read_value
from index.parsing.formats.word.ooxml_names import WORD

MAX_LEVELS = 9
_OFF = frozenset(("0", "false", "off"))
_MAX_LINKS = 12  # of definitions that name one another


@dataclass(frozen=True, slots=True)
class ListLevel:
    """A level of a list.

    Attributes:
        form: The name of its format of numbers.
        text: Its number as it is written, with "%1" for the number of the first level.
        start: Its first number.
        restart: The level, from 1, behind which it starts again; 0 for none, None for every higher one.
        is_legal: Whether it writes the numbers of all levels with digits.
        is_joined: Whether nothing is between its number and the words.
        style: The paragraph style of its items; empty for none.
    """

    form: str
    text: str
    start: int = 1
    restart: int | None = None
    is_legal: bool = False
    is_joined: bool = False
    style: str = ""


@dataclass(slots=True)
class DocumentLists:
    """The lists of a document, by id, and the styles that belong to one.

    Attributes:
        levels: The levels of each list.
        definitions: The definition that a list is made of; lists of one definition count together.
        restarts: The levels at which a list starts again, and with which number.
        styles: The list and the level of paragraph styles.
    """

    levels: dict[str, dict[int, ListLevel]] = field(default_factory=dict)
    definitions: dict[str, str] = field(default_factory=dict)
    restarts: dict[str, dict[int, int]] = field(default_factory=dict)
    styles: dict[str, tuple[str, int]] = field(default_factory=dict)

    def place_of(self, paragraph: Element) -> tuple[str, int] | None:
        """Return the list and the level of a paragraph, from itself or from its style."""
        properties = paragraph.find(f"{WORD}pPr")
        if properties is None:
            return None
        style = self.styles.get(read_value(properties, "pStyle"))
        stated = _stated_place(properties, style[1] if style else 0)
        level = _stated_level(properties)
        return stated or (style if style is None or level is None else (style[0], level))


def read_lists(numbering: Element | None, styles: Element | None) -> DocumentLists:
    """Read the lists.

    Args:
        numbering: ``word/numbering.xml``, if there is one.
        styles: ``word/styles.xml``.
    """
    known = DocumentLists()
    named = list_styles(styles)
    if numbering is not None:
        abstract = {str(one.get(f"{WORD}abstractNumId")): one for one in numbering.iterfind(f"{WORD}abstractNum")}
        concrete = {str(one.get(f"{WORD}numId")): one for one in numbering.iterfind(f"{WORD}num")}
        for number, one in concrete.items():
            definition = _find_definition(read_value(one, "abstractNumId"), abstract, concrete, named)
            if definition is not None:
                known.definitions[number] = definition
                known.levels[number] = _read_levels(abstract[definition])
                known.restarts[number] = dict(_read_overrides(one, known.levels[number]))
    linked = {
        (number, style): level
        for number, levels in known.levels.items()
        for level, one in levels.items()
        if (style := one.style)
    }
    for id_ in named:
        place = _place_of_style(id_, named, linked)
        if place is not None:
            known.styles[id_] = place
    return known


def to_int(written: str | None, default: int = 0) -> int:
    """Return a stated number; the default where none is stated."""
    return int(written) if written and re.fullmatch(r"[0-9]{1,6}", written) else default


def _find_definition(
    id_: str, abstract: dict[str, Element], concrete: dict[str, Element], styles: dict[str, Element]
) -> str | None:
    """The id of a definition with levels; one without them names a style whose list has them (17.9.21)."""
    for _ in range(_MAX_LINKS):
        if id_ not in abstract:
            return None
        linked = styles.get(read_value(abstract[id_], "numStyleLink"))
        if linked is None:
            return id_
        place = _stated_place(linked.find(f"{WORD}pPr"))
        if place is None or place[0] not in concrete:
            return id_
        id_ = read_value(concrete[place[0]], "abstractNumId")
    return None


def _read_levels(definition: Element) -> dict[int, ListLevel]:
    return {to_int(level.get(f"{WORD}ilvl")): _read_level(level) for level in definition.iterfind(f"{WORD}lvl")}


def _read_level(level: Element) -> ListLevel:
    legal = level.find(f"{WORD}isLgl")
    restart = read_value(level, "lvlRestart")
    return ListLevel(
        read_value(level, "numFmt") or "decimal",
        read_value(level, "lvlText"),
        to_int(read_value(level, "start"), 1),
        to_int(restart) if restart else None,
        legal is not None and (legal.get(f"{WORD}val") or "1") not in _OFF,
        read_value(level, "suff") == "nothing",
        read_value(level, "pStyle"),
    )


def _read_overrides(concrete: Element, levels: dict[int, ListLevel]) -> Iterator[tuple[int, int]]:
    """The levels that a list starts again; those that it defines itself replace those of its definition."""
    for override in concrete.iterfind(f"{WORD}lvlOverride"):
        number = to_int(override.get(f"{WORD}ilvl"))
        own = override.find(f"{WORD}lvl")
        if own is not None:
            levels[number] = _read_level(own)
        if number in levels and override.find(f"{WORD}startOverride") is not None:
            start = to_int(read_value(override, "startOverride"), 1)
            levels[number] = replace(levels[number], start=start)
            yield number, start


def _place_of_style(id_: str, styles: dict[str, Element], linked: dict[tuple[str, str], int]) -> tuple[str, int] | None:
    """The list of a style or of one that it is based on, and the level that the style states or that names it."""
    level: int | None = None
    for style in follow_bases(id_, styles):
        properties = style.find(f"{WORD}pPr")
        level = _stated_level(properties) if level is None else level
        place = _stated_place(properties)
        if place is not None:
            return place[0], linked.get((place[0], id_), 0) if level is None else level
    return None


def _stated_level(properties: Element | None) -> int | None:
    stated = properties.find(f"{WORD}numPr") if properties is not None else None
    written = read_value(stated, "ilvl") if stated is not None else ""
    return min(to_int(written), MAX_LEVELS - 1) if written else None


def _stated_place(properties: Element | None, level: int = 0) -> tuple[str, int] | None:
    stated = properties.find(f"{WORD}numPr") if properties is not None else None
    if stated is None or not read_value(stated, "numId"):
        return None
    return read_value(stated, "numId"), min(to_int(read_value(stated, "ilvl"), level), MAX_LEVELS - 1)
