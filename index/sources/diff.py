"""What renewing a source would change: sentences that come and go, and its title. Pure."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from index.catalog.crawl_state import KnownList
from index.sources.listings import SourceListing
from index.text.chunking import split
from index.types import Document, Source, source_id

Found = Literal["unchanged", "changed", "failed", "new", "unlisted"]


@dataclass(frozen=True, slots=True)
class SourceChange:
    """What a source would become.

    Attributes:
        id: Of the source, or what it would be.
        title: As it is indexed; of what is new, as far as it is known.
        sentences_added: How many sentences are new.
        sentences_removed: How many are there no more.
        new_title: None where the title stays.
        error: Why it could not be read.
    """

    id: str
    title: str
    location: str
    status: Found
    sentences_added: int = 0
    sentences_removed: int = 0
    new_title: str | None = None
    error: str | None = None


def compare(source: Source, before: Document, now: Document) -> SourceChange:
    """What changed between the indexed document of a source and the one that is there now."""
    old, new = _sentences(before), _sentences(now)
    new_title = now.title if now.title != source.title else None
    return SourceChange(
        source.id,
        source.title,
        source.location,
        "changed" if before.text != now.text or new_title else "unchanged",
        (new - old).total(),
        (old - new).total(),
        new_title,
    )


def compare_lists(before: KnownList | None, now: SourceListing, sources: Mapping[str, Source]) -> list[SourceChange]:
    """What a list holds that it did not, and what it does not hold any more.

    Args:
        before: As it was when it was read last.
        now: As it is.
        sources: What is indexed, by location.
    """
    old = frozenset(before.targets) if before else frozenset()
    targets = {link.target for link in now.links}
    new = [link for link in now.links if link.target not in old and link.target not in sources]
    gone = [source for location, source in sources.items() if location in old - targets]
    return [
        *(SourceChange(source_id(link.target), link.text, link.target, "new") for link in new),
        *(SourceChange(source.id, source.title, source.location, "unlisted") for source in gone),
    ]


def _sentences(document: Document) -> Counter[str]:
    passages = split(document.text, document.language)
    return Counter(sentence.slice(document.text) for passage in passages for sentence in passage.sentences)
