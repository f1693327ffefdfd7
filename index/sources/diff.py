"""What a re-index changes: sentences added and removed, a new title, new and missing list entries. Pure."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from index.catalog.crawl_state import KnownList
from index.text.chunking import split
from index.types import Document, Source, SourceListing, source_id

_EXAMPLES = 3

ChangeStatus = Literal["unchanged", "changed", "failed", "new", "unlisted"]


@dataclass(frozen=True, slots=True)
class SourceChange:
    """What a re-index would make of a source.

    Attributes:
        id: The source's, or its future one.
        title: As it is indexed; of a new source, as far as it is known.
        location: The source's.
        status: What would become of it.
        sentences_added: How many sentences are new.
        sentences_removed: How many sentences are gone.
        new_title: None where the title stays.
        error: Why it could not be read.
    """

    id: str
    title: str
    location: str
    status: ChangeStatus
    sentences_added: int = 0
    sentences_removed: int = 0
    new_title: str | None = None
    error: str | None = None


@dataclass(frozen=True, slots=True)
class SentenceChanges:
    """The sentences in which two versions of a text differ; one that only moved is in both.

    Attributes:
        added: How many only the newer version has.
        removed: How many only the older version has.
        first_added: The first few of those.
        first_removed: The first few of these.
    """

    added: int
    removed: int
    first_added: tuple[str, ...]
    first_removed: tuple[str, ...]


def compare_sentences(before: str, now: str, language: str) -> SentenceChanges:
    """Return the sentences in which a text, in a language, differs from its earlier version."""
    old, new = _count_sentences(before, language), _count_sentences(now, language)
    added, removed = new - old, old - new
    return SentenceChanges(added.total(), removed.total(), tuple(added)[:_EXAMPLES], tuple(removed)[:_EXAMPLES])


def compare_documents(source: Source, before: Document, now: Document) -> SourceChange:
    """The change from a source's indexed document to its present one."""
    changes = compare_sentences(before.text, now.text, now.language)
    new_title = now.title if now.title != source.title else None
    return SourceChange(
        source.id,
        source.title,
        source.location,
        "changed" if before.text != now.text or new_title else "unchanged",
        changes.added,
        changes.removed,
        new_title,
    )


def compare_lists(before: KnownList | None, now: SourceListing, sources: Mapping[str, Source]) -> list[SourceChange]:
    """The entries that are new in a list, and the sources that it no longer lists.

    Args:
        before: The list as it was read last.
        now: Its present entries.
        sources: The indexed sources, by location.
    """
    old = frozenset(before.targets) if before else frozenset()
    targets = {link.target for link in now.links}
    new = [link for link in now.links if link.target not in old and link.target not in sources]
    gone = [source for location, source in sources.items() if location in old - targets]
    return [
        *(SourceChange(source_id(link.target), link.text, link.target, "new") for link in new),
        *(SourceChange(source.id, source.title, source.location, "unlisted") for source in gone),
        *(
            SourceChange(source_id(entry.location), "", entry.location, "failed", error=entry.reason)
            for entry in now.unread
        ),
    ]


def _count_sentences(text: str, language: str) -> Counter[str]:
    return Counter(sentence.slice(text) for passage in split(text, language) for sentence in passage.sentences)
