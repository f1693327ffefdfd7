"""The operations of the API and of the MCP server: they read arguments, and build documents."""

from collections.abc import Awaitable, Callable, Mapping
from http import HTTPStatus
from typing import Any

from bot.answering.types import Answer, AnswersQuestions, Question
from bot.executors import Executors
from bot.integrations.json_documents import Json
from bot.state.tokens.api_tokens import ApiScope
from bot.web.api.api_errors import ApiError, bad_request
from bot.web.api.api_reader import ApiReader
from bot.web.api.openapi import MOST_PASSAGES

_MOST_SOURCES = 1_000
_KEY_CHARACTERS = 64

Arguments = Mapping[str, Any]
"""The JSON object of a request."""


class ApiOperations:
    """Runs the operation that a scope allows. Blocking work runs on threads."""

    def __init__(
        self,
        answerer: AnswersQuestions,
        check: Callable[[Question], Awaitable[Answer]],
        reader: ApiReader,
        executors: Executors,
    ) -> None:
        """Answer with these services.

        Args:
            answerer: Answers questions.
            check: Checks the statements of a text.
            reader: Reads the index and the citations.
            executors: The threads for blocking calls.
        """
        self._answerer = answerer
        self._checker = check
        self._reader = reader
        self._executors = executors
        self._operations: dict[ApiScope, Callable[[Arguments, str], Awaitable[Json]]] = {
            "ask": self._ask,
            "check": self._check,
            "search": self._search,
            "sources": self._list_sources,
            "citations": self._show_citation,
        }

    async def run(self, scope: ApiScope, arguments: Arguments, asker: str) -> Json:
        """Run the operation of ``scope``; returns its document.

        Args:
            scope: Names the operation.
            arguments: What the request says.
            asker: Whose limits count.

        Raises:
            ApiError: An argument is missing or wrong, or there is no such citation.
            PinciteError: The operation failed.
        """
        return await self._operations[scope](arguments, asker)

    async def _ask(self, arguments: Arguments, asker: str) -> Json:
        answer = await self._answerer.answer(await self._read_question(arguments, "question", asker))
        return await self._executors.run(self._reader.show_answer, answer)

    async def _check(self, arguments: Arguments, asker: str) -> Json:
        checked = await self._checker(await self._read_question(arguments, "text", asker))
        return await self._executors.run(self._reader.show_answer, checked)

    async def _read_question(self, arguments: Arguments, name: str, asker: str) -> Question:
        chosen = await self._executors.run(self._reader.check_source_ids, _source_ids(arguments))
        return Question(_text(arguments, name), chosen, asker=asker)

    async def _search(self, arguments: Arguments, _asker: str) -> Json:
        k = arguments.get("k", 10)
        if not isinstance(k, int) or isinstance(k, bool) or not 1 <= k <= MOST_PASSAGES:
            raise bad_request(f"k must be a whole number from 1 to {MOST_PASSAGES}.")
        chosen = await self._executors.run(self._reader.check_source_ids, _source_ids(arguments))
        return await self._executors.run_search(self._reader.search, _text(arguments, "query"), k, chosen)

    async def _list_sources(self, _arguments: Arguments, _asker: str) -> Json:
        return await self._executors.run(self._reader.list_sources)

    async def _show_citation(self, arguments: Arguments, _asker: str) -> Json:
        key = _text(arguments, "key")[:_KEY_CHARACTERS]
        found = await self._executors.run(self._reader.find_citation, key)
        if found is None:
            raise ApiError(HTTPStatus.NOT_FOUND, "unknown_citation", "No citation has that key.")
        return found


def _text(arguments: Arguments, name: str) -> str:
    text = arguments.get(name)
    if not isinstance(text, str) or not text.strip():
        raise bad_request(f"The request needs {name}, a text.")
    return text


def _source_ids(arguments: Arguments) -> list[str] | None:
    ids = arguments.get("sources")
    if ids is None:
        return None
    if not isinstance(ids, list) or len(ids) > _MOST_SOURCES or not all(isinstance(one, str) for one in ids):
        raise bad_request("sources must be a list of ids.")
    return ids
