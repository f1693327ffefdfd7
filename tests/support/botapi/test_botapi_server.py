"""The Bot API server of the end-to-end tests, as the Telegram library sees it."""

import asyncio
import datetime as dt
import http.client
import json
import ssl
import time
from collections.abc import AsyncIterator, Awaitable, Iterator
from dataclasses import replace
from typing import Any

import pytest
from telegram import (
    Bot,
    CopyTextButton,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InlineQueryResultArticle,
    InputTextMessageContent,
    LinkPreviewOptions,
    Message,
    MessageEntity,
    ReplyParameters,
    Update,
)
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    EndPointNotFound,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
)
from telegram.ext import Application, ContextTypes, MessageHandler, filters
from telegram.request import HTTPXRequest

from bot.telegram.messages.keyboards import stop_keyboard
from tests.support.botapi.botapi_server import BotApiServer
from tests.support.botapi.telegram_limits import ApiError, RateLimiter

ANN = 41
BEN = 42
GROUP = -500
FORUM = -100_600
TOPIC = 77
PNG = b"\x89PNG\r\n\x1a\n and the rest"
URL = "https://example.com/"
JSON = {"Content-Type": "application/json"}


@pytest.fixture(autouse=True)
def _durations(monkeypatch: pytest.MonkeyPatch) -> None:
    """Silence the library's warnings about seconds that are no timedelta."""
    monkeypatch.setenv("PTB_TIMEDELTA", "1")


@pytest.fixture
def server() -> Iterator[BotApiServer]:
    """A server with two users, a group and a forum."""
    with BotApiServer() as running:
        populate(running)
        yield running


@pytest.fixture
async def bot(server: BotApiServer) -> AsyncIterator[Bot]:
    """The real client."""
    async with client(server) as connected:
        yield connected


def populate(server: BotApiServer) -> None:
    """Add the users and chats of these tests."""
    server.add_user(ANN, "Ann", "en", "ann_reads")
    server.add_user(BEN, "Бен", "ru")
    server.add_chat(GROUP, "group", "Readers")
    server.add_chat(FORUM, "supergroup", "Readers' forum")
    server.add_topic(FORUM, TOPIC, "Physics")


def client(server: BotApiServer, token: str | None = None) -> Bot:
    """A client of the server."""
    return Bot(
        token or server.token,
        base_url=server.base_url,
        base_file_url=server.base_file_url,
        request=connections(),
        get_updates_request=connections(),
    )


def connections() -> HTTPXRequest:
    """What a client sends its requests through; a plain connection needs no certificates loaded."""
    return HTTPXRequest(httpx_kwargs={"verify": ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)})


async def refusal(action: Awaitable[object], kind: type[TelegramError] = BadRequest) -> str:
    """The description of the error that an action ends with, as the library shows it."""
    with pytest.raises(kind) as caught:
        await action
    assert type(caught.value) is kind
    return caught.value.message


def shown(description: str) -> str:
    """The library cuts `Bad Request: ` and changes the case of the rest."""
    return description.capitalize()


def keyboard(*buttons: InlineKeyboardButton, row: int = 8) -> InlineKeyboardMarkup:
    """Rows of at most that many buttons."""
    return InlineKeyboardMarkup([buttons[start : start + row] for start in range(0, len(buttons), row)])


def button(data: str, text: str = "Press") -> InlineKeyboardButton:
    """A button with callback data."""
    return InlineKeyboardButton(text, callback_data=data)


def entity(kind: str, offset: int, length: int, url: str | None = None) -> MessageEntity:
    """A message entity."""
    return MessageEntity(kind, offset, length, url)


def post(server: BotApiServer, path: str, body: bytes, headers: dict[str, str]) -> tuple[int, dict[str, Any]]:
    """One request without the library."""
    port = int(server.base_url.rpartition(":")[2].removesuffix("/bot"))
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("POST", path, body, headers)
        response = connection.getresponse()
        return response.status, json.loads(response.read())
    finally:
        connection.close()


# --- calls ---


async def test_get_me(server: BotApiServer, bot: Bot) -> None:
    """The client learns the bot's name at its start."""
    assert server.username == bot.username
    assert ["getMe"] == [call.method for call in server.calls()]


async def test_wrong_token(server: BotApiServer) -> None:
    """A well-formed token that is not the bot's is Unauthorized, anything else does not exist."""
    for token, description in (("123:" + "B" * 35, "Unauthorized"), ("nonsense", "Not Found")):
        other = client(server, token)
        async with other.request:
            assert description == await refusal(other.send_message(ANN, "text"), InvalidToken)


async def test_unknown_method(server: BotApiServer, bot: Bot) -> None:
    """A method the server does not have is Not Found, and shows up among the violations."""
    with pytest.raises(EndPointNotFound):
        await bot.do_api_request("sendTelepathy")

    assert server.violations == ["unknown method sendTelepathy"]


def test_json_body_and_case_of_methods(server: BotApiServer) -> None:
    """Parameters may come as a JSON object, and the case of a method's name does not matter."""
    body = json.dumps({"chat_id": ANN, "text": "hi", "reply_markup": {"inline_keyboard": []}}).encode()

    status, answer = post(server, f"/bot{server.token}/sendmessage", body, JSON)

    assert (200, "hi") == (status, answer["result"]["text"])
    assert ["sendMessage"] == [call.method for call in server.calls()]


def test_body_too_large(server: BotApiServer) -> None:
    """A body over 60 MB is refused before it is read."""
    status, answer = post(server, f"/bot{server.token}/sendDocument", b"", {"Content-Length": str(60 * 2**20 + 1)})

    assert (413, "Request Entity Too Large") == (status, answer["description"])


# --- texts and entities ---


