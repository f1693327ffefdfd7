"""The latest state of the index, and the scope of all sources in it: both are read again after a change only."""

from sqlalchemy import Connection

from index.catalog.version_rows import IndexState, read_index_state
from index.passages.scope import Scope, read_scope


class LatestState:
    """Remembers the state that was read last, because reading it takes longer the more sources there are.

    Any thread may call it.
    """

    def __init__(self) -> None:
        """Remember nothing yet."""
        self._latest: tuple[IndexState, Scope] | None = None

    def read(self, connection: Connection) -> tuple[IndexState, Scope]:
        """Return the state of the index and the scope of all sources, as the transaction sees them."""
        latest = self._latest
        state = read_index_state(connection, latest[0] if latest else None)
        if latest is None or state is not latest[0]:
            latest = self._latest = state, read_scope(connection, None)
        return latest
