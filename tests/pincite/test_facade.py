"""Pincite as a library: a few lines open an index, and models of the program's own work in it."""

import asyncio
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

import pincite
from pincite import (
    NothingIndexedError,
    OutdatedIndexError,
    Pincite,
    QuestionError,
    SourceError,
    Turn,
    UnknownSourceError,
)
from tests.support.fakes import WordEmbedder
from tests.support.python_index import (
    QUOTE,
    SEEN_FROM,
    UNKNOWN,
    HashEmbedding,
    QuotingLlm,
    Reversing,
    SlowEmbedder,
    open_lamp,
    ticks_during,
    write_pages,
)


@pytest.fixture(scope="module")
def lamp(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pincite]:
    """An index of two pages, with an embedder that takes its time."""
    with open_lamp(tmp_path_factory.mktemp("lamp"), embedder=SlowEmbedder()) as opened:
        yield opened


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[Pincite]:
    """An index of nothing yet."""
    with pincite.open(tmp_path / "data", embedder=WordEmbedder()) as opened:
        yield opened


def run_python(code: str) -> str:
    """What a program prints that ends within a minute without an error."""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=False)
    assert (0, "") == (done.returncode, done.stderr)
    return done.stdout.strip()


def test_importing_loads_nothing_heavy() -> None:
    """No package of others is loaded before it is used."""
    own = {"bot", "index", "pincite", "_distutils_hack"}
    code = (
        "import sys; before = set(sys.modules); import pincite\n"
        "loaded = {name.split('.')[0] for name in set(sys.modules) - before}\n"
        f"print(sorted(loaded - set(sys.stdlib_module_names) - {own!r}))"
    )
    assert "[]" == run_python(code)


def test_every_public_name_is_there() -> None:
    """``__all__`` names what is there, those that load late included."""
    assert [] == [name for name in pincite.__all__ if not hasattr(pincite, name)]
    assert "Outcome" == pincite.Outcome.__name__
    assert not hasattr(pincite, "nonesuch")


def test_indexing_reports_the_source_and_its_links(empty: Pincite, tmp_path: Path) -> None:
    """The named source comes first; each step is told."""
    steps: list[pincite.Progress] = []
    outcomes = empty.index(write_pages(tmp_path), on_progress=steps.append)
    assert ["The lamp on the reef", "Paraffin in lighthouses"] == [outcome.title for outcome in outcomes]
    assert {str(tmp_path / "lamp.html"), str(tmp_path / "oil.html")} == {step.location for step in steps}
    assert ["unchanged"] == [outcome.status for outcome in empty.index(str(tmp_path / "lamp.html"), depth=0)]


def test_what_cannot_be_indexed_is_an_error(empty: Pincite, tmp_path: Path) -> None:
    """The message is that of the command line; a linked page that fails is an outcome."""
    with pytest.raises(SourceError, match="There is no file"):
        empty.index(tmp_path / "nonesuch.html")
    with pytest.raises(SourceError, match="no web page"):
        empty.index("ftp://example.org/")
    (tmp_path / "oil.html").unlink(missing_ok=True)
    page = write_pages(tmp_path)
    (tmp_path / "oil.html").unlink()
    assert ["added", "failed"] == [outcome.status for outcome in empty.index(page)]


def test_a_citation_is_a_slice_of_the_stored_text(lamp: Pincite) -> None:
    """The quote is the slice of the stored text, and the text of the answer carries its number."""
    answer = lamp.ask(SEEN_FROM)
    [citation, *_] = answer.citations
    assert QUOTE == citation.quote
    assert citation.quote == citation.span.slice(lamp.text(citation.source.id))
    assert answer.text.startswith(f"{QUOTE} [1]")


def test_what_no_source_says_has_no_citation(lamp: Pincite) -> None:
    """The status says so."""
    answer = lamp.ask(UNKNOWN)
    assert ("not_found", ()) == (answer.status, answer.citations)


def test_a_follow_up_is_answered_with_what_came_before(lamp: Pincite) -> None:
    """The history makes clear what is meant."""
    history = [Turn(SEEN_FROM, QUOTE)]
    assert "not_found" == lamp.ask("And in clear weather?").status
    assert QUOTE == lamp.ask("And in clear weather?", history=history).citations[0].quote


def test_passages_are_slices_of_their_sources(lamp: Pincite) -> None:
    """Each has its source, place and score; there are no more than asked for."""
    found = lamp.search(SEEN_FROM)
    assert QUOTE in found[0].text.replace("\n", " ")
    for passage in found:
        assert passage.text == passage.span.slice(lamp.text(passage.source.id))
        assert 0.0 <= passage.score <= 1.0
    assert sorted((passage.score for passage in found), reverse=True) == [passage.score for passage in found]
    assert found[:1] == lamp.search(SEEN_FROM, k=1)


