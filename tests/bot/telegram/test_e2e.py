"""Conversations over HTTP: the bot in this process, Telegram on loopback, fakes behind the bot."""

import asyncio
import logging
import re
import socket
from dataclasses import replace
from pathlib import Path

import httpx
import pytest
from telegram.error import Conflict, NetworkError, TelegramError

from bot.answering.introduction import Introduction
from bot.telegram.application import Dependencies, build_application, run
from bot.telegram.errors import ConnectionLostError, TokenError
from bot.telegram.messages.message import OutgoingMessage, plain_message
from bot.telegram.messages.translations import example_text, translate
from bot.telegram.sending.retries import send_with_retries
from index.errors import EmbedderError, NothingIndexedError
from index.types import Span
from tests.support.botapi.botapi_server import BotApiServer
from tests.support.chat_readers import (
    ANN,
    BEN,
    GROUP,
    TOPIC,
    bot_messages,
    button_labels,
    callback_answer,
    entity_texts,
    open_passage,
)
from tests.support.fake_services import FakeAnswerer, FakeCatalog
from tests.support.running_bot import make_dependencies, running_bot
from tests.support.sample_answers import make_citation, make_source, quote_answer
from tests.support.waiting import until

TEXT = "The cable broke 🌊. The first message 🌍 was sent on 16 August 1858. Королева была рада 👑. Then silence."
ARTICLE = make_source(text=TEXT)
SENT = make_citation(1, ARTICLE, TEXT, "The first message 🌍 was sent on 16 August 1858.")
GLAD = make_citation(2, ARTICLE, TEXT, "Королева была рада 👑.", Span(19, 88))
WHEN = "When was it sent?"


@pytest.fixture
def catalog() -> FakeCatalog:
    """Return a catalog with the article."""
    return FakeCatalog.containing((ARTICLE, TEXT))


@pytest.fixture
def answerer() -> FakeAnswerer:
    """Return an answerer that knows when the message was sent."""
    return FakeAnswerer({WHEN: quote_answer(WHEN, SENT, GLAD)})


@pytest.fixture
def dependencies(tmp_path: Path, answerer: FakeAnswerer, catalog: FakeCatalog) -> Dependencies:
    """Return the fakes, with stores in the test's folder."""
    return make_dependencies(
        tmp_path, answerer=answerer, catalog=catalog, introduction=lambda: Introduction(ARTICLE, (WHEN,))
    )


# Answers and passages


async def test_a_question_gets_quotes_and_a_button_opens_the_passage(
    server: BotApiServer, dependencies: Dependencies
) -> None:
    """A question gets quotes; a numbered button opens the passage with its title, the marked quote and a link."""
    async with running_bot(dependencies, server):
        server.send_text(ANN, WHEN)
        (answer,) = await bot_messages(server, ANN)
        query = server.press(answer.message_id, ANN, user_id=ANN, text="2")
        passage = (await bot_messages(server, ANN, 2))[1]

        assert "" == await callback_answer(server, query)
    assert [SENT.quote, GLAD.quote] == entity_texts(answer, "blockquote")
    assert ["1 · In context", "2 · In context", "Open page", "👍", "👎"] == button_labels(answer)[:-1]
    assert ["The Atlantic Cable", GLAD.quote] == entity_texts(passage, "bold")
    assert [GLAD.context.slice(TEXT)] == entity_texts(passage, "blockquote")
    assert GLAD.link == passage.buttons[0][0]["url"]
    assert passage.buttons[1][0]["copy_text"]["text"].startswith(f"{GLAD.quote}\n\n{ARTICLE.title}\n")
    assert answer.message_id == passage.reply_to
    assert all(message.link_preview_options == {"is_disabled": True} for message in (answer, passage))


