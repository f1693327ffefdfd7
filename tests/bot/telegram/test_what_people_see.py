"""Scripted conversations over HTTP about what users see: quotes, footers, numbers, passages, votes, shared answers."""

import json
from dataclasses import replace
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from bot.answering.introduction import Introduction
from bot.answering.types import Answer, Statement
from bot.telegram.application import Dependencies
from bot.telegram.messages.translations import translate
from index.types import Span
from tests.support.botapi.botapi_server import BotApiServer, SentMessage
from tests.support.botapi.markup import JsonDict
from tests.support.chat_readers import (
    ANN,
    BEN,
    BOSS,
    GROUP,
    TOPIC,
    bot_messages,
    button_labels,
    callback_answer,
    entity_texts,
    open_passage,
)
from tests.support.fake_services import FakeAnswerer, FakeCatalog, FakeSourceManager
from tests.support.lamp_article import LAMP, LIT, OIL, TEXT
from tests.support.running_bot import make_dependencies, running_bot
from tests.support.sample_answers import TIMINGS, make_citation, make_source, quote_answer

BILL = "https://example.org/bill"
WHEN = "When was the lamp lit?"
HOW = "How did the lamp burn?"
WROTE = "Tell me about the lamp."


@pytest.fixture
def catalog() -> FakeCatalog:
    """Return a catalog with the article."""
    return FakeCatalog.containing((LAMP, TEXT))


@pytest.fixture
def answerer() -> FakeAnswerer:
    """Return an answerer with an answer of one quote, of two quotes, and of a model."""
    statements = (Statement("It was lit in 1811.", (1,), "supported"), Statement("It burned oil.", (2,), "supported"))
    written = Answer(WROTE, "answered", "model", statements, (LIT, OIL), TIMINGS, language="en")
    return FakeAnswerer(
        {WHEN: quote_answer(WHEN, LIT), HOW: quote_answer(HOW, LIT, OIL), WROTE: written},
    )


@pytest.fixture
def dependencies(tmp_path: Path, answerer: FakeAnswerer, catalog: FakeCatalog) -> Dependencies:
    """Return the fakes, with stores in the test's folder."""
    return make_dependencies(
        tmp_path,
        answerer=answerer,
        catalog=catalog,
        introduction=lambda: Introduction(LAMP, (WHEN,)),
        source_manager=FakeSourceManager(catalog, {BILL: ("The bill", "The city paid.")}),
    )


def button_of(message: SentMessage, label: str) -> JsonDict:
    """Return the button with a label."""
    return next(button for row in message.buttons for button in row if button["text"] == label)


def shared_payload(message: SentMessage, label: str) -> str:
    """Return the payload of the deep link that a button shares."""
    return parse_qs(urlsplit(button_of(message, label)["url"]).query)["url"][0].partition("?start=")[2]


async def index_bill(server: BotApiServer) -> None:
    """Let the admin index a new source."""
    server.send_text(BOSS, BILL)
    preview = await server.eventually(lambda: [one for one in server.messages(BOSS) if "The bill" in one.text])
    server.press(preview[0].message_id, BOSS, user_id=BOSS, text=translate("en", "index"))
    await server.eventually(lambda: [one for one in server.messages(BOSS) if translate("en", "job-done") in one.text])


async def test_the_answer_is_not_folded_away(server: BotApiServer, dependencies: Dependencies) -> None:
    """A quote that is the answer is a plain quotation; below the words of a model quotes may be folded."""
    async with running_bot(dependencies, server):
        server.send_text(ANN, WHEN)
        server.send_text(ANN, WROTE)
        quoted, written = await bot_messages(server, ANN, 2)

    assert ([LIT.quote], []) == (entity_texts(quoted, "blockquote"), entity_texts(quoted, "expandable_blockquote"))
    assert [LIT.quote, OIL.quote] == entity_texts(written, "expandable_blockquote")


async def test_one_source_has_one_footer(server: BotApiServer, dependencies: Dependencies) -> None:
    """Two quotes of one source have its title and date once, as the reader writes dates."""
    server.add_user(BEN, "Ben", "de")
    async with running_bot(dependencies, server):
        server.send_text(ANN, HOW)
        server.send_text(BEN, HOW)
        (english,), (german,) = await bot_messages(server, ANN), await bot_messages(server, BEN)

    footer = "The lamp on Gull Reef · 22 Sep 2025"
    assert f"{LIT.quote}\n[1]\n\n{OIL.quote}\n[2]\n\n{footer}" == english.text
    assert "The lamp on Gull Reef · 22. Sept. 2025" == german.text.splitlines()[-1]


