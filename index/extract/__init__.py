"""Bytes to canonical text. Pure: no network, no files."""

from index import language
from index.errors import EmptyError
from index.extract import heads, plain, sniff
from index.extract.canonical import canonical, has_words
from index.extract.draft import Draft
from index.types import Document, Raw

__all__ = ["extract"]

_TITLE_CHARS_MAX = 200


def extract(raw: Raw) -> Document:
    """Read a source.

    Args:
        raw: What was fetched; its content counts for more than what it is declared to be.

    Returns:
        A document whose text is canonical and has words in it.

    Raises:
        UnsupportedError: It is no HTML, Markdown or plain text.
        EmptyError: There is no text in it.
    """
    if not raw.data.strip():
        raise EmptyError(f"{sniff.name_of(raw.location)} is empty; give a file or page that has text.")
    draft = _read(raw)
    text = canonical(draft.text)
    if not has_words(text):
        raise EmptyError(f"{sniff.name_of(raw.location)} has no text to read; give a file or page that has text.")
    title = heads.shorten(canonical(draft.title or "").replace("\n", " "), _TITLE_CHARS_MAX)
    return Document(
        text=text,
        title=title if has_words(title) else heads.derive_title(text),
        author=canonical(draft.author or "") or None,
        date=draft.date,
        language=language.detect(text, draft.language),
        links=draft.links,
    )


def _read(raw: Raw) -> Draft:
    text = sniff.decode(raw)
    form = sniff.format_of(raw, text)
    if form == "html":
        from index.extract import html  # noqa: PLC0415 - trafilatura takes half a second, which a text does not need

        return html.read(text, raw.location)
    if form == "markdown":
        from index.extract import markdown  # noqa: PLC0415 - as above, for the Markdown parser

        return markdown.read(text, raw.location)
    return plain.read(text, raw.location)
