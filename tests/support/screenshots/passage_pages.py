"""Pictures of passage pages for the docs: ``python -m tests.support.screenshots.passage_pages`` writes ``docs/web/``.

Chromium opens the pages of the web server over the sample article, a price list and an Arabic text.
"""

import asyncio
import sys
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from PIL import Image

from bot.state.access import AccessPolicy
from index.parsing.extraction import extract
from index.types import Raw
from tests.support.chromium import CHROMIUM, DESKTOP, PHONE, opened_tab
from tests.support.fake_services import FakeCatalog
from tests.support.passage_site import opened_site
from tests.support.paths import ROOT
from tests.support.running_bot import make_dependencies
from tests.support.sample_answers import make_citation, make_source
from tests.support.web_client import serving_app

FOLDER = ROOT / "docs" / "web"
_SAMPLE = ROOT / "samples" / "atlantic-cable.html"
_COLOURS = 64

TABLE = """The harbour shop sold lamp oil by the gallon. Its list hung beside the door, and the keepers paid by it.

Year | Oil | Price of a gallon | Buyers
1811 | seal | 2s 4d | the tower, six boats
1850 | colza | 3s 9d | the tower, eleven boats
1868 | paraffin | 1s 2d | the tower, the school, forty boats

After 1868 nobody asked for colza any more, and the shop gave its last barrel away."""
ARABIC = """بُنيت المنارة على الصخرة بين عامي ١٨٠٢ و١٨١١. كان الوصول إليها ممكنًا عند الجزر فقط.

عمل البناؤون ساعتين في اليوم.

أضاء الحارس الأول المصباح في الرابع من مايو ١٨١١. كان المصباح يحرق زيت الحوت، وكان ضوؤه يُرى من تسعة عشر ميلًا.

غادر آخر الحراس البرج في سبتمبر ١٩٦٦، وحلّ محله ضوء كهربائي. واشترى المتحف العدسة القديمة."""


@dataclass(frozen=True)
class Picture:
    """A picture: of the page of a citation, in a window of some size."""

    name: str
    citation: int
    size: tuple[int, int] = PHONE
    dark: bool = False
    language: str = "en"


PICTURES = (
    Picture("phone", 1),
    Picture("dark", 1, dark=True),
    Picture("table", 3),
    Picture("arabic", 4, language="ar"),
    Picture("desktop", 1, DESKTOP),
)


async def take_pictures(folder: Path) -> None:
    """Write all pictures into ``folder``."""
    sample = extract(Raw("https://example.org/cable.html", _SAMPLE.read_bytes(), "text/html"))
    cable = sample.text
    article = make_source("Five voyages for one wire", author="The Pincite authors", date="2026-11-02", text=cable)
    prices = make_source(
        "Prices of lamp oil",
        location="https://example.org/oil.html",
        kind="document",
        author=None,
        date=None,
        text=TABLE,
    )
    tower = make_source(
        "منارة الصخرة", location="https://example.org/ar.html", kind="document", author=None, date=None, text=ARABIC
    )
    cited = (
        make_citation(1, article, cable, "By 1869 the price of a ten-word telegram had fallen to £3 7s 6d."),
        make_citation(
            2, article, cable, "When the line opened in 1866, a telegram between London and New York cost £20"
        ),
        make_citation(3, prices, TABLE, "1868 | paraffin | 1s 2d | the tower, the school, forty boats"),
        make_citation(4, tower, ARABIC, "أضاء الحارس الأول المصباح في الرابع من مايو ١٨١١."),
    )
    catalog = FakeCatalog.containing((article, cable), (prices, TABLE), (tower, ARABIC))
    catalog.headings[article.text_id] = sample.headings
    with TemporaryDirectory() as scratch:
        dependencies = make_dependencies(Path(scratch), catalog=catalog, policy=AccessPolicy())
        async with opened_site(dependencies) as site, serving_app(site.app) as server:
            keys, base = site.save(*cited), f"http://127.0.0.1:{server.port}/pincite/p/"
            await asyncio.to_thread(_photograph_all, Path(scratch), base, keys, folder)


def _photograph_all(scratch: Path, base: str, keys: dict[int, str], folder: Path) -> None:
    folder.mkdir(exist_ok=True)
    with opened_tab(scratch / "profile") as tab:
        for one in PICTURES:
            tab.show(base + keys[one.citation], size=one.size, dark=one.dark, language=one.language)
            file = folder / f"{one.name}.png"
            picture = tab.photograph(file)
            picture.quantize(_COLOURS, dither=Image.Dither.NONE).save(file, optimize=True)


def main() -> None:
    """Take the pictures, if Chromium is installed."""
    if CHROMIUM is None:
        sys.exit("Chromium is not installed.")
    asyncio.run(take_pictures(FOLDER))


if __name__ == "__main__":
    main()
