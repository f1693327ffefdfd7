"""A fault of one source, at any stage, costs that source alone."""

import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from index.arrays import Vectors
from index.errors import StoreError, UnsupportedError
from index.fetching.fetcher import Fetcher, locate
from index.indexing import pipeline
from index.indexing.types import Outcome
from index.parsing.extraction import parse
from index.passages.passage_records import PassageRecord
from index.sources import diff
from index.text.chunking import split
from index.types import Document, PassageSpan, Raw, SourceListing, ValidatorLookup, source_id
from tests.support.fakes import MemoryVectors, WordEmbedder
from tests.support.index_bench import ALONE, BODY, LINKED, IndexBench, bench, page, unwatched
from tests.support.listings import ListFetcher

__all__ = ["bench"]

NAMES = ["first", "sick", "last"]
TARGETS = [f"https://example.org/{name}.html" for name in NAMES]
SICK = TARGETS[1]
FEED = "https://example.org/feed"
ENTRIES = "".join(f"<item><link>{target}</link></item>" for target in TARGETS)


class SickFetcher(ListFetcher):
    """Fails on one page in a way that no fetcher should."""

    def fetch(self, location: str, *, referrer: str | None = None, validators_of: ValidatorLookup | None = None) -> Raw:
        """The page at a location."""
        if location == SICK:
            raise ValueError("Invalid IPv6 URL")
        return super().fetch(location, referrer=referrer, validators_of=validators_of)


class SickEmbedder(WordEmbedder):
    """Fails on one text in a way that no embedder should."""

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        """Vectors of passages."""
        if any("sick" in text for text in texts):
            raise ZeroDivisionError
        return super().embed_passages(texts)


class SickVectors(MemoryVectors):
    """Fails on one source in a way that no vector store should."""

    def add(self, records: Sequence[PassageRecord], vectors: Vectors) -> None:
        """Store records with their vectors."""
        super().add(records, vectors)
        if any("sick" in record.text for record in records):
            raise UnicodeEncodeError("utf-8", "\udcff", 0, 1, "surrogates not allowed")


def sick_parse(raw: Raw) -> Document | SourceListing:
    """Fail on one page in a way that no parser should."""
    if raw.location == SICK:
        raise RecursionError
    return parse(raw)


def sick_split(text: str, language: str) -> tuple[PassageSpan, ...]:
    """Fail on one text in a way that no splitter should."""
    if "sick" in text:
        raise IndexError("list index out of range")
    return split(text, language)


def make_fetch_sick(bench: IndexBench, _patch: pytest.MonkeyPatch) -> None:
    """Let the download fail."""
    bench.fetcher = SickFetcher(bench.fetcher.pages)


def make_parse_sick(_bench: IndexBench, patch: pytest.MonkeyPatch) -> None:
    """Let the parser fail."""
    patch.setattr("tests.support.index_bench.parse", sick_parse)


def make_split_sick(_bench: IndexBench, patch: pytest.MonkeyPatch) -> None:
    """Let the splitter fail."""
    patch.setattr(pipeline, "split", sick_split)


def make_embed_sick(bench: IndexBench, _patch: pytest.MonkeyPatch) -> None:
    """Let the embedder fail."""
    bench.embedder = SickEmbedder()


def make_store_sick(bench: IndexBench, _patch: pytest.MonkeyPatch) -> None:
    """Let the vector store fail."""
    bench.vectors = SickVectors()


STAGES: dict[str, tuple[Callable[[IndexBench, pytest.MonkeyPatch], None], str]] = {
    "fetch": (make_fetch_sick, f"{SICK} could not be read because a program failed (ValueError)"),
    "parse": (make_parse_sick, f"{SICK} could not be read because a program failed (RecursionError)"),
    "split": (make_split_sick, f"{SICK} could not be split into passages because a program failed (IndexError)"),
    "embed": (make_embed_sick, "The embedder failed (ZeroDivisionError)"),
    "store": (make_store_sick, f"{SICK} could not be stored because a program failed (UnicodeEncodeError)"),
}


@pytest.fixture
def listed(bench: IndexBench) -> IndexBench:
    """A feed of three pages."""
    pages = {target: page(name, f"The {name} lamp. {BODY}") for name, target in zip(NAMES, TARGETS, strict=True)}
    bench.fetcher = ListFetcher({FEED: f"<rss><channel><title>Lamps</title>{ENTRIES}</channel></rss>", **pages})
    return bench


def statuses(outcomes: Sequence[Outcome]) -> list[tuple[str, str]]:
    """The location and status of each outcome."""
    return [(outcome.location, outcome.status) for outcome in outcomes]


@pytest.mark.parametrize("stage", STAGES)
def test_fault_at_any_stage_is_the_failure_of_one_source(
    listed: IndexBench, monkeypatch: pytest.MonkeyPatch, stage: str
) -> None:
    """The sick source fails with a reason, the others are indexed, and nothing of the sick one stays."""
    make_sick, reason = STAGES[stage]
    make_sick(listed, monkeypatch)
    outcomes = listed.indexer().index(FEED, "document", LINKED, unwatched)
    assert [(TARGETS[0], "added"), (SICK, "failed"), (TARGETS[2], "added")] == statuses(outcomes)
    assert (outcomes[1].error or "").startswith(reason)
    assert [TARGETS[0], TARGETS[2]] == [source.location for source in listed.catalog.list_sources()]
    assert [] == listed.catalog.list_stale_passages()
    assert listed.passages.count() == len(listed.vectors.ids)
    monkeypatch.undo()
    listed.fetcher, listed.embedder = ListFetcher(listed.fetcher.pages), WordEmbedder()
    if stage != "store":
        assert (SICK, "added") in statuses(listed.indexer().reindex(None, LINKED, unwatched))


