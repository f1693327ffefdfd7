"""A site with every fault of the web, indexed in one command: each page has its outcome and reason."""

import gzip
import json
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.index_bench import page
from tests.support.pdf_files import Print, docx, paragraph, pdf
from tests.support.shell import Shell
from tests.support.website import Handler, Site, serving

ABOUT = "It says so in the log of the station, which the keepers wrote by hand every evening for forty years."
FACTS = {
    "good": "The bell buoy off Gull Reef was cast in Bristol by two brothers.",
    "moved": "The harbour master of Gull Reef kept a tame seal called Bosun.",
    "charset": "Der Leuchtturmwärter übte täglich Flöte, und die Möwen hörten ihm zu.",
    "pdf": "The fog horn of Gull Reef was driven by a steam engine of nine horsepower.",
    "docx": "The library of Gull Reef had eleven books, one of them about bees.",
}
SETTINGS = {"FETCH_ALLOW_NETWORKS": "127.0.0.1", "FETCH_TIMEOUT_S": "3", "FETCH_MAX_BYTES": "100000"}


@pytest.fixture
def site() -> Iterator[Site]:
    """An article and the twelve pages that it links to."""
    with serving() as server:
        pages = {
            "good": server.serve("/good", text("The bell", FACTS["good"])),
            "missing": server.url("/missing"),
            "chain": server.redirect("/chain", "/chain/2"),
            "loop": server.redirect("/loop", "/loop/2"),
            "huge": server.serve("/huge", text("Huge", "x " * 100_000)),
            "slow": server.url("/slow"),
            "bomb": server.serve("/bomb", gzip.compress(bytes(50_000_000)), Content_Encoding="gzip"),
            "charset": server.serve(
                "/charset",
                text("Die Flöte", FACTS["charset"], language="de").decode().encode("cp1252"),
                Content_Type="text/html; charset=utf-16",
            ),
            "scripts": server.serve(
                "/scripts", b"<html><body><div id=app></div><script>start()</script></body></html>"
            ),
            "pdf": server.serve("/paper.pdf", pdf([[Print(FACTS["pdf"])]]), Content_Type="application/pdf"),
            "docx": server.serve("/list.docx", docx(paragraph(FACTS["docx"])), Content_Type="application/octet-stream"),
            "private": server.redirect("/private", "http://169.254.169.254/latest/meta-data/"),
        }
        server.redirect("/chain/2", "/chain/3")
        server.redirect("/chain/3", "/moved")
        server.serve("/moved", text("The seal", FACTS["moved"]))
        server.redirect("/loop/2", "/loop")
        server.pages["/slow"] = drip
        links = " ".join(f'There is more about <a href="{url}">the {name} page</a>.' for name, url in pages.items())
        menu = f'<nav><a href="{server.url("/menu")}">Menu</a></nav>'
        article = text("The station", f"The station on Gull Reef stood for a century. {links} <a href='#top'>Up</a>")
        server.serve("/article", article.replace(b"<body>", b"<body>" + menu.encode()))
        yield server


def text(title: str, words: str, language: str = "en") -> bytes:
    """A page with these words."""
    return page(title, f"{words} {ABOUT}").replace("<html>", f'<html lang="{language}">').encode()


def drip(handler: Handler) -> None:
    """Serve a page that never ends."""
    handler.send_response(200)
    handler.end_headers()
    try:
        while True:
            handler.wfile.write(b"<p>drop</p>")
            time.sleep(0.1)
    except OSError:
        pass


def test_each_page_has_its_outcome_and_what_is_good_is_cited(site: Site, tmp_path: Path) -> None:
    """Hostile pages are refused with their reasons; the article and the other pages answer."""
    shell = Shell(tmp_path)
    result = shell("index", site.url("/article"), "--json", **SETTINGS)
    assert 0 == result.exit_code, result.output
    outcomes = {o["location"].removeprefix(site.url("")): o for o in json.loads(result.stdout)["sources"]}
    reasons = {
        "/missing": "There is no page at",
        "/loop": "redirects more than 10 times",
        "/huge": "is larger than 0.1 MB",
        "/slow": "did not arrive within 3 seconds",
        "/bomb": "is larger than 0.1 MB",
        "/scripts": "has no text without its scripts",
        "/private": "169.254.169.254 is at the private address",
    }
    good = {"/article", "/good", "/moved", "/charset", "/paper.pdf", "/list.docx"}
    assert good == {place for place, outcome in outcomes.items() if outcome["status"] == "added"}
    assert set(reasons) == {place for place, outcome in outcomes.items() if outcome["status"] == "failed"}
    for place, words in reasons.items():
        assert words in outcomes[place]["error"]
    assert "/menu" not in [path for path, _ in site.seen]
    for name, fact in FACTS.items():
        [first, *_] = json.loads(shell("ask", fact, "--json").stdout)["citations"]
        assert (name, fact) == (name, first["quote"])
    sources = {
        s["location"].removeprefix(site.url("")): s for s in json.loads(shell("sources", "--json").stdout)["sources"]
    }
    assert ["the chain page"] == sources["/moved"]["linked_words"]


def test_table_of_what_happened_names_every_page(site: Site, tmp_path: Path) -> None:
    """The terminal shows a line with the status of each page, and the reason of each failure."""
    result = Shell(tmp_path)("index", site.url("/article"), **SETTINGS)
    table = [line for line in result.stdout.splitlines() if line.strip()]
    assert 1 + 13 == len(table)
    assert 7 == sum(line.startswith("failed") for line in table)
    assert 7 == sum(line.startswith("failed") for line in result.stderr.splitlines())
