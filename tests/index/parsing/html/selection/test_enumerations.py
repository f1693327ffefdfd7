"""The points of an enumeration belong to the text beside them, however short they are."""

import pytest

from index.parsing.extraction import extract
from index.types import Raw

RULE = "The harbour board grants a licence for five years to every keeper who asks for it in writing, and it may " * 6
POINTS = ("an oil lamp;", "a bell or gong;", "a foghorn;", "a boat.")
MENU = "<nav><a href='/a'>Acts</a></nav>" + "".join(f"<div class='m'><a href='/{n}'>({n}) Act</a></div>" for n in "abc")
FOOT = "<footer><a href='/about'>About</a></footer>"


def read(body: str) -> str:
    """The text of a page with a menu."""
    page = f"<html><body>{MENU}<div id='act'><h1>Lights Act</h1>{body}</div>{FOOT}</body></html>"
    return extract(Raw("https://laws.example/lights", page.encode(), "text/html")).text


def rows(form: str, marks: str = "abcd") -> str:
    """Points in a form."""
    return "".join(form.format(mark=mark, words=words) for mark, words in zip(marks, POINTS, strict=True))


@pytest.mark.parametrize(
    "body",
    [
        f"<div class='s'>{RULE}</div>" + rows("<div class='p'><span>({mark})</span> <span>{words}</span></div>"),
        f"<p>{RULE}</p><table>" + rows("<tr><td>({mark})</td><td>{words}</td></tr>") + "</table>",
        f"<div class='s'><div>{RULE}</div></div>" + rows("<div class='p'><div>({mark}) {words}</div></div>"),
    ],
)
def test_points_behind_a_long_paragraph(body: str) -> None:
    """Points in divisions or in the rows of a table are read behind the paragraph to which they belong."""
    expected = [f"({mark}) {words}" for mark, words in zip("abcd", POINTS, strict=True)]
    assert [RULE.strip(), *expected] == read(body).split("\n\n")[-5:]


@pytest.mark.parametrize("marks", ["1234", "абвг", "αβγδ", "أبتث", "一二三四"])
def test_marks_of_other_scripts(marks: str) -> None:
    """A mark is a number or a letter of any script."""
    body = f"<div class='s'>{RULE}</div>" + rows("<div class='p'>{mark}) {words}</div>", marks)
    assert f"{marks[3]}) a boat." == read(body).split("\n\n")[-1]


def test_articles_of_a_law() -> None:
    """Short articles of a Chinese law are points too."""
    long = "港务局应当在收到申请后三十日内作出决定，并且书面通知申请人。" * 12
    body = f"<div>第一条 {long}</div><div class='t'>第二条 灯塔由国家管理。</div>"
    body += "<div class='t'>第三条 本法自公布之日起施行。</div>"
    assert "第三条 本法自公布之日起施行。" == read(body).split("\n\n")[-1]


def test_what_only_looks_like_points() -> None:
    """Links with letters, times and decimal numbers are no points."""
    body = f"<p>{RULE}</p>" + rows("<div class='p'><a href='/{mark}'>({mark}) {words}</a></div>")
    assert RULE.strip() == read(body)
    body = f"<div class='s'>{RULE}</div>"
    body += "".join(f"<div class='p'>{words}</div>" for words in ("10:15 News", "11:30 Rain", "1.5 km"))
    assert RULE.strip() == read(body)
