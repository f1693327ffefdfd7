"""Assembly of an answer: verified statements with their citations, or quotes where they answer better. Blocking."""

from collections.abc import Sequence
from dataclasses import replace

from bot.answering.conversation_retrieval import Retrieved
from bot.answering.extractive.citing import Citing
from bot.answering.extractive.composing import QuoteComposer
from bot.answering.generation.types import GeneratedAnswer, VerifiedStatement
from bot.answering.questions.expected_answers import adds_amount, asks_for_amount
from bot.answering.types import Answer, Citation, Notice, Statement, Timings, Turn
from index.types import Span

_STOPS = (".", "!", "?", "…", "。", "！", "？", "।", "؟")
_UNTIMED = Timings(0.0, 0.0, 0.0)


class AnswerAssembly:
    """Assembles the answer to one question."""

    def __init__(self, composer: QuoteComposer, citing: Citing) -> None:
        """Assemble answers.

        Args:
            composer: Composes quotes.
            citing: Makes citations of sentences.
        """
        self._composer = composer
        self._citing = citing

    def assemble(
        self,
        question: str,
        standalone: str,
        generated: GeneratedAnswer,
        retrieved: Retrieved,
        *,
        is_sure: bool,
    ) -> Answer:
        """Assemble statements and citations; without a statement the answer has quotes, or the nearest sentences.

        Where the ranking surely answers the one question asked, its quotes also replace a refusal, and statements that
        lack the number or date that the question asks for.

        Args:
            question: As the user asked it.
            standalone: The question that can be understood without its conversation.
            generated: The verified statements.
            retrieved: The sentences that the search found.
            is_sure: Whether the search surely answers the question.
        """
        if (not generated.statements and (generated.confirmed or is_sure)) or (
            is_sure and _lacks_amount(standalone, generated, retrieved)
        ):
            quotes = self._composer.compose(question, retrieved)
            notice: Notice | None = (
                "model_unsupported" if generated.confirmed or generated.withheld or generated.statements else None
            )
            return replace(quotes, notice=notice)
        if not generated.statements:
            nearest = self._composer.cite_nearest(retrieved)
            return Answer(question, "not_found", "model", (), (), _UNTIMED, nearest)
        citations: dict[tuple[str, Span], Citation] = {}
        statements = [self._to_statement(verified, citations) for verified in generated.statements]
        cited = [hit for verified in generated.statements for run in verified.runs for hit in run.hits]
        contradiction = self._composer.find_contradiction(question, cited, retrieved)
        if contradiction is not None:
            number = self._citing.cite_once(contradiction, contradiction.span, citations)
            statements.append(Statement(contradiction.text, (number,), "contrast"))
        answer = Answer(question, "answered", "model", tuple(statements), tuple(citations.values()), _UNTIMED)
        return replace(answer, shape="list") if _is_list(statements) else answer

    def _to_statement(self, verified: VerifiedStatement, citations: dict[tuple[str, Span], Citation]) -> Statement:
        """Convert a statement; citations are numbered in order of appearance."""
        numbers = tuple(self._citing.cite_once(run.hits[0], run.span, citations) for run in verified.runs)
        return Statement(verified.text, numbers, verified.verdict)


def _is_list(statements: Sequence[Statement]) -> bool:
    """Whether the model wrote a list: several entries, none of which ends as a sentence does."""
    return len(statements) > 1 and not any(statement.text.endswith(_STOPS) for statement in statements)


def _lacks_amount(question: str, generated: GeneratedAnswer, retrieved: Retrieved) -> bool:
    """Whether a question asks for a number or date that the best sentence has and no statement has."""
    if not asks_for_amount(question) or not retrieved.ranking.sentences:
        return False
    said = " ".join(verified.text for verified in generated.statements)
    return not adds_amount(said, question) and adds_amount(retrieved.ranking.sentences[0].reading, question)


def drop_said(statements: Sequence[VerifiedStatement], history: Sequence[Turn]) -> list[VerifiedStatement]:
    """Drop the statements that the answer before a follow-up has already, unless it has all of them."""
    said = history[-1].answer.casefold() if history else ""
    new = [verified for verified in statements if verified.text.strip(" .!。").casefold() not in said]
    return new or list(statements)
