"""Scripted conversations with requests in words instead of commands, over HTTP and a real index of one article."""

import asyncio
from dataclasses import replace

from bot.answering.types import Answer, Question
from bot.telegram.dependencies import Dependencies
from bot.telegram.messages.translations import translate
from tests.support.botapi.botapi_server import BotApiServer, SentMessage
from tests.support.chat_readers import ANN, bot_messages, button_labels, say
from tests.support.running_bot import running_bot

LEAD = "Ada Byrne finished the lighthouse of Hollin Point"


async def converse(server: BotApiServer, *texts: str) -> list[SentMessage]:
    """Send texts one after another, and return the bot's reply to each in its final form."""
    return [await say(server, text) for text in texts]


class SlowAnswerer:
    """Answers when somebody stops it."""

    async def answer(self, _question: Question) -> Answer:
        """Wait for ever."""
        await asyncio.Event().wait()
        raise AssertionError


async def test_the_word_stop_stops_an_answer(server: BotApiServer, lighthouse: Dependencies) -> None:
    """It does not wait in the queue of the chat; later there is nothing to stop."""
    async with running_bot(replace(lighthouse, answerer=SlowAnswerer()), server):
        server.send_text(ANN, "When was the lighthouse finished?")
        await server.eventually(lambda: server.calls("sendChatAction"), what="work on the question")
        server.send_text(ANN, "stop it")
        (stopped,) = await bot_messages(server, ANN)
        (late,) = await converse(server, "Stop!")

    assert translate("en", "stopped") == stopped.text
    assert translate("en", "nothing-to-stop") == late.text


async def test_requests_in_words_do_what_the_commands_do(server: BotApiServer, lighthouse: Dependencies) -> None:
    """A new conversation begins, the introduction has examples, and data have their commands."""
    async with running_bot(lighthouse, server):
        again, starters, forget, privacy = await converse(
            server, "start over", "what should I ask?", "forget me", "do you store my messages?"
        )

    assert translate("en", "forgotten") == again.text
    assert "Tom Varley" in button_labels(starters)
    assert translate("en", "use-command", command="/forget") == forget.text
    assert translate("en", "use-command", command="/privacy") == privacy.text


async def test_a_new_conversation_forgets_the_one_before(server: BotApiServer, lighthouse: Dependencies) -> None:
    """After "reset" the word "why?" has no subject."""
    async with running_bot(lighthouse, server):
        *_, alone = await converse(server, "When was the lighthouse finished?", "reset", "why?")

    assert translate("en", "no-question", example=translate("en", "example-question")) == alone.text


async def test_who_else_shows_further_quotes(server: BotApiServer, lighthouse: Dependencies) -> None:
    """The quotes answer the question before, and none comes twice."""
    async with running_bot(lighthouse, server):
        first, further = await converse(server, "Who wrote about the storms?", "who else?")

    assert "Tom Varley" in first.text
    assert first.text.splitlines()[0] not in further.text


async def test_a_correction_is_about_what_the_user_meant(server: BotApiServer, lighthouse: Dependencies) -> None:
    """The words "no, I meant" mislead neither the search nor a check."""
    async with running_bot(lighthouse, server):
        _, corrected, doubt = await converse(server, "How old is the lens?", "no, I meant the museum", "is that true?")

    assert "museum" in corrected.text
    assert translate("en", "how-sure") == doubt.text


async def test_a_summary_has_as_many_quotes_as_asked(server: BotApiServer, lighthouse: Dependencies) -> None:
    """One sentence is the lead."""
    async with running_bot(lighthouse, server):
        one, three = await converse(server, "summarize in one sentence", "summarise it in 3 points")

    assert one.text.startswith(LEAD)
    assert ("[1]" in one.text, "[2]" in one.text) == (True, False)
    assert ("[3]" in three.text, "[4]" in three.text) == (True, False)


async def test_all_numbers_are_quoted(server: BotApiServer, lighthouse: Dependencies) -> None:
    """Each sentence with a number is quoted in the order of the text; places cannot be listed."""
    async with running_bot(lighthouse, server):
        numbers, places = await converse(server, "list all numbers", "list all places")

    found = [numbers.text.find(figure) for figure in ("1811", "41 metres", "1866", "50 pounds", "300 pounds")]
    assert sorted(found) == found
    assert found[0] > -1
    assert translate("en", "cannot-do", example=translate("en", "example-question")) == places.text


async def test_each_question_of_a_message_is_answered(server: BotApiServer, lighthouse: Dependencies) -> None:
    """The questions stand on lines of their own, or one after another."""
    async with running_bot(lighthouse, server):
        lines, row = await converse(
            server,
            "1. how tall is the tower\n2. when was the lighthouse finished",
            "Who was the first keeper? What burned whale oil until 1866?",
        )

    assert [True, True] == [words in lines.text for words in ("41 metres", LEAD)]
    assert [True, True] == [words in row.text for words in ("Tom Varley", "whale oil")]
