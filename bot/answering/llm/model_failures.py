"""Failures of a model endpoint: their status, whether a retry may help, and a sentence that names the fix. Pure.

An endpoint that has begun a stream reports a failure as an event of it. The response then has the status 200, and the
event a code or a type.
"""

import re
from collections.abc import Iterator, Sequence
from typing import Any

from bot.answering.llm.model import ModelError, PromptTooLongError

_TRANSIENT = frozenset({408, 409, 425, 429, 500, 502, 503, 504, 529})
_CONNECTION = frozenset({"APIConnectionError", "ConnectError", "TransportError", "ConnectionError"})
_STATUS_OF_TYPE = {
    "invalid_request_error": 400,
    "badrequesterror": 400,
    "exceed_context_size_error": 400,
    "authentication_error": 401,
    "permission_error": 403,
    "not_found_error": 404,
    "request_too_large": 413,
    "rate_limit_error": 429,
    "rate_limit_exceeded": 429,
    "api_error": 500,
    "server_error": 500,
    "internal_server_error": 500,
    "timeout_error": 504,
    "overloaded_error": 529,
}
"""The types that Anthropic, OpenAI, vLLM and llama.cpp name in the event of a failure."""
_TOO_LONG_STATUSES = frozenset({400, 422, 500, None})
_TOO_LONG = re.compile(
    r"context[ _](?:length|window|size|limit)|maximum context|(?:prompt|input) is too long|too many tokens|n_ctx"
    r"|exceeds? the (?:available )?context|maximum number of tokens allowed",
    re.IGNORECASE,
)
_NO_CREDIT = re.compile(r"insufficient_quota|credit balance|insufficient (?:credits?|balance|funds)", re.IGNORECASE)
_EXPLAINED = {
    401: "refused the key; check PINCITE_LLM_API_KEY.",
    402: "has no credit left; add credit to the account of PINCITE_LLM_API_KEY, or use another key.",
    403: "refused the key; check PINCITE_LLM_API_KEY.",
    404: "is not at this address; check PINCITE_LLM_MODEL and PINCITE_LLM_BASE_URL.",
    429: "gets too many requests; wait a little, or lower PINCITE_LLM_CONCURRENCY.",
    529: "is overloaded; try again in a few minutes.",
}
_FIELDS = ("message", "error", "detail", "code", "type", "status")
_MAX_REASON_CHARS = 160
_MIN_QUOTED_CHARS = 12
_MAX_DEPTH = 4


def read_status(error: Exception) -> int | None:
    """Return the HTTP status of a failure, or the one that an event of a stream stands for; None without one."""
    status = getattr(error, "status_code", None)
    if isinstance(status, int) and status in range(300, 600):
        return status
    for field, value in _list_details(error):
        if field in {"code", "status", "type"}:
            if value.isdecimal() and int(value) in range(400, 600):
                return int(value)
            if value.casefold() in _STATUS_OF_TYPE:
                return _STATUS_OF_TYPE[value.casefold()]
    return None


def is_transient(error: Exception) -> bool:
    """Whether the same request may succeed in a moment."""
    status = read_status(error)
    return _is_unreachable(error) if status is None else status in _TRANSIENT and not _lacks_credit(error)


def is_too_long(error: Exception) -> bool:
    """Whether a failure says that a prompt is longer than the context of the model."""
    status = read_status(error)
    return status == 413 or (status in _TOO_LONG_STATUSES and _TOO_LONG.search(str(error)) is not None)  # noqa: PLR2004


def explain_failure(name: str, error: Exception, private: Sequence[str]) -> ModelError:
    """Explain a failure to the admin.

    Args:
        name: The name of the model.
        error: What the provider's client raised.
        private: The key and the prompt. The endpoint's own words are left out where they repeat a line of these.
    """
    if is_too_long(error):
        return PromptTooLongError(name)
    return ModelError(f"The language model {name} {_explain(error, _read_reason(error, private))}")


def _explain(error: Exception, reason: str) -> str:
    status = read_status(error)
    if status is None and _is_unreachable(error):
        return f"cannot be reached ({type(error).__name__}); start it, and check PINCITE_LLM_BASE_URL."
    if status is None:
        words = reason or type(error).__name__
        return f"failed ({words}); try again, look at its log, and check PINCITE_LLM_BASE_URL."
    if _lacks_credit(error):
        return _EXPLAINED[402]
    if status in range(300, 400):
        return "has moved to another address; set PINCITE_LLM_BASE_URL to it."
    words = f"HTTP status {status}: {reason}" if reason else f"HTTP status {status}"
    return _EXPLAINED.get(status, f"failed ({words}); try again, and look at its log.")


def _is_unreachable(error: Exception) -> bool:
    return not _CONNECTION.isdisjoint(kind.__name__ for kind in type(error).__mro__)


def _lacks_credit(error: Exception) -> bool:
    return _NO_CREDIT.search(str(error)) is not None or any(
        _NO_CREDIT.search(value) is not None for _, value in _list_details(error)
    )


def _read_reason(error: Exception, private: Sequence[str]) -> str:
    """Return the endpoint's own words on one line; none where they repeat the key or a line of the prompt."""
    found = next((value for field, value in _list_details(error) if field in {"message", "error", "detail"}), "")
    reason = " ".join(found.split())
    secrets = (line.strip() for text in private for line in text.splitlines())
    if any(len(line) >= _MIN_QUOTED_CHARS and line in reason for line in secrets):
        return ""
    return reason[:_MAX_REASON_CHARS].strip(" .")


def _list_details(error: Exception) -> Iterator[tuple[str, str]]:
    """List the fields of an error's body: OpenAI's and Anthropic's clients call it ``body``, Ollama's ``error``."""
    body = getattr(error, "body", None)
    yield from _walk("error", getattr(error, "error", None) if body is None else body)


def _walk(field: str, node: Any, depth: int = 0) -> Iterator[tuple[str, str]]:  # noqa: ANN401 - any JSON
    if depth > _MAX_DEPTH or node is None or isinstance(node, bool):
        return
    if isinstance(node, list):
        for item in node[:1]:
            yield from _walk(field, item, depth + 1)
    elif isinstance(node, dict):
        for name in _FIELDS:
            yield from _walk(name, node.get(name), depth + 1)
    elif isinstance(node, str | int):
        yield field, str(node)
