"""The tables of asking: where a conversation begins, where it looks, who may ask in a group, what buttons stand for."""

from sqlalchemy import BigInteger, Column, Integer, String, Table

from bot.state.schema.answer_tables import citation_columns, metadata

NO_TOPIC = 0
"""The topic of a chat without topics, since a key may not be NULL."""

# The last answer that a chat and topic has forgotten: memory begins after it.
conversation_starts = Table(
    "forgotten",
    metadata,
    Column("chat_id", BigInteger, primary_key=True),
    Column("thread_id", BigInteger, primary_key=True),
    Column("answer_id", Integer, nullable=False),
)

# Sources that a chat and topic looks in; without a row it looks in all of them.
chosen_sources = Table(
    "chosen_source",
    metadata,
    Column("chat_id", BigInteger, primary_key=True),
    Column("thread_id", BigInteger, primary_key=True),
    Column("source_id", String, primary_key=True),
)

# Groups in which not everybody may ask.
restricted_groups = Table(
    "restricted_group",
    metadata,
    Column("chat_id", BigInteger, primary_key=True),
)

# Questions behind buttons.
offered_questions = Table(
    "offered_question",
    metadata,
    Column("fingerprint", String, primary_key=True),
    Column("question", String, nullable=False),
)

# Passages that were sent from the inline mode; the key follows from the place, so the same one is kept once.
pinned_citations = Table(
    "pin",
    metadata,
    Column("key", String, primary_key=True),
    *citation_columns(),
    Column("created_at", Integer, nullable=False),
)