@pytest.mark.parametrize(
    ("text", "description"),
    [
        ("", "message text is empty"),
        (" \n\t ", "message text is empty"),
        ("я" * 4097, "message is too long"),
        ("🐘" * 2049, "message is too long"),
        ("x" * 40_000, "text is too long"),
    ],
)
async def test_length_of_text(bot: Bot, text: str, description: str) -> None:
    """A text has 1 to 4096 UTF-16 code units after white space is cut off."""
    assert shown(description) == await refusal(bot.send_message(ANN, text))


async def test_longest_text(bot: Bot) -> None:
    """4096 code units pass, and outer white space does not count."""
    sent = await bot.send_message(ANN, "\n" + "🐘" * 2048 + "  ")

    assert "🐘" * 2048 == sent.text


@pytest.mark.parametrize(
    ("offset", "length", "description"),
    [
        (-1, 2, "receive an entity with incorrect offset -1"),
        (0, -2, "receive an entity with incorrect length -2"),
        (3, 9, "entity beginning at UTF-16 offset 3 ends after the end of the text at UTF-16 offset 12"),
        (9, 1, "entity begins after the end of the text at UTF-16 offset 9"),
        (1, 2, "entity begins in a middle of a UTF-16 symbol at byte offset 4"),
        (0, 1, "entity beginning at UTF-16 offset 0 ends in a middle of a UTF-16 symbol at byte offset 4"),
        (1.5, 1, 'can\'t parse MessageEntity: Field "offset" must be of type Number'),
    ],
)
async def test_entity_outside(bot: Bot, offset: int, length: int, description: str) -> None:
    """An entity lies inside the text and does not split a character."""
    action = bot.send_message(ANN, "🐘 слон!", entities=[entity("bold", offset, length)])

    assert shown(description) == await refusal(action)


async def test_entity_offsets_are_utf16(server: BotApiServer, bot: Bot) -> None:
    """Offsets count an emoji twice and a Cyrillic letter once, in both directions."""
    sent = await bot.send_message(ANN, "🐘 слон", entities=[entity("bold", 3, 4)])

    assert {entity("bold", 3, 4): "слон"} == sent.parse_entities()
    message = server.messages(ANN)[0]
    assert message.text_of(message.entities[0]) == "слон"


async def test_leading_space_moves_entities(server: BotApiServer, bot: Bot) -> None:
    """Where white space is cut at the front, the entities still cover the same words."""
    await bot.send_message(ANN, "  a slon", entities=[entity("bold", 4, 4)])

    message = server.messages(ANN)[0]
    assert ("a slon", "slon") == (message.text, message.text_of(message.entities[0]))


async def test_entity_of_unknown_type(bot: Bot) -> None:
    """An entity's type must be known."""
    action = bot.send_message(ANN, "text", entities=[entity("sparkling", 0, 4)])

    assert shown("can't parse MessageEntity: Unsupported type specified") == await refusal(action)


async def test_entity_with_bad_url(bot: Bot) -> None:
    """The URL of a link has a host with a dot."""
    action = bot.send_message(ANN, "text", entities=[entity("text_link", 0, 4, "localhost")])

    assert shown("entity URL 'localhost' is invalid: Wrong HTTP URL") == await refusal(action)


async def test_surplus_entities(server: BotApiServer, bot: Bot) -> None:
    """Telegram keeps the first hundred entities; the surplus becomes a violation."""
    sent = await bot.send_message(ANN, "x" * 201, entities=[entity("bold", 2 * n, 1) for n in range(101)])

    assert len(sent.entities) == 100
    assert server.violations == ["101 entities in one text: Telegram ignores all after the first 100"]


@pytest.mark.parametrize(
    ("entities", "kept", "violation"),
    [
        ([("blockquote", 0, 9), ("expandable_blockquote", 2, 3)], ["blockquote"], "a nested blockquote"),
        ([("code", 0, 9), ("bold", 2, 3)], ["code"], "an entity inside code"),
        ([("bold", 4, 0)], [], "an empty entity"),
    ],
)
async def test_dropped_entities(
    server: BotApiServer, bot: Bot, entities: list[tuple[str, int, int]], kept: list[str], violation: str
) -> None:
    """What Telegram drops without an error is dropped and becomes a violation."""
    sent = await bot.send_message(ANN, "some text here", entities=[entity(*parts) for parts in entities])

    assert kept == [found.type for found in sent.entities]
    assert [f"Telegram drops {violation}"] == [line.partition(":")[0] for line in server.violations]


async def test_quotes_side_by_side(server: BotApiServer, bot: Bot) -> None:
    """Two quotes one after the other, with formatting inside, are in order."""
    parts = [("blockquote", 0, 4), ("bold", 1, 2), ("text_link", 2, 2), ("expandable_blockquote", 4, 4)]
    sent = await bot.send_message(
        ANN, "onetwothree", entities=[entity(*part, URL if part[0] == "text_link" else None) for part in parts]
    )

    assert len(parts) == len(sent.entities)
    assert server.violations == []


# --- markup ---


@pytest.mark.parametrize(
    ("html", "text", "entities"),
    [
        ("<b>слон</b> 🐘 <i>x</i>", "слон 🐘 x", [("bold", 0, 4), ("italic", 8, 1)]),
        ("a &lt;b&gt; &amp; &#1103; &nbsp;", "a <b> & я &nbsp;", []),
        ('<a href="https://a.org/?x=1&amp;y=2">go</a>', "go", [("text_link", 0, 2)]),
        ("<blockquote>q</blockquote>", "q", [("blockquote", 0, 1)]),
        ("<blockquote expandable>q</blockquote>", "q", [("expandable_blockquote", 0, 1)]),
        ('<pre><code class="language-py">x = 1</code></pre>', "x = 1", [("pre", 0, 5)]),
        ("<u>u</u><s>s</s><code>c</code>", "usc", [("underline", 0, 1), ("strikethrough", 1, 1), ("code", 2, 1)]),
        ('<span class="tg-spoiler">x</span>', "x", [("spoiler", 0, 1)]),
    ],
)
async def test_html(bot: Bot, html: str, text: str, entities: list[tuple[str, int, int]]) -> None:
    """HTML becomes text and entities."""
    sent = await bot.send_message(ANN, html, parse_mode="HTML")

    assert text == sent.text
    assert entities == [(found.type, found.offset, found.length) for found in sent.entities]


