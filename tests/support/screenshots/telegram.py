"""Pictures for the docs: ``python -m tests.support.screenshots.telegram`` writes ``docs/telegram/``.

The bot answers about the sample article with its real index, over the loopback Bot API server. What it sent, and
nothing else, is laid out like Telegram; Chromium, if it is installed, takes the pictures.
"""

import asyncio
import shutil
import sys
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

from bot.answering.types import Answer, Statement
from bot.composition.container import Container
from bot.state.access import AccessPolicy
from bot.telegram.application import Dependencies
from bot.telegram.dependencies import BotStores
from config.settings import Settings
from tests.support.botapi.botapi_server import BotApiServer
from tests.support.chat_readers import ANN, BEN, BOSS, GROUP, TOPIC, bot_messages
from tests.support.fake_services import FakeAnswerer
from tests.support.paths import ROOT
from tests.support.running_bot import make_dependencies, running_bot
from tests.support.sample_answers import TIMINGS, make_citation
from tests.support.screenshots.admin_scenes import play_admin
from tests.support.screenshots.page_layout import Scene, UserMessage, page, photograph

FOLDER = ROOT / "docs" / "telegram"
NOUR = 9


async def play_prepared(server: BotApiServer, container: Container, folder: Path) -> list[Scene]:
    """Use a bot with prepared answers: the answer of a model, its preview, and a quote sent inline."""
    (article,) = (source for source in container.catalog.list_sources() if source.kind == "article")
    text = container.catalog.get_text(article.text_id) or ""
    quotes = (
        "When the line opened in 1866, a telegram between London and New York cost £20",
        "By 1869 the price of a ten-word telegram had fallen to £3 7s 6d.",
    )
    cited = tuple(make_citation(n, article, text, quote) for n, quote in enumerate(quotes, start=1))
    question = "What did a telegram cost?"
    statements = (
        Statement("In 1866 a telegram from London to New York cost £20.", (1,), "supported"),
        Statement("Three years later ten words cost £3 7s 6d.", (2,), "supported"),
    )
    answer = Answer(question, "answered", "model", statements, cited, TIMINGS, language="en")
    answerer = FakeAnswerer({question: answer}, partial_texts=(statements[0].text[:43],))
    async with running_bot(make_dependencies(folder, answerer=answerer), server):
        with answerer.pause_answers():
            server.send_text(BEN, question)
            (draft,) = await server.eventually(lambda: server.drafts)
        await server.eventually(lambda: [one for one in server.messages(BEN) if one.entities])
        (written,) = server.messages(BEN)
        server.inline_query(BEN, question)
        found = (await server.eventually(lambda: server.answers_to_inline_queries))[0].results[1]
    content = found["input_message_content"]
    sent = replace(
        written,
        text=content["message_text"],
        entities=tuple(content["entities"]),
        reply_markup=found["reply_markup"],
    )
    return [
        Scene(
            "writing",
            "An answer while the model writes it; Telegram's own button stops it",
            [UserMessage(question), replace(written, text=draft.text, entities=(), reply_markup=None)],
        ),
        Scene("prose", "An answer of a language model: each statement has a quote", [UserMessage(question), written]),
        Scene(
            "inline",
            f"Inline mode: a quote that a user sent from @{server.username} to another chat",
            [UserMessage(f"via @{server.username}", "Ben"), sent],
        ),
    ]


async def play(server: BotApiServer, dependencies: Dependencies) -> list[Scene]:
    """Use the bot with the sample index, and return what it sent."""
    async with running_bot(dependencies, server):
        return [
            await _introduction_scene(server),
            *await _answer_scenes(server),
            await _sources_scene(server),
            await _group_scene(server),
            await _arabic_scene(server),
        ]


async def _introduction_scene(server: BotApiServer) -> Scene:
    server.send_text(ANN, "/start")
    (introduction,) = await bot_messages(server, ANN)
    return Scene("start", "The introduction, with suggested questions", [UserMessage("/start"), introduction])


