"""The date in a line that contains nothing else."""

import pytest

from index.parsing.head_lines.date_lines import parse_date


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("2024年3月4日", "2024-03-04"),
        ("公開日：2024年3月4日（月） 10:30", "2024-03-04"),
        ("最終更新日 2024/03/04", "2024-03-04"),
        ("令和6年3月4日", "2024-03-04"),
        ("令和元年5月4日", "2019-05-04"),
        ("平成30年12月4日(火)", "2018-12-04"),
        ("更新日：R6.3.4", "2024-03-04"),
        ("民國113年3月4日", "2024-03-04"),
        ("发布时间：2024-03-04 08:15:00", "2024-03-04"),
        ("发表于 2024年3月4日 星期一", "2024-03-04"),
        ("입력 2024.03.04. 오전 10:30", "2024-03-04"),
        ("2024년 3월 4일 월요일", "2024-03-04"),
        ("4 March 2024", "2024-03-04"),
        ("4. 3. 2024", "2024-03-04"),
        ("R6.3.4", None),
        ("令和6年13月4日", None),
        ("2024年の灯台", None),
        ("更新", None),
    ],
)
def test_date_of_a_line(line: str, expected: str | None) -> None:
    """Labels, weekdays and times may be beside it; an era letter needs a label, because versions look the same."""
    assert expected == parse_date(line)
