"""The judge of statements: facts decide first, and a learned judge must agree."""

from dataclasses import dataclass, field

import pytest

from bot.answering.facts import Evidence
from bot.answering.verification.judge import StatementJudge
from bot.answering.verification.types import Entailment, Judgment, UnverifiedStatement

EVIDENCE = Evidence(("The bell weighs 700 tonnes.",), passage="The bell weighs 700 tonnes. It is old.", language="en")


@dataclass
class FixedEntailment:
    """Returns the same probabilities for every statement, and remembers its calls."""

    found: Entailment
    asked: list[tuple[str, str, str, str]] = field(default_factory=list)

    def judge(self, statement: str, question: str, evidence: str, context: str) -> Entailment:
        """Return the probabilities."""
        self.asked.append((statement, question, evidence, context))
        return self.found


@pytest.mark.parametrize(
    ("statement", "expected"),
    [
        ("The bell weighs 700 tonnes.", Judgment("supported")),
        ("The bell weighs 700 kilograms.", Judgment("contradicted", "unit differs from the sources: 700", "unit")),
        ("The bell weighs 800 tonnes.", Judgment("contradicted", "number differs from the sources: 800", "number")),
        ("The bell hangs at a height of 90 metres.", Judgment("not said", "number not in the sources: 90", "number")),
    ],
)
def test_facts_give_a_verdict_and_its_reason(statement: str, expected: Judgment) -> None:
    """Another unit and another number of the same unit contradict; a number of something else is not said."""
    assert expected == StatementJudge().judge(UnverifiedStatement(statement, language="en"), EVIDENCE)


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        (Entailment(0.8, 0.1), "supported"),
        (Entailment(0.2, 0.7), "contradicted"),
        (Entailment(0.2, 0.1), "not said"),
    ],
)
def test_both_judges_must_agree(found: Entailment, expected: str) -> None:
    """A learned judge withholds what the facts do not see."""
    judge = StatementJudge(FixedEntailment(found))
    assert expected == judge.judge(UnverifiedStatement("The bell is old.", language="en"), EVIDENCE).verdict


def test_the_learned_judge_sees_question_and_context() -> None:
    """A short answer needs its question, and a pronoun the sentences around it."""
    entailment = FixedEntailment(Entailment(0.9, 0.0))
    StatementJudge(entailment).judge(UnverifiedStatement("700 tonnes.", "What does it weigh?", "en"), EVIDENCE)
    assert [("700 tonnes.", "What does it weigh?", EVIDENCE.sentences[0], EVIDENCE.context)] == entailment.asked


def test_the_learned_judge_is_not_asked_about_other_facts() -> None:
    """A statement with another fact costs no model."""
    entailment = FixedEntailment(Entailment(0.9, 0.0))
    StatementJudge(entailment).judge(UnverifiedStatement("The bell weighs 800 tonnes.", language="en"), EVIDENCE)
    assert [] == entailment.asked
