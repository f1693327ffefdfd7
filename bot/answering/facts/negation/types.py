"""What a text denies, clause by clause."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Denial:
    """Content words that a word denies: those after it, in some languages those before it.

    Attributes:
        words: The denied words; the first is denied most directly.
        text: The denying word and the denied words as written.
        affirmed_by: For "without", the word with the opposite meaning.
    """

    words: tuple[str, ...]
    text: str
    affirmed_by: str | None = None


@dataclass(frozen=True, slots=True)
class Clause:
    """The words between two commas or other breaks.

    Attributes:
        words: The content words, folded; pairs of characters in Chinese and Japanese, stems in Korean.
        every: All words, folded.
        denials: The denials of the clause.
        negative: Whether a word denies or hints at a denial: "failed".
        elliptic: Whether the denied word is in another clause: "the second did not".
    """

    words: tuple[str, ...]
    every: tuple[str, ...]
    denials: tuple[Denial, ...]
    negative: bool
    elliptic: bool
