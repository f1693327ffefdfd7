"""The main text of a page: all parts of its body, as the page shows them, and nothing else."""

import json

import pytest
from lxml.html import document_fromstring

from index.errors import EmptyError
from index.parsing.extraction import extract
from index.parsing.html.selection.main_text import select_blocks
from index.parsing.html.selection.page_parts import take_neighbours
from index.parsing.html.text import write_blocks
from index.types import Raw

FIRST = "The mill at Orsk ground its last sack of rye in the autumn of 1931, and the miller kept the key until he died."
SECOND = "A dentist from the capital bought the building for a song and turned the upper floor into three small rooms."
THIRD = "The wheel turns again since 2004, but only on Sundays, and only for the children who come with the school bus."
MENU = "".join(f'<li><a href="/{n}">Section number {n} of the town</a></li>' for n in range(30))

NOTED = (
    '<p>The wheel is new.<span class="ltx_note"><sup class="ltx_note_mark">1</sup><span class="ltx_note_outer">'
    '<sup class="ltx_note_mark">1</sup><span>1</span>It is of oak.</span></span> It turns.</p>'
)


def read(body: str, head: str = "") -> str:
    """The text of a page with this body."""
    page = f'<!doctype html><html lang="en"><head><title>The mill</title>{head}</head><body>{body}</body></html>'
    return extract(Raw("https://mill.example/", page.encode(), "text/html")).text


def article(inside: str) -> str:
    """The text of an article with this between two paragraphs, without them."""
    text = read(f"<article><h1>The mill</h1><p>{FIRST}</p>{inside}<p>{SECOND}</p></article>")
    return text.removeprefix(FIRST).removesuffix(SECOND).strip("\n")


def test_body_in_parts_is_read_whole() -> None:
    """The parts of a body have one class; what is between them belongs to others."""
    part = '<div class="row"><div class="col story-part"><p>{}</p><p>{}</p></div><div class="col ad">{}</div></div>'
    teaser = '<a href="/x">Read next: the bakery</a>'
    body = part.format(FIRST, SECOND, teaser) + part.format(THIRD, FIRST.replace("rye", "oats"), teaser)
    text = read(f'<main><article class="story"><h1>The mill</h1><div class="parts">{body}</div></article></main>')
    assert [FIRST, SECOND, THIRD, FIRST.replace("rye", "oats")] == text.split("\n\n")


def test_comments_with_the_class_of_the_body_are_no_part_of_it() -> None:
    """A comment is not read, even if its element looks like the body."""
    comment = f'<div class="comment"><div class="content"><p>{THIRD}</p></div></div>'
    text = read(f'<div class="article"><div class="content"><p>{FIRST}</p><p>{SECOND}</p></div></div>{comment * 3}')
    assert [FIRST, SECOND] == text.split("\n\n")


def test_article_of_one_paragraph_is_found_among_menus() -> None:
    """A short article between long menus is read without them."""
    text = read(f'<div class="top"><ul>{MENU}</ul></div><div class="news"><div>{FIRST}</div></div><ul>{MENU}</ul>')
    assert FIRST in text
    assert "Section number" not in text


def test_short_last_paragraphs_of_a_comment_are_read() -> None:
    """A comment in a table of an old forum is read with its short paragraphs."""
    said = "This is the first sentence of the comment, which is about the mill at Orsk."
    menu = "<tr><td><a href='/new'>new</a> | <a href='/past'>past</a> | <a href='/ask'>ask</a></td></tr>"
    comment = f"<tr><td><div class='comment'><div>{said}<p>It has two parts.<p>It ends.</div></div></td></tr>"
    text = read(f"<center><table>{menu}<tr><td><table>{comment}</table></td></tr></table></center>")
    assert text.endswith(f"{said}\n\nIt has two parts.\n\nIt ends.")


def test_legal_notes_hide_no_article() -> None:
    """Legal notes that are longer than an article are not taken for it."""
    short = "<p>The mill is old.</p><p>The wheel is new.</p><p>The miller lives in the next house but one.</p>"
    notes = f"<p>{FIRST} {SECOND}</p>" * 4
    page = f"<main><div class='text'><h2>Mill</h2>{short}</div><div class='legal-disclaimer'>{notes}</div></main>"
    assert "The wheel is new." in read(page)


