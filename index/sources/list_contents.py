"""The contents of lists: the sources that came from a folder, sitemap or feed, and its pages that failed. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from index.catalog.crawl_state import FailedPage, KnownList
from index.types import Source


@dataclass(frozen=True, slots=True)
class ListContents:
    """A list that a user named, with the lists nested in it.

    Attributes:
        known_list: The list.
        entry_count: How many pages or files it lists, failed ones included.
        sources: The sources that are indexed from its entries.
        own_sources: Those that no other list leads to and that are not the article: they may be removed with it.
        failed_pages: Its entries, and links from them, that could not be read.
    """

    known_list: KnownList
    entry_count: int
    sources: tuple[Source, ...]
    own_sources: tuple[Source, ...]
    failed_pages: tuple[FailedPage, ...]


def find_list_contents(
    lists: Sequence[KnownList], failed_pages: Sequence[FailedPage], sources: Sequence[Source]
) -> list[ListContents]:
    """The contents of every list that a user named, in order."""
    by_location = {known.location: known for known in lists}
    named = [known for known in lists if not known.is_nested]
    targets = {known.id: set(_all_targets(known, by_location)) for known in named}
    contents: list[ListContents] = []
    for known in named:
        inside = targets[known.id]
        elsewhere = set().union(*(targets[other.id] for other in named if other is not known))
        parents = {known.location, *(inside & by_location.keys())}
        failed = tuple(page for page in failed_pages if page.parent in parents)
        indexed = tuple(source for source in sources if source.location in inside)
        own = tuple(source for source in indexed if source.location not in elsewhere and source.kind != "article")
        entries = (inside - by_location.keys()) | {page.location for page in failed}
        contents.append(ListContents(known, len(entries), indexed, own, failed))
    return contents


def _all_targets(known: KnownList, lists: Mapping[str, KnownList]) -> Iterator[str]:
    """The entries of a list, and those of the lists nested in it."""
    for target in known.targets:
        yield target
        if target in lists and lists[target].is_nested:
            yield from lists[target].targets