def test_fault_in_a_version_of_several_batches_leaves_the_earlier_version(
    listed: IndexBench, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A long source that fails after its first batch keeps its earlier version, complete."""
    listed.indexer().index(TARGETS[0], "document", ALONE, unwatched)
    before = listed.passages.count()
    paragraphs = [f"Paragraph {n} of many. {BODY * 3}" for n in range(300)]
    listed.fetcher.pages[TARGETS[0]] = page("first", *paragraphs)
    real, calls = listed.catalog.add_passages, []

    def add_passages(version: int, rows: Sequence[object]) -> list[int]:
        calls.append(version)
        if len(calls) > 1:
            raise OverflowError
        return real(version, rows)  # type: ignore[arg-type]  # passed on

    monkeypatch.setattr(listed.catalog, "add_passages", add_passages)
    [outcome] = listed.indexer().reindex(None, ALONE, unwatched)
    assert "failed" == outcome.status
    assert (before, []) == (listed.passages.count(), listed.catalog.list_stale_passages())
    assert before == len(listed.vectors.ids)


def test_fault_on_an_unchanged_source_is_its_failure(listed: IndexBench, monkeypatch: pytest.MonkeyPatch) -> None:
    """An unchanged source whose metadata cannot be stored fails alone."""
    listed.indexer().index(FEED, "document", ALONE, unwatched)
    real = listed.catalog.set_kind

    def set_kind(id_: str, kind: str) -> None:
        if id_ == source_id(SICK):
            raise OverflowError
        real(id_, kind)  # type: ignore[arg-type]  # passed on

    monkeypatch.setattr(listed.catalog, "set_kind", set_kind)
    outcomes = listed.indexer().reindex(None, ALONE, unwatched)
    assert ["unchanged", "failed", "unchanged"] == [outcome.status for outcome in outcomes]


def test_fault_in_a_dry_run_is_the_failure_of_one_source(listed: IndexBench, monkeypatch: pytest.MonkeyPatch) -> None:
    """A comparison that fails is reported for its source, and the others are compared."""
    listed.indexer().index(FEED, "document", ALONE, unwatched)
    monkeypatch.setattr(diff, "split", sick_split)
    changes = listed.indexer().compare([source_id(target) for target in TARGETS], unwatched)
    assert ["unchanged", "failed", "unchanged"] == [change.status for change in changes]


def test_damaged_data_directory_ends_the_run_with_its_reason(
    listed: IndexBench, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A full disk concerns every source, so the run ends and says so."""

    def fail(*_: object) -> None:
        raise StoreError("The disk is full; free some space and try again.")

    monkeypatch.setattr(listed.catalog, "begin_version", fail)
    with pytest.raises(StoreError, match="The disk is full"):
        listed.indexer().index(FEED, "document", ALONE, unwatched)


@pytest.mark.skipif(sys.platform != "linux", reason="other systems refuse such a name")
def test_file_whose_name_is_no_text_fails_alone(bench: IndexBench) -> None:
    """A name of bytes that are no text is told, escaped, at each run; the other files are indexed."""
    folder = bench.folder / "notes"
    folder.mkdir()
    (folder / "a.txt").write_text(BODY)
    Path(os.fsdecode(os.fsencode(folder) + b"/bad\xff\xfe.txt")).write_text(BODY)
    bench.fetcher = Fetcher(timeout_s=5, max_bytes=100_000)  # type: ignore[assignment]  # real files
    bad = f"{folder}/bad\\xff\\xfe.txt"
    for status in ("added", "unchanged"):
        outcomes = bench.indexer().index(str(folder), "document", ALONE, unwatched)
        assert [(f"{folder}/a.txt", status), (bad, "failed")] == statuses(outcomes)
        assert f"{bad} has a name that is no text; rename it, and index it again." == outcomes[1].error
    assert (bad, "failed") in [(change.location, change.status) for change in bench.indexer().compare(None, unwatched)]


@pytest.mark.skipif(sys.platform != "linux", reason="other systems refuse such a name")
def test_name_that_is_no_text_is_refused_wherever_it_comes_from(tmp_path: Path) -> None:
    """Neither a path that a user types nor a symbolic link leads to a file whose name cannot be stored."""
    bad = Path(os.fsdecode(os.fsencode(tmp_path) + b"/bad\xff.txt"))
    bad.write_text(BODY)
    (tmp_path / "good.txt").symlink_to(bad)
    with pytest.raises(UnsupportedError, match=r"bad\\xff\.txt has a name that is no text"):
        locate(str(bad))
    with pytest.raises(UnsupportedError, match=r"bad\\xff\.txt has a name that is no text"):
        Fetcher(timeout_s=5, max_bytes=1000).fetch(str(tmp_path / "good.txt"))


def test_path_that_the_system_refuses_is_told_as_a_path(bench: IndexBench, caplog: pytest.LogCaptureFixture) -> None:
    """A name that is too long for the disk is an error of that source alone, without a traceback."""
    bench.fetcher = Fetcher(timeout_s=5, max_bytes=100_000)  # type: ignore[assignment]  # real files
    name = "x" * 300
    outcomes = bench.indexer().index(str(bench.folder / name), "document", ALONE, unwatched)
    assert [f"{name} could not be read; check the path and the disk."] == [outcome.error for outcome in outcomes]
    assert "" == caplog.text
