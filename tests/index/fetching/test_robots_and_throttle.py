"""``index.fetching.fetcher``: robots.txt, throttling, back-offs, and pages that moved or did not change."""

import gzip
import zlib
from email.utils import formatdate

import pytest

from index.errors import BusyError, NotFoundError, RefusedError, TooLargeError, UnreachableError
from index.fetching.fetcher import Fetcher
from index.fetching.throttle import Throttle
from index.gzip_stream import gunzip
from index.types import Validators
from tests.support.website import LOOPBACK, PAGE, Handler, Site, no_proxy, site

__all__ = ["no_proxy", "site"]


@pytest.fixture
def fetcher() -> Fetcher:
    """A fetcher with small limits."""
    return Fetcher(timeout_s=5.0, max_bytes=1000, allow_networks=LOOPBACK)


def paths(site: Site) -> list[str]:
    """The paths that the site served, in order."""
    return [path for path, _ in site.seen]


def test_robots_keep_followed_links_away_and_not_a_person(site: Site, fetcher: Fetcher) -> None:
    """A page that robots.txt closes is read only if the user names it; the rules are read once."""
    rules = b"User-agent: *\nDisallow: /private/\nAllow: /private/*.html$\n\nUser-agent: Other\nDisallow: /"
    site.serve("/robots.txt", rules, Content_Type="text/plain")
    closed, excepted, free = (site.serve(path) for path in ("/private/a", "/private/b.html", "/c"))
    with pytest.raises(RefusedError, match=r"its robots\.txt says so"):
        fetcher.fetch(closed, referrer=site.url("/"))
    for url in (excepted, free):
        assert PAGE == fetcher.fetch(url, referrer=site.url("/")).data
    assert ["/robots.txt", "/private/b.html", "/c"] == paths(site)
    assert PAGE == fetcher.fetch(closed).data


def test_robots_may_name_pincite(site: Site, fetcher: Fetcher) -> None:
    """The rules for Pincite take precedence over the general ones."""
    site.serve(
        "/robots.txt", b"User-agent: *\nDisallow:\n\nUser-agent: Pincite\nDisallow: /a", Content_Type="text/plain"
    )
    with pytest.raises(RefusedError):
        fetcher.fetch(site.serve("/a"), referrer=site.url("/"))


def test_robots_that_cannot_be_read_now_close_a_site_for_now(site: Site, fetcher: Fetcher) -> None:
    """A server error for robots.txt is a retryable refusal; a missing file is permission."""
    url = site.serve("/a")
    site.serve("/robots.txt", status=500)
    with pytest.raises(UnreachableError, match=r"robots\.txt answered with an error"):
        fetcher.fetch(url, referrer=site.url("/"))
    del site.pages["/robots.txt"]
    assert PAGE == fetcher.fetch(url, referrer=site.url("/")).data


def test_redirect_to_a_page_that_robots_close_is_not_followed(site: Site, fetcher: Fetcher) -> None:
    """robots.txt is checked for each redirect."""
    site.serve("/robots.txt", b"User-agent: *\nDisallow: /b", Content_Type="text/plain")
    site.serve("/b")
    with pytest.raises(RefusedError, match=r"/b is not to be read"):
        fetcher.fetch(site.redirect("/a", "/b"), referrer=site.url("/"))


@pytest.mark.parametrize("status", [429, 503])
def test_busy_server_is_asked_again_when_it_says(site: Site, fetcher: Fetcher, status: int) -> None:
    """A request with a short ``Retry-After`` is retried, twice at most."""

    def busy(handler: Handler) -> None:
        again = len(site.seen) > 2
        handler.send_response(200 if again else status)
        handler.send_header("Retry-After", "0")
        handler.end_headers()
        handler.wfile.write(PAGE if again else b"")

    site.pages["/a"] = busy
    assert PAGE == fetcher.fetch(site.url("/a")).data
    assert ["/a"] * 3 == paths(site)


@pytest.mark.parametrize("value", ["7200", formatdate(4_000_000_000, usegmt=True)])
def test_server_that_wants_to_be_left_alone_is_left_alone(site: Site, fetcher: Fetcher, value: str) -> None:
    """After a long ``Retry-After``, no page of the site is requested until then."""
    url = site.serve("/a", status=429, Retry_After=value)
    for wanted in (url, site.serve("/b")):
        with pytest.raises(BusyError, match=r"left alone for \d+ hours; try again then"):
            fetcher.fetch(wanted)
    assert ["/a"] == paths(site)


def test_requests_to_one_host_are_spaced_and_hosts_do_not_wait_for_one_another() -> None:
    """A request waits for the pause after the previous one, or for the back-off of its host."""
    now, slept = [100.0], list[float]()

    def sleep(seconds: float) -> None:
        slept.append(seconds)
        now[0] += seconds

    throttle = Throttle(lambda: now[0], sleep)
    for host in ("a.example", "b.example", "a.example"):
        with throttle.wait(host, 0.5):
            pass
    assert [0.5] == slept
    throttle.back_off("b.example", 20)
    assert (20.0, 0.0) == (throttle.back_off_s("b.example"), throttle.back_off_s("a.example"))
    with throttle.wait("b.example", 0.5):
        assert [0.5, 20.0] == slept


