"""Claims and their support, and the results of the model calls behind an answer."""

from dataclasses import dataclass, field

from bot.answering.generation.sentence_runs import SentenceRun
from bot.answering.llm.model import ModelReply
from bot.answering.llm.replies.reply_parser import DraftStatement
from bot.answering.types import Usage, Verdict, WithheldStatement
from prompts.library import RenderedPrompt


@dataclass(frozen=True, slots=True)
class VerifiedStatement:
    """A statement with the sentences that support it."""

    text: str
    runs: tuple[SentenceRun, ...]
    verdict: Verdict


@dataclass
class GeneratedAnswer:
    """The results of one or more model calls for an answer.

    Attributes:
        statements: Verified statements, in the model's order.
        withheld: Statements that failed verification, with reasons.
        prompts: The prompts in order, each with its version.
        usage: All calls together.
        unsupported: Statements without support, which may be repaired.
        confirmed: Whether the model, after a refusal, confirmed that the sources answer the question.
        presumes: Whether the question presumes what the sources do not say, and the model did not confirm its answer.
    """

    statements: list[VerifiedStatement] = field(default_factory=list)
    withheld: list[WithheldStatement] = field(default_factory=list)
    prompts: list[str] = field(default_factory=list)
    usage: Usage = field(default_factory=Usage)
    unsupported: list[DraftStatement] = field(default_factory=list)
    confirmed: bool = False
    presumes: bool = False

    def merge(self, other: "GeneratedAnswer") -> None:
        """Add the results of another call."""
        self.statements += other.statements
        self.withheld += other.withheld
        self.usage += other.usage
        self.prompts = list(dict.fromkeys([*self.prompts, *other.prompts]))

    def count_call(self, prompt: RenderedPrompt, reply: ModelReply) -> None:
        """Count a call with its tokens and its prompt."""
        self.usage += reply.usage
        if prompt.name not in self.prompts:
            self.prompts.append(prompt.name)


@dataclass(frozen=True, slots=True)
class Support:
    """The sentences that support a statement; ``cited`` says whether the model cited one of them."""

    runs: tuple[SentenceRun, ...]
    cited: bool


@dataclass(frozen=True, slots=True)
class Unsupported:
    """The reason why no sentence supports a statement; ``contradicting`` says otherwise, empty if nothing does."""

    reason: str
    contradicting: tuple[SentenceRun, ...] = ()


@dataclass(frozen=True, slots=True)
class Claim:
    """A drafted statement with the question that it answers.

    Attributes:
        language: Of question and statement, ISO 639-1.
    """

    question: str
    draft: DraftStatement
    language: str
