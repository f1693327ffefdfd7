"""What one run finds out beside sources: what lists hold by now, which pages could not be read, and what is new."""

from collections.abc import Collection, Mapping
from dataclasses import replace

from index.catalog.crawl_state import CrawlState, FailedPage, KnownList
from index.sources.listings import SourceListing
from index.types import Kind, Link, source_id


class CrawlReport:
    """Gathers it, and notes it at the end: a run that dies or is stopped finds the same things new again."""

    def __init__(self, leads: CrawlState) -> None:
        """Compare with what is in ``leads``, and note there."""
        self._leads = leads
        self._before = {known.location: known for known in leads.get_lists()}
        self._read: dict[str, KnownList] = {}
        self._failed: dict[str, FailedPage] = {}
        self._reached: set[str] = set()

    def entries(self, listing: SourceListing, *, is_nested: bool, is_again: bool) -> list[Link]:
        """Note a list; what of it is to be read.

        Args:
            listing: As it is now.
            is_nested: Whether another list led to it.
            is_again: Whether only what is new in it is wanted: what was there before is indexed, or was removed.
        """
        known = self._before.get(listing.location)
        targets = tuple(link.target for link in listing.links)
        nested = is_nested and (known is None or known.is_nested)
        self._read[listing.location] = KnownList(
            source_id(listing.location), listing.location, listing.title, targets, nested
        )
        old = set(known.targets) - self._before.keys() if is_again and known else set()
        return [link for link in listing.links if link.target not in old]

    def reached(self, *locations: str) -> None:
        """A source was read at one of these, or at what led there."""
        self._reached.update(locations)

    def failed(self, location: str, kind: Kind, parent: str, reason: str) -> None:
        """A page to which something led could not be read."""
        self._failed[location] = FailedPage(source_id(location), location, kind, parent, reason)

    def gone(self) -> dict[str, str]:
        """What lists held before and hold no more: locations, and the titles of those lists."""
        there = {target for known in self._read.values() for target in known.targets}
        return {
            target: known.title
            for location, known in self._before.items()
            if location in self._read
            for target in known.targets
            if target not in there
        }

    def note(self, linked: Mapping[str, Collection[str]]) -> None:
        """Keep all of it; ``linked`` is what each source that was read links to.

        What a list held and could not be read is left out of it, so that it is new the next time.
        """
        read = [
            replace(known, targets=tuple(target for target in known.targets if target not in self._failed))
            for known in self._read.values()
        ]
        held = {known.location: known.targets for known in self._read.values()}
        failed = list(self._failed.values())
        self._leads.record(read=read, failed=failed, reached=self._reached, linked={**linked, **held})
