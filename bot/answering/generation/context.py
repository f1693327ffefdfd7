"""The prompt context: the best sentences, numbered, as many as a token budget allows. Pure."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

from bot.answering.llm.prompt_text import estimate_tokens, neutralize
from bot.answering.quotes.passage_sentences import PassageSentences
from index.types import SentenceHit, Source

_MIN_SENTENCES, _MAX_SENTENCES = 3, 10
_MARKER_TOKENS = 4
_MAX_SENTENCE_CHARS = 700
_MAX_TITLE_CHARS = 120


@dataclass(frozen=True, slots=True)
class NumberedSentence:
    """A sentence with the number that the model sees."""

    n: int
    hit: SentenceHit


@dataclass(frozen=True)
class PromptContext:
    """The numbered sentences of one prompt, and the ranked sentences around them.

    Attributes:
        ranked: Every ranked sentence, best first, with all sentences of their passages.
        sources: The sources of the sentences by id; empty until they are looked up.
    """

    sentences: tuple[NumberedSentence, ...]
    ranked: tuple[SentenceHit, ...]
    sources: Mapping[str, Source] = field(default_factory=dict)

    @cached_property
    def _passages(self) -> PassageSentences:
        return PassageSentences.of(self.ranked)

    def with_sources(self, find: Callable[[str], Source]) -> "PromptContext":
        """Return the context with the sources of its numbered sentences, which ``find`` looks up by their ids."""
        ids = {sentence.hit.source_id for sentence in self.sentences}
        return replace(self, sources={id_: find(id_) for id_ in ids})

    def list_sentences(self, source_id: str) -> tuple[str, ...]:
        """List the numbered sentences of a source."""
        return tuple(each.hit.reading for each in self.sentences if each.hit.source_id == source_id)

    def get_source(self, hit: SentenceHit) -> Source:
        """Return the source of a numbered sentence, or of another sentence of its passage."""
        return self.sources[hit.source_id]

    def get_passage(self, hit: SentenceHit) -> Sequence[SentenceHit]:
        """Return the sentences of a sentence's passage, in order."""
        return self._passages.list_passage(hit)


def build_context(ranked: Sequence[SentenceHit], budget_tokens: int, most: int = _MAX_SENTENCES) -> PromptContext:
    """Number the best sentences, best first, because small models answer from the first sentences that they read.

    Args:
        ranked: Best first.
        budget_tokens: The estimated tokens that the sentences may take. The best three are always in: one of them
            nearly always answers.
        most: The greatest number of sentences.

    Returns:
        A context; it is empty if no sentence was ranked.
    """
    chosen: list[SentenceHit] = []
    left = budget_tokens
    for hit in ranked:
        left -= estimate_sentence_tokens(hit)
        if len(chosen) == most or (len(chosen) >= _MIN_SENTENCES and left < 0):
            break
        chosen.append(hit)
    return number_sentences(chosen, ranked)


def number_sentences(chosen: Sequence[SentenceHit], ranked: Sequence[SentenceHit]) -> PromptContext:
    """Number chosen sentences in their order."""
    numbered = tuple(NumberedSentence(n, hit) for n, hit in enumerate(chosen, start=1))
    return PromptContext(numbered, tuple(ranked))


def render_context(context: PromptContext) -> str:
    """Render the sentences for a prompt, a line each; sentences of several sources have their titles above them.

    Only here are quotations neutralized: without line breaks, brackets and invisible characters.
    """
    lines: list[str] = []
    has_several = len({sentence.hit.text_id for sentence in context.sentences}) > 1
    previous = None
    for sentence in context.sentences:
        if has_several and sentence.hit.text_id != previous:
            previous = sentence.hit.text_id
            source = context.get_source(sentence.hit)
            about = ", ".join(part for part in (neutralize(source.title)[:_MAX_TITLE_CHARS], source.date) if part)
            lines.append(f"From “{about}”:")
        lines.append(f"[{sentence.n}] {neutralize(sentence.hit.reading[:_MAX_SENTENCE_CHARS])}")
    return "\n".join(lines)


def estimate_sentence_tokens(hit: SentenceHit) -> int:
    """Estimate the tokens of a numbered sentence."""
    return estimate_tokens(hit.reading[:_MAX_SENTENCE_CHARS]) + _MARKER_TOKENS
