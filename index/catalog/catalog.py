"""The catalog: sources, their versions, texts and passages, and the full-text index."""

import uuid
from collections.abc import Collection, Sequence
from contextlib import AbstractContextManager
from typing import Any

from sqlalchemy import Connection, CursorResult, delete, insert, select, update

from index.catalog import crawl_state, fetch_records, source_rows, text_structure, version_rows
from index.catalog.crawl_state import CrawlState
from index.catalog.database import Database
from index.catalog.engines.statements import add_consecutive, lock_until_commit, upsert
from index.catalog.engines.term_index import get_term_index
from index.catalog.fetch_records import FetchRecord
from index.catalog.passage_rows import NewPassage, to_columns, to_token_row
from index.catalog.schema import identity, links, passages, sources, texts, tokens, unfollowed, versions
from index.catalog.text_structure import TextPlace
from index.errors import UnknownSourceError
from index.types import Document, Heading, Kind, Source, Span, source_id, text_id

_BATCH = 500  # SQLite limits the bound values of one statement
_TEXTS_LOCK = "texts"  # a text is not deleted while a version of it is begun


class Catalog:
    """The sources and their versions. Every method is one transaction; safe to call from several threads."""

    def __init__(self, database: Database) -> None:
        """Keep the catalog in ``database``, whose tables are those of ``index.catalog.schema``."""
        self._database = database
        self.crawl_state = CrawlState(database)

    def get_identity(self) -> str:
        """Return the catalog's id, which its vector store carries too."""
        with self._database.begin() as connection:
            return version_rows.read_index_state(connection).catalog_id

    def is_unused(self) -> bool:
        """Return whether the catalog never had a source."""
        with self._database.begin() as connection:
            changes = connection.execute(select(identity.c.changes)).scalar_one_or_none()
            return not changes and connection.execute(select(versions.c.id).limit(1)).first() is None

    def renew_identity(self) -> None:
        """Give the catalog another id, so that a copy of a catalog shares no vectors with the original."""
        with self._database.begin() as connection:
            connection.execute(update(identity).values(id=uuid.uuid4().hex))

    def hold_lock(self, timeout_s: float) -> AbstractContextManager[None]:
        """Exclude the other processes that write the catalog on a server; raises ``LockedError``."""
        return self._database.hold_lock("index", timeout_s)

    # Reading sources and texts

    def list_sources(self) -> list[Source]:
        """Return every current source, in the order of first indexing."""
        with self._database.begin() as connection:
            return source_rows.read_sources(connection)

    def find_source(self, id_: str) -> Source | None:
        """Return a current source; None if no source has that id."""
        with self._database.begin() as connection:
            return source_rows.find_source(connection, id_)

    def get_source(self, id_: str) -> Source:
        """Return a current source; raises ``UnknownSourceError``."""
        return _require(self.find_source(id_), id_)

    def read_cited(self, source_id: str, text_id: str, offset: int) -> tuple[Source, TextPlace]:
        """Return a current source, and the place of an offset of a stored text; raises ``UnknownSourceError``."""
        with self._database.begin() as connection:
            found = _require(source_rows.find_source(connection, source_id), source_id)
            return found, text_structure.read_place(connection, text_id, offset)

    def load_document(self, source: Source) -> Document:
        """Return the document of a source's current version, its links included."""
        with self._database.begin() as connection:
            body = connection.execute(select(texts.c.body).where(texts.c.id == source.text_id)).scalar_one_or_none()
            record = fetch_records.read(connection, source.id)
            pages = text_structure.read_pages(connection, source.text_id)
            headings = text_structure.read_headings(connection, source.text_id)
            recognized = text_structure.read_recognized(connection, source.text_id)
        links = record.links if record else ()
        about = (source.title, source.author, source.date, source.language)
        return Document(body or "", *about, links, pages, headings, recognized)

    def find_fetch_record(self, id_: str) -> FetchRecord | None:
        """Return the fetch record of a source's current version; None if there is none."""
        with self._database.begin() as connection:
            return fetch_records.read(connection, id_)

    def get_text(self, id_: str) -> str | None:
        """Return a stored text, also of a retired version; None once its source was removed."""
        with self._database.begin() as connection:
            return connection.execute(select(texts.c.body).where(texts.c.id == id_)).scalar_one_or_none()

    def get_page_offsets(self, text_id: str) -> tuple[int, ...]:
        """Return the offset at which each page of a stored text starts; empty for a text without pages."""
        with self._database.begin() as connection:
            return text_structure.read_pages(connection, text_id)

    def is_recognized(self, text_id: str, span: Span) -> bool:
        """Return whether a part of a span of a stored text was read from a picture."""
        with self._database.begin() as connection:
            return text_structure.is_recognized(connection, text_id, span)

    def get_headings(self, text_id: str) -> tuple[Heading, ...]:
        """Return the headings of a stored text, ascending."""
        with self._database.begin() as connection:
            return text_structure.read_headings(connection, text_id)

    def read_place(self, text_id: str, offset: int) -> TextPlace:
        """Return the page and the section of an offset of a stored text."""
        with self._database.begin() as connection:
            return text_structure.read_place(connection, text_id, offset)

    def list_fingerprints(self) -> set[str]:
        """Return the fingerprints of the current versions: one, unless the settings changed."""
        return set(self._read_state().fingerprints)

    def find_fingerprint(self, id_: str) -> str | None:
        """Return the fingerprint of a source's current version; None without a current version."""
        wanted = select(versions.c.fingerprint).where(versions.c.source_id == id_, versions.c.state == "current")
        with self._database.begin() as connection:
            return connection.execute(wanted).scalar_one_or_none()

    def require_fingerprint(self, fingerprint: str) -> None:
        """Raise ``NothingIndexedError``, or ``OutdatedIndexError`` if another splitter or embedder made the index."""
        version_rows.require_fingerprint(self._read_state(), fingerprint)

    def require_no_other(self, fingerprint: str) -> None:
        """Raise ``OutdatedIndexError`` if another splitter or embedder made a part of the index."""
        version_rows.require_no_other(self._read_state(), fingerprint)

    def _read_state(self) -> version_rows.IndexState:
        with self._database.begin() as connection:
            return version_rows.read_index_state(connection)

    def find_article(self) -> Source | None:
        """Return the bot's article: the source of that kind, else the first source that is not a linked page."""
        found = [source for source in self.list_sources() if source.kind != "linked"]
        return next((source for source in found if source.kind == "article"), found[0] if found else None)

    # Writing a version: begin, add passages, publish

    def begin_version(self, location: str, kind: Kind, document: Document, fingerprint: str) -> int:
        """Store a text and open a version for it, invisible until ``publish``; return the version's id."""
        id_ = source_id(location)
        body_id = text_id(document.text)
        with self._database.begin() as connection:
            lock_until_commit(connection, _TEXTS_LOCK)
            connection.execute(upsert(texts).values(id=body_id, body=document.text).on_conflict_do_nothing())
            text_structure.write(connection, body_id, document)
            connection.execute(upsert(sources).values(id=id_, location=location, kind=kind).on_conflict_do_nothing())
            opened = connection.execute(
                insert(versions).values(
                    source_id=id_,
                    text_id=body_id,
                    fingerprint=fingerprint,
                    state="building",
                    title=document.title,
                    author=document.author,
                    date=document.date,
                    language=document.language,
                )
            )
            return _new_id(opened)

    def add_passages(self, version: int, rows: Sequence[NewPassage]) -> list[int]:
        """Write passages of a version that is being built; return their ids, which are consecutive."""
        if not rows:
            return []
        with self._database.begin() as connection:
            columns = [{"version_id": version, **to_columns(row)} for row in rows]
            ids = add_consecutive(connection, passages, columns)
            terms = {id_: row.terms for id_, row in zip(ids, rows, strict=True)}
            get_term_index(connection).add(connection, terms)
            kept = [to_token_row(id_, row.tokens) for id_, row in zip(ids, rows, strict=True) if row.tokens]
            if kept:
                connection.execute(insert(tokens), kept)
        return ids

    def publish(self, version: int, fetch_record: FetchRecord | None = None, kind: Kind | None = None) -> None:
        """Make a built version the current one of its source, and retire the version before in the same transaction.

        Args:
            version: The id from ``begin_version``.
            fetch_record: The fetch record of the version; None keeps the record before.
            kind: The role of the source; None keeps the role before.
        """
        with self._database.begin() as connection:
            owner = version_rows.switch(connection, version)
            if fetch_record is not None:
                fetch_records.write(connection, owner, fetch_record)
            if kind is not None:
                _set_kind(connection, owner, kind)

    def publish_all(self, built: Sequence[int]) -> None:
        """Make built versions the current ones of their sources in one transaction; roles and records stay."""
        with self._database.begin() as connection:
            for version in built:
                version_rows.switch(connection, version)

    def update_metadata(self, id_: str, document: Document, fetch_record: FetchRecord) -> None:
        """Update the title, author, date, language and fetch record of a source whose text is unchanged."""
        current, body_id = (versions.c.source_id == id_) & (versions.c.state == "current"), text_id(document.text)
        with self._database.begin() as connection:
            language = connection.execute(select(versions.c.language).where(current)).scalar_one_or_none()
            before = language, text_structure.read_headings(connection, body_id)
            connection.execute(
                update(versions)
                .where(current)
                .values(title=document.title, author=document.author, date=document.date, language=document.language)
            )
            fetch_records.write(connection, id_, fetch_record)
            text_structure.write(connection, body_id, document)
            if before != (document.language, text_structure.read_headings(connection, body_id)):
                version_rows.count_change(connection)

    def set_kind(self, id_: str, kind: Kind) -> None:
        """Set the role of a source. There is one article: the article before becomes a document."""
        with self._database.begin() as connection:
            _set_kind(connection, id_, kind)

    def set_follows_links(self, id_: str, *, follows_links: bool) -> None:
        """Store whether Pincite follows the links of a source."""
        gone = delete(unfollowed).where(unfollowed.c.source_id == id_)
        row = upsert(unfollowed).values(source_id=id_).on_conflict_do_nothing()
        with self._database.begin() as connection:
            connection.execute(gone if follows_links else row)

    def list_unfollowed(self) -> set[str]:
        """Return the ids of the sources whose links Pincite does not follow."""
        with self._database.begin() as connection:
            return set(connection.execute(select(unfollowed.c.source_id)).scalars())

    def set_links(self, from_id: str, to: Sequence[tuple[str, str]], *, keep: bool = False) -> None:
        """Store the links of a source as ``(to id, link text)``, in order; targets that are not indexed are skipped.

        The links from before are deleted, unless ``keep`` is set.
        """
        with self._database.begin() as connection:
            known = set(connection.execute(select(sources.c.id)).scalars())
            if not keep:
                connection.execute(delete(links).where(links.c.from_id == from_id))
            for place, (to_id, words) in enumerate(to):
                if to_id in known and to_id != from_id:
                    connection.execute(
                        upsert(links)
                        .values(from_id=from_id, to_id=to_id, place=place, words=words)
                        .on_conflict_do_nothing()
                    )

    # Removing

    def list_stale_passages(self) -> list[int]:
        """Return ids of passages without a current version: replaced ones, and those of an unfinished run."""
        with self._database.begin() as connection:
            return version_rows.read_stale_passages(connection)

    def list_stale_fingerprints(self) -> set[str]:
        """Return the fingerprints of the stale passages."""
        with self._database.begin() as connection:
            return version_rows.read_stale_fingerprints(connection)

    def has_remains(self) -> bool:
        """Return whether a killed run left something that the next sweep deletes."""
        with self._database.begin() as connection:
            return version_rows.has_remains(connection)

    def list_unfinished_removals(self) -> list[Source]:
        """Return the sources whose removal began and was killed, each as its last version described it."""
        with self._database.begin() as connection:
            return source_rows.to_sources(connection, connection.execute(version_rows.select_unfinished_removals()))

    def list_retired_texts(self) -> set[str]:
        """Return the ids of texts that belong to retired versions alone."""
        now = select(versions.c.text_id).where(versions.c.state == "current")
        with self._database.begin() as connection:
            return set(
                connection.execute(
                    select(versions.c.text_id).where(versions.c.text_id.not_in(now)).distinct()
                ).scalars()
            )

    def list_version_texts(self) -> set[tuple[str, str]]:
        """Return the id of the source and the id of the text of each version."""
        with self._database.begin() as connection:
            rows = connection.execute(select(versions.c.source_id, versions.c.text_id))
            return {(source_id, text_id) for source_id, text_id in rows}

    def discard_texts(self, ids: Collection[str]) -> None:
        """Delete those of these texts that belong to retired versions alone."""
        old = sorted(self.list_retired_texts().intersection(ids))
        with self._database.begin() as connection:
            lock_until_commit(connection, _TEXTS_LOCK)
            for start in range(0, len(old), _BATCH):
                chosen = old[start : start + _BATCH]
                connection.execute(
                    delete(versions).where(versions.c.text_id.in_(chosen), versions.c.state == "retired")
                )
                unused = texts.c.id.not_in(select(versions.c.text_id))
                connection.execute(delete(texts).where(texts.c.id.in_(chosen), unused))

    def retire(self, source_ids: Sequence[str], list_ids: Collection[str] = ()) -> None:
        """Begin a removal in one transaction: no search sees the sources any more, and the next sweep deletes them.

        Args:
            source_ids: Sources; the failed pages that they led to are forgotten.
            list_ids: Lists to forget.
        """
        with self._database.begin() as connection:
            owned = select(sources.c.location).where(sources.c.id.in_(source_ids))
            parents = list(connection.execute(owned).scalars())
            crawl_state.forget(connection, list_ids, parents)
            connection.execute(update(versions).where(versions.c.source_id.in_(source_ids)).values(state="retired"))
            version_rows.count_change(connection)

    def delete_passages(self, passage_ids: Sequence[int]) -> None:
        """Delete passages and their terms."""
        with self._database.begin() as connection:
            for start in range(0, len(passage_ids), _BATCH):
                chosen = list(passage_ids[start : start + _BATCH])
                connection.execute(delete(passages).where(passages.c.id.in_(chosen)))
            get_term_index(connection).delete(connection, passage_ids)

    def delete_unused(self) -> None:
        """Delete unfinished versions, sources without a current version, and texts without a version."""
        with self._database.begin() as connection:
            lock_until_commit(connection, _TEXTS_LOCK)
            connection.execute(delete(versions).where(versions.c.state == "building"))
            connection.execute(delete(sources).where(sources.c.id.not_in(version_rows.select_owners())))
            # A retired version keeps its text while its source exists: a stored citation may point into the text.
            connection.execute(delete(texts).where(texts.c.id.not_in(select(versions.c.text_id))))


def _require(found: Source | None, id_: str) -> Source:
    if found is None:
        raise UnknownSourceError(f"No source has the id {id_.strip() or '“”'}; `pincite sources` lists them.")
    return found


def _set_kind(connection: Connection, id_: str, kind: Kind) -> None:
    if kind == "article":
        connection.execute(update(sources).where(sources.c.kind == "article").values(kind="document"))
    connection.execute(update(sources).where(sources.c.id == id_).values(kind=kind))


def _new_id(inserted: CursorResult[Any]) -> int:
    key = inserted.inserted_primary_key
    return int(key[0]) if key else 0
