"""Fetching and parsing for other programs: a link or file becomes documents, and the index stays as it is."""

import logging

from bot.integrations.types import LocatedDocument
from index.errors import SourceError
from index.fetching.fetcher import locate
from index.sources.source_reader import SourceReader, UnreadSource
from index.types import SourceListing

_NESTED_LISTS = 2  # a sitemap of sitemaps

_log = logging.getLogger(__name__)


class DocumentLoader:
    """Loads documents. Blocking; safe to call from several threads."""

    def __init__(self, reader: SourceReader, entries_max: int) -> None:
        """Load with ``reader``, of a folder, sitemap or feed at most ``entries_max`` entries."""
        self._reader = reader
        self._entries_max = entries_max

    def load(self, target: str) -> list[LocatedDocument]:
        """Return the document at a link or file, or the documents that a folder, sitemap or feed lists, in order.

        Args:
            target: A link with its scheme, a ``file://`` URL, or a path.

        Raises:
            SourceError: The target cannot be read. An unreadable entry of a list is logged and skipped.
        """
        return self._load(locate(target), None, _NESTED_LISTS)

    def _load(self, location: str, referrer: str | None, lists: int) -> list[LocatedDocument]:
        read = self._reader.read(location, referrer)
        if isinstance(read, UnreadSource):
            raise read.error
        if not isinstance(read, SourceListing):
            return [LocatedDocument(read.location, read.document)]
        documents: list[LocatedDocument] = []
        for entry in read.unread:
            _log.warning("%s", entry.reason)
        for link in read.links if lists else ():
            if len(documents) >= self._entries_max:
                break
            try:
                documents += self._load(link.target, read.referrer, lists - 1)
            except SourceError as error:
                _log.warning("%s", error)
        return documents[: self._entries_max]
