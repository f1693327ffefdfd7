"""The pages of passages: what they show, and to whom."""

import re
import time
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest
from lxml import html

from bot.state.access import AccessPolicy
from index.types import Heading, Span
from tests.support.fake_services import FakeCatalog
from tests.support.mini_app_user import signed_init_data
from tests.support.passage_site import TOKEN, SitePages, opened_site
from tests.support.running_bot import make_dependencies
from tests.support.sample_answers import make_citation, make_source

TEXT = 'The lamp.\n\nIt burned <b>seal</b> oil. It "smoked".\n\nYear | Oil\n1811 | seal\n1850 | colza'
OTHER = "Colza came later. It was cheap."
LAMP = make_source("The lamp <i>& more</i>", text=TEXT, location="https://example.org/lamp", author="Ada <Reporter>")
OIL = make_source("Oil", text=OTHER, location="/srv/secret/oil.txt", kind="linked", linked_from=(LAMP.id,))
BURNED = make_citation(1, LAMP, TEXT, "It burned <b>seal</b> oil.")
YEARS = make_citation(2, LAMP, TEXT, "1811 | seal\n1850")
COLZA = make_citation(3, OIL, OTHER, "Colza came later.")


@pytest.fixture
async def site(tmp_path: Path) -> AsyncIterator[SitePages]:
    """A site of a bot that everybody may ask."""
    catalog = FakeCatalog.containing((LAMP, TEXT), (OIL, OTHER))
    async with opened_site(make_dependencies(tmp_path, catalog=catalog, policy=AccessPolicy())) as opened:
        yield opened


async def test_a_page_has_the_whole_text_with_the_quotes_marked(site: SitePages) -> None:
    """Title, author, date, original, table and quotes are there, and the text is escaped."""
    keys = site.save(BURNED, YEARS, COLZA)
    response = await site.get(keys[1])
    page = html.fromstring(response.text)
    assert 200 == response.status_code
    assert "<b>seal" not in response.text
    assert "The lamp <i>& more</i>" == page.xpath("string(//h1)")
    assert "Ada <Reporter> · 5 Aug 1858 · the article" == page.xpath("string(//p[@class='by'])")
    assert BURNED.link == page.xpath("//header//a/@href")[0]
    assert ["The lamp.", 'It burned <b>seal</b> oil. It "smoked".'] == [
        p.text_content() for p in page.xpath("//main/p")
    ]
    assert [["Year", "Oil"], ["1811", "seal"], ["1850", "colza"]] == [
        [cell.text_content() for cell in row.xpath("td")] for row in page.xpath("//tr")
    ]
    assert [BURNED.quote] == [mark.text_content() for mark in page.xpath("//mark[@class='main'][@autofocus]")]
    assert ["1811", "seal", "1850"] == [mark.text_content() for mark in page.xpath("//mark[not(@class)]")]
    assert ["c1", "c2"] == page.xpath("//span[@class='anchor']/@id")
    assert ["#c1", "#c2", f"/pincite/p/{keys[3]}"] == page.xpath("//nav/a/@href")
    assert ["1"] == page.xpath("//nav/a[@aria-current]/text()")
    assert "Annabella" not in response.text


async def test_a_file_shows_its_name_only_and_what_links_to_it(site: SitePages) -> None:
    """The path is private to the server."""
    page = (await site.get(site.save(COLZA)[3])).text
    assert "oil.txt" in page
    assert "/srv" not in page
    assert "linked from The lamp &lt;i&gt;&amp; more&lt;/i&gt;" in page


async def test_a_page_tells_that_its_source_changed_or_was_removed(site: SitePages) -> None:
    """The text of the answer's time is shown; of a removed source only the quote."""
    catalog = site.dependencies.catalog
    assert isinstance(catalog, FakeCatalog)
    key = site.save(BURNED)[1]
    catalog.sources[0] = replace(LAMP, text_id="f" * 64)
    changed = (await site.get(key)).text
    catalog.sources[0] = LAMP
    catalog.remove(LAMP)
    removed = html.fromstring((await site.get(key)).text)
    assert "has changed since this answer" in changed
    assert "smoked" in changed
    assert "This source was removed" in removed.xpath("string(//header)")
    assert BURNED.quote == removed.xpath("string(//main/p/mark[@class='main'])")
    assert (["#c1"], ["1"]) == (removed.xpath("//nav/a/@href"), removed.xpath("//nav/a/text()"))


@pytest.mark.parametrize(
    ("newest", "note", "now"),
    [
        (TEXT.replace("seal", "whale").replace("<b>", "*"), "It says now:", "It burned *whale</b> oil."),
        (TEXT.replace("smoked", "stank"), "It still has these words.", ""),
        ("Nothing about it.", "These words are no longer in it.", ""),
    ],
)
async def test_a_page_tells_what_a_changed_source_says_now(site: SitePages, newest: str, note: str, now: str) -> None:
    """As in the chat: the words in place of the quote, or that it is still there, or gone."""
    catalog = site.dependencies.catalog
    assert isinstance(catalog, FakeCatalog)
    key = site.save(BURNED)[1]
    catalog.sources[0] = replace(LAMP, text_id="f" * 64)
    catalog.texts["f" * 64] = newest
    page = html.fromstring((await site.get(key)).text)
    assert page.xpath("string(//*[@class='note']/p)").endswith(f"This is the text from that time. {note}")
    assert now == page.xpath("string(//*[@class='note']/blockquote)")