async def test_an_answer_is_stored_with_its_messages(
    server: BotApiServer, dependencies: Dependencies, answerer: FakeAnswerer, catalog: FakeCatalog, tmp_path: Path
) -> None:
    """The store has the question, its user, and the message that shows the answer."""
    async with running_bot(dependencies, server):
        server.send_text(ANN, WHEN)
        (answer,) = await bot_messages(server, ANN)
    again = make_dependencies(tmp_path, answerer=answerer, catalog=catalog)
    stored = again.answers.answer(1)
    again.close()

    assert stored is not None
    assert (WHEN, ANN, (answer.message_id,)) == (stored.question, stored.user_id, stored.message_ids)


async def test_a_question_without_an_answer_gets_a_sentence(server: BotApiServer, dependencies: Dependencies) -> None:
    """A question that the sources do not answer gets a sentence that says so, and what to do next."""
    async with running_bot(dependencies, server):
        server.send_text(ANN, "Who invented the telephone?")
        (answer,) = await bot_messages(server, ANN)

    assert answer.text.startswith("The sources do not say.")


@pytest.mark.parametrize(
    ("language_codes", "sentence"),
    [
        (("pt-br", "und"), "As fontes não dizem isso."),
        (("fi", "und"), "The sources do not say."),
        (("en", "ru"), "В источниках об этом не сказано."),
        (("en", "fi"), "The sources do not say."),
    ],
)
async def test_the_bots_words_are_in_the_language_of_the_question(
    server: BotApiServer,
    dependencies: Dependencies,
    answerer: FakeAnswerer,
    language_codes: tuple[str, str],
    sentence: str,
) -> None:
    """The bot's own words are in the language of the question if it is known, else in the user's, else in English."""
    spoken, asked_in = language_codes
    server.add_user(ANN, "Ann", spoken)
    answerer.prepared = {"Xyz?": replace(quote_answer("Xyz?"), language=asked_in)}
    async with running_bot(dependencies, server):
        server.send_text(ANN, "Xyz?")
        (answer,) = await bot_messages(server, ANN)

    assert answer.text.startswith(sentence)


async def test_a_button_works_after_a_restart(
    server: BotApiServer, dependencies: Dependencies, answerer: FakeAnswerer, catalog: FakeCatalog, tmp_path: Path
) -> None:
    """A number under an answer of an earlier run shows the same passage."""
    async with running_bot(dependencies, server):
        server.send_text(ANN, WHEN)
        (answer,) = await bot_messages(server, ANN)
    async with running_bot(make_dependencies(tmp_path, answerer=answerer, catalog=catalog), server):
        passage = await open_passage(server, answer)

    assert [ARTICLE.title, SENT.quote] == entity_texts(passage, "bold")


async def test_a_button_works_after_its_source_was_removed(
    server: BotApiServer, dependencies: Dependencies, catalog: FakeCatalog
) -> None:
    """The bot shows the quote, and a sentence says that the text around it is gone."""
    async with running_bot(dependencies, server):
        server.send_text(ANN, WHEN)
        (answer,) = await bot_messages(server, ANN)
        catalog.remove(ARTICLE)
        passage = await open_passage(server, answer)

    assert [SENT.quote] == entity_texts(passage, "blockquote")
    assert translate("en", "source-removed") in passage.text
    assert not any(label.startswith("🔔") for label in button_labels(passage))


async def test_a_button_shows_the_old_text_after_its_source_changed(
    server: BotApiServer, dependencies: Dependencies, catalog: FakeCatalog
) -> None:
    """The bot shows the text that the quote was taken from, and a sentence says that the page has changed."""
    async with running_bot(dependencies, server):
        server.send_text(ANN, WHEN)
        (answer,) = await bot_messages(server, ANN)
        catalog.renew(ARTICLE, "This page says something else now.")
        passage = await open_passage(server, answer)

    assert [ARTICLE.title, SENT.quote] == entity_texts(passage, "bold")
    assert translate("en", "page-changed") in passage.text


