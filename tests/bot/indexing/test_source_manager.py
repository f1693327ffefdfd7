"""The source manager deletes replaced texts when no citation needs them."""

import json
from pathlib import Path

from filelock import FileLock

from bot.indexing.source_manager import SourceManager
from bot.state.activity import ActivityReports
from bot.state.answers import AnswerStore
from bot.state.conversations import ConversationStore
from bot.state.engine import open_bot_database
from index.types import source_id
from tests.support.index_bench import ALONE, ARTICLE, BODY, OTHER, IndexBench, bench, page, unwatched
from tests.support.sample_answers import make_citation, make_source, quote_answer

__all__ = ["bench"]

TEXT = "The lamp was lit in 1811."
CITED = make_citation(1, make_source(text=TEXT), TEXT, TEXT)


def manager(bench: IndexBench) -> SourceManager:
    """Return the source manager of an index."""
    return SourceManager(bench.indexer(), bench.catalog, limits=ALONE, fingerprint="", article=None)


def reworded(bench: IndexBench, stone: str) -> str:
    """Index the article with another stone in it; return the name of its text."""
    bench.fetcher.pages[ARTICLE] = page("Article", BODY.replace("granite", stone))
    bench.indexer().index(ARTICLE, "document", ALONE, unwatched)
    return bench.catalog.get_source(source_id(ARTICLE)).text_id


def test_old_text_goes_once_nothing_needs_it(bench: IndexBench) -> None:
    """A replaced text stays while it is cited, and until the second call after that; the current text stays."""
    first, second, now = (reworded(bench, stone) for stone in ("granite", "basalt", "slate"))
    sources = manager(bench)
    assert [0, 1, 0] == [sources.prune_texts(lambda: {first}) for _ in range(3)]
    assert [True, False, True] == [bench.catalog.get_text(id_) is not None for id_ in (first, second, now)]
    assert [0, 1] == [sources.prune_texts(set) for _ in range(2)]
    assert [False, True] == [bench.catalog.get_text(id_) is not None for id_ in (first, now)]
    assert bench.passages.match(["slate"], 9)


def test_text_that_is_cited_between_two_looks_stays(bench: IndexBench) -> None:
    """A text that a running answer cites stays until the answer is stored."""
    old, _ = reworded(bench, "granite"), reworded(bench, "basalt")
    sources = manager(bench)
    assert [0, 0] == [sources.prune_texts(set), sources.prune_texts(lambda: {old})]
    assert "granite" in (bench.catalog.get_text(old) or "")


def test_text_that_came_back_between_two_looks_stays(bench: IndexBench) -> None:
    """A text that becomes current again is not deleted."""
    old, _ = reworded(bench, "granite"), reworded(bench, "basalt")
    indexer = bench.indexer()
    assert old in bench.catalog.list_retired_texts()
    assert old == reworded(bench, "granite")
    indexer.discard_texts({old})
    assert "granite" in (bench.catalog.get_text(old) or "")


def test_nothing_is_deleted_while_something_is_indexed(bench: IndexBench) -> None:
    """While another process indexes, nothing is deleted; a later call deletes the text."""
    old, _ = reworded(bench, "granite"), reworded(bench, "basalt")
    sources = manager(bench)
    sources.prune_texts(set)
    with FileLock(bench.folder / "index.lock"):
        assert 0 == sources.prune_texts(set)
    assert bench.catalog.get_text(old) is not None
    assert 1 == sources.prune_texts(set)
    assert bench.catalog.get_text(old) is None


def test_texts_behind_buttons_and_sent_passages_are_cited(tmp_path: Path) -> None:
    """Stored answers and passages of the inline mode keep their texts."""
    database = open_bot_database(tmp_path / "bot.sqlite")
    assert set() == ActivityReports(database).cited_texts()
    AnswerStore(database).save_answer(quote_answer("When?", CITED), chat_id=1, thread_id=None, user_id=1)
    ConversationStore(database).pin_citation(CITED)
    assert {CITED.source.text_id} == ActivityReports(database).cited_texts()
    database.close()


def test_undo_data_keeps_its_json_keys(bench: IndexBench) -> None:
    """Undo data that an earlier version stored is restored, with the links of its sources."""
    bench.fetcher.pages[ARTICLE] = page("Article", f'{BODY} <a href="{OTHER}">the oil</a>')
    bench.indexer().index(ARTICLE, "document", ALONE, unwatched)
    stored = json.loads(manager(bench).remove([source_id(ARTICLE)]))
    assert {"sources", "lists", "missed"} == stored.keys()
    assert {"source", "document", "is_alone"} == stored["sources"][0].keys()
    assert [{"target": OTHER, "words": "the oil"}] == stored["sources"][0]["document"]["links"]

    [restored] = manager(bench).restore(json.dumps(stored), watch=unwatched, stop=lambda: False)

    assert "added" == restored.status
