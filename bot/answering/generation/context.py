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


class PromptRoom:
    """The room for sentences in a prompt, learned from a model with a smaller context than the settings presume."""

    def __init__(self) -> None:
        """Begin without a limit."""
        self._most_tokens: int | None = None

    def choose(self, context: PromptContext, *, evenly: bool) -> tuple[NumberedSentence, ...]:
        """Return the sentences of a context that have room; they keep their numbers.

        Args:
            context: The numbered sentences.
            evenly: Whether to leave out every second one, as for a summary, instead of the last ones.
        """
        chosen = context.sentences
        while self._most_tokens is not None and len(chosen) > 1 and _sum_tokens(chosen) > self._most_tokens:
            chosen = halve(chosen, evenly=evenly)
        return chosen

    def learn(self, fitting: Sequence[NumberedSentence]) -> None:
        """Limit the next prompts to the tokens of sentences that fitted after more did not."""
        self._most_tokens = _sum_tokens(fitting)


def halve(sentences: Sequence[NumberedSentence], *, evenly: bool) -> tuple[NumberedSentence, ...]:
    """Return half of the sentences: every second one, or the first ones."""
    return tuple(sentences[::2] if evenly else sentences[: (len(sentences) + 1) // 2])


def _sum_tokens(sentences: Sequence[NumberedSentence]) -> int:
    return sum(estimate_sentence_tokens(sentence.hit) for sentence in sentences)


def render_context(context: PromptContext, chosen: Sequence[NumberedSentence]) -> str:
    """Render chosen sentences of a context for a prompt, a line each; those of several sources have titles above them.

    Only here are quotations neutralized: without line breaks, brackets and invisible characters.
    """
    lines: list[str] = []
    has_several = len({sentence.hit.text_id for sentence in chosen}) > 1
    previous = None
    for sentence in chosen:
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
