"""Ruled tables: the text between the same rules belongs together, however narrow the gaps are."""

from collections.abc import Iterable, Sequence

import pytest

from index.parsing.extraction import extract
from index.parsing.pdf.layout.ruled_tables import part_tables
from index.parsing.pdf.printed_line import Cell, PrintedLine
from index.types import Raw
from tests.support.pdf_files import Print, pdf

LEFT, MIDDLE, RIGHT = 50, 150, 400
ENGLISH = (
    ("Rope", "Hemp is strong and cheap. It"),
    ("", "rots where it is kept wet."),
    ("Net", "Nets are made of flax. A net"),
    ("", "lasts for about two winters."),
)
JAPANESE = (
    ("港の名前と所", "灯台は石で造られた。海の上に"),
    ("在地", "二十年の間立ち続けた。"),
    ("船の種類と大", "船は帆で走る。灯台の守り人が"),
    ("きさ", "毎晩その数を数えた。"),
)
KOREAN = (
    ("항구의 이름", "등대는 돌로 지었다. 바다 위에"),
    ("", "이십 년 동안 서 있었다."),
    ("배의 종류와", "배는 돛으로 달린다. 등대지기가"),
    ("크기", "밤마다 그 수를 세었다."),
)


def rules(across: Sequence[int], down: Sequence[int]) -> str:
    """Operators that paint upright rules at some places across, and level ones at some heights."""
    upright = (f"{x} {down[-1]} m {x} {down[0]} l S" for x in across)
    level = (f"{across[0]} {y} m {across[-1]} {y} l S" for y in down)
    return "\n".join((*upright, *level))


def shades(boxes: Iterable[tuple[int, int, int, int]]) -> str:
    """Operators that fill boxes (left, bottom, width, height) in one grey."""
    return "\n".join(
        ("0.9 g", *(f"{left} {bottom} {width} {height} re f" for left, bottom, width, height in boxes), "0 g")
    )


def two_columns(rows: Sequence[tuple[str, str]], *, at: int = MIDDLE + 3) -> list[Print]:
    """Lines of two cells, drawn one line after the other."""
    return [
        Print(text, x, 700.0 - 15 * number, 10)
        for number, row in enumerate(rows)
        for text, x in zip(row, (LEFT + 3, at), strict=True)
        if text
    ]


def read(lines: Sequence[Print], painted: str) -> str:
    """The text of a PDF file."""
    return extract(Raw("/texts/report.pdf", pdf([lines], before=painted), "application/pdf")).text


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        (
            ENGLISH,
            (
                "Rope | Hemp is strong and cheap. It rots where it is kept wet.\n"
                "Net | Nets are made of flax. A net lasts for about two winters."
            ),
        ),
        (
            JAPANESE,
            (
                "港の名前と所在地 | 灯台は石で造られた。海の上に二十年の間立ち続けた。\n"
                "船の種類と大きさ | 船は帆で走る。灯台の守り人が毎晩その数を数えた。"
            ),
        ),
        (
            KOREAN,
            (
                "항구의 이름 | 등대는 돌로 지었다. 바다 위에 이십 년 동안 서 있었다.\n"
                "배의 종류와 크기 | 배는 돛으로 달린다. 등대지기가 밤마다 그 수를 세었다."
            ),
        ),
    ],
)
def test_lines_of_a_cell_belong_together(rows: Sequence[tuple[str, str]], expected: str) -> None:
    """A row of the table is one line, in which each cell has all of its lines."""
    assert expected == read(two_columns(rows), rules((LEFT, MIDDLE, RIGHT), (712, 682, 652)))


def test_a_rule_parts_words_without_a_gap() -> None:
    """Two cells are not read across, though the text of one reaches to the rule."""
    lines = two_columns((("the keeper of it", "Boats are many."), ("the lamp room", "Nets are few.")), at=LEFT + 78)
    assert "the keeper of it | Boats are many.\nthe lamp room | Nets are few." == read(
        lines, rules((LEFT, LEFT + 77, RIGHT), (710, 695, 680))
    )


def test_shaded_cells() -> None:
    """Shades of one colour that touch are one cell, as where each line of a cell has its own."""
    lines = [(y, height) for y, height in ((697, 15), (683, 14), (667, 15), (653, 14))]
    boxes = [(left, y, width, height) for left, width in ((LEFT, 98), (MIDDLE, 250)) for y, height in lines]
    assert "Rope | Hemp is strong and cheap. It rots where it is kept wet.\n" in read(
        two_columns(ENGLISH), shades(boxes)
    )


