"""Guest mode over HTTP: one answer in a chat where the bot is no member."""

import asyncio
from pathlib import Path
from typing import Any

import pytest

from bot.answering.types import Answer, Question
from bot.state.access import AccessPolicy
from bot.telegram.dependencies import BotLimits
from bot.telegram.messages.translations import LANGUAGES, example_text, reaction_text, translate
from tests.support.botapi.botapi_server import BotApiServer, GuestAnswer
from tests.support.chat_readers import ANN, BEN, BOSS, bot_messages
from tests.support.fake_services import FakeAnswerer, FakeCatalog
from tests.support.running_bot import make_dependencies, running_bot
from tests.support.sample_answers import make_citation, make_source, quote_answer

TEXT = "The cable broke. The first message 🌍 was sent on 16 August 1858. Then silence. " + "It lay still. " * 400
ARTICLE = make_source(text=TEXT)
SENT = make_citation(1, ARTICLE, TEXT, "The first message 🌍 was sent on 16 August 1858.")
BROKE = make_citation(2, ARTICLE, TEXT, "The cable broke.")
LONG = make_citation(3, ARTICLE, TEXT, ("It lay still. " * 290).strip())
WHEN, WHY = "When was it sent?", "Why did it end?"
CLAIM = "The cable never broke."
GROUP: dict[str, Any] = {"id": -2002, "type": "supergroup", "title": "Cable fans"}
PAIR: dict[str, Any] = {"id": BEN, "type": "private", "first_name": "Ben"}
"""A chat of two people has the id of the other one, which is also that of the bot's own chat with him."""


def mention(server: BotApiServer, text: str) -> str:
    """Return a message that mentions the bot."""
    return f"@{server.username} {text}".strip()


async def answer_to(server: BotApiServer, query_id: str) -> GuestAnswer:
    """Return the answer to a guest message."""
    found = await server.eventually(lambda: [one for one in server.answers_to_guests if one.guest_query_id == query_id])
    return found[0]


@pytest.mark.parametrize("chat", [GROUP, PAIR])
async def test_a_mention_gets_the_answer_with_links(server: BotApiServer, tmp_path: Path, chat: dict[str, Any]) -> None:
    """The answer has its quotes and a link to each passage, which opens in private; no chat remembers it."""
    answerer = FakeAnswerer({WHEN: quote_answer(WHEN, SENT, BROKE)})
    dependencies = make_dependencies(
        tmp_path, answerer=answerer, catalog=FakeCatalog.containing((ARTICLE, TEXT)), policy=AccessPolicy("everyone")
    )
    async with running_bot(dependencies, server):
        answer = await answer_to(server, server.ask_guest(ANN, mention(server, WHEN), chat))
        links = [button["url"] for row in answer.buttons for button in row]
        server.send_text(ANN, f"/start {links[0].partition('?start=')[2]}")
        (passage,) = await bot_messages(server, ANN)
        memory = dependencies.conversations.memory(chat["id"], None, None)

    assert (True, True, 2) == (SENT.quote in answer.text, BROKE.quote in answer.text, len(links))
    assert SENT.quote in passage.text
    assert () == tuple(memory.turns)
    assert [] == server.messages(BEN)


async def test_a_question_refers_to_the_message_that_it_replies_to(server: BotApiServer, tmp_path: Path) -> None:
    """A mention alone asks the replied message, "is this true?" checks it, and a question has it as its context."""
    answerer = FakeAnswerer({WHEN: quote_answer(WHEN, SENT), CLAIM: quote_answer(CLAIM, BROKE)})
    ben = {"id": BEN, "is_bot": False, "first_name": "Ben"}
    async with running_bot(make_dependencies(tmp_path, answerer=answerer), server):
        for text, replied in {"": WHEN, "is this true?": CLAIM, WHEN: "I read of a cable."}.items():
            query = server.ask_guest(ANN, mention(server, text), GROUP, {"from": ben, "text": replied})
            await answer_to(server, query)

    assert [WHEN, CLAIM, WHEN] == [question.text for question in answerer.questions]
    assert [[], [], ["I read of a cable."]] == [[turn.question for turn in one.history] for one in answerer.questions]


async def test_a_reply_to_an_answer_follows_up_on_it(server: BotApiServer, tmp_path: Path) -> None:
    """The bot remembers nothing of a foreign chat, so the words of its own answer are the context."""
    answerer = FakeAnswerer({WHY: quote_answer(WHY, BROKE)})
    async with running_bot(make_dependencies(tmp_path, answerer=answerer), server):
        replied = {
            "from": {"id": 424242, "is_bot": True, "first_name": "Pincite", "username": server.username},
            "text": SENT.quote,
        }
        await answer_to(server, server.ask_guest(ANN, mention(server, WHY), GROUP, replied))

    assert [[SENT.quote]] == [[turn.question for turn in one.history] for one in answerer.questions]


