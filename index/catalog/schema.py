"""The tables of the catalog: sources, their versions, texts and passages, and the lexical index."""

import uuid

from sqlalchemy import (
    BigInteger,
    Column,
    Connection,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    inspect,
    text,
)

from index.catalog.database import Database, Location, complete
from index.catalog.engines.layout import Layout
from index.catalog.engines.statements import is_postgresql, upsert
from index.catalog.engines.term_index import copy_terms, get_term_index

VERSION = 11
"""The layout version; a newer Pincite has a higher one. Version 1 had no ``passage_tokens``, 2 no ``receipt``, 3 no
``text_pages``, 4 no ``list`` and ``missed``, 5 no ``alone``, 7 no ``text_headings``, 8 no ``text_recognized``, 9 no
``identity.changes``, 10 no ``original_file``; up to 6, ``passage`` had a ``vector``."""

metadata = MetaData()
server_metadata = MetaData()

# One row: the id that the vector store and the vector files of this catalog carry, and how often its current versions
# changed.
identity = Table(
    "identity",
    metadata,
    Column("row", Integer, primary_key=True),  # 1
    Column("id", String, nullable=False),
    Column("changes", BigInteger, nullable=False, server_default="0"),
)

texts = Table(
    "text",
    metadata,
    Column("id", String, primary_key=True),  # SHA-256 of the body
    Column("body", String, nullable=False),
)

# Only for texts that have pages.
text_pages = Table(
    "text_pages",
    metadata,
    Column("text_id", String, ForeignKey("text.id", ondelete="CASCADE"), primary_key=True),
    Column("starts", LargeBinary, nullable=False),  # int32, (pages,)
)

# Only for texts that have headings.
text_headings = Table(
    "text_headings",
    metadata,
    Column("text_id", String, ForeignKey("text.id", ondelete="CASCADE"), primary_key=True),
    Column("headings", LargeBinary, nullable=False),  # int32, (headings, 3): start, end, level
)

# Only for texts with pages that were read from a picture.
text_recognized = Table(
    "text_recognized",
    metadata,
    Column("text_id", String, ForeignKey("text.id", ondelete="CASCADE"), primary_key=True),
    Column("pages", LargeBinary, nullable=False),  # int32, (pages,), from 1
)

sources = Table(
    "source",
    metadata,
    Column("position", Integer, primary_key=True, autoincrement=True),
    Column("id", String, nullable=False, unique=True),
    Column("location", String, nullable=False, unique=True),
    Column("kind", String, nullable=False),
)

# A version is "building" while its passages and vectors are written, "current" once it is complete, and "retired" after
# the next version replaced it. A stored citation of a retired version still finds its text.
versions = Table(
    "version",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("source_id", String, ForeignKey("source.id", ondelete="CASCADE"), nullable=False),
    Column("text_id", String, ForeignKey("text.id"), nullable=False),
    Column("fingerprint", String, nullable=False),
    Column("state", String, nullable=False),
    Column("title", String, nullable=False),
    Column("author", String),
    Column("date", String),
    Column("language", String, nullable=False),
    Column("passages", Integer, nullable=False, default=0),
    Index("version_by_source", "source_id", "state"),
)