async def test_a_number_in_prose_opens_its_passage(server: BotApiServer, dependencies: Dependencies) -> None:
    """A tap on [2] in the text starts the bot with the link of that passage; buttons say what they do."""
    async with running_bot(dependencies, server):
        server.send_text(ANN, WROTE)
        (answer,) = await bot_messages(server, ANN)
        links = [entity for entity in answer.entities if entity["type"] == "text_link"]
        payload = next(one["url"] for one in links if answer.text_of(one) == "[2]").partition("?start=")[2]
        server.send_text(ANN, f"/start {payload}")
        passage = (await bot_messages(server, ANN, 2))[1]

    assert ["1 · In context", "2 · In context"] == button_labels(answer)[:2]
    assert [LAMP.title, OIL.quote] == entity_texts(passage, "bold")


async def test_more_than_two_buttons_are_digits(
    server: BotApiServer, dependencies: Dependencies, answerer: FakeAnswerer
) -> None:
    """Three buttons in a row of a phone have room for their numbers only."""
    third = replace(OIL, n=3)
    answerer.prepared = {HOW: quote_answer(HOW, LIT, OIL, third)}
    async with running_bot(dependencies, server):
        server.send_text(ANN, HOW)
        (answer,) = await bot_messages(server, ANN)

    assert ["1", "2", "3"] == button_labels(answer)[:3]


# Passages and votes


async def test_two_taps_edit_one_message(server: BotApiServer, dependencies: Dependencies, tmp_path: Path) -> None:
    """The second tapped number replaces the passage of the first one, after a restart too."""
    async with running_bot(dependencies, server):
        server.send_text(ANN, HOW)
        (answer,) = await bot_messages(server, ANN)
        server.press(answer.message_id, ANN, user_id=ANN, text="1")
        first = (await bot_messages(server, ANN, 2))[1]
    again = make_dependencies(tmp_path, catalog=FakeCatalog.containing((LAMP, TEXT)))
    async with running_bot(again, server):
        query = server.press(answer.message_id, ANN, user_id=ANN, text="2")
        await callback_answer(server, query)
        await server.eventually(lambda: OIL.quote in entity_texts(server.messages(ANN)[-1], "bold"))

    assert [answer.message_id, first.message_id] == [message.message_id for message in server.messages(ANN)]


async def test_a_deleted_passage_is_sent_again(server: BotApiServer, dependencies: Dependencies) -> None:
    """If the user deleted the passage, the next tap sends one, and the tap after it edits that one."""
    async with running_bot(dependencies, server) as application:
        server.send_text(ANN, HOW)
        (answer,) = await bot_messages(server, ANN)
        server.press(answer.message_id, ANN, user_id=ANN, text="1")
        first = (await bot_messages(server, ANN, 2))[1]
        await application.bot.delete_message(ANN, first.message_id)
        server.press(answer.message_id, ANN, user_id=ANN, text="1")
        second = (await bot_messages(server, ANN, 2))[1]
        server.press(answer.message_id, ANN, user_id=ANN, text="2")
        await server.eventually(lambda: OIL.quote in entity_texts(server.messages(ANN)[-1], "bold"))

    assert [answer.message_id, second.message_id] == [message.message_id for message in server.messages(ANN)]


async def test_a_press_in_a_group_shows_its_presser_the_quote(server: BotApiServer, dependencies: Dependencies) -> None:
    """Where Telegram has no messages for one member, a window shows the quote and names the link to the passage."""
    async with running_bot(dependencies, server):
        server.send_text(ANN, f"@{server.username} {HOW}", GROUP, TOPIC)
        (answer,) = await bot_messages(server, GROUP)
        query = server.press(answer.message_id, GROUP, user_id=BEN, text="2")
        shown = await callback_answer(server, query)

    assert f"“{OIL.quote}”\n\nFor the whole passage, tap [2] in the message." == shown
    assert ([answer], []) == (server.messages(GROUP), server.ephemeral_messages)
    assert "[2]" in entity_texts(answer, "text_link")