async def _answer_scenes(server: BotApiServer) -> list[Scene]:
    question, cost = "How could a clerk tell a dot from a dash?", "How much did a telegram cost in 1866?"
    server.send_text(ANN, question)
    answer = (await bot_messages(server, ANN, 2))[1]
    server.send_text(ANN, "1", reply_to=answer.message_id)
    passage = (await bot_messages(server, ANN, 3))[2]
    lost = "Who won the football match?"
    server.send_text(ANN, lost)
    unknown = (await bot_messages(server, ANN, 4))[3]
    server.send_text(ANN, cost)
    several = (await bot_messages(server, ANN, 5))[4]
    return [
        Scene(
            "answer", "An answer: the exact quote, its source, and the buttons below", [UserMessage(question), answer]
        ),
        Scene("quotes", "An answer of several quotes", [UserMessage(cost), several]),
        Scene(
            "passage",
            "A passage: the quote in bold, and buttons to the passages beside it",
            [UserMessage("1"), passage],
        ),
        Scene("not-found", "A question that the sources do not answer", [UserMessage(lost), unknown]),
    ]


async def _sources_scene(server: BotApiServer) -> Scene:
    server.send_text(ANN, "/sources")
    listed = (await bot_messages(server, ANN, 6))[5]
    server.press(listed.message_id, ANN, user_id=ANN, text="2")
    await server.eventually(lambda: "✓" in server.messages(ANN)[5].text)
    return Scene(
        "sources", "The list of sources, with one source chosen", [UserMessage("/sources"), server.messages(ANN)[5]]
    )


async def _group_scene(server: BotApiServer) -> Scene:
    question = f"@{server.username} how much did a telegram cost at first?"
    server.send_text(ANN, question, GROUP, TOPIC)
    (answer,) = await bot_messages(server, GROUP)
    server.press(answer.message_id, GROUP, user_id=BEN, text="1")
    (passage,) = await server.eventually(lambda: server.ephemeral_messages)
    shown = replace(
        answer, text=passage.text, entities=tuple(passage.entities), reply_markup=passage.reply_markup, reply_to=None
    )
    caption = "A group: the bot answers when it is mentioned; the passage below is for the member who pressed"
    return Scene("group", caption, [UserMessage(question, "Ann"), answer, shown])


async def _arabic_scene(server: BotApiServer) -> Scene:
    question = "لماذا توقف كابل عام 1858 عن العمل؟"
    server.send_text(NOUR, question)
    (answer,) = await bot_messages(server, NOUR)
    server.press(answer.message_id, NOUR, user_id=NOUR, text="1")
    passage = (await bot_messages(server, NOUR, 2))[1]
    return Scene(
        "arabic", "Arabic: the bot's own words are in the user's language", [UserMessage(question), answer, passage]
    )


def _dependencies(container: Container) -> Dependencies:
    outcomes = container.source_manager.prepare(lambda _step: None, print)
    failed = [outcome for outcome in outcomes if outcome.status == "failed"]
    if failed:
        raise SystemExit(f"The sample article cannot be indexed: {failed}")
    container.introductions.introduce_article()
    for source in container.catalog.list_sources():
        container.introductions.suggest_questions(source)  # the first time takes seconds, the next ones none
    return Dependencies(
        answerer=container.answerer,
        catalog=container.catalog,
        source_manager=container.source_manager,
        preview=container.indexer.preview,
        answers=container.answer_store,
        conversations=container.conversations,
        stores=BotStores.open(container.bot_database, AccessPolicy(admins=frozenset({1}))),
        executors=container.executors,
        check=container.statement_checker.check,
        introduce=container.introductions.introduce_article,
        suggest_questions=container.introductions.suggest_questions,
        quote=container.extractive_answerer.quote,
        data_dir=container.data_dir,
    )


def main() -> None:
    """Write the page, and the pictures if Chromium is installed."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory() as data, BotApiServer(username="pincite_bot") as server:
        server.support_ephemeral_messages()
        server.add_user(BOSS, "Boss")
        server.add_user(ANN, "Ann")
        server.add_user(BEN, "Ben")
        server.add_user(NOUR, "Nour", "ar")
        server.add_chat(GROUP, "supergroup", "Cables")
        server.add_topic(GROUP, TOPIC, "Questions")
        container = Container(Settings(article=str(ROOT / "samples" / "atlantic-cable.html"), data_dir=Path(data)))
        dependencies = _dependencies(container)
        prepared = asyncio.run(play_prepared(server, container, Path(data)))
        (Path(data) / "admin").mkdir()
        admin = asyncio.run(play_admin(server, Path(data) / "admin"))
        scenes = [*asyncio.run(play(server, dependencies)), *prepared, *admin]
        (FOLDER / "index.html").write_text(page(scenes, captions=True))
        chromium = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
        if chromium is None:
            sys.exit("Chromium is not installed, so only the page is new; install chromium and run this again.")
        for scene in scenes:
            photograph(chromium, scene, Path(data), FOLDER)


if __name__ == "__main__":
    main()
