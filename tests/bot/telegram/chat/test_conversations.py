"""Conversations over HTTP: memory, passages, votes, chosen sources, previews, groups."""

import asyncio
from dataclasses import replace
from pathlib import Path

import pytest

from bot.answering.types import Turn
from bot.state.access import AccessPolicy
from bot.telegram.application import Dependencies
from bot.telegram.messages.translations import translate
from index.types import Heading, Span
from tests.support.botapi.botapi_server import BotApiServer, SentMessage
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
    say,
)
from tests.support.fake_services import FakeAnswerer, FakeCatalog
from tests.support.running_bot import make_dependencies, running_bot
from tests.support.sample_answers import make_citation, make_source, quote_answer
from tests.support.waiting import until

PARTS = [f"Part {n} tells of the cable. " + f"It says so in {n * 7} words. " * 30 for n in range(1, 4)]
TEXT = "\n\n".join(part.strip() for part in PARTS)
ARTICLE = make_source(text=TEXT)
SECOND = TEXT.index("Part 2")
CITED = make_citation(1, ARTICLE, TEXT, "Part 2 tells of the cable.", Span(SECOND, TEXT.index("\n\nPart 3")))
NOTES = make_source("Notes", location="/srv/notes.md", kind="document", text="Notes.")
WHAT = "What tells of the cable?"


@pytest.fixture
def catalog() -> FakeCatalog:
    """Return a catalog with the article and notes."""
    return FakeCatalog.containing((ARTICLE, TEXT), (NOTES, "Notes."))


@pytest.fixture
def answerer() -> FakeAnswerer:
    """Return an answerer that knows what tells of the cable."""
    return FakeAnswerer({WHAT: quote_answer(WHAT, CITED)})


async def changed(server: BotApiServer, message: SentMessage) -> SentMessage:
    """Return a message after its next edit."""

    def edited() -> list[SentMessage]:
        now = [one for one in server.messages(message.chat_id) if one.message_id == message.message_id]
        return [one for one in now if one != message]

    return (await server.eventually(edited, what="an edit"))[0]


# Passages


async def test_a_reader_walks_through_the_passages(server: BotApiServer, dependencies: Dependencies) -> None:
    """The buttons beside the cited passage show the ones before and after it, in the same message."""
    async with running_bot(dependencies, server):
        server.send_text(ANN, WHAT)
        (answer,) = await bot_messages(server, ANN)
        passage = await open_passage(server, answer)
        server.press(passage.message_id, ANN, user_id=ANN, text="▶")
        after = await changed(server, passage)
        server.press(passage.message_id, ANN, user_id=ANN, text="◀")
        back = await changed(server, after)
        server.press(passage.message_id, ANN, user_id=ANN, text="◀")
        before = await changed(server, back)

    starts = [entity_texts(one, "blockquote")[0][:6] for one in (passage, after, back, before)]
    assert ["Part 2", "Part 3", "Part 2", "Part 1"] == starts
    assert [CITED.quote] == entity_texts(back, "bold")[1:]
    assert (["◀", "Open page"], ["Open page", "▶"]) == (button_labels(after)[:2], button_labels(before)[:2])


async def test_each_passage_has_its_page(
    server: BotApiServer, dependencies: Dependencies, catalog: FakeCatalog
) -> None:
    """In a source with pages, each passage shows the page on which it begins."""
    parts = TEXT.split("\n\n")
    starts = [TEXT.index(part) for part in parts]
    catalog.page_offsets = tuple(starts[: len(parts)])
    async with running_bot(dependencies, server):
        server.send_text(ANN, WHAT)
        (answer,) = await bot_messages(server, ANN)
        passage = await open_passage(server, answer)
        server.press(passage.message_id, ANN, user_id=ANN, text="▶")
        after = await changed(server, passage)

    assert (False, True) == tuple("page 3" in one.text for one in (passage, after))


