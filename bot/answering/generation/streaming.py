"""Streaming: the visible part of a reply while the model writes it."""

from collections.abc import Sequence

from bot.answering.llm.citation_markers import visible_part
from bot.answering.types import OnText


class StreamedText:
    """Passes on the visible part of a growing reply each time it changes. One object serves one model call."""

    def __init__(self, on_text: OnText, above: Sequence[str] = ()) -> None:
        """Pass on to ``on_text``, below the lines ``above`` that earlier calls wrote."""
        self._on_text = on_text
        self._above = above
        self._visible = ""

    def __call__(self, text: str) -> None:
        """Receive the whole reply so far."""
        visible = visible_part(text)
        if visible != self._visible:
            self._visible = visible
            self._on_text("\n".join([*self._above, visible]))
