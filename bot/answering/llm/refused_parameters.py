"""Parameters of a request that a model refuses, learned from its first error: newer models take other ones. Pure.

OpenAI's newer models want ``max_completion_tokens`` and no temperature, Anthropic's no temperature, and some servers
know no ``stream_options``.
"""

from dataclasses import dataclass, field
from typing import Any

from bot.answering.llm.model_failures import is_too_long, read_status

_STATUSES = frozenset({400, 422})
_OPTIONAL = ("temperature", "stream_options")
_LIMIT, _NEW_LIMIT = "max_tokens", "max_completion_tokens"


@dataclass
class RefusedParameters:
    """The parameters that a model refuses; empty until its first error names one.

    Attributes:
        names: As in the request.
    """

    names: set[str] = field(default_factory=set)

    def learn(self, error: Exception) -> bool:
        """Learn a parameter from an error; returns whether a request without it is worth a try."""
        if read_status(error) not in _STATUSES or is_too_long(error):
            return False
        text = str(error)
        found = {name for name in _OPTIONAL if name in text}
        if _NEW_LIMIT in text and "'max_tokens'" in text.replace('"', "'"):
            found.add(_LIMIT)
        new = found - self.names
        self.names |= new
        return bool(new)

    def apply(self, arguments: dict[str, Any]) -> dict[str, Any]:
        """Return the arguments of a request without those that the model refuses."""
        kept = {name: value for name, value in arguments.items() if name not in self.names}
        if _LIMIT in self.names and _LIMIT in arguments:
            kept[_NEW_LIMIT] = arguments[_LIMIT]
        return kept
