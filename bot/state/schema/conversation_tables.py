"""Tables of conversations: their starts, chosen sources, restricted groups, and the data of buttons."""

from sqlalchemy import BigInteger, Column, ForeignKey, Integer, String, Table

from bot.state.schema.answer_tables import citation_columns, metadata

NO_TOPIC = 0
"""The topic id of a chat without topics, because a key column may not be NULL."""

# The last answer before the start of a conversation: earlier turns are not remembered.
conversation_starts = Table(
    "forgotten",
    metadata,
    Column("chat_id", BigInteger, primary_key=True),
    Column("thread_id", BigInteger, primary_key=True),
    Column("answer_id", Integer, nullable=False),
)

# The latest question of each user in each chat and topic: an edit of it is answered again.
latest_questions = Table(
    "latest_question",
    metadata,
    Column("chat_id", BigInteger, primary_key=True),
    Column("thread_id", BigInteger, primary_key=True),
    Column("user_id", BigInteger, primary_key=True),
    Column("message_id", BigInteger, nullable=False),
    Column("fingerprint", String, nullable=False),  # of its text: Telegram reports edits that change no word
    Column("answer_id", Integer),  # NULL if the reply is no stored answer
    Column("reply_ids", String, nullable=False),  # JSON: the messages with the reply, in order
    Column("asked_at", BigInteger, nullable=False),
)

# The sources that a chat and topic searches; no row means all sources.
chosen_sources = Table(
    "chosen_source",
    metadata,
    Column("chat_id", BigInteger, primary_key=True),
    Column("thread_id", BigInteger, primary_key=True),
    Column("source_id", String, primary_key=True),
)

# Groups in which only admins may ask.
restricted_groups = Table(
    "restricted_group",
    metadata,
    Column("chat_id", BigInteger, primary_key=True),
)

# The questions of buttons.
offered_questions = Table(
    "offered_question",
    metadata,
    Column("fingerprint", String, primary_key=True),
    Column("question", String, nullable=False),
)

# Passages that users sent in the inline mode; the key is a hash of the place, so each is stored once.
pinned_citations = Table(
    "pin",
    metadata,
    Column("key", String, primary_key=True),
    *citation_columns(),
    Column("created_at", BigInteger, nullable=False),
)

# The message with a passage below each answer message in a private chat: the next press edits it.
passage_messages = Table(
    "passage_message",
    metadata,
    Column("chat_id", BigInteger, primary_key=True),
    Column("message_id", BigInteger, primary_key=True),
    Column("passage_id", BigInteger, nullable=False),
)

# Users who want to know when cited words change.
watched_citations = Table(
    "watched_citation",
    metadata,
    Column("key", String, primary_key=True),  # of a citation of an answer, or of a pinned one
    Column("user_id", BigInteger, primary_key=True),
    Column("chat_id", BigInteger, nullable=False),
    Column("thread_id", BigInteger),
    Column("language", String, nullable=False),
    Column("seen_text_id", String, nullable=False),  # the version that was compared last
)

# Users who want to know when the sources answer their question.
awaited_answers = Table(
    "awaited_answer",
    metadata,
    Column("answer_id", Integer, ForeignKey("answer.id", ondelete="CASCADE"), primary_key=True),
    Column("user_id", BigInteger, primary_key=True),
    Column("chat_id", BigInteger, nullable=False),
    Column("thread_id", BigInteger),
    Column("language", String, nullable=False),
)

# Questions that an admin dismissed from the list of unanswered ones, as they are grouped.
dismissed_questions = Table(
    "dismissed_question",
    metadata,
    Column("question", String, primary_key=True),
)