def test_page_that_refreshes_itself_to_another_is_followed(site: Site, fetcher: Fetcher) -> None:
    """A quick ``meta refresh`` is a redirect; a late one, or one within ``noscript``, is not."""
    target = site.serve("/b/new")
    moved = site.serve("/a", b'<head><META HTTP-EQUIV="Refresh" CONTENT="0; URL=\'b/new\'"></head><p>Moved.</p>')
    late = b'<head><meta http-equiv="refresh" content="300; url=/b/new"></head><p>News.</p>'
    scripts = b'<head><noscript><meta http-equiv="refresh" content="0; url=/no"></noscript></head><p>Text.</p>'
    assert (target, PAGE) == (fetcher.fetch(moved).location, fetcher.fetch(moved).data)
    for path, page in {"/late": late, "/scripts": scripts}.items():
        assert page == fetcher.fetch(site.serve(path, page)).data


def test_page_that_refreshes_itself_for_ever_is_given_up(site: Site, fetcher: Fetcher) -> None:
    """Pages that refresh to each other count as redirects."""
    url = site.serve("/a", b'<meta http-equiv="refresh" content="0; url=/b">')
    site.serve("/b", b'<meta http-equiv="refresh" content="0; url=/a">')
    with pytest.raises(UnreachableError, match="more than 10 times"):
        fetcher.fetch(url)


def test_page_knows_its_canonical_address(site: Site, fetcher: Fetcher) -> None:
    """The canonical URL comes from the page or its header; the page's own URL does not count."""
    page = b'<head><link rel="alternate canonical" href="/proper#top"></head><p>Text.</p>'
    assert site.url("/proper") == fetcher.fetch(site.serve("/a?from=mail", page)).canonical
    assert fetcher.fetch(site.serve("/proper", page)).canonical is None
    url = site.serve("/b", Link='</header>; rel="canonical"')
    assert site.url("/header") == fetcher.fetch(url).canonical


def test_page_that_did_not_change_is_not_sent_again(site: Site, fetcher: Fetcher) -> None:
    """The validators of a page are sent to its own URL, and a 304 is no error."""
    asked: list[tuple[str | None, str | None]] = []

    def answer(handler: Handler) -> None:
        asked.append((handler.headers["If-None-Match"], handler.headers["If-Modified-Since"]))
        handler.send_response(304 if handler.headers["If-None-Match"] == '"one"' else 200)
        handler.send_header("ETag", '"one"')
        handler.send_header("Last-Modified", "Sun, 22 Nov 2026 10:00:00 GMT")
        handler.end_headers()
        if asked[-1][0] is None:
            handler.wfile.write(PAGE)

    site.pages["/a"] = answer
    url, moved = site.url("/a"), site.redirect("/old", "/a")
    first = fetcher.fetch(url)
    kept = {url: first.validators}
    assert Validators('"one"', "Sun, 22 Nov 2026 10:00:00 GMT") == first.validators
    again = fetcher.fetch(moved, validators_of=kept.get)
    assert (url, b"", True, first.validators) == (again.location, again.data, again.unchanged, again.validators)
    assert [(None, None), ('"one"', "Sun, 22 Nov 2026 10:00:00 GMT")] == asked


def test_unasked_not_modified_is_an_error(site: Site, fetcher: Fetcher) -> None:
    """A 304 without validators in the request is an error."""
    with pytest.raises(UnreachableError, match="HTTP 304"):
        fetcher.fetch(site.serve("/a", b"", 304))


def test_missing_page_behind_a_redirect_is_missing(site: Site, fetcher: Fetcher) -> None:
    """A redirect to a missing page raises the error of that page."""
    with pytest.raises(NotFoundError, match="/b"):
        fetcher.fetch(site.redirect("/a", "/b"))


def test_bomb_is_noticed_before_it_fills_the_memory(site: Site) -> None:
    """A zip bomb is unpacked up to the limit and no further."""
    packer = zlib.compressobj(9, zlib.DEFLATED, zlib.MAX_WBITS | 16)
    zeros = bytes(1_000_000)
    bomb = b"".join([*(packer.compress(zeros) for _ in range(200)), packer.flush()])
    pieces = gunzip([bomb])
    assert 65_536 == max(len(next(pieces)) for _ in range(20))
    fetcher = Fetcher(timeout_s=5.0, max_bytes=1_000_000, allow_networks=LOOPBACK)
    with pytest.raises(TooLargeError, match="larger than 1 MB"):
        fetcher.fetch(site.serve("/bomb", bomb, Content_Encoding="gzip"))


def test_packed_page_in_several_parts_is_read_whole_and_one_that_breaks_off_is_not(
    site: Site, fetcher: Fetcher
) -> None:
    """All members of a gzip file are read; a truncated page is an error."""
    parts = gzip.compress(b"<p>One ") + gzip.compress(b"and two.</p>")
    assert b"<p>One and two.</p>" == fetcher.fetch(site.serve("/a", parts, Content_Encoding="gzip")).data
    with pytest.raises(UnreachableError, match="broke off"):
        fetcher.fetch(site.serve("/b", gzip.compress(PAGE)[:-4], Content_Encoding="gzip"))