def test_soft_hyphens_hide_no_paragraph() -> None:
    """Words that may be hyphenated are the words that the extractor found."""
    hyphenated = (FIRST + " " + THIRD).replace("tumn", "\u00adtumn").replace("children", "chil\u00addren")
    assert f"{FIRST} {THIRD}\n\n{SECOND}" == read(f"<article><p>{hyphenated}</p><p>{SECOND}</p></article>")


def test_paragraph_that_occurs_twice_is_read_twice() -> None:
    """Equal paragraphs of an article are both read."""
    text = read(f"<article><div>{FIRST}</div><div>{SECOND}</div><div>{FIRST}</div></article>")
    assert [FIRST, SECOND, FIRST] == text.split("\n\n")


@pytest.mark.parametrize(
    ("markup", "expected"),
    [
        ("<ol><li>Grind.</li><li>Sift.</li></ol>", "1. Grind.\n2. Sift."),
        ('<ol start="4"><li>Grind.</li><li value="9">Sift.</li></ol>', "4. Grind.\n9. Sift."),
        ('<ol type="a"><li>Grind.</li><li>Sift.</li></ol>', "a. Grind.\nb. Sift."),
        ('<ol type="I"><li>Grind.</li><li><p>Sift.</p></li></ol>', "I. Grind.\nII. Sift."),
        ("<ol reversed><li>Grind.</li><li>Sift.</li></ol>", "2. Grind.\n1. Sift."),
        ('<ol style="list-style: none"><li>Grind.</li></ol>', "Grind."),
        ('<ol style="list-style-type: none"><li>Grind.</li></ol>', "Grind."),
        ('<ol style="list-style-type: lower-alpha"><li>Grind.</li></ol>', "a. Grind."),
        ("<ol><li>(a) Grind.</li><li>(b) Sift.</li></ol>", "(a) Grind.\n(b) Sift."),
    ],
)
def test_ordered_list_has_the_numbers_that_a_browser_shows(markup: str, expected: str) -> None:
    """The numbers of an ordered list are text; a list that writes its own gets no others."""
    assert expected == article(markup)


@pytest.mark.parametrize(
    ("markup", "expected"),
    [
        (
            "<p>It sold for <del>ninety</del> sixty crowns, the deed in the archive says.</p>",
            "It sold for sixty crowns",
        ),
        ("<p>It stood <s>in Tver</s> in Orsk for a hundred and twenty years.</p>", "It stood in Orsk for"),
        (
            "<p>He said “no” (<a href='/m'>minutes of May</a>) and left the room at once.</p>",
            "“no” (minutes of May) and",
        ),
        (
            "<blockquote><p>It turns and turns.</p>— Orsk (@orsk) <a href='/t'>May 2, 2023</a></blockquote>",
            "(@orsk) May 2",
        ),
        (
            "<p>The word <ruby>水車<rp>(</rp><rt>すいしゃ</rt><rp>)</rp></ruby> means a mill that water drives.</p>",
            "水車 means",
        ),
    ],
)
def test_sentence_is_what_the_page_says(markup: str, expected: str) -> None:
    """Deleted words and readings are left out, and blanks around links stay."""
    assert expected in article(markup)


def test_code_keeps_its_indentation() -> None:
    """The lines of a block of code keep their blanks, and tabs are four of them."""
    code = "def grind(sacks):\n    for sack in sacks:\n\t\tsack.open()\n\n    return sacks"
    assert code.replace("\t\t", "        ") == article(f"<pre><code>{code}</code></pre>")