async def test_the_headings_of_a_source_open_its_sections(
    server: BotApiServer, dependencies: Dependencies, catalog: FakeCatalog
) -> None:
    """A button under a passage shows the headings, with that of the passage in bold; a number opens a section."""
    starts = [(TEXT.index(f"Part {n}"), level) for n, level in ((1, 1), (2, 2), (3, 2))]
    headings = tuple(Heading(Span(start, start + len("Part 2")), level) for start, level in starts)
    catalog.headings[ARTICLE.text_id] = headings
    async with running_bot(dependencies, server):
        server.send_text(ANN, WHAT)
        (answer,) = await bot_messages(server, ANN)
        passage = await open_passage(server, answer)
        server.press(passage.message_id, ANN, user_id=ANN, text=translate("en", "outline"))
        outline = await changed(server, passage)
        server.press(outline.message_id, ANN, user_id=ANN, text="3")
        third = await changed(server, outline)

    assert f"{ARTICLE.title}\n\n1. Part 1\n\u20032. Part 2\n\u20033. Part 3" == outline.text
    assert ["1", "2", "3"] == button_labels(outline)
    assert (True, True) == ("§ Part 3" in third.text, entity_texts(third, "blockquote")[0].startswith("Part 3"))


async def test_a_source_without_headings_has_no_outline(
    server: BotApiServer, dependencies: Dependencies, catalog: FakeCatalog
) -> None:
    """A text with a title alone has no button for its headings."""
    catalog.headings[ARTICLE.text_id] = (Heading(Span(0, 6), 1),)
    async with running_bot(dependencies, server):
        server.send_text(ANN, WHAT)
        (answer,) = await bot_messages(server, ANN)
        passage = await open_passage(server, answer)

    assert translate("en", "outline") not in button_labels(passage)


async def test_a_shared_link_opens_the_passage_for_another_user(
    server: BotApiServer, dependencies: Dependencies
) -> None:
    """The link under a passage shows it to another user, without the question."""
    async with running_bot(dependencies, server):
        server.send_text(ANN, WHAT)
        (answer,) = await bot_messages(server, ANN)
        key = answer.buttons[0][0]["callback_data"].removeprefix("c:")
        server.send_text(BEN, f"/start p_{key}")
        (passage,) = await bot_messages(server, BEN)
        server.send_text(BEN, "/start p_nothing")
        (_, stale) = await bot_messages(server, BEN, 2)

    assert (True, False) == (CITED.quote in passage.text, WHAT in passage.text)
    assert f"%3Fstart%3Dp_{key}" in passage.buttons[1][1]["url"]
    assert translate("en", "stale-passage") == stale.text


@pytest.mark.parametrize("text", ["/cite 1", "1", "[1]"])
async def test_a_number_shows_that_quote(
    server: BotApiServer, dependencies: Dependencies, answerer: FakeAnswerer, text: str
) -> None:
    """A number as a reply to an answer, and the command, show the same quote as the button."""
    async with running_bot(dependencies, server):
        server.send_text(ANN, WHAT)
        (answer,) = await bot_messages(server, ANN)
        server.send_text(ANN, text, reply_to=answer.message_id)
        passage = (await bot_messages(server, ANN, 2))[1]

    assert [ARTICLE.title, CITED.quote] == entity_texts(passage, "bold")
    assert [WHAT] == answerer.asked


async def test_a_wrong_citation_gets_a_sentence(server: BotApiServer, dependencies: Dependencies) -> None:
    """Before any answer, without a number and with a wrong one, the command says what is missing."""
    async with running_bot(dependencies, server):
        server.send_text(ANN, "/cite 1")
        await bot_messages(server, ANN)
        server.send_text(ANN, WHAT)
        await bot_messages(server, ANN, 2)
        for n, text in enumerate(("/cite", "/cite 9"), start=3):
            server.send_text(ANN, text)
            await bot_messages(server, ANN, n)
        found = [message.text for message in server.messages(ANN)]

    assert translate("en", "no-answer-yet") == found[0]
    assert [translate("en", "which-quote"), translate("en", "no-such-quote", number=9)] == found[2:]


# Votes