@pytest.mark.parametrize(
    ("html", "description"),
    [
        ("слон <b>x", 'Can\'t find end tag corresponding to start tag "b"'),
        ("слон </b>", "Unexpected end tag at byte offset 9"),
        ("<b>x</i>", 'Unmatched end tag at byte offset 4, expected "</b>", found "</i>"'),
        ("a <3 b", 'Unsupported start tag "3" at byte offset 2'),
        ("<br/>", 'Unsupported start tag "br/" at byte offset 0'),
        ("<b", "Unclosed start tag at byte offset 0"),
        ('<a href="x', 'Unclosed start tag "a" at byte offset 0'),
        ("<b>x</b ", "Unclosed end tag at byte offset 4"),
        ("<span>x</span>", 'Tag "span" must have class "tg-spoiler" at byte offset 0'),
    ],
)
async def test_broken_html(bot: Bot, html: str, description: str) -> None:
    """Broken HTML is refused with the place."""
    action = bot.send_message(ANN, html, parse_mode="HTML")

    assert shown(f"can't parse entities: {description}") == await refusal(action)


@pytest.mark.parametrize(
    ("markdown", "description"),
    [
        ("Version 1.0", "Character '.' is reserved and must be escaped with the preceding '\\'"),
        ("a > b", "Character '>' is reserved and must be escaped with the preceding '\\'"),
        ("x]", "Character ']' is reserved and must be escaped with the preceding '\\'"),
        ("слон *x", "Can't find end of Bold entity at byte offset 9"),
        ("a ` b", "Can't find end of Code entity at byte offset 2"),
    ],
)
async def test_broken_markdown(bot: Bot, markdown: str, description: str) -> None:
    """MarkdownV2 with an unescaped reserved character is refused."""
    action = bot.send_message(ANN, markdown, parse_mode="MarkdownV2")

    assert shown(f"can't parse entities: {description}") == await refusal(action)


async def test_markdown(bot: Bot) -> None:
    """Escaped and well-formed MarkdownV2 passes."""
    text = r"*b* _i_ __u__ ~s~ ||p|| [l](https://a.org) `c.d` ```py" + "\nx = 1``` 1\\.0\n>quote"
    sent = await bot.send_message(ANN, text, parse_mode="MarkdownV2")

    assert sent.text == "b i u s p l c.d x = 1 1.0\nquote"
    kinds = ["bold", "italic", "underline", "strikethrough", "spoiler", "text_link", "code", "pre"]
    assert kinds == [found.type for found in sent.entities]


# --- keyboards ---


@pytest.mark.parametrize(
    ("markup", "description"),
    [
        (keyboard(button("я" * 33)), "BUTTON_DATA_INVALID"),
        (
            keyboard(InlineKeyboardButton("x", url="localhost")),
            "inline keyboard button URL 'localhost' is invalid: wrong HTTP URL",
        ),
        (
            keyboard(InlineKeyboardButton("x")),
            "can't parse inline keyboard button: text buttons are unallowed in the inline keyboard",
        ),
        (keyboard(InlineKeyboardButton("x", copy_text=CopyTextButton("c" * 257))), "BUTTON_COPY_TEXT_INVALID"),
        (keyboard(*[button(str(n)) for n in range(9)], row=9), "reply markup is too long"),
        (keyboard(*[button(str(n)) for n in range(101)]), "reply markup is too long"),
        (keyboard(*[button("d" * 64, "t" * 60) for _ in range(99)]), "reply markup is too long"),
    ],
)
async def test_keyboard_limits(bot: Bot, markup: InlineKeyboardMarkup, description: str) -> None:
    """A keyboard and each of its buttons have limits."""
    assert shown(description) == await refusal(bot.send_message(ANN, "text", reply_markup=markup))


async def test_largest_keyboard(server: BotApiServer, bot: Bot) -> None:
    """A hundred buttons in rows of eight pass, and so do 64 bytes of data."""
    buttons = [button("я" * 32), InlineKeyboardButton("copy", copy_text=CopyTextButton("🐘" * 128))]
    buttons += [button(str(n)) for n in range(98)]
    await bot.send_message(ANN, "text", reply_markup=keyboard(*buttons))

    assert sum(map(len, server.messages(ANN)[0].buttons)) == 100
    assert server.violations == []


# --- chats, topics and replies ---


async def test_unknown_chat(bot: Bot) -> None:
    """A chat that no test added does not exist."""
    assert await refusal(bot.send_message(999, "text")) == "Chat not found"


async def test_blocked(server: BotApiServer, bot: Bot) -> None:
    """A user who blocks the bot is out of its reach until they unblock it."""
    server.block(ANN)
    assert await refusal(bot.send_message(ANN, "text"), Forbidden) == "Forbidden: bot was blocked by the user"

    server.unblock(ANN)
    assert (await bot.send_message(ANN, "text")).text == "text"
    changes = [
        update.my_chat_member.new_chat_member.status for update in await bot.get_updates() if update.my_chat_member
    ]
    assert ["kicked", "member"] == changes


