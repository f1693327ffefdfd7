"""The services of the index, each made from the settings at its first use."""

from collections.abc import Sequence
from pathlib import Path
from threading import RLock
from typing import TYPE_CHECKING

from bot.composition.lost_catalog import CATALOG, require_catalog, require_used, set_aside
from bot.composition.service import service
from bot.composition.settings_reader import reveal
from bot.composition.vector_stores import open_chroma_folder, open_chroma_server, open_collection
from bot.state.upkeep.unfinished_restore import require_finished
from config.settings import Settings
from index.errors import InvalidSettingError, LostCatalogError
from index.file_paths import expand_home
from index.models.base import Embedder
from index.models.factory import embedder_name, open_embedder
from index.text import analyzer, chunking, language

if TYPE_CHECKING:
    from bot.integrations.document_loader import DocumentLoader
    from bot.integrations.model_adapters import SuppliedModels
    from bot.integrations.passage_search import PassageSearch
    from index.catalog.catalog import Catalog
    from index.catalog.database import Database, Location
    from index.fetching.fetcher import Fetcher
    from index.indexing.deep_check import DeepCheck
    from index.indexing.indexer import Indexer
    from index.indexing.types import LinkLimits
    from index.models.base import Reranker
    from index.parsing.page_pictures.page_painter import PagePainter
    from index.parsing.page_pictures.photo_reader import PhotoReader
    from index.parsing.worker_pool import ParserPool
    from index.passages.chroma import PassageCollection
    from index.passages.chroma_server import ChromaServer
    from index.passages.store import PassageStore
    from index.retrieval.retriever import Retriever
    from index.sources.original_files import KeepsOriginals, OriginalFiles