async def test_a_linked_source_names_the_source_that_links_to_it(
    server: BotApiServer, dependencies: Dependencies, answerer: FakeAnswerer, catalog: FakeCatalog
) -> None:
    """The passage of a linked page says which page links to it."""
    page = replace(
        make_source("Gum", location="https://example.org/gum", kind="linked", text="Gum."), linked_from=(ARTICLE.id,)
    )
    catalog.add(page, "Gum.")
    answerer.prepared = {"What is gum?": quote_answer("What is gum?", make_citation(1, page, "Gum.", "Gum."))}
    async with running_bot(dependencies, server):
        server.send_text(ANN, "What is gum?")
        (answer,) = await bot_messages(server, ANN)
        passage = await open_passage(server, answer)

    assert "linked from The Atlantic Cable" in passage.text


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        ("c:unknown-key", translate("en", "stale-passage")),
        ("q:0123456789abcdef", translate("en", "stale-question")),
        ("z:1", translate("en", "stale-button")),
    ],
)
async def test_a_stale_button_says_so(
    server: BotApiServer, dependencies: Dependencies, data: str, sentence: str
) -> None:
    """A button whose data means nothing any more tells the user what to do instead."""
    async with running_bot(dependencies, server):
        server.send_text(ANN, WHEN)
        (answer,) = await bot_messages(server, ANN)
        query = server.press(answer.message_id, ANN, user_id=ANN, data=data, stale=True)

        assert sentence == await callback_answer(server, query)
    assert [answer] == server.messages(ANN)


async def test_a_button_under_a_very_old_message_works(server: BotApiServer, dependencies: Dependencies) -> None:
    """Telegram no longer sends a very old message; the quote in it still opens, for the presser alone."""
    server.support_ephemeral_messages()
    async with running_bot(dependencies, server) as application:
        server.send_text(ANN, f"@{server.username} {WHEN}", GROUP, TOPIC)
        (answer,) = await bot_messages(server, GROUP)
        await until(lambda: dependencies.conversations.answer_of_message(GROUP, answer.message_id))
        await application.bot.delete_message(GROUP, answer.message_id)
        data = answer.buttons[0][0]["callback_data"]
        server.press(answer.message_id, GROUP, user_id=ANN, data=data, stale=True)
        (passage,) = await server.eventually(lambda: server.ephemeral_messages)

    assert (TOPIC, ANN, True) == (passage.thread_id, passage.user_id, SENT.quote in passage.text)


# Introduction, sources, help


async def test_start_introduces_the_article_and_a_button_asks(server: BotApiServer, dependencies: Dependencies) -> None:
    """The introduction suggests a question; a press on it gets the answer, under the question."""
    async with running_bot(dependencies, server):
        server.send_text(ANN, "/start")
        (introduction,) = await bot_messages(server, ANN)
        server.press(introduction.message_id, ANN, user_id=ANN, text=WHEN)
        answer = (await bot_messages(server, ANN, 2))[1]

    assert ["The Atlantic Cable"] == entity_texts(introduction, "bold")
    assert WHEN == entity_texts(answer, "bold")[0]
    assert [SENT.quote, GLAD.quote] == entity_texts(answer, "blockquote")


async def test_a_pressed_question_works_after_the_order_changed(
    server: BotApiServer, dependencies: Dependencies, tmp_path: Path, answerer: FakeAnswerer
) -> None:
    """A button keeps its question when the article suggests other questions too."""
    async with running_bot(dependencies, server):
        server.send_text(ANN, "/start")
        (introduction,) = await bot_messages(server, ANN)
    changed = make_dependencies(
        tmp_path, answerer=answerer, introduction=lambda: Introduction(ARTICLE, ("Why did it break?", WHEN))
    )
    async with running_bot(changed, server):
        server.press(introduction.message_id, ANN, user_id=ANN, text=WHEN)
        await bot_messages(server, ANN, 2)

    assert [WHEN] == answerer.asked