async def test_migration(server: BotApiServer, bot: Bot) -> None:
    """A group that became a supergroup answers with its new id, and both chats are told."""
    server.migrate(GROUP, -100_500)

    with pytest.raises(ChatMigrated) as caught:
        await bot.send_message(GROUP, "text")

    assert caught.value.new_chat_id == -100_500
    told = [update.message for update in await bot.get_updates()]
    assert [-100_500, None] == [message.migrate_to_chat_id for message in told if message]
    assert [None, GROUP] == [message.migrate_from_chat_id for message in told if message]
    assert (await bot.send_message(-100_500, "text")).chat.id == -100_500


async def test_topics(server: BotApiServer, bot: Bot) -> None:
    """A message goes to a topic that exists, and an answer follows its question there."""
    question = server.send_text(ANN, "why?", FORUM, TOPIC)
    unknown = await refusal(bot.send_message(FORUM, "text", message_thread_id=78))
    await bot.send_message(FORUM, "direct", message_thread_id=TOPIC)
    await bot.send_message(FORUM, "answer", reply_parameters=ReplyParameters(question))

    assert unknown == "Message thread not found"
    found = [(message.text, message.thread_id, message.reply_to) for message in server.messages(FORUM)]
    assert [("direct", TOPIC, None), ("answer", TOPIC, question)] == found


async def test_message_in_topic_shows_its_origin(server: BotApiServer, bot: Bot) -> None:
    """What is no reply in a topic arrives as a reply to the message that created the topic."""
    server.send_text(ANN, "why?", FORUM, TOPIC)

    message = (await bot.get_updates())[0].message
    assert message is not None
    assert message.reply_to_message is not None
    assert message.reply_to_message.forum_topic_created is not None
    assert (TOPIC, "Physics") == (message.message_thread_id, message.reply_to_message.forum_topic_created.name)


async def test_reply_to_unknown_message(server: BotApiServer, bot: Bot) -> None:
    """A reply needs its target, unless it may go without."""
    missing = ReplyParameters(4040)
    tolerant = ReplyParameters(4040, allow_sending_without_reply=True)

    assert await refusal(bot.send_message(ANN, "text", reply_parameters=missing)) == "Message to be replied not found"
    await bot.send_message(ANN, "text", reply_parameters=tolerant)
    assert [None] == [message.reply_to for message in server.messages(ANN)]


async def test_quote_in_reply(server: BotApiServer, bot: Bot) -> None:
    """A quoted part must be in the original, word for word."""
    original = server.send_text(ANN, "🐘 the exact words")
    sent = await bot.send_message(ANN, "yes", reply_parameters=ReplyParameters(original, quote="exact words"))
    action = bot.send_message(ANN, "no", reply_parameters=ReplyParameters(original, quote="exactly"))

    assert sent.quote is not None
    assert sent.quote.position == 7
    assert shown("QUOTE_TEXT_INVALID") == await refusal(action)


# --- edits and deletions ---


async def test_edit(server: BotApiServer, bot: Bot) -> None:
    """An edit replaces the text, and takes the keyboard away unless it repeats it."""
    sent = await bot.send_message(ANN, "draft", reply_markup=keyboard(button("a")))
    await bot.edit_message_text(
        "final", ANN, sent.message_id, link_preview_options=LinkPreviewOptions(is_disabled=True)
    )

    message = server.messages(ANN)[0]
    assert ("final", None, True) == (message.text, message.reply_markup, message.edited)
    assert {"is_disabled": True} == message.link_preview_options


async def test_unchanged_edit(bot: Bot) -> None:
    """An edit that changes nothing is refused, for the text and for the keyboard."""
    markup = keyboard(button("a"))
    sent = await bot.send_message(ANN, "same", reply_markup=markup, entities=[entity("bold", 0, 4)])
    same = "specified new message content and reply markup are exactly the same"
    description = f"Message is not modified: {same} as a current content and reply markup of the message"

    again = bot.edit_message_text(" same", ANN, sent.message_id, reply_markup=markup, entities=[entity("bold", 1, 4)])
    assert description == await refusal(again)
    assert description == await refusal(bot.edit_message_reply_markup(ANN, sent.message_id, reply_markup=markup))


async def test_edit_of_foreign_and_missing(server: BotApiServer, bot: Bot) -> None:
    """The bot edits its own messages, if they exist and have a text."""
    foreign = server.send_text(ANN, "mine")
    document = await bot.send_document(ANN, b"data")

    assert await refusal(bot.edit_message_text("text", ANN, 4040)) == "Message to edit not found"
    assert await refusal(bot.edit_message_text("text", ANN, foreign)) == "Message can't be edited"
    action = bot.edit_message_text("text", ANN, document.message_id)
    assert await refusal(action) == "There is no text in the message to edit"


async def test_delete(server: BotApiServer, bot: Bot) -> None:
    """A deleted message is gone and cannot be deleted twice; in a group a plain member deletes only its own."""
    sent = await bot.send_message(ANN, "text")
    foreign = server.send_text(ANN, "mine", GROUP)

    await bot.delete_message(ANN, sent.message_id)
    assert server.messages(ANN) == []
    assert await refusal(bot.delete_message(ANN, sent.message_id)) == "Message to delete not found"
    assert await refusal(bot.delete_message(GROUP, foreign)) == "Message can't be deleted for everyone"


# --- buttons and inline queries ---