def test_running_text_in_the_cells_of_a_row() -> None:
    """It is read down each cell, as are columns."""
    cells = (
        ("Hemp is strong and it is", "cheap, but it rots where", "it is kept wet."),
        ("A net is heavy. A net of", "flax lasts for about two", "winters."),
    )
    lines = [
        *two_columns((("Ropes", "Nets"),), at=203),
        *(
            Print(text, x, 680.0 - 13 * number, 10)
            for number, row in enumerate(zip(*cells, strict=True))
            for text, x in zip(row, (53, 203), strict=True)
        ),
    ]
    assert f"Ropes | Nets\n\n{' '.join(cells[0])}\n\n{' '.join(cells[1])}" == read(
        lines, rules((LEFT, 200, 350), (712, 692, 640))
    )


def test_rows_without_rules_between_them() -> None:
    """They stay rows, where the lines of the cells are at the same heights."""
    rows = (("Harbour", "Boats"), ("Brell", "41"), ("Tarn", "17"), ("Orsk", "12"))
    painted = rules((LEFT, MIDDLE, RIGHT), (712, 696, 640))
    assert "Harbour | Boats\nBrell | 41\nTarn | 17\nOrsk | 12" == read(two_columns(rows), painted)


def test_an_empty_and_a_wide_cell() -> None:
    """An empty cell keeps its place, and a cell over two columns counts once."""
    lines = [
        Print("Boats of the three harbours", 53, 702, 10),
        Print("Brell", 53, 682, 10),
        Print("12 m", 303, 682, 10),
    ]
    lines += [Print("Tarn", 53, 662, 10), Print("17", 153, 662, 10), Print("4 m", 303, 662, 10)]
    painted = rules((LEFT, 400), (715, 695, 675, 655)) + "\n" + rules((150, 300), (695, 675, 655))
    assert "Boats of the three harbours\n\nBrell | | 12 m\nTarn | 17 | 4 m" == read(lines, painted)


def test_boxes_side_by_side_are_no_table() -> None:
    """A frame, a rule under a heading and one in the margin change nothing."""
    lines = [Print("The rope was wet, and nobody had", 53, 700, 10), Print("an idea how to dry it.", 53, 687, 10)]
    painted = "\n".join((rules((LEFT, 400), (715, 680)), rules((40, 45), (800, 100)), "50 695 m 400 695 l S"))
    assert "The rope was wet, and nobody had an idea how to dry it." == read(lines, painted)


def test_a_form_and_a_figure_are_no_tables() -> None:
    """Empty cells beside the text, and a grid with a few words in it, change nothing."""
    lines = [Print("Name of the keeper, as it is", 53, 700, 10), Print("written in the book of the", 53, 685, 10)]
    lines.append(Print("harbour.", 53, 670, 10))
    text = " ".join(line.text for line in lines)
    assert text == read(lines, rules((LEFT, 300, 350, RIGHT), (712, 697, 682, 667)))
    labels = [Print(f"Reef {number}", 63 + 40.0 * number, 600 - 20.0 * number, 10) for number in range(1, 5)]
    grid = rules(range(60, 281, 40), range(617, 500, -20))
    assert "Reef 1\n\nReef 2\n\nReef 3\n\nReef 4" == read(labels, grid).replace("\n\n", "\n").replace("\n", "\n\n")


def test_a_table_without_rules_at_its_edges() -> None:
    """Its first and its last column are cells of its rows, too."""
    rows = (
        ("Brell", "41", "17", "7.5"),
        ("Tarn", "12", "31", "4.0"),
        ("Orsk", "9", "24", "12.5"),
        ("Holm", "3", "6", "2.0"),
    )
    places = (60, 160, 260, 360)
    lines = [
        Print(cell, places[column], 690.0 - 15 * number, 10)
        for number, row in enumerate(rows)
        for column, cell in sorted(enumerate(row), key=lambda one: one[0] in {0, 3})
    ]
    assert "\n".join(" | ".join(row) for row in rows) == read(
        lines, rules((150, 250, 350), (705, 640)) + rules((150, 350), (690, 675))
    )


def cell(*lines: str, at: int, top: float = 700) -> list[Print]:
    """The lines of a cell below each other."""
    return [Print(text, at, top - 12 * number, 10) for number, text in enumerate(lines)]


def test_a_head_of_several_lines() -> None:
    """The lines of its cells are at the same heights, and no rows: they go on in lower case, or have no name."""
    body = [*cell("Brell", at=53, top=656), *cell("41", at=153, top=656), *cell("17", at=283, top=656)]
    painted = rules((LEFT, 150, 280, RIGHT), (712, 670, 650))
    low = [
        *cell("Harbour", at=53),
        *cell("Number of", "boats with", "two sails", at=153),
        *cell("Lamps in", "the tower", "in winter", at=283),
    ]
    assert "Harbour | Number of boats with two sails | Lamps in the tower in winter\nBrell | 41 | 17" == read(
        [*low, *body], painted
    )
    high = [*cell("Number of", "Boats", "(Sails)", at=153), *cell("Number of", "Lamps", "(Winter)", at=283)]
    assert "| Number of Boats (Sails) | Number of Lamps (Winter)\nBrell | 41 | 17" == read([*high, *body], painted)


