"""The page of a passage in a real browser."""

import asyncio
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from bot.state.access import AccessPolicy
from tests.support.chromium import DESKTOP, Tab, count_pixels, needs_chromium, opened_tab
from tests.support.fake_services import FakeCatalog
from tests.support.mini_app_user import signed_init_data
from tests.support.passage_site import TOKEN, opened_site
from tests.support.running_bot import make_dependencies
from tests.support.sample_answers import make_citation, make_source
from tests.support.web_client import serving_app

T = TypeVar("T")

SENTENCES = [f"Sentence {n} tells of the cable and of the ship that laid it, and of the weather." for n in range(600)]
TABLE = "Year | Oil | Price\n1811 | seal | £20 for ten words\n1850 | colza | £5"
TEXT = "\n\n".join([*(" ".join(SENTENCES[at : at + 5]) for at in range(0, 600, 5)), TABLE])
ARABIC = "مدّت السفينة الكابل عبر المحيط. كان الطقس سيئا. " * 40 + "\n\nوصل الكابل إلى أيرلندا في أغسطس."
CABLE, NILE = make_source(text=TEXT), make_source("كابل الأطلسي", text=ARABIC, location="https://example.org/ar")
FIRST = make_citation(1, CABLE, TEXT, SENTENCES[300])
SECOND = make_citation(2, NILE, ARABIC, "وصل الكابل إلى أيرلندا في أغسطس.")
THIRD = make_citation(3, CABLE, TEXT, "1811 | seal | £20")

LIGHT_MARK, DARK_MARK, DARK_PAPER = (255, 224, 138), (109, 83, 0), (23, 33, 43)
IS_VISIBLE = "(([a, b]) => a < innerHeight && b > 0)(Object.values((({top, bottom}) => ({top, bottom}))(%s)))"


def is_visible(tab: Tab, selector: str) -> bool:
    """Return whether an element is in the visible part of the page."""
    return bool(tab.evaluate(IS_VISIBLE % f"document.querySelector('{selector}').getBoundingClientRect()"))


def wait_until_visible(tab: Tab, selector: str) -> None:
    """Wait until an element is in the visible part of the page, for a page that a script fills."""
    tab.wait_until(IS_VISIBLE % f"document.querySelector('{selector}').getBoundingClientRect()")


async def with_browser(folder: Path, policy: AccessPolicy, use: Callable[[Tab, str, dict[int, str]], T]) -> T:
    """Call ``use`` with a tab, the address below which pages are, and the keys of an answer's citations."""
    catalog = FakeCatalog.containing((CABLE, TEXT), (NILE, ARABIC))
    dependencies = make_dependencies(folder, catalog=catalog, policy=policy)
    async with opened_site(dependencies) as site, serving_app(site.app) as server:
        keys, base = site.save(FIRST, SECOND, THIRD), f"http://127.0.0.1:{server.port}/pincite/p/"

        def run() -> T:
            with opened_tab(folder / "profile") as tab:
                return use(tab, base, keys)

        return await asyncio.to_thread(run)


@needs_chromium
async def test_the_browser_shows_the_cited_sentence(tmp_path: Path) -> None:
    """The quote is in sight with and without scripts, on phones and desktops, light and dark; nothing is blocked."""

    def use(tab: Tab, base: str, keys: dict[int, str]) -> None:
        picture = tmp_path / "page.png"
        tab.show(base + keys[1], scripts=False)
        assert count_pixels(tab.photograph(picture), LIGHT_MARK) > 5_000
        tab.show(base + keys[1])
        wait_until_visible(tab, "mark.main")
        assert tab.evaluate("document.documentElement.scrollWidth <= innerWidth")
        tab.show(base + keys[1], dark=True, size=DESKTOP)
        shown = tab.photograph(picture)
        assert count_pixels(shown, DARK_MARK) > 5_000
        assert count_pixels(shown, DARK_PAPER) > 100_000
        tab.show(f"{base}{keys[1]}#c3")
        wait_until_visible(tab, "table")
        assert not is_visible(tab, "mark.main")
        tab.show(base + keys[2], language="ar")
        wait_until_visible(tab, "mark.main")
        assert ["rtl", "rtl"] == tab.evaluate(
            "[document.body, document.querySelector('main p')].map((one) => getComputedStyle(one).direction)"
        )
        tab.show(base + keys[3])
        tab.evaluate("document.querySelector('nav a').click()")
        assert tab.evaluate("location.hash") == "#c1"
        assert is_visible(tab, "mark")
        assert [] == tab.errors

    await with_browser(tmp_path, AccessPolicy(), use)


@needs_chromium
async def test_telegram_opens_a_page_that_not_everyone_may_read(tmp_path: Path) -> None:
    """The script sends what Telegram signed, takes over its colours, and leads to the other quotes."""

    def use(tab: Tab, base: str, keys: dict[int, str]) -> None:
        tab.show(base + keys[1])
        assert tab.evaluate("document.querySelector('mark') === null")
        data = signed_init_data(TOKEN, int(time.time()), user='{"id": 41}')
        colours = '{"bg_color": "#301020", "text_color": "red;x:y"}'
        tab.show("about:blank")
        tab.evaluate(
            f"location.href = '{base}{keys[1]}#' + new URLSearchParams({{tgWebAppData: '{data}', "
            f"tgWebAppThemeParams: '{colours}'}})"
        )
        tab.wait_until("document.querySelector('mark.main') !== null && document.readyState === 'complete'")
        wait_until_visible(tab, "mark.main")
        assert "rgb(48, 16, 32)" == tab.evaluate("getComputedStyle(document.body).backgroundColor")
        assert "rgb(245, 245, 245)" == tab.evaluate("getComputedStyle(document.body).color")
        tab.evaluate("document.querySelectorAll('nav a')[1].click()")
        tab.wait_until("document.title === 'كابل الأطلسي' && document.readyState === 'complete'")
        wait_until_visible(tab, "mark.main")

    await with_browser(tmp_path, AccessPolicy("listed", frozenset({41})), use)


@needs_chromium
async def test_a_text_of_a_hundred_thousand_words_is_one_page(tmp_path: Path) -> None:
    """All of it is there, and the quote is in sight."""
    text = "\n\n".join(" ".join(SENTENCES[at : at + 5]) for at in range(0, 600, 5)) + "\n\n"
    long = text * 11 + "The end of it all."
    source = make_source(text=long)
    dependencies = make_dependencies(tmp_path, catalog=FakeCatalog.containing((source, long)), policy=AccessPolicy())
    async with opened_site(dependencies) as site, serving_app(site.app) as server:
        key = site.save(make_citation(1, source, long, "The end of it all."))[1]

        def run() -> tuple[bool, int]:
            with opened_tab(tmp_path / "profile") as tab:
                tab.show(f"http://127.0.0.1:{server.port}/pincite/p/{key}")
                words = tab.evaluate("document.querySelector('main').innerText.split(/\\s+/).length")
                return is_visible(tab, "mark.main"), words

        visible, words = await asyncio.to_thread(run)
    assert visible
    assert words == len(long.split()) > 100_000