class IndexContainer:
    """The services that index and search.

    Each property imports its service, so a command loads only the libraries that it uses.
    """

    def __init__(
        self,
        settings: Settings,
        *,
        models_dir: Path | None = None,
        strict: bool = False,
        supplied: "SuppliedModels | None" = None,
    ) -> None:
        """Keep the settings; nothing is opened yet.

        Args:
            settings: The settings of every service.
            models_dir: The folder of the models; ``models`` in the data directory if None.
            strict: Whether the failure of a reranker is an error, as in a measurement. Otherwise the order of the
                sentences stays as it was.
            supplied: Models that replace those that the settings name.
        """
        self.settings = settings
        self.data_dir = _locate_data_dir(settings.data_dir)
        self.models_dir = models_dir or self.data_dir / "models"
        self.strict = strict
        self.supplied = supplied
        self.is_restoring = False
        self.lock = RLock()
        language.keep_classifier_in(self.models_dir)

    def locate_store(self, file: str) -> "Location":
        """Return the address of the PostgreSQL database that the settings name, otherwise the path of a SQLite file.

        Raises:
            BackupError: The data folder has a half restored backup.
        """
        if not self.is_restoring:
            require_finished(self.data_dir)
        return reveal(self.settings.database_url) or self.data_dir / file

    @service
    def fingerprint(self) -> str:
        """Names the splitter, analyzer and embedder; an index made with others must be rebuilt."""
        settings = self.settings
        if self.supplied and self.supplied.embedder is not None:
            name = self.embedder.name
        else:  # the name is known without loading the model
            name = embedder_name(settings.embedder, model=settings.embedder_model, base_url=settings.embedder_base_url)
        return f"{chunking.NAME}, {analyzer.NAME}, {name}"

    @service
    def catalog(self) -> "Catalog":
        """The sources and their texts."""
        from index.catalog.catalog import Catalog  # noqa: PLC0415 - see the class

        return Catalog(self.catalog_database)

    @service
    def passages(self) -> "PassageStore":
        """The passages of the sources."""
        from index.passages.store import PassageStore  # noqa: PLC0415 - see the class

        return PassageStore(self.catalog_database, self.vectors, self.data_dir / "vectors")

    @service
    def catalog_database(self) -> "Database":
        """The database of catalog and passages; the first opening of an older one moves its vectors to Chroma."""
        from index.catalog import schema, unmoved_vectors  # noqa: PLC0415 - see the class

        location = self.locate_store(CATALOG)
        if self.settings.database_url is None:
            require_catalog(self.data_dir)
        database = schema.open_catalog(location)
        try:
            require_used(self.data_dir, database)
        except BaseException:
            database.close()
            raise
        with database.begin() as connection:
            is_old = unmoved_vectors.count(connection, self.fingerprint) > 0
        if is_old:
            from index.indexing.transfer.vector_migration import VectorMigration  # noqa: PLC0415 - see the class

            lock = self.data_dir / "index.lock"
            VectorMigration(database, self._open_vectors(database), self.fingerprint, lock).run()
        return database

    def begin_catalog(self) -> Path | None:
        """Begin an empty catalog if the one of this folder is lost; what it left is moved aside.

        Returns:
            The folder with the rest of the lost catalog; None if no catalog was lost.
        """
        try:
            self.catalog_database  # noqa: B018 - opening it says whether it is there
        except LostCatalogError:
            from index.catalog import schema  # noqa: PLC0415 - see the class

            folder = set_aside(self.data_dir)
            schema.open_catalog(self.locate_store(CATALOG)).close()
            return folder
        return None

    @service
    def vectors(self) -> "PassageCollection":
        """The Chroma collection with the passages and their vectors, in the data folder or on a server."""
        return self._open_vectors(self.catalog_database)

    def _open_vectors(self, database: "Database") -> "PassageCollection":
        connection = self.chroma_server or open_chroma_folder(self.data_dir)
        return open_collection(connection, database, self.fingerprint)

    @service
    def chroma_server(self) -> "ChromaServer | None":
        """The Chroma server with the vectors; None if Chroma is in the data folder."""
        return open_chroma_server(self.settings)

    @service
    def embedder(self) -> Embedder:
        """The supplied embedder, or the one that the settings name."""
        if self.supplied and self.supplied.embedder is not None:
            from bot.integrations.model_adapters import adapt_embedder  # noqa: PLC0415 - see the class

            return adapt_embedder(self.supplied.embedder)
        return open_embedder(
            self.settings.embedder,
            model=self.settings.embedder_model,
            base_url=self.settings.embedder_base_url,
            api_key=reveal(self.settings.embedder_api_key),
            cache=self.models_dir,
        )

    @service
    def reranker(self) -> "Reranker | None":
        """The reranker of the best sentences, supplied or named by the settings; None without one."""
        if self.supplied and self.supplied.reranker is not None:
            from bot.integrations.model_adapters import adapt_reranker  # noqa: PLC0415 - see the class

            return adapt_reranker(self.supplied.reranker)
        from index.models.factory import open_reranker  # noqa: PLC0415 - see the class

        return open_reranker(
            self.settings.reranker,
            model=self.settings.reranker_model,
            base_url=self.settings.reranker_base_url,
            api_key=reveal(self.settings.reranker_api_key),
            cache=self.models_dir,
        )

    @service
    def fetcher(self) -> "Fetcher":
        """Downloads links and reads files."""
        from index.fetching.fetcher import Fetcher  # noqa: PLC0415 - see the class

        settings = self.settings
        return Fetcher(
            timeout_s=settings.fetch_timeout_s,
            max_bytes=settings.fetch_max_bytes,
            allow_networks=settings.fetch_allow_networks,
            pause_s=settings.fetch_pause_s,
            allow_proxy=settings.fetch_allow_proxy,
        )

    @service
    def parser(self) -> "ParserPool":
        """Parses fetched pages and files, in processes of its own."""
        from index.parsing.worker_pool import ParserPool  # noqa: PLC0415 - see the class

        return ParserPool(
            timeout_s=self.settings.parse_timeout_s,
            memory_bytes=self.settings.parse_memory_bytes,
            models_dir=self.models_dir,
        )

    @service
    def document_loader(self) -> "DocumentLoader":
        """Fetches and parses sources without indexing them."""
        from bot.integrations.document_loader import DocumentLoader  # noqa: PLC0415 - see the class
        from index.sources.source_reader import SourceReader  # noqa: PLC0415 - as above

        reader = SourceReader(self.fetcher, self.parser.parse, self.catalog)
        return DocumentLoader(reader, self.settings.listed_pages_max)

    @service
    def indexer(self) -> "Indexer":
        """Adds, re-indexes and removes sources."""
        from bot.indexing.upload_titles import with_upload_titles  # noqa: PLC0415 - as above
        from index.indexing.indexer import Indexer  # noqa: PLC0415 - see the class

        return Indexer(
            self.catalog,
            self.passages,
            self.vectors,
            lambda: self.embedder,
            self.fetcher,
            with_upload_titles(self.parser.parse, self.data_dir),
            fingerprint=self.fingerprint,
            lock=self.data_dir / "index.lock",
            originals=self.original_files,
        )

    @service
    def original_files(self) -> "KeepsOriginals":
        """The PDF files of the sources: in the data folder, or in the database that all processes share."""
        if self.settings.database_url is None:
            return self.open_originals_folder(self.data_dir)
        from index.sources.shared_originals import SharedOriginals  # noqa: PLC0415 - see the class

        return SharedOriginals(self.catalog_database, self.settings.originals_max_bytes)

    def open_originals_folder(self, data_dir: Path) -> "OriginalFiles":
        """Open the PDF files of the sources in a data folder."""
        from index.sources.original_files import FOLDER, OriginalFiles  # noqa: PLC0415 - see the class

        return OriginalFiles(data_dir / FOLDER, self.settings.originals_max_bytes)

    @service
    def page_painter(self) -> "PagePainter":
        """Draws the pages of PDF files, in processes of its own."""
        from index.parsing.page_pictures.page_painter import DRAW_FUNCTION, PagePainter  # noqa: PLC0415 - see the class

        return PagePainter(self._open_worker(DRAW_FUNCTION))

    @service
    def photo_reader(self) -> "PhotoReader":
        """Reads the lines of photos, in a process of its own."""
        from index.parsing.page_pictures.photo_reader import READ_FUNCTION, PhotoReader  # noqa: PLC0415 - see the class

        return PhotoReader(self._open_worker(READ_FUNCTION))

    @service
    def deep_check(self) -> "DeepCheck":
        """Checks the index and repairs it."""
        from index.indexing.deep_check import DeepCheck  # noqa: PLC0415 - see the class

        return DeepCheck(
            self.catalog_database,
            self.passages,
            self.vectors,
            lambda: self.embedder,
            fingerprint=self.fingerprint,
            lock=self.data_dir / "index.lock",
        )

    @service
    def retriever(self) -> "Retriever":
        """Ranks passages and sentences."""
        from bot.answering.llm.prompt_injection import is_injection  # noqa: PLC0415 - see the class
        from index.retrieval import reranking  # noqa: PLC0415 - see the class
        from index.retrieval.retriever import Retriever  # noqa: PLC0415 - see the class

        return Retriever(
            self.passages,
            self.vectors,
            lambda: self.embedder,
            fingerprint=self.fingerprint,
            reranker=reranking.as_rerank_function(self.reranker, strict=self.strict),
            excludes=is_injection,
        )

    @service
    def passage_search(self) -> "PassageSearch":
        """Ranks passages, each with its source and page."""
        from bot.integrations.passage_search import PassageSearch  # noqa: PLC0415 - see the class

        return PassageSearch(self.retriever, self.catalog)

    @property
    def link_limits(self) -> "LinkLimits":
        """The limits on following links."""
        from index.indexing.types import LinkLimits  # noqa: PLC0415 - see the class

        settings = self.settings
        return LinkLimits(settings.link_depth, settings.linked_pages_max, settings.listed_pages_max)

    def check_source_ids(self, ids: Sequence[str] | None) -> list[str] | None:
        """Return the ids, or None where there are none; raises ``UnknownSourceError``."""
        return [self.catalog.get_source(id_).id for id_ in ids or ()] or None

    def resolve_source_ids(self, names: Sequence[str]) -> list[str]:
        """Find the ids of sources and lists that the user names by id, link or file; raises ``UnknownSourceError``."""
        from index.fetching.fetcher import locate  # noqa: PLC0415 - see the class
        from index.types import source_id  # noqa: PLC0415 - as above

        known = self.indexer.list_known_locations() if names else {}
        known |= {source.id: source.location for source in self.catalog.list_unfinished_removals()}
        ids = [next(filter(known.__contains__, (source_id(locate(name)), name)), None) for name in names]
        return [id_ or self.catalog.get_source(name).id for id_, name in zip(ids, names, strict=True)]

    def close(self) -> None:
        """Close every service that was made."""
        self._close("fetcher", "parser", "page_painter", "photo_reader", "vectors", "catalog_database")

    def _open_worker(self, function: str) -> "ParserPool":
        """Open a worker that calls a function on documents, such as one that draws pages."""
        from index.parsing.worker_pool import ParserPool  # noqa: PLC0415 - see the class

        settings = self.settings
        return ParserPool(
            timeout_s=settings.parse_timeout_s,
            memory_bytes=settings.parse_memory_bytes,
            workers=1,
            parse_function=function,
        )

    def _close(self, *names: str) -> None:
        """Close the services of these names, in this order; a service that was never made is skipped."""
        for name in names:
            if self.__dict__.get(name) is not None:
                self.__dict__[name].close()


def _locate_data_dir(path: Path) -> Path:
    """Return the data folder's whole path, wherever the program goes later."""
    expanded = expand_home(path)
    if expanded.parts[:1] and expanded.parts[0].startswith("~"):  # a container may run as a user without a name
        raise InvalidSettingError(
            f"The home folder in {path} is not known; set PINCITE_DATA_DIR to the whole path of a folder."
        )
    whole = expanded.absolute()
    try:
        str(whole).encode()
    except UnicodeEncodeError as error:  # models and databases take text alone
        raise InvalidSettingError(
            f"The path {whole} has a name that is no text; set PINCITE_DATA_DIR to another folder."
        ) from error
    return whole