async def test_headings_of_the_text_are_headings_of_the_page(site: SitePages) -> None:
    """Below the title of the page, so that a reader sees sections and a screen reader jumps between them."""
    catalog = site.dependencies.catalog
    assert isinstance(catalog, FakeCatalog)
    catalog.headings[LAMP.text_id] = (Heading(Span(0, len("The lamp.")), 1),)
    page = html.fromstring((await site.get(site.save(BURNED)[1])).text)
    assert "The lamp." == page.xpath("string(//main/h2)")
    assert ['It burned <b>seal</b> oil. It "smoked".'] == [p.text_content() for p in page.xpath("//main/p")]


async def test_a_text_that_is_not_the_cited_one_is_not_shown(site: SitePages) -> None:
    """Where the stored text does not have the quote at its place, the quote stands alone."""
    page = (await site.get(site.save(replace(BURNED, span=Span(0, 5)))[1])).text
    assert "smoked" not in page


async def test_responses_keep_search_engines_and_scripts_out(site: SitePages) -> None:
    """The policy allows the site's own style and script alone; the page is not indexed and not stored."""
    headers = (await site.get(site.save(BURNED)[1])).headers
    policy = headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "https://web.telegram.org" == policy.rpartition("frame-ancestors ")[2]
    assert ("noindex, nofollow, noarchive", "no-store", "nosniff", "no-referrer") == tuple(
        headers[name] for name in ("X-Robots-Tag", "Cache-Control", "X-Content-Type-Options", "Referrer-Policy")
    )


async def test_the_files_of_a_page_are_there(site: SitePages) -> None:
    """Style and script have addresses that change with them; nothing else is served."""
    page = (await site.get(site.save(BURNED)[1])).text
    for address in re.findall(r'(?:href|src)="(/pincite/p/assets/[^"]+)"', page):
        response = await site.client.get(address)
        assert 200 == response.status_code
        assert "immutable" in response.headers["Cache-Control"]
    assert 404 == (await site.client.get("/pincite/p/assets/passage.html")).status_code
    assert 404 == (await site.client.get("/pincite/p/assets/..%2fpage_lookup.py")).status_code


@pytest.mark.parametrize("key", ["unknown123", "x" * 500, "%F0%9F%90%88", "a'--"])
async def test_an_unknown_key_is_not_found(site: SitePages, key: str) -> None:
    """The page says so in the language of the browser."""
    response = await site.get(key, **{"Accept-Language": "xx,de-CH;q=0.9,en;q=0.8"})
    assert 404 == response.status_code
    assert 'lang="de"' in response.text
    assert "Textstelle habe ich nicht mehr" in response.text


async def test_an_arabic_reader_sees_the_page_from_right_to_left(site: SitePages) -> None:
    """The bot's own words follow the browser, the text its own direction, and of the byline each part."""
    page = (await site.get(site.save(BURNED)[1], **{"Accept-Language": "ar"})).text
    assert '<html lang="ar" dir="rtl">' in page
    assert '<p dir="auto">' in page
    assert '<p class="by">' in page


async def test_the_key_of_a_quote_sent_inline_is_random(site: SitePages) -> None:
    """The same quote keeps its key, and two bots give it different ones."""
    conversations = site.dependencies.conversations
    key = conversations.pin_citation(BURNED)
    assert key == conversations.pin_citation(BURNED)
    assert key != conversations.pin_citation(replace(BURNED, span=Span(0, 5)))
    assert 200 == (await site.get(key)).status_code
    assert 16 == len(key)


async def test_where_not_everyone_may_ask_the_page_asks_telegram_who_reads(tmp_path: Path) -> None:
    """Without a signed user there is no text; a listed user reads it, a stranger and a blocked user do not."""
    listed, stranger, blocked = 41, 42, 43
    policy = AccessPolicy("listed", frozenset({listed, blocked}))
    dependencies = make_dependencies(tmp_path, catalog=FakeCatalog.containing((LAMP, TEXT)), policy=policy)
    dependencies.stores.access.block(blocked, by=1)
    async with opened_site(dependencies) as site:
        key = site.save(BURNED)[1]

        async def read(user: int, token: str = TOKEN) -> tuple[int, bool]:
            data = signed_init_data(token, int(time.time()), user=f'{{"id": {user}}}')
            response = await site.client.post(f"/pincite/p/{key}", data={"init_data": data})
            return response.status_code, "smoked" in response.text

        gate, unknown = await site.get(key), await site.get("unknown123")
        assert (403, 403) == (gate.status_code, unknown.status_code)
        assert gate.text == unknown.text.replace("unknown123", key)
        assert "The lamp" not in gate.text
        assert f"https://t.me/cable_bot?start=p_{key}" in gate.text
        assert (200, True) == await read(listed)
        assert (403, False) == await read(stranger)
        assert (403, False) == await read(blocked)
        assert (403, False) == await read(listed, "8:forged")
        assert 413 == (await site.client.post(f"/pincite/p/{key}", content=b"x" * 20_000)).status_code


@pytest.mark.parametrize("form", [b"a=1&" * 9, b"init_data=%ff&&&&&&", b"\xff\x00"])
async def test_a_form_of_any_kind_opens_no_page(site: SitePages, form: bytes) -> None:
    """A form with too many fields, or of no characters, is one without a user."""
    response = await site.client.post(f"/pincite/p/{site.save(BURNED)[1]}", content=form)
    assert (403, False) == (response.status_code, "smoked" in response.text)
