"""Between two lines: words of scripts that break lines within words are whole."""

from index.parsing.extraction import extract
from index.types import Raw
from tests.support.pdf_files import Print, pdf


def read(*lines: str) -> str:
    """The text of a page of these lines."""
    page = [Print(line, 72, 700 - 14 * number) for number, line in enumerate(lines)]
    return extract(Raw("/texts/report.pdf", pdf([page]), "application/pdf")).text


def test_korean_words_over_two_lines() -> None:
    """Where lines that end with a word end with a blank, the others end within a word."""
    assert "등대는 오래된 항구 앞의 바위 위에 서 있고 지금은 아무도 그곳에 살지 않는다 하지만 불은 켜진다" == read(
        "등대는 오래된 항구 앞의 바위 ", "위에 서 있고 지금은 아무도 그", "곳에 살지 않는다 하지만 불은 ", "켜진다 "
    )


def test_korean_lines_without_blanks_at_their_ends() -> None:
    """Where no line ends with a blank, nobody knows where the words end."""
    assert "등대는 오래된 항구 앞의 바위 위에 서 있고 지금은 아무도 그 곳에 살지 않는다" == read(
        "등대는 오래된 항구 앞의 바위", "위에 서 있고 지금은 아무도 그", "곳에 살지 않는다"
    )


def test_thai_lines() -> None:
    """Thai has no blanks between words."""
    assert "ประภาคารตั้งอยู่บนหินหน้าท่าเรือเก่าและไม่มีใครอาศัยอยู่ที่นั่น" == read(
        "ประภาคารตั้งอยู่บนหินหน้า", "ท่าเรือเก่าและไม่มีใครอา", "ศัยอยู่ที่นั่น"
    )