passages = Table(
    "passage",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("version_id", Integer, ForeignKey("version.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("start", Integer, nullable=False),
    Column("end", Integer, nullable=False),
    Column("sentences", LargeBinary, nullable=False),  # int32, (sentences, 2)
    Column("sentence_vectors", LargeBinary, nullable=False),  # float16, (sentences, dimension)
    sqlite_autoincrement=True,  # an id is never used twice: it is also the id in the vector store
)

# Passage vectors of a catalog of layout 6 or older that are not in the vector store yet.
unmoved_vectors = Table(
    "unmoved_vector",
    metadata,
    Column("passage_id", Integer, ForeignKey("passage.id", ondelete="CASCADE"), primary_key=True),
    Column("vector", LargeBinary, nullable=False),  # float16, (dimension,)
)

# A table of its own, because a question needs the token states of a few passages only.
tokens = Table(
    "passage_tokens",
    metadata,
    Column("passage_id", Integer, ForeignKey("passage.id", ondelete="CASCADE"), primary_key=True),
    Column("starts", LargeBinary, nullable=False),  # uint16, (tokens,)
    Column("codes", LargeBinary, nullable=False),  # uint8, (tokens, bytes)
)

links = Table(
    "link",
    metadata,
    Column("from_id", String, ForeignKey("source.id", ondelete="CASCADE"), primary_key=True),
    Column("to_id", String, ForeignKey("source.id", ondelete="CASCADE"), primary_key=True),
    Column("place", Integer, nullable=False),
    Column("words", String, nullable=False),
)

# Sources whose links Pincite does not follow.
unfollowed = Table(
    "alone",
    metadata,
    Column("source_id", String, ForeignKey("source.id", ondelete="CASCADE"), primary_key=True),
)

# The fetch record of a source's current version. A source without one is read again.
fetch_records = Table(
    "receipt",
    metadata,
    Column("source_id", String, ForeignKey("source.id", ondelete="CASCADE"), primary_key=True),
    Column("reader", String, nullable=False),
    Column("digest", String, nullable=False),  # SHA-256, hexadecimal
    Column("etag", String),
    Column("last_modified", String),
    Column("links", String, nullable=False),  # JSON: [[target, words], …]
    Column("checked_at", BigInteger, nullable=False),  # seconds since 1970, UTC
)

# Folders, sitemaps and feeds that a user named, and the lists nested in them: read again to find new pages.
lists = Table(
    "list",
    metadata,
    Column("position", Integer, primary_key=True, autoincrement=True),
    Column("id", String, nullable=False, unique=True),  # derived from the location, as a source's id
    Column("location", String, nullable=False),
    Column("title", String, nullable=False),
    Column("targets", String, nullable=False),  # JSON: [location, …], at the last reading
    Column("nested", Integer, nullable=False),  # 1 where another list leads to it
)

# Pages that a source or list led to, and that Pincite could not read.
failed_pages = Table(
    "missed",
    metadata,
    Column("id", String, primary_key=True),  # the id that a source at this location would have
    Column("location", String, nullable=False),
    Column("kind", String, nullable=False),
    Column("parent", String, nullable=False),  # the location of the source or list that led to the page
    Column("reason", String, nullable=False),
    Column("tried_at", BigInteger, nullable=False),  # seconds since 1970, UTC
)

# The PDF files of the sources, for all processes; beside SQLite files they are in a folder.
original_files = Table(
    "original_file",
    server_metadata,
    Column("source_id", String, primary_key=True),
    Column("text_id", String, primary_key=True),  # SHA-256 of the text that was read from the file
    Column("size", BigInteger, nullable=False),
    Column("used_at", BigInteger, nullable=False),  # seconds since 1970, UTC
    Column("body", LargeBinary, nullable=False),
)

_SET_ASIDE = (
    "INSERT INTO unmoved_vector SELECT passage.id, vector FROM passage JOIN version ON version.id = version_id "
    "WHERE state = 'current'"
)


def open_catalog(location: Location) -> Database:
    """Open the catalog's tables; raises ``StoreError`` if Pincite cannot use them."""
    return Database(location, LAYOUT)


def _create(connection: Connection) -> None:
    """Create the missing tables and columns, and set the passage vectors of an older layout aside."""
    if not is_postgresql(connection):
        connection.exec_driver_sql("BEGIN IMMEDIATE")  # a process that is killed here leaves the old layout
    complete(connection, metadata)
    if is_postgresql(connection):
        complete(connection, server_metadata)
    get_term_index(connection).create(connection)
    connection.execute(upsert(identity).values(row=1, id=uuid.uuid4().hex).on_conflict_do_nothing())
    if "vector" in {column["name"] for column in inspect(connection).get_columns("passage")}:
        connection.execute(text(_SET_ASIDE))
        connection.execute(text("ALTER TABLE passage DROP COLUMN vector"))


LAYOUT = Layout(
    store="catalog",
    version=VERSION,
    since=1,
    metadata=metadata,
    create=_create,
    remedy="and index again",
    replacement="and index again with `pincite index --new-catalog`",
    new_rows=frozenset({identity.name}),
    copy_rest=copy_terms,
    server_metadata=server_metadata,
)
