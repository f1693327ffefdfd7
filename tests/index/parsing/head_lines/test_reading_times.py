"""Lines that say how long reading takes."""

import pytest

from index.parsing.head_lines.reading_times import is_reading_time


@pytest.mark.parametrize(
    "line",
    [
        "4 min read",
        "Reading time: 5 minutes",
        "4-minute read",
        "Lesezeit: 3 Minuten",
        "3 Min. Lesezeit",
        "Temps de lecture : 3 min",
        "3 min de lectura",
        "Время чтения: 3 мин",
        "この記事は約3分で読めます。",
        "3분 읽기",
        "阅读时间：3分钟",
        "وقت القراءة: 3 دقائق",
    ],
)
def test_reading_time(line: str) -> None:
    """Minutes count beside a word for reading."""
    assert is_reading_time(line)


@pytest.mark.parametrize("line", ["4 minutes", "read", "12 min walk to read the meter", "Cook time: 50 minutes"])
def test_other_times(line: str) -> None:
    """Other lines with minutes are text."""
    assert not is_reading_time(line)
