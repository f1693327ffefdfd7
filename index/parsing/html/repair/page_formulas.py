"""Formulas of a page as text: MathML, and what KaTeX and MathJax draw from it or from TeX. Pure.

A formula without a source is written as a gap, so that no sentence is quoted as if it were whole.
"""

from collections.abc import Iterator

from lxml.html import HtmlElement

from index.parsing.formulas import write_formula
from index.parsing.html.note_marks import drop_part, replace_part

GAP = "[…]"
"""Stands for a formula that a page only draws."""

_WRAPPER_TAGS = ("span", "div", "mjx-container")
_WRAPPER_CLASSES = frozenset(("katex", "katex-display", "mwe-math-element", "mathjax"))
_SOURCES = ("data-math", "data-tex", "data-latex", "data-formula", "data-expr", "alttext")
_NEAR = 2
_STACKED = ("mfrac", "vlist-t", "msupsub")
"""Classes of KaTeX for what it draws in another order than it is read in."""

_PICTURES_OF_SIGNS = frozenset(("emoji", "wp-smiley", "latex", "tex"))
_TEX_TYPES = ("math/tex", "math/tex; mode=display")
_MAX_UNSEEN_WORDS = 3


def write_formulas(tree: HtmlElement) -> None:
    """Replace formulas and pictures of signs by their text. Call this first: pages hide formulas behind pictures."""
    formulas = list(tree.iter("math"))
    for formula in formulas:
        _write_mathml(formula)
    for drawn in list(_list_drawn(tree)):
        replace_part(drawn, _find_source(drawn) or _read_drawn(drawn) or GAP)
    for script in [] if formulas else list(tree.iter("script")):  # MathJax writes both
        if (script.get("type") or "").strip().lower() in _TEX_TYPES and script.getparent() is not None:
            replace_part(script, " ".join((script.text or "").split()))
    for picture in list(tree.iter("img")):
        if not _PICTURES_OF_SIGNS.isdisjoint((picture.get("class") or "").lower().split()):
            replace_part(picture, picture.get("alt") or "")


def _write_mathml(formula: HtmlElement) -> None:
    """Write a formula in the place of it and of what is drawn from it; unseen sentences in it are no formula."""
    wrappers = [part for part in formula.iterancestors(*_WRAPPER_TAGS) if _is_wrapper(part)]
    place = wrappers[-1] if wrappers else formula
    if place.getparent() is None:
        return
    words = ["".join(text.itertext()) for text in formula.iter("mtext")]
    written = write_formula(formula) or formula.get("alttext") or ""
    if wrappers and written and (place.tail or "")[:1].isalpha():
        written += " "  # a style parts them
    if not wrappers or len(" ".join(words).split()) <= _MAX_UNSEEN_WORDS:
        replace_part(place, written)
        return
    drop_part(formula)
    drawn = "".join("".join(place.itertext()).split())
    if all("".join(text.split()) in drawn for text in words):
        replace_part(place, written)


def _list_drawn(tree: HtmlElement) -> Iterator[HtmlElement]:
    """The outermost elements that only draw a formula."""
    for drawn in tree.iter(*_WRAPPER_TAGS):
        classes = (drawn.get("class") or "").lower().split()
        is_katex = "katex" in classes and drawn.find(".//*[@class='katex-html']") is not None
        if (is_katex or drawn.tag == "mjx-container") and drawn.getparent() is not None:
            yield drawn


def _find_source(drawn: HtmlElement) -> str:
    """The TeX that an attribute of a drawn formula, or of an element close around it, states."""
    around = (drawn, *list(drawn.iterancestors())[:_NEAR], *drawn)
    return next((source for part in around for name in _SOURCES if (source := (part.get(name) or "").strip())), "")


def _read_drawn(drawn: HtmlElement) -> str:
    """The signs of a drawn formula that are drawn in the order in which they are read."""
    classes = {name for part in drawn.iter() for name in (part.get("class") or "").split()}
    is_stacked = not classes.isdisjoint(_STACKED) or drawn.tag == "mjx-container"
    return "" if is_stacked else " ".join("".join(drawn.itertext()).split())


def _is_wrapper(element: HtmlElement) -> bool:
    classes = (element.get("class") or "").lower().split()
    return element.tag == "mjx-container" or not _WRAPPER_CLASSES.isdisjoint(classes)