async def test_sources_are_listed_page_by_page(
    server: BotApiServer, dependencies: Dependencies, catalog: FakeCatalog
) -> None:
    """A button turns the page of the list in the same message."""
    for n in range(2, 13):
        catalog.add(make_source(f"Title {n}", location=f"https://example.org/{n}"), "")
    async with running_bot(dependencies, server):
        server.send_text(ANN, "/sources")
        (first,) = await bot_messages(server, ANN)
        server.press(first.message_id, ANN, user_id=ANN, text=translate("en", "more"))
        await server.eventually(lambda: "Page 2 of 2" in server.messages(ANN)[0].text)
        # An impatient second press on the old button changes nothing, and is no error.
        second = server.press(first.message_id, ANN, user_id=ANN, data="s:1", stale=True)

        assert "" == await callback_answer(server, second)
    assert "12. Title 12" in server.messages(ANN)[0].text


async def test_a_page_of_a_deleted_list_is_a_new_message(
    server: BotApiServer, dependencies: Dependencies, catalog: FakeCatalog
) -> None:
    """If the message with the list was deleted, the page arrives as a new message."""
    for n in range(2, 13):
        catalog.add(make_source(f"Title {n}", location=f"https://example.org/{n}"), "")
    async with running_bot(dependencies, server) as application:
        server.send_text(ANN, "/sources")
        (first,) = await bot_messages(server, ANN)
        await application.bot.delete_message(ANN, first.message_id)
        server.press(first.message_id, ANN, user_id=ANN, data="s:1", stale=True)
        (page,) = await bot_messages(server, ANN)

    assert "Page 2 of 2" in page.text


async def test_help_names_the_bot_and_its_commands(server: BotApiServer, tmp_path: Path) -> None:
    """The help says how to ask in a group, and Telegram lists the commands."""
    async with running_bot(make_dependencies(tmp_path, is_new_bot=True), server):
        server.send_text(ANN, "/help")
        (help_,) = await bot_messages(server, ANN)
        listed = await server.eventually(lambda: server.commands.get(("default", "")))

    assert f"@{server.username}" in help_.text
    assert ["start", "sources", "ask", "check", "cite", "new", "stop", "help"] == [
        command["command"] for command in listed or []
    ]


async def test_the_bot_starts_without_its_list_of_commands(
    server: BotApiServer, answerer: FakeAnswerer, tmp_path: Path
) -> None:
    """The bot answers questions although Telegram refuses its list of commands."""
    server.fail_next("setMyCommands")
    async with running_bot(make_dependencies(tmp_path, answerer=answerer, is_new_bot=True), server):
        server.send_text(ANN, WHEN)
        (answer,) = await bot_messages(server, ANN)

    assert answer.text.startswith(SENT.quote)


async def test_without_sources_the_bot_says_so(server: BotApiServer, tmp_path: Path) -> None:
    """Without any source, each way of asking says so, and what an admin can do."""
    answerer = FakeAnswerer({WHEN: NothingIndexedError()})
    async with running_bot(make_dependencies(tmp_path, answerer=answerer), server):
        for text in (WHEN, "/start", "/sources"):
            server.send_text(ANN, text)
        replies = await bot_messages(server, ANN, 3)

    assert {translate("en", "nothing-indexed")} == {reply.text for reply in replies}


# Messages that are no question


@pytest.mark.parametrize(
    ("text", "reply"),
    [
        ("/nonsense", translate("en", "unknown-command")),
        ("/ask", example_text("en", "/ask")),
        ("a" * 2_001, translate("en", "too-long", length=2_001, most=2_000)),
    ],
)
async def test_what_is_no_question_gets_a_sentence(
    server: BotApiServer, dependencies: Dependencies, text: str, reply: str
) -> None:
    """An unknown command, an empty question and a question that is too long each get a sentence on what to do."""
    async with running_bot(dependencies, server):
        server.send_text(ANN, text)
        (sentence,) = await bot_messages(server, ANN)

    assert reply == sentence.text


