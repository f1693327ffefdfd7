"""The SSRF guard: no form of a private address gets a page from this machine or its network."""

import ipaddress
import time

import httpx
import pytest

from index.errors import RefusedError, SourceError, UnreachableError
from index.fetching.fetcher import Fetcher, locate
from index.fetching.ip_ranges import is_public, is_within, literal_addresses
from index.fetching.visit import Visit
from tests.support.website import LOOPBACK, PAGE, Site, no_proxy, site

__all__ = ["no_proxy", "site"]

PRIVATE_HOSTS = (
    # IPv4, written as everybody does
    "127.0.0.1",
    "127.0.0.2",
    "127.255.255.254",
    "0.0.0.0",  # noqa: S104 - nothing is bound to it
    "10.0.0.1",
    "172.16.0.1",
    "172.31.255.254",
    "192.168.0.1",
    "169.254.169.254",
    "100.64.0.1",
    "100.100.100.200",
    "168.63.129.16",
    "192.0.0.1",
    "192.0.2.1",
    "192.88.99.1",
    "198.18.0.1",
    "198.51.100.1",
    "203.0.113.1",
    "224.0.0.1",
    "240.0.0.1",
    "255.255.255.255",
    # IPv4 in fewer parts, decimal, octal and hexadecimal, and mixtures
    "127.1",
    "127.0.1",
    "10.1",
    "0",
    "2130706433",
    "3232235521",
    "2852039166",
    "017700000001",
    "0177.0.0.1",
    "0177.0.0.01",
    "0x7f000001",
    "0x7f.0.0.1",
    "0x7F.1",
    "0x7f.0x0.0x0.0x1",
    "0x7f.0.0.01",
    "127.0x1",
    "0251.0376.0251.0376",
    "0xa9fea9fe",
    "0xa9.0xfe.43518",
    # digits and dots of other scripts
    "①②⑦.⓪.⓪.①",
    "１２７.０.０.１",
    "127。0。0。1",
    "127．0．0．1",
    # names
    "localhost",
    "LOCALHOST",
    "localhost.",
    "ｌｏｃａｌｈｏｓｔ",
    "127.0.0.1.",
    # IPv6
    "[::1]",
    "[0:0:0:0:0:0:0:1]",
    "[0000:0000:0000:0000:0000:0000:0000:0001]",
    "[::]",
    "[fe80::1]",
    "[fec0::1]",
    "[fc00::1]",
    "[fd00:ec2::254]",
    "[ff02::1]",
    "[100::1]",
    "[2001:db8::1]",
    "[3fff::1]",
    # IPv6 that carries IPv4
    "[::ffff:127.0.0.1]",
    "[::ffff:7f00:1]",
    "[0:0:0:0:0:ffff:127.0.0.1]",
    "[::ffff:169.254.169.254]",
    "[::ffff:0:127.0.0.1]",
    "[::127.0.0.1]",
    "[64:ff9b::7f00:1]",
    "[64:ff9b::10.0.0.1]",
    "[64:ff9b:1::7f00:1]",
    "[2002:7f00:1::]",
    "[2002:a00:1::1]",
    "[2001:0:7f00:1::]",
    "[2606:4700::5efe:7f00:1]",
    "[2606:4700::200:5efe:10.0.0.1]",
)
USERINFO = (
    "http://example.org@127.0.0.1/",
    "http://example.org:80@127.0.0.1/",
    "http://user:word@10.0.0.1/",
    "http://example.org%40127.0.0.1/",
    "http://127.0.0.1\\@example.org/",
    "http://example.org@@127.0.0.1/",
    "http://[::1]@example.org/",
)
TRAPS = (
    "http:///127.0.0.1/",
    "http://127.0.0.1:99999/",
    "http://127.0.0.1 .example.org/",
    "http://[::1/",
    "http://[::ffff:127.0.0.1%25lo]/",
    "gopher://127.0.0.1/",
    "dict://127.0.0.1/",
    "jar:http://127.0.0.1!/",
)
PUBLIC_HOSTS = (
    "8.8.8.8",
    "134744072",
    "0x8.8.8.8",
    "1.1.1.1",
    "172.32.0.1",
    "192.0.1.1",
    "100.128.0.1",
    "[2606:4700::1111]",
    "[2a00:1450:4001:80b::200e]",
    "[::ffff:8.8.8.8]",
    "[64:ff9b::808:808]",
    "[2002:808:808::1]",
)


