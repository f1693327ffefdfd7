"""Facts that code can compare without a model: numbers, dates, names and negations, across languages."""

from bot.answering.facts.compare import check
from bot.answering.facts.conflict import conflict
from bot.answering.facts.types import Conflict, Kind, Mismatch

__all__ = ["Conflict", "Kind", "Mismatch", "check", "conflict"]