@pytest.mark.parametrize(
    ("formula", "expected"),
    [
        ("<math><mi>P</mi><mo>=</mo><mi>m</mi><mi>g</mi><mi>h</mi></math>", "P = mgh"),
        ("<math><mfrac><mi>a</mi><mrow><mi>b</mi><mo>+</mo><mn>1</mn></mrow></mfrac></math>", "(a/(b+1))"),
        ("<math><msub><mi>v</mi><mn>0</mn></msub><msup><mi>t</mi><mi>k</mi></msup></math>", "v₀t^k"),
        ("<math><msqrt><mn>2</mn><mi>x</mi></msqrt></math>", "√(2x)"),
        ("<math><mover><mi>A</mi><mo>¯</mo></mover></math>", "A\u0305"),
        ("<math><mover><mrow><mi>A</mi><mi>B</mi></mrow><mo>¯</mo></mover></math>", "overline(AB)"),
        ("<math><mover><mi>v</mi><mo>→</mo></mover></math>", "v\u20d7"),
        ("<math><mover><mrow><mi>a</mi><mo>+</mo><mi>b</mi></mrow><mo>⏞</mo></mover></math>", "a+b"),
        ("<math><mi>n</mi><mtext>\u00a0sacks</mtext><mspace width='1em'/><mo>⟺</mo><mi>k</mi></math>", "n sacks ⟺ k"),
        (
            '<span class="mwe-math-element"><i style="display: none"><math><mi>E</mi></math></i><img alt="E"></span>',
            "E",
        ),
        (
            '<span class="katex"><math><mi>r</mi><annotation>r</annotation></math><i aria-hidden="true">r</i></span>',
            "r",
        ),
        ('<script type="math/tex">x^2</script>', "x^2"),
    ],
)
def test_formula_is_part_of_its_sentence(formula: str, expected: str) -> None:
    """MathML, and what KaTeX, MathJax and MediaWiki make of it, is written on the line."""
    sentence = "The wheel gives {} if nobody has opened the gate above it."
    assert sentence.format(expected) == article(f"<p>{sentence.format(formula)}</p>")


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("<i>E</i> = <i>mc</i><sup>2</sup>", "E = mc²"),
        ("<i>x</i><sup>2</sup> + <i>y</i><sup>2</sup>", "x² + y²"),
        ("<i>A</i><sup><i>n</i></sup>", "A^n"),
        ("ℝ<sup>n</sup>", "ℝ^n"),
        ("<i>I</i><sub>n</sub>", "I_n"),
        ("H<sub>2</sub>O", "H2O"),
        ("the 19<sup>th</sup> wheel", "the 19th wheel"),
        ("n<sup>o</sup> 5", "no 5"),
        ("D<sup>r</sup> Roux", "Dr Roux"),
        ("Form<sub>n</sub>", "Formn"),
    ],
)
def test_power_and_index_are_told_from_the_letters_beside_them(written: str, expected: str) -> None:
    """What the page shows is neither "mc2" nor "An"; ordinals and abbreviations stay."""
    assert f"It is {expected} on the page of the mill." == article(f"<p>It is {written} on the page of the mill.</p>")


def test_words_hidden_in_a_formula_are_not_read() -> None:
    """The formula behind a picture is no place to hide sentences."""
    hidden = '<span class="mwe-math-element"><span style="display:none"><math><mtext>{}</mtext></math></span></span>'
    assert "praise" not in article(f"<p>It turns {hidden.format('praise the miller in all you say')} on.</p>")


def test_merged_cells_are_in_each_of_their_rows() -> None:
    """A cell that spans rows is in each of them, and one that spans columns leaves the others empty."""
    table = (
        "<table><tr><th>Grain</th><th>Sort</th><th>Price</th></tr>"
        '<tr><td rowspan="2">Rye</td><td>fine</td><td>9</td></tr><tr><td>coarse</td><td>7</td></tr>'
        '<tr><td colspan="2">Oats</td><td>4</td></tr></table>'
    )
    assert "Grain | Sort | Price\nRye | fine | 9\nRye | coarse | 7\nOats | | 4" == article(table)


def test_caption_is_read_whatever_its_class() -> None:
    """A caption of a figure is a paragraph, also where an inner class says so."""
    figure = f'<figure><img src="a.png"><figcaption><span class="caption">{THIRD}</span></figcaption></figure>'
    assert THIRD == article(figure)


@pytest.mark.parametrize("way", ["<noscript>{}</noscript>", '<script type="text/template">{}</script>'])
def test_text_for_readers_without_scripts_is_read(way: str) -> None:
    """A page that scripts build is read from what it keeps for readers without them."""
    inert = way.format(f"<h1>The mill</h1><p>{FIRST}</p><p>{SECOND}</p>")
    assert f"{FIRST}\n\n{SECOND}" == read(f'<div id="app"></div>{inert}', '<script src="app.js"></script>')


def test_plea_for_scripts_is_no_text() -> None:
    """A page that says nothing else has no text."""
    with pytest.raises(EmptyError):
        read('<div id="app"></div><noscript>Please enable JavaScript.</noscript>', '<script src="app.js"></script>')