def closed() -> Fetcher:
    """A fetcher without opened networks."""
    return Fetcher(timeout_s=5.0, max_bytes=1000)


@pytest.mark.parametrize("host", PRIVATE_HOSTS)
def test_private_address_in_every_form_is_refused(site: Site, host: str) -> None:
    """Every form of a private address is refused, even if the user names it; no request is sent."""
    site.serve("/secret")
    with pytest.raises(RefusedError, match="is at the private address"):
        closed().fetch(locate(f"http://{host}:{site.server_port}/secret"))

    assert [] == site.seen


@pytest.mark.parametrize("url", USERINFO + TRAPS)
def test_tricks_in_an_address_are_refused(url: str) -> None:
    """A URL that looks like one host and leads to another is refused."""
    with pytest.raises(SourceError):
        closed().fetch(locate(url))


@pytest.mark.parametrize("host", PRIVATE_HOSTS)
def test_redirect_to_a_private_address_in_every_form_is_refused(host: str) -> None:
    """Each redirect is checked: a public page may not redirect to a private address."""
    asked: list[str] = []

    def redirect(request: httpx.Request) -> httpx.Response:
        asked.append(request.url.path)
        return httpx.Response(302, headers=[(b"Location", f"http://{host}/secret".encode())])

    with pytest.raises(SourceError):
        Fetcher(timeout_s=5.0, max_bytes=1000, transport=httpx.MockTransport(redirect)).fetch("http://8.8.8.8/a")

    assert ["/a"] == asked


@pytest.mark.parametrize("host", PUBLIC_HOSTS)
def test_public_address_in_every_form_is_read(host: str) -> None:
    """Every form of a public address is read."""
    transport = httpx.MockTransport(lambda _: httpx.Response(200, stream=httpx.ByteStream(PAGE)))
    fetcher = Fetcher(timeout_s=5.0, max_bytes=1000, transport=transport)

    assert [True] == [is_public(address) for address in literal_addresses(host.strip("[]"))]
    assert PAGE == fetcher.fetch(locate(f"http://{host}/a")).data


def test_public_name_is_admitted() -> None:
    """A name with public addresses is admitted, and counts as public."""
    visit = Visit(5.0, (), is_led=True)
    visit.admit("example.org", [ipaddress.ip_address("93.184.216.34"), ipaddress.ip_address("2606:2800:220:1::1")])

    assert not visit.went_private


def test_name_with_one_private_address_is_refused() -> None:
    """One private address among public ones is enough to refuse a name."""
    fetcher = Fetcher(timeout_s=5.0, max_bytes=1000, resolver=lambda *_: ["93.184.216.34", "10.0.0.1"])
    with pytest.raises(RefusedError, match=r"example\.org is at the private address 10\.0\.0\.1"):
        fetcher.fetch("http://example.org/")


def test_address_that_was_judged_is_the_one_that_is_connected_to(site: Site) -> None:
    """A connection resolves its name once, so a DNS answer that changes later has no effect."""
    answers = iter([["127.0.0.1"], ["169.254.169.254"]])
    url = site.serve("/a").replace("127.0.0.1", "rebound.example")
    fetcher = Fetcher(timeout_s=5.0, max_bytes=1000, allow_networks=LOOPBACK, resolver=lambda *_: next(answers))

    assert PAGE == fetcher.fetch(url).data
    with pytest.raises(RefusedError, match=r"169\.254\.169\.254"):
        fetcher.fetch(url)
    assert ["/a"] == [path for path, _ in site.seen]