async def test_press_and_answer(server: BotApiServer, bot: Bot) -> None:
    """A pressed button arrives with its message, and is answered once."""
    sent = await bot.send_message(ANN, "pick", reply_markup=keyboard(button("one", "First"), button("two")))
    query_id = server.press(sent.message_id, ANN, user_id=BEN, text="First")

    query = (await bot.get_updates())[0].callback_query
    assert query is not None
    assert (query_id, "one", BEN) == (query.id, query.data, query.from_user.id)
    assert isinstance(query.message, Message)
    assert query.message.text == "pick"
    await bot.answer_callback_query(query_id, "Done", show_alert=True)
    answers = [(answer.callback_query_id, answer.text, answer.show_alert) for answer in server.answers_to_callbacks]
    assert [(query_id, "Done", True)] == answers
    old = "Query is too old and response timeout expired or query id is invalid"
    assert old == await refusal(bot.answer_callback_query(query_id))


async def test_long_alert(server: BotApiServer, bot: Bot) -> None:
    """The text of an alert has at most 200 characters, and a refusal leaves the query open."""
    sent = await bot.send_message(ANN, "pick", reply_markup=keyboard(button("one")))
    query_id = server.press(sent.message_id, ANN, user_id=ANN, data="one")

    assert shown("MESSAGE_TOO_LONG") == await refusal(bot.answer_callback_query(query_id, "x" * 201))
    assert await bot.answer_callback_query(query_id, "x" * 200)


async def test_press_without_button(server: BotApiServer, bot: Bot) -> None:
    """A test cannot press what is not there, unless the user still sees an older state."""
    sent = await bot.send_message(ANN, "pick", reply_markup=keyboard(button("one")))
    await bot.delete_message(ANN, sent.message_id)

    with pytest.raises(AssertionError, match="no button 'one'"):
        server.press(sent.message_id, ANN, user_id=ANN, data="one")
    server.press(sent.message_id, ANN, user_id=ANN, data="one", stale=True)
    query = (await bot.get_updates())[0].callback_query
    assert query is not None
    assert query.message is not None
    assert not query.message.is_accessible


def article(identifier: str, text: str = "text") -> InlineQueryResultArticle:
    """An inline result."""
    return InlineQueryResultArticle(identifier, "Title", InputTextMessageContent(text))


@pytest.mark.parametrize(
    ("results", "description"),
    [
        ([article(str(n)) for n in range(51)], "too many inline query results specified"),
        ([article("a"), article("a")], "RESULT_ID_DUPLICATE"),
        ([article("я" * 33)], "RESULT_ID_INVALID"),
        ([article("a", " ")], "message text is empty"),
        ([article("a", "x" * 4097)], "MESSAGE_TOO_LONG"),
    ],
)
async def test_inline_limits(server: BotApiServer, results: list[InlineQueryResultArticle], description: str) -> None:
    """Inline results are few, distinct and fit to be sent."""
    query_id = server.inline_query(ANN, "entropy")
    # The library's own method pages through the results, and so never sends too many.
    params = {"inline_query_id": query_id, "results": json.dumps([result.to_dict() for result in results])}
    path = f"/bot{server.token}/answerInlineQuery"
    status, answer = await asyncio.to_thread(post, server, path, json.dumps(params).encode(), JSON)

    assert (400, f"Bad Request: {description}") == (status, answer["description"])


async def test_inline_answer(server: BotApiServer, bot: Bot) -> None:
    """An inline query arrives with its text and is answered once."""
    query_id = server.inline_query(ANN, "entropy")
    query = (await bot.get_updates())[0].inline_query
    assert query is not None
    await query.answer([article("a"), article("b")], cache_time=5, is_personal=True)

    assert query.query == "entropy"
    answer = server.answers_to_inline_queries[0]
    assert (query_id, 5, True) == (answer.inline_query_id, answer.cache_time, answer.is_personal)
    assert ["a", "b"] == [result["id"] for result in answer.results]
    assert "too old" in await refusal(query.answer([]))


# --- files ---


async def test_document_of_bot(server: BotApiServer, bot: Bot) -> None:
    """A document travels with its name, its bytes and its caption."""
    data = bytes(range(256)) + b"\r\n--x\r\n"
    sent = await bot.send_document(ANN, data, filename="цитаты.md", caption="<b>all</b>", parse_mode="HTML")

    message = server.messages(ANN)[0]
    assert message.file is not None
    assert ("цитаты.md", data) == (message.file.file_name, message.file.data)
    assert ("all", "bold") == (message.text, message.entities[0]["type"])
    assert sent.document is not None
    assert len(data) == sent.document.file_size


async def test_document_of_user(server: BotApiServer, bot: Bot) -> None:
    """A user's document can be downloaded, byte for byte."""
    server.send_document(ANN, "paper.pdf", b"%PDF-1.7\r\n\x00", "application/pdf", caption="/add")

    message = (await bot.get_updates())[0].message
    assert message is not None
    assert message.document is not None
    assert ("paper.pdf", "application/pdf") == (message.document.file_name, message.document.mime_type)
    assert ["bot_command"] == [found.type for found in message.caption_entities]
    file = await message.document.get_file()
    assert bytes(await file.download_as_bytearray()) == b"%PDF-1.7\r\n\x00"


async def test_big_file(server: BotApiServer, bot: Bot) -> None:
    """A bot downloads at most 20 MB."""
    server.send_document(ANN, "big.pdf", bytes(20 * 2**20 + 1), "application/pdf")
    message = (await bot.get_updates())[0].message
    assert message is not None
    assert message.document is not None

    assert await refusal(message.document.get_file()) == "File is too big"
    assert await refusal(bot.get_file("no-such-id")) == "Wrong file_id or the file is temporarily unavailable"


async def test_photo(server: BotApiServer, bot: Bot) -> None:
    """A photo must be an image, and its caption has 1024 characters."""
    await bot.send_photo(ANN, PNG, caption="x" * 1024)

    message = server.messages(ANN)[0]
    assert message.file is not None
    assert message.file.data == PNG
    assert shown("IMAGE_PROCESS_FAILED") == await refusal(bot.send_photo(ANN, b"text"))
    assert await refusal(bot.send_photo(ANN, PNG, caption="x" * 1025)) == "Message caption is too long"


