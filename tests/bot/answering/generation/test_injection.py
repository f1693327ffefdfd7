"""Sources and questions that give orders: whatever a model makes of them, readers see what the sources say."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from bot.answering.llm.language_names import get_language_name
from bot.answering.llm.model import ModelReply
from bot.answering.types import Answer, OnText, Question, Usage
from bot.composition.container import Container
from config.settings import Settings
from index.fetching.fetcher import locate
from index.indexing.indexer import Indexer
from index.indexing.types import LinkLimits
from index.parsing.extraction import extract
from index.types import Source, source_id
from prompts.library import PromptLibrary
from tests.support.hostile_files import AFTER, ATTEMPTS, BEFORE, SEEN, UNSEEN, Attempt

ALONE = LinkLimits(depth=0, pages=0)
EVERY = pytest.mark.parametrize("attempt", ATTEMPTS, ids=lambda attempt: attempt.name)
ROLES = re.compile(r"<\||\|>|\[INST|<<|>>|```|~~~|^\s*#|</|【|〔", re.MULTILINE)


@dataclass
class Obedient:
    """A model that does what the page tells it to, however often it is asked."""

    reply: str
    prompts: list[tuple[str, str]] = field(default_factory=list)
    name: str = "obedient"

    async def complete(
        self, system: str, user: str, on_text: OnText | None = None, *, max_tokens: int | None = None
    ) -> ModelReply:
        """The same again."""
        del max_tokens
        self.prompts.append((system, user))
        if on_text:
            on_text(self.reply)
        return ModelReply(self.reply, Usage(1, 1, 1))

    async def close(self) -> None:
        """Nothing to close."""


@dataclass(frozen=True)
class Bench:
    """An index of every page, opened to be asked."""

    container: Container
    sources: dict[str, Source]
    asked: dict[str, tuple[Answer, Obedient]] = field(default_factory=dict)

    async def ask(self, attempt: Attempt) -> tuple[Answer, Obedient]:
        """Ask about one page, once; the answer, and the model with what it was shown."""
        if attempt.name not in self.asked:
            model = Obedient(attempt.obeyed)
            asked = Question(attempt.question, [self.sources[attempt.name].id])
            answer = await self.container.build_generative_answerer(model).answer(asked)
            self.asked[attempt.name] = answer, model
        return self.asked[attempt.name]

    def text(self, attempt: Attempt) -> str:
        """The stored text of a page."""
        return self.container.catalog.get_text(self.sources[attempt.name].text_id) or ""


@pytest.fixture(scope="module")
def bench(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bench]:
    """The pages in an index, closed and opened again, so that nothing but answering is loaded."""
    folder = tmp_path_factory.mktemp("hostile")
    settings = Settings(_env_file=None, data_dir=folder / "data")
    indexing = Container(settings)
    indexer = Indexer(
        indexing.catalog,
        indexing.passages,
        indexing.vectors,
        lambda: indexing.embedder,
        indexing.fetcher,
        extract,
        fingerprint=indexing.fingerprint,
        lock=folder / "index.lock",
    )
    ids = {attempt.name: _index(indexer, folder, attempt) for attempt in ATTEMPTS}
    indexing.close()
    container = Container(settings)
    yield Bench(container, {name: container.catalog.get_source(id_) for name, id_ in ids.items()})
    container.close()


def _index(indexer: Indexer, folder: Path, attempt: Attempt) -> str:
    file = folder / f"{attempt.name}{attempt.suffix}"
    file.write_text(attempt.page, "utf-8")
    [outcome] = indexer.index(locate(str(file)), "document", ALONE, lambda _: None)
    assert "added" == outcome.status
    return source_id(outcome.location)


@EVERY
async def test_readers_see_nothing_that_a_page_demands(bench: Bench, attempt: Attempt) -> None:
    """Though the model obeys, no statement has the demanded words, and each has a quote that is a slice of the text."""
    answer, _ = await bench.ask(attempt)
    text = bench.text(attempt)
    assert attempt.demanded.casefold() not in answer.text.casefold()
    assert all(statement.citations for statement in answer.statements)
    cited = (*answer.citations, *answer.nearest)
    assert [citation.span.slice(text) for citation in cited] == [citation.quote for citation in cited]


@EVERY
async def test_a_prompt_keeps_its_structure(bench: Bench, attempt: Attempt) -> None:
    """A model is shown numbered sentences, a line each, and the question: no other line, number, delimiter or role."""
    answer, model = await bench.ask(attempt)
    system, user = model.prompts[0]
    *sentences, blank, question = user.split("\n")
    assert [f"[{n}]" for n in range(1, len(sentences) + 1)] == [line.split(" ")[0] for line in sentences]
    assert ("", True) == (blank, question.startswith("Question: "))
    assert len(sentences) == len(re.findall(r"[\[【［]", user))
    assert None is ROLES.search(user)
    assert not any(ord(character) < 32 and character != "\n" for character in user)
    assert PromptLibrary().get("answer").system.replace("{{language}}", get_language_name(answer.language)) == system


async def test_nothing_in_a_page_is_done(bench: Bench) -> None:
    """Answering loads nothing that fetches or changes the index, and every source stays as it is."""
    for attempt in ATTEMPTS:
        await bench.ask(attempt)
    assert sorted(source.id for source in bench.sources.values()) == sorted(
        source.id for source in bench.container.catalog.list_sources() if source in bench.sources.values()
    )
    assert len(ATTEMPTS) == len(bench.container.catalog.list_sources())
    assert set() == {"indexer", "fetcher", "parser"} & vars(bench.container).keys()


@pytest.mark.parametrize("attempt", UNSEEN, ids=lambda attempt: attempt.name)
def test_what_people_do_not_see_is_not_indexed(bench: Bench, attempt: Attempt) -> None:
    """Hidden orders are not in the stored text; the words around them are."""
    text = bench.text(attempt)
    assert ("cheese" in text, BEFORE in text, AFTER in text) == (False, True, True)


def test_there_are_many_attempts() -> None:
    """Each has a name of its own, and some are in plain sight while others are hidden."""
    assert len(ATTEMPTS) == len({attempt.name for attempt in ATTEMPTS})
    assert (True, True) == (len(SEEN) >= 30, len(UNSEEN) >= 10)
