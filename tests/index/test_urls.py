"""``index.urls``, and the links of web pages."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.parsing.extraction import extract
from index.types import Link, Raw
from index.urls import is_url, normalize_url, resolve_link

WEB = "https://news.example/2024/05/gauge.html"
FILE = "/saved/2024/gauge.html"


def links(body: str, location: str = WEB, head: str = "") -> list[str]:
    """The targets of the links in a page's text."""
    page = f"<html><head>{head}</head><body><article><p>The gauge failed. {body}</p></article></body></html>"
    return [link.target for link in extract(Raw(location, page.encode(), "text/html")).links]


@pytest.mark.parametrize(
    ("href", "expected"),
    [
        ("report.html", "https://news.example/2024/05/report.html"),
        ("../report.html#p2", "https://news.example/2024/report.html"),
        ("/report?a=1&b=2", "https://news.example/report?a=1&b=2"),
        ("?page=2", "https://news.example/2024/05/gauge.html?page=2"),
        ("?utm_source=mail&page=2&fbclid=aB3", "https://news.example/2024/05/gauge.html?page=2"),
        ("/?UTM_medium=x&gclid=1", "https://news.example/"),
        (
            "?utm=2&my_fbclid=1&q=utm_source=x",
            "https://news.example/2024/05/gauge.html?utm=2&my_fbclid=1&q=utm_source=x",
        ),
        ("//other.example/x", "https://other.example/x"),
        ("HTTP://Other.Example:80", "http://other.example/"),
        (" /re\nport ", "https://news.example/report"),
        ("https://bücher.example/ä", "https://xn--bcher-kva.example/%C3%A4"),
        ("#top", None),
        ("gauge.html#top", "https://news.example/2024/05/gauge.html"),
        ("", None),
        ("mailto:ana@news.example", None),
        ("tel:123", None),
        ("javascript:void(0)", None),
        ("java\tscript:void(0)", None),
        ("data:text/html,x", None),
        ("file:///etc/hostname", None),
        ("https://[bad", None),
        ("https://user:word@news.example/", None),
    ],
)
def test_resolve_on_the_web(href: str, expected: str | None) -> None:
    """A link on a page leads to another page, relative to the page's own address, or nowhere."""
    assert expected == resolve_link(href, WEB)


@pytest.mark.parametrize(
    ("href", "expected"),
    [
        ("report.html", "/saved/2024/report.html"),
        ("../re%20port.html?x#p2", "/saved/re port.html"),
        ("/report.html", "/report.html"),
        ("file:///saved/report.html", "/saved/report.html"),
        ("https://other.example/x#y", "https://other.example/x"),
        ("//other.example/x", "https://other.example/x"),
        ("#top", None),
        ("?page=2", None),
        ("mailto:ana@news.example", None),
        ("file://other/x", None),
        ("%00.html", None),
    ],
)
def test_resolve_in_a_file(href: str, expected: str | None) -> None:
    """A link in a file leads to another file, relative to the file's folder, or to the web."""
    assert expected == resolve_link(href, FILE)


def test_page_links() -> None:
    """The links of a page are those of its text, with the words that carry them, once each, in order."""
    page = """<html><body><nav><a href="/">Home</a></nav><article><p>The <a href="a.html">old <b>gauge</b></a> failed,
    says <a href="/b?c=1#d">a
    report</a>.</p><ul><li>See <a href="a.html#x">it again</a>, <a href="#top">top</a>, <a href="mailto:x@y.z">us</a> or
    <a href="gauge.html#part">here</a>.</li></ul><table><tr><td>Gull</td><td><a href="e.html">Isle</a></td></tr></table>
    </article><footer><a href="/imprint">Imprint</a></footer></body></html>"""

    assert (
        Link("https://news.example/2024/05/a.html", "old gauge"),
        Link("https://news.example/b?c=1", "a report"),
        Link("https://news.example/2024/05/e.html", "Isle"),
    ) == extract(Raw(WEB, page.encode(), "text/html")).links


@pytest.mark.parametrize(
    ("location", "base", "expected"),
    [
        (WEB, "/archive/", "https://news.example/archive/a.html"),
        (WEB, "https://other.example/x/y", "https://other.example/x/a.html"),
        (FILE, "https://other.example/x/", "https://other.example/x/a.html"),
        (FILE, "pages/", "/saved/2024/pages/a.html"),
        (WEB, "mailto:x", "https://news.example/2024/05/a.html"),
    ],
)
def test_base(location: str, base: str, expected: str) -> None:
    """``<base>`` changes the targets of relative links."""
    assert [expected] == links('See <a href="a.html">this</a>.', location, f'<base href="{base}">')


def test_links_of_a_bare_page() -> None:
    """A page without structure keeps the links of its text."""
    page = "<html><body>The gauge failed, says <a href='a.html'>a report</a> of the agency.</body></html>"

    assert (Link("/saved/2024/a.html", "a report"),) == extract(Raw(FILE, page.encode(), "text/html")).links


@given(st.text(max_size=40), st.sampled_from([WEB, FILE]))
def test_anything_resolves(href: str, base: str) -> None:
    """Any link resolves to a normalised URL, an absolute path or None."""
    target = resolve_link(href, base)

    assert target is None or target == (normalize_url(target) if is_url(target) else "/" + target.lstrip("/"))
