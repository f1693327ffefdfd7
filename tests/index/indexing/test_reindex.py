"""Re-indexing: an unchanged source costs nothing, a changed one its changed passages."""

import json
import os
from datetime import datetime

import pytest
from filelock import FileLock

from index.errors import LockedError, UnknownSourceError
from index.passages.passage_reading import Candidate
from index.types import Raw, ValidatorLookup, Validators, source_id
from tests.support.fakes import FakeFetcher, WordEmbedder
from tests.support.index_bench import ALONE, ARTICLE, BODY, LINKED, OTHER, IndexBench, bench, page, unwatched
from tests.support.pdf_files import Print, pdf

__all__ = ["bench"]

PARAGRAPHS = [f"Paragraph {n} is about the keeper of light {n}. " + BODY for n in range(30)]


class Recognised(FakeFetcher):
    """A fetcher that does not send unchanged pages again."""

    def __init__(self, pages: dict[str, str]) -> None:
        """Serve these texts by location."""
        super().__init__(pages)
        self.sent: list[str] = []

    def fetch(self, location: str, *, referrer: str | None = None, validators_of: ValidatorLookup | None = None) -> Raw:
        """The page at a location, or only that it did not change."""
        raw = super().fetch(location, referrer=referrer)
        tag = Validators(etag=str(hash(raw.data)))
        if validators_of and validators_of(location) == tag:
            return Raw(location, b"", "text/html", validators=tag, unchanged=True)
        self.sent.append(location)
        return Raw(location, raw.data, raw.media_type, raw.charset, validators=tag)


@pytest.fixture
def article(bench: IndexBench) -> IndexBench:
    """An article that links to another page; both are indexed."""
    bench.fetcher.pages |= {
        ARTICLE: page("Article", *PARAGRAPHS, f'See <a href="{OTHER}">the other page</a> and more of this. {BODY}'),
        OTHER: page("Other", BODY.replace("reef", "hill")),
    }
    bench.indexer().index(ARTICLE, "article", LINKED, unwatched)
    return bench


def test_unchanged_corpus_costs_no_embedding(bench: IndexBench) -> None:
    """Re-indexing ten unchanged sources embeds and writes nothing."""
    locations = [f"https://example.org/{n}.html" for n in range(10)]
    bench.fetcher.pages |= {location: page(f"Page {n}", f"{n} {BODY}") for n, location in enumerate(locations)}
    for location in locations:
        bench.indexer().index(location, "document", ALONE, unwatched)
    embedded, ids = bench.embedder.embedded, set(bench.vectors.ids)
    outcomes = bench.indexer().reindex(None, ALONE, unwatched)
    assert [(location, "unchanged") for location in locations] == [(o.location, o.status) for o in outcomes]
    assert (embedded, ids) == (bench.embedder.embedded, bench.vectors.ids)


def test_one_changed_paragraph_costs_its_passages_alone(article: IndexBench) -> None:
    """Only the changed passages are embedded; the others keep their vectors and sentences."""
    before = {row.span.slice(text): row for row, text in rows_of(article)}
    embedded = article.embedder.embedded
    changed = PARAGRAPHS[17].replace("granite", "basalt")
    article.fetcher.pages[ARTICLE] = article.fetcher.pages[ARTICLE].replace(PARAGRAPHS[17], changed)
    outcomes = article.indexer().reindex([source_id(ARTICLE)], LINKED, unwatched)
    assert ["updated", "unchanged"] == [outcome.status for outcome in outcomes]
    after = {row.span.slice(text): row for row, text in rows_of(article)}
    new = set(after) - set(before)
    assert all("basalt" in words for words in new)
    assert sum(1 + len(after[words].sentences) for words in new) == article.embedder.embedded - embedded
    for words in set(after) & set(before):
        assert (before[words].vector == after[words].vector).all()
        assert (before[words].sentence_vectors == after[words].sentence_vectors).all()
    assert {row.id for row in after.values()} <= article.vectors.ids


