"""Visibility: finds the text that a page contains and does not show. Pure.

No reader sees such text, so it cannot be cited, and prompt injections hide in it. Only an element's own attributes
count: style sheets hide much that a click shows. ``panels`` shows what a control on the page opens.
"""

import re
from collections.abc import Iterator, Mapping
from html.parser import HTMLParser
from itertools import chain

from lxml import etree
from lxml.html import HtmlElement

_Rgb = tuple[int, int, int]

_NUMBER = re.compile(r"(-?\d*\.?\d+)(px|pt|em|rem|ch|vw|vh|%|)")
_IN_PIXELS = {"px": 1.0, "pt": 1.33, "em": 16.0, "rem": 16.0, "ch": 8.0, "vw": 12.0, "vh": 8.0, "%": 0.16, "": 1.0}
_MIN_SIZE_PX = 2.0
_OFF_PAGE_PX = -500.0
_MIN_OPACITY = 0.05
_ANIMATED = frozenset(("transform", "-webkit-transform", "transition", "animation", "will-change", "filter"))
_CLIPPED = re.compile(
    r"rect\((?:[01](?:px)?[,\s]*){4}\)|inset\((?:50|100)%.*\)|circle\(0.*\)|polygon\((?:0(?:px)?\s*,?\s*)+\)|scale[xy]?\(0.*\)"
)
_RGB = re.compile(r"rgba?\((\d+)%?[,\s]+(\d+)%?[,\s]+(\d+)%?(?:[,/\s]+([\d.]+)%?)?\)")
_HEX = re.compile(r"#?([0-9a-f]{3,4}|[0-9a-f]{6}|[0-9a-f]{8})")
_NAMED_COLOURS: dict[str, _Rgb] = {
    "white": (255, 255, 255),
    "black": (0, 0, 0),
    "snow": (255, 250, 250),
    "ivory": (255, 255, 240),
    "ghostwhite": (248, 248, 255),
    "whitesmoke": (245, 245, 245),
}
_WHITE = _NAMED_COLOURS["white"]
_MAX_COLOUR_DISTANCE = 12
_MAX_DECORATION_SHARE = 0.5
_VISIBILITY_ATTRIBUTES = ("style", "hidden", "aria-hidden")
_UNNUMBERED = frozenset(("none", "disc", "circle", "square"))
_NUMBER_TYPES = {
    **dict.fromkeys(("lower-alpha", "lower-latin"), "a"),
    **dict.fromkeys(("upper-alpha", "upper-latin"), "A"),
    "lower-roman": "i",
    "upper-roman": "I",
    "decimal": "1",
}
_VOID_TAGS = frozenset(
    ("br", "hr", "img", "input", "meta", "link", "wbr", "area", "base", "col", "embed", "source", "track")
)


def is_hidden(attributes: Mapping[str, str | None], *, is_scripted: bool = False) -> bool:
    """Whether the attributes of an element hide it: ``hidden``, or its style. ``drop_hidden`` checks colours too.

    Args:
        attributes: The attributes of the element.
        is_scripted: Whether the page has scripts, which reveal transparent elements as a reader scrolls.
    """
    if "hidden" in attributes and (attributes["hidden"] or "").strip().lower() != "until-found":
        return True
    style = _parse_style(attributes.get("style") or "")
    return bool(style) and any(
        (
            style.get("display") == "none",
            style.get("visibility") in {"hidden", "collapse"},
            style.get("content-visibility") == "hidden",
            _to_pixels(style.get("font-size", "")) < _MIN_SIZE_PX,
            _to_fraction(style.get("opacity", "1")) < _MIN_OPACITY
            and not (is_scripted and _is_revealed(attributes, style)),
            _has_no_room(style),
            _is_off_page(style),
            any(_CLIPPED.match(style.get(name, "")) for name in ("clip", "clip-path", "transform")),
        )
    )


def drop_hidden(tree: HtmlElement) -> None:
    """Remove elements that a browser does not show. A page that is hidden until a script shows it stays."""
    styled = next(chain(tree.iter("style"), tree.xpath("//link[contains(@rel, 'stylesheet')]")), None) is not None
    page_colour = None if styled else _WHITE
    is_scripted = next(tree.iter("script"), None) is not None
    length = len("".join(tree.itertext()))
    for element in list(tree.iter(etree.Element)):
        if element.tag in {"html", "body"} or element.getparent() is None:
            continue
        if (
            is_hidden(element.attrib, is_scripted=is_scripted)
            or _has_no_contrast(element, page_colour)
            or _is_decoration(element, length)
        ):
            element.drop_tree()  # the text behind it stays
    for element in tree.iter(etree.Element):
        if element.tag == "ol":
            _state_numbers(element)
        for name in _VISIBILITY_ATTRIBUTES:  # the rest is visible, whatever trafilatura makes of these
            element.attrib.pop(name, None)


def _state_numbers(numbered: HtmlElement) -> None:
    """Say without the style, which goes, how a list is numbered."""
    style = _parse_style(numbered.get("style") or "")
    form = f"{style.get('list-style', '')} {style.get('list-style-type', '')}".split()
    if not _UNNUMBERED.isdisjoint(form):
        numbered.set("role", "list")
    for stated in form:
        if stated in _NUMBER_TYPES:
            numbered.set("type", _NUMBER_TYPES[stated])


