"""A visit: one time limit and one set of rules for all requests of a page."""

import ipaddress

import httpcore
import httpx
import pytest

from index.errors import RefusedError
from index.fetching.fetcher import Fetcher
from index.fetching.visit import Visit
from tests.support.website import LOOPBACK

PUBLIC = ipaddress.ip_address("93.184.216.34")
PRIVATE = ipaddress.ip_address("127.0.0.1")


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The time in seconds, which the tests set."""
    now = [100.0]
    monkeypatch.setattr("time.monotonic", lambda: now[0])
    return now


def test_the_requests_of_a_page_share_its_time(clock: list[float]) -> None:
    """A request leaves its successor the rest of the time; the wait between them is not counted."""
    visit = Visit(5.0, ())
    with visit.request():
        clock[0] += 3
    clock[0] += 60
    with visit.request():
        assert 2.0 == visit.remaining_s()
        clock[0] += 2
        with pytest.raises(httpcore.TimeoutException):
            visit.remaining_s()


def test_a_public_page_closes_the_open_networks() -> None:
    """A user may name a page in an open network; a public page may not lead there."""
    visit = Visit(5.0, LOOPBACK)
    with visit.request():
        visit.admit("intranet.example", [PRIVATE])
    assert (True, False) == (visit.went_private, visit.is_led)
    with visit.request():
        visit.admit("example.org", [PUBLIC])
    assert (False, True) == (visit.went_private, visit.is_led)
    with visit.request(), pytest.raises(RefusedError, match="a public page led there"):
        visit.admit("intranet.example", [PRIVATE])


@pytest.mark.parametrize("closes", [True, False])
def test_a_redirect_from_a_public_page_enters_no_open_network(*, closes: bool) -> None:
    """The fetcher refuses the target of a public page, and follows the redirect of a page in the open network."""
    start = f"http://{PUBLIC if closes else PRIVATE}/a"

    def respond(request: httpx.Request) -> httpx.Response:
        if request.url.path == "/a":
            return httpx.Response(302, headers={"Location": f"http://{PRIVATE}/b"}, stream=httpx.ByteStream(b""))
        return httpx.Response(200, stream=httpx.ByteStream(b"The ferry sails at nine."))

    fetcher = Fetcher(
        timeout_s=5.0, max_bytes=1000, allow_networks=LOOPBACK, pause_s=0.0, transport=httpx.MockTransport(respond)
    )
    if closes:
        with pytest.raises(RefusedError, match="a public page led there"):
            fetcher.fetch(start)
    else:
        assert b"The ferry sails at nine." == fetcher.fetch(start).data