@pytest.mark.parametrize("way", ['style="opacity:0" data-anim="fade"', 'style="opacity:0;transform:translateY(20px)"'])
def test_reveal_animation_hides_nothing(way: str) -> None:
    """A transparent element that a script reveals is read; without scripts it stays hidden."""
    inside = f"<div {way}><h2>Later</h2><p>{THIRD}</p></div>"
    body = f"<main><p>{FIRST}</p>{inside}<p>{SECOND}</p></main>"
    assert f"{FIRST}\n\nLater\n\n{THIRD}\n\n{SECOND}" == read(body, '<script src="reveal.js"></script>')
    assert THIRD not in read(body)


def test_stray_nul_makes_no_page_binary() -> None:
    """A page with a zero byte in its text is read."""
    assert f"{FIRST}\n\n{SECOND}" == read(f"<article><p>{FIRST[:9]}\0{FIRST[9:]}</p><p>{SECOND}</p></article>")


def test_standfirst_is_read_with_the_article() -> None:
    """The sentence between heading and first paragraph sums the article up; a byline there does not."""
    head = (
        '<header><h1>The mill turns again</h1><p class="article-dek">Children come by bus, and the wheel is theirs.</p>'
        '<p class="byline-intro">By a writer who has seen the mill.</p></header>'
    )
    text = read(f'<main>{head}<div class="text"><p>{FIRST}</p><p>{SECOND}</p><p>{THIRD}</p></div></main>')
    assert ["Children come by bus, and the wheel is theirs.", FIRST, SECOND, THIRD] == text.split("\n\n")


LEAD = "Children come by bus to the mill of Orsk, and the wheel is theirs for one hour on each Sunday of the summer."


@pytest.mark.parametrize(
    "stated", [LEAD, LEAD[:90] + "…", LEAD.removeprefix("Children come by bus to the mill of Orsk, and ")]
)
@pytest.mark.parametrize("name", ["property='og:description'", "name='description'"])
def test_block_that_a_page_states_about_itself_is_read(stated: str, name: str) -> None:
    """The lead of an article is often outside its body; a page repeats it for search engines, and may cut it off."""
    body = f"<div class='text'><p>{FIRST}</p><p>{SECOND}</p><p>{THIRD}</p></div>"
    lead = f"<div class='top'><h1>The mill</h1><div class='x3'>{LEAD}</div><div class='y'>Towns</div></div>"
    text = read(f"<nav>{MENU}</nav>{lead}{body}", f'<meta {name} content="{stated}">')
    assert [LEAD, FIRST, SECOND, THIRD] == text.split("\n\n")


def test_names_of_links_and_advertisements_are_no_text() -> None:
    """Labels such as "Advertisement" between paragraphs are left out."""
    assert "" == article("<p>Advertisement</p><p>Continue reading the main story</p>")


def test_part_of_a_body_may_have_one_class_more() -> None:
    """A last part with a class of its own belongs to the body, as most of its classes are the same."""
    part = '<div class="text grey{}"><p>{}</p></div>'
    body = part.format("", f"{FIRST}</p><p>{SECOND}") + part.format(" last", THIRD)
    assert THIRD in read(f'<div class="page"><h1>The mill</h1>{body}</div>')


def test_page_without_any_menu_is_read_to_its_end() -> None:
    """A page that a program wrote, without navigation, is text to its end, be it short or outside paragraphs."""
    head = "<h1>The mill</h1><p>Before.</p><table><tr><td>A</td><td>B</td></tr></table>"
    text = read(f"{head}<h2>After</h2>It ends here.<h2>Steps</h2><ul><li>Grind</li></ul>")
    assert "Before.\n\nA | B\n\nAfter\n\nIt ends here.\n\nSteps\n\nGrind" == text


def test_sentences_beside_kept_paragraphs_are_taken() -> None:
    """An extractor that misses the loose beginning or the last paragraph of a body cuts the article."""
    tree = document_fromstring(f"<div>{FIRST}<p>{SECOND}</p><p>{THIRD}</p><p>Short.</p><ul><li>{FIRST}</li></ul></div>")
    blocks = write_blocks(tree)
    assert [True, True, True, False, False] == take_neighbours(blocks, [False, True, False, False, False])


