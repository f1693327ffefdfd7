"""The facts of a statement beside those of its evidence."""

from bot.answering.facts import names
from bot.answering.facts.languages import resolve_language
from bot.answering.facts.links_and_handles import find_missing_addresses
from bot.answering.facts.negation.polarity import find_polarity_mismatches
from bot.answering.facts.quantities.matching import find_missing_quantities, find_quantities
from bot.answering.facts.types import Mismatch


def compare_facts(
    statement: str, evidence: str, question: str, context: str, languages: tuple[str, str]
) -> tuple[Mismatch, ...]:
    """As ``bot.answering.facts.check``; ``languages`` are the statement's and the evidence's."""
    statement_language, evidence_language = languages
    spoken = resolve_language(statement, statement_language)
    written = resolve_language(evidence, evidence_language)
    given = find_quantities(evidence, written)
    queried = find_quantities(question, resolve_language(question, statement_language))
    found = find_missing_quantities(statement, spoken, given, queried)
    if found and question and context:
        repeated = queried & find_quantities(context, written)
        found = find_missing_quantities(statement, spoken, given | repeated, queried)
    found += names.find_missing_names(statement, spoken, (evidence, context), written, question)
    found += find_missing_addresses(statement, (evidence, question))
    found += find_polarity_mismatches(statement, spoken, evidence, written)
    return tuple(found)