# --- small methods ---


async def test_commands(server: BotApiServer, bot: Bot) -> None:
    """Commands are kept by scope and language, and their names are checked."""
    await bot.set_my_commands([("ask", "Ask a question")], language_code="ru")

    assert ["ask"] == [command.command for command in await bot.get_my_commands(language_code="ru")]
    assert {("default", "ru"): [{"command": "ask", "description": "Ask a question"}]} == server.commands
    assert shown("BOT_COMMAND_INVALID") == await refusal(bot.set_my_commands([("Ask!", "x")]))
    assert shown("BOT_COMMAND_DESCRIPTION_INVALID") == await refusal(bot.set_my_commands([("ask", "")]))
    await bot.delete_my_commands(language_code="ru")
    assert server.commands == {}


async def test_profile(bot: Bot) -> None:
    """The bot's texts about itself have their limits."""
    assert await bot.set_my_description("x" * 512)
    assert await bot.set_my_short_description("x" * 120)
    assert await bot.set_my_name("Pincite")
    assert (await bot.get_my_name()).name == "Pincite"
    assert await refusal(bot.set_my_short_description("x" * 121)) == "Short description is too long"


async def test_draft(server: BotApiServer, bot: Bot) -> None:
    """A draft lives in a private chat only, may be empty, and leaves no message."""
    await bot.send_message_draft(ANN, 7, "")
    await bot.send_message_draft(ANN, 7, "thinking")

    assert [(7, ""), (7, "thinking")] == [(draft.draft_id, draft.text) for draft in server.drafts]
    assert server.messages(ANN) == []
    assert shown("TEXTDRAFT_PEER_INVALID") == await refusal(bot.send_message_draft(GROUP, 7, "text"))
    assert await refusal(bot.send_message_draft(ANN, 7, "x" * 4097)) == "Message is too long"


async def test_actions_and_reactions(server: BotApiServer, bot: Bot) -> None:
    """Only the known actions and reactions exist, and a reaction needs a message."""
    message_id = server.send_text(ANN, "hello")

    assert await bot.send_chat_action(ANN, "typing")
    assert await bot.set_message_reaction(ANN, message_id, "👀")
    assert await refusal(bot.send_chat_action(ANN, "pondering")) == "Wrong parameter action in request"
    assert shown("REACTION_INVALID") == await refusal(bot.set_message_reaction(ANN, message_id, "🧀"))
    assert await refusal(bot.set_message_reaction(ANN, 4040, "👀")) == "Message to react not found"


async def test_members(server: BotApiServer, bot: Bot) -> None:
    """The server knows who rules a chat, and a bot that left cannot write there."""
    server.set_member(GROUP, ANN, "creator")
    server.set_member(GROUP, BEN)

    assert [ANN] == [member.user.id for member in await bot.get_chat_administrators(GROUP)]
    assert (await bot.get_chat_member(GROUP, BEN)).status == "member"
    assert (await bot.get_chat(GROUP)).title == "Readers"
    assert await refusal(bot.get_chat_administrators(ANN)) == "There are no administrators in the private chat"
    await bot.leave_chat(GROUP)
    gone = "Forbidden: bot is not a member of the group chat"
    assert gone == await refusal(bot.send_message(GROUP, "text"), Forbidden)


async def test_bot_status(server: BotApiServer, bot: Bot) -> None:
    """The bot is told when it is promoted or thrown out."""
    server.set_bot_status(GROUP, "administrator", user_id=ANN)
    server.set_bot_status(GROUP, "kicked", user_id=ANN)

    changes = [update.my_chat_member for update in await bot.get_updates()]
    assert ["administrator", "kicked"] == [change.new_chat_member.status for change in changes if change]
    gone = "Forbidden: bot was kicked from the group chat"
    assert gone == await refusal(bot.send_message(GROUP, "text"), Forbidden)


# --- updates ---


async def test_entities_of_users(server: BotApiServer, bot: Bot) -> None:
    """Commands, mentions and links in a user's text are marked, in UTF-16 code units."""
    text = f"/ask@{server.username} 🐘 /start @ann_reads, см. https://пример.рф/a/b_c. a/b x@y.org"
    server.send_text(ANN, text, GROUP)

    message = (await bot.get_updates())[0].message
    assert message is not None
    found = [(name.type, part) for name, part in message.parse_entities().items()]
    expected = [
        ("bot_command", f"/ask@{server.username}"),
        ("bot_command", "/start"),
        ("mention", "@ann_reads"),
        ("url", "https://пример.рф/a/b_c"),
    ]
    assert expected == found


async def test_updates_of_users(server: BotApiServer, bot: Bot) -> None:
    """Messages arrive in order with their sender, chat and reply; an edit arrives as such."""
    sent = await bot.send_message(GROUP, "question?")
    reply = server.send_text(BEN, "answer", GROUP, reply_to=sent.message_id, via_bot=True)
    server.edit_text(GROUP, reply, "better")

    first, second = await bot.get_updates()
    assert first.message is not None
    assert first.message.reply_to_message is not None
    assert first.message.via_bot is not None
    assert first.message.from_user is not None
    assert second.edited_message is not None
    assert ("Бен", "ru") == (first.message.from_user.first_name, first.message.from_user.language_code)
    assert (sent.message_id, bot.id) == (first.message.reply_to_message.message_id, first.message.via_bot.id)
    assert (reply, "better") == (second.edited_message.message_id, second.edited_message.text)


