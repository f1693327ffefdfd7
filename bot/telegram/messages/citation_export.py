"""An answer as files: Markdown with footnotes, W3C Web Annotations and BibTeX. Pure."""

import json
import re
from collections.abc import Callable, Mapping, Sequence
from urllib.parse import quote as percent_encode

from bot.answering.quotes.sections import name_section
from bot.answering.types import Caveat
from bot.state.answers import StoredAnswer, StoredCitation, StoredPart
from index.urls import is_url

_NEAR_CHARS = 32  # of the text before and after a quote, by which a reader finds it again
_CAVEATS: Mapping[Caveat, str] = {
    "unsure": "This may be it:",
    "no_judgement": "Quotes alone cannot judge this:",
    "no_calculation": "Quotes alone cannot calculate this:",
}
_MARKDOWN = re.compile(r"([\\`*_\[\]<>#|~$^!])")
_NUMBER = re.compile(r" ?\\?\[(\d{1,3})\\?\]")
_TEX = {"\\": r"\textbackslash{}", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}"} | {
    sign: f"\\{sign}" for sign in "{}%#&$_"
}


def to_markdown(answer: StoredAnswer, cited: Sequence[StoredCitation]) -> str:
    """Write an answer as Markdown; each number is a footnote with its quote, source and link.

    The questions of a message are headings above their own answers.
    """
    blocks, numbered = [f"# {_escape(answer.question)}"], {one.n: one for one in cited}
    for part in answer.by_question:
        if answer.parts:
            blocks.append(f"## {_escape(part.question)}")
        blocks.append(_write_part(part, [numbered[n] for n in part.numbers if n in numbered]))
    blocks.append("\n".join(f"[^{one.n}]: “{_escape(one.quote)}” {_reference(one)}" for one in cited))
    return "\n\n".join(blocks) + "\n"


def _write_part(part: StoredPart, cited: Sequence[StoredCitation]) -> str:
    if not (part.text or cited):
        return "The sources do not say."
    if part.mode == "quotes":
        caveat = [_CAVEATS[part.caveat]] if part.caveat else []
        return "\n\n".join([*caveat, *(f"> {_head(one)}{_escape(one.quote)} [^{one.n}]" for one in cited)])
    return _NUMBER.sub(r" [^\1]", _escape(part.text))


def to_web_annotations(
    answer: StoredAnswer, cited: Sequence[StoredCitation], get_text: Callable[[str], str | None]
) -> str:
    """Write the citations of an answer as JSON-LD (https://www.w3.org/TR/annotation-model/).

    A quote is selected by its words and by its position, which counts code points of the canonical text. The name of
    that text, a SHA-256, is its ``state``.
    """
    items = [_annotation(answer, one, get_text(one.text_id)) for one in cited]
    collection = {
        "@context": "http://www.w3.org/ns/anno.jsonld",
        "type": "AnnotationCollection",
        "label": answer.question,
        "total": len(items),
        "first": {"type": "AnnotationPage", "startIndex": 0, "items": items},
    }
    return json.dumps(collection, ensure_ascii=False, indent=2) + "\n"


def to_bibtex(cited: Sequence[StoredCitation]) -> str:
    """Write one entry for each cited source."""
    sources = {one.source_id: one for one in cited}
    return "\n".join(map(_entry, sources.values()))


def _head(cited: StoredCitation) -> str:
    """Return the head row above a row of a table as a line of its own; empty for any other quote."""
    return f"{_escape(cited.head.quote)}  \n> " if cited.head else ""


def _annotation(answer: StoredAnswer, cited: StoredCitation, text: str | None) -> dict[str, object]:
    start, end = cited.span.start, cited.span.end
    asked = [part.question for part in answer.by_question if cited.n in part.numbers]
    words = {"type": "TextQuoteSelector", "exact": cited.quote}
    if text is not None and text[start:end] == cited.quote:
        words |= {"prefix": text[max(0, start - _NEAR_CHARS) : start], "suffix": text[end : end + _NEAR_CHARS]}
    position = {"type": "TextPositionSelector", "start": start, "end": end}
    return {
        "id": f"urn:pincite:{cited.key}",
        "type": "Annotation",
        "motivation": "highlighting",
        "created": answer.created_at.isoformat(),
        "body": {"type": "TextualBody", "value": "\n".join(asked), "purpose": "describing"},
        "target": {
            "source": _address(cited),
            "state": {"type": "State", "value": f"urn:sha256:{cited.text_id}"},
            "selector": [words, position],
        },
    }


def _entry(cited: StoredCitation) -> str:
    year = (cited.date or "")[:4]
    fields = {
        "title": f"{{{_tex(cited.title)}}}",
        "author": f"{{{_tex(cited.author)}}}" if cited.author else None,
        "year": year if year.isdecimal() else None,
        "url": cited.location if is_url(cited.location) else None,
        "note": f"Cited {cited.created_at:%Y-%m-%d}",
    }
    lines = "".join(f"  {name} = {{{value}}},\n" for name, value in fields.items() if value)
    return f"@misc{{pincite-{cited.source_id},\n{lines}}}\n"


def _reference(cited: StoredCitation) -> str:
    title = _escape(cited.title)
    link = cited.link or (cited.location if is_url(cited.location) else None)
    named = f"[{title}](<{link}>)" if link else title
    section = name_section(cited.section, cited.title)
    parts = (
        named,
        cited.author and _escape(cited.author),
        cited.date,
        section and _escape(section),
        f"p. {cited.page}" if cited.page else None,
        "read from a picture" if cited.recognized else None,
    )
    return ", ".join(filter(None, parts)) + "."


def _address(cited: StoredCitation) -> str:
    """Return the address of a source; the path of a file is private to the server."""
    if is_url(cited.location):
        return cited.location
    return f"urn:pincite:file:{percent_encode(cited.title)}"


def _escape(text: str) -> str:
    """Return text that Markdown shows as it is, in one line."""
    return _MARKDOWN.sub(r"\\\1", " ".join(text.split()))


def _tex(text: str) -> str:
    return "".join(_TEX.get(sign, sign) for sign in " ".join(text.split()))
