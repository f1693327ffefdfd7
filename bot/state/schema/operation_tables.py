"""Tables of access, users, replicas, the inbox, the outbox, index jobs and votes."""

from sqlalchemy import BigInteger, Column, Float, ForeignKey, Index, Integer, LargeBinary, String, Table

from bot.state.schema.answer_tables import metadata

# Access. Times are seconds since 1970, UTC.

guests = Table(
    "guest",
    metadata,
    Column("user_id", BigInteger, primary_key=True),
    Column("invited_by", BigInteger, nullable=False),
    Column("created_at", BigInteger, nullable=False),
)

# The hash recognizes the token of a link; the token is not stored.
invites = Table(
    "invite",
    metadata,
    Column("token_hash", String, primary_key=True),  # SHA-256, hexadecimal
    Column("role", String, nullable=False),
    Column("uses_left", Integer, nullable=False),
    Column("created_by", BigInteger, nullable=False),
    Column("created_at", BigInteger, nullable=False),
    Column("expires_at", BigInteger, nullable=False),
)

blocks = Table(
    "block",
    metadata,
    Column("user_id", BigInteger, primary_key=True),
    Column("blocked_by", BigInteger, nullable=False),
    Column("created_at", BigInteger, nullable=False),
)

# The settings name a group by the id that it had before Telegram made it a supergroup.
moved_groups = Table(
    "moved_group",
    metadata,
    Column("new_id", BigInteger, primary_key=True),
    Column("old_id", BigInteger, nullable=False),
)

question_counts = Table(
    "usage",
    metadata,
    Column("user_id", BigInteger, primary_key=True),
    Column("day", String, primary_key=True),  # YYYY-MM-DD, UTC
    Column("questions", Integer, nullable=False),
)

# The requests of each user within the last minute, where several processes share the database.
recent_requests = Table(
    "recent_request",
    metadata,
    Column("kind", String, primary_key=True),
    Column("user_id", BigInteger, primary_key=True),
    Column("times", String, nullable=False),  # JSON: seconds since 1970, by the clock of the database
    Column("warned_until", Float, nullable=False),  # by the same clock; until then the user knows the limit
    Column("seen_at", Float, nullable=False),  # the last request, also one over the limit
)

# Seconds of recordings that were transcribed.
voice_seconds = Table(
    "voice_seconds",
    metadata,
    Column("user_id", BigInteger, primary_key=True),
    Column("day", String, primary_key=True),  # YYYY-MM-DD, UTC
    Column("seconds", Integer, nullable=False),
)

# The last day on which a user got a notice that comes once a day at most.
daily_notices = Table(
    "told",
    metadata,
    Column("user_id", BigInteger, primary_key=True),
    Column("what", String, primary_key=True),
    Column("day", String, nullable=False),
)

# The names let an admin tell users apart; the language is that of alerts to the user.
users = Table(
    "person",
    metadata,
    Column("user_id", BigInteger, primary_key=True),
    Column("name", String, nullable=False),
    Column("username", String),
    Column("language", String),
    Column("seen_at", BigInteger, nullable=False),
)

# Chats that refuse messages: the user blocked the bot, or the group removed it.
unreachable_chats = Table(
    "unreachable",
    metadata,
    Column("chat_id", BigInteger, primary_key=True),
    Column("since", BigInteger, nullable=False),
)

# Replicas, inbox and outbox

# The processes that answer on the same PostgreSQL database. A replica whose row is deleted may not write any more.
replicas = Table(
    "replica",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("started_at", Float, nullable=False),  # seconds since 1970, by the clock of the database
    Column("seen_at", Float, nullable=False),  # the last heartbeat, by the same clock
    Column("is_alone", Integer, nullable=False),  # 1: its vectors are in its own folder, so it admits no other
    sqlite_autoincrement=True,  # an id is never used twice
)

# An update is stored before the bot confirms it to Telegram; its body is deleted when it is handled.
updates = Table(
    "update",
    metadata,
    Column("update_id", BigInteger, primary_key=True),
    Column("body", String),  # as Telegram sent it; NULL once handled
    Column("tries", Integer, nullable=False),
    Column("received_at", BigInteger, nullable=False),
    # For replicas: updates of one conversation and urgency are handled in order.
    Column("conversation", String),  # chat and topic; NULL for an update that waits for no other
    Column("is_urgent", Integer, nullable=False, server_default="0"),
    Column("is_crowded", Integer, nullable=False, server_default="0"),  # 1: others of the conversation waited
    Column("owner", Integer),  # the replica that handles it; NULL while none does
)
Index(
    "update_pending",
    updates.c.conversation,
    updates.c.update_id,
    postgresql_where=updates.c.body.is_not(None),
    sqlite_where=updates.c.body.is_not(None),
)

