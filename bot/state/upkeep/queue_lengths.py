"""The lengths of the stored queues: updates to handle, messages to send, index jobs to run."""

from sqlalchemy import func, select

from bot.state.schema.operation_tables import jobs, outbox_messages, updates
from index.catalog.database import Database


def count_queues(database: Database) -> dict[str, int]:
    """Count the entries that wait or are in work, by queue. Blocking; raises ``StoreError``."""
    open_entries = {
        "updates": updates.c.body.is_not(None),
        "messages": outbox_messages.c.state.in_(("sending", "unsure")),
        "jobs": jobs.c.state.in_(("queued", "running")),
    }
    with database.begin() as connection:
        return {
            queue: connection.execute(select(func.count()).where(which)).scalar_one()
            for queue, which in open_entries.items()
        }
