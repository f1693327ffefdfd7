"""What a model is shown: the best sentences, numbered once, as many as a budget of tokens allows. Pure."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from bot.answering.llm.prompt_injection import is_injection
from bot.answering.llm.prompt_text import estimate_tokens, neutralize
from index.types import SentenceHit, Source, Span

_LEAST, _MOST = 3, 10
_MARKER_TOKENS = 4
_LONGEST_CHARS = 700
_TITLE_CHARS = 120


# What could pass for a numbered sentence, a delimiter or a role of the conversation.
@dataclass(frozen=True, slots=True)
class NumberedSentence:
    """A sentence with the number that the model sees."""

    n: int
    hit: SentenceHit


@dataclass(frozen=True)
class PromptContext:
    """The sentences of one answer, and everything that was ranked around them.

    Attributes:
        ranked: Every ranked sentence, best first; holds all sentences of each passage that it touches.
        sources: Those of the sentences, by id; looked up before a model is asked.
    """

    sentences: tuple[NumberedSentence, ...]
    ranked: tuple[SentenceHit, ...]
    sources: Mapping[str, Source] = field(default_factory=dict)

    @cached_property
    def _passages(self) -> Mapping[tuple[str, Span], list[SentenceHit]]:
        found: defaultdict[tuple[str, Span], list[SentenceHit]] = defaultdict(list)
        for hit in self.ranked:
            found[hit.text_id, hit.passage].append(hit)
        return {key: sorted(hits, key=lambda hit: hit.span.start) for key, hits in found.items()}

    def get_source(self, hit: SentenceHit) -> Source:
        """The source of one of the sentences, or of one in their passages."""
        return self.sources[hit.source_id]

    def get_passage(self, hit: SentenceHit) -> list[SentenceHit]:
        """The sentences of a sentence's passage, in order."""
        return self._passages[hit.text_id, hit.passage]


def build_context(ranked: Sequence[SentenceHit], budget_tokens: int, most: int = _MOST) -> PromptContext:
    """Number the best sentences, the best first: small models answer from what they read first.

    Args:
        ranked: Best first.
        budget_tokens: How much the sentences may take, estimated; the best three always go in, since one of them
            answers nearly always.
        most: How many sentences at most.

    Returns:
        Without orders to the model; empty where there is nothing else.
    """
    chosen: list[SentenceHit] = []
    left = budget_tokens
    for hit in _drop_injections(ranked):
        left -= estimate_sentence_tokens(hit)
        if len(chosen) == most or (len(chosen) >= _LEAST and left < 0):
            break
        chosen.append(hit)
    return number_sentences(chosen, ranked)


def number_sentences(chosen: Sequence[SentenceHit], ranked: Sequence[SentenceHit]) -> PromptContext:
    """Evidence of chosen sentences, in their order, without orders to the model."""
    kept = _drop_injections(chosen)
    return PromptContext(
        tuple(NumberedSentence(n, hit) for n, hit in enumerate(kept, start=1)), tuple(_drop_injections(ranked))
    )


def _drop_injections(hits: Sequence[SentenceHit]) -> list[SentenceHit]:
    return [hit for hit in hits if not is_injection(hit.text)]


def render_context(evidence: PromptContext) -> str:
    """The sentences as a prompt shows them: a line each, the sources' titles above theirs where there are several.

    Quotations are made harmless for this purpose alone: no line breaks, brackets or invisible characters.
    """
    lines: list[str] = []
    several = len({sentence.hit.text_id for sentence in evidence.sentences}) > 1
    before = None
    for sentence in evidence.sentences:
        if several and sentence.hit.text_id != before:
            before = sentence.hit.text_id
            source = evidence.get_source(sentence.hit)
            about = ", ".join(part for part in (neutralize(source.title)[:_TITLE_CHARS], source.date) if part)
            lines.append(f"From “{about}”:")
        lines.append(f"[{sentence.n}] {neutralize(sentence.hit.text[:_LONGEST_CHARS])}")
    return "\n".join(lines)


def estimate_sentence_tokens(hit: SentenceHit) -> int:
    """About how many tokens a numbered sentence takes."""
    return estimate_tokens(hit.text[:_LONGEST_CHARS]) + _MARKER_TOKENS
