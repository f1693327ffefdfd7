"""Blocks of a text with marked quotes."""

from hypothesis import given
from hypothesis import strategies as st

from bot.web.passage_page.text_blocks import (
    HeadingBlock,
    MarkedSpan,
    ParagraphBlock,
    Segment,
    TableBlock,
    split_into_blocks,
)
from index.types import Heading, Span

TEXT = "The lamp.\n\nYear | Oil\n1811 | seal\n1850 | colza\n\nIt burned. It smoked."


def segments_of(text: str, *marks: MarkedSpan) -> list[Segment]:
    """Return all segments of a text, in order."""
    found: list[Segment] = []
    for block in split_into_blocks(text, marks):
        rows = block.rows if isinstance(block, TableBlock) else ((block.segments,),)
        found += [segment for row in rows for cell in row for segment in cell]
    return found


def mark(text: str, quote: str, number: int = 1, *, is_main: bool = False) -> MarkedSpan:
    """Mark the first occurrence of a quote."""
    start = text.index(quote)
    return MarkedSpan(number, Span(start, start + len(quote)), is_main)


def test_blank_lines_separate_paragraphs_and_bars_the_cells_of_a_table() -> None:
    """Lines with bars are rows."""
    first, table, last = split_into_blocks(TEXT)
    assert isinstance(table, TableBlock)
    assert ParagraphBlock((Segment("The lamp."),)) == first
    assert [["Year", "Oil"], ["1811", "seal"], ["1850", "colza"]] == [
        ["".join(segment.text for segment in cell) for cell in row] for row in table.rows
    ]
    assert ParagraphBlock((Segment("It burned. It smoked."),)) == last


def test_a_block_that_is_a_heading_is_one_with_its_quotes_marked() -> None:
    """A heading that is only the first line of a block stays in its paragraph."""
    text = "Oil | Lamp\n\nIt burned.\n\nThe end\nof it"
    headings = (Heading(Span(0, 10), 2), Heading(Span(text.index("The"), text.index("\nof")), 3))
    first, *_, last = split_into_blocks(text, [mark(text, "Oil")], headings)
    assert HeadingBlock(1, (Segment("Oil", (1,), (1,)), Segment(" | Lamp"))) == first
    assert ParagraphBlock((Segment("The end\nof it"),)) == last


def test_one_line_with_a_bar_is_no_table() -> None:
    """A title with a bar stays a line of its paragraph."""
    (block,) = split_into_blocks("Home | News\nThe lamp burned.")
    assert ParagraphBlock((Segment("Home | News\nThe lamp burned."),)) == block


def test_lines_around_a_table_stay_paragraphs() -> None:
    """A caption and a note are no rows."""
    kinds = [type(block) for block in split_into_blocks("Oils\na | b\nc | d\nNote.")]
    assert [ParagraphBlock, TableBlock, ParagraphBlock] == kinds


def test_overlapping_quotes_are_cut_where_they_start_and_end() -> None:
    """The main quote has the focus once, also if another one starts in it."""
    text = "It burned. It smoked."
    segments = segments_of(text, mark(text, "burned. It", 1, is_main=True), mark(text, "It smoked", 2))
    assert [
        Segment("It "),
        Segment("burned. ", (1,), (1,), is_main=True, is_focus=True),
        Segment("It", (1, 2), (2,), is_main=True),
        Segment(" smoked", (2,)),
        Segment("."),
    ] == segments


def test_a_quote_over_several_blocks_starts_once() -> None:
    """Its parts in later blocks and cells are marked without a second anchor."""
    segments = segments_of(TEXT, mark(TEXT, "seal\n1850 | colza\n\nIt", is_main=True))
    marked = [segment for segment in segments if segment.numbers]
    assert ["seal", "1850", "colza", "It"] == [segment.text for segment in marked]
    assert [True, False, False, False] == [segment.is_focus for segment in marked]


def bare(text: str) -> str:
    """Return a text without line ends, bars and spaces."""
    return text.replace("\n", "").replace("|", "").replace(" ", "")


SPANS = st.lists(st.tuples(st.integers(0, 60), st.integers(1, 30)), max_size=4)


@given(st.text(st.sampled_from("ab .\n|é\u200f"), max_size=60), SPANS)
def test_every_character_is_shown_once_and_every_quote_whole(text: str, spans: list[tuple[int, int]]) -> None:
    """Nothing but blank lines and bars is left out, and marked characters are those of the quotes."""
    marks = [MarkedSpan(n, Span(start, start + length)) for n, (start, length) in enumerate(spans, 1)]
    segments = segments_of(text, *marks)
    shown = "".join(segment.text for segment in segments)
    assert bare(text) == bare(shown)
    for one in marks:
        painted = "".join(segment.text for segment in segments if one.number in segment.numbers)
        assert bare(one.span.slice(text)) == bare(painted)
