"""What a page holds and does not show. Pure.

Such words are nobody's to cite, and where instructions to a language model like to hide. Only what stands at the
element itself is looked at: style sheets hide much that a press of a button shows.
"""

import re
from collections.abc import Iterator, Mapping
from html.parser import HTMLParser
from itertools import chain

from lxml import etree
from lxml.html import HtmlElement

_Colour = tuple[int, int, int]

_NUMBER = re.compile(r"(-?\d*\.?\d+)(px|pt|em|rem|ch|vw|vh|%|)")
_IN_PIXELS = {"px": 1.0, "pt": 1.33, "em": 16.0, "rem": 16.0, "ch": 8.0, "vw": 12.0, "vh": 8.0, "%": 0.16, "": 1.0}
_SMALLEST_PX = 2.0
_FAR_AWAY_PX = -500.0
_FAINT = 0.05
_GONE = re.compile(
    r"rect\((?:[01](?:px)?[,\s]*){4}\)|inset\((?:50|100)%.*\)|circle\(0.*\)|polygon\((?:0(?:px)?\s*,?\s*)+\)|scale[xy]?\(0.*\)"
)
_RGB = re.compile(r"rgba?\((\d+)%?[,\s]+(\d+)%?[,\s]+(\d+)%?(?:[,/\s]+([\d.]+)%?)?\)")
_HEX = re.compile(r"#?([0-9a-f]{3,4}|[0-9a-f]{6}|[0-9a-f]{8})")
_NAMES: dict[str, _Colour] = {
    "white": (255, 255, 255),
    "black": (0, 0, 0),
    "snow": (255, 250, 250),
    "ivory": (255, 255, 240),
    "ghostwhite": (248, 248, 255),
    "whitesmoke": (245, 245, 245),
}
_WHITE = _NAMES["white"]
_SAME = 12
_MOST = 0.5
_JUDGED = ("style", "hidden", "aria-hidden")
_VOID = frozenset(
    ("br", "hr", "img", "input", "meta", "link", "wbr", "area", "base", "col", "embed", "source", "track")
)


def is_hidden(attributes: Mapping[str, str | None]) -> bool:
    """Whether an element's own attributes hide it: ``hidden``, or its style. Colours need ``drop_hidden``."""
    if "hidden" in attributes and (attributes["hidden"] or "").strip().lower() != "until-found":
        return True
    style = _style(attributes.get("style") or "")
    return bool(style) and any(
        (
            style.get("display") == "none",
            style.get("visibility") in {"hidden", "collapse"},
            style.get("content-visibility") == "hidden",
            _pixels(style.get("font-size", "")) < _SMALLEST_PX,
            _fraction(style.get("opacity", "1")) < _FAINT,
            _is_flat(style),
            _is_away(style),
            any(_GONE.match(style.get(name, "")) for name in ("clip", "clip-path", "transform")),
        )
    )


def drop_hidden(tree: HtmlElement) -> None:
    """Take out what a browser does not show. A page that is hidden as a whole, until a script shows it, stays."""
    styled = next(chain(tree.iter("style"), tree.xpath("//link[contains(@rel, 'stylesheet')]")), None) is not None
    paper = None if styled else _WHITE
    length = len("".join(tree.itertext()))
    for element in list(tree.iter(etree.Element)):
        if element.tag in {"html", "body"} or element.getparent() is None:
            continue
        if is_hidden(element.attrib) or _has_no_contrast(element, paper) or _is_decoration(element, length):
            element.drop_tree()  # the text behind it stays
    for element in tree.iter(etree.Element):
        for name in _JUDGED:  # what is left shows, whatever others take these for
            element.attrib.pop(name, None)


