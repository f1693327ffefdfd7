"""Facts: code compares numbers, dates, names, addresses and negations of two texts, across languages, without a model.

``questions``, ``quotes`` and ``generation`` may import it. The two functions load patterns with their first call, which
takes fifty milliseconds.
"""

from bot.answering.facts.types import Conflict, FactKind, Mismatch

__all__ = ["Conflict", "FactKind", "Mismatch", "find_conflicts", "find_mismatches"]


def find_mismatches(  # noqa: PLR0913 - two texts, their surroundings and their languages
    statement: str,
    evidence: str,
    *,
    question: str = "",
    context: str = "",
    statement_language: str = "und",
    evidence_language: str = "und",
) -> tuple[Mismatch, ...]:
    """Find the facts of a statement that its evidence does not contain.

    Args:
        statement: One claim without citation markers.
        evidence: The cited sentences, which must contain numbers and dates.
        question: May contain names and addresses of the statement, and a number or date that ``context`` contains too.
        context: The passage around the evidence and the title of the source, which may contain names.
        statement_language: ISO 639 or BCP 47 code of statement and question; ``und`` detects it from the words.
        evidence_language: The same for evidence and context.

    Returns:
        Numbers and dates in the order of the statement, then names, addresses and negations.
    """
    from bot.answering.facts.compare import compare_facts  # noqa: PLC0415 - see above

    return compare_facts(statement, evidence, question, context, (statement_language, evidence_language))


def find_conflicts(
    one: str, other: str, *, one_language: str = "und", other_language: str = "und"
) -> tuple[Conflict, ...]:
    """Find the numbers and dates in which two sentences differ: "opened in 1903" and "opened in 1905".

    Args:
        one: A sentence of one source.
        other: A sentence of another source about the same thing. The caller decides whether it is; but two sentences in
            one language without a common word never conflict.
        one_language: ISO 639 or BCP 47 code; ``und`` detects it from the words.
        other_language: The same for the other sentence.

    Returns:
        A pair for each kind of fact that both sentences give differently: a day, a year, a percentage, a number of the
        same things. A fact of one sentence alone is no conflict.
    """
    from bot.answering.facts.conflicts import compare_sentences  # noqa: PLC0415 - see above

    return compare_sentences(one, other, one_language, other_language)
