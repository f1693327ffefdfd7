"""The words of an indexing job: how far it goes, how it is watched and stopped, and what became of each source."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from index.catalog.crawl_state import FailedPage, KnownList
from index.types import Document, Kind, Link, Source

Status = Literal["added", "updated", "unchanged", "failed", "unlisted"]
"""``unlisted`` is a source that is still there, and that the list which led to it does not hold any more."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one source."""

    id: str
    title: str
    location: str
    kind: Kind
    passages: int
    status: Status
    error: str | None = None


@dataclass(frozen=True, slots=True)
class RemovedSource:
    """A source that was removed, and what it was made of: enough to put it back without reading it again.

    Attributes:
        is_alone: Whether it was indexed without what it links to.
    """

    source: Source
    document: Document
    is_alone: bool = False


@dataclass(frozen=True, slots=True)
class Removed:
    """What was removed in one go: sources, lists, and what is known of pages that these led to and that failed."""

    sources: tuple[RemovedSource, ...]
    lists: tuple[KnownList, ...] = ()
    missed: tuple[FailedPage, ...] = ()


@dataclass(frozen=True, slots=True)
class Progress:
    """Where a run is: ``done`` of ``total`` passages of one source are embedded; ``total`` is 0 while it is read.

    Attributes:
        status: What became of a source of which nothing was embedded: ``unchanged`` or ``failed``.
    """

    location: str
    done: int
    total: int
    status: Status | None = None


Watch = Callable[[Progress], None]

Stop = Callable[[], bool]
"""Asked between pages, and within a long one, whether the job is to end; what is not finished then is as it was."""


def never() -> bool:
    """A job that nobody stops."""
    return False


@dataclass(frozen=True, slots=True)
class LinkLimits:
    """How far to follow links.

    Attributes:
        depth: How many links deep.
        pages: How many linked pages for each named source.
        listed: How many sources of a named folder, sitemap or feed; their links are not followed.
    """

    depth: int
    pages: int
    listed: int = 1_000


@dataclass(frozen=True, slots=True)
class Job:
    """How one run goes: how far, who watches, and who may stop it."""

    limits: LinkLimits
    watch: Watch
    stop: Stop = never


@dataclass(frozen=True, slots=True)
class Preview:
    """A source as it would be indexed.

    Attributes:
        location: Where it was found, after redirects.
        words: How many it has; characters, in scripts that do not part words.
        links: What its main text links to, in order; of a folder, sitemap or feed, what it lists.
        known: The source that is indexed from there, if there is one.
        is_list: Whether it is a folder, sitemap or feed, which has no words itself.
    """

    location: str
    title: str
    author: str | None
    date: str | None
    language: str
    words: int
    links: tuple[Link, ...]
    known: Source | None
    is_list: bool = False
