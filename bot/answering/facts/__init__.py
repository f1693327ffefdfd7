"""Facts that code can compare without a model: numbers, dates, names, addresses and negations, across languages.

The patterns and tables behind the two functions take fifty milliseconds to load, so their first call does that.
"""

from bot.answering.facts.types import Conflict, FactKind, Mismatch

__all__ = ["Conflict", "FactKind", "Mismatch", "find_conflicts", "find_mismatches"]


def find_mismatches(  # noqa: PLR0913 - two texts, what surrounds them, and two languages
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
        question: Names and addresses may come from it too. So may a number or a date that ``context`` has as well.
        context: The passage around the evidence and the source's title; names may come from it too.
        statement_language: ISO 639 or BCP 47 code of the statement and the question; ``und``: told from the words.
        evidence_language: The same for evidence and context.

    Returns:
        Numbers and dates in the order of the statement, then names, addresses and negations.
    """
    from bot.answering.facts.compare import compare_facts  # noqa: PLC0415 - see above

    return compare_facts(statement, evidence, question, context, (statement_language, evidence_language))


def find_conflicts(
    one: str, other: str, *, one_language: str = "und", other_language: str = "und"
) -> tuple[Conflict, ...]:
    """The numbers and dates in which two sentences differ, as in "opened in 1903" and "opened in 1905".

    Args:
        one: A sentence of one source.
        other: A sentence of another about the same thing; that they are is for the caller to know, but two that have
            no word in common in one language are never in conflict.
        one_language: ISO 639 or BCP 47 code; ``und``: told from the words.
        other_language: The same for the other sentence.

    Returns:
        A pair for each kind of fact (a day, a year, a percentage, a number of the same things) that both give, each
        differently. What only one of them gives is no conflict.
    """
    from bot.answering.facts.conflicts import compare_sentences  # noqa: PLC0415 - see above

    return compare_sentences(one, other, one_language, other_language)
