"""Scripted conversations over HTTP about what users see: quotes, footers, numbers, passages, votes, shared answers."""

from dataclasses import replace
from pathlib import Path

import pytest

from bot.answering.questions.introduction import Introduction
from bot.answering.types import Answer, Statement
from bot.telegram.application import Dependencies
from tests.support.botapi.botapi_server import BotApiServer
from tests.support.chat_readers import ANN, BEN, bot_messages, button_labels, entity_texts
from tests.support.fake_services import FakeAnswerer, FakeCatalog
from tests.support.running_bot import make_dependencies, running_bot
from tests.support.sample_answers import TIMINGS, make_citation, make_source, quote_answer

TEXT = (
    "The lamp on Gull Reef was lit in October 1811. It burned whale oil, a gallon a night. "
    "Paraffin replaced the oil in 1872. Four keepers and a cat lived on the rock."
)
LAMP = make_source("The lamp on Gull Reef", location="https://example.org/lamp", text=TEXT, date="2025-09-22")
LIT = make_citation(1, LAMP, TEXT, "The lamp on Gull Reef was lit in October 1811.")
OIL = make_citation(2, LAMP, TEXT, "It burned whale oil, a gallon a night.")
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
        tmp_path, answerer=answerer, catalog=catalog, introduction=lambda: Introduction(LAMP, (WHEN,))
    )


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
