"""Addressing: which updates are for the bot, and what a message asks."""

from typing import Any

import pytest
from telegram import Message, Update, User

from bot.telegram.receiving.addressing import is_for_bot, question_text, sender_id
from bot.telegram.receiving.asked_message import is_question
from tests.support.botapi.markup import utf16_len

ME = User(99, "Pincite", is_bot=True, username="PinciteBot")
ANN = {"id": 7, "is_bot": False, "first_name": "Ann"}
OTHER_BOT = {"id": 98, "is_bot": True, "first_name": "Other", "username": "OtherBot"}
MINE = {"message_id": 1, "date": 1, "chat": {"id": -5, "type": "group", "title": "Cables"}, "from": ME.to_dict()}


def entity(kind: str, text: str, part: str) -> dict[str, object]:
    """Make an entity over a part of a text."""
    return {"type": kind, "offset": utf16_len(text[: text.index(part)]), "length": utf16_len(part)}


def message(text: str, chat: str = "group", **fields: object) -> dict[str, Any]:
    """Make a message as Telegram sends it; its commands and mentions are entities."""
    words = [word for word in text.split() if word.startswith(("/", "@"))]
    kinds = {"/": "bot_command", "@": "mention"}
    found = [entity(kinds[word[0]], text, word) for word in words]
    topic = (
        {"id": 7, "type": chat, "first_name": "Ann"} if chat == "private" else {"id": -5, "type": chat, "title": "C"}
    )
    return {"message_id": 2, "date": 1, "chat": topic, "from": ANN, "text": text, "entities": found} | fields


def update(kind: str = "message", **fields: object) -> Update:
    """Make an update of a kind."""
    found = Update.de_json({"update_id": 1, kind: fields}, None)
    assert found is not None
    return found


def asked(fields: dict[str, Any]) -> str:
    """Return what a message asks."""
    found = Message.de_json(fields, None)
    assert found is not None
    return question_text(ME, found)


@pytest.mark.parametrize("chat", ["private", "group", "supergroup"])
def test_a_question_to_the_bot_passes(chat: str) -> None:
    """A message that mentions the bot is for it, in every kind of chat."""
    assert is_for_bot(ME, update(**message("@PinciteBot when?", chat)))


def test_everything_passes_in_a_private_chat() -> None:
    """In a private chat a message need not mention the bot."""
    assert is_for_bot(ME, update(**message("When?", "private")))


def test_messages_between_people_do_not_pass() -> None:
    """In a group a message that does not address the bot is not for it."""
    assert not is_for_bot(ME, update(**message("When?")))


@pytest.mark.parametrize("text", ["@pincitebot when?", "so @PINCITEBOT when?", "/ask when?", "/ask@pincitebot when?"])
def test_the_name_counts_in_any_case(text: str) -> None:
    """A mention or a command addresses the bot in upper and lower case."""
    assert is_for_bot(ME, update(**message(text)))


@pytest.mark.parametrize(
    "text", ["@OtherBot when?", "/ask@OtherBot when?", "mail me@PinciteBot.org", "@PinciteBots when?"]
)
def test_another_name_is_another_bot(text: str) -> None:
    """A message that names another bot, or only contains the name, is not for this one."""
    assert not is_for_bot(ME, update(**message(text)))


def test_a_command_to_another_bot_does_not_pass() -> None:
    """A command to another bot is not for this one, even if it mentions this one or replies to it."""
    fields = message("/ask@OtherBot about @PinciteBot", reply_to_message=MINE)

    assert not is_for_bot(ME, update(**fields))


def test_a_mention_by_id_passes() -> None:
    """A mention may carry the bot's id instead of its name."""
    text = "Pincite, when?"
    mention = entity("text_mention", text, "Pincite") | {"user": ME.to_dict()}

    assert is_for_bot(ME, update(**message(text, entities=[mention])))


def test_a_reply_to_the_bot_passes() -> None:
    """A reply to one of the bot's messages is for it."""
    assert is_for_bot(ME, update(**message("And why?", reply_to_message=MINE)))


def test_a_reply_to_another_user_does_not_pass() -> None:
    """A reply to another user is not for the bot."""
    assert not is_for_bot(ME, update(**message("And why?", reply_to_message=MINE | {"from": ANN})))


def test_a_message_in_a_topic_of_the_bot_is_no_reply() -> None:
    """Telegram shows each message of a topic as a reply to its service message, which may be the bot's."""
    beginning = MINE | {"forum_topic_created": {"name": "Cables", "icon_color": 1}}

    assert not is_for_bot(ME, update(**message("When?", "supergroup", reply_to_message=beginning)))


