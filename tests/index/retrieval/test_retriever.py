"""Retrieval: ranked slices of stored texts, restricted to some sources on request."""

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from sqlalchemy import Connection, Engine, event

from index.catalog import schema
from index.catalog.catalog import Catalog
from index.catalog.database import Location
from index.errors import NothingIndexedError, OutdatedIndexError
from index.indexing.indexer import Indexer
from index.indexing.types import LinkLimits
from index.parsing.extraction import extract
from index.passages.chroma import ConnectsToChroma, PassageCollection
from index.passages.chroma_folder import ChromaFolder
from index.passages.chroma_server import ChromaServer, ServerAddress
from index.passages.store import PassageStore
from index.retrieval import retriever
from index.retrieval.retriever import Retriever, fuse_rankings
from index.types import source_id
from tests.support.chroma_server import running_chroma
from tests.support.fakes import FakeFetcher, WordEmbedder

LIGHT, BREAD = "/light.txt", "/bread.txt"
TEXTS = {
    LIGHT: "The lighthouse has a lamp of twelve wicks. Granite from Dartmoor was used for the tower. "
    "The keeper climbed two hundred steps every evening. Storms washed the first tower away in 1703.",
    BREAD: "Bread needs flour, water and salt. A sour dough rises for eighteen hours. "
    "The oven must be hot before the loaf goes in. Steam keeps the crust soft at first.",
}


class Shelf:
    """An index over two texts, with a real database and real Chroma."""

    def __init__(
        self,
        folder: Path,
        texts: dict[str, str] = TEXTS,
        connection: ConnectsToChroma | None = None,
        location: Location | None = None,
    ) -> None:
        """Index texts under ``folder``, with the vectors there or at ``connection``, and a database elsewhere."""
        self.database = schema.open_catalog(location or folder / "catalog.sqlite")
        self.catalog = Catalog(self.database)
        chroma = connection or ChromaFolder(folder / "chroma")
        self.vectors = PassageCollection(chroma, "one", self.catalog.get_identity())
        self.passages = PassageStore(self.database, self.vectors, folder / "vectors")
        self.embedder = WordEmbedder()
        self.indexer = Indexer(
            self.catalog,
            self.passages,
            self.vectors,
            lambda: self.embedder,
            FakeFetcher(dict(texts)),
            extract,
            fingerprint="one",
            lock=folder / "index.lock",
        )
        for place in texts:
            self.indexer.index(place, "document", LinkLimits(0, 0), lambda _step: None)

    def retriever(self, *, exact_up_to: int, fingerprint: str = "one", excluded: str | None = None) -> Retriever:
        """A retriever with exact search up to that many passages, which excludes one sentence."""
        return Retriever(
            self.passages,
            self.vectors,
            lambda: self.embedder,
            fingerprint=fingerprint,
            exact_up_to=exact_up_to,
            excludes=None if excluded is None else excluded.__eq__,
        )


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def shelf(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shelf]:
    """One index on each engine for the tests that do not write."""
    location = None
    if request.param == "postgresql":
        server = request.getfixturevalue("postgresql")
        location = str(server.address(server.new_schema()))
    made = Shelf(tmp_path_factory.mktemp("shelf"), location=location)
    yield made
    made.database.close()


@pytest.mark.parametrize("exact_up_to", [0, 1_000], ids=["chroma", "one by one"])
@pytest.mark.parametrize(
    ("question", "sentence"),
    [
        ("Where did the granite come from?", "Granite from Dartmoor was used for the tower."),
        ("How many hours does sour dough rise?", "A sour dough rises for eighteen hours."),
    ],
)
def test_the_sentence_that_answers_comes_first(shelf: Shelf, exact_up_to: int, question: str, sentence: str) -> None:
    """The best sentence shares the question's words, with exact search and with Chroma."""
    ranking = shelf.retriever(exact_up_to=exact_up_to).rank(question)
    assert sentence == ranking.sentences[0].text


