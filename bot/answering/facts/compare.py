"""Compares the facts of a statement with those of its evidence."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache

from bot.answering.facts.abbreviations import mark_abbreviations, restore_stops
from bot.answering.facts.amounts.durations import find_other_durations
from bot.answering.facts.amounts.missing_numbers import is_about_the_same, judge_missing_numbers
from bot.answering.facts.amounts.rates import find_other_rates
from bot.answering.facts.exceptions import find_included_exceptions, find_other_ranks, has_exception
from bot.answering.facts.languages import resolve_language
from bot.answering.facts.links_and_handles import find_missing_addresses
from bot.answering.facts.naming.names import find_missing_names
from bot.answering.facts.negation.polarity import (
    answers_yes,
    find_polarity_mismatches,
    find_polarity_mismatches_across,
)
from bot.answering.facts.predicates import find_unsupported_predicate
from bot.answering.facts.quantities.matching import find_missing_quantities, find_quantities
from bot.answering.facts.relations.clause_subjects import find_other_subjects, stays_in_one_clause
from bot.answering.facts.relations.numbers_of_things import find_numbers_of_other_parts
from bot.answering.facts.relations.paired_lists import find_mispaired, is_paired
from bot.answering.facts.relations.parties import compare_relations
from bot.answering.facts.relations.values_of_things import find_values_of_other_things
from bot.answering.facts.roles.additions import (
    find_added_members,
    find_swapped_words,
    find_unsupported_causes,
    find_unsupported_clauses,
)
from bot.answering.facts.roles.concepts import affirms_otherwise, find_opposites
from bot.answering.facts.roles.counted_things import (
    find_other_changes,
    find_other_counts,
    find_other_references,
    find_other_years,
)
from bot.answering.facts.roles.hedges import find_hedge_mismatches
from bot.answering.facts.roles.lending import find_merged_facts, find_merged_parts
from bot.answering.facts.roles.measures import (
    find_measure_mismatches,
    find_measures,
    find_numbers_of_other_things,
)
from bot.answering.facts.roles.people import (
    find_borrowed_names,
    find_exchanged_names,
    find_moved_descriptions,
    find_names_of_other_things,
)
from bot.answering.facts.roles.pieces import find_content_words, has_word, split_at_contrasts
from bot.answering.facts.roles.quantifiers import find_quantifier_mismatches
from bot.answering.facts.roles.quotations import find_pieced_quotations
from bot.answering.facts.roles.word_order import find_swapped_roles
from bot.answering.facts.types import Evidence, Mismatch
from bot.answering.word_lists import read_word_list


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
    found += _find_denials(statement, stated_in, evidence, given_in)
    return tuple(found)


def compare_roles(statement: str, question: str, evidence: Evidence, language: str) -> tuple[Mismatch, ...]:
    """See ``check_statement``."""
    statement, question = mark_abbreviations(statement), mark_abbreviations(question)
    evidence = evidence.map_texts(mark_abbreviations)
    joined = " ".join(evidence.sentences)
    stated_in = resolve_language(statement, language)
    given_in = resolve_language(joined, evidence.language)
    pair = statement, stated_in
    found = judge_missing_numbers(
        list(compare_facts(statement, joined, question, evidence.context, (stated_in, given_in))),
        find_measures(statement, stated_in),
        [find_measures(sentence, given_in) for sentence in evidence.sentences],
        (statement, joined),
        (stated_in, given_in),
    )
    found += find_measure_mismatches(*pair, evidence.sentences, given_in)
    found += find_other_rates(*pair, evidence.sentences, given_in)
    found += find_merged_facts(*pair, evidence.sentences, given_in)
    found += find_merged_parts(*pair, evidence.sentences, given_in)
    found += find_other_counts(*pair, evidence.sentences, given_in)
    durations = find_other_durations(*pair, evidence.sentences, given_in)
    is_same = bool(durations) and is_about_the_same(statement, joined, (stated_in, given_in))
    found += [Mismatch(one.kind, one.text, contradicts=is_same) for one in durations]
    found += find_other_changes(*pair, evidence.sentences, given_in)
    found += find_other_years(*pair, evidence.sentences, given_in)
    found += find_other_references(*pair, evidence.sentences, given_in)
    for text in dict.fromkeys((joined, _find_sentence_of_numbers(*pair, evidence.sentences, given_in) or joined)):
        found += find_opposites(*pair, text, given_in)
    found += find_included_exceptions(*pair, joined, given_in)
    found += find_other_ranks(*pair, joined, given_in)
    relations = compare_relations(*pair, evidence.sentences, given_in)
    found += _compare_names(*pair, question, evidence, given_in, is_turned=relations.turned)
    for sentence in evidence.sentences:
        found += find_numbers_of_other_things(*pair, question, sentence, given_in)
        found += find_numbers_of_other_parts(*pair, question, sentence, given_in)
        found += find_values_of_other_things(*pair, question, sentence, given_in)
        found += find_swapped_roles(*pair, sentence, given_in)
        if not has_exception(sentence, given_in):  # "all but the first" denies it of the first
            found += find_polarity_mismatches_across(*pair, sentence, given_in)
    if question and answers_yes(statement):
        found += _find_denied_question(question, joined, language, given_in)
    main = _find_main(statement, stated_in, evidence.sentences, given_in)
    found += find_hedge_mismatches(*pair, question, main, given_in)
    if main != joined:
        found += _find_denials(*pair, main, given_in)
    found += find_quantifier_mismatches(*pair, main, given_in)
    found += find_unsupported_causes(*pair, joined, given_in)
    if stated_in == given_in:
        found += find_pieced_quotations(statement, (joined, evidence.context))
        found += find_unsupported_clauses(*pair, joined, question, evidence.passage)
        found += find_added_members(*pair, joined, question, f"{evidence.title}\n{evidence.passage}")
        found += find_swapped_words(*pair, joined, evidence.passage)
        found += find_unsupported_predicate(*pair, joined, question, f"{evidence.title}\n{evidence.passage}")
    found = [each for each in found if not _is_agreed(each, statement, relations.agreed)]
    found += _compare_subjects(*pair, evidence.sentences, given_in)
    found += relations.mismatches
    if _is_about_another_year(*pair, joined, given_in):
        found = [Mismatch(each.kind, each.text) for each in found]
    found = [replace(each, text=restore_stops(each.text)) for each in found]
    return tuple(dict.fromkeys(found))


def _compare_names(  # noqa: PLR0913 - the statement and its question, the evidence, and both languages
    statement: str, language: str, question: str, evidence: Evidence, source_language: str, *, is_turned: bool
) -> list[Mismatch]:
    """Compare the names; ``is_turned`` tells that the evidence tells a relation from its other side."""
    pair, joined = (statement, language), " ".join(evidence.sentences)
    lists = evidence.sentences, source_language
    found = find_borrowed_names(*pair, question, evidence, source_language)
    is_told = is_turned or is_paired(*pair, *lists) or stays_in_one_clause(*pair, *lists)
    if not is_told or len(split_at_contrasts(statement, language)) > 1:
        found += find_names_of_other_things(*pair, question, joined, source_language)
        found += find_exchanged_names(*pair, joined, source_language)
    return found


def _compare_subjects(
    statement: str, language: str, sentences: Sequence[str], source_language: str
) -> Iterator[Mismatch]:
    """Find what a statement says of another subject than its evidence does."""
    yield from find_other_subjects(statement, language, sentences, source_language)
    yield from find_mispaired(statement, language, sentences, source_language)
    yield from find_moved_descriptions(statement, language, " ".join(sentences), source_language)


def _is_about_another_year(statement: str, language: str, evidence: str, source_language: str) -> bool:
    """Whether a year names the thing of a statement, "the 1858 cable", and the evidence has other years only.

    What it says of the cable of 1850 contradicts nothing.
    """
    named = _load_named_year(language).search(statement)
    said, given = (find_quantities(text, code) for text, code in ((statement, language), (evidence, source_language)))
    return named is not None and bool(given.years) and not said.years & given.years


@cache
def _load_named_year(language: str) -> re.Pattern[str]:
    forms = read_word_list(__file__)["named_year"].get(language, ())
    return re.compile("|".join(forms) or r"(?!)")


def _is_agreed(mismatch: Mismatch, statement: str, agreed: Sequence[tuple[int, int]]) -> bool:
    """Whether a mismatch is of a relation that the evidence tells from its other side: "bought from" for "sold to"."""
    if mismatch.kind == "role":
        return bool(agreed)
    return mismatch.kind in {"word", "addition", "order"} and any(
        mismatch.text in statement[start:end] for start, end in agreed
    )


def _find_denied_question(question: str, evidence: str, language: str, source_language: str) -> list[Mismatch]:
    """Find what a "yes" to a question affirms and the evidence denies."""
    asked_in = resolve_language(question, language)
    found = [*_find_denials(question, asked_in, evidence, source_language)]
    found += find_opposites(question, asked_in, evidence, source_language)
    return [mismatch for mismatch in found if mismatch.contradicts]


def _find_denials(statement: str, language: str, evidence: str, source_language: str) -> list[Mismatch]:
    """Find denials of one text that the other affirms, unless a clause of the evidence says the opposite in a word.

    "Not open on Mondays" agrees with "open from Tuesday to Friday, closed on Mondays".
    """
    found = find_polarity_mismatches(statement, language, evidence, source_language)
    return [mismatch for mismatch in found if not _is_said_otherwise(mismatch.text, statement, evidence, language)]


def _is_said_otherwise(denied: str, statement: str, evidence: str, language: str) -> bool:
    words = find_content_words(statement, language) - find_content_words(denied, language) or find_content_words(
        denied, language
    )
    return any(
        affirms_otherwise(clause, denied, language)
        and any(has_word(word, find_content_words(clause, language), translated=False) for word in words)
        for clause in split_at_contrasts(evidence, language)
    )


def _find_sentence_of_numbers(
    statement: str, language: str, sentences: Sequence[str], source_language: str
) -> str | None:
    """Find the one sentence that has all measured numbers of a statement; None without one."""
    values = [measure.values for measure in find_measures(statement, language)]
    having = [
        sentence
        for sentence in sentences
        if all(any(own & other.values for other in find_measures(sentence, source_language)) for own in values)
    ]
    return having[0] if values and len(having) == 1 else None


def _find_main(statement: str, language: str, sentences: Sequence[str], source_language: str) -> str:
    """Find the sentence that shares most words and numbers with a statement; the last one of several."""
    words = find_content_words(statement, language)
    values = find_quantities(statement, language).values

    def count(at: int) -> tuple[int, int]:
        own = find_content_words(sentences[at], source_language)
        shared = sum(has_word(word, own, translated=language != source_language) for word in words)
        return shared + len(values & find_quantities(sentences[at], source_language).values), at

    return sentences[max(range(len(sentences)), key=count)]