async def test_a_vote_counts_until_it_is_removed(server: BotApiServer, dependencies: Dependencies) -> None:
    """The same vote again removes it, the other one replaces it; users vote independently."""
    async with running_bot(dependencies, server):
        server.send_text(ANN, f"@{server.username} {WHAT}", GROUP)
        (answer,) = await bot_messages(server, GROUP)
        heard = []
        for user, sign in [(ANN, "👍"), (ANN, "👍"), (ANN, "👎"), (ANN, "👍"), (BEN, "👎")]:
            heard.append(await callback_answer(server, server.press(answer.message_id, GROUP, user_id=user, text=sign)))
        counts = dependencies.conversations.vote(1, ANN, -1)

    noted, back, why = (translate("en", key) for key in ("noted", "taken-back", "why-disliked"))
    assert ([noted, back, why, noted, why], True) == (heard, counts)


async def test_a_vote_for_another_chats_answer_is_refused(server: BotApiServer, dependencies: Dependencies) -> None:
    """Callback data that names an answer in another chat changes nothing."""
    async with running_bot(dependencies, server):
        server.send_text(ANN, WHAT)
        await bot_messages(server, ANN)
        server.send_text(BEN, WHAT)
        (answer,) = await bot_messages(server, BEN)
        query = server.press(answer.message_id, BEN, user_id=BEN, data="v:-1.1", stale=True)

        assert translate("en", "stale-button") == await callback_answer(server, query)


# Memory


async def test_a_conversation_is_remembered_until_it_is_forgotten(
    server: BotApiServer, dependencies: Dependencies, answerer: FakeAnswerer
) -> None:
    """A question comes with the earlier turns of its chat and topic, and with none after /new."""
    async with running_bot(dependencies, server):
        for n, text in enumerate((WHAT, "Why?", "/new", "Who laid it?"), start=1):
            server.send_text(ANN, text)
            await bot_messages(server, ANN, n)
        server.send_text(ANN, f"@{server.username} When was it laid?", GROUP, TOPIC)
        await bot_messages(server, GROUP)

    turn = Turn(WHAT, f"{CITED.quote} [1]")
    assert [(), (turn,), (), ()] == [question.history for question in answerer.questions]


async def test_a_reply_continues_its_own_conversation(
    server: BotApiServer, dependencies: Dependencies, answerer: FakeAnswerer
) -> None:
    """A reply to an answer comes with the turns that led to that answer, whatever was asked in between."""
    async with running_bot(dependencies, server):
        server.send_text(ANN, WHAT)
        (first,) = await bot_messages(server, ANN)
        server.send_text(ANN, "/new")
        await bot_messages(server, ANN, 2)
        server.send_text(ANN, "Who paid for it?")
        await bot_messages(server, ANN, 3)
        server.send_text(ANN, "And how long was the cable?", reply_to=first.message_id)
        (*_, last) = await bot_messages(server, ANN, 4)
        server.send_text(ANN, "And how heavy was it?", reply_to=last.message_id)
        await bot_messages(server, ANN, 5)

    then = Turn(WHAT, f"{CITED.quote} [1]")
    assert [(then,), (then, Turn("And how long was the cable?", ""))] == [
        question.history for question in answerer.questions[2:]
    ]


# Sources


async def test_a_chat_asks_only_the_sources_that_it_chose(
    server: BotApiServer, dependencies: Dependencies, answerer: FakeAnswerer
) -> None:
    """A tap chooses a source, and answers come from it and say so; another button chooses all again."""
    async with running_bot(dependencies, server):
        server.send_text(ANN, "/sources")
        (listed,) = await bot_messages(server, ANN)
        server.press(listed.message_id, ANN, user_id=ANN, text="1")
        chosen = await changed(server, listed)
        server.send_text(ANN, WHAT)
        answer = (await bot_messages(server, ANN, 2))[1]
        server.press(listed.message_id, ANN, user_id=ANN, text=translate("en", "all-sources"))
        again = await changed(server, chosen)
        server.send_text(ANN, WHAT)
        free = (await bot_messages(server, ANN, 3))[2]
        server.send_text(BEN, WHAT)
        await bot_messages(server, BEN)

    assert ["✓ 1", "2", "Search all", "What does The Atlantic Cable say?"] == button_labels(chosen)
    assert ["1", "2"] == button_labels(again)
    assert [[ARTICLE.id], None, None] == [question.source_ids for question in answerer.questions]
    sentence = translate("en", "only-from-one", title=ARTICLE.title)
    assert (sentence, False) == (answer.text.splitlines()[-1], sentence in free.text)


