"""The pieces of a reply of OpenAI's chat API stay plain JSON."""

from collections.abc import AsyncIterator
from typing import Any

import pytest

from bot.answering.llm.openai_chat import OpenAIChat, read_pieces
from bot.answering.llm.refused_parameters import RefusedParameters
from tests.support.llm_server import Reply, model_api

REPLY = "It was finished in 1811 [1]."


async def read(*pieces: object) -> list[str]:
    """Return the text after each piece."""

    async def send() -> AsyncIterator[object]:
        for piece in pieces:
            yield piece

    return [response.message.content or "" async for response in read_pieces(send())]


def say(delta: Any) -> dict[str, Any]:  # noqa: ANN401 - any JSON
    """Write a piece with a delta."""
    return {"choices": [{"index": 0, "delta": delta}]}


async def test_a_piece_is_not_built_into_models() -> None:
    """Building the models of the client for each word takes longer than a search."""
    with model_api(Reply(REPLY)) as api:
        llm = OpenAIChat(RefusedParameters(), model="test", api_base=api.base_url, api_key="k", is_chat_model=True)
        responses = [response async for response in await llm.astream_chat([], max_tokens=4)]
    assert {dict} == {type(response.raw) for response in responses}
    assert REPLY == "".join(response.delta or "" for response in responses) == responses[-1].message.content


@pytest.mark.parametrize(
    "piece",
    [
        {"choices": []},
        {"choices": None, "usage": {"prompt_tokens": 1}},
        {"choices": ["text"]},
        say(None),
        say({}),
        say({"content": None, "reasoning_content": "Hm."}),
        say({"content": ["a", "b"]}),
        {"object": "ping"},
        "ping",
        None,
    ],
)
async def test_pieces_without_words_add_none(piece: object) -> None:
    """Servers send thoughts, counts and signs of life between the words."""
    assert ["It", "It", "It is"] == await read(say({"content": "It"}), piece, say({"content": " is"}))
