"""The fields at the head of a Markdown text: plain ``key: value`` lines, or the title block of Pandoc. Pure."""

import re

from index.parsing.head_lines.date_lines import parse_date

_FRONT_MATTER = re.compile(r"(---|\+\+\+)[ \t]*\n(.*?)\n(?:\1|\.\.\.)[ \t]*(?:\n|$)", re.DOTALL)
_FIELD = re.compile(r"([A-Za-z][\w -]*?)\s*[:=](?:\s+|$|(?=[\"'\[]))(.*)")
_ENTRY = re.compile(r"\s*-\s+(?:name\s*:\s*)?([^:]+)|\s+name\s*:\s*(.+)")
_QUOTED = re.compile(r"([\"'])(.*)\1(?:\s+#.*)?")
_COMMENT = re.compile(r"\s#.*$")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_TITLE_BLOCK = re.compile(r"(?:%(?: .*)?\n(?:[ \t]+\S.*\n)*){1,4}(?=\s*\n|\Z)")
_TITLE_FIELDS = ("title", "author", "date")


def parse_front_matter(text: str) -> tuple[dict[str, str], str]:
    """The front matter, with keys in lower case, and the text; a rule without fields after it is text.

    The title block of Pandoc has the fields ``title``, ``author`` and ``date``.
    """
    found = _FRONT_MATTER.match(text)
    if not found:
        return _parse_title_block(text)
    fields: dict[str, str] = {}
    key = ""
    for line in found[2].split("\n"):
        field = _FIELD.fullmatch(line)
        entry = _ENTRY.fullmatch(line)
        if field:
            key = field[1].lower()
            fields.setdefault(key, _parse_value(field[2]))
        elif entry and key:
            fields[key] = ", ".join(filter(None, (fields[key], _parse_value(entry[1] or entry[2]))))
    return (fields, text[found.end() :]) if fields else ({}, text)


def _parse_value(written: str) -> str:
    """A value without its quotation marks, brackets or comment."""
    written = written.strip()
    quoted = _QUOTED.fullmatch(written)
    if quoted:
        return quoted[2].strip()
    written = _COMMENT.sub("", f" {written}").strip()
    entries = written[1:-1].split(",") if written.startswith("[") else [written]
    return ", ".join(filter(None, (entry.strip().strip("\"'").strip() for entry in entries)))


def parse_day(value: str) -> str | None:
    """The day of a date or a time, as ``YYYY-MM-DD``; None for anything else."""
    day = _DAY.match(value)
    return parse_date(day[0] if day else value)


def _parse_title_block(text: str) -> tuple[dict[str, str], str]:
    """The lines at the start that begin with a percent sign, and the text; indented lines continue them."""
    found = _TITLE_BLOCK.match(text)
    if not found:
        return {}, text
    lines = [" ".join(line.split()) for line in re.split(r"^%", found[0], flags=re.MULTILINE)[1:]]
    fields = {name: value.replace("; ", ", ") for name, value in zip(_TITLE_FIELDS, lines, strict=False) if value}
    return (fields, text[found.end() :]) if len(lines) <= len(_TITLE_FIELDS) else ({}, text)