async def test_a_question_about_a_chosen_source_is_asked_by_its_button(
    server: BotApiServer, dependencies: Dependencies, answerer: FakeAnswerer, catalog: FakeCatalog, tmp_path: Path
) -> None:
    """Questions that are suggested for a source work, also after a restart."""
    async with running_bot(dependencies, server):
        server.send_text(ANN, "/sources")
        (listed,) = await bot_messages(server, ANN)
        server.press(listed.message_id, ANN, user_id=ANN, text="2")
        await changed(server, listed)
    async with running_bot(make_dependencies(tmp_path, answerer=answerer, catalog=catalog), server):
        server.press(listed.message_id, ANN, user_id=ANN, text="What does Notes say?")
        await bot_messages(server, ANN, 2)

    assert (["What does Notes say?"], [NOTES.id]) == (answerer.asked, answerer.questions[0].source_ids)


# Streaming previews


async def test_an_answer_grows_in_a_draft_and_is_sent_once(
    server: BotApiServer, dependencies: Dependencies, answerer: FakeAnswerer
) -> None:
    """In a private chat drafts show the text so far; the answer itself is one message with its citations."""
    answerer.partial_texts, answerer.pause_s = ("Part", "Part 2 tells"), 0.8
    async with running_bot(dependencies, server):
        server.send_text(ANN, WHAT)
        (answer,) = await bot_messages(server, ANN)

    assert ["Part", "Part 2 tells"] == [draft.text for draft in server.drafts]
    assert 1 == len({draft.draft_id for draft in server.drafts})
    assert ([CITED.quote], [answer]) == (entity_texts(answer, "blockquote"), server.messages(ANN))


async def test_if_drafts_are_refused_a_message_is_edited(
    server: BotApiServer, dependencies: Dependencies, answerer: FakeAnswerer
) -> None:
    """After one refused draft, a message shows the text so far, and is deleted when the answer comes."""
    server.fail_next("sendMessageDraft", status=404, description="Not Found")
    answerer.partial_texts, answerer.pause_s = ("Part", "Part 2", "Part 2 tells"), 1.7
    async with running_bot(dependencies, server):
        server.send_text(ANN, WHAT)
        await server.eventually(lambda: [one for one in server.messages(ANN) if "Part 2" in one.text and one.edited])
        await server.eventually(lambda: [one for one in server.messages(ANN) if CITED.quote in one.text])
        server.send_text(ANN, WHAT)
        await server.eventually(lambda: len([one for one in server.messages(ANN) if CITED.quote in one.text]) == 2)

    assert (1, 2) == (len(server.calls("sendMessageDraft")), len(server.messages(ANN)))


async def test_a_group_sees_no_preview(
    server: BotApiServer, dependencies: Dependencies, answerer: FakeAnswerer
) -> None:
    """A group sees only that the bot is typing."""
    answerer.partial_texts, answerer.pause_s = ("Part", "Part 2"), 0.4
    async with running_bot(dependencies, server):
        server.send_text(ANN, f"@{server.username} {WHAT}", GROUP, TOPIC)
        await bot_messages(server, GROUP)

    methods = [call.method for call in server.calls() if call.params.get("chat_id") == GROUP]
    assert ["sendChatAction", "sendMessage"] == methods


@pytest.mark.parametrize("by", ["command", "button"])
async def test_an_answer_can_be_stopped(
    server: BotApiServer, dependencies: Dependencies, answerer: FakeAnswerer, by: str
) -> None:
    """The command and the button stop the answer at once; the next question in the queue is answered."""
    async with running_bot(dependencies, server):
        with answerer.pause_answers():
            server.send_text(ANN, WHAT)
            await asyncio.to_thread(answerer.wait_until_asked, 1)
            server.send_text(ANN, "And how long was the cable?")
            if by == "command":
                server.send_text(ANN, "/stop")
            else:
                (preview,) = await bot_messages(server, ANN)
                server.press(preview.message_id, ANN, user_id=ANN, text=f"⏹ {translate('en', 'stop')}")
            await server.eventually(
                lambda: [one for one in server.messages(ANN) if one.text == translate("en", "stopped")]
            )
        await server.eventually(lambda: len(server.messages(ANN)) == 2)

    assert [WHAT, "And how long was the cable?"] == answerer.asked
    assert [translate("en", "stopped"), True] == [
        server.messages(ANN)[0].text,
        server.messages(ANN)[1].text.startswith(translate("en", "not-found")),
    ]


