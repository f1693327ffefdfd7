"""The crawl report: the entries of lists, the pages that could not be read, and the entries that are new."""

from collections.abc import Collection, Mapping
from dataclasses import replace

from index.catalog.crawl_state import CrawlState, FailedPage, KnownList
from index.types import Kind, Link, SourceListing, source_id


class CrawlReport:
    """Collects the findings of one run and saves them at its end.

    A run that dies or is stopped saves nothing, so the next run finds the same entries new again.
    """

    def __init__(self, crawl_state: CrawlState) -> None:
        """Compare with ``crawl_state``, and save there."""
        self._crawl_state = crawl_state
        self._before = {known.location: known for known in crawl_state.get_lists()}
        self._read: dict[str, KnownList] = {}
        self._failed: dict[str, FailedPage] = {}
        self._reached: set[str] = set()

    def add_list(self, listing: SourceListing, *, is_nested: bool, only_new: bool) -> list[Link]:
        """Note a list; returns its entries that the run should read.

        Args:
            listing: Its present entries.
            is_nested: Whether another list led to it.
            only_new: Whether to leave out earlier entries: these are indexed, or were removed.
        """
        known = self._before.get(listing.location)
        targets = tuple(link.target for link in listing.links)
        is_nested = is_nested and (known is None or known.is_nested)
        self._read[listing.location] = KnownList(
            source_id(listing.location), listing.location, listing.title, targets, is_nested
        )
        old = set(known.targets) - self._before.keys() if only_new and known else set()
        return [link for link in listing.links if link.target not in old]

    def add_reached(self, *locations: str) -> None:
        """Note the locations of a source that was read: where it was found, and the link that led there."""
        self._reached.update(locations)

    def add_failed(self, location: str, kind: Kind, parent: str, reason: str) -> None:
        """Note a page that could not be read, and the location of its parent."""
        self._failed[location] = FailedPage(source_id(location), location, kind, parent, reason)

    def find_unlisted(self) -> dict[str, str]:
        """The entries that disappeared from the lists: their locations, with the titles of these lists."""
        present = {target for known in self._read.values() for target in known.targets}
        return {
            target: known.title
            for location, known in self._before.items()
            if location in self._read
            for target in known.targets
            if target not in present
        }

    def save(self, linked: Mapping[str, Collection[str]]) -> None:
        """Save the report; ``linked`` gives the link targets of each source that was read.

        An entry that could not be read is left out of its list, so that the next run finds it new.
        """
        read = [
            replace(known, targets=tuple(target for target in known.targets if target not in self._failed))
            for known in self._read.values()
        ]
        listed = {known.location: known.targets for known in self._read.values()}
        failed = list(self._failed.values())
        self._crawl_state.record(read=read, failed=failed, reached=self._reached, linked={**linked, **listed})
