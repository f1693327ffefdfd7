"""Inline mode over HTTP: quotes to send into any chat."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from bot.answering.types import Answer, Citation, Statement
from bot.state.access import AccessPolicy
from bot.telegram.messages.translations import translate
from tests.support.botapi.botapi_server import BotApiServer, InlineAnswer
from tests.support.chat_readers import ANN, bot_messages, entity_texts
from tests.support.fake_services import FakeAnswerer, FakeCatalog
from tests.support.running_bot import make_dependencies, running_bot
from tests.support.sample_answers import TIMINGS, make_citation, make_source, quote_answer

TEXT = "The cable broke. The first message 🌍 was sent on 16 August 1858. Then silence."
ARTICLE = make_source(text=TEXT)
SENT = make_citation(1, ARTICLE, TEXT, "The first message 🌍 was sent on 16 August 1858.")
BROKE = make_citation(2, ARTICLE, TEXT, "The cable broke.")
WHEN = "When was it sent?"


async def offered(server: BotApiServer, query: str) -> InlineAnswer:
    """Return what the bot offers for a query."""
    id_ = server.inline_query(ANN, query)
    found = await server.eventually(
        lambda: [answer for answer in server.answers_to_inline_queries if answer.inline_query_id == id_]
    )
    return found[0]


def quotes_of(result: dict[str, Any]) -> list[str]:
    """Return the expandable quotes in the message that a result sends."""
    content = result["input_message_content"]
    units = content["message_text"].encode("utf-16-le")
    spans = [(one["offset"], one["length"]) for one in content["entities"] if "blockquote" in one["type"]]
    return [units[2 * start : 2 * (start + length)].decode("utf-16-le") for start, length in spans]


async def test_a_query_offers_the_answer_and_each_quote(server: BotApiServer, tmp_path: Path) -> None:
    """The whole answer comes first, then each quote with its source; each has a link to its passage."""
    answerer = FakeAnswerer({WHEN: quote_answer(WHEN, SENT, BROKE)})
    async with running_bot(make_dependencies(tmp_path, answerer=answerer), server):
        found = await offered(server, WHEN)

    assert [[SENT.quote, BROKE.quote], [SENT.quote], [BROKE.quote]] == [quotes_of(one) for one in found.results]
    assert ["Answer", ARTICLE.title, ARTICLE.title] == [one["title"] for one in found.results]
    assert (True, None) == (found.is_personal, found.button)
    assert [] == answerer.asked


@pytest.mark.parametrize("quoted", [(), (SENT,), (SENT, BROKE)])
async def test_a_cached_answer_of_the_model_comes_first(
    server: BotApiServer, tmp_path: Path, quoted: tuple[Citation, ...]
) -> None:
    """If the model has answered the same question before, its answer comes first; the model is not asked again."""
    statements = (Statement("It was sent in August 1858.", (1,), "supported"),)
    written = Answer(WHEN, "answered", "model", statements, (SENT,), TIMINGS, language="en")
    answerer = FakeAnswerer({WHEN: quote_answer(WHEN, *quoted)}, cached={WHEN: written})
    async with running_bot(make_dependencies(tmp_path, answerer=answerer), server):
        whole, *singles = (await offered(server, WHEN)).results

    text = whole["input_message_content"]["message_text"]
    assert (True, [SENT.quote]) == (f"{WHEN}\n\nIt was sent in August 1858. [1]" in text, quotes_of(whole))
    assert ("Answer", "It was sent in August 1858.") == (whole["title"], whole["description"])
    assert [[citation.quote] for citation in quoted] == [quotes_of(one) for one in singles]
    assert [] == answerer.asked


async def test_if_the_model_found_no_answer_only_quotes_are_offered(server: BotApiServer, tmp_path: Path) -> None:
    """If the model said before that the sources contain no answer, the quotes are not offered as one."""
    written = replace(quote_answer(WHEN), mode="model")
    answerer = FakeAnswerer({WHEN: quote_answer(WHEN, SENT, BROKE)}, cached={WHEN: written})
    async with running_bot(make_dependencies(tmp_path, answerer=answerer), server):
        found = await offered(server, WHEN)

    assert [[SENT.quote], [BROKE.quote]] == [quotes_of(one) for one in found.results]


async def test_a_quote_sent_inline_links_to_its_passage(server: BotApiServer, tmp_path: Path) -> None:
    """The link under a quote opens the same passage, also after a restart."""
    answerer, catalog = FakeAnswerer({WHEN: quote_answer(WHEN, SENT)}), FakeCatalog.containing((ARTICLE, TEXT))
    async with running_bot(make_dependencies(tmp_path, answerer=answerer, catalog=catalog), server):
        (result,) = (await offered(server, WHEN)).results
    link = result["reply_markup"]["inline_keyboard"][0][0]["url"]
    async with running_bot(make_dependencies(tmp_path, catalog=catalog), server):
        server.send_text(ANN, f"/start {link.partition('?start=')[2]}")
        (passage,) = await bot_messages(server, ANN)

    assert [ARTICLE.title, SENT.quote] == entity_texts(passage, "bold")


@pytest.mark.parametrize(
    ("query", "key"),
    [
        ("", "inline-ask"),
        ("Wh", "inline-ask"),
        ("hello", "inline-ask"),
        ("🚢🚢🚢", "inline-ask"),
        ("등", "inline-ask"),
        ("등대", "inline-not-found"),
        ("Who paid?", "inline-not-found"),
    ],
)
async def test_a_query_without_results_says_what_to_do(
    server: BotApiServer, tmp_path: Path, query: str, key: str
) -> None:
    """An empty query, and one without results, show a line above an empty list."""
    async with running_bot(make_dependencies(tmp_path), server):
        found = await offered(server, query)

    assert ((), {"text": translate("en", key), "start_parameter": "inline"}) == (found.results, found.button)


async def test_inline_searches_have_a_limit(server: BotApiServer, tmp_path: Path) -> None:
    """Beyond five searches for each question of a minute, a user is asked to wait, and nothing is searched."""
    policy = AccessPolicy(per_minute=1)
    async with running_bot(make_dependencies(tmp_path, answerer=FakeAnswerer(), policy=policy), server):
        found = [await offered(server, f"{WHEN} {n}") for n in range(6)]

    begins = translate("en", "inline-wait", wait="#").partition("#")[0]
    assert [False] * 5 + [True] == [(one.button or {}).get("text", "").startswith(begins) for one in found]
    assert 1 <= found[5].cache_time <= 60