def rows_of(bench: IndexBench) -> list[tuple[Candidate, str]]:
    """The passages of the article, each with its text."""
    source = bench.catalog.get_source(source_id(ARTICLE))
    text = bench.catalog.get_text(source.text_id) or ""
    return [
        (row, text) for row in bench.passages.load_candidates([id_ for id_, _ in bench.passages.load_spans(source.id)])
    ]


def test_kept_passages_are_those_that_a_fresh_index_would_have(article: IndexBench) -> None:
    """A re-index gives the same passages as a fresh index of the new page."""
    article.fetcher.pages[ARTICLE] = article.fetcher.pages[ARTICLE].replace(PARAGRAPHS[3], "").replace("tide", "sea", 5)
    article.indexer().reindex([source_id(ARTICLE)], LINKED, unwatched)
    kept = [(row.span, row.sentences, row.vector.tolist()) for row, _ in rows_of(article)]
    article.indexer().remove([source_id(ARTICLE)])
    article.indexer().index(ARTICLE, "article", LINKED, unwatched)
    assert kept == [(row.span, row.sentences, row.vector.tolist()) for row, _ in rows_of(article)]


def test_server_that_recognises_a_page_need_not_send_it(bench: IndexBench) -> None:
    """An unchanged page is not sent again, and its links are still followed."""
    pages = Recognised({ARTICLE: page("Article", BODY, f'<a href="{OTHER}">other</a> {BODY}')})
    bench.fetcher = pages
    bench.indexer().index(ARTICLE, "article", LINKED, unwatched)
    assert [ARTICLE] == [source.location for source in bench.catalog.list_sources()]
    pages.pages[OTHER] = page("Other", BODY.replace("reef", "hill"))
    pages.sent.clear()
    outcomes = bench.indexer().reindex(None, LINKED, unwatched)
    assert [("unchanged", ARTICLE), ("added", OTHER)] == [(o.status, o.location) for o in outcomes]
    assert [OTHER] == pages.sent
    assert ((source_id(ARTICLE),), ("other",)) == linked(bench)
    assert ["unchanged"] * 2 == [outcome.status for outcome in bench.indexer().reindex(None, LINKED, unwatched)]
    assert [OTHER] == pages.sent