class VisibleText(HTMLParser):
    """Filters hidden text out of HTML that comes in pieces, as in Markdown."""

    def __init__(self) -> None:
        """Start without open elements."""
        super().__init__(convert_charrefs=False)
        self._open: list[tuple[str, bool]] = []
        self._kept: list[str] = []

    @property
    def is_hiding(self) -> bool:
        """Whether the next piece is inside a hidden element."""
        return any(hidden for _, hidden in self._open)

    def filter(self, html: str) -> str:
        """The visible part of the next piece."""
        self._kept = []
        self.feed(html)
        return "".join(self._kept)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Open an element."""
        if tag not in _VOID_TAGS:
            self._open.append((tag, is_hidden(dict(attrs)) or dict(attrs).get("aria-hidden") == "true"))
        self._keep(self.get_starttag_text() or "")

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Keep an element without content."""
        del tag, attrs
        self._keep(self.get_starttag_text() or "")

    def handle_endtag(self, tag: str) -> None:
        """Close an element and the open elements in it."""
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
        if not self.is_hiding:
            self._kept.append(part)


def _parse_style(declarations: str) -> dict[str, str]:
    pairs = (declaration.partition(":") for declaration in declarations.lower().split(";"))
    return {
        name.strip(): " ".join(value.replace("!important", "").split()) for name, _, value in pairs if value.strip()
    }


def _to_pixels(value: str, unknown: float = 16.0) -> float:
    found = _NUMBER.fullmatch(value)
    return float(found[1]) * _IN_PIXELS[found[2]] if found else unknown


def _to_fraction(value: str) -> float:
    found = _NUMBER.fullmatch(value)
    return float(found[1]) / (100 if found[2] == "%" else 1) if found else 1.0


def _is_revealed(attributes: Mapping[str, str | None], style: Mapping[str, str]) -> bool:
    """Whether a transparent element waits for its animation: libraries mark it, or move it to its place."""
    return not _ANIMATED.isdisjoint(style) or any(name.startswith("data-") for name in attributes)


def _has_no_room(style: Mapping[str, str]) -> bool:
    """Whether a box has no size and clips its content."""
    sizes = (style.get(name, "") for name in ("width", "height", "max-width", "max-height"))
    cuts = any(style.get(name, "").startswith(("hidden", "clip")) for name in ("overflow", "overflow-x", "overflow-y"))
    return cuts and any(_to_pixels(size) < _MIN_SIZE_PX for size in sizes)


def _is_off_page(style: Mapping[str, str]) -> bool:
    """Whether a box is positioned off the page."""
    names = ["text-indent", "margin-left", "margin-top"]
    if style.get("position") in {"absolute", "fixed"}:
        names += ["left", "top", "right", "bottom"]
    return any(_to_pixels(style.get(name, "")) < _OFF_PAGE_PX for name in names)


def _has_no_contrast(element: HtmlElement, page_colour: _Rgb | None) -> bool:
    """Whether an element has the colour of its background, or is transparent."""
    written = _parse_style(element.get("style") or "").get("color") or element.get("color") or ""
    if not written:
        return False
    colour = _parse_colour(written)
    if colour is None:
        return written == "transparent" or _is_transparent(written)
    background = next((found for holder in _self_and_ancestors(element) if (found := _background(holder))), page_colour)
    return background is not None and all(
        abs(a - b) <= _MAX_COLOUR_DISTANCE for a, b in zip(colour, background, strict=True)
    )


def _self_and_ancestors(element: HtmlElement) -> Iterator[HtmlElement]:
    yield element
    yield from element.iterancestors()


def _background(element: HtmlElement) -> _Rgb | None:
    style = _parse_style(element.get("style") or "")
    written = style.get("background-color") or style.get("background") or element.get("bgcolor") or ""
    return _parse_colour(written)


def _parse_colour(written: str) -> _Rgb | None:
    """A colour from its name, hexadecimal digits or numbers; None for others and for transparent ones."""
    written = written.strip().lower()
    if written in _NAMED_COLOURS:
        return _NAMED_COLOURS[written]
    rgb, digits = _RGB.fullmatch(written), _HEX.fullmatch(written)
    if rgb:
        return None if _is_transparent(written) else (int(rgb[1]), int(rgb[2]), int(rgb[3]))
    if not digits:
        return None
    whole = "".join(digit * 2 for digit in digits[1]) if len(digits[1]) < len("rrggbb") else digits[1]
    return int(whole[:2], 16), int(whole[2:4], 16), int(whole[4:6], 16)


def _is_transparent(written: str) -> bool:
    rgb = _RGB.fullmatch(written.strip().lower())
    return rgb is not None and rgb[4] is not None and float(rgb[4]) < _MIN_OPACITY


def _is_decoration(element: HtmlElement, length: int) -> bool:
    """Whether an element is hidden from screen readers; not most of the page, as while a dialog is open."""
    if (element.get("aria-hidden") or "").strip().lower() != "true":
        return False
    return len("".join(element.itertext())) <= _MAX_DECORATION_SHARE * length