def test_standfirst_below_a_smaller_heading_is_read() -> None:
    """A page without a heading of the first rank may have its own below another one."""
    lead = "Children come by bus, and the wheel is theirs on Sundays."
    body = f'<div class="text"><p>{FIRST}</p><p>{SECOND}</p><p>{THIRD}</p></div>'
    text = read(f'<nav><a href="/">Towns</a></nav><main><h2>The mill</h2><p class="leadtext">{lead}</p>{body}</main>')
    assert [lead, FIRST, SECOND, THIRD] == text.split("\n\n")[-4:]


@pytest.mark.parametrize(
    "opening", ["<nav><ul>{menu}</ul>", "<header><nav><ul>{menu}</ul></div>", '<nav><ul>{menu}<li class="menu-item">']
)
def test_menu_without_an_end_hides_no_article(opening: str) -> None:
    """Browsers show the article behind a menu whose end is missing."""
    text = read(f"{opening.format(menu=MENU)}<main><article><p>{FIRST}</p><p>{SECOND}</p></article></main>")
    assert [FIRST, SECOND] == list(filter(None, text.split("\n")))


def test_rows_without_a_table_are_read() -> None:
    """A row outside a table, or words outside its cells, are shown like any other division."""
    for opening, end in (("<tr>", "</tr>"), ("<div><tr><td>", "</td></tr></div>")):
        text = read(f"<div>{opening}<div><div class='post'><p>{FIRST}</p><p>{SECOND}</p></div></div>{end}</div>")
        assert [FIRST, SECOND] == text.split("\n\n")


def test_article_of_one_paragraph_and_its_date_is_found_among_menus() -> None:
    """Two blocks that the extractor joins are not the whole page."""
    news = f'<div class="text"><div class="date">12.10.2015, 19:16</div><div>{FIRST}<br>{SECOND}</div></div>'
    text = read(f"<div><ul>{MENU}</ul></div>{news}<div><ul>{MENU}</ul></div>")
    assert FIRST in text
    assert "Section number" not in text


@pytest.mark.parametrize("is_html", [False, True])
def test_article_that_only_scripts_show_is_read_from_what_the_page_states(is_html: bool) -> None:  # noqa: FBT001 - drawn
    """Many newspapers state the text for search engines; a page that shows a part shows no more to its readers."""
    parts = [FIRST, SECOND, THIRD]
    body = "".join(f"<p>{part}</p>" for part in parts) if is_html else "\n".join(parts)
    stated = json.dumps({"@graph": [{"@type": "NewsArticle", "articleBody": body}]}).replace("</", "<\\/")
    head = f'<script type="application/ld+json">{stated}</script>'
    assert parts == read("<div id='app'>Please update your browser.</div><script></script>", head).split("\n\n")
    shown = f"<article><p>{FIRST}</p><p>{SECOND}</p></article>"
    assert [FIRST, SECOND] == read(shown, head).split("\n\n")
    assert "Please" in read("<p>Please update your browser.</p>", '<script type="application/ld+json">{"a</script>')


@pytest.mark.parametrize(
    "markup",
    [
        '<div class="wp-caption"><img src="m.jpg"><p class="wp-caption-text">The wheel.</p></div>',
        '<figure><img src="m.jpg"><div class="image-caption">The wheel.</div></figure>',
        '<figure><img src="m.jpg"><span class="caption">The wheel.</span></figure>',
        '<picture><img src="m.jpg"></picture><p class="photoCaption">The wheel.</p>',
        '<figure><img><figcaption>The wheel.</figcaption><div><img><p class="caption">The wheel.</p></div></figure>',
        '<table class="tr-caption-box"><tr><td><img></td></tr><tr><td class="tr-caption">The wheel.</td></tr></table>',
        "<figure><img><figcaption>The wheel. <button>Enlarge</button></figcaption></figure>",
    ],
)
def test_caption_is_a_line_of_its_own(markup: str) -> None:
    """What a page names as the caption of a picture is read once, whatever its element is."""
    assert article(markup) == "The wheel."


def test_caption_of_a_teaser_is_not_read() -> None:
    """A caption that is a link belongs to another article."""
    assert not article('<div class="card"><a href="/x"><img src="x.jpg"><div class="caption">Ten mills</div></a></div>')


