"""The bot's dependencies over a real index of one short article, with stores in a test's folder."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from pydantic import SecretStr

from bot.composition.container import Container
from bot.telegram.dependencies import Dependencies
from config.settings import Settings
from tests.support.running_bot import make_dependencies
from tests.support.setups import SETUP

ARTICLE = """# The lighthouse of Hollin Point

Ada Byrne finished the lighthouse of Hollin Point on 4 May 1811, after nine years of building on the bare rock.

The tower is of granite and 41 metres high. Its lamp burned whale oil until 1866, when the keepers changed to petroleum.

Tom Varley, the first keeper, published a diary of the storms in the Wexcombe Gazette. He wrote that the spray reached
the gallery twice in the winter of 1817. Two maps of the reef are attached to the diary.

The harbour board accused Varley of selling lamp oil to fishermen, and offered a bounty of 50 pounds for proof. Nobody
claimed it.

In September 1966 the last keeper left, and an electric light took over. Footage of his farewell is in the museum of
Wexcombe, which bought the old lens for 300 pounds.
"""


def index_article(folder: Path) -> None:
    """Index the article into a data directory."""
    path = folder / "lighthouse.md"
    path.write_text(ARTICLE, encoding="utf-8")
    container = open_services(folder)
    try:
        container.source_manager.index(str(path), follow=False, watch=lambda _: None, stop=lambda: False)
    finally:
        container.close()


def open_services(folder: Path) -> Container:
    """Open the services over an indexed data directory."""
    database = SETUP.locate_database(folder)
    settings = Settings(
        _env_file=None,
        data_dir=folder / "data",
        chroma_url=SETUP.chroma_url,
        database_url=SecretStr(database) if database else None,
    )
    return Container(settings)


@contextmanager
def indexed_services(folder: Path) -> Iterator[Container]:
    """Index the article, and open the services over it for the length of the block."""
    index_article(folder)
    opened = open_services(folder)
    yield opened
    opened.close()


def real_dependencies(services: Container, folder: Path) -> Dependencies:
    """Make dependencies that answer from the real index; stores are in ``folder``."""
    return replace(
        make_dependencies(folder),
        answerer=services.question_log,
        catalog=services.catalog,
        quote=services.extractive_answerer.quote,
        check=services.statement_checker.check,
        introduce=services.introductions.introduce_article,
        suggest_questions=services.introductions.suggest_questions,
    )
