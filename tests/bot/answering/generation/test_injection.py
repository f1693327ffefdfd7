"""Prompt injection: even if a model obeys an order of a source, users see only what the sources say."""

import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from bot.answering.llm.language_names import get_language_name
from bot.answering.llm.model import ModelReply
from bot.answering.llm.prompt_injection import is_injection
from bot.answering.questions.suggestions import suggest_from_text
from bot.answering.types import Answer, OnText, Question, Usage
from bot.composition.container import Container
from config.settings import Settings
from index.fetching.fetcher import locate
from index.indexing.indexer import Indexer
from index.indexing.types import LinkLimits
from index.parsing.extraction import extract
from index.types import Source
from prompts.library import PromptLibrary
from tests.support.hostile_files import AFTER, ATTEMPTS, BEFORE, SEEN, UNSEEN, Attempt
from tests.support.run_folder import made_once

ALONE = LinkLimits(depth=0, pages=0)
EVERY = pytest.mark.parametrize("attempt", ATTEMPTS, ids=lambda attempt: attempt.name)
ROLES = re.compile(r"<\||\|>|\[INST|<<|>>|```|~~~|^\s*#|</|【|〔", re.MULTILINE)


@dataclass
class ObedientModel:
    """A model that always obeys the order of a page."""

    reply: str
    prompts: list[tuple[str, str]] = field(default_factory=list)
    name: str = "obedient"

    async def complete(
        self, system: str, user: str, on_text: OnText | None = None, *, max_tokens: int | None = None
    ) -> ModelReply:
        """Return the demanded reply."""
        del max_tokens
        self.prompts.append((system, user))
        if on_text:
            on_text(self.reply)
        return ModelReply(self.reply, Usage(1, 1, 1))

    async def close(self) -> None:
        """Close nothing."""


@dataclass(frozen=True)
class InjectionBench:
    """An open index of all pages."""

    container: Container
    sources: dict[str, Source]
    asked: dict[str, tuple[Answer, ObedientModel]] = field(default_factory=dict)

    async def ask(self, attempt: Attempt) -> tuple[Answer, ObedientModel]:
        """Ask about a page once; return the answer, and the model with its prompts."""
        if attempt.name not in self.asked:
            model = ObedientModel(attempt.obeyed)
            asked = Question(attempt.question, [self.sources[attempt.name].id])
            answer = await self.container.build_generative_answerer(model).answer(asked)
            self.asked[attempt.name] = answer, model
        return self.asked[attempt.name]

    def text(self, attempt: Attempt) -> str:
        """Return the stored text of a page."""
        return self.container.catalog.get_text(self.sources[attempt.name].text_id) or ""


@pytest.fixture(scope="module")
def bench(tmp_path_factory: pytest.TempPathFactory) -> Iterator[InjectionBench]:
    """Index all pages once for all processes, and open a copy, so that only answering is loaded."""
    pages, data = made_once(tmp_path_factory, "hostile", _index_all), tmp_path_factory.mktemp("hostile")
    shutil.copytree(pages / "data", data, dirs_exist_ok=True)
    container = Container(Settings(_env_file=None, data_dir=data))
    by_name = {Path(source.location).stem: source for source in container.catalog.list_sources()}
    yield InjectionBench(container, by_name)
    container.close()


def _index_all(folder: Path) -> None:
    container = Container(Settings(_env_file=None, data_dir=folder / "data"))
    indexer = Indexer(
        container.catalog,
        container.passages,
        container.vectors,
        lambda: container.embedder,
        container.fetcher,
        extract,
        fingerprint=container.fingerprint,
        lock=folder / "index.lock",
    )
    for attempt in ATTEMPTS:
        _index(indexer, folder, attempt)
    container.close()


def _index(indexer: Indexer, folder: Path, attempt: Attempt) -> None:
    file = folder / f"{attempt.name}{attempt.suffix}"
    file.write_text(attempt.page, "utf-8")
    [outcome] = indexer.index(locate(str(file)), "document", ALONE, lambda _: None)
    assert "added" == outcome.status


@EVERY
async def test_users_see_nothing_that_a_page_demands(bench: InjectionBench, attempt: Attempt) -> None:
    """The model obeys, but no statement has the demanded words, and each quote is a slice of the text."""
    answer, _ = await bench.ask(attempt)
    text = bench.text(attempt)
    assert attempt.demanded.casefold() not in answer.text.casefold()
    assert all(statement.citations for statement in answer.statements)
    cited = (*answer.citations, *answer.nearest)
    assert [citation.span.slice(text) for citation in cited] == [citation.quote for citation in cited]


@EVERY
async def test_a_prompt_keeps_its_structure(bench: InjectionBench, attempt: Attempt) -> None:
    """A prompt has numbered sentences, a line each, the question and the language: no other line, number or role."""
    answer, model = await bench.ask(attempt)
    system, user = model.prompts[0]
    *sentences, blank, question, cue = user.split("\n")
    assert [f"[{n}]" for n in range(1, len(sentences) + 1)] == [line.split(" ")[0] for line in sentences]
    assert ("", True) == (blank, question.startswith("Question: "))
    assert f"Answer in {get_language_name(answer.language)}:" == cue
    assert len(sentences) == len(re.findall(r"[\[【［]", user))
    assert None is ROLES.search(user)
    assert not any(ord(character) < 32 and character != "\n" for character in user)
    assert PromptLibrary().get("answer").system.replace("{{language}}", get_language_name(answer.language)) == system


@EVERY
def test_quotes_contain_no_order(bench: InjectionBench, attempt: Attempt) -> None:
    """Without a model, a recognized order is no answer and not near one, and no topic of a suggested question."""
    source = bench.sources[attempt.name]
    answer = bench.container.extractive_answerer.quote(Question(attempt.question, [source.id]))
    cited = (*answer.citations, *answer.nearest)
    assert [] == [citation.quote for citation in cited if is_injection(citation.quote)]
    for question in suggest_from_text(bench.text(attempt), "en"):
        assert not {"instructions", "prompt"} & set(question.casefold().split())


async def test_no_order_of_a_page_is_executed(bench: InjectionBench) -> None:
    """Answering loads no module that downloads or changes the index, and every source stays as it is."""
    for attempt in ATTEMPTS:
        await bench.ask(attempt)
    assert sorted(source.id for source in bench.sources.values()) == sorted(
        source.id for source in bench.container.catalog.list_sources() if source in bench.sources.values()
    )
    assert len(ATTEMPTS) == len(bench.container.catalog.list_sources())
    assert set() == {"indexer", "fetcher", "parser"} & vars(bench.container).keys()


@pytest.mark.parametrize("attempt", UNSEEN, ids=lambda attempt: attempt.name)
def test_hidden_text_is_not_indexed(bench: InjectionBench, attempt: Attempt) -> None:
    """Hidden orders are not in the stored text; visible words around them are."""
    text = bench.text(attempt)
    assert ("cheese" in text, BEFORE in text, AFTER in text) == (False, True, True)


def test_there_are_many_attempts() -> None:
    """Attempts have unique names; some are visible, and some are hidden."""
    assert len(ATTEMPTS) == len({attempt.name for attempt in ATTEMPTS})
    assert (True, True) == (len(SEEN) >= 30, len(UNSEEN) >= 10)
