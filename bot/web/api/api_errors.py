"""Errors of the API as JSON: ``{"error": {"code", "message"}}``."""

import logging
from collections.abc import Mapping
from http import HTTPStatus

from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse

from bot.answering.types import QuestionError
from index.errors import NothingIndexedError, PinciteError, UnknownSourceError

_log = logging.getLogger(__name__)


class ApiError(Exception):
    """A request that is answered with an error."""

    def __init__(self, status: HTTPStatus, code: str, message: str, headers: Mapping[str, str] | None = None) -> None:
        """Answer with ``status``; programs read ``code``, people ``message``."""
        super().__init__(message)
        self._status = status
        self._code = code
        self._headers = headers

    def response(self) -> JSONResponse:
        """Return the response."""
        return JSONResponse({"error": {"code": self._code, "message": str(self)}}, self._status, self._headers)


def bad_request(message: str) -> ApiError:
    """Return the error of a request that is not understood."""
    return ApiError(HTTPStatus.BAD_REQUEST, "bad_request", message)


_BODY_ERRORS = {
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: ("body_too_large", "The body is too large; send at most 64 KB."),
    HTTPStatus.REQUEST_TIMEOUT: ("body_too_slow", "The body came too slowly; send the request again."),
    HTTPStatus.BAD_REQUEST: ("bad_request", "The body ended too early; send the request again."),
}


def to_body_error(error: HTTPException) -> ApiError:
    """Convert an error of reading a body."""
    status = HTTPStatus(error.status_code)
    return ApiError(status, *_BODY_ERRORS[status], error.headers)


def unexpected_error(reference: str) -> ApiError:
    """Log the exception that is being handled, and return the error that names the reference of its lines."""
    _log.exception("Reference %s: a request of a program failed", reference)
    return ApiError(
        HTTPStatus.INTERNAL_SERVER_ERROR,
        "internal_error",
        f"The bot failed unexpectedly; its admin finds the reason in the log under the reference {reference}.",
    )


def to_api_error(error: PinciteError) -> ApiError:
    """Convert an error of the answerer or the index."""
    if isinstance(error, QuestionError):
        return bad_request(str(error))
    if isinstance(error, UnknownSourceError):
        return ApiError(
            HTTPStatus.NOT_FOUND, "unknown_source", "No source has that id; list the sources to see theirs."
        )
    if isinstance(error, NothingIndexedError):
        return ApiError(HTTPStatus.CONFLICT, "nothing_indexed", "No source is indexed yet.")
    _log.warning("A request of a program failed: %s", error)  # its message could name a path of the server
    return ApiError(HTTPStatus.SERVICE_UNAVAILABLE, "unavailable", "The bot cannot answer now; try again later.")
