"""The title and the author that a page states, without the words of widgets and labels."""

import pytest

from index.parsing.extraction import extract
from index.parsing.html.stated.page_metadata import clean_author
from index.types import Raw

WORDS = "<p>The mill at Orsk ground its last sack of rye in the autumn of 1931, and the miller kept the key.</p>"


def title(shown: str, body: str, head: str = "") -> str:
    """The title of a page with this ``<title>`` and body."""
    page = f"<!doctype html><html><head><title>{shown}</title>{head}</head><body>{body}</body></html>"
    return extract(Raw("https://mill.example/2024/mill", page.encode(), "text/html")).title


@pytest.mark.parametrize(
    ("shown", "body"),
    [
        ("The mill of Orsk | Mill News", f"<h1>Mill News</h1><h1>The mill of Orsk</h1>{WORDS}<h1>Join the talk</h1>"),
        ("The mill of Orsk - Mill News", f'<h1><a href="/">Our town</a></h1><h1>The mill of Orsk</h1>{WORDS}'),
        ("The mill of Orsk", f"{WORDS}<h1>Latest in mills</h1><h1>Get us in your inbox</h1><h1>The mill of Orsk</h1>"),
        ("風車の町オルスクの百年｜町の新聞", f"<h1>お知らせ</h1><h1>風車の町オルスクの百年</h1>{WORDS}"),
        ("風車の町オルスクの百年：町の新聞", f"<h1>風車の町オルスクの百年</h1>{WORDS}"),
        ("The mill of Orskㅣ마을신문", f"<h1>The mill of Orsk</h1>{WORDS}"),
        ("The mill of Orsk * Mill News * by Ann Quill", f"<h1>The mill of Orsk</h1>{WORDS}"),
    ],
    ids=["site", "logo", "widgets", "CJK", "colon", "Korean bar", "asterisk"],
)
def test_title_is_the_heading_that_the_page_is_called_by(shown: str, body: str) -> None:
    """A heading of a widget, a logo or a list is not the title."""
    assert title(shown, body) in {"The mill of Orsk", "風車の町オルスクの百年"}


def test_heading_that_says_it_in_other_words_is_the_title() -> None:
    """A single heading counts more than the words for search engines."""
    assert "A wheel for children" == title("Mills to visit this summer", f"<h1>A wheel for children</h1>{WORDS}")


@pytest.mark.parametrize(
    ("shown", "body"),
    [
        ("The wheel of Orsk - The Big Book of Mills", f"<h1>The Big Book of Mills</h1><main><h2>A</h2>{WORDS}</main>"),
        ("The wheel of Orsk / Mill Forums", f'<h1><a href="https://example/index.php">Mill</a></h1><div>{WORDS}</div>'),
        ("The wheel of Orsk / Mill Forums", f'<h1><a href="/index.html">Mill Forums</a></h1><div>{WORDS}</div>'),
    ],
    ids=["book", "host above", "first page"],
)
def test_heading_that_names_the_site_is_no_title(shown: str, body: str) -> None:
    """A book has its name above each chapter, and a forum its own above each thread."""
    assert "The wheel of Orsk" == title(shown, body.replace("//example/", "//mill.example/"))


def test_stated_title_counts_more_than_the_heading_of_a_widget() -> None:
    """A server that sends its page in parts states the title in the body; a heading has a number of votes."""
    stated = '<meta property="og:title" content="The wheel of Orsk">'
    assert "The wheel of Orsk" == title("Orsk", f"<div>{stated}</div><h1>Ω 48</h1>{WORDS}")


def test_subject_with_a_dot_is_not_the_name_of_the_site() -> None:
    """Only what a page states as the name of its site, or its domain has, is left out of the title."""
    assert "No flour at mill.org ... - Ann's Forum" == title("No flour at mill.org ... - Ann's Forum", WORDS)


def test_button_in_a_heading_is_no_part_of_the_title() -> None:
    """Documentation puts a button beside a heading that copies its link."""
    body = f"<main><h1>Module mill<button>Copy path</button></h1>{WORDS}</main>"
    assert "Module mill" == title("mill - Wheel", body)


def test_stated_title_counts_most() -> None:
    """The title for link previews is the page's own."""
    stated = '<meta property="og:title" content="The wheel of Orsk">'
    assert "The wheel of Orsk" == title("Mills", f"<h1>Mills</h1><h1>Mills again</h1>{WORDS}", stated)


