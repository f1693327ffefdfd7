"""``index.parsing.extraction`` on web pages: their text, title, author and date."""

import pytest

from index.errors import EmptyError
from index.parsing.extraction import extract
from index.parsing.html import cleanup, structure
from index.types import Document, Raw


def read(page: str, location: str = "https://news.example/2024/gauge.html") -> Document:
    """The document of an HTML page."""
    return extract(Raw(location, page.encode(), "text/html"))


def lines(page: str) -> list[str]:
    """The paragraphs of a page's text."""
    return read(page).text.split("\n\n")


ARTICLE = """<!doctype html><html lang="en"><head><title>River gauge fails | The Daily Example</title>
<meta property="og:title" content="River gauge fails | The Daily Example">
<meta property="og:site_name" content="The Daily Example"><meta name="author" content="Ana Ruiz">
<meta property="article:published_time" content="2024-03-05T10:00:00Z"><script>var gauge = 1;</script></head><body>
<header><a href="/">The Daily Example</a><nav><ul><li><a href="/world">World</a></li></ul></nav></header>
<main><article><h1>River gauge fails</h1><p class="byline">By Ana Ruiz</p>
<p><time datetime="2024-03-05">March 5, 2024</time></p>
<div class="share"><a href="https://social.example/share">Share this</a></div>
<p>The gauge at Low Bridge stopped at <time>04:10</time> on Monday, the <a href="/agency">agency</a> said. It had run
for <b>eleven</b> years&nbsp;without a fault, and rose 3&times;10<sup>6</sup> times<sup><a href="#n1">1</a></sup>.</p>
<figure><img src="g.jpg" alt="gauge"><figcaption>The gauge in 2019.</figcaption></figure>
<h2>What is known</h2><p>A <q>power fault</q> is likely, said Tom Bell.<br>He added nothing else.</p>
<blockquote><p>We have no second gauge here.</p><footer>The mayor, on the radio</footer></blockquote>
<ul><li>Gauge A: working</li><li>Gauge B: broken<ul><li>power lost</li><li>battery flat</li></ul></li></ul>
<table><caption>Levels</caption><tr><th>Day</th><th>Level</th></tr><tr><td>Monday</td><td>2.1 m</td></tr>
<tr><td>Tuesday</td><td>none</td></tr></table><pre><code>if level &gt; 2:
    alarm()</code></pre><dl><dt>Reach</dt><dd>A stretch of river.</dd></dl>
<p>The agency will write to all who live there.</p></article>
<aside><h3>Most read</h3><ul><li><a href="/1">A cat was found in a tree this morning</a></li></ul></aside></main>
<section id="comments" class="comments"><p>First! What a story this is.</p></section>
<footer><p>Copyright 2024 The Daily Example</p></footer></body></html>"""

TEXT = """\
The gauge at Low Bridge stopped at 04:10 on Monday, the agency said. It had run for eleven years without a fault, \
and rose 3×10⁶ times.

The gauge in 2019.

What is known

A “power fault” is likely, said Tom Bell.
He added nothing else.

We have no second gauge here.

The mayor, on the radio

Gauge A: working
Gauge B: broken
power lost
battery flat

Levels
Day | Level
Monday | 2.1 m
Tuesday | none

if level > 2:
    alarm()

Reach
A stretch of river.

The agency will write to all who live there."""


def test_article() -> None:
    """The text is the whole article, without menus, comments and lines that repeat title, author and date."""
    document = read(ARTICLE)

    assert TEXT == document.text
    assert ("River gauge fails", "Ana Ruiz", "2024-03-05", "en") == (
        document.title,
        document.author,
        document.date,
        document.language,
    )


