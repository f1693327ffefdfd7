"""The state of the index: another one after each change of what a ranking reads, the same one otherwise."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import text

from index.catalog import consistency, schema
from index.catalog.database import Location
from index.catalog.engines.statements import is_postgresql
from index.catalog.version_rows import IndexState, read_index_state
from index.types import Heading, Span, source_id
from tests.support.index_bench import ALONE, ARTICLE, BODY, OTHER, IndexBench, bench, page, unwatched

__all__ = ["bench"]

_CURRENT = text("SELECT id, source_id, fingerprint, language, title, passages FROM version WHERE state = 'current'")


@pytest.fixture
def index(bench: IndexBench) -> IndexBench:
    """An index of two pages, on each engine."""
    bench.fetcher.pages[OTHER] = page("Other", BODY.replace("reef", "hill"))
    for location in (ARTICLE, OTHER):
        bench.indexer().index(location, "document", ALONE, unwatched)
    return bench


def read(bench: IndexBench) -> tuple[IndexState, set[tuple[object, ...]]]:
    """Return the state, and the current versions that it stands for."""
    with bench.database.begin() as connection:
        return read_index_state(connection), {tuple(row) for row in connection.execute(_CURRENT)}


def reindex(bench: IndexBench) -> None:
    """Read the article again."""
    bench.indexer().reindex([source_id(ARTICLE)], ALONE, unwatched)


def change_text(bench: IndexBench) -> None:
    """Replace a word of the article."""
    bench.fetcher.pages[ARTICLE] = page("Article", BODY.replace("granite", "basalt"))
    reindex(bench)


def describe(bench: IndexBench, **changes: Any) -> None:  # noqa: ANN401 - values of a document
    """Describe the article otherwise; its text stays."""
    catalog, id_ = bench.catalog, source_id(ARTICLE)
    record = catalog.find_fetch_record(id_)
    assert record is not None
    catalog.update_metadata(id_, replace(catalog.load_document(catalog.get_source(id_)), **changes), record)


def change_language(bench: IndexBench) -> None:
    """A question in the language of the text prefers its sentences."""
    describe(bench, language="fi")


def remove(bench: IndexBench) -> None:
    """Remove a source."""
    bench.indexer().remove([source_id(OTHER)])


def rebuild(bench: IndexBench) -> None:
    """Make the index again with another embedder."""
    bench.indexer("two").rebuild(unwatched)


def repair(bench: IndexBench) -> None:
    """Let the doctor count passages again, which a foreign hand miscounted."""
    with bench.database.begin() as connection:
        connection.execute(text("UPDATE version SET passages = 99"))
    assert [True] == [defect.is_repaired for defect in consistency.check_rows(bench.database)]


@pytest.mark.parametrize("change", [change_text, change_language, remove, rebuild])
def test_a_change_of_the_current_versions_makes_another_state(
    index: IndexBench, change: Callable[[IndexBench], None]
) -> None:
    """The fingerprints in it are those of the current versions."""
    before, versions = read(index)
    change(index)
    after, others = read(index)

    assert versions != others
    assert before != after
    assert {fingerprint for _, _, fingerprint, *_ in others} == after.fingerprints


def test_a_repaired_count_makes_another_state(index: IndexBench) -> None:
    """A question scores as many passages as the versions count."""
    before, versions = read(index)
    repair(index)
    after, others = read(index)

    assert before != after
    assert versions == others


def test_other_headings_make_another_state(index: IndexBench) -> None:
    """A ranking reads them."""
    before, _ = read(index)
    describe(index, headings=(Heading(Span(0, 3), 2),))
    assert before != read(index)[0]


def test_an_unchanged_index_keeps_its_state(index: IndexBench) -> None:
    """Reading unchanged sources again changes nothing for a ranking, and no more does another title."""
    before, _ = read(index)
    reindex(index)
    describe(index, title="Report")
    with index.database.begin() as connection:
        assert before is read_index_state(connection, before)
    assert before == read(index)[0]


def test_a_catalog_without_the_counter_gets_it(location: Location) -> None:
    """Layout 9 had none; its id stays."""
    database = schema.open_catalog(location)
    with database.begin() as connection:
        before = read_index_state(connection)
        connection.execute(text("ALTER TABLE identity DROP COLUMN changes"))
        on_server = is_postgresql(connection)
        older = "UPDATE pincite_layout SET version = 9" if on_server else "PRAGMA user_version = 9"
        connection.execute(text(older))
    database.close()
    database = schema.open_catalog(location)
    with database.begin() as connection:
        after = read_index_state(connection)
    database.close()

    assert IndexState(before.catalog_id, 0, frozenset()) == before == after
