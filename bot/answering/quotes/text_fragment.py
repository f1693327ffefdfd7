"""Links that open a page at a quote: text fragments, as in https://wicg.github.io/scroll-to-text-fragment/."""

import re
from urllib.parse import quote

_MAX_WHOLE_CHARS = 80
_EDGE_CHARS = 30
_WORD_END = re.compile(r"\s")


def build_fragment_link(location: str, quoted: str, page: int | None = None) -> str | None:
    """Build a link to a quote in a web page, or to its page of a document; None for a source outside the web."""
    if not location.startswith(("http://", "https://")):
        return None
    if page is not None:
        return f"{location}#page={page}"  # browsers open a PDF at this page (RFC 8118)
    if len(quoted) <= _MAX_WHOLE_CHARS:
        return f"{location}#:~:text={_encode(quoted)}"
    return f"{location}#:~:text={_encode(_head(quoted))},{_encode(_tail(quoted))}"


def _head(text: str) -> str:
    found = _WORD_END.search(text, _EDGE_CHARS)
    return text[: found.start()] if found and found.start() < 2 * _EDGE_CHARS else text[:_EDGE_CHARS]


def _tail(text: str) -> str:
    cut = text[-_EDGE_CHARS:]
    return cut.split(maxsplit=1)[-1] if any(character.isspace() for character in cut.strip()) else cut


def _encode(text: str) -> str:
    """Percent-encode a part of a text directive; hyphen, comma and ampersand have a meaning there."""
    return quote(text, safe="").replace("-", "%2D")