@pytest.mark.parametrize(
    ("page", "expected"),
    [
        ("<p>The gauge failed.</p>", ["The gauge failed."]),
        ("<html><body>The gauge failed.</body></html>", ["The gauge failed."]),
        ("<html><body><div>It failed.</div><div>It rained.</div></body></html>", ["It failed.", "It rained."]),
        ("<html><body><h1>The gauge</h1></body></html>", ["The gauge"]),
        ("<h1>The gauge</h1><h2>Now</h2><p>It failed.</p><ul><li>a</li><li>b</li></ul>", ["Now", "It failed.", "a\nb"]),
        ("<table><tr><td>a</td><td>b</td></tr><tr><td>c</td><td></td></tr></table>", ["a | b\nc"]),
        ("<main><p>One.</p></main><main><p>Two.</p></main>", ["One.", "Two."]),
        ("<body>" + "<div>" * 600 + "<p>Deep.</p>" + "</div>" * 600 + "<p>After.</p>", ["Deep.", "After."]),
        ("<p>The&#x1f; gauge&#xfffe; fai&shy;led.</p>", ["The gauge failed."]),
        ("<p>The gauge failed.</p>" * 3, ["The gauge failed."] * 3),
    ],
)
def test_short_pages(page: str, expected: list[str]) -> None:
    """A page of one or two sentences is read completely."""
    assert expected == lines(page)


def test_hundred_words() -> None:
    """A short page without containers is read completely and in order, without its menu."""
    parts = [f"<h2>Part {n}</h2><p>Gauge number {n} failed on day {n} of the flood, they say.</p>" for n in range(10)]
    page = f"<nav><a href='/'>Home</a></nav><h1>Gauges</h1>{''.join(parts)}<footer>Contact us</footer>"

    assert ["Part 0", "Gauge number 0 failed on day 0 of the flood, they say."] == lines(page)[:2]
    assert 20 == len(lines(page))


def test_line_breaks_part_paragraphs() -> None:
    """Two line breaks separate paragraphs; a link within a paragraph does not."""
    sentences = [f"In week {n} it rained, and nobody could read the <a href='/g'>old gauge</a> here." for n in range(3)]
    page = f"<table><tr><td><font size=2>{'<br><br>'.join(sentences)}</font></td></tr></table>"

    assert [f"In week {n} it rained, and nobody could read the old gauge here." for n in range(3)] == lines(page)


def test_line_after_a_break() -> None:
    """A line that follows a break has no blank before its words; lines of code keep theirs."""
    page = "<p>The mill was built in 1820.<br>\n &nbsp;The Bells came from the north.</p><pre>a:\n  b</pre>"

    assert "The mill was built in 1820.\nThe Bells came from the north.\n\na:\n  b" == read(page).text


def test_layout_table() -> None:
    """A layout table is not read as a table."""
    page = """<table><tr><td><a href="a">Home</a><br><a href="b">News</a></td><td><h1>The mill</h1>
    <p>The mill was built in 1820 by the Bells, who came from the north.</p><p>It burnt.</p></td></tr></table>"""

    assert ["The mill was built in 1820 by the Bells, who came from the north.", "It burnt."] == lines(page)


def test_list_in_cell() -> None:
    """A list in a cell of a table stays in its row."""
    page = "<p>Boats:</p><table><tr><td>Gull</td><td><ul><li>North Isle</li><li>South Isle</li></ul></td></tr></table>"

    assert ["Boats:", "Gull | North Isle; South Isle"] == lines(page)


@pytest.mark.parametrize(
    "hidden",
    [
        '<p style="display: none">secret</p>',
        '<p style="color:red; DISPLAY:NONE !important">secret</p>',
        '<div style="visibility:hidden"><p>secret</p></div>',
        '<span style="font-size:0px">secret</span>',
        "<p hidden>secret</p>",
        '<p aria-hidden="true">secret</p>',
        "<!-- secret -->",
        "<template><p>secret</p></template>",
        "<noscript><p>secret</p></noscript>",
        "<script>secret</script>",
        '<script type="application/ld+json">{"@type": "Article", "articleBody": "' + "secret " * 50 + '"}</script>',
        "<style>secret</style>",
    ],
)
def test_hidden(hidden: str) -> None:
    """Text that a browser does not show is not read."""
    assert ["It failed.", "It rained."] == lines(f"<body><p>It failed.</p>{hidden}<p>It rained.</p></body>")


def test_what_search_engines_are_told_is_not_read_beside_an_article() -> None:
    """A page with scripts shows its text in them only where it shows hardly anything else."""
    stated = '<script type="application/ld+json">{"articleBody": "' + "secret " * 500 + '"}</script><script></script>'
    body = "It failed in the first winter, and nobody repaired it before the spring of the next year. " * 7
    assert [body.strip()] == lines(f"<body>{stated}<p>{body}</p></body>")