# An answer on its way, or messages that perhaps did not arrive.
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
    Column("message_ids", String, nullable=False),  # JSON: the ids of the messages that arrived, in order
    Column("tries", Integer, nullable=False, server_default="0"),  # of telling the user that it may be lost
    Column("created_at", BigInteger, nullable=False),
    Column("owner", Integer),  # the replica that sends it
)

# Index jobs

jobs = Table(
    "job",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("state", String, nullable=False),
    Column("location", String, nullable=False),
    Column("title", String, nullable=False),
    Column("follow", Integer, nullable=False),  # 1: linked pages too
    Column("pages", Integer, nullable=False),  # expected, the source itself included
    Column("again", String),  # JSON: ids to re-index; NULL where the location is indexed
    Column("user_id", BigInteger, nullable=False),
    Column("chat_id", BigInteger, nullable=False),
    Column("message_id", BigInteger),  # shows the progress
    Column("language", String),
    Column("created_at", BigInteger, nullable=False),
    Column("took_s", Float),
    Column("question", String),  # to answer once the source is indexed; NULL without one
    Column("question_tries", Integer, nullable=False, server_default="0"),  # to answer it
    Column("owner", Integer),  # the replica that runs it
    Column("is_stopped", Integer, nullable=False, server_default="0"),  # 1: an admin wants the running job to end
    Column("tries", Integer, nullable=False, server_default="0"),  # to run it; more than one if the process ended
    sqlite_autoincrement=True,
)

# The data that undo a removal, for a day.
removals = Table(
    "withdrawal",
    metadata,
    Column("job_id", Integer, ForeignKey("job.id", ondelete="CASCADE"), primary_key=True),
    Column("body", String, nullable=False),  # JSON
    Column("created_at", BigInteger, nullable=False),
)

# Files that admins uploaded, for the replicas that did not receive them.
uploads = Table(
    "upload",
    metadata,
    Column("name", String, primary_key=True),  # the path in the folder of uploads
    Column("digest", String, nullable=False),  # SHA-256 of title and content, hexadecimal
    Column("title", String),  # that the admin gave the file; NULL for the one that the file states
    Column("body", LargeBinary, nullable=False),
)

# Votes on answers

feedback = Table(
    "feedback",
    metadata,
    Column("answer_id", Integer, ForeignKey("answer.id", ondelete="CASCADE"), primary_key=True),
    Column("user_id", BigInteger, primary_key=True),
    Column("value", Integer, nullable=False),  # 1 or -1
    Column("reason", String),  # of a dislike, if the user gave one
    Column("created_at", BigInteger, nullable=False),
)

# The versions of the bot's profile and commands that Telegram has; the bot sends them again only after a change.
announcements = Table(
    "announced",
    metadata,
    Column("what", String, primary_key=True),
    Column("digest", String, nullable=False),
)

Index("job_state", jobs.c.state)

# The last runs of tasks that run at an interval.
schedules = Table(
    "schedule",
    metadata,
    Column("task", String, primary_key=True),
    Column("ran_at", BigInteger, nullable=False),  # seconds since 1970, UTC
)

# Answers of a language model for all replicas, for a day.
cached_answers = Table(
    "cached_answer",
    metadata,
    Column("key", String, primary_key=True),  # SHA-256, hexadecimal, of all that the answer depends on
    Column("body", String, nullable=False),  # JSON, without the question
    Column("created_at", BigInteger, nullable=False),
)

# Tokens of programs that use the API. The hash recognizes a token; the token is not stored.
api_tokens = Table(
    "api_token",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("token_hash", String, nullable=False, unique=True),  # SHA-256, hexadecimal
    Column("name", String, nullable=False),
    Column("scopes", String, nullable=False),  # separated by commas
    Column("created_at", BigInteger, nullable=False),
    Column("used_on", String),  # the day of the last request, YYYY-MM-DD, UTC
    sqlite_autoincrement=True,  # an id is never used twice
)
