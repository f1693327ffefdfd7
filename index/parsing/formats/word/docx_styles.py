"""The styles of a Word document, which inherit from one another, and the values of properties. Pure."""

from collections.abc import Iterator, Mapping

from lxml.etree import _Element as Element

from index.parsing.formats.word.ooxml_names import WORD

_OFF = frozenset(("0", "false", "off", "none"))
_MAX_STYLES = 12  # that are based on one another


def read_value(element: Element, name: str) -> str:
    """Return the value of a property, a child of an element; empty if it has none."""
    found = element.find(f"{WORD}{name}")
    return str(found.get(f"{WORD}val") or "") if found is not None else ""


def is_on(toggle: Element) -> bool:
    """Return whether a property that is there switches something on."""
    return (toggle.get(f"{WORD}val") or "").lower() not in _OFF


def list_styles(styles: Element | None) -> dict[str, Element]:
    """Return the styles of ``word/styles.xml`` by their ids; none without that part."""
    found = styles.iterfind(f"{WORD}style") if styles is not None else ()
    return {str(style.get(f"{WORD}styleId")): style for style in found}


def follow_bases(id_: str, styles: Mapping[str, Element]) -> Iterator[Element]:
    """Yield a style, and those that it is based on, nearest first."""
    for _ in range(_MAX_STYLES):
        if id_ not in styles:
            return
        yield styles[id_]
        id_ = read_value(styles[id_], "basedOn")
