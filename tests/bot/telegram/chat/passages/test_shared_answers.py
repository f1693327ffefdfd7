"""Answers to messages with several questions, behind their links and as files: each question is above its quotes."""

import json
from dataclasses import replace
from urllib.parse import parse_qs, urlsplit

import pytest

from bot.answering.chat_language.several_questions import join_answers
from bot.telegram.application import Dependencies
from bot.telegram.messages.translations import translate
from tests.support.botapi.botapi_server import BotApiServer, SentMessage
from tests.support.chat_readers import ANN, BEN, bot_messages, entity_texts
from tests.support.fake_services import FakeAnswerer, FakeCatalog
from tests.support.lamp_article import LAMP, LIT, OIL, TEXT
from tests.support.running_bot import make_dependencies, running_bot
from tests.support.sample_answers import quote_answer

WHEN, WHO, HOW = "When was the lamp lit?", "Who paid for it?", "How did the lamp burn?"
MAY = translate("en", "may-be-it")
ALL = f"{WHEN} {WHO} {HOW}"


@pytest.fixture
def dependencies(tmp_path_factory: pytest.TempPathFactory) -> Dependencies:
    """Return an answerer that answers two of three questions, each with a quote."""
    answers = quote_answer(WHEN, LIT), quote_answer(WHO), replace(quote_answer(HOW, OIL), is_sure=False)
    answerer = FakeAnswerer({ALL: join_answers(ALL, answers)})
    folder = tmp_path_factory.mktemp("several")
    return make_dependencies(folder, answerer=answerer, catalog=FakeCatalog.containing((LAMP, TEXT)))


def shared_payload(message: SentMessage) -> str:
    """Return the payload of the deep link behind the button that shares an answer."""
    label = translate("en", "share-answer")
    button = next(button for row in message.buttons for button in row if button["text"] == label)
    return parse_qs(urlsplit(button["url"]).query)["url"][0].partition("?start=")[2]


async def test_a_shared_answer_names_each_question_above_its_quotes(
    server: BotApiServer, dependencies: Dependencies
) -> None:
    """A shared answer looks as in its chat: a sure quote, a refusal, and a quote that only may be it."""
    async with running_bot(dependencies, server):
        server.send_text(ANN, ALL)
        (answer,) = await bot_messages(server, ANN)
        server.send_text(BEN, f"/start {shared_payload(answer)}")
        (shared,) = await bot_messages(server, BEN)

    above, _, _ = shared.text.rpartition("\n\n")  # the date
    assert answer.text == above
    assert [WHEN, "[1]", WHO, HOW, "[2]"] == entity_texts(shared, "bold")
    assert f"{WHO}\n{translate('en', 'not-found')}\n\n{HOW}\n{MAY}\n\n{OIL.quote}" in shared.text


async def test_an_export_names_each_question_above_its_quotes(server: BotApiServer, dependencies: Dependencies) -> None:
    """In Markdown each question is a heading, and a Web Annotation describes the question that its quote answers."""
    async with running_bot(dependencies, server):
        server.send_text(ANN, ALL)
        await bot_messages(server, ANN)
        server.send_text(ANN, "/cite export")
        files = [message.file for message in (await bot_messages(server, ANN, 4))[1:]]
    markdown, annotations, _ = (file.data.decode() for file in files if file is not None)
    described = [item["body"]["value"] for item in json.loads(annotations)["first"]["items"]]

    assert f"## {WHEN}\n\n> {LIT.quote} [^1]\n\n## {WHO}\n\nThe sources do not say.\n\n## {HOW}\n\n{MAY}" in markdown
    assert [WHEN, HOW] == described


async def test_who_deletes_a_message_with_several_questions_deletes_each(
    server: BotApiServer, dependencies: Dependencies
) -> None:
    """An export of the conversations has each question and its answer, until the user is forgotten."""
    async with running_bot(dependencies, server):
        server.send_text(ANN, ALL)
        await bot_messages(server, ANN)
        activity = dependencies.stores.activity
        (exported,) = map(json.loads, activity.export())
        activity.forget(ANN)
        left = dependencies.answers.answer(exported["id"])

    assert [WHEN, WHO, HOW] == [part["question"] for part in exported["parts"]]
    assert left is not None
    assert ("", ()) == (left.question, left.parts)