@pytest.mark.parametrize(
    ("stated", "expected"),
    [
        ("By Ana Ruiz; TOM BELL", "Ana Ruiz, TOM BELL"),
        ("Recipe by Ana Ruiz", "Ana Ruiz"),
        ("作者：李娜 责任编辑：王芳", "李娜"),
        ("Autorin: Ana Ruiz", "Ana Ruiz"),
        ("Ana Ruiz View author archive Get author RSS feed", "Ana Ruiz"),
        ("Ana Ruiz More stories by Ana Ruiz", "Ana Ruiz"),
        ("Ana Ruiz Ana Ruiz Writes about mills", "Ana Ruiz"),
        ("Ana Ruiz; Ana Ruiz", "Ana Ruiz"),
        ("Ana Ruiz, Updated Oct 9", "Ana Ruiz"),
        ("Ana Ruiz December", "Ana Ruiz"),
        ("January", ""),
        ("Lesedauer", ""),
        ("Ana May", "Ana May"),
        ("Marcus Junius", "Marcus Junius"),
        ("Tom Bell, Jr.", "Tom Bell, Jr."),
        ("《本誌", "本誌"),
        ("Ana Ruiz » Mon Mar", "Ana Ruiz"),
        ("Ana Ruiz, Aruiz Com", "Ana Ruiz"),
        ("Ana Ruiz, Blog Mill Com", "Ana Ruiz"),
        ("Ana Ruiz; a.ruiz@mill.example", "Ana Ruiz"),
        ("a.ruiz@mill.example", "a.ruiz@mill.example"),
    ],
)
def test_author_is_names_alone(stated: str, expected: str) -> None:
    """Labels of links, dates, addresses and repetitions are no part of a name; months that are names are."""
    assert expected == clean_author(stated)


@pytest.mark.parametrize("sign", ['<a href="#mill">¶</a>', ' <a href="#mill">#</a>'])
def test_link_to_a_heading_itself_is_no_part_of_the_title(sign: str) -> None:
    """Documentation puts a sign beside each heading that links to it."""
    assert "The mill of Orsk" == title("Mills", f'<h1 id="mill">The mill of Orsk{sign}</h1>{WORDS}')


def test_drawing_in_a_heading_is_no_part_of_the_title() -> None:
    """A logo that is a drawing has a title of its own."""
    logo = '<h1><a href="/start">Mill News<svg><title>Mill News Logo</title></svg></a></h1>'
    assert "The mill of Orsk" == title("The mill of Orsk - Mill News", f"<header>{logo}</header><main>{WORDS}</main>")


def test_box_of_a_translator_is_no_title() -> None:
    """A browser that translates a page adds a box to it, which stays in a page that is saved."""
    box = '<div id="goog-gt-tt" class="skiptranslate"><div><h1>Original text</h1></div></div>'
    assert "The mill of Orsk" == title("The mill of Orsk", f"<div><p>{WORDS}</p>{WORDS}</div>{box}")


def test_field_of_a_template_is_no_title() -> None:
    """A field that no program filled in states nothing, and neither do dots."""
    stated = '<meta property="og:title" content="{{page.title}}"><meta name="author" content="..">'
    page = f"<html><head><title>{{{{page.title}}}}</title>{stated}</head><body><h1>The mill</h1>{WORDS}</body></html>"
    document = extract(Raw("https://mill.example/a", page.encode(), "text/html"))
    assert ("The mill", None) == (document.title, document.author)


def test_title_that_is_escaped_twice() -> None:
    """Some systems escape the signs of a title that is escaped already."""
    assert "Orsk’s “mill”" == title("Orsk&amp;#8217;s &amp;ldquo;mill&amp;rdquo;", WORDS)


def test_paragraph_with_the_style_of_a_title_is_the_title() -> None:
    """A document that an editor exports without a title has it as its first paragraph, and its headings stay."""
    page = f"<html><body><p class='c1 title'>The mill</p><h1>The wheel</h1><p>{WORDS}</p></body></html>"
    document = extract(Raw("https://mill.example/a.html", page.encode(), "text/html"))
    assert ("The mill", "The wheel") == (document.title, document.text.split("\n\n")[0])


@pytest.mark.parametrize("stated", ["Name", "作者：未知 责任编辑：王芳", "佚名"])
def test_placeholder_is_no_author(stated: str) -> None:
    """A page that does not know its author has none."""
    page = f'<html><head><meta name="author" content="{stated}"></head><body><h1>The mill</h1>{WORDS}</body></html>'
    assert extract(Raw("https://mill.example/a", page.encode(), "text/html")).author is None
