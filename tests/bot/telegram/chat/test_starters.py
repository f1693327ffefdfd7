"""Scripted conversations over HTTP that begin with the buttons of the introduction, with a real index."""

from pathlib import Path

import pytest

from bot.answering.questions.intent import classify_intent
from bot.telegram.dependencies import Dependencies
from bot.telegram.messages.translations import LANGUAGES, translate
from tests.support.botapi.botapi_server import BotApiServer
from tests.support.chat_readers import ANN, bot_messages, button_labels, entity_texts
from tests.support.real_index import indexed_services, real_dependencies
from tests.support.running_bot import running_bot

TASKS = ("summary", "people", "timeline")


@pytest.mark.parametrize("language", LANGUAGES)
async def test_every_starter_is_answered(server: BotApiServer, lighthouse: Dependencies, language: str) -> None:
    """Three tasks and two names begin a conversation, in the user's language."""
    server.add_user(ANN, "Ann", language)
    async with running_bot(lighthouse, server):
        server.send_text(ANN, "/start")
        (introduction,) = await bot_messages(server, ANN)
        labels = button_labels(introduction)
        for count, label in enumerate(labels, start=2):
            server.press(introduction.message_id, ANN, user_id=ANN, text=label)
            await bot_messages(server, ANN, count)
        _, summary, people, timeline, *about_names = server.messages(ANN)

    assert [*(translate(language, f"starter-{task}") for task in TASKS), "Tom Varley", "Wexcombe Gazette"] == labels
    assert "finished the lighthouse" in summary.text
    assert all(name in people.text for name in ("Ada Byrne", "Tom Varley", "Wexcombe Gazette"))
    dated = entity_texts(timeline, "blockquote") + entity_texts(timeline, "expandable_blockquote")
    assert ["1811", "1817"] == [next(year for year in ("1811", "1866", "1817") if year in text) for text in dated[:2]]
    assert [True, True] == [label in answer.text for label, answer in zip(labels[3:], about_names, strict=True)]
    assert all(translate(language, "not-found") not in answer.text for answer in about_names)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_task_of_a_starter_is_understood(language: str) -> None:
    """The question of each task, and the example of a question, are about the whole source, in every language."""
    assert list(TASKS) == [classify_intent(translate(language, f"ask-{task}")) for task in TASKS]
    assert "summary" == classify_intent(translate(language, "example-question"))


async def test_questions_about_several_sources_are_answered_from_the_right_one(
    server: BotApiServer, tmp_path_factory: pytest.TempPathFactory, tmp_path: Path
) -> None:
    """A source is named by its place, all of them by "both"; a question may be in another language than its source."""
    folder = tmp_path_factory.mktemp("two")
    with indexed_services(folder) as services:
        path = folder / "bridge.md"
        path.write_text(BRIDGE, encoding="utf-8")
        services.source_manager.index(str(path), follow=False, watch=lambda _: None, stop=lambda: False)
        async with running_bot(real_dependencies(services, tmp_path), server):
            texts = []
            for count, asked in enumerate(("/start", *ABOUT_SEVERAL), start=1):
                server.send_text(ANN, asked)
                texts.append((await bot_messages(server, ANN, count))[-1].text)

    assert translate("en", "more-sources", count=1) in texts[0]
    lead, light = "Prezydent Olszyny Tomasz Bielak zamknął", "Ada Byrne finished the lighthouse"
    assert [True, True, True, True] == [lead in text for text in (texts[1], texts[2], texts[3], texts[4])]
    assert [False, True, False] == [light in text for text in texts[1:4]]
    assert "7300" in texts[5]


BRIDGE = """# Most w Olszynie zamknięty

Prezydent Olszyny Tomasz Bielak zamknął w poniedziałek Most Kupiecki na dwa lata.

Codziennie przejeżdżało nim około 7300 samochodów. Remont ma kosztować 84 miliony złotych.
"""
ABOUT_SEVERAL = (
    "what is the second one about?", "summarize both", "summarize the last article",
    "kto zamknął Most Kupiecki", "how many cars used the bridge in Olszyna every day?",
)  # fmt: skip