async def test_a_file_of_a_user_gets_a_sentence_in_private_and_nothing_in_groups(
    server: BotApiServer, dependencies: Dependencies
) -> None:
    """A file from a user who is no admin gets a reply in a private chat only."""
    async with running_bot(dependencies, server):
        server.send_document(ANN, "a.pdf", b"x", "application/pdf", GROUP, caption=f"@{server.username}")
        server.send_document(ANN, "a.pdf", b"x", "application/pdf")
        (sentence,) = await bot_messages(server, ANN)

    assert (translate("en", "admins-add-sources"), []) == (sentence.text, server.messages(GROUP))


async def test_a_very_long_question_is_refused_with_the_limit(
    server: BotApiServer, dependencies: Dependencies, answerer: FakeAnswerer
) -> None:
    """A question that is too long is refused with its length and the limit, in the user's language."""
    server.add_user(ANN, "Ann", "de")
    async with running_bot(dependencies, server):
        server.send_text(ANN, "Warum? " * 400)
        (sentence,) = await bot_messages(server, ANN)

    assert (translate("de", "too-long", length=2_799, most=2_000), []) == (sentence.text, answerer.asked)
    assert "2.799" in sentence.text


# Groups


async def test_a_group_is_answered_only_when_it_asks(
    server: BotApiServer, dependencies: Dependencies, answerer: FakeAnswerer
) -> None:
    """In a group the bot answers only a mention, a command or a reply, as a reply and in the same topic."""
    async with running_bot(dependencies, server):
        server.send_text(ANN, "Has anyone read this?", GROUP, TOPIC)
        server.send_text(ANN, "/unknown", GROUP, TOPIC)
        server.send_text(ANN, "/help@other_test_bot", GROUP, TOPIC)
        mention = server.send_text(ANN, f"@{server.username} {WHEN}", GROUP, TOPIC)
        first = (await bot_messages(server, GROUP))[0]
        command = server.send_text(BEN, f"/ask@{server.username} {WHEN}", GROUP)
        reply = server.send_text(BEN, WHEN, GROUP, reply_to=first.message_id)
        found = await bot_messages(server, GROUP, 3)

    assert [WHEN] * 3 == answerer.asked
    assert {(mention, TOPIC), (command, None), (reply, TOPIC)} == {(one.reply_to, one.thread_id) for one in found}


async def test_a_mention_without_a_question_gets_an_example(server: BotApiServer, dependencies: Dependencies) -> None:
    """A user who only mentions the bot in a group gets an example of a question."""
    async with running_bot(dependencies, server):
        server.send_text(ANN, f"@{server.username}", GROUP, TOPIC)
        (sentence,) = await bot_messages(server, GROUP)

    assert (example_text("en", f"@{server.username}"), TOPIC) == (sentence.text, sentence.thread_id)


async def test_a_passage_stays_in_its_topic(server: BotApiServer, dependencies: Dependencies) -> None:
    """A number in reply to an answer in a topic is answered there."""
    async with running_bot(dependencies, server):
        server.send_text(ANN, f"@{server.username} {WHEN}", GROUP, TOPIC)
        (answer,) = await bot_messages(server, GROUP)
        number = server.send_text(BEN, "1", GROUP, reply_to=answer.message_id)
        passage = (await bot_messages(server, GROUP, 2))[1]

    assert (TOPIC, number) == (passage.thread_id, passage.reply_to)


async def test_a_group_that_became_a_supergroup_gets_its_answer(
    server: BotApiServer, dependencies: Dependencies, answerer: FakeAnswerer
) -> None:
    """An answer follows the group to its new id."""
    server.add_chat(-55, "group", "Small")
    async with running_bot(dependencies, server):
        with answerer.pause_answers():
            server.send_text(ANN, f"@{server.username} {WHEN}", -55)
            await asyncio.to_thread(answerer.wait_until_asked, 1)
            server.migrate(-55, -1002)
        (answer,) = await bot_messages(server, -1002)

    assert answer.text.startswith(SENT.quote)


# Order


