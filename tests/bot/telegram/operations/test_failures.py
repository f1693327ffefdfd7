"""Failures of each method of the Bot API that the bot uses: one answer or one apology, and no more."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from telegram import Bot

from bot.telegram.application import Dependencies
from bot.telegram.chat_topics import ChatTopic
from bot.telegram.messages.message import plain_message
from bot.telegram.messages.translations import translate
from bot.telegram.sending.delivery import Delivery
from index.types import Span
from tests.support.botapi.botapi_server import BotApiServer
from tests.support.chat_readers import ANN, BEN, BOSS, GROUP, TOPIC, bot_messages, button_labels
from tests.support.fake_services import FakeAnswerer, FakeCatalog, FakeSourceManager
from tests.support.running_bot import make_dependencies, running_bot
from tests.support.sample_answers import make_citation, make_source, quote_answer

PARTS = [f"Part {n} tells of the cable. " + f"It says so in {n * 7} words. " * 30 for n in range(1, 3)]
TEXT = "\n\n".join(part.strip() for part in PARTS)
ARTICLE = make_source(text=TEXT)
CITED = make_citation(1, ARTICLE, TEXT, "Part 1 tells of the cable.", Span(0, TEXT.index("\n\n")))
WHAT = "What tells of the cable?"

Failure = dict[str, Any]


def refused(description: str) -> Failure:
    """Make a refusal of the content of a request."""
    return {"status": 400, "description": f"Bad Request: {description}"}


WAIT: Failure = {"status": 429, "description": "Too Many Requests: retry after 1", "retry_after": 1}
LONG_WAIT = WAIT | {"description": "Too Many Requests: retry after 300", "retry_after": 300}
BLOCKED: Failure = {"status": 403, "description": "Forbidden: bot was blocked by the user"}
BROKEN: Failure = {"status": 500}
GATEWAY: Failure = {"status": 502, "description": "Bad Gateway"}
GONE: Failure = {"status": 0}
TAKEN: Failure = {"after_effect": True}
AWAY = BROKEN | {"times": 3}
UNKNOWN: Failure = {"status": 404, "description": "Not Found"}


@dataclass(frozen=True)
class ChatOutcome:
    """How many messages there are in the end: what was asked for, offers to send it again, apologies."""

    things: int = 0
    offers: int = 0
    apologies: int = 0


DONE, ASKED, SORRY, NOTHING = ChatOutcome(1), ChatOutcome(offers=1), ChatOutcome(apologies=1), ChatOutcome()
BOTH = ChatOutcome(1, 1)
"""It arrived, and the bot, which cannot know that, asks."""


@pytest.fixture
def catalog() -> FakeCatalog:
    """Return a catalog with the article."""
    return FakeCatalog.containing((ARTICLE, TEXT))


@pytest.fixture
def answerer() -> FakeAnswerer:
    """Return an answerer that knows what tells of the cable."""
    return FakeAnswerer({WHAT: quote_answer(WHAT, CITED)})


@pytest.fixture(autouse=True)
def no_traceback(server: BotApiServer) -> Iterator[None]:
    """Check that no message shows a traceback."""
    yield
    written = [str(call.params.get("text")) for call in server.calls()]
    assert [] == [text for text in written if "Traceback" in text or "Error" in text]


def count(server: BotApiServer, chat_id: int, thing: str | Callable[[], int]) -> ChatOutcome:
    """Count the messages of each kind in a chat."""
    messages = server.messages(chat_id)
    things = thing() if callable(thing) else sum(thing in message.text for message in messages)
    begins = translate("en", "our-fault", reference="#").partition("#")[0]
    return ChatOutcome(
        things,
        sum(translate("en", "show-again") in button_labels(message) for message in messages),
        sum(message.text.startswith(begins) for message in messages),
    )


async def settled(
    server: BotApiServer, chat_id: int, thing: str | Callable[[], int], expected: ChatOutcome, method: str
) -> None:
    """Wait for the expected messages; if there are none, until the failing call is over and another user is served."""
    if expected == NOTHING:
        await server.eventually(lambda: any(call.description for call in server.calls(method)))
        server.send_text(BEN, "/help")
        await bot_messages(server, BEN)
    await server.eventually(lambda: count(server, chat_id, thing) == expected, what=str(expected))


# Messages


@pytest.mark.parametrize(
    ("failure", "expected"),
    [
        (WAIT, DONE),
        (LONG_WAIT, ASKED),
        (BLOCKED, NOTHING),
        (BROKEN, ASKED),
        (GATEWAY, ASKED),
        (GONE, ASKED),
        (TAKEN, BOTH),
        (refused("can't parse entities: whatever"), DONE),
        (refused("ENTITY_BOUNDS_INVALID"), DONE),
        (refused("message is too long"), SORRY),
        (refused("BUTTON_DATA_INVALID"), SORRY),
        (refused("chat not found"), NOTHING),
        (refused("PEER_ID_INVALID"), NOTHING),
        (refused("something new"), SORRY),
    ],
)
async def test_an_answer_is_sent_once(
    server: BotApiServer, dependencies: Dependencies, failure: Failure, expected: ChatOutcome
) -> None:
    """sendMessage: an answer arrives once, or the bot offers it, or apologizes."""
    server.fail_next("sendMessage", **failure)
    async with running_bot(dependencies, server):
        server.send_text(ANN, WHAT)
        await settled(server, ANN, CITED.quote, expected, "sendMessage")

    assert expected == count(server, ANN, CITED.quote)


@pytest.mark.parametrize(
    ("failure", "expected"),
    [
        (WAIT, DONE),
        (BROKEN, ASKED),
        (TAKEN, BOTH),
        (refused("message thread not found"), DONE),
        (refused("TOPIC_CLOSED"), NOTHING),
        (refused("not enough rights to send text messages to the chat"), NOTHING),
        (refused("CHAT_WRITE_FORBIDDEN"), NOTHING),
        (refused("CHAT_SEND_PLAIN_FORBIDDEN"), NOTHING),
        (refused("CHAT_RESTRICTED"), NOTHING),
        (refused("USER_BANNED_IN_CHANNEL"), NOTHING),
        (refused("need administrator rights in the channel chat"), NOTHING),
        (refused("message to be replied not found"), DONE),
        (refused("SLOWMODE_WAIT_1"), DONE),
        (refused("SLOWMODE_WAIT_900"), ASKED),
        ({"status": 403, "description": "Forbidden: bot was kicked from the supergroup chat"}, NOTHING),
    ],
)
async def test_an_answer_in_a_topic_is_sent_once(
    server: BotApiServer, dependencies: Dependencies, failure: Failure, expected: ChatOutcome
) -> None:
    """sendMessage: an answer leaves a deleted topic and question, and waits in slow mode.

    Nothing is sent where the bot may not write.
    """
    server.fail_next("sendMessage", **failure)
    async with running_bot(dependencies, server):
        server.send_text(ANN, f"@{server.username} {WHAT}", GROUP, TOPIC)
        await settled(server, GROUP, CITED.quote, expected, "sendMessage")

    assert expected == count(server, GROUP, CITED.quote)


@pytest.mark.parametrize(
    ("failure", "expected"),
    [
        (WAIT, DONE),
        (BLOCKED, NOTHING),
        (BROKEN, DONE),
        (GONE, DONE),
        (TAKEN, DONE),
        (AWAY, ASKED),
        (refused("message to edit not found"), DONE),
        (refused("message can't be edited"), DONE),
        (refused("MESSAGE_ID_INVALID"), DONE),
        (refused("can't parse entities: whatever"), DONE),
        (refused("message is not modified: specified new message content is exactly the same"), NOTHING),
        (refused("something new"), SORRY),
    ],
)
async def test_the_next_passage_is_shown_once(
    server: BotApiServer, dependencies: Dependencies, failure: Failure, expected: ChatOutcome
) -> None:
    """editMessageText: the next passage is shown once, in the same message or a new one, or the bot offers it."""
    async with running_bot(dependencies, server):
        server.send_text(ANN, WHAT)
        await bot_messages(server, ANN)
        server.send_text(ANN, "/cite 1")
        passage = (await bot_messages(server, ANN, 2))[1]
        server.fail_next("editMessageText", **failure)
        server.press(passage.message_id, ANN, user_id=ANN, text="▶")
        await settled(server, ANN, "Part 2", expected, "editMessageText")

    assert expected == count(server, ANN, "Part 2")


# Callback queries


@pytest.mark.parametrize(
    ("failure", "expected"),
    [
        (WAIT, DONE),
        (LONG_WAIT, NOTHING),
        (BROKEN, DONE),
        (GONE, DONE),
        (TAKEN, DONE),
        (AWAY, NOTHING),
        (refused("query is too old and response timeout expired or query ID is invalid"), NOTHING),
        (refused("something new"), NOTHING),
    ],
)
async def test_a_vote_counts_once(
    server: BotApiServer, dependencies: Dependencies, failure: Failure, expected: ChatOutcome
) -> None:
    """answerCallbackQuery: the vote counts once, whether or not the thanks arrive."""

    def thanked() -> int:
        return sum(answer.text == translate("en", "noted") for answer in server.answers_to_callbacks)

    async with running_bot(dependencies, server):
        server.send_text(ANN, WHAT)
        (answer,) = await bot_messages(server, ANN)
        server.fail_next("answerCallbackQuery", **failure)
        server.press(answer.message_id, ANN, user_id=ANN, text="👍")
        await settled(server, ANN, thanked, expected, "answerCallbackQuery")
        liked = dependencies.stores.activity.days(1)[0].liked

    assert (expected, 1) == (count(server, ANN, thanked), liked)


@pytest.mark.parametrize(
    "failure", [WAIT, BROKEN, GONE, TAKEN, AWAY, refused("query is too old and response timeout expired")]
)
async def test_a_pressed_number_brings_one_passage(
    server: BotApiServer, dependencies: Dependencies, failure: Failure
) -> None:
    """answerCallbackQuery: the passage comes once, whether or not the button stops blinking."""
    async with running_bot(dependencies, server):
        server.send_text(ANN, WHAT)
        (answer,) = await bot_messages(server, ANN)
        server.fail_next("answerCallbackQuery", **failure)
        server.press(answer.message_id, ANN, user_id=ANN, text="1")
        await settled(server, ANN, "passage 1 of 2", DONE, "answerCallbackQuery")

    assert DONE == count(server, ANN, "passage 1 of 2")


@pytest.mark.parametrize("failure", [BROKEN, TAKEN])
async def test_a_button_press_gets_one_apology(
    server: BotApiServer, dependencies: Dependencies, catalog: FakeCatalog, failure: Failure
) -> None:
    """answerCallbackQuery: the apology is in a window or in the chat, never in both."""
    begins = translate("en", "our-fault", reference="#").partition("#")[0]
    async with running_bot(dependencies, server):
        server.send_text(ANN, WHAT)
        (answer,) = await bot_messages(server, ANN)
        catalog.failure = RuntimeError("the disk is gone")
        server.fail_next("answerCallbackQuery", **failure)
        server.press(answer.message_id, ANN, user_id=ANN, text="1")
        await server.eventually(lambda: server.answers_to_callbacks)
        server.send_text(BEN, "/help")
        await bot_messages(server, BEN)

    assert [True] == [one.text.startswith(begins) for one in server.answers_to_callbacks]
    assert ChatOutcome(1) == count(server, ANN, CITED.quote)


# Streaming previews


@pytest.mark.parametrize(
    "failure",
    [WAIT, BLOCKED, BROKEN, GONE, TAKEN, UNKNOWN, refused("TEXTDRAFT_PEER_INVALID"), refused("message is too long")],
)
async def test_a_failing_draft_costs_no_answer(
    server: BotApiServer, dependencies: Dependencies, answerer: FakeAnswerer, failure: Failure
) -> None:
    """sendMessageDraft: whatever happens to the drafts, there is one answer and no other message."""
    answerer.partial_texts = ("Part 1", "Part 1 tells")
    answerer.pause_s = 0.1
    server.fail_next("sendMessageDraft", **failure)
    async with running_bot(dependencies, server):
        server.send_text(ANN, WHAT)
        await settled(server, ANN, CITED.quote, DONE, "sendMessageDraft")

    assert (DONE, 1) == (count(server, ANN, CITED.quote), len(server.messages(ANN)))


@pytest.mark.parametrize(
    ("failure", "sends", "left"), [(WAIT, 3, 0), (BROKEN, 2, 0), (TAKEN, 2, 1), (refused("something new"), 2, 0)]
)
async def test_a_failing_preview_message_costs_no_answer(  # noqa: PLR0913 - fixtures and parameters
    server: BotApiServer, dependencies: Dependencies, answerer: FakeAnswerer, *, failure: Failure, sends: int, left: int
) -> None:
    """sendMessage: a preview that is lost is not sent twice; its button deletes it."""
    answerer.partial_texts = ("Part 1", "Part 1 tells")
    answerer.pause_s = 1.0  # long enough for a second state
    server.fail_next("sendMessageDraft", **UNKNOWN)
    server.fail_next("sendMessage", **failure)
    async with running_bot(dependencies, server):
        server.send_text(ANN, WHAT)
        await settled(server, ANN, CITED.quote, DONE, "sendMessageDraft")
        found = [message for message in server.messages(ANN) if CITED.quote not in message.text]
        for message in found:
            server.press(message.message_id, ANN, user_id=ANN, text=f"⏹ {translate('en', 'stop')}")
            await server.eventually(lambda: len(server.messages(ANN)) == 1)

    assert sends == len(server.calls("sendMessage"))
    assert (DONE, left, 1) == (count(server, ANN, CITED.quote), len(found), len(server.messages(ANN)))


@pytest.mark.parametrize(
    ("failure", "left"), [(WAIT, 0), (BROKEN, 0), (GONE, 0), (TAKEN, 0), (refused("message can't be deleted"), 1)]
)
async def test_the_preview_message_is_deleted(
    server: BotApiServer, dependencies: Dependencies, answerer: FakeAnswerer, failure: Failure, left: int
) -> None:
    """deleteMessage: the preview is gone when the answer comes, unless Telegram refuses to delete it."""
    answerer.partial_texts = ("Part 1", "Part 1 tells")
    answerer.pause_s = 0.1
    server.fail_next("sendMessageDraft", **UNKNOWN)
    server.fail_next("deleteMessage", **failure)
    async with running_bot(dependencies, server):
        server.send_text(ANN, WHAT)
        await settled(server, ANN, CITED.quote, DONE, "deleteMessage")

    assert (DONE, 1 + left) == (count(server, ANN, CITED.quote), len(server.messages(ANN)))


@pytest.mark.parametrize("failure", [WAIT, BLOCKED, BROKEN, GONE, TAKEN, refused("message thread not found")])
async def test_a_failing_chat_action_costs_no_answer(
    server: BotApiServer, dependencies: Dependencies, answerer: FakeAnswerer, failure: Failure
) -> None:
    """sendChatAction: the answer comes, whether or not "typing" is shown."""
    server.fail_next("sendChatAction", **failure)
    async with running_bot(dependencies, server):
        with answerer.pause_answers():
            server.send_text(ANN, f"@{server.username} {WHAT}", GROUP, TOPIC)
            await server.eventually(lambda: server.calls("sendChatAction"))
        await settled(server, GROUP, CITED.quote, DONE, "sendChatAction")

    assert (DONE, 1) == (count(server, GROUP, CITED.quote), len(server.messages(GROUP)))


# Files


@pytest.mark.parametrize(
    ("failure", "expected", "told"),
    [
        (WAIT, DONE, 0),
        (BLOCKED, NOTHING, 0),
        (BROKEN, NOTHING, 1),
        (GONE, NOTHING, 1),
        (TAKEN, DONE, 1),
        (refused("message caption is too long"), SORRY, 0),
    ],
)
@pytest.mark.parametrize("command", ["/export", "/stats"])
async def test_a_file_is_sent_once(  # noqa: PLR0913 - fixtures and parameters
    server: BotApiServer,
    dependencies: Dependencies,
    *,
    command: str,
    failure: Failure,
    expected: ChatOutcome,
    told: int,
) -> None:
    """sendDocument, sendPhoto: a file comes once, or the admin hears that it may be lost."""
    begins = translate("en", "file-maybe-lost", reference="#").partition("#")[0]
    method = {"/export": "sendDocument", "/stats": "sendPhoto"}[command]

    def files() -> int:
        return sum(message.file is not None for message in server.messages(BOSS))

    def sentences() -> int:
        return sum(message.text.startswith(begins) for message in server.messages(BOSS))

    async with running_bot(dependencies, server):
        server.send_text(ANN, WHAT)
        await bot_messages(server, ANN)
        server.fail_next(method, **failure)
        server.send_text(BOSS, command)
        await settled(server, BOSS, files, expected, method)
        await server.eventually(lambda: sentences() == told)

    assert (expected, told) == (count(server, BOSS, files), sentences())


@pytest.mark.parametrize(
    ("failure", "sentence"),
    [
        (WAIT, "Words: 6"),
        (BROKEN, "Words: 6"),
        (GONE, "Words: 6"),
        (TAKEN, "Words: 6"),
        (AWAY, translate("en", "file-not-reached")),
        (refused("file is too big"), translate("en", "file-size", most="20 MB")),
        (
            refused("wrong file_id or the file is temporarily unavailable"),
            translate("en", "file-not-fetched", reason="Wrong file_id or the file is temporarily unavailable"),
        ),
    ],
)
async def test_a_file_from_an_admin_is_read_or_asked_for_again(
    server: BotApiServer, tmp_path: Path, catalog: FakeCatalog, failure: Failure, sentence: str
) -> None:
    """getFile: the file is previewed, or the bot says once why it did not get the file."""
    server.fail_next("getFile", **failure)
    async with running_bot(
        make_dependencies(tmp_path, catalog=catalog, source_manager=FakeSourceManager(catalog)), server
    ):
        server.send_document(BOSS, "tower.txt", b"The tower was finished in 1811.", "text/plain")
        (message,) = await bot_messages(server, BOSS)

    assert (True, 1) == (sentence in message.text, len(server.messages(BOSS)))


# Inline mode and groups


@pytest.mark.parametrize(
    ("failure", "results", "hint"),
    [
        (WAIT, 1, None),
        (BROKEN, 1, None),
        (GONE, 1, None),
        (TAKEN, 1, None),
        (refused("RESULT_ID_DUPLICATE"), 0, translate("en", "inline-failed")),
        (refused("query is too old and response timeout expired or query ID is invalid"), None, None),
        (AWAY, None, None),
    ],
)
async def test_an_inline_query_is_answered_once(
    server: BotApiServer, dependencies: Dependencies, failure: Failure, results: int | None, hint: str | None
) -> None:
    """answerInlineQuery: a query is answered once, with an apology if Telegram refuses the results."""
    server.fail_next("answerInlineQuery", **failure)
    async with running_bot(dependencies, server):
        server.inline_query(ANN, WHAT)
        await server.eventually(lambda: server.calls("answerInlineQuery"))
        if results is not None:
            await server.eventually(lambda: server.answers_to_inline_queries)
        server.send_text(BEN, "/help")
        await bot_messages(server, BEN)

    found = [(len(one.results), (one.button or {}).get("text")) for one in server.answers_to_inline_queries]
    assert ([] if results is None else [(results, hint)]) == found


@pytest.mark.parametrize(
    ("failure", "words"),
    [
        (WAIT, CITED.quote),
        (BROKEN, CITED.quote),
        (GONE, CITED.quote),
        (TAKEN, CITED.quote),
        (refused("user not found"), translate("en", "admins-ask-here")),
    ],
)
async def test_an_admin_of_a_group_is_recognized(
    server: BotApiServer, dependencies: Dependencies, failure: Failure, words: str
) -> None:
    """getChatMember: an admin is answered if Telegram tells who is an admin, and refused if it does not."""
    server.set_member(GROUP, ANN, "administrator")
    dependencies.conversations.allow_questions(GROUP, everyone=False)
    server.fail_next("getChatMember", **failure)
    async with running_bot(dependencies, server):
        server.send_text(ANN, f"@{server.username} {WHAT}", GROUP, TOPIC)
        (message,) = await bot_messages(server, GROUP)

    assert (True, 1) == (words in message.text, len(server.messages(GROUP)))


# A longer outage


async def test_the_reader_is_asked_after_a_long_outage(server: BotApiServer, dependencies: Dependencies) -> None:
    """The bot asks once whether a message arrived, as soon as Telegram accepts messages again."""
    server.fail_next("sendMessage", **LONG_WAIT, times=7)
    async with Bot(server.token, base_url=server.base_url) as bot:
        delivery = Delivery(bot, dependencies.stores)
        await delivery.send(ChatTopic(ANN, None, private=True), [plain_message("Hello")])
        for _ in range(8):
            await delivery.ask_readers()
        await delivery.close()

    assert ASKED == count(server, ANN, "Hello")