def test_redirect_to_a_name_that_was_rebound_is_refused(site: Site) -> None:
    """The second request to a name is resolved and checked again."""
    answers = iter([["127.0.0.1"], ["10.0.0.1"]])
    site.serve("/b")
    url = site.redirect("/a", "/b", Connection="close").replace("127.0.0.1", "rebound.example")
    fetcher = Fetcher(timeout_s=5.0, max_bytes=1000, allow_networks=LOOPBACK, resolver=lambda *_: next(answers))
    with pytest.raises(RefusedError, match=r"10\.0\.0\.1"):
        fetcher.fetch(url)


def test_only_the_networks_that_were_opened_are_read(site: Site) -> None:
    """Opening a network opens no other address; an IPv6 form of an opened address is that address."""
    fetcher = Fetcher(timeout_s=5.0, max_bytes=1000, allow_networks=LOOPBACK)
    url = site.serve("/a")

    assert PAGE == fetcher.fetch(url).data
    assert is_within(ipaddress.ip_address("::ffff:127.0.0.1"), LOOPBACK)
    with pytest.raises(RefusedError, match=r"127\.0\.0\.2 is at the private address 127\.0\.0\.2"):
        fetcher.fetch(url.replace("127.0.0.1", "127.0.0.2"))


def test_resolver_that_does_not_answer_is_given_up() -> None:
    """A resolver that hangs costs the time limit of the page and no more."""
    fetcher = Fetcher(timeout_s=0.2, max_bytes=1000, resolver=_slowly)
    with pytest.raises(UnreachableError, match=r"did not arrive within 0\.2 seconds"):
        fetcher.fetch("http://slow.example/")


def _slowly(_host: str, _port: int) -> list[str]:
    time.sleep(2)
    return ["127.0.0.1"]


@pytest.mark.parametrize("port", [22, 25, 6667, 10080])
@pytest.mark.parametrize("led", [True, False])
def test_port_of_another_service_is_refused(port: int, *, led: bool) -> None:
    """Neither a user nor a redirect gets a request sent to the port of mail, a shell or a chat."""
    asked: list[str] = []

    def redirect(request: httpx.Request) -> httpx.Response:
        asked.append(request.url.path)
        return httpx.Response(302, headers={"Location": f"http://8.8.8.8:{port}/secret"})

    start = "http://8.8.8.8/a" if led else f"http://8.8.8.8:{port}/secret"
    with pytest.raises(RefusedError, match=f"port {port}"):
        Fetcher(timeout_s=5.0, max_bytes=1000, transport=httpx.MockTransport(redirect)).fetch(start)
    assert (["/a"] if led else []) == asked


@pytest.mark.parametrize(
    "target",
    [
        "http://[/",
        "http://[::1",
        "//[/",
        "http://a b/",
        "http://user:word@8.8.8.8/",
        "http://8.8.8.8:99999/",
        "http://8.8.8.8:x/",
        "file:///etc/passwd",
        "gopher://8.8.8.8/",
        "javascript:alert(1)",
        "data:text/plain,a",
        "ftp://8.8.8.8/",
        "http://" + "a" * 70_000,
        "http://\x00/",
    ],
)
def test_redirect_to_no_web_page_is_an_error_in_words(target: str) -> None:
    """A redirect to a broken address, another scheme or a password is the failure of its page."""
    asked: list[str] = []

    def redirect(request: httpx.Request) -> httpx.Response:
        asked.append(request.url.path)
        return httpx.Response(302, headers=[(b"Location", target.encode())])

    with pytest.raises(SourceError) as caught:
        Fetcher(timeout_s=5.0, max_bytes=1000, transport=httpx.MockTransport(redirect)).fetch("http://8.8.8.8/a")
    assert ["/a"] == asked
    assert len(str(caught.value)) < 1_000


def test_host_that_cannot_be_decoded_is_an_error_in_words() -> None:
    """A part of the client that reads such a host fails with a ``UnicodeError``: the failure of its page."""

    def read_host(request: httpx.Request) -> httpx.Response:
        return httpx.Response(200, text=request.url.host)

    with pytest.raises(SourceError):
        Fetcher(timeout_s=5.0, max_bytes=1000, transport=httpx.MockTransport(read_host)).fetch("http://xn--/")


