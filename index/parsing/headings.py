"""The headings of a canonical text, from the blocks that a reader wrote into it. Pure."""

from collections.abc import Iterable, Iterator

from index.text.normalization import canonicalize
from index.types import Heading, Span

_TAGS = {f"h{level}": level for level in range(1, 7)}
_MAX_SKIPPED_CHARS = 1_000


def heading_level(tag: object) -> int:
    """Return the rank of a heading from its HTML tag; 0 for anything else."""
    return _TAGS.get(tag, 0) if isinstance(tag, str) else 0


def locate_headings(text: str, blocks: Iterable[tuple[str, int]]) -> tuple[Heading, ...]:
    """Locate the headings in a text.

    Args:
        text: Canonical. It has the blocks in their order; some may be missing.
        blocks: The words of every block and its rank as a heading, which is 0 for other blocks. All blocks are
            needed, because a table of contents has the words of headings too.
    """
    found: list[Heading] = []
    place = 0
    for words, level in blocks:
        block = canonicalize(words, keep_indents=True)
        start = _find_block(text, block, place) if block else -1
        if start < 0:
            continue
        place = start + len(block)
        if level:
            found.append(Heading(Span(start, place), level))
    return tuple(found)


def move_headings(headings: Iterable[Heading], by: int) -> Iterator[Heading]:
    """Return the headings of a part of a text, for the text in which that part starts at ``by``."""
    for heading in headings:
        yield Heading(Span(heading.span.start + by, heading.span.end + by), heading.level)


def _find_block(text: str, block: str, place: int) -> int:
    """Return where a block starts, at or shortly after a place; -1 where the text does not have it."""
    while place < len(text) and text[place] == "\n":
        place += 1
    if text.startswith(block, place) and text[place + len(block) : place + len(block) + 1] in {"", "\n"}:
        return place
    at = text.find(f"\n{block}\n", place, place + len(block) + _MAX_SKIPPED_CHARS)
    return at + 1 if at >= 0 else -1