def test_hits_are_slices_of_the_stored_text(shelf: Shelf) -> None:
    """Every passage and sentence equals its span of its stored text."""
    ranking = shelf.retriever(exact_up_to=9).rank("tower oven")
    for sentence in ranking.sentences:
        text = shelf.catalog.get_text(sentence.text_id) or ""
        assert sentence.span.slice(text) == sentence.text
        assert sentence.passage.start <= sentence.span.start < sentence.span.end <= sentence.passage.end
    for hit in ranking.passages:
        assert hit.span.slice(shelf.catalog.get_text(shelf.catalog.get_source(hit.source_id).text_id) or "") == hit.text
    assert sorted((hit.score for hit in ranking.passages), reverse=True) == [hit.score for hit in ranking.passages]


def test_a_restriction_leaves_other_sources_out(shelf: Shelf) -> None:
    """Restricted to the bread, a question about the tower finds no passage of the lighthouse."""
    ranking = shelf.retriever(exact_up_to=9).rank("granite tower", source_ids=[source_id(BREAD)])
    assert {source_id(BREAD)} == {hit.source_id for hit in ranking.passages}


@pytest.mark.parametrize("question", ['"', "?", "😀", "'; --", "…"])
def test_a_question_without_words_finds_nothing(shelf: Shelf, question: str) -> None:
    """To marks and emoji no passage is near, although one has the nearest vector."""
    ranking = shelf.retriever(exact_up_to=9).rank(question)
    assert ([], []) == (list(ranking.passages), list(ranking.sentences))


@pytest.mark.parametrize("question", ["AND OR NOT", "tower*", "NEAR(a b)", "x" * 2_000, '"tower', "a-b:c^d", "'; -- 1"])
def test_no_question_is_read_as_a_query_language(shelf: Shelf, question: str) -> None:
    """Quotes, operators and symbols of full-text search are words like any other."""
    assert shelf.retriever(exact_up_to=9).rank(question).passages


def test_another_fingerprint_is_refused(shelf: Shelf) -> None:
    """A search with another embedder than the index's raises an error."""
    with pytest.raises(OutdatedIndexError):
        shelf.retriever(exact_up_to=9, fingerprint="two").rank("tower")


def test_an_empty_index_says_so(tmp_path: Path) -> None:
    """A search in an empty index raises an error that names the next step."""
    database = schema.open_catalog(tmp_path / "catalog.sqlite")
    vectors = PassageCollection(ChromaFolder(tmp_path / "chroma"), "one", "empty")
    passages = PassageStore(database, vectors, tmp_path)
    retriever = Retriever(passages, vectors, WordEmbedder, fingerprint="one")
    with pytest.raises(NothingIndexedError, match="pincite index"):
        retriever.rank("tower")
    database.close()


def test_a_question_asked_again_is_ranked_once_while_the_index_is_the_same(tmp_path: Path) -> None:
    """The second ranking needs no embedder; after a removal the question is ranked again."""
    shelf = Shelf(tmp_path)
    loaded: list[str] = []

    def load_embedder() -> WordEmbedder:
        loaded.append("once")
        return shelf.embedder

    retriever = Retriever(shelf.passages, shelf.vectors, load_embedder, fingerprint="one")
    first, second = retriever.rank("granite tower"), retriever.rank("granite tower")
    assert (first, 1) == (second, len(loaded))
    shelf.indexer.remove([source_id(LIGHT)])
    assert {source_id(BREAD)} == {hit.source_id for hit in retriever.rank("granite tower").passages}
    shelf.database.close()


def test_a_ranking_reads_the_index_in_one_transaction(shelf: Shelf) -> None:
    """One transaction finds the index's state; another one reads scope, candidates, texts and token states."""
    retriever = shelf.retriever(exact_up_to=9)
    retriever.rank("tower")  # maps the vectors
    begun: list[Connection] = []
    note = begun.append
    event.listen(Engine, "begin", note)
    retriever.rank("oven and tower")
    event.remove(Engine, "begin", note)
    assert 2 == len(begun)