async def test_a_press_in_a_group_sends_its_presser_the_passage(
    server: BotApiServer, dependencies: Dependencies
) -> None:
    """Where Telegram has messages for one member, the presser alone gets the passage, with a link to the chat."""
    server.support_ephemeral_messages()
    async with running_bot(dependencies, server):
        server.send_text(ANN, f"@{server.username} {HOW}", GROUP, TOPIC)
        (answer,) = await bot_messages(server, GROUP)
        query = server.press(answer.message_id, GROUP, user_id=BEN, text="2")

        assert "" == await callback_answer(server, query)
    (shown,) = server.ephemeral_messages
    assert (BEN, TOPIC, True) == (shown.user_id, shown.thread_id, OIL.quote in shown.text)
    assert "Open in private chat" == (shown.reply_markup or {})["inline_keyboard"][-1][0]["text"]
    assert [answer] == server.messages(GROUP)


async def test_copy_and_share_mean_what_is_on_screen(
    server: BotApiServer, dependencies: Dependencies, catalog: FakeCatalog, answerer: FakeAnswerer
) -> None:
    """After a turn of the page, "Copy" and "Share" are about the passage that the reader sees."""
    text = "\n\n".join(f"{name} keeper: {'He kept the log of the lamp. ' * 20}".strip() for name in ("First", "Next"))
    log = make_source("The log", location="https://example.org/log", text=text)
    catalog.add(log, text)
    cited = make_citation(1, log, text, "First keeper: He kept the log of the lamp.", Span(0, text.index("\n")))
    answerer.prepared = {WHEN: quote_answer(WHEN, cited)}
    async with running_bot(dependencies, server):
        server.send_text(ANN, WHEN)
        (answer,) = await bot_messages(server, ANN)
        passage = await open_passage(server, answer)
        copied = button_of(passage, "Copy")["copy_text"]["text"]
        server.press(passage.message_id, ANN, user_id=ANN, text="▶")
        await server.eventually(lambda: "Next keeper" in server.messages(ANN)[1].text)
        turned = server.messages(ANN)[1]
        server.press(turned.message_id, ANN, user_id=ANN, text="Copy")
        whole = (await bot_messages(server, ANN, 3))[2]
        server.send_text(ANN, f"/start {shared_payload(turned, 'Share')}")
        shared = (await bot_messages(server, ANN, 4))[3]

    assert f"{cited.quote}\n\nThe log\n{cited.link}" == copied
    assert whole.text.startswith("Next keeper")
    assert "\n\nThe log\nhttps://example.org/log#" in whole.text
    assert [whole.text] == entity_texts(whole, "pre")
    assert entity_texts(shared, "bold")[1].startswith("Next keeper")


async def test_a_vote_marks_its_button_and_a_dislike_asks_why(server: BotApiServer, dependencies: Dependencies) -> None:
    """The pressed vote has a mark; 👎 offers four reasons, and the chosen one reaches the admins."""
    async with running_bot(dependencies, server):
        server.send_text(ANN, WHEN)
        (answer,) = await bot_messages(server, ANN)
        asked = await callback_answer(server, server.press(answer.message_id, ANN, user_id=ANN, text="👎"))
        await server.eventually(lambda: "👎 ✓" in button_labels(server.messages(ANN)[0]))
        reasons = button_labels(server.messages(ANN)[0])[-4:]
        noted = await callback_answer(server, server.press(answer.message_id, ANN, user_id=ANN, text=reasons[1]))
        await server.eventually(lambda: reasons[1] not in button_labels(server.messages(ANN)[0]))
        server.send_text(BOSS, "/feedback")
        (disliked,) = await bot_messages(server, BOSS)

    assert (translate("en", "why-disliked"), translate("en", "reason-noted")) == (asked, noted)
    assert ["It is wrong", "Not my question", "Something is missing", "Hard to read"] == reasons
    assert "Not my question" in disliked.text


async def test_votes_in_a_group_are_counted_on_the_buttons(server: BotApiServer, dependencies: Dependencies) -> None:
    """A group sees how many members liked an answer; only who disliked it can say why."""
    async with running_bot(dependencies, server):
        server.send_text(ANN, f"@{server.username} {WHEN}", GROUP, TOPIC)
        (answer,) = await bot_messages(server, GROUP)
        for user in (ANN, BEN):
            await callback_answer(server, server.press(answer.message_id, GROUP, user_id=user, text="👍"))
        await server.eventually(lambda: "👍 2" in button_labels(server.messages(GROUP)[0]))
        await callback_answer(server, server.press(answer.message_id, GROUP, user_id=BEN, text="👎"))
        await server.eventually(lambda: "👎 1" in button_labels(server.messages(GROUP)[0]))
        query = server.press(answer.message_id, GROUP, user_id=ANN, text="Hard")

        assert translate("en", "dislike-first") == await callback_answer(server, query)