async def test_small_talk_of_a_guest_is_answered_without_quotes(server: BotApiServer, tmp_path: Path) -> None:
    """Thanks get their reply; what would need a chat of the bot gets an example of a question."""
    async with running_bot(make_dependencies(tmp_path), server):
        texts = [
            (await answer_to(server, server.ask_guest(ANN, mention(server, said), GROUP))).text
            for said in ("thanks", "", "hello", "2", "are you a bot?")
        ]

    example = example_text("en", f"@{server.username}")
    assert [reaction_text("en", "thanks"), *[example] * 3, reaction_text("en", "bot")] == texts


async def test_a_guest_who_may_not_ask_is_told_once_a_day(server: BotApiServer, tmp_path: Path) -> None:
    """The chat reads the refusal, so it tells no id; the private chat still explains how to be let in."""
    answerer = FakeAnswerer({WHEN: quote_answer(WHEN, SENT)})
    policy = AccessPolicy("invited", admins=frozenset({BOSS}))
    async with running_bot(make_dependencies(tmp_path, answerer=answerer, policy=policy), server):
        refused = await answer_to(server, server.ask_guest(ANN, mention(server, WHEN), GROUP))
        server.ask_guest(ANN, mention(server, WHEN), PAIR)
        allowed = await answer_to(server, server.ask_guest(BOSS, mention(server, WHEN), GROUP))
        server.send_text(ANN, WHEN)
        (told,) = await bot_messages(server, ANN)

    assert translate("en", "inline-refused") == refused.text
    assert translate("en", "not-invited", id=str(ANN)) == told.text
    assert (True, 2) == (SENT.quote in allowed.text, len(server.answers_to_guests))


async def test_guest_messages_count_against_the_limits(server: BotApiServer, tmp_path: Path) -> None:
    """A guest who asks too much is told once, and then not answered."""
    answerer = FakeAnswerer({WHEN: quote_answer(WHEN, SENT)})
    policy = AccessPolicy("everyone", per_day=1)
    async with running_bot(make_dependencies(tmp_path, answerer=answerer, policy=policy), server):
        for _ in range(3):
            server.ask_guest(ANN, mention(server, WHEN), GROUP)
        await server.eventually(lambda: len(server.answers_to_guests) == 2)
        server.send_text(BEN, WHEN)
        await bot_messages(server, BEN)

    assert [True, False] == sorted((SENT.quote in one.text for one in server.answers_to_guests), reverse=True)
    assert 2 == len(server.answers_to_guests)


async def test_an_answer_too_long_for_one_message_opens_in_private(server: BotApiServer, tmp_path: Path) -> None:
    """Telegram takes one message from a guest; the first one of a long answer has a button to the private chat."""
    answerer = FakeAnswerer({WHEN: quote_answer(WHEN, SENT, LONG)})
    async with running_bot(make_dependencies(tmp_path, answerer=answerer), server):
        answer = await answer_to(server, server.ask_guest(ANN, mention(server, WHEN), GROUP))

    assert translate("en", "in-private") == answer.buttons[-1][0]["text"]
    assert SENT.quote in answer.text


async def test_a_guest_does_not_wait_for_a_slow_model(server: BotApiServer, tmp_path: Path) -> None:
    """Telegram forgets a query that is not answered, so quotes replace a model that takes too long."""

    class SlowAnswerer(FakeAnswerer):
        """Never answers, and quotes at once."""

        async def answer(self, question: Question) -> Answer:
            await asyncio.Event().wait()
            return await super().answer(question)

    answerer = SlowAnswerer({WHEN: quote_answer(WHEN, SENT)})
    dependencies = make_dependencies(tmp_path, answerer=answerer, limits=BotLimits(guest_s=0.05))
    async with running_bot(dependencies, server):
        answer = await answer_to(server, server.ask_guest(ANN, mention(server, WHEN), GROUP))

    assert SENT.quote in answer.text


async def test_a_failure_is_told_with_its_reference(server: BotApiServer, tmp_path: Path) -> None:
    """A guest message whose answer fails gets the apology that a chat gets."""

    class BrokenAnswerer(FakeAnswerer):
        """Always fails."""

        async def answer(self, question: Question) -> Answer:
            raise RuntimeError(question.text)

    async with running_bot(make_dependencies(tmp_path, answerer=BrokenAnswerer()), server):
        answer = await answer_to(server, server.ask_guest(ANN, mention(server, WHEN), GROUP))

    assert answer.text.startswith(translate("en", "our-fault", reference="x").partition("x")[0][:30])


@pytest.mark.parametrize("language", LANGUAGES)
async def test_a_guest_reads_the_language_of_the_user(server: BotApiServer, tmp_path: Path, language: str) -> None:
    """A question that the sources do not answer is refused in the user's language."""
    server.add_user(70, "Kim", language)
    async with running_bot(make_dependencies(tmp_path), server):
        answer = await answer_to(server, server.ask_guest(70, mention(server, "Loyo?"), GROUP))

    assert translate(language, "not-found") in answer.text