async def test_offset_confirms(server: BotApiServer, bot: Bot) -> None:
    """An update comes again until a later offset confirms it."""
    server.send_text(ANN, "one")
    server.send_text(ANN, "two")

    both = await bot.get_updates()
    again = await bot.get_updates(offset=both[0].update_id)
    rest = await bot.get_updates(offset=both[0].update_id + 1)

    assert [2, 2, 1] == [len(both), len(again), len(rest)]
    assert server.pending_updates == 1
    assert await bot.get_updates(offset=both[1].update_id + 1) == ()


async def test_limit_and_last(server: BotApiServer, bot: Bot) -> None:
    """A limit shortens the batch, a negative offset keeps only the last updates."""
    for number in range(4):
        server.send_text(ANN, str(number))

    assert ["0", "1"] == [update.message.text for update in await bot.get_updates(limit=2) if update.message]
    assert ["3"] == [update.message.text for update in await bot.get_updates(offset=-1) if update.message]
    assert server.pending_updates == 1


async def test_long_poll_waits(server: BotApiServer, bot: Bot) -> None:
    """A long poll ends with the first update, or empty after its time."""
    poll = asyncio.create_task(bot.get_updates(timeout=5))
    await server.eventually(lambda: server.calls("getUpdates", in_progress=True), what="the poll")
    assert not poll.done()
    server.send_text(ANN, "at last")
    assert ["at last"] == [update.message.text for update in await poll if update.message]

    started = time.monotonic()
    assert await bot.get_updates(offset=9999, timeout=dt.timedelta(seconds=1)) == ()
    assert time.monotonic() - started > 0.9  # it waited for what might come


async def test_two_polls(server: BotApiServer, bot: Bot) -> None:
    """A second long poll ends the first one with a conflict."""
    first = asyncio.create_task(bot.get_updates(timeout=5))
    await server.eventually(lambda: server.calls("getUpdates", in_progress=True), what="the first poll")
    async with client(server) as other:
        await other.get_updates()

    assert (await refusal(first, Conflict)).startswith("Conflict: terminated by other getUpdates request")


async def test_abandoned_poll(server: BotApiServer, bot: Bot) -> None:
    """A client that went away in a long poll loses no update and causes no conflict."""
    poll = asyncio.create_task(bot.get_updates(timeout=5))
    await server.eventually(lambda: server.calls("getUpdates", in_progress=True), what="the poll")
    poll.cancel()
    with pytest.raises(asyncio.CancelledError):
        await poll
    server.send_text(ANN, "still here")

    assert ["still here"] == [update.message.text for update in await bot.get_updates(timeout=5) if update.message]
    await server.eventually(lambda: len(server.calls("getUpdates")) == 2, what="both polls to end")
    assert {0, 200} == {call.status for call in server.calls("getUpdates")}


async def test_allowed_updates(server: BotApiServer, bot: Bot) -> None:
    """What the bot does not ask for is not queued, until it asks for something else."""
    await bot.get_updates(allowed_updates=["callback_query"])
    server.send_text(ANN, "unseen")
    await bot.get_updates()
    server.send_text(ANN, "unseen too")
    await bot.get_updates(allowed_updates=[])
    server.send_text(ANN, "seen")

    assert ["seen"] == [update.message.text for update in await bot.get_updates() if update.message]


async def test_drop_pending_updates(server: BotApiServer, bot: Bot) -> None:
    """Deleting the webhook may throw away what waits."""
    server.send_text(ANN, "old")
    await bot.delete_webhook(drop_pending_updates=True)

    assert server.pending_updates == 0


# --- failures and rates ---


@pytest.mark.parametrize(
    ("status", "description", "kind"),
    [
        (502, "Bad Gateway", NetworkError),
        (500, "Internal Server Error", NetworkError),
        (403, "Forbidden: user is deactivated", Forbidden),
        (400, "Bad Request: not enough rights to send text messages to the chat", BadRequest),
    ],
)
async def test_scripted_failure(
    server: BotApiServer, bot: Bot, status: int, description: str, kind: type[TelegramError]
) -> None:
    """A scripted failure hits as many calls as it says, has no effect, and is over."""
    server.fail_next("sendMessage", status=status, description=description, times=2)

    for _ in range(2):
        await refusal(bot.send_message(ANN, "text"), kind)
    assert server.messages(ANN) == []
    assert (await bot.send_message(ANN, "text")).text == "text"
    assert [status, status, 200] == [call.status for call in server.calls("sendMessage")]


async def test_scripted_retry_after(server: BotApiServer, bot: Bot) -> None:
    """A scripted 429 tells how long to wait."""
    server.fail_next("sendMessage", status=429, description="Too Many Requests: retry after 7", retry_after=7)

    with pytest.raises(RetryAfter) as caught:
        await bot.send_message(ANN, "text")

    assert dt.timedelta(seconds=7) == caught.value.retry_after


async def test_lost_answer(server: BotApiServer, bot: Bot) -> None:
    """The message is there although the client saw a network error."""
    server.fail_next("sendMessage", after_effect=True)

    await refusal(bot.send_message(ANN, "text"), NetworkError)

    assert ["text"] == [message.text for message in server.messages(ANN)]
    assert [0] == [call.status for call in server.calls("sendMessage")]
    assert (await bot.send_message(ANN, "text again")).text == "text again"


async def test_delay(server: BotApiServer, bot: Bot) -> None:
    """A delayed call has no effect before its time, and does not hold up the others."""
    server.delay("sendMessage", 0.3)
    slow = asyncio.create_task(bot.send_message(ANN, "slow"))
    await server.eventually(lambda: server.calls("sendMessage", in_progress=True), what="the slow call")

    assert await bot.send_chat_action(ANN, "typing")
    assert server.messages(ANN) == []
    await slow
    assert ["slow"] == [message.text for message in server.messages(ANN)]


