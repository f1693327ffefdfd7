"""Compares the facts of a statement with those of its evidence."""

from bot.answering.facts.languages import resolve_language
from bot.answering.facts.links_and_handles import find_missing_addresses
from bot.answering.facts.names import find_missing_names
from bot.answering.facts.negation.polarity import find_polarity_mismatches
from bot.answering.facts.quantities.matching import find_missing_quantities, find_quantities
from bot.answering.facts.types import Mismatch


def compare_facts(
    statement: str, evidence: str, question: str, context: str, languages: tuple[str, str]
) -> tuple[Mismatch, ...]:
    """See ``find_mismatches``; ``languages`` are those of the statement and of the evidence."""
    statement_language, evidence_language = languages
    stated_in = resolve_language(statement, statement_language)
    given_in = resolve_language(evidence, evidence_language)
    given = find_quantities(evidence, given_in)
    queried = find_quantities(question, resolve_language(question, statement_language))
    found = find_missing_quantities(statement, stated_in, given, queried)
    if found and question and context:
        repeated = queried & find_quantities(context, given_in)
        found = find_missing_quantities(statement, stated_in, given | repeated, queried)
    found += find_missing_names(statement, stated_in, (evidence, context), given_in, question)
    found += find_missing_addresses(statement, (evidence, question))
    found += find_polarity_mismatches(statement, stated_in, evidence, given_in)
    return tuple(found)
