"""Open questions: alike ones are one, noise and dismissed ones are left out."""

import pytest

from bot.state.answers import AnswerStore
from bot.state.subscriptions.open_questions import OpenQuestions
from index.catalog.database import Database
from tests.support.sample_answers import quote_answer


def ask(database: Database, *questions: str) -> None:
    """Store questions without an answer."""
    for question in questions:
        AnswerStore(database).save_answer(quote_answer(question), chat_id=2, thread_id=None, user_id=2)


@pytest.mark.parametrize(
    ("questions", "listed"),
    [
        (("Why did it break?", "why did it BREAK"), [("why did it BREAK", 2)]),
        (("Who lit the lamp?", "When was the lamp lit?"), [("When was the lamp lit?", 1), ("Who lit the lamp?", 1)]),
        (("谁付了灯的钱？", "谁付了灯的钱"), [("谁付了灯的钱", 2)]),
        (("🤔", "2", "…"), []),
        (("Thanks!",), []),
    ],
)
def test_questions_are_grouped(database: Database, questions: tuple[str, ...], listed: list[tuple[str, int]]) -> None:
    """Questions with the same words are one; another question word is another question; noise is none."""
    ask(database, *questions)
    found = OpenQuestions(database, lambda question: question == "Thanks!").list_open()

    assert listed == [(one.question, one.times) for one in found]


def test_a_dismissed_question_stays_away(database: Database) -> None:
    """A question that an admin dismissed is not listed again, however it is spelled."""
    ask(database, "Who paid for it?")
    store = OpenQuestions(database)
    store.dismiss(store.list_open()[0].answer_id)
    ask(database, "who paid for it", "Who built it?")

    assert ["Who built it?"] == [one.question for one in store.list_open()]