def test_misspelt_method(server: BotApiServer) -> None:
    """A script for a method that does not exist is an error of the test."""
    with pytest.raises(ValueError, match="no method sendMesage"):
        server.fail_next("sendMesage")


async def test_enforced_rates() -> None:
    """With real pacing a burst in one chat ends in a 429, another chat is free, a refusal leaves no message."""
    with BotApiServer(enforce_rates=True) as server:
        populate(server)
        async with client(server) as bot:
            for _ in range(3):
                await bot.send_message(ANN, "text")
            with pytest.raises(RetryAfter) as caught:
                await bot.send_message(ANN, "text")
            await bot.send_message(BEN, "text")

        assert dt.timedelta(seconds=1) == caught.value.retry_after
        assert [3, 1] == [len(server.messages(ANN)), len(server.messages(BEN))]


def waits(limiter: RateLimiter, chat_ids: list[int], now: float, *, group: bool) -> list[int]:
    """The seconds of waiting that each message is told."""
    found = []
    for chat_id in chat_ids:
        try:
            limiter.check(chat_id, now, group=group)
        except ApiError as error:
            found.append((error.parameters or {})["retry_after"])
        else:
            found.append(0)
    return found


def test_rates_in_groups_and_overall() -> None:
    """A group takes 20 messages a minute, all chats together 30 a second."""
    group = RateLimiter(chat_burst=100)
    assert [0] * 20 + [3] == waits(group, [GROUP] * 21, 0, group=True)
    assert [0, 3] == waits(group, [GROUP] * 2, 3, group=True)

    overall = RateLimiter()
    assert [0] * 30 + [1] == waits(overall, list(range(31)), 0, group=False)
    assert [0] == waits(overall, [99], 0.5, group=False)


# --- waiting and restarts ---


def test_wait_that_fails(server: BotApiServer) -> None:
    """A wait in vain says for what, and what the bot did instead."""
    post(server, f"/bot{server.token}/sendMessage", b"chat_id=5", {"Content-Type": "application/x-www-form-urlencoded"})

    with pytest.raises(AssertionError) as caught:
        server.wait_for(lambda: server.messages(ANN), 0.05, "a greeting")

    assert "0.05 s in vain for a greeting" in str(caught.value)
    assert 'sendMessage {"chat_id": 5} -> Bad Request: message text is empty' in str(caught.value)


async def test_wait_message(server: BotApiServer, bot: Bot) -> None:
    """A wait ends with the first message of the bot after a given one."""
    first = await bot.send_message(ANN, "one")
    waiting = asyncio.create_task(asyncio.to_thread(server.wait_message, ANN, first.message_id))
    await bot.send_message(BEN, "elsewhere")
    await bot.send_message(ANN, "two")

    assert (await waiting).text == "two"


async def test_wait_message_passes_over_previews(server: BotApiServer, bot: Bot) -> None:
    """A message with the button that stops an answer is none yet."""
    await bot.send_message(ANN, "Reading…", reply_markup=stop_keyboard("en"))
    await bot.send_message(ANN, "The answer.")

    assert (await asyncio.to_thread(server.wait_message, ANN)).text == "The answer."


async def test_close_during_long_poll() -> None:
    """The server stops although a client waits for half a minute."""
    server = BotApiServer()
    async with client(server) as bot:
        poll = asyncio.create_task(bot.get_updates(timeout=30))
        await server.eventually(lambda: server.calls("getUpdates", in_progress=True), what="the poll")
        await asyncio.to_thread(server.close)
        await refusal(poll, NetworkError)


async def test_application_restarts(server: BotApiServer) -> None:
    """A polling application answers, stops, and after a restart answers what came in between."""

    async def echo(update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
        if update.message:
            await update.message.reply_text(f"heard {update.message.text}")

    builder = Application.builder().token(server.token)
    for text in ("one", "two"):
        server.send_text(ANN, text)
        application = builder.base_url(server.base_url).base_file_url(server.base_file_url).build()
        application.add_handler(MessageHandler(filters.TEXT, echo))
        async with application:
            assert application.updater is not None
            await application.updater.start_polling()
            await application.start()
            wanted = f"heard {text}"
            await server.eventually(lambda: any(m.text == wanted for m in server.messages(ANN)), what=wanted)  # noqa: B023
            await application.updater.stop()
            await application.stop()

    assert ["heard one", "heard two"] == [message.text for message in server.messages(ANN)]
    assert (0, []) == (server.pending_updates, server.violations)


async def test_messages_are_values(server: BotApiServer, bot: Bot) -> None:
    """What a test read before an edit stays as it was."""
    sent = await bot.send_message(ANN, "before")
    earlier = server.messages(ANN)[0]
    await bot.edit_message_text("after", ANN, sent.message_id)

    assert earlier.text == "before"
    assert replace(earlier, text="after", edited=True) == server.messages(ANN)[0]


async def test_a_guest_message_takes_one_answer(server: BotApiServer, bot: Bot) -> None:
    """The bot answers a mention in a chat that it is no member of once, with an inline result."""
    query_id = server.ask_guest(ANN, f"@{server.username} entropy?", {"id": -5, "type": "group", "title": "Physics"})
    (update,) = await bot.get_updates()
    message = update.guest_message
    assert message is not None
    result = InlineQueryResultArticle("1", "An answer", InputTextMessageContent("It grows."))
    await bot.answer_guest_query(str(message.guest_query_id), result)

    assert "too old" in await refusal(bot.answer_guest_query(query_id, result))
    assert (query_id, ["It grows."]) == (message.guest_query_id, [one.text for one in server.answers_to_guests])
