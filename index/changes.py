"""What renewing a source would change: sentences that come and go, and its title. Pure."""

from collections import Counter
from dataclasses import dataclass
from typing import Literal

from index.split import split
from index.types import Document, Source

Found = Literal["unchanged", "changed", "failed"]


@dataclass(frozen=True, slots=True)
class Change:
    """What a source would become.

    Attributes:
        id: Of the source.
        title: As it is indexed.
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


def compare(source: Source, before: Document, now: Document) -> Change:
    """What changed between the indexed document of a source and the one that is there now."""
    old, new = _sentences(before), _sentences(now)
    new_title = now.title if now.title != source.title else None
    return Change(
        source.id,
        source.title,
        source.location,
        "changed" if before.text != now.text or new_title else "unchanged",
        (new - old).total(),
        (old - new).total(),
        new_title,
    )


def _sentences(document: Document) -> Counter[str]:
    passages = split(document.text, document.language)
    return Counter(sentence.of(document.text) for passage in passages for sentence in passage.sentences)
