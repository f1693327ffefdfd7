"""The endpoint to which Telegram delivers updates."""

import hmac
from collections.abc import Awaitable, Callable
from http import HTTPStatus

from starlette.requests import Request
from starlette.responses import Response

from bot.web.request_body import read_body

_SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 - the name of a header

ReceivesUpdate = Callable[[bytes], Awaitable[HTTPStatus]]
"""Receives the body of a request, and returns the status to answer with."""


class UpdateEndpoint:
    """Accepts updates from Telegram. The secret is compared before a byte of the body is read."""

    def __init__(self, secret: str, receive: ReceivesUpdate) -> None:
        """Pass the bodies of requests with ``secret`` to ``receive``."""
        self._secret = secret.encode()
        self._receive = receive

    async def accept(self, request: Request) -> Response:
        """Answer one request."""
        sent = request.headers.get(_SECRET_HEADER, "")
        if not hmac.compare_digest(sent.encode(), self._secret):
            return Response(status_code=HTTPStatus.FORBIDDEN, headers={"Connection": "close"})
        return Response(status_code=await self._receive(await read_body(request)))
