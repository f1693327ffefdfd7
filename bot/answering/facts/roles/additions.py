"""Additions: a clause, a cause or a word of a statement for which the evidence has nothing, within one language."""

import re
from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet
from functools import cache
from itertools import pairwise, takewhile

from bot.answering.facts.naming.names import NOUNS_CAPITALIZED, find_names
from bot.answering.facts.negation.clauses import denies
from bot.answering.facts.quantities.matching import find_quantities
from bot.answering.facts.quantities.number_lexicon import split_into_atoms
from bot.answering.facts.roles.concepts import Concept, find_concepts, list_agreeing, load_mirrored
from bot.answering.facts.roles.hedges import find_hedges
from bot.answering.facts.roles.phrases import FoldedWord, PhraseTable, split_folded
from bot.answering.facts.roles.pieces import find_content_words, has_word, list_content_words
from bot.answering.facts.roles.quantifiers import find_quantifiers
from bot.answering.facts.roles.word_order import load_prepositions
from bot.answering.facts.types import FactComparison, Mismatch
from bot.answering.facts.word_matching import fold_word
from bot.answering.word_lists import load_once, merge_words, read_word_list

_BREAK = re.compile(r"[,;:—–]")
_MIN_ADDED = 3
_MIN_COVERED = 0.5
_MIN_KEPT, _MIN_REPEATED = 0.7, 0.75
_MIN_CONTENT = 3
_MIN_PHRASE = 2
_MIN_HEAD = 5
_WELL_COVERED = 0.8
_ENDS = frozenset({"", ",", ".", ";", ":", "!", "—", "–"})


def find_unsupported_causes(comparison: FactComparison) -> list[Mismatch]:
    """Find a "because" whose evidence gives no cause at all, or within one language no word of this cause."""
    statement, language = comparison.statement, comparison.language
    evidence, source_language = comparison.joined, comparison.source_language
    said = _load_causes(language, "cause").find(statement)
    if not said:
        return []
    mismatch = Mismatch("cause", statement[said[0].start : said[0].end])
    if source_language not in read_word_list(__file__)["cause_hint"]:
        return []
    if not _load_causes(source_language, "cause_hint").find(evidence):
        return [mismatch]
    rest = statement[said[0].end :]
    stop = _BREAK.search(rest)
    words = find_content_words(rest[: stop.start()] if stop else rest, language)
    given = find_content_words(evidence, language)
    if comparison.crosses_languages or not words or any(has_word(word, given, translated=False) for word in words):
        return []
    return [mismatch]


def find_unsupported_clauses(comparison: FactComparison) -> list[Mismatch]:
    """Find a clause of at least two content words of which the evidence has none, beside a clause that it covers."""
    statement, language, evidence = comparison.statement, comparison.language, comparison.joined
    words = find_content_words(f"{evidence} {comparison.question}", language)
    clauses = [clause for clause in _split(statement, language) if find_content_words(clause, language)]
    shares = [_share(clause, language, words, evidence) for clause in clauses]
    if not shares or max(shares) < _MIN_COVERED:
        return []
    return [
        Mismatch("addition", clause.strip())
        for clause, share in zip(clauses[1:], shares[1:], strict=True)
        if share == 0
        and not find_quantities(clause, language).values & find_quantities(evidence, language).values
        and not denies(clause, language)
        and len(find_content_words(clause, language)) >= (_MIN_ADDED if max(shares) < _WELL_COVERED else _MIN_PHRASE)
    ] or _find_appended(
        statement, language, evidence, words | find_content_words(comparison.evidence.passage, language)
    )


def find_added_members(comparison: FactComparison) -> list[Mismatch]:
    """Find a second thing beside one that the evidence names alone: "children and pensioners" of "children".

    A word that the text around the evidence has, a number, a denial ("volumes and not prices") and a word of little
    meaning are no addition.
    """
    statement, language, evidence = comparison.statement, comparison.language, comparison.joined
    said, joining = split_folded(statement), _load_joining(language)
    words = find_content_words(f"{evidence} {comparison.question} {comparison.evidence.context}", language)
    return [
        Mismatch("word", statement[one.start : two.end])
        for one, between, two in zip(said, said[1:], said[2:], strict=False)
        if between.folded in joining
        and not statement[one.end : between.start].strip()
        and not denies(two.folded, language)
        and find_content_words(one.folded, language)
        and find_content_words(two.folded, language)
        and _stands_alone(one.folded, evidence, language)
        and not _is_known(two.folded, words, language)
        and not split_into_atoms(two.folded, language)
        and not has_parted_verb(two.folded, evidence, language)
    ]


