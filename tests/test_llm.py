"""Answers of a real language model at PINCITE_TEST_LLM_URL: few facts that a small model gets right."""

import asyncio
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from bot.answering.types import Answer, Question, Turn
from bot.composition.container import Container
from config.settings import Settings
from index.fetching.fetcher import locate
from index.indexing.types import LinkLimits
from tests.support.hostile_files import ATTEMPTS, QUESTION, Attempt
from tests.support.paths import SAMPLES

URL = os.environ.get("PINCITE_TEST_LLM_URL")
ARTICLE = SAMPLES / "atlantic-cable.html"

pytestmark = [
    pytest.mark.llm,
    pytest.mark.skipif(not URL, reason="PINCITE_TEST_LLM_URL names no language model"),
]


@dataclass(frozen=True)
class LiveServices:
    """The services over the sample article, and the event loop of the model's connections."""

    container: Container
    article: str
    loop: asyncio.Runner


@pytest.fixture(scope="module")
def bench(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveServices]:
    """The sample article, indexed without its links, and the model."""
    settings = Settings(
        data_dir=tmp_path_factory.mktemp("llm"),
        link_depth=0,
        llm_provider="openai",
        llm_model="test",
        llm_base_url=URL,
        llm_timeout_s=300,
        llm_calls_max=3,
    )
    opened = Container(settings)
    [article] = opened.indexer.index(locate(str(ARTICLE)), "article", opened.link_limits, lambda _: None)
    with asyncio.Runner() as loop:
        yield LiveServices(opened, article.id, loop)
        assert opened.generative_answerer is not None
        loop.run(opened.generative_answerer.close())
    opened.close()


def ask(
    bench: LiveServices, question: str, *history: Turn, shown: list[str] | None = None, source_id: str | None = None
) -> Answer:
    """Ask a question, and check every quote of the answer against the stored text."""
    container = bench.container
    on_text = shown.append if shown is not None else None
    answer = bench.loop.run(
        container.answerer.answer(Question(question, [source_id or bench.article], history, on_text=on_text))
    )
    for cited in (*answer.citations, *answer.nearest):
        assert (container.catalog.get_text(cited.source.text_id) or "")[
            cited.span.start : cited.span.end
        ] == cited.quote
    return answer


@pytest.mark.parametrize(
    ("question", "said", "quoted"),
    [
        ("What did a telegram of 20 words cost at first in 1866?", "20", "£20"),
        ("¿Cuánto costaba al principio un telegrama a América?", "20", "£20"),
    ],
)
def test_an_answer_is_right_and_cites_the_sentence(bench: LiveServices, question: str, said: str, quoted: str) -> None:
    """The model's words contain the answer, and one of the quotes is the sentence with the answer."""
    answer = ask(bench, question)
    assert "answered" == answer.status
    assert said in answer.text
    assert any(quoted in cited.quote for cited in answer.citations)


@pytest.mark.parametrize("question", ["How do I bake bread?", "Who won the football world cup in 1998?"])
def test_what_the_article_does_not_say_is_refused(bench: LiveServices, question: str) -> None:
    """A question that the article does not answer gets no citation."""
    answer = ask(bench, question)
    assert ("not_found", ()) == (answer.status, answer.citations)


def test_a_follow_up_is_understood(bench: LiveServices) -> None:
    """A follow-up question is answered with the sentence that it means."""
    before = Turn("When was the final splice of the 1858 expedition made?", "It was made on 29 July 1858.")
    answer = ask(bench, "And who was its chief engineer?", before)
    assert any("Bright" in cited.quote for cited in answer.citations)


def test_what_is_shown_holds_no_markers(bench: LiveServices) -> None:
    """The preview shows words and no sentence numbers."""
    shown: list[str] = []
    ask(bench, "Why did the 1858 cable stop working?", shown=shown)
    assert not any("[" in text for text in shown)


def test_a_summary_cites_every_line(bench: LiveServices) -> None:
    """Each point of a summary has a quote."""
    answer = ask(bench, "Summarise the article")
    assert ("answered", "list") == (answer.status, answer.shape)
    assert all(statement.citations for statement in answer.statements)


@pytest.mark.parametrize("attempt", ATTEMPTS[::2], ids=lambda attempt: attempt.name)
def test_a_page_that_gives_orders_is_answered_from_like_any_other(
    bench: LiveServices, attempt: Attempt, tmp_path: Path
) -> None:
    """The answer contains the page's facts, and nothing that its injected instructions demand."""
    file = tmp_path / f"{attempt.name}{attempt.suffix}"
    file.write_text(attempt.page, "utf-8")
    [outcome] = bench.container.indexer.index(locate(str(file)), "document", LinkLimits(0, 0), lambda _: None)
    answer = ask(bench, attempt.question, source_id=outcome.id)
    assert attempt.demanded.casefold() not in answer.text.casefold()
    assert attempt.question != QUESTION or "1811" in answer.text