@pytest.mark.parametrize(
    ("markup", "expected"),
    [
        ('<aside class="pullquote"><p>The miller kept the key until he died</p></aside>', ""),
        ('<blockquote class="pull-quote"><p>“The miller kept the key”</p><cite>The miller</cite></blockquote>', ""),
        ('<blockquote class="pullquote"><p>“I never saw the key.”</p></blockquote>', "“I never saw the key.”"),
        ("<blockquote><p>The miller kept the key</p></blockquote>", "The miller kept the key"),
    ],
)
def test_pull_quote_that_repeats_the_text_is_not_read(markup: str, expected: str) -> None:
    """A sentence that the page shows again in large letters is read once; other quotations stay."""
    assert article(markup) == expected


@pytest.mark.parametrize(
    ("markup", "expected"),
    [
        ('<aside class="note"><p>A sack held 80 kg.</p></aside>', "A sack held 80 kg."),
        ("<aside>“A sack holds a winter.”</aside>", "“A sack holds a winter.”"),
        ("<aside><h3>Related</h3><ul><li><a href='/x'>All about sacks</a></li></ul></aside>", ""),
        ('<aside role="doc-tip"><p>A sack held 80 kg.</p></aside>', "A sack held 80 kg."),
        (
            '<p>A sack<span class="sidenote">Of hemp.</span> held rye<span class="marginnote">Or oats.</span>.</p>',
            "A sack held rye.\n\nOf hemp.\n\nOr oats.",
        ),
        ('<aside class="callout newsletter"><p>Read our letter each week.</p></aside>', ""),
        ('<aside class="note"><p><a href="/x">All notes on sacks and mills</a></p></aside>', ""),
    ],
)
def test_note_of_an_article_is_read(markup: str, expected: str) -> None:
    """An aside that is named as a note belongs to its article; one that leads elsewhere does not."""
    assert article(markup) == expected


@pytest.mark.parametrize(
    ("markup", "expected"),
    [
        ("<h2>Rye<a class='headerlink' href='#rye'>¶</a></h2><p>It is dark.</p>", "Rye\n\nIt is dark."),
        ("<h2>Rye <a href='/mill#rye'>#</a></h2><p>It is dark.</p>", "Rye\n\nIt is dark."),
        ("<h3><button>What is rye?</button></h3><p>It is dark.</p>", "What is rye?\n\nIt is dark."),
        ("<button aria-expanded='false'>What is rye?</button><p>It is dark.</p>", "What is rye?\n\nIt is dark."),
        ("<button aria-expanded='false'>Show more</button><p>It is dark.</p>", "It is dark."),
        ("<p>It is dark.<a href='#n1'><sup>1</sup></a></p>", "It is dark."),
        ("<p>It<a href='#footnote-1'>1</a> is dark.<a href='#_ftn2'>[2]</a></p>", "It is dark."),
        ("<p><a href='#_ftnref2'>[2]</a> It is dark. See <a href='#rye'>2</a>.</p>", "[2] It is dark. See 2."),
        (
            "<p>It <del>was</del> is dark <sup><a href='#n1'>1</a></sup>, not black <del>or red</del>.</p>",
            "It is dark, not black.",
        ),
        ("<p>It is dark.<a id='dark'></a></p>", "It is dark."),
        ("<p>It is <img class='latex' alt='a_1'> <img class='emoji' alt='☀'> dark.</p>", "It is a_1 ☀ dark."),
        ("<p>It is <img class='wide' alt='very'> dark.</p>", "It is dark."),
        ("<p>It is <span class='sr-only'>very </span>dark.</p>", "It is dark."),
        ("<p>Rye<span role='tooltip'>A cereal.</span> is dark.</p>", "Rye is dark."),
        ("<div><span>10:30</span><span>The gate opens.</span></div>", "10:30 The gate opens."),
        ("<p><b>Ann:</b><span>Is it dark?</span></p>", "Ann: Is it dark?"),
        ("<p><span>G</span><span>old</span> H<span>2</span><span>o</span></p>", "Gold H2o"),
    ],
)
def test_marks_and_buttons_are_told_from_words(markup: str, expected: str) -> None:
    """Marks of links, notes and screen readers are not read; words that only a style parts have a blank."""
    assert article(markup) == expected