def _stands_alone(word: str, evidence: str, language: str) -> bool:
    """Whether a text has a word, and never joins it to another one."""
    given = split_folded(evidence)
    places = [at for at, other in enumerate(given) if has_word(word, (other.folded,), translated=False)]
    joining = _load_joining(language)
    return bool(places) and not any(
        near.folded in joining for at in places for near in (*given[max(0, at - 2) : at], *given[at + 1 : at + 3])
    )


def _find_appended(statement: str, language: str, evidence: str, words: frozenset[str]) -> list[Mismatch]:
    """Find last words that the passage lacks, where the phrase of the evidence ends before them."""
    said = list_content_words(statement, language)
    covered = [_is_known(word.folded, words, language) for word in said]
    head = len(said)
    while head and not covered[head - 1]:
        head -= 1
    if head == len(said) or head < _MIN_CONTENT or sum(covered[:head]) < _WELL_COVERED * head:
        return []
    if language == "de" and head + 1 == len(said) and not statement[said[head].start].isupper():
        return []  # a German verb comes last
    last = said[head - 1].folded
    ends = [
        evidence[word.end :].lstrip("\"'”»“) ")[:1] in _ENDS
        for word in split_folded(evidence)
        if has_word(last, (word.folded,), translated=False)
    ]
    tail = statement[said[head - 1].end :]
    if (
        not any(ends)
        or not _opens_phrase(tail, language)
        or any(character.isdigit() for character in tail)
        or any(split_into_atoms(word.folded, language) for word in said[head:])
        or denies(tail, language)
    ):
        return []
    return [Mismatch("addition", tail.strip())]


def _opens_phrase(tail: str, language: str) -> bool:
    """Whether a comma, a preposition or a conjunction parts words from those before them; else they may be a verb."""
    first = next(iter(split_folded(tail)), None)
    if first is None or tail[: first.start].strip():
        return True
    return first.folded in load_prepositions(language) | _load_conjunctions(language)


def find_swapped_words(comparison: FactComparison) -> list[Mismatch]:
    """Find a word where the evidence has another one, in a statement that repeats the rest word by word.

    A word may be a synonym, so only a name in the place of another name contradicts. Opposites are compared elsewhere.
    """
    statement, language, evidence = comparison.statement, comparison.language, comparison.joined
    around = find_content_words(comparison.evidence.passage, language)
    said, content = split_folded(statement), list_content_words(statement, language)
    words = [word.folded for word in split_folded(evidence)]
    stated = find_concepts(statement, language)
    given = {(concept.group, concept.member) for concept in find_concepts(evidence, language)}
    compared = _find_compared(statement, language, evidence)
    missing = [
        word
        for word in content
        if not _is_covered(word.folded, words, evidence, language)
        and not any(
            _agrees(concept, given)
            for concept in (*stated, *find_concepts(word.folded, language))
            if concept not in stated or concept.start <= word.start < concept.end
        )
    ]
    if len(content) < _MIN_CONTENT or not missing or len(content) - len(missing) < _MIN_KEPT * len(content):
        return []
    is_repeated = len(content) - len(missing) >= _MIN_REPEATED * len(content)
    return [
        Mismatch(
            "word",
            statement[word.start : word.end],
            contradicts=_is_name(word, statement, language) and _is_name(other, evidence, language),
        )
        for word in missing
        if (word.folded in around or is_repeated)
        and not any(start <= word.start < end for start, end in compared)
        and not split_into_atoms(word.folded, language)
        and not _follows_modal(said, said.index(word))
        for other in _find_substituted(said, said.index(word), evidence, language)[:1]
    ]


def _find_compared(statement: str, language: str, evidence: str) -> list[tuple[int, int]]:
    """Find the quantifiers and hedges for which the evidence has another word: "intends to" for "plans to"."""
    kinds = {hedge.key for hedge in find_hedges(evidence, language)}
    found = [hedge for hedge in find_hedges(statement, language) if hedge.key in kinds]
    if find_quantifiers(evidence, language):
        found += find_quantifiers(statement, language)
    return [(each.start, each.end) for each in found]


def _agrees(concept: Concept, given: AbstractSet[tuple[str, str]]) -> bool:
    """Whether the evidence has what a concept says, or tells of the event from its other side."""
    is_mirrored = concept.group in load_mirrored() and any(group == concept.group for group, _ in given)
    return is_mirrored or bool(list_agreeing(concept.group, concept.member) & given)


def _follows_modal(said: Sequence[FoldedWord], at: int) -> bool:
    """Whether a word follows a modal verb: it is a verb too, which has many synonyms."""
    return at > 0 and said[at - 1].folded in _load_modals()


def _is_name(word: FoldedWord, text: str, language: str) -> bool:
    """Whether a word is written as a name, in a language that does not write every noun so."""
    if language in NOUNS_CAPITALIZED:
        return False
    return any(name.start <= word.start < name.start + len(name.text) for name in find_names(text, language))


