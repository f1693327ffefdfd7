"""The class that programs use: an opened index."""

import threading
from collections.abc import Callable, Sequence
from dataclasses import replace
from os import PathLike, fspath
from typing import TYPE_CHECKING, Any, Self, TypeVar

from bot.answering.types import Question
from index.errors import SourceError
from pincite.background_loop import BackgroundLoop

if TYPE_CHECKING:
    from types import TracebackType

    from llama_index.core.base.embeddings.base import BaseEmbedding
    from llama_index.core.llms import LLM
    from llama_index.core.postprocessor.types import BaseNodePostprocessor

    from bot.answering.types import Answer, OnText, Turn
    from bot.integrations.types import LocatedDocument, Passage
    from index.indexing.types import Outcome, Progress, Stop, Watch
    from index.models.base import Embedder, Reranker
    from index.types import Source

T = TypeVar("T")


class Pincite:
    """An opened index: a data folder with its sources, and the models that answer from them.

    Close it, or use it as a context. Safe to use from several threads. Every method may raise ``PinciteError``: its
    message is one sentence that says what to do next.
    """

    def __init__(
        self,
        data_dir: str | PathLike[str] | None = None,
        *,
        llm: "LLM | None" = None,
        embedder: "str | BaseEmbedding | Embedder | None" = None,
        reranker: "str | BaseNodePostprocessor | Reranker | None" = None,
        **settings: Any,  # noqa: ANN401 - each setting has its own type
    ) -> None:
        """Open an index. Models load when they are first used.

        Args:
            data_dir: The folder that contains the index; as the settings say if None.
            llm: Any model of LlamaIndex writes answers; without one, and without a setting that names one, answers are
                quotes. Pincite calls it in an event loop of its own and does not close it.
            embedder: Any embedding of LlamaIndex, or what the setting of that name takes. Its name is part of the
                index's fingerprint: an index opened with another one has to be rebuilt.
            reranker: Any node postprocessor of LlamaIndex orders the best sentences, or what the setting of that name
                takes.
            **settings: Settings by name without ``PINCITE_``, such as ``link_depth=0``; they replace those of the
                environment and of ``.env``.

        Raises:
            PinciteError: A setting is not valid.
            TypeError: There is no setting of that name.
        """
        from bot.composition.container import Container  # noqa: PLC0415 - `import pincite` takes no time
        from bot.composition.settings_reader import read_settings  # noqa: PLC0415 - as above
        from bot.integrations.model_adapters import SuppliedModels  # noqa: PLC0415 - as above

        if data_dir is not None:
            settings["data_dir"] = fspath(data_dir)
        if isinstance(embedder, str):
            settings["embedder"], embedder = embedder, None
        if isinstance(reranker, str):
            settings["reranker"], reranker = reranker, None
        self._container = Container(read_settings(**settings), supplied=SuppliedModels(llm, embedder, reranker))
        self._loop = BackgroundLoop()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: "TracebackType | None"
    ) -> None:
        self.close()

    def close(self) -> None:
        """Stop what still runs and close what was opened; afterwards every other method raises ``RuntimeError``."""
        if self._loop.is_closed:
            return
        try:
            self._loop.run(self._container.close_model())
        finally:
            self._loop.close()
            self._container.close()

    def index(
        self, target: str | PathLike[str], *, depth: int | None = None, on_progress: "Watch | None" = None
    ) -> "list[Outcome]":
        """Index a source with the pages that it links to; or the entries of a folder, sitemap or feed.

        A source that is indexed already is read again, and only what changed is embedded.

        Args:
            target: A link, or the path of a file (HTML, PDF, DOCX, ODT, RTF, PPTX, XLSX, CSV, EPUB,
                Markdown, mail, text) or folder.
            depth: How many links deep to index what the source links to, 0 to 3; as the settings say if None.
            on_progress: Receives each step, in another thread.

        Returns:
            The outcome of the source, then one for each page that it links to. A page that failed has the status
            ``failed`` and its ``error``.

        Raises:
            SourceError: Nothing could be indexed; the index is as it was.
            LockedError: Another process writes to this index.
        """
        return self._loop.run(self._index(target, depth, on_progress))

    async def aindex(
        self, target: str | PathLike[str], *, depth: int | None = None, on_progress: "Watch | None" = None
    ) -> "list[Outcome]":
        """Index as ``index`` does. Cancelling the task stops the job; what is finished by then stays."""
        return await self._loop.run_async(self._index(target, depth, on_progress))

    def reindex(self, *sources: str, on_progress: "Watch | None" = None) -> "list[Outcome]":
        """Read sources again, with the pages that they link to by now, and embed only what changed.

        Args:
            *sources: Ids, links or files of sources and lists; none means all.
            on_progress: Receives each step, in another thread.

        Returns:
            An outcome for each source. A source that failed keeps its version from before.

        Raises:
            UnknownSourceError: One of them is not indexed; nothing is changed.
        """

        def work(stop: "Stop") -> "list[Outcome]":
            ids = self._container.resolve_source_ids(sources) or None
            return self._container.indexer.reindex(ids, self._container.link_limits, on_progress or _ignore, stop)

        return self._loop.run(self._run_job(work))

    def rebuild(self, *, on_progress: "Watch | None" = None) -> "list[Outcome]":
        """Rebuild the index from the stored texts, after a change of embedder; nothing is fetched."""
        return self._loop.run(self._run_job(lambda _: self._container.indexer.rebuild(on_progress or _ignore)))

    def remove(self, *sources: str) -> "list[Source]":
        """Remove sources with their texts, and forget lists.

        Args:
            *sources: Ids, links or files of sources and lists.

        Returns:
            The sources that were removed.

        Raises:
            UnknownSourceError: One of them is not indexed; nothing is removed.
        """

        def work(_: "Stop") -> "list[Source]":
            ids = self._container.resolve_source_ids(sources)
            known = {source.id for source in self._container.catalog.list_sources()}
            begun = {source.id for source in self._container.catalog.list_unfinished_removals()}
            indexed = [id_ for id_ in ids if id_ in known | begun]
            removed = self._container.indexer.remove(indexed).sources
            self._container.indexer.forget([id_ for id_ in ids if id_ not in indexed])
            return [one.source for one in removed]

        return self._loop.run(self._run_job(work))

    def sources(self) -> "list[Source]":
        """Return every source, in the order in which they were first indexed."""

        def work() -> "list[Source]":
            return self._container.catalog.list_sources()

        return self._loop.run(self._run(work))

    def text(self, source_id: str) -> str:
        """Return the stored text of a source; spans of citations and passages are offsets in it, in code points.

        Raises:
            UnknownSourceError: No source has that id.
        """

        def work() -> str:
            catalog = self._container.catalog
            return catalog.get_text(catalog.get_source(source_id).text_id) or ""

        return self._loop.run(self._run(work))

    def read(self, target: str | PathLike[str]) -> "list[LocatedDocument]":
        """Fetch and parse a link or file without indexing it; of a folder, sitemap or feed, its entries.

        Raises:
            SourceError: It cannot be read. An unreadable entry of a folder, sitemap or feed is logged and skipped.
        """
        return self._loop.run(self._run(lambda: self._container.document_loader.load(fspath(target))))

    def ask(
        self,
        question: str,
        *,
        source_ids: Sequence[str] | None = None,
        history: "Sequence[Turn]" = (),
        on_text: "OnText | None" = None,
    ) -> "Answer":
        """Answer a question; each statement has citations, and each citation is an exact quote.

        Args:
            question: In any language, at most 2,000 characters.
            source_ids: Ids of the sources to answer from; None means all sources.
            history: Earlier turns of the conversation, oldest first.
            on_text: Receives the whole visible text while the model writes it, in another thread.

        Returns:
            The answer. Its status is ``not_found``, without citations, if no source answers.

        Raises:
            NothingIndexedError: No source is indexed.
            OutdatedIndexError: The index was made with another embedder; ``rebuild`` makes it fit.
            QuestionError: The question is empty or too long.
            UnknownSourceError: There is no source of one of those ids.
        """
        return self._loop.run(self._ask(question, source_ids, history, on_text))

    async def aask(
        self,
        question: str,
        *,
        source_ids: Sequence[str] | None = None,
        history: "Sequence[Turn]" = (),
        on_text: "OnText | None" = None,
    ) -> "Answer":
        """Answer as ``ask`` does. Cancelling the task stops the model."""
        return await self._loop.run_async(self._ask(question, source_ids, history, on_text))

    def search(self, query: str, *, k: int = 10, source_ids: Sequence[str] | None = None) -> "list[Passage]":
        """Return the passages nearest to a question.

        Args:
            query: In any language, at most 2,000 characters.
            k: How many passages to return, at most.
            source_ids: Ids of the sources to search; None means all sources.

        Returns:
            Passages, best first. Scores are in [0, 1]; they are comparable within one result only.

        Raises:
            NothingIndexedError: No source is indexed.
            OutdatedIndexError: The index was made with another embedder; ``rebuild`` makes it fit.
            QuestionError: The query is empty or too long.
            UnknownSourceError: There is no source of one of those ids.
        """
        return self._loop.run(self._search(query, k, source_ids))

    async def asearch(self, query: str, *, k: int = 10, source_ids: Sequence[str] | None = None) -> "list[Passage]":
        """Search as ``search`` does."""
        return await self._loop.run_async(self._search(query, k, source_ids))

    @property
    def embedder(self) -> "Embedder":
        """The embedder of this index; it returns unit vectors, shape (texts, dimension)."""
        return self._loop.run(self._run(lambda: self._container.embedder))

    async def _run(self, work: Callable[[], T]) -> T:
        return await self._container.executors.run(work)

    async def _run_job(self, work: "Callable[[Stop], T]") -> T:
        """Run what writes to the index; a job whose caller is cancelled ends at its next step."""
        is_stopped = threading.Event()
        try:
            return await self._container.executors.run(work, is_stopped.is_set)
        finally:
            is_stopped.set()

    async def _index(
        self, target: str | PathLike[str], depth: int | None, on_progress: "Watch | None"
    ) -> "list[Outcome]":
        from index.fetching.fetcher import locate  # noqa: PLC0415 - `import pincite` takes no time

        def work(stop: "Stop") -> "list[Outcome]":
            location, limits = locate(fspath(target)), self._container.link_limits
            kind = self._container.source_manager.kind_of(location)
            limits = limits if depth is None else replace(limits, depth=depth)
            return self._container.indexer.index(location, kind, limits, on_progress or _ignore, stop)

        outcomes = await self._run_job(work)
        if outcomes and all(outcome.status == "failed" for outcome in outcomes):
            raise SourceError(outcomes[0].error or f"{target} could not be indexed; check it.")
        return outcomes

    async def _ask(
        self, question: str, source_ids: Sequence[str] | None, history: "Sequence[Turn]", on_text: "OnText | None"
    ) -> "Answer":
        within = await self._run(lambda: self._container.check_source_ids(source_ids))
        answerer = await self._run(lambda: self._container.answerer)
        return await answerer.answer(Question(question, within, tuple(history), on_text=on_text))

    async def _search(self, query: str, k: int, source_ids: Sequence[str] | None) -> "list[Passage]":
        within = await self._run(lambda: self._container.check_source_ids(source_ids))
        return await self._container.executors.run_search(
            lambda: self._container.passage_search.search(query, k, within)
        )


def _ignore(_: "Progress") -> None:
    """Take no notice of a step."""
