"""Results of comparing facts."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Literal, Self

FactKind = Literal[
    "number",
    "date",
    "name",
    "address",
    "negation",
    "unit",
    "clock",
    "bound",
    "order",
    "direction",
    "word",
    "hedge",
    "modality",
    "quantifier",
    "speaker",
    "role",
    "quotation",
    "cause",
    "addition",
    "deed",
]


@dataclass(frozen=True, slots=True)
class Mismatch:
    """A fact of a statement that its evidence does not contain; ``text`` is quoted from the statement.

    Attributes:
        contradicts: Whether the evidence says otherwise; else it leaves the fact open.
    """

    kind: FactKind
    text: str
    contradicts: bool = field(default=False, compare=False)


@dataclass(frozen=True, slots=True)
class Conflict:
    """Two different facts of one kind; ``one`` and ``other`` are quoted from the two sentences."""

    kind: FactKind
    one: str
    other: str


@dataclass(frozen=True, slots=True)
class Evidence:
    """The sentences that are to support a statement, with the text around them.

    Attributes:
        sentences: The cited sentences, which must contain every fact.
        before: The sentences of the passage before them, in order; a pronoun may stand for a name of the nearest.
        title: Of the source.
        passage: The passage around the sentences.
        language: ISO 639 or BCP 47 code; ``und`` detects it from the words.
        elsewhere: Further sentences of the source; they tell which words are names, and support nothing.
    """

    sentences: tuple[str, ...]
    before: tuple[str, ...] = ()
    title: str = ""
    passage: str = ""
    language: str = "und"
    elsewhere: tuple[str, ...] = ()

    @property
    def context(self) -> str:
        """The title and the passage."""
        return "\n".join(filter(None, (self.title, self.passage)))

    def map_texts(self, change: Callable[[str], str]) -> Self:
        """Return the evidence with each of its texts changed."""
        return replace(
            self,
            sentences=tuple(map(change, self.sentences)),
            before=tuple(map(change, self.before)),
            title=change(self.title),
            passage=change(self.passage),
            elsewhere=tuple(map(change, self.elsewhere)),
        )


@dataclass(frozen=True, slots=True)
class FactComparison:
    """A statement beside the evidence that is to support it.

    Attributes:
        statement: One claim without citation markers.
        language: ISO 639-1 code of statement and question, or ``und``.
        question: May contain what a short answer leaves out.
        evidence: The cited sentences with the text around them.
        source_language: ISO 639-1 code of the evidence, or ``und``; ``evidence.language`` may be open.
    """

    statement: str
    language: str
    question: str
    evidence: Evidence
    source_language: str

    @property
    def sentences(self) -> tuple[str, ...]:
        """The cited sentences."""
        return self.evidence.sentences

    @property
    def joined(self) -> str:
        """The cited sentences as one text."""
        return " ".join(self.evidence.sentences)

    @property
    def crosses_languages(self) -> bool:
        """Whether statement and evidence are in different languages, so that few words can be compared."""
        return self.language != self.source_language

    def narrow(self, sentence: str) -> Self:
        """Return the comparison with one of the cited sentences; the text around it stays."""
        return replace(self, evidence=replace(self.evidence, sentences=(sentence,)))


@dataclass(frozen=True, slots=True)
class NamedPair:
    """Two clauses of a statement about two names, each with the clauses of the evidence about its name alone.

    Attributes:
        clauses: The clauses without their names.
        names: As the statement has them.
        evidence: For each name the clauses about it, without names.
    """

    clauses: tuple[str, str]
    names: tuple[str, str]
    evidence: tuple[tuple[str, ...], tuple[str, ...]]
