"""The judge of statements: facts decide first, and a learned judge must agree."""

from dataclasses import dataclass, field

import pytest

from bot.answering.facts import Evidence
from bot.answering.verification.judge import StatementJudge
from bot.answering.verification.types import Entailment, Judgment, UnverifiedStatement

EVIDENCE = Evidence(
    ("The bell weighs 700 tonnes.",),
    before=("Orm has a bell.",),
    passage="Orm has a bell. The bell weighs 700 tonnes. It is old.",
    language="en",
)


@dataclass
class FixedEntailment:
    """Returns the same probabilities for every statement, and remembers its calls."""

    found: Entailment | None
    asked: list[tuple[str, str, str, str]] = field(default_factory=list)

    def judge(self, statement: str, question: str, evidence: str, context: str) -> Entailment | None:
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
        (Entailment(0.25, 0.7), "supported"),
        (Entailment(0.19, 0.81), "contradicted"),
        (Entailment(0.24, 0.1), "not said"),
    ],
)
def test_both_judges_must_agree(found: Entailment, expected: str) -> None:
    """A learned judge withholds what the facts do not see, where it is sure."""
    judge = StatementJudge(FixedEntailment(found))
    assert expected == judge.judge(UnverifiedStatement("The bell is old.", language="en"), EVIDENCE).verdict


@pytest.mark.parametrize(("passage", "expected"), [("", "supported"), ("It has 26 ringers.", "not said")])
def test_a_number_of_another_sentence_is_cited_with_that_one(passage: str, expected: str) -> None:
    """The learned judge may know a sum, but no number that another sentence tells of something else or later."""
    evidence = Evidence(("It began with 900 books and two ringers.",), passage=passage, language="en")
    judge = StatementJudge(FixedEntailment(Entailment(0.95, 0.02)))
    assert expected == judge.judge(UnverifiedStatement("26 ringers.", "How many ringers?", "en"), evidence).verdict


@pytest.mark.parametrize(("supported", "expected"), [(0.7, "supported"), (0.6, "not said")])
def test_an_answer_for_yes_or_no_is_judged_without_its_question(supported: float, expected: str) -> None:
    """Beside the question that it repeats, the learned judge supports whatever the sentence is about."""
    entailment = FixedEntailment(Entailment(supported, 0.1))
    statement = UnverifiedStatement("Yes, the bell was recast.", "Was the bell recast?", "en")
    evidence = Evidence(("The bell was left as it was.",), language="en")
    assert expected == StatementJudge(entailment).judge(statement, evidence).verdict
    assert [("The bell was recast.", "")] == [asked[:2] for asked in entailment.asked]


def test_the_learned_judge_sees_question_and_context() -> None:
    """A short answer needs its question, and a pronoun the sentence before it."""
    entailment = FixedEntailment(Entailment(0.9, 0.0))
    StatementJudge(entailment).judge(UnverifiedStatement("700 tonnes.", "What does it weigh?", "en"), EVIDENCE)
    assert [("700 tonnes.", "What does it weigh?", EVIDENCE.sentences[0], EVIDENCE.before[0])] == entailment.asked


def test_the_learned_judge_is_not_asked_about_other_facts() -> None:
    """A statement with another fact costs no model."""
    entailment = FixedEntailment(Entailment(0.9, 0.0))
    StatementJudge(entailment).judge(UnverifiedStatement("The bell weighs 800 tonnes.", language="en"), EVIDENCE)
    assert [] == entailment.asked


@pytest.mark.parametrize(("supported", "expected"), [(0.95, "supported"), (0.8, "not said")])
def test_what_facts_lack_may_be_surely_supported(supported: float, expected: str) -> None:
    """A number that no rule finds, such as a sum, is no contradiction; one that differs stays one."""
    judge = StatementJudge(FixedEntailment(Entailment(supported, 0.01)))
    statements = ("The bell hangs at a height of 90 metres.", "The bell weighs 800 tonnes.")
    verdicts = [judge.judge(UnverifiedStatement(text, language="en"), EVIDENCE).verdict for text in statements]
    assert [expected, "contradicted"] == verdicts


@pytest.mark.parametrize(("supported", "expected"), [(0.95, "supported"), (0.8, "not said")])
def test_another_word_may_be_a_synonym(supported: float, expected: str) -> None:
    """No word list has "authorised" for "approved"; an opposite stays a contradiction."""
    judge = StatementJudge(FixedEntailment(Entailment(supported, 0.01)))
    sentence = "The council approved the long bridge in 1856."
    verdicts = [
        judge.judge(
            UnverifiedStatement(sentence.replace("approved", word), language="en"),
            Evidence((sentence,), passage=sentence, language="en"),
        ).verdict
        for word in ("authorised", "rejected")
    ]
    assert [expected, "contradicted"] == verdicts


def test_a_copied_sentence_is_supported_without_the_learned_judge() -> None:
    """A sentence supports itself, and a model may only err."""
    entailment = FixedEntailment(Entailment(0.1, 0.8))
    judgment = StatementJudge(entailment).judge(
        UnverifiedStatement("The bell weighs 700 tonnes", language="en"), EVIDENCE
    )
    assert (Judgment("supported"), []) == (judgment, entailment.asked)


def test_without_a_judgment_the_facts_decide() -> None:
    """An embedder may have no such model."""
    judge = StatementJudge(FixedEntailment(None))
    assert judge.judge(UnverifiedStatement("The bell is old.", language="en"), EVIDENCE).verdict == "supported"


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        ("No, the bell is old.", "supported"),
        ("No.", "supported"),
        ("Yes, the bell is old.", "not said"),
        ("The bell is old.", "not said"),
    ],
)
def test_a_no_needs_less_than_a_yes(answer: str, expected: str) -> None:
    """Models say yes to most questions, so their "no" is more often right."""
    judge = StatementJudge(FixedEntailment(Entailment(0.3, 0.1)))
    statement = UnverifiedStatement(answer, "Is the bell new?", "en")
    assert expected == judge.judge(statement, EVIDENCE).verdict
