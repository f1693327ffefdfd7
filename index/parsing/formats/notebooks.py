"""Notebooks of Jupyter to a draft, through Markdown: texts, code and the words that the code put out."""

import json
import re
from collections.abc import Iterator

from index.parsing.draft import DocumentDraft
from index.parsing.formats import markdown
from index.parsing.formats.zip_archive import damaged
from index.urls import display_name

_BLANK_LINES = re.compile(r"\n\s*\n")
_COLOUR = re.compile(r"\x1b\[[0-9;]*[A-Za-z]")
_TICKS = re.compile(r"`{3,}")
_OLDER_TYPES = {
    "text": "text/plain",
    "html": "text/html",
    "latex": "text/latex",
    "png": "image/png",
    "jpeg": "image/jpeg",
    "svg": "image/svg+xml",
}
"""What nbformat 3 calls the types of an output."""

_SHOWN_TYPES = ("text/markdown", "text/html", "text/latex", "text/plain")


def read(text: str, location: str) -> DocumentDraft:
    """Read a notebook (nbformat 3 or 4).

    Raises:
        UnsupportedError: The file is damaged.
    """
    try:
        notebook = json.loads(text)
    except (ValueError, RecursionError):
        raise damaged(display_name(location)) from None
    return markdown.read("\n\n".join(_write_cells(notebook)), location)


def _write_cells(notebook: object) -> Iterator[str]:
    language = _dict(_dict(_dict(notebook).get("metadata")).get("language_info")).get("name")
    sheets = [_dict(notebook), *map(_dict, _list(_dict(notebook).get("worksheets")))]
    for cell in (_dict(cell) for sheet in sheets for cell in _list(sheet.get("cells"))):
        source = _words(cell.get("source", cell.get("input")))
        if cell.get("cell_type") == "heading":  # of nbformat 3
            level = cell.get("level")
            yield f"{'#' * (level if isinstance(level, int) and 0 < level <= len('######') else 1)} {source}"
        elif cell.get("cell_type") != "code":
            yield source
        else:
            if source.strip() and not _is_hidden(cell, "source"):
                yield _fence(source, language if isinstance(language, str) else "")
            if not _is_hidden(cell, "outputs"):
                yield from (_write_output(_dict(output)) for output in _list(cell.get("outputs")))


def _is_hidden(cell: dict[str, object], part: str) -> bool:
    return _dict(_dict(cell.get("metadata")).get("jupyter")).get(f"{part}_hidden") is True


def _write_output(output: dict[str, object]) -> str:
    """The words of an output; empty for a picture, whose words only name an object."""
    if output.get("output_type") == "stream":
        return _fence(_words(output.get("text")))
    if output.get("output_type") in {"error", "pyerr"}:
        return _fence(f"{_words(output.get('ename'))}: {_words(output.get('evalue'))}")
    data = _dict(output.get("data")) or {_OLDER_TYPES.get(key, key): words for key, words in output.items()}
    if any(kind.startswith("image/") for kind in data):
        return ""
    kind = next((kind for kind in _SHOWN_TYPES if _words(data.get(kind)).strip()), "")
    words = _words(data.get(kind))
    if kind == "text/html":
        return _BLANK_LINES.sub("\n", words.strip())
    return words if kind in {"text/markdown", "text/latex"} else _fence(words)


def _fence(code: str, language: str = "") -> str:
    """A block of code."""
    code = _COLOUR.sub("", code).strip("\n")
    marks = "`" * max(3, *(len(ticks) + 1 for ticks in _TICKS.findall(code)), 3)
    return f"{marks}{language}\n{code}\n{marks}" if code.strip() else ""


def _words(written: object) -> str:
    """The words of a field, which is a text or a list of lines."""
    return "".join(one for one in (written if isinstance(written, list) else [written]) if isinstance(one, str))


def _dict(value: object) -> dict[str, object]:
    return value if isinstance(value, dict) else {}


def _list(value: object) -> list[object]:
    return value if isinstance(value, list) else []
