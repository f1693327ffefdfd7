"""The tables of running the bot: who may use it, updates and messages on their way, jobs, votes."""

from sqlalchemy import BigInteger, Column, Float, ForeignKey, Index, Integer, String, Table

from bot.state.schema.answer_tables import metadata

# Who may use the bot. Times are seconds since 1970, UTC.

guests = Table(
    "guest",
    metadata,
    Column("user_id", BigInteger, primary_key=True),
    Column("invited_by", BigInteger, nullable=False),
    Column("created_at", Integer, nullable=False),
)

# The token of a link is not kept, only what recognises it.
invites = Table(
    "invite",
    metadata,
    Column("token_hash", String, primary_key=True),  # SHA-256, hexadecimal
    Column("role", String, nullable=False),
    Column("uses_left", Integer, nullable=False),
    Column("created_by", BigInteger, nullable=False),
    Column("created_at", Integer, nullable=False),
    Column("expires_at", Integer, nullable=False),
)

blocks = Table(
    "block",
    metadata,
    Column("user_id", BigInteger, primary_key=True),
    Column("blocked_by", BigInteger, nullable=False),
    Column("created_at", Integer, nullable=False),
)

question_counts = Table(
    "usage",
    metadata,
    Column("user_id", BigInteger, primary_key=True),
    Column("day", String, primary_key=True),  # YYYY-MM-DD, UTC
    Column("questions", Integer, nullable=False),
)

# What was said to somebody once and is not to be said again that day.
daily_notices = Table(
    "told",
    metadata,
    Column("user_id", BigInteger, primary_key=True),
    Column("what", String, primary_key=True),
    Column("day", String, nullable=False),
)

# Names are kept so that an admin can tell who is who, the language so that an alert speaks theirs.
users = Table(
    "person",
    metadata,
    Column("user_id", BigInteger, primary_key=True),
    Column("name", String, nullable=False),
    Column("username", String),
    Column("language", String),
    Column("seen_at", Integer, nullable=False),
)

# Chats that take no messages: the user blocked the bot, or the group removed it.
unreachable_chats = Table(
    "unreachable",
    metadata,
    Column("chat_id", BigInteger, primary_key=True),
    Column("since", Integer, nullable=False),
)

# On their way

# Every update is here before Telegram is told that it arrived; its body goes when it is dealt with.
updates = Table(
    "update",
    metadata,
    Column("update_id", BigInteger, primary_key=True),
    Column("body", String),  # as Telegram sent it; NULL once dealt with
    Column("tries", Integer, nullable=False),
    Column("received_at", Integer, nullable=False),
)

# An answer on its way, or a message of which nobody knows whether it arrived.
outbox_messages = Table(
    "parcel",
    metadata,
    Column("key", String, primary_key=True),
    Column("state", String, nullable=False),
    Column("answer_id", Integer, unique=True),
    Column("update_id", BigInteger, index=True),
    Column("chat_id", BigInteger, nullable=False),
    Column("thread_id", BigInteger),
    Column("reply_to", BigInteger),
    Column("language", String),
    Column("messages", String, nullable=False),  # JSON
    Column("message_ids", String, nullable=False),  # JSON: of those that arrived, in order
    Column("tries", Integer, nullable=False, server_default="0"),  # to say that it may be lost
    Column("created_at", Integer, nullable=False),
)

# What admins had done

jobs = Table(
    "job",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("state", String, nullable=False),
    Column("location", String, nullable=False),
    Column("title", String, nullable=False),
    Column("follow", Integer, nullable=False),  # 1: linked pages too
    Column("pages", Integer, nullable=False),  # expected, the source itself included
    Column("again", String),  # JSON: ids of what is read again; NULL where what is at the location is indexed
    Column("user_id", BigInteger, nullable=False),
    Column("chat_id", BigInteger, nullable=False),
    Column("message_id", BigInteger),  # shows how far it is
    Column("language", String),
    Column("created_at", Integer, nullable=False),
    Column("took_s", Float),
    sqlite_autoincrement=True,
)

# What was removed by one of these admins, for as long as that can be undone.
removals = Table(
    "withdrawal",
    metadata,
    Column("job_id", Integer, ForeignKey("job.id", ondelete="CASCADE"), primary_key=True),
    Column("body", String, nullable=False),  # JSON
    Column("created_at", Integer, nullable=False),
)

# What people made of answers

feedback = Table(
    "feedback",
    metadata,
    Column("answer_id", Integer, ForeignKey("answer.id", ondelete="CASCADE"), primary_key=True),
    Column("user_id", BigInteger, primary_key=True),
    Column("value", Integer, nullable=False),  # 1 or -1
    Column("created_at", Integer, nullable=False),
)

# What Telegram was last told about the bot, so that it is told again only after a change.
announcements = Table(
    "announced",
    metadata,
    Column("what", String, primary_key=True),
    Column("digest", String, nullable=False),
)

Index("job_state", jobs.c.state)
