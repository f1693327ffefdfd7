"""Scripted conversations with questions that quotes cannot answer, over HTTP and a real index of one article."""

import pytest

from bot.telegram.dependencies import Dependencies
from bot.telegram.messages.translations import translate
from tests.support.botapi.botapi_server import BotApiServer
from tests.support.chat_readers import ANN, BEN, GROUP, bot_messages, button_labels, entity_texts, say
from tests.support.running_bot import running_bot

JUDGES, CALCULATES = (translate("en", f"notice-no-{kind}") for kind in ("judgement", "calculation"))


async def test_a_question_for_a_judgement_says_that_the_bot_does_not_judge(
    server: BotApiServer, lighthouse: Dependencies
) -> None:
    """The quotes on the subject follow, and no view of the bot."""
    async with running_bot(lighthouse, server):
        await say(server, "Who did the harbour board accuse?")
        asked = await say(server, "was it right?")
        alone = await say(server, "what do you think?")

    assert asked.text.startswith(f"{JUDGES}\n\n")
    assert "accused Varley" in asked.text
    assert alone.text.startswith(f"{JUDGES}\n\n")


@pytest.mark.parametrize("asked", ["is she right?", "Was that a good idea?"])
async def test_a_judgement_of_nothing_has_no_quotes(server: BotApiServer, lighthouse: Dependencies, asked: str) -> None:
    """No question came before, or one that the sources do not answer: the bot says what it does instead."""
    async with running_bot(lighthouse, server):
        first = await say(server, asked)
        await say(server, "Who is Elon Musk?")
        second = await say(server, asked)

    instead = f"{JUDGES}\n\n{translate('en', 'ask-what-they-say')}"
    assert (instead, instead) == (first.text, second.text)
    assert translate("en", "await-answer") not in " ".join(button_labels(second))


async def test_a_calculation_without_a_sure_quote_has_none(server: BotApiServer, lighthouse: Dependencies) -> None:
    """A sentence with another year would be a wrong answer; a new source may have it, so admins see the question."""
    async with running_bot(lighthouse, server):
        counted = await say(server, "how old was he in 1945")
        listed = lighthouse.stores.open_questions.list_open()

    assert f"{CALCULATES}\n\n{translate('en', 'ask-what-they-say')}" == counted.text
    assert ["how old was he in 1945"] == [one.question for one in listed]


async def test_several_questions_with_a_judgement_say_so_below_it(
    server: BotApiServer, lighthouse: Dependencies
) -> None:
    """The other question has its quote."""
    async with running_bot(lighthouse, server):
        asked = await say(server, "Who did the harbour board accuse? And was it right about him?")

    assert f"And was it right about him?\n{JUDGES}" in asked.text
    assert "accused Varley" in asked.text


async def test_a_wish_for_length_holds_for_each_question(server: BotApiServer, lighthouse: Dependencies) -> None:
    """Each has one quote, and neither the wish is shown as a question nor does it stand in one."""
    questions = "Who did the harbour board accuse?", "What did the museum buy?"
    async with running_bot(lighthouse, server):
        asked = await say(server, f"In one sentence each: {' '.join(questions)}")

    assert list(questions) == entity_texts(asked, "bold")[::2]
    assert 2 == len(entity_texts(asked, "blockquote"))


async def test_a_question_for_a_calculation_says_that_the_bot_does_not_calculate(
    server: BotApiServer, lighthouse: Dependencies
) -> None:
    """The quote has the date to count from; another question for a date has no such sentence."""
    async with running_bot(lighthouse, server):
        counted = await say(server, "how long ago was the lighthouse finished?")
        fact = await say(server, "how long did the building take?")

    assert counted.text.startswith(f"{CALCULATES}\n\n")
    assert "4 May 1811" in counted.text
    assert CALCULATES not in fact.text


async def test_somebody_elses_claim_is_checked_when_the_bot_is_asked_what_it_thinks(
    server: BotApiServer, lighthouse: Dependencies
) -> None:
    """A mention below a claim asks about the claim: "what do you think?" as well as "is he right?"."""
    async with running_bot(lighthouse, server):
        claim = server.send_text(BEN, "Ada Byrne finished the lighthouse of Hollin Point in 1911.", GROUP)
        thought = await say(server, f"@{server.username} what do you think?", GROUP, reply_to=claim)
        right = await say(server, f"is he right @{server.username}", GROUP, reply_to=claim)

    contradicted = f"❌ {translate('en', 'verdict-contradicted')}"
    assert [True, True] == [one.text.startswith(contradicted) for one in (thought, right)]


@pytest.mark.parametrize("asked", ["what does this mean?", "explain", "huh?"])
async def test_what_is_not_understood_is_shown_in_its_passage(
    server: BotApiServer, lighthouse: Dependencies, asked: str
) -> None:
    """The bot has no words of its own; the text around the quote may help."""
    async with running_bot(lighthouse, server):
        answer = await say(server, "What burned whale oil?")
        server.send_text(ANN, asked, reply_to=answer.message_id)
        _, sentence, passage = await bot_messages(server, ANN, 3)

    assert translate("en", "cannot-explain") == sentence.text
    assert "The tower is of granite" in passage.text


async def test_an_answer_without_quotes_has_none_to_show(server: BotApiServer, lighthouse: Dependencies) -> None:
    """The user learns that there is none, not that a number is wrong."""
    async with running_bot(lighthouse, server):
        refusal = (await say(server, "Who is Elon Musk?")).message_id
        asked = ("source?", "2", "what does this mean?")
        replies = [(await say(server, one, reply_to=refusal)).text for one in asked]

    assert [translate("en", "answer-without-quotes")] * 3 == replies


async def test_the_bot_says_who_it_is(server: BotApiServer, lighthouse: Dependencies) -> None:
    """The question who made it is not one whether it is a bot."""
    async with running_bot(lighthouse, server):
        replies = [(await say(server, asked)).text for asked in ("who made you?", "who are you", "are you a bot?")]

    assert [translate("en", key) for key in ("who-i-am", "who-i-am", "i-am-a-bot")] == replies


async def test_shorter_shows_the_best_quote_of_the_last_answer(server: BotApiServer, lighthouse: Dependencies) -> None:
    """So does "in one sentence each" after several questions; without an answer there is nothing to shorten."""
    questions = "Who did the harbour board accuse?", "What did the museum buy?"
    async with running_bot(lighthouse, server):
        alone = await say(server, "shorter")
        await say(server, "What burned whale oil?")
        one = await say(server, "shorter please")
        await say(server, " ".join(questions))
        each = await say(server, "in one sentence each")
        again = await say(server, "even shorter")

    assert translate("en", "no-question", example=translate("en", "example-question")) == alone.text
    assert 1 == len(entity_texts(one, "blockquote"))
    assert "whale oil" in one.text
    assert list(questions) == entity_texts(each, "bold")[::2]
    assert 2 == len(entity_texts(each, "blockquote"))
    assert each.text == again.text
