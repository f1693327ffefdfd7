"""Pages as today's content systems write them: blogs, shops, forums, recipes, documentation."""

from index.parsing.extraction import extract
from index.types import Document, Raw

FIRST = (
    "The lighthouse of Brell was built in 1871 by forty men, and it took them two winters to raise it above the reef."
)
LAST = "Nobody has lived in the tower since the last keeper moved to the mainland in the spring of the year 1968."
HEADING = "<h1>The lighthouse of Brell</h1>"


def read(body: str, head: str = "", language: str = "en") -> Document:
    """A page with a menu around this body."""
    page = f'<!doctype html><html lang="{language}"><head><title>The lighthouse of Brell</title>{head}</head><body>'
    page += f"<header><nav><a href='/'>Home</a></nav></header>{body}<footer>Imprint</footer></body></html>"
    return extract(Raw("https://light.example/brell", page.encode(), "text/html"))


def article(inside: str) -> list[str]:
    """What is read between two paragraphs of an article."""
    text = read(f"<article>{HEADING}<div class='body'><p>{FIRST}</p>{inside}<p>{LAST}</p></div></article>").text
    return text.removeprefix(FIRST).removesuffix(LAST).strip("\n").split("\n\n")


def test_caption_in_a_container_that_is_named_after_it() -> None:
    """A division around a figure alone is no more than the figure."""
    figure = "<figure><img src='x.jpg'><figcaption class='image-caption'>The gallery</figcaption></figure>"
    more = "".join(f"<p>{FIRST.replace('1871', str(year))}</p>" for year in range(1872, 1877))
    assert "The gallery" in article(f"{more}<div class='captioned-image-container'>{figure}</div>{more}")


def test_name_of_a_class_has_no_blank() -> None:
    """The module before the name of a class is no sentence."""
    signature = (
        "<dl><dt><span class='pre'>lamp.</span><span class='name'>Burner</span>(oil)</dt><dd>A burner.</dd></dl>"
    )
    assert ["lamp.Burner(oil)\nA burner."] == article(signature)


def test_button_that_copies_code() -> None:
    """A button alone in a division is a control; one in a sentence is a word of it."""
    code = "<div class='tabs'><button aria-controls='a'>npm</button><button aria-controls='b'>Yarn</button></div>"
    panel = "<div class='code'><pre>{} add lamp</pre><div class='group'><button>Copy</button></div></div>"
    code += f"<div role='tabpanel' id='a'>{panel.format('npm')}</div>"
    code += f"<div role='tabpanel' id='b' hidden>{panel.format('yarn')}</div>"
    text = "\n".join(article(code))
    assert ("npm add lamp" in text, "yarn add lamp" in text, "Copy" in text) == (True, True, False)
    words = (
        "Oil the <button class='term'>burner</button> before the lamp is lit, and trim its wick to three millimetres."
    )
    assert ["Oil the burner before the lamp is lit, and trim its wick to three millimetres."] == article(
        f"<p>{words}</p>"
    )


def test_headings_of_a_live_blog() -> None:
    """The heading of an entry is read, though it is in an element of its own."""
    entries = [
        ("11:20", "Ferry stopped", FIRST),
        ("10:05", "School closed", "The school is closed."),
        ("9:30", "Lit", LAST),
    ]
    blocks = "".join(
        f"<article><header><time>{at}</time><h2>{words}</h2></header><div class='text'><p>{said}</p></div></article>"
        for at, words, said in entries
    )
    text = read(f"<main>{HEADING}<div class='live'>{blocks}</div></main>").text
    assert [words in text for _, words, _ in entries] == [True] * 3


def test_date_below_the_heading() -> None:
    """A date and an author below the heading count, though they are no part of the text."""
    words = "ブレル灯台は1871年に四十人の作業員によって建てられ、塔を礁の上に立ち上げるまで二度の冬を要しました。"
    head = "<h1>灯台</h1><p class='date'>2023年4月5日</p>"
    body = f"<div class='entry'>{head}<div class='body'><p>{words}</p><p>{words}</p></div></div>"
    assert "2023-04-05" == read(body, language="ja").date


def test_reading_time_is_no_text() -> None:
    """How long reading takes is left out."""
    body = f"<main><article>{HEADING}<div><span>4 min read</span></div><p>{FIRST}</p><p>{LAST}</p></article></main>"
    assert f"{FIRST}\n\n{LAST}" == read(body).text


def test_declarative_shadow_root() -> None:
    """A browser shows a shadow root in its place."""
    fact = "The tower is 41 metres high and has 214 steps, none of which is of wood."
    box = f"<fact-box><template shadowrootmode='open'><section><p>{fact}</p></section></template></fact-box>"
    assert [FIRST, fact, LAST] == read(f"<main>{HEADING}<p>{FIRST}</p>{box}<p>{LAST}</p></main>").text.split("\n\n")


def test_name_of_the_forum_is_no_title() -> None:
    """A heading outside the main element, which its role names, is that of the site."""
    head = "<title>Trimming a wick - Keepers Board</title>"
    body = (
        f"<div><h1>Keepers Board</h1></div><div role='main'><h2>Trimming a wick</h2><p>{FIRST}</p><p>{LAST}</p></div>"
    )
    page = f"<html><head>{head}</head><body>{body}</body></html>"
    assert "Trimming a wick" == extract(Raw("https://board.example/t/3", page.encode(), "text/html")).title


def test_author_of_a_recipe() -> None:
    """JSON-LD names who wrote a recipe."""
    stated = '{"@context": "https://schema.org", "@graph": [{"@type": "Recipe", "author": {"name": "Ada Holm"}}]}'
    head = f"<script type='application/ld+json'>{stated}</script>"
    assert "Ada Holm" == read(f"<main>{HEADING}<p>{FIRST}</p></main>", head).author