def test_answers_and_passages_keep_to_their_sources(lamp: Pincite) -> None:
    """Other sources are neither searched nor cited; an id that is none is an error."""
    oil = lamp.sources()[1]
    assert {oil.id} == {passage.source.id for passage in lamp.search(SEEN_FROM, source_ids=[oil.id])}
    assert QUOTE not in [citation.quote for citation in lamp.ask(SEEN_FROM, source_ids=[oil.id]).citations]
    for call in (lamp.ask, lamp.search):
        with pytest.raises(UnknownSourceError):
            call(SEEN_FROM, source_ids=["nonesuch"])
    with pytest.raises(UnknownSourceError):
        lamp.text("nonesuch")


def test_a_question_that_is_none_is_an_error(lamp: Pincite, empty: Pincite) -> None:
    """Neither is one to an index of nothing answered."""
    for call in (lamp.ask, lamp.search):
        with pytest.raises(QuestionError):
            call(" ")
    with pytest.raises(NothingIndexedError):
        empty.ask(SEEN_FROM)


async def test_asynchronous_methods_do_not_block_the_loop(lamp: Pincite) -> None:
    """The event loop goes on while the embedder is busy; the results are those of the blocking methods."""
    asked, searched = "From how far away could the light be seen?", "the light, from far away"  # by no other test
    answer, ticks = await ticks_during(lamp.aask(asked))
    assert ticks > 5
    found, ticks = await ticks_during(lamp.asearch(searched))
    assert ticks > 5
    assert (lamp.ask(asked).text, lamp.search(searched)) == (answer.text, found)  # also where a loop runs


def test_a_changed_page_is_indexed_again(empty: Pincite, tmp_path: Path) -> None:
    """By its file, its id or with all others; what is not indexed is an error."""
    page = write_pages(tmp_path)
    [named, _] = empty.index(page)
    page.write_text(page.read_text(encoding="utf-8").replace("nineteen", "twenty"), encoding="utf-8")
    assert ["updated"] == [outcome.status for outcome in empty.reindex(str(page))][:1]
    assert "twenty miles" in empty.text(named.id)
    assert {"unchanged"} == {outcome.status for outcome in empty.reindex()}
    with pytest.raises(UnknownSourceError):
        empty.reindex("nonesuch")


def test_sources_are_removed_by_file_or_id(empty: Pincite, tmp_path: Path) -> None:
    """A folder is forgotten, and what came of it stays; one unknown name removes nothing."""
    page = write_pages(tmp_path)
    empty.index(tmp_path)
    [lamp_page, oil] = empty.sources()
    with pytest.raises(UnknownSourceError):
        empty.remove(oil.id, "nonesuch")
    assert [] == empty.remove(str(tmp_path))
    assert 2 == len(empty.sources())
    assert [lamp_page] == empty.remove(str(page))
    assert [oil.id] == [source.id for source in empty.remove(oil.id)]
    assert [] == empty.sources()


def test_a_document_is_read_and_not_indexed(empty: Pincite, tmp_path: Path) -> None:
    """Its text is what would be stored."""
    [read] = empty.read(write_pages(tmp_path))
    assert [] == empty.sources()
    empty.index(tmp_path / "lamp.html", depth=0)
    assert empty.text(empty.sources()[0].id) == read.document.text
    assert str(tmp_path / "lamp.html") == read.location


def test_a_model_of_the_program_writes_answers(tmp_path: Path) -> None:
    """The answer is the model's, verified, with the source's own sentence as its quote."""
    seen: list[str] = []
    llm = QuotingLlm()
    with open_lamp(tmp_path, llm=llm) as opened:
        answer = opened.ask(SEEN_FROM, on_text=seen.append)
        assert ("model", "answered", None) == (answer.mode, answer.status, answer.notice)
        assert [QUOTE] == [citation.quote for citation in answer.citations]
        assert "quoting-of-test" == (answer.generation.model if answer.generation else None)
        assert [QUOTE] == seen  # a statement is shown once it is verified
        assert "Question: How far away" in llm.prompts[0]


async def test_cancelling_a_question_stops_the_model(tmp_path: Path) -> None:
    """A model that writes for minutes does not go on, and the index closes at once."""
    begun = threading.Event()
    with open_lamp(tmp_path, llm=QuotingLlm(pause_s=0.2)) as opened:
        task = asyncio.create_task(opened.aask(SEEN_FROM, on_text=lambda _: begun.set()))
        assert await asyncio.to_thread(begun.wait, 20)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task