def _find_substituted(said: Sequence[FoldedWord], at: int, evidence: str, language: str) -> list[FoldedWord]:
    """Find the content words around which the neighbors stand in the evidence: two at an end, else one a side."""
    found = []
    stated, given = [word.folded for word in said], split_folded(evidence)
    for there, other in enumerate(given):
        before = _count_alike(reversed(said[:at]), reversed(given[:there]))
        after = _count_alike(said[at + 1 :], given[there + 1 :])
        ends = at + 1 == len(said) or evidence[other.end :][:1] in _ENDS
        if (
            not _are_interchangeable(said[at].folded, other.folded, language)
            and ((before and after) or (ends and before > 1) or (not at and after > 1))
            and find_content_words(other.folded, language)
            and not has_word(other.folded, stated, translated=False)
        ):
            found.append(other)
    return found


def _is_known(word: str, words: frozenset[str], language: str) -> bool:
    """Whether a word is among others, has little meaning, or is of a table that compares its meaning."""
    has_table = bool(find_concepts(word, language) or find_hedges(word, language))
    return has_table or is_light(word, language) or has_word(word, words, translated=False)


def _is_covered(word: str, words: Sequence[str], evidence: str, language: str) -> bool:
    return (
        has_parted_verb(word, evidence, language)
        or any(_is_head(word, each, language) for each in words)
        or has_word(word, words, translated=False)
    )


def _are_interchangeable(word: str, other: str, language: str) -> bool:
    """Whether one word has little meaning, both are of speech or thought, or one is the head of a German compound."""
    if _is_head(word, other, language) or _is_head(other, word, language):
        return True
    if {word, other} & _load_light(language):
        return True
    return all(find_hedges(each, language) for each in (word, other))


def _is_head(word: str, compound: str, language: str) -> bool:
    return language == "de" and len(word) >= _MIN_HEAD and compound.endswith(word)


def is_compound_with(word: str, compound: str) -> bool:
    """Whether a German word of five letters at least begins or ends another one: "Wasser" and "Wassertiefe"."""
    return len(word) >= _MIN_HEAD and (compound.startswith(word) or compound.endswith(word))


def has_parted_verb(word: str, evidence: str, language: str) -> bool:
    """Whether a text has a German verb in two parts: "legt … ein" for "einlegt"."""
    if language != "de":
        return False
    words = [other.folded for other in split_folded(evidence)]
    return any(
        word.startswith(prefix)
        and len(word) - len(prefix) > _MIN_PHRASE
        and prefix in words
        and has_word(word.removeprefix(prefix), words, translated=False)
        for prefix in read_word_list(__file__)["parted_prefix"]["de"]
    )


def _count_alike(said: Iterable[FoldedWord], given: Iterable[FoldedWord]) -> int:
    """Count the words in which two texts agree from their beginning."""
    agrees = (one.folded == other.folded for one, other in zip(said, given, strict=False))
    return sum(1 for _ in takewhile(bool, agrees))


def _split(statement: str, language: str) -> list[str]:
    conjunctions = _load_conjunctions(language)
    cuts = [match.start() for match in _BREAK.finditer(statement)]
    cuts += [word.start for word in split_folded(statement) if word.folded in conjunctions]
    bounds = [0, *sorted(cuts), len(statement)]
    return [statement[start:end] for start, end in pairwise(bounds)]


def _share(clause: str, language: str, words: frozenset[str], evidence: str) -> float:
    own = find_content_words(clause, language)
    shared = sum(has_word(word, words, translated=False) or bool(split_into_atoms(word, language)) for word in own)
    said = {(concept.group, concept.member) for concept in find_concepts(clause, language)}
    given = {(concept.group, concept.member) for concept in find_concepts(evidence, language)}
    return (shared + len(said & given)) / len(own)


def is_light(word: str, language: str) -> bool:
    """Whether a folded word says little by itself, such as "has" or "took"."""
    return word in _load_light(language)


@load_once
def _load_modals() -> frozenset[str]:
    return frozenset(map(fold_word, merge_words(read_word_list(__file__)["modal"])))


@cache
def _load_light(language: str) -> frozenset[str]:
    return frozenset(read_word_list(__file__)["light"].get(language, ()))


@cache
def _load_conjunctions(language: str) -> frozenset[str]:
    return frozenset(read_word_list(__file__)["clause"].get(language, ()))


@cache
def _load_causes(language: str, kind: str) -> PhraseTable[str]:
    return PhraseTable(language, {kind: read_word_list(__file__)[kind].get(language, ())})


@cache
def _load_joining(language: str) -> frozenset[str]:
    return frozenset(read_word_list(__file__)["joining"].get(language, ()))
