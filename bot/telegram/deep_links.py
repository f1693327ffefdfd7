"""Deep links, ``https://t.me/BOT?start=PAYLOAD``: a press on one sends ``/start PAYLOAD`` to the bot.

Links are shared and kept, so a prefix never changes its meaning. A payload has at most 64 characters.
"""

from dataclasses import dataclass
from typing import Literal, TypeAlias

from telegram.helpers import create_deep_linked_url

LinkKind: TypeAlias = Literal["passage", "answer", "claim", "invitation"]

_PREFIXES: dict[LinkKind, str] = {"passage": "p_", "answer": "a_", "claim": "claim_", "invitation": "invite_"}


@dataclass(frozen=True, slots=True)
class DeepLink:
    """The payload of a deep link.

    Attributes:
        kind: ``passage`` shows a passage, ``answer`` an answer, ``claim`` makes the first admin, ``invitation`` lets a
            user or an admin in.
        token: The key of a citation or an answer, or a secret.
    """

    kind: LinkKind
    token: str


def link_to(username: str, kind: LinkKind, token: str) -> str:
    """Return the address of a deep link to the bot with this username."""
    return create_deep_linked_url(username, _PREFIXES[kind] + token)


def parse_start(text: str) -> DeepLink | None:
    """Read the deep link from a ``/start`` message; None if the message carries none."""
    payload = text.partition(" ")[2].strip()
    for kind, prefix in _PREFIXES.items():
        if payload.startswith(prefix):
            return DeepLink(kind, payload.removeprefix(prefix))
    return None
