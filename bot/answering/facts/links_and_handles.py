"""Addresses that users could follow: links, sites, mail addresses, account names and commands. Pure."""

import re
from collections.abc import Sequence

from bot.answering.facts.types import Mismatch

_ADDRESS = re.compile(
    r"\b[a-z][a-z0-9+.-]{1,15}://\S+|\b(?:mailto|tel|javascript|data):\S+|\bwww\.\S+"
    r"|[\w.+-]+@[\w-]+(?:\.[\w-]+)+|(?<![\w./])@\w{4,}|(?<![\w.:/])/[a-z][a-z_]{2,}\b"
    r"|(?<![\w.@/-])(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,}\b(?:/\S*)?",
    re.IGNORECASE,
)
_AROUND = "()[]{}<>«»“”\"'.,;:!?…*_`"


def find_missing_addresses(statement: str, evidence: Sequence[str]) -> list[Mismatch]:
    """Find the addresses of a statement that are in none of these texts, letter by letter."""
    held = "\n".join(evidence).casefold()
    found = [address.group().strip(_AROUND) for address in _ADDRESS.finditer(statement)]
    return [Mismatch("address", address) for address in found if address.casefold() not in held]
