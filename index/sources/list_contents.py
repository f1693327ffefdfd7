"""What lists hold: which sources came from a folder, sitemap or feed, and what of it could not be read. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from index.catalog.crawl_state import FailedPage, KnownList
from index.types import Source


@dataclass(frozen=True, slots=True)
class ListContents:
    """A list that somebody named, with the lists in it.

    Attributes:
        known: The list.
        entries: How many pages or files it lists, those that could not be read included.
        sources: Those that are indexed from where it leads.
        own: Those of them that no other list leads to and that are not the article: they can go with it.
        missed: What it leads to and could not be read.
    """

    known: KnownList
    entries: int
    sources: tuple[Source, ...]
    own: tuple[Source, ...]
    missed: tuple[FailedPage, ...]


def list_contents(
    lists: Sequence[KnownList], missed: Sequence[FailedPage], sources: Sequence[Source]
) -> list[ListContents]:
    """Every list that somebody named, in order, with what is known of it."""
    by_location = {found.location: found for found in lists}
    named = [found for found in lists if not found.is_nested]
    targets = {found.id: set(_targets(found, by_location)) for found in named}
    held: list[ListContents] = []
    for found in named:
        inside = targets[found.id]
        others = set().union(*(targets[other.id] for other in named if other is not found))
        parents = {found.location, *(inside & by_location.keys())}
        pages = tuple(page for page in missed if page.parent in parents)
        indexed = tuple(source for source in sources if source.location in inside)
        own = tuple(source for source in indexed if source.location not in others and source.kind != "article")
        entries = (inside - by_location.keys()) | {page.location for page in pages}
        held.append(ListContents(found, len(entries), indexed, own, pages))
    return held


def _targets(of: KnownList, lists: Mapping[str, KnownList]) -> Iterator[str]:
    """What it lists, and what the lists in it do."""
    for target in of.targets:
        yield target
        if target in lists and lists[target].is_nested:
            yield from lists[target].targets