def test_cookies_stay_with_their_site_and_their_page() -> None:
    """A cookie of one site is not sent to another, and not with the next page."""
    sent: list[tuple[str, str]] = []

    def respond(request: httpx.Request) -> httpx.Response:
        sent.append((request.url.host, request.headers.get("Cookie", "")))
        if request.url.path == "/a":
            target = "http://b.example/b" if request.url.host == "a.example" else "http://a.example/end"
            return httpx.Response(302, headers={"Location": target, "Set-Cookie": f"key={request.url.host}; Path=/"})
        if request.url.path == "/b":
            return httpx.Response(302, headers={"Location": "http://a.example/end"})
        return httpx.Response(200, stream=httpx.ByteStream(PAGE))

    fetcher = Fetcher(timeout_s=5.0, max_bytes=1000, pause_s=0.0, transport=httpx.MockTransport(respond))
    fetcher.fetch("http://a.example/a")
    fetcher.fetch("http://a.example/end")
    assert [("a.example", ""), ("b.example", ""), ("a.example", "key=a.example"), ("a.example", "")] == sent


def test_cookie_for_a_whole_domain_is_not_accepted() -> None:
    """A site cannot set a cookie for another site, or for all sites of a domain that is not its own."""
    sent: list[str] = []

    def respond(request: httpx.Request) -> httpx.Response:
        sent.append(request.headers.get("Cookie", ""))
        if request.url.path == "/a":
            headers = [(b"Location", b"http://b.example/b")]
            headers += [(b"Set-Cookie", f"key=1; Domain={domain}".encode()) for domain in ("b.example", ".example", "")]
            return httpx.Response(302, headers=headers)
        return httpx.Response(200, stream=httpx.ByteStream(PAGE))

    transport = httpx.MockTransport(respond)
    Fetcher(timeout_s=5.0, max_bytes=1000, pause_s=0.0, transport=transport).fetch("http://a.example/a")
    assert ["", ""] == sent


@pytest.mark.parametrize("answer", [["no address"], [""], ["127.0.0.1%lo"], ["999.1.1.1"], []])
def test_answer_of_a_resolver_that_is_no_address_is_a_site_that_was_not_found(answer: list[str]) -> None:
    """Whatever a resolver returns, no connection is made to it."""
    with pytest.raises(UnreachableError, match="was not found"):
        Fetcher(timeout_s=5.0, max_bytes=1000, resolver=lambda *_: answer).fetch("http://odd.example/")


def test_resolver_that_fails_in_its_own_way_is_a_site_that_was_not_found() -> None:
    """An unexpected error of a resolver is a site that was not found, at once."""

    def resolver(_host: str, _port: int) -> list[str]:
        raise OverflowError

    with pytest.raises(UnreachableError, match="was not found"):
        Fetcher(timeout_s=30.0, max_bytes=1000, resolver=resolver).fetch("http://odd.example/")


@pytest.mark.parametrize("value", ["9" * 400, "1e9", "٣", "-5", "Fri, 31 Dec 9999 23:59:59 GMT", "Mon, 99 Foo", "\x00"])
def test_retry_after_of_any_form_is_an_error_in_words(value: str) -> None:
    """A delay is a day at most, and nonsense is no delay."""

    def busy(_: httpx.Request) -> httpx.Response:
        return httpx.Response(503, headers=[(b"Retry-After", value.encode())], stream=httpx.ByteStream(b""))

    with pytest.raises(UnreachableError) as caught:
        Fetcher(timeout_s=5.0, max_bytes=1000, pause_s=0.0, transport=httpx.MockTransport(busy)).fetch(
            "http://8.8.8.8/"
        )
    assert "inf" not in str(caught.value)


def test_content_length_of_any_length_is_no_crash() -> None:
    """A declared length of five thousand digits is ignored; the limit counts what arrives."""
    response = httpx.Response(200, headers={"Content-Length": "9" * 5_000}, stream=httpx.ByteStream(PAGE))
    transport = httpx.MockTransport(lambda _: response)
    assert PAGE == Fetcher(timeout_s=5.0, max_bytes=1000, transport=transport).fetch("http://8.8.8.8/").data