async def test_answers_keep_the_order_of_a_chat(
    server: BotApiServer, dependencies: Dependencies, answerer: FakeAnswerer
) -> None:
    """Questions that wait together are answered in order, each answer as a reply to its question."""
    async with running_bot(dependencies, server):
        with answerer.pause_answers():
            asked = [server.send_text(ANN, f"Question {n}?") for n in range(1, 4)]
            await server.eventually(lambda: server.pending_updates == 0)
        answers = await bot_messages(server, ANN, 3)

    assert ["Question 1?", "Question 2?", "Question 3?"] == answerer.asked
    assert asked == [answer.reply_to for answer in answers]


async def test_a_slow_answer_delays_no_other_chat(
    server: BotApiServer, dependencies: Dependencies, answerer: FakeAnswerer
) -> None:
    """While one chat waits for its answer, another chat gets the help."""
    async with running_bot(dependencies, server):
        with answerer.pause_answers():
            server.send_text(ANN, WHEN)
            await asyncio.to_thread(answerer.wait_until_asked, 1)
            server.send_text(BEN, "/help")
            await bot_messages(server, BEN)
            waiting = server.messages(ANN)
        await bot_messages(server, ANN)

    assert [] == waiting


async def test_typing_is_shown_once_while_an_answer_takes_time(
    server: BotApiServer, dependencies: Dependencies, answerer: FakeAnswerer
) -> None:
    """A slow answer shows "typing" once, in its topic; a fast one does not."""
    async with running_bot(dependencies, server):
        server.send_text(ANN, WHEN)
        await bot_messages(server, ANN)
        with answerer.pause_answers():
            server.send_text(ANN, f"@{server.username} {WHEN}", GROUP, TOPIC)
            await server.eventually(lambda: server.calls("sendChatAction"))
        await bot_messages(server, GROUP)

    (typing,) = server.calls("sendChatAction")
    assert (GROUP, TOPIC, "typing") == tuple(typing.params[key] for key in ("chat_id", "message_thread_id", "action"))


# Admins


async def claim_link(dependencies: Dependencies, server: BotApiServer, capsys: pytest.CaptureFixture[str]) -> str:
    """Return what follows ``start=`` in the link that the start prints; empty if it prints none."""
    async with running_bot(dependencies, server):
        pass
    found = re.search(rf"https://t\.me/{server.username}\?start=(\S+)", capsys.readouterr().out)
    return found[1] if found else ""