@pytest.mark.parametrize("source_ids", [None, [source_id(LIGHT)]])
def test_a_ranking_needs_one_connection(
    shelf: Shelf, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, source_ids: list[str] | None
) -> None:
    """Fourteen others are in use, and the vectors are not in memory yet: a second one would never be free."""
    monkeypatch.setattr(retriever, "_ONE_BY_ONE_UP_TO", 0)
    passages = PassageStore(shelf.database, shelf.vectors, tmp_path / "vectors")
    ranks = Retriever(passages, shelf.vectors, lambda: shelf.embedder, fingerprint="one")
    with ExitStack() as transactions:
        for _ in range(14):
            connection = transactions.enter_context(shelf.database.begin())
        monkeypatch.setattr(connection.engine.pool, "_timeout", 0.01)
        ranking = ranks.rank("Where did the granite come from?", source_ids=source_ids)

    assert "Granite from Dartmoor was used for the tower." == ranking.sentences[0].text


def test_a_removed_source_is_not_found_any_more(tmp_path: Path) -> None:
    """After a removal no search finds the source, Chroma included."""
    shelf = Shelf(tmp_path)
    shelf.indexer.remove([source_id(LIGHT)])
    ranking = shelf.retriever(exact_up_to=0).rank("granite tower")
    assert {source_id(BREAD)} == {hit.source_id for hit in ranking.passages}
    assert shelf.passages.count() == shelf.vectors.count()
    shelf.database.close()


@pytest.mark.parametrize("exact_up_to", [0, 9])
def test_a_search_on_a_chroma_server_finds_the_same(shelf: Shelf, tmp_path: Path, exact_up_to: int) -> None:
    """Ranks and scores are those of Chroma in a folder, by Chroma's search and by exact search."""
    with running_chroma(tmp_path / "server") as server:
        remote = Shelf(tmp_path, connection=ChromaServer(ServerAddress(server.url)))
        for question in ("granite tower", "How long does a sour dough rise?"):
            for source_ids in (None, [source_id(BREAD)]):
                expected, found = (
                    one.retriever(exact_up_to=exact_up_to).rank(question, source_ids=source_ids)
                    for one in (shelf, remote)
                )
                assert (expected.passages, expected.confidence) == (found.passages, found.confidence)
        remote.vectors.close()
        remote.database.close()


def test_a_heading_does_not_come_before_the_sentence_that_answers(tmp_path: Path) -> None:
    """A short line without a full stop ranks behind a sentence that shares as much with the question."""
    shelf = Shelf(tmp_path, {LIGHT: f"The granite tower\n\n{TEXTS[LIGHT]}"})
    ranking = shelf.retriever(exact_up_to=9).rank("Where did the granite of the tower come from?")
    assert "Granite from Dartmoor was used for the tower." == ranking.sentences[0].text
    shelf.database.close()


def test_fusion_prefers_what_both_legs_found() -> None:
    """Second in both rankings beats first in one."""
    assert [2, 1, 3] == fuse_rankings([[1, 2], [3, 2]])


def test_an_excluded_sentence_counts_for_nothing(shelf: Shelf) -> None:
    """It is neither ranked nor listed, and the confidence is that of the other sentences."""
    best = "Granite from Dartmoor was used for the tower."
    question = "Where did the granite for the tower come from?"
    every = shelf.retriever(exact_up_to=1_000)
    others = shelf.retriever(exact_up_to=1_000, excluded=best)
    assert best == every.rank(question).sentences[0].text
    assert best not in [hit.text for hit in (*others.rank(question).sentences, *others.list_sentences())]
    assert len(every.list_sentences()) - 1 == len(others.list_sentences())
    assert others.rank(question).confidence < every.rank(question).confidence


@pytest.mark.parametrize(
    "question", ["Where did the granite\ud800 come from?", "\u0301\u0301", "a\0b", "x" * 100_000, ""]
)
def test_no_question_breaks_the_search(shelf: Shelf, question: str) -> None:
    """Lone surrogates, NUL, combining marks alone and endless words are searched like any text."""
    assert shelf.retriever(exact_up_to=1_000).rank(question).confidence < 1
