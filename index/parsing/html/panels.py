"""Panels: parts of a page that are hidden until a reader opens them, as tabs and accordions are.

Their text is what a reader finds on the page. A hidden part that no visible control opens stays hidden.
"""

import re
from collections.abc import Iterator

from lxml.html import HtmlElement

from index.parsing.html.structure import names_of, text_length
from index.parsing.html.visibility import is_hidden
from index.text.analyzer import join_words

PANEL = "data-panel"
"""The attribute of the panels of a group of which some were hidden."""

_TARGETS = ("aria-controls", "href", "data-target", "data-bs-target")
_CONTROL_NAME = re.compile(r"expand|toggle|accordion|collaps|spoiler", re.IGNORECASE)
_HIDING_NAME = re.compile(r"hidden|collaps|invisible|inactive", re.IGNORECASE)
_HIDING_STYLE = re.compile(r"\s*(?:display|visibility|opacity|(?:max-)?height|overflow(?:-y)?)\s*:", re.IGNORECASE)
_MENUS = ("nav", "header", "footer", "aside", "form", "menu", "dialog")
_OTHER_ROLES = frozenset(("dialog", "alertdialog", "menu", "listbox", "tooltip", "navigation", "search", "banner"))
_OTHER_NAMES = re.compile(
    r"modal|popup|pop-up|dropdown|drop-down|lightbox|cookie|consent|comment|share|social|menu|search|login|subscri",
    re.IGNORECASE,
)
_MAX_LINKED = 0.5
_MIN_PAGE_SHARE = 0.75
_MIN_PAGE_CHARS = 60
_MAX_CONTROL_CHARS = 200
_NEAR = 4


def open_panels(tree: HtmlElement) -> None:
    """Show the hidden parts that a control on the page opens. Call this before hidden text is removed."""
    panels = [part for part in tree.xpath("//*[@hidden or @style or @class or @role='tabpanel']") if _is_closed(part)]
    if not panels:
        return
    _open_page(tree, panels)
    controls = _list_controls(tree)
    beside_tabs = {
        part
        for tabs in tree.xpath("//*[@role='tablist']")
        if _is_control(tabs)
        for part in list(tabs.iterancestors())[:_NEAR]
    }
    groups: set[HtmlElement] = set()
    for panel in panels:
        control = controls.get(panel.get("id") or "")
        control = _find_control_beside(panel) if control is None else control
        is_tab = panel.get("role") == "tabpanel" and not beside_tabs.isdisjoint(list(panel.iterancestors())[:_NEAR])
        if (control is None and not is_tab) or _is_something_else(panel):
            continue
        _show(panel)
        panel.set(PANEL, "")
        groups.add(panel.getparent())
        if control is not None and control.tag == "button" and control.getnext() is panel:
            control.tag = "p"  # names what it opens
            control.attrib.clear()
    for part in (part for group in groups for part in group):
        if part.get("role") == "tabpanel" or (part.get("id") or "") in controls:
            part.set(PANEL, "")


def _open_page(tree: HtmlElement, panels: list[HtmlElement]) -> None:
    """Show the part that has nearly all of the text of a page, because its scripts or its style sheet show it."""
    if next(tree.iter("script"), None) is None and not tree.xpath("//link[contains(@rel, 'stylesheet')]"):
        return
    length = text_length(tree)
    for part in (part for part in panels if is_hidden(part.attrib)):
        own = text_length(part)
        if own >= max(_MIN_PAGE_SHARE * length, _MIN_PAGE_CHARS) and not _is_dialog(part):
            _show(part)


def _is_closed(part: HtmlElement) -> bool:
    return is_hidden(part.attrib) or _HIDING_NAME.search(part.get("class") or "") is not None


def _list_controls(tree: HtmlElement) -> dict[str, HtmlElement]:
    """The first visible control of each part, by the part's id."""
    controls: dict[str, HtmlElement] = {}
    for control in tree.iter("button", "a", "summary", "div", "li", "span", "h2", "h3", "h4", "h5", "label"):
        for name in _TARGETS:
            written = control.get(name) or ""
            if written and (name == "aria-controls" or written.startswith("#")) and _is_control(control):
                for target in filter(None, (one.removeprefix("#") for one in written.split())):
                    controls.setdefault(target, control)
    return controls


def _find_control_beside(panel: HtmlElement) -> HtmlElement | None:
    """The control that stands directly before a panel, alone in its element: by its state, or by its name."""
    before = panel.getprevious()
    if before is None or len(words := "".join(before.itertext()).strip()) > _MAX_CONTROL_CHARS:
        return None
    inner = (before, *before.iter("button", "a", "span", "div"))
    control = next((part for part in inner if "aria-expanded" in part.attrib), None)
    if control is None and _CONTROL_NAME.search(before.get("class") or ""):
        control = before
    is_alone = control is not None and "".join(control.itertext()).strip() == words
    return control if is_alone and control is not None and _is_control(control) else None


def _is_control(element: HtmlElement) -> bool:
    """Whether an element is seen, has words, and is outside menus."""
    around = (element, *element.iterancestors())
    return (
        bool(join_words("".join(element.itertext())))
        and element.get("aria-haspopup") in {None, "false"}
        and not any(part.tag in _MENUS or is_hidden(part.attrib) for part in around)
    )


def _is_dialog(panel: HtmlElement) -> bool:
    """Whether a hidden part says that it is a dialog, a menu or the like."""
    names = names_of(panel)
    return (panel.get("role") or "") in _OTHER_ROLES or _OTHER_NAMES.search(names) is not None


def _is_something_else(panel: HtmlElement) -> bool:
    """Whether a hidden part is a dialog, a menu, a form or the like."""
    linked = sum(map(text_length, panel.iter("a")))
    return (
        _is_dialog(panel)
        or any(part.tag in _MENUS for part in (panel, *panel.iterancestors()))
        or next(panel.iter("input", "textarea", "select", "form"), None) is not None
        or linked > _MAX_LINKED * text_length(panel)
    )


def _show(panel: HtmlElement) -> None:
    declarations = (panel.get("style") or "").split(";")
    panel.attrib.pop("style", None)
    kept = ";".join(_without_hiding(declarations))
    if kept:
        panel.set("style", kept)
    for name in ("hidden", "aria-hidden"):
        panel.attrib.pop(name, None)
    before = panel.getprevious()
    for around in (panel, *panel.iterancestors(), *([] if before is None else [before])):
        names = around.get("class") or ""
        if _CONTROL_NAME.search(names) or (around is panel and _HIDING_NAME.search(names)):
            del around.attrib["class"]  # extractors leave out what a class calls so


def _without_hiding(declarations: list[str]) -> Iterator[str]:
    return (one for one in declarations if one.strip() and not _HIDING_STYLE.match(one))
