"""Tables of answers with their messages and citations, of admins, the pending claim and token counts."""

from typing import Any

from sqlalchemy import BigInteger, Column, Float, ForeignKey, Integer, MetaData, String, Table

VERSION = 16
"""The version of the schema: of these tables, ``operation_tables`` and ``conversation_tables``.

A new table or column needs a new version; a column that may not be NULL needs a default too.
"""

metadata = MetaData()


def citation_columns() -> list[Column[Any]]:
    """Return the columns that a pressed button shows; they copy the source's data, so they outlive the source."""
    return [
        Column("source_id", String, nullable=False),
        Column("text_id", String, nullable=False),
        Column("start", Integer, nullable=False),
        Column("end", Integer, nullable=False),
        Column("context_start", Integer, nullable=False),
        Column("context_end", Integer, nullable=False),
        Column("page", Integer),  # from 1, where the source has pages
        Column("section", String),  # JSON: the headings above the quote, the outermost first
        Column("head", String),  # JSON: start, end and characters of the head row above a row of a table
        Column("also", String),  # JSON: the ids of other sources with the same words
        Column("recognized", Integer),  # 1 where a part of the quote was read from a picture
        Column("title", String, nullable=False),
        Column("author", String),
        Column("date", String),
        Column("location", String, nullable=False),
        Column("kind", String, nullable=False),
        Column("link", String),
        Column("quote", String, nullable=False),
    ]


answers = Table(
    "answer",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("chat_id", BigInteger, nullable=False),
    Column("thread_id", BigInteger),
    Column("user_id", BigInteger, nullable=False),
    Column("question", String, nullable=False),
    Column("follows", Integer),  # the id of the answer that the question follows on
    Column("status", String, nullable=False),
    Column(
        "text", String, nullable=False, server_default=""
    ),  # statements with their numbers; empty where the sources do not say
    Column("parts", String),  # JSON: question, mode, text, quotes, caveat of each; NULL for one question
    Column("caveat", String),  # why quotes do not surely answer; NULL if they do
    Column("mode", String, nullable=False, server_default="quotes"),
    Column("notice", String),
    Column("language", String, nullable=False, server_default="und"),  # of the question
    Column("took_ms", Float, nullable=False, server_default="0"),
    Column("model", String),  # NULL for quotes, as are the prompts: name@version, separated by commas
    Column("prompts", String),
    Column("prompt_tokens", BigInteger, nullable=False, server_default="0"),
    Column("completion_tokens", BigInteger, nullable=False, server_default="0"),
    Column("created_at", BigInteger, nullable=False),  # seconds since 1970, UTC
    Column("share_key", String),  # of the link that shows the answer to others; NULL without quotes
    Column("replaced_by", Integer),  # the id of the answer to the edited question; NULL for most
    sqlite_autoincrement=True,  # an id is never used twice
)

# A long answer takes several messages.
messages = Table(
    "message",
    metadata,
    Column("answer_id", Integer, ForeignKey("answer.id", ondelete="CASCADE"), primary_key=True),
    Column("message_id", BigInteger, primary_key=True),
)

citations = Table(
    "citation",
    metadata,
    Column("key", String, primary_key=True),
    Column("answer_id", Integer, ForeignKey("answer.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("n", Integer, nullable=False),
    *citation_columns(),
)

admins = Table(
    "admin",
    metadata,
    Column("user_id", BigInteger, primary_key=True),
    Column("claimed_at", BigInteger, nullable=False),
)

# One row at most: the link that was printed last. The hash recognizes the token; the token is not stored.
claims = Table(
    "claim",
    metadata,
    Column("token_hash", String, primary_key=True),  # SHA-256, hexadecimal
    Column("created_at", BigInteger, nullable=False),
)


# Calls and tokens of the language model by day (UTC, YYYY-MM-DD) and user; an empty user is none in particular.
token_usage = Table(
    "spending",
    metadata,
    Column("day", String, primary_key=True),
    Column("asker", String, primary_key=True),
    Column("calls", BigInteger, nullable=False),
    Column("prompt_tokens", BigInteger, nullable=False),
    Column("completion_tokens", BigInteger, nullable=False),
)