def test_upright_rules_that_end_below_the_edge_of_a_row() -> None:
    """The cells of the row are parted, as its neighbours are."""
    edge = LEFT + 77
    lines = two_columns((("the keeper of it", "Boats are many."), ("Brell", "Tarn"), ("Anna", "Jon")), at=edge + 1)
    uprights = "\n".join(f"{x} 650 m {x} {top} l S" for x, top in ((LEFT, 712), (edge, 709), (RIGHT, 712)))
    levels = "\n".join(f"{LEFT} {y} m {RIGHT} {y} l S" for y in (712, 681, 666, 650))
    assert "the keeper of it Brell | Boats are many. Tarn\nAnna | Jon" == read(lines, f"{uprights}\n{levels}")


def test_a_column_whose_cells_start_at_different_places() -> None:
    """Margins that are painted beside some cells are no column of their own."""
    lines = two_columns((("Brell", "41"), ("Tarn", "17"), ("Orsk", "12")), at=MIDDLE + 12)
    painted = f"{rules((LEFT, MIDDLE, RIGHT), (712, 696, 681, 666))}\n{rules((MIDDLE + 8, RIGHT), (696, 681))}"
    assert "Brell | 41\nTarn | 17\nOrsk | 12" == read(lines, painted)


def test_justified_text_in_a_narrow_cell() -> None:
    """Wide blanks between the words of a line part no columns."""
    lines = [
        *cell("Brell", at=53),
        *(Print(word, x, 700, 10) for word, x in (("boats", 153), ("of", 190), ("Holm", 213))),
        *(Print(word, x, 688, 10) for word, x in (("Orsk", 153), ("100", 218))),
        Print("sailors", 153, 676, 10),
        *cell("Tarn", at=53, top=656),
        *cell("17", at=153, top=656),
    ]
    painted = rules((LEFT, 150, 240), (712, 668, 648))
    assert "Brell | boats of Holm Orsk 100 sailors\nTarn | 17" == read(lines, painted)


def test_columns_without_rules_in_the_cells_of_a_table() -> None:
    """Lines whose cells have several parts each are rows, though there are only two."""
    rows = (("Brell", "12", "14", "30", "33"), ("Tarn", "51", "50", "72", "75"))
    places = (53, 153, 213, 283, 343)
    lines = [
        Print(text, x, 700.0 - 14 * number, 10)
        for number, row in enumerate(rows)
        for text, x in zip(row, places, strict=True)
    ]
    lines += [Print("All", 53, 665, 10), Print("63 and 64", 153, 665, 10), Print("102 and 108", 283, 665, 10)]
    assert "Brell | 12 | 14 | 30 | 33\nTarn | 51 | 50 | 72 | 75\nAll | 63 and 64 | 102 and 108" == read(
        lines, rules((LEFT, 150, 280, RIGHT), (715, 680, 655))
    )


def test_rows_of_an_open_table_that_the_file_has_last() -> None:
    """They are read where they are printed, and not behind the text below the table."""
    rows = (
        ("Harbour", "Boats", "Lamps", "Sails"),
        ("Brell", "41", "17", "7"),
        ("Tarn", "12", "31", "4"),
        ("Orsk", "9", "24", "12"),
        ("Holm", "3", "6", "2"),
    )
    printed = [
        [Print(text, 60 + 100.0 * column, 690.0 - 15 * number, 10) for column, text in enumerate(row)]
        for number, row in enumerate(rows)
    ]
    below = Print("The boats were counted in the spring of each year, and the lamps in autumn.", 60, 590, 10)
    lines = [*(part for row in (*printed[1:2], *printed[3:]) for part in row), below, *printed[2], *printed[0]]
    text = read(lines, rules((150, 250, 350), (705, 680, 620)) + "\n" + "40 705 m 440 705 l S 40 620 m 440 620 l S")
    assert "\n".join(" | ".join(row) for row in rows) + f"\n\n{below.text}" == text


def test_cells_of_one_column_keep_all_of_their_words() -> None:
    """A shade within a cell is a cell of its own, in the same row and column."""
    name, whole, shade = Cell(0, 50, 640, 150, 700), Cell(0, 150, 640, 400, 700), Cell(0, 153, 645, 390, 698)
    net = [Cell(0, 50, 600, 150, 640), Cell(0, 150, 600, 400, 640)]
    rows = [
        [PrintedLine("Rope", 55, 75, 680, 10, cell=name), PrintedLine("of hemp", 160, 190, 680, 10, cell=whole)],
        [PrintedLine("and tar", 160, 190, 660, 10, cell=shade)],
        [PrintedLine("Net", 55, 75, 620, 10, cell=net[0]), PrintedLine("of flax", 160, 190, 620, 10, cell=net[1])],
    ]
    printed = part_tables(rows, lambda lines: [part for row in lines for part in row])
    assert {"Rope", "hemp", "tar", "Net", "flax"} <= {word for line in printed for word in line.text.split()}
