"""The numbers of a Word document's paragraphs, which Word computes and does not store.

Mammoth starts a list again after each other paragraph, so its numbers would be wrong; this module writes the right ones
into the paragraphs. Bulleted lists stay lists.
"""

import re
from dataclasses import dataclass, field

from lxml import etree
from lxml.etree import _Element as Element

from index.parsing.formats.word.docx_styles import follow_bases, list_styles, read_value
from index.parsing.formats.word.ooxml_names import WORD
from index.parsing.html.list_numbers import FORMS

_PLACE = re.compile(r"%([1-9])")
_NOT_NUMBERS = frozenset(("bullet", "none"))
_MAX_LEVELS = 9
_ALPHABET = 26


@dataclass(frozen=True, slots=True)
class _Level:
    form: str
    text: str
    start: int


@dataclass(slots=True)
class _Numbering:
    """The lists of a document, by id, and the styles that belong to one."""

    levels: dict[str, dict[int, _Level]] = field(default_factory=dict)
    abstract: dict[str, str] = field(default_factory=dict)  # of a list: the definition, whose count it continues
    styles: dict[str, tuple[str, int]] = field(default_factory=dict)


def write_numbers(document: Element, numbering: Element | None, styles: Element | None) -> None:
    """Write the number of each numbered paragraph before its words, and take the paragraph out of its list.

    Args:
        document: The main part; changed in place.
        numbering: ``word/numbering.xml``, if there is one.
        styles: ``word/styles.xml``; the lists of its styles are removed where the numbers are written.
    """
    known = _read_numbering(numbering, styles)
    counts: dict[str, dict[int, int]] = {}
    for paragraph in document.iter(f"{WORD}p"):
        place = _place_of(paragraph, known)
        level = known.levels.get(place[0], {}).get(place[1]) if place else None
        if place is None or level is None or level.form in _NOT_NUMBERS:
            continue
        if any((text.text or "").strip() for text in paragraph.iter(f"{WORD}t")):
            count = counts.setdefault(known.abstract[place[0]], {})
            _write_before(paragraph, _next_number(known.levels[place[0]], count, place[1]))
        _leave_list(paragraph)


def _read_numbering(numbering: Element | None, styles: Element | None) -> _Numbering:
    known = _Numbering()
    if numbering is not None:
        abstract = {
            str(element.get(f"{WORD}abstractNumId")): element for element in numbering.iterfind(f"{WORD}abstractNum")
        }
        for concrete in numbering.iterfind(f"{WORD}num"):
            number, definition = str(concrete.get(f"{WORD}numId")), read_value(concrete, "abstractNumId")
            if definition in abstract:
                own = any(True for _ in concrete.iter(f"{WORD}startOverride"))
                known.abstract[number] = f"num {number}" if own else definition
                known.levels[number] = _read_levels(abstract[definition])
                _override_starts(concrete, known.levels[number])
    named = list_styles(styles)
    for id_ in named:
        stated = (_stated_place(style.find(f"{WORD}pPr")) for style in follow_bases(id_, named))
        place = next((place for place in stated if place is not None), None)
        if place is not None:
            known.styles[id_] = place
    return known


def _read_levels(definition: Element) -> dict[int, _Level]:
    return {
        _to_int(level.get(f"{WORD}ilvl")): _Level(
            read_value(level, "numFmt") or "decimal",
            read_value(level, "lvlText"),
            _to_int(read_value(level, "start"), 1),
        )
        for level in definition.iterfind(f"{WORD}lvl")
    }


def _override_starts(concrete: Element, levels: dict[int, _Level]) -> None:
    for override in concrete.iterfind(f"{WORD}lvlOverride"):
        number = _to_int(override.get(f"{WORD}ilvl"))
        if number in levels and override.find(f"{WORD}startOverride") is not None:
            level = levels[number]
            levels[number] = _Level(level.form, level.text, _to_int(read_value(override, "startOverride"), 1))


def _place_of(paragraph: Element, known: _Numbering) -> tuple[str, int] | None:
    """The list and the level of a paragraph, from itself or from its style."""
    properties = paragraph.find(f"{WORD}pPr")
    if properties is None:
        return None
    style = known.styles.get(read_value(properties, "pStyle"))
    return _stated_place(properties, style[1] if style else 0) or style


def _stated_place(properties: Element | None, level: int = 0) -> tuple[str, int] | None:
    stated = properties.find(f"{WORD}numPr") if properties is not None else None
    if stated is None or not read_value(stated, "numId"):
        return None
    return read_value(stated, "numId"), min(_to_int(read_value(stated, "ilvl"), level), _MAX_LEVELS - 1)


def _next_number(levels: dict[int, _Level], counts: dict[int, int], place: int) -> str:
    """The number of the next paragraph at a level, as the list writes it: "2.", "1.3", "(b)"."""
    counts[place] = counts.get(place, levels[place].start - 1) + 1
    for deeper in [level for level in counts if level > place]:
        del counts[deeper]

    def written(found: re.Match[str]) -> str:
        level = int(found[1]) - 1
        number = counts.get(level, levels[level].start if level in levels else 1)
        return _write_number(levels[level].form if level in levels else "decimal", number)

    return _PLACE.sub(written, levels[place].text).strip()


def _write_before(paragraph: Element, number: str) -> None:
    if not number:
        return
    run = etree.Element(f"{WORD}r")
    text = etree.SubElement(run, f"{WORD}t")
    text.text = number + " "
    text.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
    properties = paragraph.find(f"{WORD}pPr")
    paragraph.insert(0 if properties is None else paragraph.index(properties) + 1, run)


def _leave_list(paragraph: Element) -> None:
    """Make a paragraph no item of a list; list 0 overrides that of its style (ECMA-376, 17.9.18)."""
    properties = paragraph.find(f"{WORD}pPr")
    if properties is None:
        return
    for stated in properties.findall(f"{WORD}numPr"):
        properties.remove(stated)
    stated = etree.SubElement(properties, f"{WORD}numPr")
    etree.SubElement(stated, f"{WORD}numId").set(f"{WORD}val", "0")


def _write_number(form: str, number: int) -> str:
    if form in {"lowerLetter", "upperLetter"}:
        written = chr(ord("a") + (number - 1) % _ALPHABET) * ((number - 1) // _ALPHABET + 1) if number > 0 else "0"
    elif form in {"lowerRoman", "upperRoman"}:
        written = FORMS["i"](number)
    else:
        return f"{number:02d}" if form == "decimalZero" else str(number)
    return written.upper() if form.startswith("upper") else written


def _to_int(written: str | None, default: int = 0) -> int:
    return int(written) if written and re.fullmatch(r"[0-9]{1,6}", written) else default