class VisibleText(HTMLParser):
    """Keeps track of what is hidden in HTML that comes in pieces, as in Markdown."""

    def __init__(self) -> None:
        """Nothing is open yet."""
        super().__init__(convert_charrefs=False)
        self._open: list[tuple[str, bool]] = []
        self._kept: list[str] = []

    @property
    def hides(self) -> bool:
        """Whether what comes next is inside something that is hidden."""
        return any(hidden for _, hidden in self._open)

    def part(self, html: str) -> str:
        """What shows of the next piece."""
        self._kept = []
        self.feed(html)
        return "".join(self._kept)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Open an element."""
        if tag not in _VOID:
            self._open.append((tag, is_hidden(dict(attrs)) or dict(attrs).get("aria-hidden") == "true"))
        self._keep(self.get_starttag_text() or "")

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Keep an element without content."""
        del tag, attrs
        self._keep(self.get_starttag_text() or "")

    def handle_endtag(self, tag: str) -> None:
        """Close an element, and those that were left open in it."""
        self._keep(f"</{tag}>")
        place = next((n for n in reversed(range(len(self._open))) if self._open[n][0] == tag), None)
        if place is not None:
            del self._open[place:]

    def handle_data(self, data: str) -> None:
        """Keep words."""
        self._keep(data)

    def handle_entityref(self, name: str) -> None:
        """Keep a character by its name."""
        self._keep(f"&{name};")

    def handle_charref(self, name: str) -> None:
        """Keep a character by its number."""
        self._keep(f"&#{name};")

    def _keep(self, part: str) -> None:
        if not self.hides:
            self._kept.append(part)


def _style(declarations: str) -> dict[str, str]:
    pairs = (declaration.partition(":") for declaration in declarations.lower().split(";"))
    return {
        name.strip(): " ".join(value.replace("!important", "").split()) for name, _, value in pairs if value.strip()
    }


def _pixels(value: str, unknown: float = 16.0) -> float:
    found = _NUMBER.fullmatch(value)
    return float(found[1]) * _IN_PIXELS[found[2]] if found else unknown


def _fraction(value: str) -> float:
    found = _NUMBER.fullmatch(value)
    return float(found[1]) / (100 if found[2] == "%" else 1) if found else 1.0


def _is_flat(style: Mapping[str, str]) -> bool:
    """Whether a box has no room and cuts off what does not fit."""
    sizes = (style.get(name, "") for name in ("width", "height", "max-width", "max-height"))
    cuts = any(style.get(name, "").startswith(("hidden", "clip")) for name in ("overflow", "overflow-x", "overflow-y"))
    return cuts and any(_pixels(size) < _SMALLEST_PX for size in sizes)


def _is_away(style: Mapping[str, str]) -> bool:
    """Whether a box is moved off the page."""
    names = ["text-indent", "margin-left", "margin-top"]
    if style.get("position") in {"absolute", "fixed"}:
        names += ["left", "top", "right", "bottom"]
    return any(_pixels(style.get(name, "")) < _FAR_AWAY_PX for name in names)


def _has_no_contrast(element: HtmlElement, paper: _Colour | None) -> bool:
    """Whether an element's own colour is that of the ground it stands on, or none."""
    written = _style(element.get("style") or "").get("color") or element.get("color") or ""
    if not written:
        return False
    colour = _colour(written)
    if colour is None:
        return written == "transparent" or _is_clear(written)
    ground = next((found for holder in _line_of(element) if (found := _ground(holder))), paper)
    return ground is not None and all(abs(a - b) <= _SAME for a, b in zip(colour, ground, strict=True))


def _line_of(element: HtmlElement) -> Iterator[HtmlElement]:
    yield element
    yield from element.iterancestors()


def _ground(element: HtmlElement) -> _Colour | None:
    style = _style(element.get("style") or "")
    written = style.get("background-color") or style.get("background") or element.get("bgcolor") or ""
    return _colour(written)


def _colour(written: str) -> _Colour | None:
    """A colour that is written as a name, in hexadecimal or in numbers; None for others and for clear ones."""
    written = written.strip().lower()
    if written in _NAMES:
        return _NAMES[written]
    rgb, digits = _RGB.fullmatch(written), _HEX.fullmatch(written)
    if rgb:
        return None if _is_clear(written) else (int(rgb[1]), int(rgb[2]), int(rgb[3]))
    if not digits:
        return None
    whole = "".join(digit * 2 for digit in digits[1]) if len(digits[1]) < len("rrggbb") else digits[1]
    return int(whole[:2], 16), int(whole[2:4], 16), int(whole[4:6], 16)


def _is_clear(written: str) -> bool:
    rgb = _RGB.fullmatch(written.strip().lower())
    return rgb is not None and rgb[4] is not None and float(rgb[4]) < _FAINT


def _is_decoration(element: HtmlElement, length: int) -> bool:
    """Whether an element is kept from screen readers; not the page itself, as it is while a dialog is open over it."""
    if (element.get("aria-hidden") or "").strip().lower() != "true":
        return False
    return len("".join(element.itertext())) <= _MOST * length
