"""Compares the facts of a statement with those of its evidence."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from functools import cache

from bot.answering.facts.abbreviations import mark_abbreviations, restore_stops
from bot.answering.facts.amounts.durations import find_other_durations
from bot.answering.facts.amounts.missing_numbers import judge_missing_numbers
from bot.answering.facts.amounts.rates import find_other_rates
from bot.answering.facts.amounts.spans_of_work import find_spans_of_other_work
from bot.answering.facts.doers.other_doers import find_missing_deeds, find_other_doers
from bot.answering.facts.doers.reporters import find_reporters_as_doers
from bot.answering.facts.doers.routes import find_turned_routes
from bot.answering.facts.doers.speakers import find_other_speakers
from bot.answering.facts.exceptions import (
    find_included_exceptions,
    find_other_ranks,
    find_superlative_foils,
    has_exception,
)
from bot.answering.facts.labelled_values import find_values_of_other_labels
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
from bot.answering.facts.relations.lent_subjects import find_lent_subjects, find_turned_objects
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
from bot.answering.facts.types import Evidence, FactComparison, Mismatch
from bot.answering.word_lists import read_word_list

Rule = Callable[[FactComparison], Iterable[Mismatch]]


def compare_facts(statement: str, question: str, evidence: Evidence, language: str) -> tuple[Mismatch, ...]:
    """See ``find_mismatches``; the context is that of the evidence."""
    comparison = _resolve(statement, question, evidence, language)
    return tuple(_find_missing_facts(comparison, resolve_language(question, language)))


def compare_roles(statement: str, question: str, evidence: Evidence, language: str) -> tuple[Mismatch, ...]:
    """See ``check_statement``."""
    statement, question = mark_abbreviations(statement), mark_abbreviations(question)
    comparison = _resolve(statement, question, evidence.map_texts(mark_abbreviations), language)
    relations = compare_relations(comparison)
    missing = _find_missing_facts(comparison, resolve_language(question, comparison.language))
    found = judge_missing_numbers(missing, comparison)
    found += _apply(_OF_ALL_SENTENCES, comparison)
    found += _compare_names(comparison, is_turned=relations.turned)
    for sentence in comparison.sentences:
        found += _apply(_OF_EACH_SENTENCE, comparison.narrow(sentence))
    if question and answers_yes(statement):
        found += _find_denied_question(comparison, resolve_language(question, language))
    found += _apply(_OF_MAIN_SENTENCE, _narrow_to_main(comparison))
    found += find_unsupported_causes(comparison)
    if not comparison.crosses_languages:
        found += _apply(_WITHIN_LANGUAGE, comparison)
    found = [each for each in found if not _is_agreed(each, statement, relations.agreed)]
    found += _apply(_OF_SUBJECTS, comparison)
    found += find_other_doers(comparison)
    found += relations.mismatches
    found += find_missing_deeds(comparison)
    if _is_about_another_year(comparison):
        found = [Mismatch(each.kind, each.text) for each in found]
    found = [replace(each, text=restore_stops(each.text)) for each in found]
    return tuple(dict.fromkeys(found))


def _resolve(statement: str, question: str, evidence: Evidence, language: str) -> FactComparison:
    """Resolve the languages of a statement and of its evidence."""
    stated_in = resolve_language(statement, language)
    given_in = resolve_language(" ".join(evidence.sentences), evidence.language)
    return FactComparison(statement, stated_in, question, evidence, given_in)


def _apply(rules: Iterable[Rule], comparison: FactComparison) -> Iterator[Mismatch]:
    """Yield what each rule finds, in the order of the rules: the first reason of several is shown."""
    for rule in rules:
        yield from rule(comparison)


def _find_missing_facts(comparison: FactComparison, asked_in: str) -> list[Mismatch]:
    """Find the facts that the evidence lacks; ``asked_in`` is the language of the question."""
    statement, language, context = comparison.statement, comparison.language, comparison.evidence.context
    given = find_quantities(comparison.joined, comparison.source_language)
    queried = find_quantities(comparison.question, asked_in)
    found = find_missing_quantities(statement, language, given, queried)
    if found and comparison.question and context:
        repeated = queried & find_quantities(context, comparison.source_language)
        found = find_missing_quantities(statement, language, given | repeated, queried)
    rules: tuple[Rule, ...] = (find_missing_names, find_missing_addresses, _find_denials)
    return [*found, *_apply(rules, comparison)]


def _compare_names(comparison: FactComparison, *, is_turned: bool) -> Iterator[Mismatch]:
    """Compare the names; ``is_turned`` tells that the evidence tells a relation from its other side."""
    yield from find_borrowed_names(comparison)
    is_told = is_turned or is_paired(comparison) or stays_in_one_clause(comparison)
    if not is_told or len(split_at_contrasts(comparison.statement, comparison.language)) > 1:
        yield from find_names_of_other_things(comparison)
        yield from find_exchanged_names(comparison)


def _find_opposites_beside_numbers(comparison: FactComparison) -> Iterator[Mismatch]:
    """Find opposites in the whole evidence, and then in the sentence that has the numbers of the statement."""
    for each in dict.fromkeys((comparison, _narrow_to_numbers(comparison))):
        yield from find_opposites(each)


def _find_denials_across(comparison: FactComparison) -> list[Mismatch]:
    """Find denials across languages; "all but the first" denies it of the first."""
    if has_exception(comparison.joined, comparison.source_language):
        return []
    return find_polarity_mismatches_across(comparison)


def _is_about_another_year(comparison: FactComparison) -> bool:
    """Whether a year names the thing of a statement, "the 1858 cable", and the evidence has other years only.

    What it says of the cable of 1850 contradicts nothing.
    """
    named = _load_named_year(comparison.language).search(comparison.statement)
    said = find_quantities(comparison.statement, comparison.language)
    given = find_quantities(comparison.joined, comparison.source_language)
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


def _find_denied_question(comparison: FactComparison, asked_in: str) -> list[Mismatch]:
    """Find what a "yes" to a question affirms and the evidence denies."""
    asked = replace(comparison, statement=comparison.question, language=asked_in)
    return [mismatch for mismatch in _apply((_find_denials, find_opposites), asked) if mismatch.contradicts]


def _find_denials(comparison: FactComparison) -> list[Mismatch]:
    """Find denials of one text that the other affirms, unless a clause of the evidence says the opposite in a word.

    "Not open on Mondays" agrees with "open from Tuesday to Friday, closed on Mondays".
    """
    found = find_polarity_mismatches(comparison)
    return [mismatch for mismatch in found if not _is_said_otherwise(mismatch.text, comparison)]


def _is_said_otherwise(denied: str, comparison: FactComparison) -> bool:
    language = comparison.language
    words = find_content_words(comparison.statement, language) - find_content_words(denied, language)
    words = words or find_content_words(denied, language)
    return any(
        affirms_otherwise(clause, denied, language)
        and any(has_word(word, find_content_words(clause, language), translated=False) for word in words)
        for clause in split_at_contrasts(comparison.joined, language)
    )


def _narrow_to_numbers(comparison: FactComparison) -> FactComparison:
    """Narrow to the one sentence that has all measured numbers of a statement, if there is one."""
    values = [measure.values for measure in find_measures(comparison.statement, comparison.language)]
    having = [
        sentence
        for sentence in comparison.sentences
        if all(
            any(own & other.values for other in find_measures(sentence, comparison.source_language)) for own in values
        )
    ]
    return comparison.narrow(having[0]) if values and len(having) == 1 else comparison


def _narrow_to_main(comparison: FactComparison) -> FactComparison:
    """Narrow to the sentence that shares most words and numbers with a statement; the last one of several."""
    sentences, source_language = comparison.sentences, comparison.source_language
    words = find_content_words(comparison.statement, comparison.language)
    values = find_quantities(comparison.statement, comparison.language).values

    def count(at: int) -> tuple[int, int]:
        own = find_content_words(sentences[at], source_language)
        shared = sum(has_word(word, own, translated=comparison.crosses_languages) for word in words)
        return shared + len(values & find_quantities(sentences[at], source_language).values), at

    return comparison.narrow(sentences[max(range(len(sentences)), key=count)])


_OF_ALL_SENTENCES: tuple[Rule, ...] = (
    find_measure_mismatches,
    find_other_rates,
    find_merged_facts,
    find_merged_parts,
    find_other_counts,
    find_other_durations,
    find_spans_of_other_work,
    find_other_changes,
    find_other_years,
    find_other_references,
    _find_opposites_beside_numbers,
    find_included_exceptions,
    find_other_ranks,
    find_lent_subjects,
)
_OF_EACH_SENTENCE: tuple[Rule, ...] = (
    find_numbers_of_other_things,
    find_numbers_of_other_parts,
    find_values_of_other_things,
    find_values_of_other_labels,
    find_swapped_roles,
    find_turned_objects,
    find_other_speakers,
    find_turned_routes,
    _find_denials_across,
)
_OF_MAIN_SENTENCE: tuple[Rule, ...] = (find_hedge_mismatches, _find_denials, find_quantifier_mismatches)
_WITHIN_LANGUAGE: tuple[Rule, ...] = (
    find_pieced_quotations,
    find_unsupported_clauses,
    find_added_members,
    find_swapped_words,
    find_unsupported_predicate,
)
_OF_SUBJECTS: tuple[Rule, ...] = (
    find_other_subjects,
    find_mispaired,
    find_moved_descriptions,
    find_superlative_foils,
    find_reporters_as_doers,
)
"""Rules that find what the evidence says of another subject; a relation that agrees does not silence them."""