async def test_cancelling_an_indexing_job_stops_it(empty: Pincite, tmp_path: Path) -> None:
    """It ends at its next step, and the index takes the next job."""
    begun, may_go_on = threading.Event(), threading.Event()

    def wait(_: pincite.Progress) -> None:
        begun.set()
        may_go_on.wait(20)

    task = asyncio.create_task(empty.aindex(write_pages(tmp_path), on_progress=wait))
    assert await asyncio.to_thread(begun.wait, 20)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    may_go_on.set()
    for _ in range(100):
        try:
            outcomes = await empty.aindex(tmp_path / "oil.html")
            break
        except pincite.LockedError:
            await asyncio.sleep(0.1)
    assert ["added"] == [outcome.status for outcome in outcomes]
    assert ["Paraffin in lighthouses"] == [source.title for source in empty.sources()]


def test_the_name_of_an_embedding_is_part_of_the_index(tmp_path: Path) -> None:
    """Another embedding needs a rebuilt index, which nothing is fetched for."""
    with open_lamp(tmp_path, embedder=HashEmbedding(model_name="first")) as opened:
        assert opened.search(SEEN_FROM)
        assert "first@HashEmbedding" == opened.embedder.name
    (tmp_path / "lamp.html").unlink()
    with pincite.open(tmp_path / "data", embedder=HashEmbedding(model_name="second")) as opened:
        with pytest.raises(OutdatedIndexError, match="first@HashEmbedding"):
            opened.ask(SEEN_FROM)
        assert ["updated", "updated"] == [outcome.status for outcome in opened.rebuild()]
        assert opened.search(SEEN_FROM)


def test_a_postprocessor_reorders_the_best_sentences(tmp_path: Path) -> None:
    """The first answer is the sentence that LlamaIndex's postprocessor puts first."""
    with open_lamp(tmp_path) as opened:
        plain = [citation.quote for citation in opened.ask(SEEN_FROM).citations]
    with pincite.open(tmp_path / "data", embedder=WordEmbedder(), reranker=Reversing()) as opened:
        reversed_ = [citation.quote for citation in opened.ask(SEEN_FROM).citations]
    assert QUOTE == plain[0]
    assert QUOTE != reversed_[0]


def test_a_string_names_a_model_as_the_setting_does(tmp_path: Path) -> None:
    """What the setting does not take is an error that names it."""
    with pytest.raises(pincite.PinciteError, match="embedder is not valid"):
        pincite.open(tmp_path, embedder="nonesuch")
    with pytest.raises(pincite.PinciteError, match="RERANKER_MODEL"):
        pincite.open(tmp_path, reranker="fastembed")
    with pytest.raises(TypeError, match="did you mean link_depth"):
        pincite.open(tmp_path, link_deptt=1)


def test_the_folder_is_the_settings_one_unless_it_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The environment names one folder, the argument another."""
    monkeypatch.setenv("PINCITE_DATA_DIR", str(tmp_path / "environment"))
    page = write_pages(tmp_path)
    for folder in (None, tmp_path / "argument"):
        with pincite.open(folder, embedder=WordEmbedder(), link_depth=0) as opened:
            opened.index(page)
    assert {"environment", "argument"} <= {path.name for path in tmp_path.iterdir()}


def test_a_relative_folder_stays_where_it_was_opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The program may go to another folder meanwhile."""
    (tmp_path / "elsewhere").mkdir()
    page = write_pages(tmp_path)
    monkeypatch.chdir(tmp_path)
    with pincite.open("data", embedder=WordEmbedder(), link_depth=0) as opened:
        monkeypatch.chdir(tmp_path / "elsewhere")
        opened.index(page)
        assert opened.search(SEEN_FROM)
    assert (tmp_path / "data" / "catalog.sqlite").exists()
    assert [] == list((tmp_path / "elsewhere").iterdir())


def test_a_closed_index_says_so(tmp_path: Path) -> None:
    """Closing twice is no error; nothing is written where nothing was indexed."""
    opened = pincite.open(tmp_path / "data")
    opened.close()
    opened.close()
    with pytest.raises(RuntimeError, match=r"closed; call pincite\.open again"):
        opened.sources()
    assert not (tmp_path / "data").exists()


def test_a_program_that_forgets_to_close_ends(tmp_path: Path) -> None:
    """Neither threads nor the parser's processes keep it."""
    page = write_pages(tmp_path)
    code = (
        "import pincite; from tests.support.fakes import WordEmbedder\n"
        f"opened = pincite.open({str(tmp_path / 'data')!r}, embedder=WordEmbedder())\n"
        f"print(len(opened.index({str(page)!r})))"
    )
    assert "2" == run_python(code)
