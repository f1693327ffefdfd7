"""The scratch index of a SQuAD-shaped dataset: each article becomes one source."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Protocol

from bot.evaluation.datasets.dataset import Dataset
from bot.evaluation.datasets.question_file import ReadsSourceTexts
from bot.evaluation.datasets.squad import IndexedArticle
from bot.evaluation.errors import DatasetError, ResultsError
from index.indexing.types import LinkLimits, Outcome, Watch
from index.types import Kind, Source, source_id

_MADE_FROM = "made-from.txt"


class ReadsCatalog(ReadsSourceTexts, Protocol):
    """Reads the catalog of a scratch index."""

    def get_source(self, id_: str) -> Source:
        """The current source of that id."""

    def list_fingerprints(self) -> set[str]:
        """Return the fingerprints of the index."""


class IndexesSources(Protocol):
    """Adds and removes sources."""

    def index(self, location: str, kind: Kind, limits: LinkLimits, watch: Watch) -> list[Outcome]:
        """Index one source."""

    def rebuild(self, watch: Watch) -> list[Outcome]:
        """Rebuild the index from the stored texts."""

    def remove(self, source_ids: Sequence[str]) -> object:
        """Remove sources."""


class ScratchServices(Protocol):
    """The services of an index for one dataset."""

    @property
    def fingerprint(self) -> str:
        """Names the splitter, analyzer and embedder of the index."""

    @property
    def catalog(self) -> ReadsCatalog:
        """The catalog of the index."""

    @property
    def indexer(self) -> IndexesSources:
        """Adds and removes sources."""


def index_articles(
    dataset: Dataset, folder: Path, scratch: ScratchServices, advance: Callable[[], None]
) -> list[IndexedArticle]:
    """Index the articles of a dataset, unless an earlier run did.

    Args:
        dataset: SQuAD-shaped.
        folder: The folder of the index; articles of another dataset in it are removed.
        scratch: The services of that folder.
        advance: Called after each article.

    Raises:
        DatasetError: An article cannot be indexed.
        ResultsError: The folder cannot be written.
    """
    files = _files(dataset, folder)
    ids = [source_id(str(file)) for file in files]
    mark = f"{dataset.info.sha256}\n{scratch.fingerprint}\n"
    made = folder / _MADE_FROM
    present = {source.id for source in scratch.catalog.list_sources()}
    if not (made.exists() and made.read_text(encoding="utf-8") == mark and present == set(ids)):
        made.unlink(missing_ok=True)
        if scratch.catalog.list_fingerprints() - {scratch.fingerprint}:
            scratch.indexer.rebuild(lambda _step: None)
        if others := sorted(present - set(ids)):
            scratch.indexer.remove(others)
        for number, file in enumerate(files, start=1):
            _index(scratch, file, number)
            advance()
        made.write_text(mark, encoding="utf-8")
    return [_indexed(dataset, scratch, at, id_) for at, id_ in enumerate(ids)]


def _files(dataset: Dataset, folder: Path) -> list[Path]:
    """Write a text file for each article, because the indexer reads files."""
    try:
        pages = folder.resolve() / "articles"
        pages.mkdir(parents=True, exist_ok=True)
        files = [pages / f"{number}.txt" for number in range(1, len(dataset.articles) + 1)]
        for file, article in zip(files, dataset.articles, strict=True):
            file.write_text(article.text, encoding="utf-8", errors="replace")
    except OSError as error:
        raise ResultsError(f"{folder} cannot be written ({error.strerror}); name another folder with --out.") from error
    return files


def _index(scratch: ScratchServices, file: Path, number: int) -> None:
    [outcome, *_] = scratch.indexer.index(str(file), "document", LinkLimits(0, 0), lambda _step: None)
    if outcome.status == "failed":
        raise DatasetError(f"Article {number} of the dataset cannot be indexed: {outcome.error}")


def _indexed(dataset: Dataset, scratch: ScratchServices, at: int, id_: str) -> IndexedArticle:
    source = scratch.catalog.get_source(id_)
    return IndexedArticle(dataset.articles[at], id_, scratch.catalog.get_text(source.text_id) or "", source.language)
