"""Sources, their texts and passages, and the lexical index over them, in SQLite."""

from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import Connection, CursorResult, bindparam, delete, func, insert, select, text, update
from sqlalchemy.dialects.sqlite import insert as upsert

from index.catalog import fetch_records as receipts
from index.catalog import page_offsets as paging
from index.catalog.crawl_state import CrawlState
from index.catalog.database import Database
from index.catalog.fetch_records import FetchRecord
from index.catalog.passage_rows import NewPassage, to_columns, to_tokens
from index.catalog.schema import alone, links, passages, sources, texts, tokens, versions
from index.catalog.source_rows import current, to_sources
from index.errors import NothingIndexedError, OutdatedIndexError, UnknownSourceError
from index.types import Document, Kind, Source, source_id, text_id

_BATCH = 500  # SQLite takes a limited number of bound values in one statement


class Catalog:
    """What is indexed. Every method is one transaction; safe to call from several threads."""

    def __init__(self, database: Database) -> None:
        """Keep the catalog in ``database``, whose tables are those of ``index.catalog.schema``."""
        self._database = database
        self.leads = CrawlState(database)

    # Reading sources and texts

    def sources(self) -> list[Source]:
        """Every current source, in the order in which they were first indexed."""
        with self._database.begin() as connection:
            return to_sources(connection, connection.execute(current().order_by(sources.c.position)))

    def find(self, id_: str) -> Source | None:
        """One current source; None where there is none of that id."""
        with self._database.begin() as connection:
            return next(iter(to_sources(connection, connection.execute(current().where(sources.c.id == id_)))), None)

    def source(self, id_: str) -> Source:
        """One current source; raises ``UnknownSourceError``."""
        found = self.find(id_)
        if found is None:
            raise UnknownSourceError(f"No source has the id {id_}; `pincite sources` lists them.")
        return found

    def document(self, source: Source) -> Document:
        """What a source's current version was made of, its links included."""
        with self._database.begin() as connection:
            body = connection.execute(select(texts.c.body).where(texts.c.id == source.text_id)).scalar_one_or_none()
            receipt = receipts.read(connection, source.id)
            pages = paging.read(connection, source.text_id)
        links = receipt.links if receipt else ()
        return Document(body or "", source.title, source.author, source.date, source.language, links, pages)

    def receipt(self, id_: str) -> FetchRecord | None:
        """How a source's current version arrived; None where that is not known."""
        with self._database.begin() as connection:
            return receipts.read(connection, id_)

    def text(self, id_: str) -> str | None:
        """The stored text of that name, also of a retired version; None once its source was removed."""
        with self._database.begin() as connection:
            return connection.execute(select(texts.c.body).where(texts.c.id == id_)).scalar_one_or_none()

    def pages(self, text_id: str) -> tuple[int, ...]:
        """The offset at which each page of a stored text starts; empty where it has no pages."""
        with self._database.begin() as connection:
            return paging.read(connection, text_id)

    def fingerprints(self) -> set[str]:
        """The fingerprints of the current versions: one, unless the settings changed."""
        with self._database.begin() as connection:
            return set(
                connection.execute(
                    select(versions.c.fingerprint).where(versions.c.state == "current").distinct()
                ).scalars()
            )

    def fingerprint(self, id_: str) -> str | None:
        """The fingerprint of a source's current version."""
        wanted = select(versions.c.fingerprint).where(versions.c.source_id == id_, versions.c.state == "current")
        with self._database.begin() as connection:
            return connection.execute(wanted).scalar_one_or_none()

    def require(self, fingerprint: str) -> None:
        """Raise ``NothingIndexedError``, or ``OutdatedIndexError`` where another splitter or embedder was used."""
        found = self.fingerprints()
        if not found:
            raise NothingIndexedError("Nothing is indexed yet; run `pincite index LINK-OR-FILE` first.")
        if others := found - {fingerprint}:
            raise OutdatedIndexError(
                f"The index was made with {', '.join(sorted(others))}, and the settings now name {fingerprint}; "
                "run `pincite rebuild` to make it anew from the stored texts, or set the old embedder again."
            )

    def article(self) -> Source | None:
        """The article that the bot is about: the source of that kind, else the first that was indexed by name."""
        found = [source for source in self.sources() if source.kind != "linked"]
        return next((source for source in found if source.kind == "article"), found[0] if found else None)

    # Writing a version: begin, add passages, publish

    def begin(self, location: str, kind: Kind, document: Document, fingerprint: str) -> int:
        """Store a text and open a version for it, invisible until ``publish``; returns the version's id."""
        id_ = source_id(location)
        body_id = text_id(document.text)
        with self._database.begin() as connection:
            connection.execute(upsert(texts).values(id=body_id, body=document.text).on_conflict_do_nothing())
            paging.write(connection, body_id, document.pages)
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
        """Write passages of a version that is being built; returns their ids, which follow each other."""
        if not rows:
            return []
        with self._database.begin() as connection:
            columns = [{"version_id": version, **to_columns(row)} for row in rows]
            # The first one takes the write lock and the next id; the others' ids follow it.
            first = _new_id(connection.execute(insert(passages).values(columns[0])))
            ids = list(range(first, first + len(rows)))
            if more := [{"id": id_, **row} for id_, row in zip(ids[1:], columns[1:], strict=True)]:
                connection.execute(insert(passages), more)
            connection.execute(
                text("INSERT INTO passage_fts (rowid, terms) VALUES (:id, :terms)"),
                [{"id": id_, "terms": row.terms} for id_, row in zip(ids, rows, strict=True)],
            )
            kept = [to_tokens(id_, row.tokens) for id_, row in zip(ids, rows, strict=True) if row.tokens]
            if kept:
                connection.execute(insert(tokens), kept)
        return ids

    def publish(self, version: int, receipt: FetchRecord | None = None, kind: Kind | None = None) -> None:
        """Make a built version the current one of its source; the one before is retired in the same transaction.

        Args:
            version: As ``begin`` gave it.
            receipt: How the version arrived; the one before stays if None.
            kind: What the source is to the bot; as it was if None.
        """
        with self._database.begin() as connection:
            owner = connection.execute(select(versions.c.source_id).where(versions.c.id == version)).scalar_one()
            connection.execute(
                update(versions)
                .where(versions.c.source_id == owner, versions.c.state == "current")
                .values(state="retired")
            )
            count = select(func.count()).where(passages.c.version_id == version).scalar_subquery()
            connection.execute(update(versions).where(versions.c.id == version).values(state="current", passages=count))
            if receipt is not None:
                receipts.write(connection, owner, receipt)
            if kind is not None:
                _set_kind(connection, owner, kind)

    def describe(self, id_: str, document: Document, receipt: FetchRecord) -> None:
        """Update what is known about a source whose text is unchanged: title, author, date, and how it arrived."""
        with self._database.begin() as connection:
            connection.execute(
                update(versions)
                .where(versions.c.source_id == id_, versions.c.state == "current")
                .values(title=document.title, author=document.author, date=document.date, language=document.language)
            )
            receipts.write(connection, id_, receipt)
            paging.write(connection, text_id(document.text), document.pages)

    def set_kind(self, id_: str, kind: Kind) -> None:
        """Say what a source is to the bot. There is one article: the one before becomes a document."""
        with self._database.begin() as connection:
            _set_kind(connection, id_, kind)

    def set_alone(self, id_: str, *, is_alone: bool) -> None:
        """Say whether a source is indexed without what it links to."""
        row = upsert(alone).values(source_id=id_).on_conflict_do_nothing()
        with self._database.begin() as connection:
            connection.execute(row if is_alone else delete(alone).where(alone.c.source_id == id_))

    def alone(self) -> set[str]:
        """Ids of the sources that are indexed without what they link to."""
        with self._database.begin() as connection:
            return set(connection.execute(select(alone.c.source_id)).scalars())

    def set_links(self, from_id: str, to: Sequence[tuple[str, str]], *, keep: bool = False) -> None:
        """Note the links of a source as ``(to id, words)``, in order; targets that are not indexed are skipped.

        Those that were noted before go, unless they are to be kept.
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

    def stale_passages(self) -> list[int]:
        """Ids of passages that no current version owns: replaced, or left by a run that did not finish."""
        with self._database.begin() as connection:
            rows = select(passages.c.id).join(versions).where(versions.c.state != "current")
            return list(connection.execute(rows).scalars())

    def old_texts(self) -> set[str]:
        """Names of the texts that only retired versions have."""
        now = select(versions.c.text_id).where(versions.c.state == "current")
        with self._database.begin() as connection:
            return set(
                connection.execute(
                    select(versions.c.text_id).where(versions.c.text_id.not_in(now)).distinct()
                ).scalars()
            )

    def discard_texts(self, ids: Collection[str]) -> None:
        """Delete those of these texts that are only of retired versions by now."""
        old = sorted(self.old_texts().intersection(ids))
        with self._database.begin() as connection:
            for start in range(0, len(old), _BATCH):
                chosen = old[start : start + _BATCH]
                connection.execute(
                    delete(versions).where(versions.c.text_id.in_(chosen), versions.c.state == "retired")
                )
                unused = texts.c.id.not_in(select(versions.c.text_id))
                connection.execute(delete(texts).where(texts.c.id.in_(chosen), unused))

    def retire(self, source_ids: Sequence[str]) -> None:
        """Take sources out of use; ``discard`` then deletes what they leave."""
        with self._database.begin() as connection:
            connection.execute(update(versions).where(versions.c.source_id.in_(source_ids)).values(state="retired"))

    def discard(self, passage_ids: Sequence[int]) -> None:
        """Delete passages, unfinished versions, sources without a current version, and texts that nothing needs."""
        with self._database.begin() as connection:
            for start in range(0, len(passage_ids), _BATCH):
                chosen = list(passage_ids[start : start + _BATCH])
                connection.execute(delete(passages).where(passages.c.id.in_(chosen)))
                gone = text("DELETE FROM passage_fts WHERE rowid IN :ids").bindparams(bindparam("ids", expanding=True))
                connection.execute(gone, {"ids": chosen})
            connection.execute(delete(versions).where(versions.c.state == "building"))
            in_use = select(versions.c.source_id).where(versions.c.state == "current")
            connection.execute(delete(sources).where(sources.c.id.not_in(in_use)))
            # A retired version keeps its text as long as its source is there: a stored citation may point into it.
            connection.execute(delete(texts).where(texts.c.id.not_in(select(versions.c.text_id))))


def _set_kind(connection: Connection, id_: str, kind: Kind) -> None:
    if kind == "article":
        connection.execute(update(sources).where(sources.c.kind == "article").values(kind="document"))
    connection.execute(update(sources).where(sources.c.id == id_).values(kind=kind))


def _new_id(inserted: CursorResult[Any]) -> int:
    key = inserted.inserted_primary_key
    return int(key[0]) if key else 0
