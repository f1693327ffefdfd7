"""Formulas as text: MathML of web pages and books, OMML of Word documents, and raised and lowered characters. Pure.

A formula in a sentence is part of what the sentence says, so it is written on the line: ``v = gt``, ``(1/2)gt²``.
"""

import re
from collections.abc import Callable, Sequence

from lxml.etree import _Element as Element

_SUPERSCRIPTS = str.maketrans("0123456789+-−=()n", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁼⁽⁾ⁿ")
_SUBSCRIPTS = str.maketrans("0123456789+-−=()", "₀₁₂₃₄₅₆₇₈₉₊₋₋₌₍₎")
_SMALL = frozenset("0123456789+-−n")
_SKIPPED = frozenset(
    ("annotation", "annotation-xml", "mphantom", "none", "mprescripts", "rPr", "ctrlPr", "fPr", "sSupPr", "sSubPr")
)
_PROPERTIES = "Pr"
_SPACED = frozenset("=<>≤≥≠≈≡∈∉⊂⊆→↔⇒⇔∼∝⟺⟹⟸⟷⟶⟵≜≔")
_BLANK = "\ue000"
"""Stands for a blank of the formula until it is whole, because rows of symbols lose theirs."""
_OVER = {
    "¯": "\u0305", "‾": "\u0305", "―": "\u0305", "_": "\u0305", "ˉ": "\u0305", "\u0304": "\u0305", "\u0305": "\u0305",
    "^": "\u0302", "ˆ": "\u0302", "\u0302": "\u0302", "~": "\u0303", "˜": "\u0303", "\u0303": "\u0303",
    "→": "\u20d7", "⃗": "\u20d7", "˙": "\u0307", ".": "\u0307", "\u0307": "\u0307", "¨": "\u0308", "..": "\u0308",
    "\u0308": "\u0308",
}  # fmt: skip
"""The combining character for a sign over a symbol. An overline is a conjugate, a mean or a negation."""
_OVERLINE, _HAT = "\u0305", "\u0302"
_BRACES = frozenset("⏞⏜︷⎴")
_INVISIBLE = str.maketrans(dict.fromkeys("\u2061\u2062\u2063\u2064"))
_MAX_DEPTH = 60
_WORD_FUNCTION = 2

_EXPONENT = re.compile(r"[+−-]?\d{1,3}")
_LETTER_EXPONENT = re.compile(r"[nkmpqijxyzTHNKM†∗*]|[nkm][+−-]\d")
"""Without the letters of ordinals and abbreviations: "n<sup>o</sup>", "D<sup>r</sup>", "S<sup>t</sup>"."""
_LETTER_INDEX = re.compile(r"[a-zA-Z]{1,3}|[nkmij][+−-]\d")
_NUMBER_OR_LETTER_AT_END = re.compile(r"\w$")
_SYMBOL_AT_END = re.compile(r"(?:^|[^\w'’])[^\W\d_]$")
"""A letter that is no part of a word: "An" is a word, and "A^n" is a power."""
_NOTE_MARK = re.compile(r"\d{1,3}(?:[,–-] ?\d{1,3})*")
_STOP_AT_END = re.compile(r"\w[.,;:!?…。！？，、]?[.,;:!?…。！？，、\"'”’»)」』]$")


def write_formula(formula: Element) -> str:
    """The text of a formula on one line; empty if it has none."""
    return " ".join(_write(formula, 0).replace(_BLANK, " ").split())


def write_raised(text: str, before: str) -> str:
    """Return raised characters as they are written after ``before``; nothing for the mark of a note.

    A number after a number or a letter is an exponent, and after the stop of a sentence the mark of a note.
    """
    if _EXPONENT.fullmatch(text) and _NUMBER_OR_LETTER_AT_END.search(before):
        return text.translate(_SUPERSCRIPTS)
    if _LETTER_EXPONENT.fullmatch(text) and _SYMBOL_AT_END.search(before):
        return f"^{text}"
    return "" if _NOTE_MARK.fullmatch(text) and _STOP_AT_END.search(before) else text


def write_lowered(text: str, before: str) -> str:
    """Return lowered characters as they are written after ``before``: a number after a digit would continue it."""
    if before[-1:].isdigit() and text[:1].isdigit():
        return text.translate(_SUBSCRIPTS) if text.isdecimal() else f" {text}"
    return f"_{text}" if _LETTER_INDEX.fullmatch(text) and _SYMBOL_AT_END.search(before) else text


def _write(formula: Element, depth: int) -> str:
    name = _local_name(formula)
    if name in _SKIPPED or name.endswith(_PROPERTIES):
        return ""
    if depth > _MAX_DEPTH:  # no formula nests deeper; a hostile one shall not exhaust the stack
        return " ".join("".join(map(str, formula.itertext())).split())
    parts = [part for part in formula if isinstance(part.tag, str) and _keeps(part)]
    texts = [_write(part, depth + 1) for part in parts]
    if name == "mspace":
        return _BLANK
    if name in _WORD_ACCENTS:
        return _over(["".join(texts), _WORD_ACCENTS[name](formula)])
    layout = _LAYOUTS.get(name)
    if layout is not None:
        return layout([text for text, part in zip(texts, parts, strict=True) if not _is_property(part)])
    return _join(
        (
            formula.text or "",
            *(piece for text, part in zip(texts, parts, strict=True) for piece in (text, part.tail or "")),
        ),
        name,
    )


def _keeps(part: Element) -> bool:
    return _local_name(part) not in _SKIPPED


def _is_property(part: Element) -> bool:
    return _local_name(part).endswith(_PROPERTIES)


def _local_name(element: Element) -> str:
    """The name without a namespace, or a prefix that the parser of HTML kept."""
    return element.tag.rpartition("}")[2].rpartition(":")[2] if isinstance(element.tag, str) else ""


def _join(parts: Sequence[str], name: str) -> str:
    """Join the parts of a row; relations have blanks around them, and words are parted from words."""
    if name == "mtext":
        text = "".join(parts)
        around = (_BLANK if text[:1].isspace() else "", _BLANK if text[-1:].isspace() else "")
        return " ".join(text.split()).join(around) if text.strip() else _BLANK
    joined = ""
    for raw in parts:
        part = " ".join(raw.translate(_INVISIBLE).split())
        if not part:
            continue
        if name == "mo" or not joined:
            joined += part
        elif (
            part in _SPACED
            or (joined[-1] in _SPACED and joined[-2:-1] == " ")
            or (_ends_with_word(joined) and part[0].isalnum())
        ):
            joined += f" {part}"
        else:
            joined += part
    return joined


def _ends_with_word(joined: str) -> bool:
    """Whether a row ends with the name of a function, such as "sin", rather than with one letter or number."""
    letters = 0
    for character in reversed(joined):
        if not character.isalpha():
            break
        letters += 1
    tail = joined[len(joined) - letters :]
    return (
        letters > _WORD_FUNCTION and tail.isascii() and tail in {"sin", "cos", "tan", "log", "exp", "lim", "max", "min"}
    )


def _group(text: str) -> str:
    """A part in brackets, unless it is one sign, number or bracket already."""
    simple = text.isalnum() and (len(text) == 1 or text.isdecimal())
    return text if simple or (text.startswith("(") and text.endswith(")") and text.count("(") == 1) else f"({text})"


def _fraction(parts: Sequence[str]) -> str:
    if len(parts) != 2:  # noqa: PLR2004 - numerator and denominator
        return "".join(parts)
    return f"({_group(parts[0])}/{_group(parts[1])})"


def _power(parts: Sequence[str]) -> str:
    if len(parts) != 2 or not parts[1]:  # noqa: PLR2004 - base and exponent
        return "".join(parts)
    base, exponent = parts
    return base + (exponent.translate(_SUPERSCRIPTS) if _SMALL.issuperset(exponent) else f"^{_group(exponent)}")


def _index(parts: Sequence[str]) -> str:
    if len(parts) != 2 or not parts[1]:  # noqa: PLR2004 - base and index
        return "".join(parts)
    base, index = parts
    small = (_SMALL - {"n"}).issuperset(index)
    return base + (index.translate(_SUBSCRIPTS) if small else f"_{_group(index)}")


def _index_and_power(parts: Sequence[str]) -> str:
    if len(parts) != 3:  # noqa: PLR2004 - base, index and exponent
        return "".join(parts)
    return _power((_index(parts[:2]), parts[2]))


def _root(parts: Sequence[str]) -> str:
    return f"√{_group(''.join(parts))}"


def _nth_root(parts: Sequence[str]) -> str:
    if len(parts) != 2:  # noqa: PLR2004 - radicand and degree
        return _root(parts)
    return f"{parts[1].translate(_SUPERSCRIPTS) if _SMALL.issuperset(parts[1]) else parts[1]}√{_group(parts[0])}"


def _word_root(parts: Sequence[str]) -> str:
    return _nth_root(parts[::-1]) if len(parts) == 2 and parts[0] else _root(parts[-1:])  # noqa: PLR2004 - degree first


def _over(parts: Sequence[str]) -> str:
    """A symbol with the sign over it; a longer part is in brackets, and what a brace spans stands without it."""
    if len(parts) != 2 or not parts[1] or _BRACES.issuperset(parts[1]):  # noqa: PLR2004 - base and sign
        return parts[0] if parts else ""
    base, sign = parts
    mark = _OVER.get(sign)
    if mark is None:
        return f"{base}^{_group(sign)}"
    if len(base) == 1:
        return base + mark
    return f"overline({base})" if mark == _OVERLINE else _group(base) + mark


def _find_accent(accent: Element) -> str:
    """The sign of an accent of OMML; it is a hat unless the formula names another."""
    return next((value for one in accent.iter("{*}chr") for value in one.attrib.values()), _HAT)


def _find_bar(bar: Element) -> str:
    """An overline where the formula says that the bar is at the top."""
    return _OVERLINE if any("top" in one.attrib.values() for one in bar.iter("{*}pos")) else ""


_WORD_ACCENTS: dict[str, Callable[[Element], str]] = {"acc": _find_accent, "bar": _find_bar}


def _cells(parts: Sequence[str]) -> str:
    return ", ".join(filter(None, parts))


def _rows(parts: Sequence[str]) -> str:
    return "; ".join(filter(None, parts))


def _brackets(parts: Sequence[str]) -> str:
    return f"({', '.join(parts)})"


_LAYOUTS: dict[str, Callable[[Sequence[str]], str]] = {
    "mfrac": _fraction,
    "f": _fraction,
    "msup": _power,
    "sSup": _power,
    "mover": _over,
    "msub": _index,
    "sSub": _index,
    "munder": _index,
    "msubsup": _index_and_power,
    "sSubSup": _index_and_power,
    "munderover": _index_and_power,
    "msqrt": _root,
    "mroot": _nth_root,
    "rad": _word_root,
    "mtable": _rows,
    "m": _rows,
    "mtr": _cells,
    "mr": _cells,
    "mfenced": _brackets,
    "d": _brackets,
}
