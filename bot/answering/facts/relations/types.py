"""A relation of two parties, as a text has it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Relation:
    """A word for a relation, with the words of both parties.

    Attributes:
        start: The offset of the word.
        end: The offset behind it.
        group: What the relation is about: ``teaching``, ``length``.
        forward: Whether the first party is the one that teaches, causes or is longer; else the second one is.
        first: The words of the party that the sentence is about; may be empty.
        second: The words of the other party.
        family: Of groups that tell the same in other words; empty for a group of its own.
    """

    start: int
    end: int
    group: str
    forward: bool
    first: str
    second: str
    family: str = ""