def test_page_hidden_until_a_script_shows_it() -> None:
    """A page that is hidden as a whole is read."""
    assert ["It failed."] == lines('<html><body style="visibility:hidden"><p>It failed.</p></body></html>')


def test_scripts_only() -> None:
    """The error for a page that scripts build says what to do."""
    with pytest.raises(EmptyError) as caught:
        read('<html><body><div id="root"></div><script src="app.js"></script></body></html>')

    assert (
        "https://news.example/2024/gauge.html has no text without its scripts; "
        "save the page as HTML or text and index that file."
    ) == str(caught.value)


@pytest.mark.parametrize(
    "page",
    [
        "<html><head><title>A title</title></head><body><img src='a.png'></body></html>",
        "<!-- a comment -->",
        "<p>…</p>",
    ],
)
def test_nothing_visible(page: str) -> None:
    """A page without words is empty."""
    with pytest.raises(EmptyError, match="has no text to read"):
        read(page)


@pytest.mark.parametrize(
    ("head", "heading", "expected"),
    [
        ("<title>It failed - The Example</title>", "<h1>It failed</h1>", "It failed"),
        ("<title>It failed | The Example</title>", "", "It failed"),
        ('<meta property="og:title" content="It failed - A gauge">', "", "It failed - A gauge"),
        (
            '<meta property="og:site_name" content="Example"><meta property="og:title" content="It failed – Example">',
            "",
            "It failed",
        ),
        ('<meta property="og:title" content="The Example | It failed">', "<h1>It failed</h1>", "It failed"),
        ("", "<h1>It  <em>failed</em></h1>", "It failed"),
        ("", "", "The gauge by the bridge failed on Monday"),
    ],
)
def test_title(head: str, heading: str, expected: str) -> None:
    """The title is the page's own, without the site's name, or else the first sentence."""
    page = f"<html><head>{head}</head><body>{heading}<p>The gauge by the bridge failed on Monday.</p></body></html>"

    assert (expected, ["The gauge by the bridge failed on Monday."]) == (read(page).title, lines(page))


def test_another_date_stays() -> None:
    """A line at the head with other content than title, author and date stays."""
    page = """<html><head><meta property="article:published_time" content="2024-03-05"></head><body><h1>It failed</h1>
    <p>Updated March 6, 2024</p><p>The gauge failed.</p></body></html>"""

    assert ("2024-03-05", ["Updated March 6, 2024", "The gauge failed."]) == (read(page).date, lines(page))


def test_no_date() -> None:
    """Neither a date in the text nor the year of a copyright is the date of a page."""
    page = "<body><p>The gauge failed on March 5, 2024, they say.</p><div>Copyright 2019 The Example</div></body>"

    assert read(page).date is None


def test_wikipedia() -> None:
    """Footnote marks and edit links are removed."""
    page = """<div role="main"><h1>Weir</h1><div><p>A <b>weir</b> is low.<sup class="ref"><a href="#c">[1]</a></sup></p>
    <h2>History<span class="mw-editsection">[<a href="/edit">edit</a>]</span></h2><p>It is CO<sub>2</sub> free since
    the 19<sup>th</sup> century.</p><ul><li>Old weir</li><li>New weir</li></ul></div></div>"""

    assert ["A weir is low.", "History", "It is CO2 free since the 19th century.", "Old weir\nNew weir"] == lines(page)


def test_japanese() -> None:
    """A page in Japanese, with far fewer characters, is read completely."""
    page = """<html lang="ja"><title>橋の話｜町の新聞</title><body><nav><a href="/">ホーム</a></nav>
    <p>低い橋は一九〇二年に開通した。<br>長さは八十四メートルである。</p><p>毎日、約二千人が渡る。</p></body></html>"""

    assert ("橋の話", "ja") == (read(page).title, read(page).language)
    assert ["低い橋は一九〇二年に開通した。\n長さは八十四メートルである。", "毎日、約二千人が渡る。"] == lines(page)


def test_arabic() -> None:
    """A page from right to left keeps its order."""
    page = """<html lang="ar" dir="rtl"><body><article><h1>خطة الجسر</h1>
    <p>اجتمع المجلس يوم الاثنين ووافق على خطة الجسر.</p><p>يبدأ العمل في مايو.</p></article></body></html>"""

    assert ("خطة الجسر", "ar") == (read(page).title, read(page).language)
    assert ["اجتمع المجلس يوم الاثنين ووافق على خطة الجسر.", "يبدأ العمل في مايو."] == lines(page)


