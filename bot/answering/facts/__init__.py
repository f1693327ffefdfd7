"""Facts: code compares numbers, dates, names, addresses and negations of two texts, across languages, without a model.

``questions``, ``quotes`` and ``generation`` may import it. The functions load patterns with their first call, which
takes fifty milliseconds.
"""

from bot.answering.facts.types import Conflict, Evidence, FactKind, Mismatch, NamedPair

__all__ = [
    "Conflict",
    "Evidence",
    "FactKind",
    "Mismatch",
    "NamedPair",
    "check_statement",
    "find_conflicts",
    "find_mismatches",
    "find_named_pairs",
    "find_own_words",
    "find_shared_words",
    "find_values",
    "starts_with_month",
]


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

    given = Evidence((evidence,), passage=context, language=evidence_language)
    return compare_facts(statement, question, given, statement_language)


def check_statement(
    statement: str, evidence: Evidence, *, question: str = "", language: str = "und"
) -> tuple[Mismatch, ...]:
    """Find the facts of a statement that its evidence does not contain, or contains in another role.

    A role is the unit, bound or direction of a number, the thing that it counts, the speaker or doer, and how sure a
    claim is. ``find_mismatches`` compares the facts alone.

    Args:
        statement: One claim without citation markers.
        evidence: The cited sentences with the text around them.
        question: May contain names of the statement, and words that a short answer leaves out.
        language: ISO 639 or BCP 47 code of statement and question; ``und`` detects it from the words.
    """
    from bot.answering.facts.compare import compare_roles  # noqa: PLC0415 - see above

    return compare_roles(statement, question, evidence, language)


def find_named_pairs(statement: str, evidence: Evidence, *, language: str = "und") -> list[NamedPair]:
    """Find the pairs of clauses of a statement whose names the evidence has in different clauses.

    Args:
        statement: One claim without citation markers.
        evidence: The cited sentences with the text around them.
        language: ISO 639 or BCP 47 code of the statement; ``und`` detects it from the words.
    """
    from bot.answering.facts.languages import resolve_language  # noqa: PLC0415 - see above
    from bot.answering.facts.relations.named_clauses import pair_named_clauses  # noqa: PLC0415 - see above

    stated_in = resolve_language(statement, language)
    given_in = resolve_language(" ".join(evidence.sentences), evidence.language)
    return pair_named_clauses(statement, stated_in, evidence, given_in)


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


def find_own_words(statement: str, question: str, language: str) -> frozenset[str]:
    """Find the folded content words of a statement that its question does not have."""
    from bot.answering.facts.roles.pieces import find_content_words, has_word  # noqa: PLC0415 - see above

    asked = find_content_words(question, language)
    return frozenset(
        word for word in find_content_words(statement, language) if not has_word(word, asked, translated=False)
    )


def find_shared_words(words: frozenset[str], text: str, language: str, *, translated: bool) -> frozenset[str]:
    """Find the folded words that a text has too: inflected, or across languages as cognates."""
    from bot.answering.facts.roles.pieces import find_content_words, has_word  # noqa: PLC0415 - see above

    others = find_content_words(text, language)
    return frozenset(word for word in words if has_word(word, others, translated=translated))


def starts_with_month(text: str) -> bool:
    """Whether a text begins with the name of a month, in any of the languages of dates."""
    from bot.answering.facts.languages import UNKNOWN  # noqa: PLC0415 - see above
    from bot.answering.facts.quantities.month_names import load_calendar  # noqa: PLC0415 - see above

    months = load_calendar(UNKNOWN).months
    return months is not None and months.match(text) is not None


def find_values(text: str) -> frozenset[object]:
    """Find the numbers, dates and times of a text as values, in whichever way they are written."""
    from bot.answering.facts.languages import resolve_language  # noqa: PLC0415 - see above
    from bot.answering.facts.quantities.matching import find_quantities  # noqa: PLC0415 - see above

    found = find_quantities(text, resolve_language(text, "und"))
    return frozenset().union(found.values, found.days, found.eras, found.weekdays, found.times)
