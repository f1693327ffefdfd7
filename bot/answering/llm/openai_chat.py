"""OpenAI's chat API through LlamaIndex, with the pieces of a reply as plain JSON. Importing it takes two seconds.

The ``openai`` package builds a tree of models from each piece of a stream, one or two for each word, and rewrites each
request field by field. That took longer than the search, so this class leaves both out.
"""

from collections.abc import AsyncIterator, Mapping, Sequence
from typing import Any

from llama_index.core.base.llms.types import ChatMessage, ChatResponse, MessageRole, TextBlock
from llama_index.llms.openai.utils import to_openai_message_dicts
from llama_index.llms.openai_like import OpenAILike
from openai import AsyncStream
from pydantic import PrivateAttr

from bot.answering.llm.refused_parameters import RefusedParameters


class OpenAIChat(OpenAILike):
    """Any endpoint with OpenAI's chat API; leaves out the parameters that the model refuses."""

    _refused: RefusedParameters = PrivateAttr()

    def __init__(self, refused: RefusedParameters, **kwargs: Any) -> None:  # noqa: ANN401 - as LlamaIndex has it
        super().__init__(**kwargs)
        self._refused = refused

    @classmethod
    def class_name(cls) -> str:
        """The name in LlamaIndex's events."""
        return "OpenAILike"

    def _get_model_kwargs(self, **kwargs: Any) -> dict[str, Any]:  # noqa: ANN401 - as above
        return self._refused.apply(super()._get_model_kwargs(**kwargs))

    async def _astream_chat(
        self,
        messages: Sequence[ChatMessage],
        **kwargs: Any,  # noqa: ANN401 - as above
    ) -> AsyncIterator[ChatResponse]:
        body = {
            "messages": to_openai_message_dicts(messages, model=self.model),
            **self._get_model_kwargs(stream=True, **kwargs),
        }
        pieces = await self._get_aclient().post(
            "/chat/completions", cast_to=object, body=body, stream=True, stream_cls=AsyncStream[object]
        )
        return read_pieces(pieces)


async def read_pieces(pieces: AsyncIterator[object]) -> AsyncIterator[ChatResponse]:
    """Read the pieces of a reply, each as the endpoint sent it; each response has the whole text so far."""
    content = ""
    async for piece in pieces:
        delta = _read_text(piece)
        content += delta
        message = ChatMessage(role=MessageRole.ASSISTANT, blocks=[TextBlock(text=content)])
        yield ChatResponse(message=message, delta=delta, raw=piece)


def _read_text(piece: object) -> str:
    """Return the words of a piece; the last pieces have none, and neither have pieces of a thought."""
    choices = piece.get("choices") if isinstance(piece, Mapping) else None
    if not isinstance(choices, Sequence) or not choices or not isinstance(choices[0], Mapping):
        return ""
    delta = choices[0].get("delta")
    text = delta.get("content") if isinstance(delta, Mapping) else None
    return text if isinstance(text, str) else ""
