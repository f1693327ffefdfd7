"""Checking a text: each statement is supported, contradicted or not said, with the sentences that decide."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.answering.claims.statement_check import StatementChecker, split_statements
from bot.answering.statement_errors import MAX_STATEMENTS
from bot.answering.types import Answer, Question, QuestionError
from bot.composition.container import Container
from config.settings import Settings
from index.indexing.types import LinkLimits

TEXT = """# The ferry to Tarn Island

The ferry to Tarn Island was built in 1932 by the yard of Hollis & Wray. It carries 80 passengers and 12 cars.
The crossing takes 25 minutes. In 2019 the council sold the ferry to a cooperative of islanders.

Ida Fenn, the chair of the cooperative, says that the ferry may need a new engine next year.
"""


@pytest.fixture(scope="module")
def checker(tmp_path_factory: pytest.TempPathFactory) -> Iterator[StatementChecker]:
    """A checker with one source."""
    folder = tmp_path_factory.mktemp("check")
    (folder / "ferry.md").write_text(TEXT, encoding="utf-8")
    container = Container(Settings(_env_file=None, data_dir=folder / "data"), strict=True)
    container.indexer.index(str(folder / "ferry.md"), "article", LinkLimits(0, 0), lambda _step: None)
    yield container.statement_checker
    container.close()


def verdicts(answer: Answer) -> list[str]:
    """The verdicts of an answer, in order."""
    return [statement.verdict for statement in answer.statements]


@pytest.mark.parametrize(
    ("statement", "expected"),
    [
        ("The ferry was built in 1932.", "supported"),
        ("Hollis & Wray built the ferry to Tarn Island.", "supported"),
        ("La traversée dure 25 minutes.", "supported"),
        ("Die Überfahrt dauert 25 Minuten.", "supported"),
        ("The ferry was built in 1952.", "contradicted"),
        ("The crossing takes 45 minutes.", "contradicted"),
        ("In 2019 the council did not sell the ferry to a cooperative of islanders.", "contradicted"),
        ("The ferry will need a new engine next year.", "not said"),
        ("The ferry is painted red.", "not said"),
        ("Giraffes sleep standing up.", "not said"),
    ],
)
def test_each_statement_has_a_verdict(checker: StatementChecker, statement: str, expected: str) -> None:
    """Supported or contradicted statements cite the sentence that decides; others cite nothing."""
    answer = checker.judge(Question(statement))
    assert [expected] == verdicts(answer)
    assert (expected != "not said") == bool(answer.citations)
    assert ("not_found" if expected == "not said" else "answered", "check") == (answer.status, answer.mode)


def test_a_source_and_its_copy_decide_once(tmp_path: Path) -> None:
    """Two sources with one text support and contradict as one does, and each statement cites one of them."""
    container = Container(Settings(_env_file=None, data_dir=tmp_path / "data"), strict=True)
    for name in ("ferry", "copy"):
        (tmp_path / f"{name}.md").write_text(TEXT, encoding="utf-8")
        container.indexer.index(str(tmp_path / f"{name}.md"), "document", LinkLimits(0, 0), lambda _step: None)
    text = (
        "The crossing takes 25 minutes. The ferry was built in 1952. Someone sold it to islanders. Ida Fenn is a chair."
    )
    answer = container.statement_checker.judge(Question(text))
    container.close()
    assert ["supported", "contradicted"] == verdicts(answer)[:2]
    assert all(len(statement.citations) <= 1 for statement in answer.statements)


def test_text_of_several_statements_keeps_their_order(checker: StatementChecker) -> None:
    """Questions are left out; a statement without its subject is looked up with the one before it."""
    text = "The ferry was built in 1932. Is that true? It carries 80 passengers. The crossing takes 45 minutes."
    answer = checker.judge(Question(text))
    assert ["supported", "supported", "contradicted"] == verdicts(answer)
    assert [citation.n for citation in answer.citations] == sorted(citation.n for citation in answer.citations)
    assert all(citation.quote in TEXT for citation in answer.citations)


@pytest.mark.parametrize("text", ["Was it built in 1932?", "¿Cuándo se construyó?", "何年ですか？", "1952", "🙂 !"])
def test_question_is_no_statement(checker: StatementChecker, text: str) -> None:
    """A text of questions, a number and an emoji are refused in words."""
    with pytest.raises(QuestionError, match="no statement to check"):
        checker.judge(Question(text))


@pytest.mark.parametrize(
    "text",
    [
        "True or false: the ferry to Tarn Island was built in 1952.",
        "The ferry to Tarn Island was built in 1952, is that true?",
        "Fact check:\nThe ferry to Tarn Island was built in 1952.",
    ],
)
def test_the_question_whether_a_statement_is_true_is_no_part_of_it(checker: StatementChecker, text: str) -> None:
    """The words that ask for a check are neither checked nor shown."""
    [statement] = checker.judge(Question(text)).statements
    assert ("the ferry to tarn island was built in 1952", "contradicted") == (
        statement.text.lower().rstrip("."),
        statement.verdict,
    )


def test_too_many_statements_are_refused(checker: StatementChecker) -> None:
    """The error names the limit."""
    with pytest.raises(QuestionError, match=f"check {MAX_STATEMENTS} or fewer"):
        checker.judge(Question("The ferry is red. " * (MAX_STATEMENTS + 1)))


def test_lines_and_sentences_are_statements() -> None:
    """Every line is split into its sentences."""
    assert ["One is here.", "Two is there.", "Three"] == split_statements("One is here. Two is there.\nThree\n\n", "en")


@pytest.mark.parametrize(
    ("statement", "is_sure"),
    [
        ("The ferry to Tarn Island was built in 1952.", True),
        ("In 2019 the council sold the ferry to a cooperative of islanders.", True),
        ("The ferry may be painted red.", False),
        ("The ferry will need a new engine next year.", False),
    ],
)
def test_a_check_tells_whether_it_is_sure(checker: StatementChecker, statement: str, is_sure: bool) -> None:  # noqa: FBT001 - pytest passes it
    """A sentence about the same contradicts surely; a text of which the sources say nothing is not sure."""
    assert is_sure == checker.judge(Question(statement)).is_sure


def test_the_numbers_of_an_earlier_answer_are_no_part_of_a_statement(checker: StatementChecker) -> None:
    """A user sends what the bot wrote, with the numbers of its quotes."""
    answer = checker.judge(Question("The ferry was built in 1932. [1] It carries 80 passengers [2]."))

    assert ["supported", "supported"] == verdicts(answer)
    assert ["The ferry was built in 1932.", "It carries 80 passengers."] == [
        statement.text for statement in answer.statements
    ]