async def test_only_the_user_who_asked_stops_an_answer(
    server: BotApiServer, dependencies: Dependencies, answerer: FakeAnswerer
) -> None:
    """In a group a user cannot stop the answer to another user; without an answer there is nothing to stop."""
    async with running_bot(dependencies, server):
        with answerer.pause_answers():
            server.send_text(ANN, f"@{server.username} {WHAT}", GROUP, TOPIC)
            await asyncio.to_thread(answerer.wait_until_asked, 1)
            server.send_text(BEN, "/stop", GROUP, TOPIC)
            (refusal,) = await bot_messages(server, GROUP)
        answer = (await bot_messages(server, GROUP, 2))[1]

    assert (translate("en", "nothing-to-stop"), True) == (refusal.text, CITED.quote in answer.text)


# Groups


async def test_admins_of_a_group_choose_who_may_ask(
    server: BotApiServer, dependencies: Dependencies, answerer: FakeAnswerer
) -> None:
    """If only admins may ask, other users are refused; admins are answered, anonymous ones too."""
    server.set_member(GROUP, ANN, "administrator")
    async with running_bot(dependencies, server):
        server.send_text(BEN, "/askers", GROUP)
        await bot_messages(server, GROUP)
        server.send_text(ANN, "/askers", GROUP)
        asked = (await bot_messages(server, GROUP, 2))[1]
        refused = server.press(asked.message_id, GROUP, user_id=BEN, text=translate("en", "everyone"))
        heard = await callback_answer(server, refused)
        server.press(asked.message_id, GROUP, user_id=ANN, text=translate("en", "only-admins"))
        await changed(server, asked)
        for text in (f"@{server.username} Ben?", f"@{server.username} Ann?"):
            server.send_text(BEN if "Ben" in text else ANN, text, GROUP)
        server.send_anonymously(f"@{server.username} Nobody?", GROUP)
        found = [message.text for message in await bot_messages(server, GROUP, 5)]

        server.send_text(BEN, "/new", GROUP)
        server.send_text(BEN, "/sources", GROUP)
        listed = (await bot_messages(server, GROUP, 7))[6]
        choice = await callback_answer(server, server.press(listed.message_id, GROUP, user_id=BEN, text="2"))
        forgets = server.messages(GROUP)[5].text

    assert translate("en", "not-a-group-admin") == found[0] == heard
    assert translate("en", "admins-ask-here") == choice == forgets
    assert (translate("en", "admins-ask"), translate("en", "admins-ask-here")) == (found[1], found[2])
    assert ["Ann?", "Nobody?"] == answerer.asked


async def test_the_choices_of_a_group_move_with_it(
    server: BotApiServer, dependencies: Dependencies, answerer: FakeAnswerer
) -> None:
    """A group that becomes a supergroup keeps its choices, and buttons under its answers work."""
    server.add_chat(-55, "group", "Small")
    async with running_bot(dependencies, server):
        dependencies.conversations.choose_sources(-55, None, [NOTES.id])
        dependencies.conversations.allow_questions(-55, everyone=False)
        server.migrate(-55, -1002)
        await until(lambda: dependencies.conversations.is_restricted(-1002))
        moved = dependencies.conversations.chosen_sources(-1002, None)
        left = dependencies.conversations.chosen_sources(-55, None), dependencies.conversations.is_restricted(-55)

    assert (frozenset({NOTES.id}), (frozenset[str](), False)) == (moved, left)
    assert [] == answerer.asked


