"""The tables of the catalog: sources, their versions, texts and passages, and the lexical index."""

from pathlib import Path

from sqlalchemy import (
    Column,
    Connection,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    text,
)

from index.catalog.database import Database

VERSION = 6
"""Of the tables below; a higher one means a newer Pincite. Version 1 had no ``passage_tokens``, 2 no ``receipt``, 3 no
``text_pages``, 4 no ``list`` and ``missed``, 5 no ``alone``."""

metadata = MetaData()

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

sources = Table(
    "source",
    metadata,
    Column("position", Integer, primary_key=True, autoincrement=True),
    Column("id", String, nullable=False, unique=True),
    Column("location", String, nullable=False, unique=True),
    Column("kind", String, nullable=False),
)

# One reading of a source: "building" while its passages and vectors are written, "current" once all of it is there,
# "retired" after the next one took its place. A stored citation of a retired version still finds its text.
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

# The vectors stand before the sentences, so that a scan over them need not read the longer columns.
passages = Table(
    "passage",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("version_id", Integer, ForeignKey("version.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("start", Integer, nullable=False),
    Column("end", Integer, nullable=False),
    Column("vector", LargeBinary, nullable=False),  # float16, (dimension,)
    Column("sentences", LargeBinary, nullable=False),  # int32, (sentences, 2)
    Column("sentence_vectors", LargeBinary, nullable=False),  # float16, (sentences, dimension)
    sqlite_autoincrement=True,  # an id is never used twice: it is the vector's id in Chroma as well
)

# Apart from the passages, since only those that a question comes near to are read with their tokens.
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

# Sources that were indexed without what they link to.
alone = Table(
    "alone",
    metadata,
    Column("source_id", String, ForeignKey("source.id", ondelete="CASCADE"), primary_key=True),
)

# How the current version of a source arrived. A source without one is read anew.
receipts = Table(
    "receipt",
    metadata,
    Column("source_id", String, ForeignKey("source.id", ondelete="CASCADE"), primary_key=True),
    Column("reader", String, nullable=False),
    Column("digest", String, nullable=False),  # SHA-256, hexadecimal
    Column("etag", String),
    Column("last_modified", String),
    Column("links", String, nullable=False),  # JSON: [[target, words], …]
    Column("checked_at", Integer, nullable=False),  # seconds since 1970, UTC
)

# Folders, sitemaps and feeds that were named, and the lists that they lead to: read again for what is new in them.
lists = Table(
    "list",
    metadata,
    Column("position", Integer, primary_key=True, autoincrement=True),
    Column("id", String, nullable=False, unique=True),  # of the location, as a source's
    Column("location", String, nullable=False),
    Column("title", String, nullable=False),
    Column("targets", String, nullable=False),  # JSON: [location, …], as it was read last
    Column("nested", Integer, nullable=False),  # 1 where another list leads to it
)

# Pages that a source or list led to, and that could not be read.
missed = Table(
    "missed",
    metadata,
    Column("id", String, primary_key=True),  # what its source's would be
    Column("location", String, nullable=False),
    Column("kind", String, nullable=False),
    Column("parent", String, nullable=False),  # the location of what led to it
    Column("reason", String, nullable=False),
    Column("tried_at", Integer, nullable=False),  # seconds since 1970, UTC
)

# The terms are folded and parted by spaces already (index.text.analyzer), so the tokenizer has only to keep them whole.
_LEXICAL = (
    "CREATE VIRTUAL TABLE IF NOT EXISTS passage_fts USING fts5("
    "terms, tokenize = \"unicode61 remove_diacritics 0 categories 'L* N* M* Co'\")"
)


def open_catalog(path: Path) -> Database:
    """The catalog's database; raises ``StoreError`` where it cannot be used."""
    return Database(path, version=VERSION, since=1, create=_create, remedy="and index again")


def _create(connection: Connection) -> None:
    """Make the tables that are not there."""
    metadata.create_all(connection)
    connection.execute(text(_LEXICAL))
