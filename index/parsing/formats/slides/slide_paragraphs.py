"""The paragraphs of a shape as HTML: words, links, line ends, formulas and the numbers of lists. Pure."""

import re
from collections.abc import Mapping
from html import escape

from lxml import etree
from lxml.etree import _Element as Element

from index.parsing.formats.word.ooxml_names import MATH
from index.parsing.formulas import write_formula
from index.parsing.html.list_numbers import FORMS

_NUMBER_FORMS = {"alphaLc": "a", "alphaUc": "A", "romanLc": "i", "romanUc": "I"}
_NUMBERED = re.compile(r"(alphaLc|alphaUc|romanLc|romanUc|arabic)(ParenBoth|ParenR|Period|Plain)")
_STRUCK = frozenset(("sngStrike", "dblStrike"))
_FORMULA = f"{MATH}oMath"
_FIELDS_LEFT_OUT = "slidenum"


def write_paragraphs(body: Element, links: Mapping[str, str], *, is_list: bool) -> str:
    """Return the HTML of the paragraphs of a shape.

    Args:
        body: The ``txBody``.
        links: The web addresses that the slide links to, by relation.
        is_list: Whether paragraphs that do not say otherwise have bullets, as in the main text of a slide.
    """
    parts: list[str] = []
    counts: dict[int, int] = {}
    in_list = False
    for paragraph in body.iterfind("{*}p"):
        words = read_inline(paragraph, links)
        if not words.strip():
            continue
        number = _next_number(paragraph, counts)
        is_item = bool(number) or _has_bullet(paragraph, is_usual=is_list)
        if is_item != in_list:
            parts.append("<ul>" if is_item else "</ul>")
            in_list = is_item
        tag = "li" if is_item else "p"
        parts.append(f"<{tag}>{escape(number)}{' ' if number else ''}{words}</{tag}>")
    return "".join(parts) + ("</ul>" if in_list else "")


def read_inline(paragraph: Element, links: Mapping[str, str]) -> str:
    """Return the HTML of a paragraph's words."""
    return "".join(_write_part(part, links) for part in paragraph)


def _write_part(part: Element, links: Mapping[str, str]) -> str:
    name = str(etree.QName(part).localname)
    if name == "br":
        return "<br>"
    formula = next(part.iter(_FORMULA), None) if name in {"m", "AlternateContent"} else None
    if formula is not None:
        return escape(write_formula(formula))
    if name == "AlternateContent":
        return "".join(_write_part(inner, links) for inner in part.iterfind("{*}Fallback/*"))
    if name not in {"r", "fld"} or (part.get("type") or "").startswith(_FIELDS_LEFT_OUT):
        return ""
    properties = part.find("{*}rPr")
    stated: Mapping[str, str] = {} if properties is None else {str(k): str(v) for k, v in properties.attrib.items()}
    if stated.get("strike") in _STRUCK:  # struck words are not said any more
        return ""
    text = escape("".join(one.text or "" for one in part.iterfind("{*}t"))).replace("\x0b", "<br>")
    baseline = stated.get("baseline", "0").rstrip("%")
    if baseline not in {"0", ""} and text.strip():
        tag = "sub" if baseline.startswith("-") else "sup"
        text = f"<{tag}>{text}</{tag}>"
    click = properties.find("{*}hlinkClick") if properties is not None else None
    target = (
        links.get(next((str(v) for k, v in click.items() if str(k).endswith("}id")), ""))
        if (click is not None)
        else None
    )
    return f'<a href="{escape(target)}">{text}</a>' if target else text


def _has_bullet(paragraph: Element, *, is_usual: bool) -> bool:
    properties = paragraph.find("{*}pPr")
    if properties is None:
        return is_usual
    if properties.find("{*}buNone") is not None:
        return False
    return is_usual or properties.find("{*}buChar") is not None or properties.find("{*}buBlip") is not None


def _next_number(paragraph: Element, counts: dict[int, int]) -> str:
    """The number of a paragraph as its list writes it: "2.", "(b)"; empty for others."""
    properties = paragraph.find("{*}pPr")
    stated = properties.find("{*}buAutoNum") if properties is not None else None
    level = (
        int(properties.get("lvl") or 0) if properties is not None and (properties.get("lvl") or "0").isdecimal() else 0
    )
    for deeper in [one for one in counts if one > level]:
        del counts[deeper]
    if stated is None:
        counts.pop(level, None)
        return ""
    start = stated.get("startAt") or "1"
    counts[level] = counts[level] + 1 if level in counts else int(start) if start.isdecimal() else 1
    form = _NUMBERED.match(stated.get("type") or "")
    number = FORMS.get(_NUMBER_FORMS.get(form[1] if form else "", ""), str)(counts[level])
    return {"ParenBoth": f"({number})", "ParenR": f"{number})", "Plain": number}.get(
        form[2] if form else "", f"{number}."
    )