# Admins


async def test_open_questions_are_a_workbench(server: BotApiServer, dependencies: Dependencies) -> None:
    """Alike questions are one; an admin adds a source to one, goes back, and dismisses another."""
    async with running_bot(dependencies, server):
        for text in ("Who paid for the lamp?", "who paid for the lamp", "How tall is the tower?"):
            server.send_text(BEN, text)
        await bot_messages(server, BEN, 3)
        server.send_text(BOSS, "/unanswered")
        (bench,) = await bot_messages(server, BOSS)
        data = bench.buttons[-1][0]["callback_data"]
        server.press(bench.message_id, BOSS, user_id=BOSS, data=data)
        await server.eventually(lambda: "Send me a link or a file" in server.messages(BOSS)[0].text)
        asked = server.messages(BOSS)[0].text
        server.press(bench.message_id, BOSS, user_id=BOSS, text=translate("en", "back"))
        await server.eventually(lambda: bench.text == server.messages(BOSS)[0].text)
        server.press(bench.message_id, BOSS, user_id=BOSS, text="✕ 1")
        await server.eventually(lambda: "tower" not in server.messages(BOSS)[0].text)

    assert ["How tall is the tower?", "who paid for the lamp"] == entity_texts(bench, "bold")
    assert (True, True) == ("×2" in bench.text, "who paid for the lamp" in asked)


async def test_a_user_hears_when_their_question_has_an_answer(
    server: BotApiServer, dependencies: Dependencies, answerer: FakeAnswerer
) -> None:
    """Who asked to be told hears once, after a new source brought the answer, with a button that asks again."""
    who = "Who paid for the lamp?"
    async with running_bot(dependencies, server):
        server.send_text(ANN, who)
        (lacking,) = await bot_messages(server, ANN)
        label = f"🔔 {translate('en', 'await-answer')}"
        told = await callback_answer(server, server.press(lacking.message_id, ANN, user_id=ANN, text=label))
        await server.eventually(lambda: f"{label} ✓" in button_labels(server.messages(ANN)[0]))
        answerer.prepared = {who: quote_answer(who, LIT)}
        await index_bill(server)
        notice = (await bot_messages(server, ANN, 2))[1]
        server.press(notice.message_id, ANN, user_id=ANN, text=who)
        answer = (await bot_messages(server, ANN, 3))[2]

    assert translate("en", "awaiting") == told
    assert (translate("en", "answerable-now"), [who]) == (notice.text, button_labels(notice))
    assert [LIT.quote] == entity_texts(answer, "blockquote")


async def test_a_group_that_adds_the_bot_gets_two_lines(server: BotApiServer, dependencies: Dependencies) -> None:
    """The bot introduces itself to a group once, and not when an admin only changes its rights."""
    server.add_chat(-77, "supergroup", "Lamps", bot_status="left")
    async with running_bot(dependencies, server):
        server.set_bot_status(-77, "member", user_id=ANN)
        (hello,) = await bot_messages(server, -77)
        server.set_bot_status(-77, "administrator", user_id=ANN)
        server.send_text(ANN, f"@{server.username} {WHEN}", -77)
        await bot_messages(server, -77, 2)

    assert (2, True) == (len(hello.text.splitlines()), f"@{server.username}" in hello.text)
    assert 2 == len(server.messages(-77))


async def test_help_and_privacy(server: BotApiServer, dependencies: Dependencies) -> None:
    """An admin's help lists the commands of admins; /privacy says what is stored and how to delete it."""
    async with running_bot(dependencies, server):
        for user in (BOSS, ANN):
            server.send_text(user, "/help")
        (mine,), (theirs,) = await bot_messages(server, BOSS), await bot_messages(server, ANN)
        server.send_text(ANN, "/privacy")
        privacy = (await bot_messages(server, ANN, 2))[1]

    assert (True, False) == ("/unanswered" in mine.text, "/unanswered" in theirs.text)
    assert (True, True) == (translate("en", "privacy-kept") in privacy.text, "/forget" in privacy.text)


# Changes of cited words


