"""Links that open a page at a quote: text fragments, as in https://wicg.github.io/scroll-to-text-fragment/."""

import re
from urllib.parse import quote

_WHOLE_UP_TO = 80
_EDGE = 30
_WORD_END = re.compile(r"\s")


def build_fragment_link(location: str, quoted: str, page: int | None = None) -> str | None:
    """The web page scrolled to the quote, or the document opened at its page; None for a source not on the web."""
    if not location.startswith(("http://", "https://")):
        return None
    if page is not None:
        return f"{location}#page={page}"  # what browsers understand for PDF (RFC 8118)
    if len(quoted) <= _WHOLE_UP_TO:
        return f"{location}#:~:text={_encode(quoted)}"
    return f"{location}#:~:text={_encode(_head(quoted))},{_encode(_tail(quoted))}"


def _head(text: str) -> str:
    found = _WORD_END.search(text, _EDGE)
    return text[: found.start()] if found and found.start() < 2 * _EDGE else text[:_EDGE]


def _tail(text: str) -> str:
    cut = text[-_EDGE:]
    return cut.split(maxsplit=1)[-1] if any(character.isspace() for character in cut.strip()) else cut


def _encode(text: str) -> str:
    """Percent-encode all that a directive gives a meaning: the hyphen, the comma and the ampersand too."""
    return quote(text, safe="").replace("-", "%2D")
