"""The facts of a statement beside those of its evidence."""

from bot.answering.facts import links_and_handles as addresses
from bot.answering.facts import names
from bot.answering.facts.languages import resolve
from bot.answering.facts.negation import polarity as negation
from bot.answering.facts.quantities.matching import missing, quantities
from bot.answering.facts.types import Mismatch


def mismatches(
    statement: str, evidence: str, question: str, context: str, languages: tuple[str, str]
) -> tuple[Mismatch, ...]:
    """As ``bot.answering.facts.check``; ``languages`` are the statement's and the evidence's."""
    statement_language, evidence_language = languages
    spoken = resolve(statement, statement_language)
    written = resolve(evidence, evidence_language)
    given = quantities(evidence, written)
    queried = quantities(question, resolve(question, statement_language))
    found = missing(statement, spoken, given, queried)
    if found and question and context:
        repeated = queried & quantities(context, written)
        found = missing(statement, spoken, given | repeated, queried)
    found += names.missing(statement, spoken, (evidence, context), written, question)
    found += addresses.missing(statement, (evidence, question))
    found += negation.differing(statement, spoken, evidence, written)
    return tuple(found)
