"""The values of an indexing run: limits, progress, outcomes, previews, and what ``restore`` needs."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from index.catalog.crawl_state import FailedPage, KnownList
from index.sources.diff import SentenceChanges
from index.types import Document, Kind, Link, Source

Status = Literal["added", "updated", "unchanged", "failed", "unlisted"]
"""``unlisted`` is a source that is still indexed and that its list no longer contains."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one source.

    Attributes:
        error: Why it failed, or a warning.
        changes: The sentences of an updated source that are new and gone; None where the text is as it was.
    """

    id: str
    title: str
    location: str
    kind: Kind
    passages: int
    status: Status
    error: str | None = None
    changes: SentenceChanges | None = None


@dataclass(frozen=True, slots=True)
class RemovedSource:
    """A removed source and its document: enough to restore it without reading it again.

    The names of the fields are stored as JSON keys, here and in ``Removed``.

    Attributes:
        is_alone: Whether it was indexed without its links.
    """

    source: Source
    document: Document
    is_alone: bool


@dataclass(frozen=True, slots=True)
class Removed:
    """Everything that one call removed: sources, lists, and the failed pages that these led to."""

    sources: tuple[RemovedSource, ...]
    lists: tuple[KnownList, ...]
    missed: tuple[FailedPage, ...]


@dataclass(frozen=True, slots=True)
class Progress:
    """A step of a run: ``done`` of ``total`` passages of one source are embedded; ``total`` is 0 while it is read.

    Attributes:
        status: ``unchanged`` or ``failed`` for a source of which nothing was embedded; else None.
    """

    location: str
    done: int
    total: int
    status: Status | None = None


Watch = Callable[[Progress], None]
"""Receives each step of a run."""

Stop = Callable[[], bool]
"""Whether the run is to end early; called between pages and within a long one. Unfinished sources stay as they were."""


def never_stop() -> bool:
    """The ``Stop`` of a run that goes to its end."""
    return False


@dataclass(frozen=True, slots=True)
class LinkLimits:
    """How far a run follows links.

    Attributes:
        depth: How many links deep.
        pages: How many linked pages for each named source.
        listed: How many entries of a named folder, sitemap or feed; their links are not followed.
    """

    depth: int
    pages: int
    listed: int = 1_000


@dataclass(frozen=True, slots=True)
class CrawlOptions:
    """The limits of one run, and the callbacks that watch it and stop it."""

    limits: LinkLimits
    watch: Watch
    stop: Stop


@dataclass(frozen=True, slots=True)
class Preview:
    """A source as it would be indexed.

    Attributes:
        location: Where it was found, after redirects.
        word_count: How many words it has; characters, in scripts without spaces between words.
        links: The links of its main text, in order; the entries of a folder, sitemap or feed.
        indexed: The source that is indexed from there already; None if there is none.
        is_list: Whether it is a folder, sitemap or feed, which has no words itself.
    """

    location: str
    title: str
    author: str | None
    date: str | None
    language: str
    word_count: int
    links: tuple[Link, ...]
    indexed: Source | None
    is_list: bool = False
