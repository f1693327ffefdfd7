"""Scripted conversations in chat language, and with questions about the bot itself, over a real index."""

import time

import pytest

from bot.telegram.dependencies import Dependencies
from bot.telegram.messages.translations import translate
from tests.support.botapi.botapi_server import BotApiServer
from tests.support.chat_readers import ANN, BOSS, next_message, say
from tests.support.running_bot import running_bot

VARLEY = "Tom Varley, the first keeper, published a diary"


async def test_phone_typing_is_understood(server: BotApiServer, lighthouse: Dependencies) -> None:
    """Abbreviations and lost apostrophes ask what the whole words ask."""
    async with running_bot(lighthouse, server):
        assert "Ada Byrne finished the lighthouse" in (await say(server, "whats this")).text
        assert "50 pounds" in (await say(server, "how big was teh bounty 4 varley")).text
        assert translate("en", "i-see") == (await say(server, "thats crazy lol")).text
        assert translate("en", "i-see") == (await say(server, "ok")).text


async def test_who_is_that_asks_about_the_name_in_the_answer(server: BotApiServer, lighthouse: Dependencies) -> None:
    """The name in the latest answer is looked for."""
    async with running_bot(lighthouse, server):
        await say(server, "Who published a diary of the storms?")
        assert VARLEY in (await say(server, "who is that?")).text


async def test_and_later_is_no_goodbye(server: BotApiServer, lighthouse: Dependencies) -> None:
    """With a question mark the word continues the question before."""
    async with running_bot(lighthouse, server):
        await say(server, "What did the lamp burn?")
        assert "petroleum" in (await say(server, "and later?")).text


async def test_source_shows_the_first_quote_in_its_passage(server: BotApiServer, lighthouse: Dependencies) -> None:
    """A user who asks for the source sees the passage of the first quote."""
    async with running_bot(lighthouse, server):
        assert translate("en", "no-answer-yet") == (await say(server, "source?")).text
        await say(server, "Who published a diary of the storms?")
        passage = await say(server, "where did you get that from")
    assert "The lighthouse of Hollin Point" in passage.text
    assert VARLEY in passage.text


async def test_questions_about_the_bot_are_not_searched(server: BotApiServer, lighthouse: Dependencies) -> None:
    """The bot lists its sources, says how one is added, and otherwise where to read about it."""
    async with running_bot(lighthouse, server):
        assert "The lighthouse of Hollin Point" in (await say(server, "what sources do you have")).text
        assert translate("en", "admins-add-sources") == (await say(server, "can i send you a pdf")).text
        assert translate("en", "send-a-source") == (await say(server, "how do i add a file?", BOSS, sender=BOSS)).text
        assert translate("en", "about-me") == (await say(server, "do you remember what i asked")).text
        server.send_text(BOSS, "/unanswered")
        assert "remember" not in (await next_message(server, BOSS, 1)).text


@pytest.mark.parametrize("caption", ["what is this?", "What ship is this?", "look at this", "how tall is it?"])
async def test_a_caption_that_asks_about_its_picture_is_told_so(
    server: BotApiServer, lighthouse: Dependencies, caption: str
) -> None:
    """The sources do not say what a picture shows."""
    async with running_bot(lighthouse, server):
        server.send_photo(ANN, caption=caption)
        assert translate("en", "no-pictures") == (await next_message(server, ANN, 0)).text


async def test_a_gif_is_no_file(server: BotApiServer, lighthouse: Dependencies) -> None:
    """Telegram describes it as a document too; its caption is a question like that of a photo."""
    ids = {"file_id": "F1", "file_unique_id": "U1"}
    gif = {"animation": ids | {"width": 1, "height": 1, "duration": 2}, "document": ids}
    message = {"message_id": 901, "date": int(time.time()), "chat": {"id": ANN, "type": "private"}}
    sender = {"id": ANN, "is_bot": False, "first_name": "Ann", "language_code": "en"}
    async with running_bot(lighthouse, server):
        server.deliver(message={**message, "from": sender, **gif})
        alone = await next_message(server, ANN, 0)
        server.deliver(
            message={**message, "message_id": 902, "from": sender, **gif, "caption": "How tall is the tower?"}
        )
        asked = await next_message(server, ANN, 1)

    assert translate("en", "no-pictures") == alone.text
    assert "41 metres" in asked.text


async def test_a_bare_question_word_moves_on(server: BotApiServer, lighthouse: Dependencies) -> None:
    """The quote that was just shown comes again only if it answers: it has the reason, or the date."""
    async with running_bot(lighthouse, server):
        first = await say(server, "How tall is the tower?")
        reason = await say(server, "ok but why?")
        since = await say(server, "since when?")
        amount = await say(server, "300")
        await say(server, "When did the lamp burn whale oil?")
        dated = await say(server, "until when?")

    assert "41 metres" in first.text
    assert [False, False] == ["41 metres" in one.text for one in (reason, since)]
    assert "300 pounds" in amount.text
    assert "until 1866" in dated.text


async def test_which_year_was_that_asks_about_what_was_said(server: BotApiServer, lighthouse: Dependencies) -> None:
    """It is no question for the date of the article."""
    async with running_bot(lighthouse, server):
        await say(server, "What did the last keeper do?")
        year = await say(server, "in which year was that?")

    assert "1966" in year.text
