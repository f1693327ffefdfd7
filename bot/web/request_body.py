"""Reading the body of a request, with limits on size and time."""

import asyncio
from http import HTTPStatus

from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request

MAX_BODY_BYTES = 1_000_000
"""An update of Telegram has some kilobytes."""

_BODY_TIMEOUT_S = 20.0
_CLOSE = {"Connection": "close"}  # otherwise the server would read the rest of the body


async def read_body(request: Request, max_bytes: int = MAX_BODY_BYTES, timeout_s: float = _BODY_TIMEOUT_S) -> bytes:
    """Read a body; a longer or slower one ends the request and its connection.

    Raises:
        HTTPException: The body is too long, too slow or incomplete.
    """
    announced = request.headers.get("Content-Length", "")
    if announced.isdecimal() and int(announced) > max_bytes:
        raise HTTPException(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, headers=_CLOSE)
    body = bytearray()
    try:
        async with asyncio.timeout(timeout_s):
            async for chunk in request.stream():
                body += chunk
                if len(body) > max_bytes:
                    raise HTTPException(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, headers=_CLOSE)
    except TimeoutError:
        raise HTTPException(HTTPStatus.REQUEST_TIMEOUT, headers=_CLOSE) from None
    except ClientDisconnect:
        raise HTTPException(HTTPStatus.BAD_REQUEST, headers=_CLOSE) from None
    return bytes(body)