async def test_a_listed_group_may_ask_as_a_supergroup(
    server: BotApiServer, answerer: FakeAnswerer, tmp_path: Path
) -> None:
    """The settings have the id that the group had before, and questions are answered as they were."""
    policy = AccessPolicy("listed", frozenset({-55}))
    dependencies = make_dependencies(tmp_path, answerer=answerer, policy=policy)
    server.add_chat(-55, "group", "Small")
    async with running_bot(dependencies, server):
        server.migrate(-55, -1002)
        await until(lambda: dependencies.stores.access.decide(BEN, -1002) == "welcome")
        server.send_text(BEN, f"@{server.username} Who moved?", -1002)
        await until(lambda: "Who moved?" in answerer.asked)

    assert ["Who moved?"] == answerer.asked


async def test_who_may_ask_is_chosen_in_groups_only(server: BotApiServer, dependencies: Dependencies) -> None:
    """In a private chat the command says that it is for groups."""
    async with running_bot(dependencies, server):
        server.send_text(ANN, "/askers")
        (sentence,) = await bot_messages(server, ANN)

    assert translate("en", "only-in-groups") == sentence.text


# Small talk


async def test_small_talk_is_answered(server: BotApiServer, dependencies: Dependencies, answerer: FakeAnswerer) -> None:
    """A greeting gets the introduction, thanks get a sentence, "help" gets the help; none searches the sources."""
    async with running_bot(dependencies, server):
        server.send_text(ANN, "Hello there!")
        (greeted,) = await bot_messages(server, ANN)
        server.send_text(ANN, "Thanks 👍")
        thanked = (await bot_messages(server, ANN, 2))[-1]
        server.send_text(ANN, "/start")
        introduced = (await bot_messages(server, ANN, 3))[-1]
        server.send_text(ANN, "What can you do?")
        helped = (await bot_messages(server, ANN, 4))[-1]
        server.send_text(ANN, "/help")
        help_ = (await bot_messages(server, ANN, 5))[-1]

    assert (introduced.text, help_.text) == (greeted.text, helped.text)
    assert translate("en", "you-are-welcome") == thanked.text
    assert [] == answerer.asked


# Recordings and pictures


async def test_recordings_and_pictures_get_a_sentence(
    server: BotApiServer, dependencies: Dependencies, answerer: FakeAnswerer
) -> None:
    """A recording and a picture each get a sentence on what works instead."""
    async with running_bot(dependencies, server):
        server.send_voice(ANN)
        await bot_messages(server, ANN)
        server.send_photo(ANN)
        found = [message.text for message in await bot_messages(server, ANN, 2)]

    assert [translate("en", "no-voice"), translate("en", "no-pictures")] == found
    assert [] == answerer.asked


async def test_in_a_group_recordings_and_pictures_for_the_bot_get_the_sentence_too(
    server: BotApiServer, dependencies: Dependencies, answerer: FakeAnswerer
) -> None:
    """A recording that replies to the bot and a picture that mentions it get the sentence; others are ignored."""
    async with running_bot(dependencies, server):
        server.send_voice(ANN, GROUP)
        server.send_photo(ANN, "What is this?", GROUP)
        server.send_photo(ANN, f"@{server.username}", GROUP)
        (picture,) = await bot_messages(server, GROUP)
        server.send_voice(ANN, GROUP, reply_to=picture.message_id)
        found = [message.text for message in await bot_messages(server, GROUP, 2)]

    assert [translate("en", "no-pictures"), translate("en", "no-voice")] == found
    assert [] == answerer.asked


async def test_a_quote_that_no_answer_showed_has_no_number(
    server: BotApiServer, dependencies: Dependencies, answerer: FakeAnswerer
) -> None:
    """Two sentences are nearest to a question without an answer, and the first of them is shown."""
    asked = "Who paid for the cable?"
    nearest = tuple(make_citation(n, ARTICLE, TEXT, f"Part {n} tells of the cable.") for n in (1, 2))
    answerer.prepared = {asked: replace(quote_answer(asked), nearest=nearest)}
    async with running_bot(dependencies, server):
        await say(server, asked)
        refused, shown = await say(server, "2"), await say(server, "1")

    assert translate("en", "no-such-quote", number=2) == refused.text
    assert "Part 1 tells of the cable." in entity_texts(shown, "bold")