async def test_a_user_hears_when_cited_words_change(
    server: BotApiServer, dependencies: Dependencies, catalog: FakeCatalog
) -> None:
    """Who asked to be told sees the old and the new words, once; the old passage shows what the page says now."""
    async with running_bot(dependencies, server):
        server.send_text(ANN, HOW)
        (answer,) = await bot_messages(server, ANN)
        server.press(answer.message_id, ANN, user_id=ANN, text="2")
        passage = (await bot_messages(server, ANN, 2))[1]
        label = f"🔔 {translate('en', 'watch')}"
        told = await callback_answer(server, server.press(passage.message_id, ANN, user_id=ANN, text=label))
        await server.eventually(lambda: f"{label} ✓" in button_labels(server.messages(ANN)[1]))
        says_now = "It burned whale oil, two gallons a night."
        catalog.renew(LAMP, TEXT.replace(OIL.quote, says_now))
        await index_bill(server)
        notice = (await bot_messages(server, ANN, 3))[2]
        server.press(answer.message_id, ANN, user_id=ANN, text="2")
        await server.eventually(lambda: says_now in server.messages(ANN)[1].text)
        shown = server.messages(ANN)[1]

    assert translate("en", "watching") == told
    assert [OIL.quote, says_now] == entity_texts(notice, "blockquote")
    assert [says_now] == entity_texts(shown, "blockquote")[1:]
    assert 3 == len(server.messages(ANN))


# Shared answers


async def test_a_shared_answer_shows_what_changed_since(
    server: BotApiServer, dependencies: Dependencies, catalog: FakeCatalog
) -> None:
    """A link shows another user the question, the answer and its quotes, and which quote has changed since."""
    async with running_bot(dependencies, server):
        server.send_text(ANN, WROTE)
        (answer,) = await bot_messages(server, ANN)
        catalog.renew(LAMP, TEXT.replace(OIL.quote, "It burned whale oil, two gallons a night."))
        server.send_text(BEN, f"/start {shared_payload(answer, translate('en', 'share-answer'))}")
        (shared,) = await bot_messages(server, BEN)
        server.send_text(BEN, "/start a_AAAAAAAAAA")
        stale = (await bot_messages(server, BEN, 2))[1]

    assert [WROTE, "[1]", "[2]"] == entity_texts(shared, "bold")
    assert "It was lit in 1811. [1] It burned oil. [2]" in shared.text
    assert [LIT.quote, OIL.quote] == entity_texts(shared, "expandable_blockquote")
    assert (translate("en", "changed-since", number=2) in shared.text, translate("en", "stale-answer")) == (
        True,
        stale.text,
    )
    assert translate("en", "changed-since", number=1) not in shared.text


async def test_an_answer_is_exported_as_files(server: BotApiServer, dependencies: Dependencies) -> None:
    """/cite export sends Markdown with footnotes, Web Annotations whose selectors fit the text, and BibTeX."""
    async with running_bot(dependencies, server):
        server.send_text(ANN, WROTE)
        await bot_messages(server, ANN)
        server.send_text(ANN, "/cite export")
        files = [message.file for message in (await bot_messages(server, ANN, 4))[1:]]
    markdown, annotations, bibtex = (file.data.decode() for file in files if file is not None)
    items = json.loads(annotations)["first"]["items"]

    assert "It was lit in 1811. [^1] It burned oil. [^2]\n\n[^1]: “" in markdown
    for item, quote in zip(items, (LIT.quote, OIL.quote), strict=True):
        words, position = item["target"]["selector"]
        assert quote == words["exact"] == TEXT[position["start"] : position["end"]]
        assert words["prefix"] + quote + words["suffix"] in TEXT
    assert "title = {{The lamp on Gull Reef}}" in bibtex
    assert 1 == bibtex.count("@misc")


async def test_quotes_that_may_answer_say_so(server: BotApiServer, tmp_path: Path, catalog: FakeCatalog) -> None:
    """Above quotes of which the search is not sure stands "This may be it"."""
    unsure = replace(quote_answer(WHEN, LIT), is_sure=False)
    dependencies = make_dependencies(tmp_path, answerer=FakeAnswerer({WHEN: unsure}), catalog=catalog)
    async with running_bot(dependencies, server):
        server.send_text(ANN, WHEN)
        [found] = await bot_messages(server, ANN)

    assert found.text.startswith("This may be it:\n\nThe lamp on Gull Reef")
    assert [LIT.quote] == entity_texts(found, "blockquote")
