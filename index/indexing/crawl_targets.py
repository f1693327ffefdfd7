"""Crawl targets: the sources that a run reads, with the rules for each."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from index.catalog.catalog import Catalog
from index.types import Kind, Source, source_id


@dataclass(frozen=True, slots=True)
class CrawlTarget:
    """A source to read.

    Attributes:
        location: Canonical.
        kind: The kind that it is to get.
        referrer: The location that links to it; None if a user named it.
        root: The named source from which it was found; counts the linked pages.
        depth: How many links it is away from that source.
        list_depth: How many lists lead to it.
        follows_links: Whether the run follows its links.
        is_known: Whether it was read by an earlier run; of a list, only new entries are then read.
    """

    location: str
    kind: Kind
    referrer: str | None = None
    root: str = ""
    depth: int = 0
    list_depth: int = 0
    follows_links: bool = True
    is_known: bool = False


def list_known_targets(catalog: Catalog) -> dict[str, CrawlTarget]:
    """The targets of a re-index by id: sources, lists, and linked pages that failed. Each keeps its earlier rules."""
    crawl_state = catalog.crawl_state
    sources = {source.id: source for source in catalog.list_sources()}
    alone = catalog.list_unfollowed()
    targets = {id_: _target_of(source, sources, follows_links=id_ not in alone) for id_, source in sources.items()}
    targets |= {
        known.id: CrawlTarget(known.location, "document", is_known=True)
        for known in crawl_state.get_lists()
        if not known.is_nested
    }
    targets |= {
        page.id: CrawlTarget(page.location, "linked", page.parent, follows_links=False)
        for page in crawl_state.get_failed_pages()
        if page.kind == "linked" and page.id not in targets and source_id(page.parent) in sources
    }
    return targets


def choose_targets(catalog: Catalog, ids: Sequence[str] | None) -> list[CrawlTarget]:
    """The known targets with these ids, all of them if None; raises ``UnknownSourceError`` for any other id."""
    targets = list_known_targets(catalog)
    if ids is None:
        return list(targets.values())
    if unknown := [id_ for id_ in ids if id_ not in targets]:
        catalog.get_source(unknown[0])  # which raises
    return [targets[id_] for id_ in dict.fromkeys(ids)]


def _target_of(source: Source, sources: Mapping[str, Source], *, follows_links: bool) -> CrawlTarget:
    if source.kind != "linked":
        return CrawlTarget(source.location, source.kind, follows_links=follows_links, is_known=True)
    parent = next((sources[id_] for id_ in source.linked_from if id_ in sources), source)
    return CrawlTarget(source.location, "linked", parent.location, follows_links=False)