def test_raised_number_after_a_sentence_is_the_mark_of_a_note() -> None:
    """It is no part of what the sentence says; after a number it is an exponent."""
    page = "<p>The weir opened in May.<sup>12</sup> It holds 10<sup>6</sup> litres, said Ms. Hay.<sup>3, 4</sup></p>"
    assert "The weir opened in May. It holds 10⁶ litres, said Ms. Hay." == read(f"<html>{page}</html>").text


def test_value_that_repeats_the_title_stays_in_its_list() -> None:
    """Only the first lines of a block can repeat the heading; the value of a name is no heading."""
    facts = "<dl><dt>Name</dt><dd>Weir</dd><dt>Height</dt><dd>2 m</dd></dl>"
    document = read(f"<html><head><title>Weir</title></head><h1>Weir</h1><p>A weir is low.</p>{facts}</html>")
    assert "A weir is low.\n\nName\nWeir\nHeight\n2 m" == document.text
    assert () == document.headings


MILL = (
    "The mill at Orsk ground its last sack of rye in the autumn of 1931, and the miller kept the key until he died.",
    "A society of neighbours bought the wheel in 1978, and it turns again on the first Sunday of every month.",
    "A visitor who wants to see the stones can ask for the key at the bakery, which opens at six in the morning.",
)


def test_article_within_a_button_that_never_ends_is_read() -> None:
    """The button of a menu lacks its end, so that the main element is a part of it."""
    article = "".join(f"<p>{words}</p>" for words in MILL)
    page = (
        f"<header><button class=menu><div>Menu</div><main><article><h1>The mill</h1>{article}</article></main></header>"
    )
    assert list(MILL) == lines(f"<html><body><a href=#main>Skip to content</a>{page}</body></html>")


def test_form_around_most_of_the_page_is_a_division() -> None:
    """A forum puts all posts of a page into the form of its moderators; the form of a letter stays one."""
    letter = "<form id=letter><p>Get our letter.</p><input name=mail></form>"
    posts = "".join(f"<article><p>{words}</p></article>" for words in MILL)
    tree = cleanup.parse_html(f"<html><body><form id=page>{posts}</form>{letter}</body></html>")
    assert tree is not None
    structure.open_boilerplate(tree)
    assert ["letter"] == [form.get("id") for form in tree.iter("form")]


def test_page_of_comments_alone_is_read() -> None:
    """A page that only links to an article has the talk about it as its text."""
    talk = "".join(
        f'<li class="comments_subtree"><div class="comment"><div class="comment_text"><p>{words}</p></div></div></li>'
        for words in MILL
    )
    links = "".join(f"<a href=/{name}>{name}</a>" for name in ("Active", "Recent", "Comments", "Search", "Login"))
    story = '<ol class="stories"><li class="story"><span><a href="//mill.example">The mill</a></span> by ann</li></ol>'
    page = f'<header id="nav">{links}</header><main>{story}<ol class="comments comments1">{talk}</ol></main>'
    found = "\n".join(lines(f"<html><body>{page}</body></html>"))
    assert [True] * 3 == [words in found for words in MILL]


def test_question_about_cookies_is_not_read() -> None:
    """A banner is no part of the page, unless the page has hardly anything else."""
    asked = (
        "We keep cookies to make this page work for you, and to learn how our readers use it. Do you agree with that?"
    )
    banner = f'<div class="axeptio_widget"><div><h1>Your choice</h1><p>{asked}</p><p>{asked[:50]}.</p></div></div>'
    posts = "".join(f'<div class="comment"><p>{words}</p></div>' for words in MILL)
    assert asked not in lines(f"<html><body><main><h1>The mill</h1>{posts}</main>{banner}</body></html>")
    assert asked in lines(f"<html><body>{banner}<p>Mill</p></body></html>")
    sticky = f'<div class="sticky-wrapper"><p>{asked}</p></div>'
    assert asked in lines(f"<html><body><main><h1>The mill</h1>{sticky}{posts}</main></body></html>")
