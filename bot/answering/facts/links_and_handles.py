"""Addresses that users could follow: links, sites, mail addresses, account names and commands. Pure."""

import re

from bot.answering.facts.types import FactComparison, Mismatch

_ADDRESS = re.compile(
    r"\b[a-z][a-z0-9+.-]{1,15}://\S+|\b(?:mailto|tel|javascript|data):\S+|\bwww\.\S+"
    r"|[\w.+-]+@[\w-]+(?:\.[\w-]+)+|(?<![\w./])@\w{4,}|(?<![\w.:/])/[a-z][a-z_]{2,}\b"
    r"|(?<![\w.@/-])(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,}\b(?:/\S*)?",
    re.IGNORECASE,
)
_AROUND = "()[]{}<>«»“”\"'.,;:!?…*_`"


def find_missing_addresses(comparison: FactComparison) -> list[Mismatch]:
    """Find the addresses of a statement that neither evidence nor question has, letter by letter."""
    held = f"{comparison.joined}\n{comparison.question}".casefold()
    found = [address.group().strip(_AROUND) for address in _ADDRESS.finditer(comparison.statement)]
    return [Mismatch("address", address) for address in found if address.casefold() not in held]