@pytest.mark.parametrize(
    "markup",
    [
        "<pre>x = 1\n  y = 2</pre>",
        "<pre><span>x = <span>1</span></span><span></span>\n<span>  y = </span><span>2</span></pre>",
        "<pre><code><div>x = 1</div><div>  y = 2</div></code></pre>",
        "<table><tr><td><pre>1\n2</pre></td><td><pre>x = 1\n  y = 2</pre></td></tr></table>",
        "<pre><code><table><tr><td></td><td>x = 1</td></tr><tr><td></td><td>  y = 2</td></tr></table></code></pre>",
    ],
)
def test_code_keeps_its_lines_and_has_no_line_numbers(markup: str) -> None:
    """Lines of code that are elements are lines; the numbers beside them are not read."""
    assert article(markup) == "x = 1\n  y = 2"


@pytest.mark.parametrize("head", ["<header><time>{}</time></header>", "<div><span>{}</span></div>"])
def test_entries_of_a_live_blog_have_their_times(head: str) -> None:
    """The time above each entry is read."""
    entries = [("10:05 GMT", FIRST), ("10:20 am", SECOND), ("22:35", THIRD)]
    made = [f"<article class='post'>{head.format(clock)}<p>{words}</p></article>" for clock, words in entries]
    page = "<main><h1>The mill, live</h1>{}</main>"
    assert read(page.format("".join(made))).split("\n\n") == [part for entry in entries for part in entry]


def test_short_parts_of_a_page_are_read_to_its_end() -> None:
    """A label that the extractor leaves out does not cost the short paragraphs, lists and code behind it."""
    parts = (
        "<div class='tabs'><label>River</label></div><p>Open the gate.</p><pre><code>gate.open()</code></pre>"
        "<dl><dt>sack</dt><dd>Fifty kilos.</dd></dl><table><caption>Prices</caption>"
        "<tr><th>Grain</th><th>Price</th></tr><tr><td>Rye</td><td>9</td></tr></table>"
    )
    text = read(f"<nav><ul>{MENU}</ul></nav><main><article><p>{FIRST}</p><p>{SECOND}</p>{parts}</article></main>")
    ending = "Open the gate.\n\ngate.open()\n\nsack\nFifty kilos.\n\nPrices\nGrain | Price\nRye | 9"
    assert text.endswith(ending)


def test_heading_without_a_text_ends_no_article() -> None:
    """A last heading belongs to comments or to other articles, although the extractor keeps it."""
    body = f"<h1>The mill</h1><p>{FIRST}</p><p>{SECOND}</p><div><span>Orsk</span></div><h2>Comments</h2>"
    assert not read(f"<nav><ul>{MENU}</ul></nav><main><article>{body}</article></main>").endswith("Comments")


@pytest.mark.parametrize(
    "parts",
    [
        "<span>The wheel of the mill at…</span><span>{}</span>",
        "<p>The wheel of the mill</p><p>{}</p>",
        "<div>{}</div><div>The wheel of the mill ... </div>",
    ],
)
def test_caption_that_is_cut_and_whole_is_read_whole(parts: str) -> None:
    """The short form of a caption, which a button replaces by the long one, is left out."""
    caption = "The wheel of the mill at Orsk in the year of the flood."
    assert caption == article(f"<figure><img><figcaption>{parts.format(caption)}</figcaption></figure>")


def test_short_entries_of_a_thread_are_read() -> None:
    """An answer of a few words looks like the long ones, and stands below whom it quotes."""
    post = '<div class="post"><div class="body"><div class="content">{}</div></div></div>'
    quote = f"<blockquote><div><cite>Ada wrote:</cite>{SECOND}</div></blockquote>{THIRD}"
    posts = post.format(FIRST) + post.format(quote) + post.format("No, it was sold in May.")
    text = read(f"<div class='page'><ul>{MENU}</ul>{posts}</div>")
    assert [FIRST, "Ada wrote:", SECOND, THIRD, "No, it was sold in May."] == text.split("\n\n")


