"""A generative answerer over the sentences of one text, with any model."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from bot.answering.answer_cache import ReplicaAnswers
from bot.answering.extractive.answerer import ExtractiveAnswerer
from bot.answering.generation.generator import StatementGenerator
from bot.answering.generation.map_reduce import MapReduce
from bot.answering.generation.verifier import Verifier
from bot.answering.generative import GenerativeAnswerer
from bot.answering.llm.model import LanguageModel
from bot.answering.token_budget import TokenBudget, TokenLedger
from bot.answering.types import Usage
from bot.executors import Executors
from index.catalog.text_structure import TextPlace
from index.retrieval.ranking import Ranking
from index.types import Heading, SentenceHit, Source, Span
from prompts.library import PromptLibrary
from tests.support.fakes import WordEmbedder

TEXT = (
    "The tower of Hollin Point is of granite. It was finished in 1811 by Ada Byrne. The lamp burned whale oil. "
    "A keeper lived there until 1966."
)
QUESTION = "When was the tower of Hollin Point finished?"
EMBEDDER = WordEmbedder()


def hits(text: str = TEXT, source_id: str = "tower") -> list[SentenceHit]:
    """Rank the sentences of a text: the second one first, then the others in order."""
    spans, start = [], 0
    for sentence in text.removesuffix(".").split(". "):
        spans.append(Span(start, start + len(sentence) + 1))
        start += len(sentence) + 2
    found = [
        SentenceHit(
            source_id,
            f"{source_id}-text",
            span,
            Span(0, len(text)),
            span.slice(text),
            1.0,
            EMBEDDER.embed_passages([span.slice(text)])[0],
        )
        for span in spans
    ]
    return [*found[1:2], found[0], *found[2:]]


@dataclass
class StubIndex:
    """Stands in for retriever and catalog, with the sentences of one text."""

    ranked: list[SentenceHit] = field(default_factory=hits)
    confidence: float = 0.99
    sure: bool = True
    asked: list[str] = field(default_factory=list)

    def rank(self, question: str, **searched: object) -> Ranking:
        """Return the ranking."""
        del searched
        self.asked.append(question)
        return Ranking((), tuple(self.ranked), self.confidence, None, is_sure=self.sure)

    def list_sentences(self, source_ids: Sequence[str] | None = None) -> list[SentenceHit]:
        """List all sentences in reading order."""
        del source_ids
        return sorted(self.ranked, key=lambda hit: (hit.source_id, hit.span.start))

    def get_source(self, id_: str) -> Source:
        """Return a source with that id."""
        return Source(id_, f"https://example.org/{id_}", "article", "The tower", None, None, "en", f"{id_}-text", 1)

    def list_sources(self) -> list[Source]:
        """List the sources of the sentences."""
        return [self.get_source(id_) for id_ in dict.fromkeys(hit.source_id for hit in self.ranked)]

    def find_article(self) -> Source | None:
        """Return the first source."""
        return self.list_sources()[0]

    def read_cited(self, source_id: str, text_id: str, offset: int) -> tuple[Source, TextPlace]:
        """Return a source, without pages and headings."""
        assert text_id
        assert offset >= 0
        return self.get_source(source_id), TextPlace()

    def is_recognized(self, text_id: str, span: Span) -> bool:
        """Return False: the text was not read from a picture."""
        assert text_id
        return span.end < span.start

    def get_headings(self, text_id: str) -> tuple[Heading, ...]:
        """Return no headings."""
        assert text_id
        return ()

    def get_text(self, id_: str) -> str | None:
        """Return the text of that name."""
        return TEXT if id_ == "tower-text" else None


@dataclass
class InMemoryLedger:
    """Counts tokens in memory."""

    tokens: dict[str | None, int] = field(default_factory=dict)

    def count_spent(self, asker: str | None) -> int:
        """Return the tokens of a user; None counts all users."""
        return sum(self.tokens.values()) if asker is None else self.tokens.get(asker, 0)

    def add(self, asker: str | None, usage: Usage) -> None:
        """Add tokens."""
        self.tokens[asker] = self.tokens.get(asker, 0) + usage.tokens


def make_answerer(  # noqa: PLR0913 - each may be another
    model: LanguageModel,
    stub: StubIndex,
    ledger: TokenLedger,
    *,
    judged: bool = False,
    per_asker: int = 0,
    shared: ReplicaAnswers | None = None,
) -> GenerativeAnswerer:
    """Return an answerer that asks a model about the sentences of an index."""
    executors, prompts = Executors(), PromptLibrary()
    extractive = ExtractiveAnswerer(stub, stub, executors)
    verifier = Verifier(lambda: EMBEDDER)
    generator = StatementGenerator(model, prompts, verifier, stub, executors, context_tokens=300, asks_judge=judged)
    return GenerativeAnswerer(
        extractive,
        generator,
        MapReduce(generator, executors, context_tokens=40, calls=3),
        executors,
        prompts=prompts,
        budget=TokenBudget(ledger, per_asker),
        index_version=lambda _: len(stub.ranked),
        shared=shared,
    )