async def test_the_first_to_open_the_claim_link_is_the_admin(
    server: BotApiServer, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The link makes its first user the admin and refuses the second one; the next start prints no link."""
    dependencies = make_dependencies(tmp_path, admins=frozenset())
    async with running_bot(dependencies, server):
        found = re.search(r"start=(\S+)", capsys.readouterr().out)
        assert found is not None
        for user in (ANN, BEN, ANN):
            server.send_text(user, f"/start {found[1]}")
            await bot_messages(server, user)
        await bot_messages(server, ANN, 3)
        admins = dependencies.stores.access.admins()

    assert frozenset({ANN}) == admins
    assert [translate("en", "claimed"), translate("en", "nothing-indexed"), translate("en", "already-admin")] == [
        message.text for message in server.messages(ANN)[:3]
    ]
    assert translate("en", "claim-refused") == server.messages(BEN)[0].text
    assert "" == await claim_link(make_dependencies(tmp_path, admins=frozenset()), server, capsys)


async def test_no_link_is_printed_if_the_settings_name_an_admin(
    server: BotApiServer, dependencies: Dependencies, capsys: pytest.CaptureFixture[str]
) -> None:
    """A bot that has an admin prints no claim link."""
    assert "" == await claim_link(dependencies, server, capsys)


async def test_a_claim_in_a_group_claims_nothing(
    server: BotApiServer, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A claim token in a group, where others can read it, makes nobody an admin."""
    dependencies = make_dependencies(tmp_path, admins=frozenset())
    async with running_bot(dependencies, server):
        found = re.search(r"start=(\S+)", capsys.readouterr().out)
        assert found is not None
        server.send_text(ANN, f"/start@{server.username} {found[1]}", GROUP)
        await bot_messages(server, GROUP)
        admins = dependencies.stores.access.admins()

    assert frozenset() == admins


# Errors


async def test_a_request_to_wait_is_honoured(server: BotApiServer, dependencies: Dependencies) -> None:
    """When Telegram asks for a second of patience, the bot waits, and the answer arrives once."""
    server.fail_next("sendMessage", status=429, description="Too Many Requests: retry after 1", retry_after=1)
    async with running_bot(dependencies, server):
        server.send_text(ANN, WHEN)
        await bot_messages(server, ANN)

    refused, sent = server.calls("sendMessage")
    assert (429, 200) == (refused.status, sent.status)
    assert sent.time - refused.time >= 1


@pytest.mark.parametrize("failure", [{"after_effect": True}, {"status": 502, "description": "Bad Gateway"}])
async def test_a_lost_reply_makes_no_duplicate(
    server: BotApiServer, dependencies: Dependencies, failure: dict[str, bool | str]
) -> None:
    """A message that may have arrived is not sent again, and the chat goes on."""
    server.fail_next("sendMessage", **failure)  # type: ignore[arg-type]  # a row of the table
    async with running_bot(dependencies, server):
        server.send_text(ANN, WHEN)
        await server.eventually(lambda: server.calls("sendMessage"))
        server.send_text(ANN, "/help")
        await server.eventually(lambda: [one for one in server.messages(ANN) if "/sources" in one.text])
        # At the end of a replica another one asks the reader.
        sent, arrived = len(server.calls("sendMessage")), len(server.messages(ANN))

    assert 2 == sent
    assert arrived == (2 if "after_effect" in failure else 1)


async def test_a_message_that_was_never_sent_is_retried() -> None:
    """A message that found no connection cannot have arrived, so the bot sends it again."""
    calls: list[OutgoingMessage] = []

    async def call(outgoing: OutgoingMessage) -> None:
        calls.append(outgoing)
        if len(calls) == 1:
            raise NetworkError("httpx.ConnectError") from httpx.ConnectError("no route")

    await send_with_retries(call, plain_message("Hello"))

    assert [plain_message("Hello")] * 2 == calls


async def test_refused_entities_are_left_out(server: BotApiServer, dependencies: Dependencies) -> None:
    """If Telegram refuses the entities, the answer is sent as plain text with its buttons."""
    server.fail_next("sendMessage", status=400, description="Bad Request: can't parse entities: whatever")
    async with running_bot(dependencies, server):
        server.send_text(ANN, WHEN)
        (answer,) = await bot_messages(server, ANN)

    assert (True, ()) == (SENT.quote in answer.text, answer.entities)
    assert ["1 · In context", "2 · In context"] == button_labels(answer)[:2]


async def test_a_user_who_left_is_no_error(
    server: BotApiServer, dependencies: Dependencies, answerer: FakeAnswerer, caplog: pytest.LogCaptureFixture
) -> None:
    """An answer to a user who blocked the bot meanwhile is dropped without an error."""
    async with running_bot(dependencies, server):
        with answerer.pause_answers():
            server.send_text(ANN, WHEN)
            await asyncio.to_thread(answerer.wait_until_asked, 1)
            server.block(ANN)
        await server.eventually(lambda: server.calls("sendMessage"))

    # The updater says so if the update of the block arrives while the bot stops.
    logged = [record for record in caplog.records if record.name != "telegram.ext.Updater"]
    assert [] == [record for record in logged if record.levelno >= logging.WARNING]


@pytest.mark.parametrize("error", [RuntimeError("secret detail"), EmbedderError("The embedder is missing.")])
async def test_an_error_gives_a_reference_to_the_user_and_the_log(
    server: BotApiServer,
    dependencies: Dependencies,
    answerer: FakeAnswerer,
    caplog: pytest.LogCaptureFixture,
    error: Exception,
) -> None:
    """The user gets a reference and nothing else; the log has it with the traceback."""
    answerer.prepared = {WHEN: error}
    async with running_bot(dependencies, server):
        server.send_text(ANN, f"@{server.username} {WHEN}", GROUP, TOPIC)
        (sentence,) = await bot_messages(server, GROUP)

    found = re.search(r"reference ([0-9A-F]{6})\)", sentence.text)
    assert found is not None
    assert (translate("en", "our-fault", reference=found[1]), TOPIC) == (sentence.text, sentence.thread_id)
    (record,) = [record for record in caplog.records if found[1] in record.getMessage()]
    assert record.exc_info is not None
    assert error is record.exc_info[1]


async def test_an_error_after_a_button_press_is_shown(
    server: BotApiServer, dependencies: Dependencies, catalog: FakeCatalog
) -> None:
    """The reference appears in a window over the button, so that the button does not keep blinking."""
    async with running_bot(dependencies, server):
        server.send_text(ANN, WHEN)
        (answer,) = await bot_messages(server, ANN)
        catalog.failure = RuntimeError("secret detail")
        query = server.press(answer.message_id, ANN, user_id=ANN, text="1")

        assert re.search(r"\(reference [0-9A-F]{6}\)", await callback_answer(server, query))


@pytest.mark.parametrize(
    ("error", "line"),
    [
        (Conflict("terminated by other getUpdates request"), "Another program receives this bot's messages"),
        (NetworkError("Bad Gateway"), "Telegram cannot be reached at the moment, trying again: Bad Gateway"),
        (TelegramError("surprise"), "Receiving messages failed, trying again"),
    ],
)
async def test_an_error_of_polling_is_a_line_in_the_log(
    server: BotApiServer, dependencies: Dependencies, caplog: pytest.LogCaptureFixture, error: TelegramError, line: str
) -> None:
    """An error while the bot polls goes to the log and to no chat."""
    async with running_bot(dependencies, server) as application:
        await application.process_error(None, error)

    assert line in caplog.text
    assert [] == server.calls("sendMessage")


async def test_the_token_stays_out_of_the_log(
    server: BotApiServer, dependencies: Dependencies, caplog: pytest.LogCaptureFixture
) -> None:
    """The default log of a whole conversation does not contain the token."""
    caplog.set_level(logging.DEBUG)
    async with running_bot(dependencies, server):
        server.send_text(ANN, WHEN)
        await bot_messages(server, ANN)

    assert caplog.records
    assert server.token not in caplog.text


def test_an_unknown_token_is_one_sentence(
    server: BotApiServer, dependencies: Dependencies, caplog: pytest.LogCaptureFixture
) -> None:
    """A token that Telegram refuses ends the run with a sentence, which neither shows nor logs the token."""
    token = f"1:{'B' * 35}"
    application = build_application(
        dependencies, token=token, base_url=server.base_url, base_file_url=server.base_file_url
    )
    with pytest.raises(TokenError, match="Telegram does not know this token") as caught:
        run(application)

    assert token not in f"{caught.value}{caught.value.__cause__}{caplog.text}"


@pytest.mark.parametrize("token", ["", "not a token", "123456"])
def test_a_malformed_token_is_refused_at_once(dependencies: Dependencies, token: str) -> None:
    """A text that cannot be a token is refused before the first request."""
    with pytest.raises(TokenError, match="check PINCITE_TELEGRAM_TOKEN"):
        build_application(dependencies, token=token, base_url="http://127.0.0.1:1/bot", base_file_url="")
    dependencies.close()


def test_an_unreachable_telegram_is_one_sentence(dependencies: Dependencies) -> None:
    """If nothing answers, the run ends with a sentence that names the address but not the token."""
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        base_url = f"http://127.0.0.1:{unused.getsockname()[1]}/bot"
    application = build_application(dependencies, token="1:AAA", base_url=base_url, base_file_url=base_url)  # noqa: S106 - of nobody
    with pytest.raises(ConnectionLostError, match="cannot be reached at") as caught:
        run(application)

    assert (True, False) == (base_url in str(caught.value), "1:AAA" in str(caught.value))