@pytest.mark.parametrize(
    "fields",
    [
        {"from": OTHER_BOT},
        {"from": None},
        {"via_bot": ME.to_dict()},
        {"is_automatic_forward": True},
    ],
)
def test_only_messages_of_people_pass(fields: dict[str, object]) -> None:
    """Bots, unknown senders, inline results and automatic forwards are not for the bot, even if they name it."""
    assert not is_for_bot(ME, update(**(message("@PinciteBot when?") | fields)))


@pytest.mark.parametrize("kind", ["channel_post", "edited_channel_post", "business_message"])
def test_other_kinds_of_message_do_not_pass(kind: str) -> None:
    """Channel posts and business messages are not for the bot."""
    assert not is_for_bot(ME, update(kind, **message("@PinciteBot when?", "private")))


def test_an_edit_passes_where_its_message_would() -> None:
    """An edit counts in private and where it addresses the bot; one of a message without words does not."""
    cases = (
        message("when?", "private"),
        message("@PinciteBot when?"),
        message("when?"),
        message("when?", "private") | {"text": None},
    )

    assert [True, True, False, False] == [is_for_bot(ME, update("edited_message", **case)) for case in cases]


def test_a_channel_is_not_a_group() -> None:
    """A message in a channel is not for the bot, even if it names the bot."""
    assert not is_for_bot(ME, update(**message("@PinciteBot when?", "channel")))


def test_a_callback_query_passes() -> None:
    """A pressed button is for the bot, in groups too."""
    press = {"id": "1", "from": ANN, "chat_instance": "1", "data": "c:x", "message": MINE}

    assert is_for_bot(ME, update("callback_query", **press))


def test_a_change_of_the_bots_membership_passes() -> None:
    """A user who blocks the bot is an update for it; a change of another member is not."""
    member = {"user": ANN, "status": "member"}
    changed = {"chat": MINE["chat"], "from": ANN, "date": 1, "old_chat_member": member, "new_chat_member": member}

    assert [True, False] == [is_for_bot(ME, update(kind, **changed)) for kind in ("my_chat_member", "chat_member")]


def test_an_inline_query_passes() -> None:
    """An inline query of a person is for the bot, that of a bot is not."""
    queries = [{"id": "1", "from": sender, "query": "When?", "offset": ""} for sender in (ANN, OTHER_BOT)]

    assert [True, False] == [is_for_bot(ME, update("inline_query", **query)) for query in queries]


def test_an_anonymous_admin_is_a_person() -> None:
    """An admin who writes in the group's name may ask; another group that writes there through a bot may not."""
    nobody = {"id": 1087968824, "is_bot": True, "first_name": "Group", "username": "GroupAnonymousBot"}
    group = {"id": -5, "type": "group", "title": "C"}
    fields = message("@PinciteBot when?") | {"from": nobody}

    assert is_for_bot(ME, update(**(fields | {"sender_chat": group})))
    assert not is_for_bot(ME, update(**(fields | {"sender_chat": group | {"id": -6}})))


def test_a_person_may_ask_in_the_name_of_a_channel() -> None:
    """Limits apply to the channel; a post that Telegram forwards from the group's own channel asks nothing."""
    telegrams = {"id": 136817688, "is_bot": True, "first_name": "Channel", "username": "Channel_Bot"}
    fields = message("@PinciteBot when?") | {"from": telegrams, "sender_chat": {"id": -9, "type": "channel"}}

    assert is_for_bot(ME, update(**fields))
    assert -9 == sender_id(update(**fields))
    assert not is_for_bot(ME, update(**(fields | {"is_automatic_forward": True})))


@pytest.mark.parametrize(
    ("text", "counts"),
    [
        ("When was it sent?", True),
        ("/ask when?", True),
        ("/ask", False),
        ("/help", False),
        ("2", False),
        ("@PinciteBot", False),
        ("@PinciteBot hi!", False),
        ("Thanks a lot 👍", False),
        ("Thanks! And when?", True),
    ],
)
def test_only_questions_count(text: str, counts: bool) -> None:  # noqa: FBT001 - a row of the table
    """Commands, numbers of passages, small talk and empty mentions do not count as questions."""
    assert counts == is_question(ME, update(**message(text, "private")))


@pytest.mark.parametrize(
    ("text", "question"),
    [
        ("When was it sent?", "When was it sent?"),
        ("@PinciteBot when 🌍 was it sent?", "when 🌍 was it sent?"),
        ("🌍🌍 когда, @pincitebot ?", "🌍🌍 когда,  ?"),
        ("/ask When was it sent?", "When was it sent?"),
        ("/ask@PinciteBot\nWhen was it sent?", "When was it sent?"),
        ("/ask @PinciteBot when?", "when?"),
        ("@PinciteBot", ""),
        ("/ask", ""),
        ("Who is @Ann?", "Who is @Ann?"),
    ],
)
def test_a_question_is_the_text_without_names_and_commands(text: str, question: str) -> None:
    """The bot's name and the command are no part of a question; everything else is."""
    assert question == asked(message(text))
