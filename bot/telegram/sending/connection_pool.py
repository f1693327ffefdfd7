"""Requests to Telegram, a bounded number at once."""

import asyncio
from typing import Any

from telegram.request import HTTPXRequest

_CONNECT_TIMEOUT_S = 10
_READ_TIMEOUT_S = 20
_POOL_TIMEOUT_S = 60  # for a connection that a cancelled request has not given back yet


class ConnectionPool(HTTPXRequest):
    """Makes each request wait for its turn.

    They could wait in httpx's own pool. But whenever a request begins or ends, the pool looks at every one that waits,
    and for each at every connection: where hundreds wait, that takes the event loop as long as the requests do.
    """

    def __init__(self, connections: int) -> None:
        """At most ``connections`` requests at once."""
        super().__init__(
            connection_pool_size=connections,
            connect_timeout=_CONNECT_TIMEOUT_S,
            read_timeout=_READ_TIMEOUT_S,
            pool_timeout=_POOL_TIMEOUT_S,
        )
        self._turns = asyncio.Semaphore(connections)

    async def do_request(self, *args: Any, **kwargs: Any) -> tuple[int, bytes]:  # noqa: ANN401 - the base class's
        """Make a request at its turn; see the base class."""
        async with self._turns:
            return await super().do_request(*args, **kwargs)
