"""Documents with random damage, printed pages of random lines, and what holds of any document that is read."""

import random

from index.catalog.text_structure import page_at
from index.text.chunking import split
from index.text.normalization import canonicalize
from index.types import Document
from tests.support.pdf_files import HEIGHT, WIDTH, Print, pdf

_PIECES = (
    *("The rope was wet.", "and the", "net", "12", "3.", "•", "1) Wash", "Harbour | Depth", "a-", "x", "=", "  if a:"),
    *("灯台は", "海の上に立つ。", "등대는 바다에", "السفينة", "לא", "ﬁn", "𝔸", "\ufffd", "é", "т. е.", "½", "[1]"),
)
_PAINTS = (
    "",
    "1 g",
    "3 Tr",
    "0.5 w 60 100 400 300 re S",
    "0 0 500 700 re f",
    "60 300 m 460 300 l S 260 100 m 260 400 l S",
)
_SIZES = (1.0, 6.0, 8.0, 11.0, 11.0, 11.0, 14.0, 40.0)
_STEP = 6
_MAX_PAGES = 3


def mutate(data: bytes, seed: int, changes: int) -> bytes:
    """The same bytes with some of them changed, removed, doubled or cut off."""
    chance = random.Random(seed)  # noqa: S311 - a sample wants a seed, not secrecy
    made = bytearray(data)
    for _ in range(changes):
        place = chance.randrange(len(made) + 1)
        end = min(len(made), place + chance.choice((1, 1, 1, 4, 64)))
        match chance.randrange(5):
            case 0:
                made[place:end] = chance.randbytes(end - place)
            case 1:
                del made[place:end]
            case 2:
                made[place:place] = made[place:end] * chance.choice((1, 2, 50))
            case 3:
                made[place:place] = chance.choice((b"<div>", b"\0", b"\xff", b"<" * 50, b"</p>", b"endobj", b"[" * 99))
            case _ if not chance.randrange(8):
                del made[place:]
    return bytes(made)


def printed_pages(data: bytes) -> bytes:
    """A PDF file that these bytes describe: each six are a line, its place, its size and what is painted before it."""
    pages: list[list[Print]] = [[]]
    for start in range(0, len(data) - _STEP + 1, _STEP):
        across, down, first, second, size, kind = data[start : start + _STEP]
        text = " ".join(_PIECES[one % len(_PIECES)] for one in (first, second)[: 1 + first % 2])
        place = (across * WIDTH / 255, down * HEIGHT / 255)
        paint = _PAINTS[kind % len(_PAINTS)]
        look = {"turned": kind > 250, "bold": kind % 7 == 0}
        pages[-1].append(Print(text, *place, _SIZES[size % len(_SIZES)], f"ET {paint} BT", **look))
        if kind == 255 and len(pages) < _MAX_PAGES:
            pages.append([])
    return pdf(pages)


def check_document(document: object) -> None:
    """Raise where a document that was read breaks a promise: its text is canonical, every place in it is valid."""
    assert isinstance(document, Document)
    text = document.text
    assert canonicalize(text, keep_indents=True) == text  # code keeps its indentation
    assert document.title
    starts = document.pages
    assert list(starts) == sorted(starts)
    assert all(0 <= start <= len(text) for start in starts)
    ends = [heading.span.end for heading in document.headings]
    assert all(0 <= one.span.start < one.span.end <= len(text) and 1 <= one.level <= 6 for one in document.headings)
    assert all(end < later.span.start for end, later in zip(ends, document.headings[1:], strict=False))
    for cut in split(text, document.language):
        for span in (cut.span, *cut.sentences):
            assert 0 <= span.start < span.end <= len(text)
            assert page_at(starts, span.start) in {None, *range(1, len(starts) + 1)}