def linked(bench: IndexBench) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The sources that link to the other page, and the link text of each."""
    other = bench.catalog.get_source(source_id(OTHER))
    return other.linked_from, other.linked_words


def test_linked_page_knows_the_words_that_lead_to_it(article: IndexBench) -> None:
    """The link text survives a re-index."""
    assert ((source_id(ARTICLE),), ("the other page",)) == linked(article)
    article.indexer().reindex([source_id(OTHER)], LINKED, unwatched)
    article.indexer().reindex(None, LINKED, unwatched)
    assert ((source_id(ARTICLE),), ("the other page",)) == linked(article)


def test_reindexing_follows_no_more_links_than_indexing(bench: IndexBench) -> None:
    """Linked pages that are indexed already count towards the page limit."""
    targets = [f"https://example.org/{n}.html" for n in range(9)]
    links = " ".join(f'<a href="{target}">page {n}</a>' for n, target in enumerate(targets))
    bench.fetcher.pages[ARTICLE] = page("Article", BODY, links + BODY)
    bench.fetcher.pages |= {target: page(f"Page {n}", f"{n} {BODY}") for n, target in enumerate(targets)}
    few = type(LINKED)(depth=1, pages=3)
    for _ in range(2):
        bench.indexer().index(ARTICLE, "article", few, unwatched)
        bench.indexer().reindex(None, few, unwatched)
    assert [ARTICLE, *targets[:3]] == [source.location for source in bench.catalog.list_sources()]


def test_page_that_is_gone_keeps_its_version(article: IndexBench) -> None:
    """A source that cannot be read is reported, and keeps its version."""
    del article.fetcher.pages[OTHER]
    count = article.passages.count()
    outcomes = article.indexer().reindex(None, LINKED, unwatched)
    assert [("unchanged", None), ("failed", f"There is no page at {OTHER}; check the address.")] == [
        (outcome.status, outcome.error) for outcome in outcomes
    ]
    assert (count, 2) == (article.passages.count(), len(article.catalog.list_sources()))


def test_an_updated_source_says_which_sentences_are_new_and_gone(article: IndexBench) -> None:
    """Sentences that only moved are no change; a source that is read for the first time has none either."""
    page = article.fetcher.pages[ARTICLE]
    moved = page.replace(PARAGRAPHS[2], "").replace(PARAGRAPHS[9], f"{PARAGRAPHS[9]} {PARAGRAPHS[2]}")
    article.fetcher.pages[ARTICLE] = moved.replace("Paragraph 4 is", "Paragraph four is")
    first, second = article.indexer().reindex(None, LINKED, unwatched)

    assert first.changes is not None
    assert (1, 1) == (first.changes.added, first.changes.removed)
    assert first.changes.first_added[0].startswith("Paragraph four is")
    assert first.changes.first_removed[0].startswith("Paragraph 4 is")
    assert second.changes is None


def test_dry_run_says_what_would_change_and_changes_nothing(article: IndexBench) -> None:
    """A dry run reports changed sentences, new titles and missing pages, and writes nothing."""
    article.fetcher.pages[ARTICLE] = (
        article.fetcher.pages[ARTICLE]
        .replace("Paragraph 4 is", "Paragraph four is")
        .replace("Paragraph 5 is about the keeper of light 5. ", "")
        .replace(">Article<", ">New title<")
    )
    del article.fetcher.pages[OTHER]
    sources, embedded = article.catalog.list_sources(), article.embedder.embedded
    first, second = article.indexer().compare(None, unwatched)
    assert ("changed", 1, 2, "New title") == (
        first.status,
        first.sentences_added,
        first.sentences_removed,
        first.new_title,
    )
    assert ("failed", f"There is no page at {OTHER}; check the address.") == (second.status, second.error)
    assert (sources, embedded) == (article.catalog.list_sources(), article.embedder.embedded)


def test_unknown_source_stops_a_reindex_before_it_starts(article: IndexBench) -> None:
    """With one unknown id, nothing is read or changed."""
    ids = [source_id(ARTICLE), "nonesuch"]
    with pytest.raises(UnknownSourceError):
        article.indexer().reindex(ids, LINKED, unwatched)
    with pytest.raises(UnknownSourceError):
        article.indexer().compare(ids, unwatched)


def test_old_words_stay_while_their_source_does(article: IndexBench) -> None:
    """The text of a stored citation survives a re-index beside the current one."""
    before = article.catalog.get_source(source_id(ARTICLE)).text_id
    article.fetcher.pages[ARTICLE] = article.fetcher.pages[ARTICLE].replace("granite", "basalt")
    article.indexer().reindex(None, LINKED, unwatched)
    assert "granite" in (article.catalog.get_text(before) or "")
    assert before != article.catalog.get_source(source_id(ARTICLE)).text_id


def test_canonical_address_is_believed_where_the_same_text_is(bench: IndexBench) -> None:
    """Two addresses of one page are one source; a page that claims the address of another text keeps its own."""
    proper, claimed = "https://example.org/proper.html", "https://example.net/paper.html"
    copy = f"{ARTICLE}?from=mail"
    pages = Canonical(
        {ARTICLE: page("Article", BODY), proper: "", claimed: page("Paper", BODY.replace("reef", "hill"))}
    )
    pages.pages |= {proper: pages.pages[ARTICLE], copy: pages.pages[ARTICLE]}
    bench.fetcher, pages.canonical = pages, {copy: proper, ARTICLE: claimed}
    for location in (copy, ARTICLE, copy):
        bench.indexer().index(location, "document", ALONE, unwatched)
    assert [proper, ARTICLE] == [source.location for source in bench.catalog.list_sources()]


class Canonical(FakeFetcher):
    """A fetcher with pages that declare a canonical URL."""

    canonical: dict[str, str]

    def fetch(self, location: str, *, referrer: str | None = None, validators_of: ValidatorLookup | None = None) -> Raw:
        """The page at a location."""
        del validators_of
        raw = super().fetch(location, referrer=referrer)
        return Raw(location, raw.data, "text/html", raw.charset, self.canonical.get(location))


def test_who_holds_the_lock_is_named(bench: IndexBench) -> None:
    """The error names the process that has the lock, and since when; nothing is changed."""
    holder = bench.folder / "index.lock.holder"
    with FileLock(bench.folder / "index.lock"):
        holder.write_text(json.dumps({"pid": 4711, "since": "2026-11-22T10:00:00+00:00"}))
        with pytest.raises(LockedError, match=r"Another process \(4711, since 2026-11-22 10:00:00\)"):
            bench.indexer().index(ARTICLE, "document", ALONE, unwatched)
    seen: list[dict[str, object]] = []
    bench.indexer().index(ARTICLE, "document", ALONE, lambda _: seen.append(json.loads(holder.read_text())))
    assert os.getpid() == seen[0]["pid"]
    assert datetime.fromisoformat(str(seen[0]["since"])).tzinfo is not None
    assert not holder.exists()


def test_two_jobs_of_one_process_do_not_index_at_once(bench: IndexBench) -> None:
    """A second job of the same process raises ``LockedError``."""
    errors: list[str] = []

    def interrupt(_step: object) -> None:
        with pytest.raises(LockedError) as caught:
            bench.indexer().remove([])
        errors.append(str(caught.value))

    bench.indexer().index(ARTICLE, "document", ALONE, interrupt)
    assert all(f"Another job ({os.getpid()}, since" in error for error in errors)


def test_failed_embedder_costs_nothing_that_was_there(article: IndexBench) -> None:
    """A failed embedder leaves the earlier version; the next run completes."""
    embedder: WordEmbedder = article.embedder
    article.fetcher.pages[ARTICLE] = article.fetcher.pages[ARTICLE].replace("keeper of light 9", "keeper of lamp 9")
    embedder.fail_after = embedder.embedded
    [failed, other] = article.indexer().reindex(None, LINKED, unwatched)
    assert ("failed", "unchanged") == (failed.status, other.status)
    assert [] == article.passages.match(["lamp"], 9)
    embedder.fail_after = None
    assert ["updated", "unchanged"] == [o.status for o in article.indexer().reindex(None, LINKED, unwatched)]
    assert article.passages.match(["lamp"], 9)


def test_unchanged_pages_of_a_printed_text_stay(bench: IndexBench) -> None:
    """An unchanged PDF keeps its page offsets without being parsed again."""
    paper = "https://example.org/paper.pdf"
    bench.fetcher = Papers({paper: "Of the reef. And of the lighthouse."})
    bench.indexer().index(paper, "document", ALONE, unwatched)
    source = bench.catalog.get_source(source_id(paper))
    before = bench.catalog.get_page_offsets(source.text_id)
    assert ["unchanged"] == [outcome.status for outcome in bench.indexer().reindex(None, ALONE, unwatched)]
    assert (2, before) == (len(before), bench.catalog.get_page_offsets(source.text_id))


class Papers(FakeFetcher):
    """A fetcher that serves each text as a PDF file of two pages."""

    def fetch(self, location: str, *, referrer: str | None = None, validators_of: ValidatorLookup | None = None) -> Raw:
        """The file at a location."""
        words = super().fetch(location, referrer=referrer, validators_of=validators_of).data.decode()
        return Raw(location, pdf([[Print(line)] for line in words.split(". ")]), "application/pdf")