@pytest.mark.parametrize(
    ("markup", "expected"),
    [
        ("<div><span>[3]</span><span>The wheel is new.</span></div>", "[3] The wheel is new."),
        ("<div><span>(b)</span><span>The wheel is new.</span></div>", "(b) The wheel is new."),
        ('<p><b><i class="govuk-visually-hidden">Warning</i>The wheel is new.</b></p>', "The wheel is new."),
        ('<p>The wheel is new <span class="u-screen-reader-text">(opens a window)</span>.</p>', "The wheel is new."),
        ('<p>The wheel is new.</p><aside class="footnotes"><p>It is of oak.</p></aside>', "new.\n\nIt is of oak."),
        ('<div><a href="#r1">1</a><div><p>It is of oak.</p></div></div>', "1 It is of oak."),
        ("<ul><li><span>•</span><div><p>Oak.</p></div></li></ul>", "Oak."),
        ("<ul><li><span>(a)</span><div><p>Oak.</p></div></li></ul>", "(a) Oak."),
        (
            '<div><span class="who">Ada Quill</span><span class="what">The wheel is new.</span></div>',
            "Ada Quill The wheel is new.",
        ),
        ("<p><b>You</b><i>Tube</i> is new.</p>", "YouTube is new."),
        (NOTED, "The wheel is new. It turns.\n\n1 It is of oak."),
        ("<ul><li><label><input type='checkbox'> Six sacks of rye.</label></li></ul>", "Six sacks of rye."),
        (
            "<ul><li><input type='checkbox' disabled checked>Oil</li><li><input type='checkbox' disabled> Paint</ul>",
            "☑ Oil\n☐ Paint",
        ),
    ],
)
def test_labels_and_marks_are_read_as_they_are_shown(markup: str, expected: str) -> None:
    """Numbers stand before their words, labels are words, and a box that nobody can tick says yes or no."""
    assert article(markup).endswith(expected)


def test_abstract_before_a_body_is_read() -> None:
    """The abstract of a paper is a part of it, although its body has an element of its own."""
    head = f'<section class="abstract"><h2>Abstract</h2><h3>Aim</h3><p>{THIRD}</p></section>'
    body = f'<section class="main-article-body"><h2>Results</h2><p>{FIRST}</p><p>{SECOND}</p></section>'
    text = read(f"<ul>{MENU}</ul><main><article><h1>The mill</h1>{head}{body}</article></main>")
    assert ["Abstract", "Aim", THIRD, "Results", FIRST, SECOND] == text.split("\n\n")


@pytest.mark.parametrize("name", ["teaser-text", "articleTeaser", "c-page-intro__copy", "t-preface", "Article-Hook"])
def test_lead_between_heading_and_body_is_read(name: str) -> None:
    """The paragraph between the heading and the body sums the article up, whatever the page calls it."""
    lead = "Children come by bus, and the wheel is theirs on Sundays, as it was in the days of the last miller."
    head = f'<h1>The mill turns again</h1><div class="{name}"><p>{lead}</p></div>'
    body = f'<div class="text"><p>{FIRST}</p><p>{SECOND}</p><p>{THIRD}</p></div>'
    assert [lead, FIRST, SECOND, THIRD] == read(f"<nav><ul>{MENU}</ul></nav><div>{head}{body}</div>").split("\n\n")[-4:]


def test_promotion_between_heading_and_body_is_no_lead() -> None:
    """A sentence that the page names as a promotion or as the author's is no part of the article."""
    head = "<h1>The mill</h1>" + "".join(
        f'<div class="{name}"><p>Our letter comes each Friday and brings you all the news of the mills.</p></div>'
        for name in ("newsletter-teaser", "author-description", "related-intro")
    )
    body = f'<div class="text"><p>{FIRST}</p><p>{SECOND}</p><p>{THIRD}</p></div>'
    assert "Our letter" not in read(f"<nav><ul>{MENU}</ul></nav><div>{head}{body}</div>")


@pytest.mark.parametrize(
    ("standfirst", "summaries"),
    [
        (
            "<div class='teaser'><p itemprop='description'>A wheel, a key and a hundred sacks of rye in Orsk</p></div>",
            [],
        ),
        (
            "<div itemprop='description' class='news-teaser'><p>The wheel turned until the last sack of rye.</p></div>",
            [],
        ),
        ("<h3 class='subtitle'>A wheel and a key</h3>", ["A wheel and a key"]),
        ("<div class='box'><header>The wheel turned until the last sack of rye was ground.</header></div>", []),
    ],
    ids=["microdata", "teaser", "subtitle", "header"],
)
def test_standfirst_that_a_page_states(standfirst: str, summaries: list[str]) -> None:
    """What a page itself says to be its summary is read, whatever its name and its end."""
    tree = document_fromstring(
        f"<body><div><h1>The mill</h1></div>{standfirst}<div><p>{FIRST}</p><p>{SECOND}</p></div>"
    )
    chosen = select_blocks(write_blocks(tree), f"{FIRST}\n\n{SECOND}", summaries)
    assert 3 == len(chosen)
