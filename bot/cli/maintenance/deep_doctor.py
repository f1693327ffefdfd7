"""``pincite doctor --deep``: checks what the stores contain, and repairs what it can."""

from collections.abc import Iterator
from pathlib import Path

from bot.composition.container import Container
from bot.state import heartbeat
from bot.state.heartbeat import Heartbeat
from index.catalog.consistency import Defect, check_file


def check_index(container: Container) -> Iterator[Defect]:
    """Check and repair the catalog, Chroma and the vector files."""
    yield from container.deep_check.run()


def check_answers(container: Container) -> Iterator[Defect]:
    """Check and repair the bot's database: each citation opens, and each quote is a slice of its text."""
    location = container.locate_store("bot.sqlite")
    if isinstance(location, Path) and not location.exists():
        return
    found = list(check_file(container.bot_database))
    yield from found
    if all(defect.is_repaired for defect in found):
        yield from container.citation_check.run()
        yield from _prune_texts(container)


def _prune_texts(container: Container) -> Iterator[Defect]:
    """Delete replaced texts that no citation needs, unless a bot runs: its next answer may cite one of them."""
    age_s = Heartbeat(container.data_dir / heartbeat.NAME).age_s()
    if age_s is not None and age_s <= heartbeat.STILL_S:
        return
    from bot.state.activity import ActivityReports  # noqa: PLC0415 - a command loads only the libraries that it uses

    cited = ActivityReports(container.bot_database).cited_texts()
    if unused := container.catalog.list_retired_texts() - cited:
        container.indexer.discard_texts(unused)
        yield Defect(f"{len(unused)} replaced texts that no citation needs were deleted.", is_repaired=True)
