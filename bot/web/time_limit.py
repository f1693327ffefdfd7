"""A limit on the time of a request."""

import asyncio
from http import HTTPStatus

from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send


class TimeLimit:
    """ASGI middleware that cancels a request that takes too long, also if its client is gone."""

    def __init__(self, app: ASGIApp, limit_s: float) -> None:
        """Wrap ``app``."""
        self._app = app
        self._limit_s = limit_s

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request; status 503 at the limit."""
        started = False

        async def note_and_send(message: Message) -> None:
            nonlocal started
            started = True
            await send(message)

        try:
            async with asyncio.timeout(self._limit_s):
                await self._app(scope, receive, note_and_send)
        except TimeoutError:
            if started:
                raise
            await Response(status_code=HTTPStatus.SERVICE_UNAVAILABLE)(scope, receive, send)
