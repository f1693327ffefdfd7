"""The facts of a statement beside those of its evidence."""

from bot.answering.facts import names, negation
from bot.answering.facts.languages import resolve
from bot.answering.facts.quantities import missing, quantities
from bot.answering.facts.types import Mismatch


def check(  # noqa: PLR0913 - two texts, what surrounds them, and two languages
    statement: str,
    evidence: str,
    *,
    question: str = "",
    context: str = "",
    statement_language: str = "und",
    evidence_language: str = "und",
) -> tuple[Mismatch, ...]:
    """What the statement says that the evidence does not: empty where every fact is found.

    Args:
        statement: One claim, without its citation markers.
        evidence: The sentences it cites; numbers and dates must be in them.
        question: Names may come from it too. So may a number or a date that ``context`` has as well.
        context: The passage around the evidence and the source's title; names may come from it too.
        statement_language: ISO 639 or BCP 47 code of the statement and the question; ``und``: told from the words.
        evidence_language: The same for evidence and context.

    Returns:
        Numbers and dates in the order of the statement, then names, then negations.
    """
    spoken = resolve(statement, statement_language)
    written = resolve(evidence, evidence_language)
    given = quantities(evidence, written)
    queried = quantities(question, resolve(question, statement_language))
    found = missing(statement, spoken, given, queried)
    if found and question and context:
        repeated = queried & quantities(context, written)
        found = missing(statement, spoken, given | repeated, queried)
    found += names.missing(statement, spoken, (evidence, context), written, question)
    found += negation.differing(statement, spoken, evidence, written)
    return tuple(found)
