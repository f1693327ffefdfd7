"""Clauses with a subject of their own; one without a subject continues the clause before it, so it tells nothing."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from itertools import pairwise

from bot.answering.facts.languages import folded_function_words
from bot.answering.facts.naming.names import ProperName
from bot.answering.facts.negation.clauses import load_contrasts
from bot.answering.facts.quantities.numbers import find_numbers
from bot.answering.facts.relations.particle_subjects import PARTICLE_LANGUAGES, find_marked_subject
from bot.answering.facts.roles.additions import is_light
from bot.answering.facts.roles.people import find_sure_names
from bot.answering.facts.roles.phrases import FoldedWord, split_folded
from bot.answering.facts.roles.pieces import find_content_words, list_content_words, load_conjunctions
from bot.answering.facts.roles.word_order import load_prepositions
from bot.answering.facts.word_matching import fold_word
from bot.answering.word_lists import UNSPACED_LANGUAGES, read_word_list

_BREAK = re.compile(r"[.,;:!?()\n—–。，；：！？（）、](?!\d)")
_KOREAN_LINK = re.compile(r"(?<=[\uac00-\ud7af])(?:고|며|지만|으나|는데|은데)\s")
_TURKISH_CASE = re.compile(r"\w+(?:\s[^\W\d_a-zçğıöşü]\w*)*['’](?:[yn]?[ıiuüae]|[dt][ae]n?|y?l[ae])(?!\w)")
_SUBJECT_FIRST = frozenset({"en", "fr"})
_REACH = 3


@dataclass(frozen=True, slots=True)
class SubjectClause:
    """A clause of the evidence; ``subject`` are the folded words of its own subject, if that is a name.

    ``opening`` are the words from the article that may begin a subject without a name.
    """

    start: int
    text: str
    words: tuple[str, ...]
    subject: frozenset[str]
    opening: tuple[str, ...]
    has_oblique_names: bool = False
    is_description: bool = False

    @property
    def has_subject(self) -> bool:
        """Whether the clause does not continue another one."""
        return bool(self.subject or self.opening)


@lru_cache(maxsize=4096)
def split_by_subject(sentence: str, language: str) -> tuple[SubjectClause, ...]:
    """Split a sentence into clauses, each with its own subject; a bare list of subjects belongs to the next clause."""
    names = () if language in PARTICLE_LANGUAGES else find_sure_names(sentence, language)
    clauses: list[SubjectClause] = []
    start = 0
    bounds = [*_split(sentence, names, language)]
    at = 0
    while at < len(bounds):
        end = bounds[at][1]
        inside = [name for name in names if start <= name.start < end]
        text = sentence[start:end]
        at += 1
        if at + 1 < len(bounds) and not inside and _is_named_between(sentence, bounds, at, names, language):
            end = bounds[at + 1][1]  # "The harbour master, Tomas Rendall, |said …"
            inside = [name for name in names if start <= name.start < end]
            text = sentence[start:end]
            at += 2
            clauses.append(_build(start, text, inside, language, described=True))
            start = end
            continue
        if at < len(bounds) and _is_bare(text, inside, language):
            if not _is_inserted(sentence, bounds, at, names, language):
                continue  # "Lang and Ortiz |wrote …"
            inserted = bounds[at]
            described = [name for name in names if inserted[0] <= name.start < inserted[1]]
            description = _build(inserted[0], sentence[slice(*inserted)], described, language, described=True)
            clauses.append(replace(description, is_description=True))
            end = bounds[at + 1][1]
            text = f"{text} {sentence[inserted[1] : end]}"
            at += 2
        clauses.append(_build(start, text, inside, language))
        start = end
    return tuple(clauses)


def _split(text: str, names: Sequence[ProperName], language: str) -> Iterator[tuple[int, int]]:
    joining = _load_joining(language)
    cuts = {match.end() for match in _BREAK.finditer(text)}
    cuts |= {word.start for word in split_folded(text) if word.folded in joining}
    cuts |= {match.end() for match in _KOREAN_LINK.finditer(text)} if language == "ko" else set()
    cuts -= {cut for cut in cuts for name in names if name.start < cut < name.start + len(name.text)}
    for start, end in pairwise([0, *sorted(cuts), len(text)]):
        if text[start:end].strip():
            yield start, end


def _is_bare(text: str, names: Sequence[ProperName], language: str) -> bool:
    """Whether a part has nothing but its subject: names with a description, or an article and a noun."""
    words = list_content_words(text, language)
    own = {word for name in names for word in name.words}
    rest = [word for word in words if word.folded not in own and not is_light(word.folded, language)]
    if names:
        first = min((at for name in names if (at := text.find(name.text)) >= 0), default=0)
        return len(rest) <= 1 and all(word.start < first for word in rest) and not _has_preposition(text, language)
    return language not in PARTICLE_LANGUAGES and len(words) <= 1 and bool(_find_opening(text, language))


def _has_preposition(text: str, language: str) -> bool:
    prepositions = load_prepositions(language) | load_words("preposition", language) | load_words("agent", language)
    return any(word.folded in prepositions for word in split_folded(text))


def _is_named_between(
    sentence: str, bounds: Sequence[tuple[int, int]], at: int, names: Sequence[ProperName], language: str
) -> bool:
    """Whether the next part is a name between two commas."""
    start, end = bounds[at]
    inside = [name for name in names if start <= name.start < end]
    words = list_content_words(sentence[start:end], language)
    own = {word for name in inside for word in name.words}
    signs = (sentence[:start].rstrip()[-1:], sentence[:end].rstrip()[-1:])
    is_named = bool(inside) and all(word.folded in own for word in words)
    return is_named and signs == (",", ",") and not _has_preposition(sentence[start:end], language)


def _is_inserted(
    sentence: str, bounds: Sequence[tuple[int, int]], at: int, names: Sequence[ProperName], language: str
) -> bool:
    """Whether the next part describes the name before it between two commas: "Lang, a pupil of Ortiz, moved"."""
    if at + 1 >= len(bounds):
        return False
    start, end = bounds[at]
    signs = (sentence[:start].rstrip()[-1:], sentence[:end].rstrip()[-1:])
    follows = next(iter(split_folded(sentence[end:])), None)
    first = next(iter(split_folded(sentence[start:end])), None)
    joining = load_conjunctions(language) | load_contrasts(language)
    if signs != (",", ",") or follows is None or first is None or first.folded in joining:
        return False
    is_named = any(name.start == end + follows.start for name in names)
    return not is_named and follows.folded not in joining | load_words("article", language)


def _build(
    start: int, text: str, names: Sequence[ProperName], language: str, *, described: bool = False
) -> SubjectClause:
    words = list_words(text, language)
    if language in PARTICLE_LANGUAGES:
        return SubjectClause(start, text, words, find_marked_subject(text, language), ())
    if described:
        own = [word for name in names for word in name.words]
        return SubjectClause(start, text, words, frozenset(own), ())
    subject = _find_named(text, names, language)
    others = [name for name in names if not subject & set(name.words)]
    opening = () if subject else _find_opening(text, language)
    all_oblique = all(is_oblique(text, text.find(name.text), language) for name in others)
    return SubjectClause(start, text, words, subject, opening, has_oblique_names=all_oblique)


def list_words(text: str, language: str) -> tuple[str, ...]:
    """List the content words of a text without those that join clauses; pairs of characters in Chinese and Japanese."""
    if language in UNSPACED_LANGUAGES:
        return tuple(sorted(find_content_words(text, language)))
    grammar = _load_joining(language) | load_words("article", language) | load_words("agent", language)
    return tuple(word.folded for word in list_content_words(text, language) if word.folded not in grammar)


def _find_named(text: str, names: Sequence[ProperName], language: str) -> frozenset[str]:
    """Find the names of a clause that are its subject: the first ones, or the only one without a preposition."""
    placed = [(name, text.find(name.text)) for name in names]
    free = [(name, at) for name, at in placed if at >= 0 and not is_oblique(text, at, language)]
    if not free:
        return frozenset()
    agents = load_words("agent", language)
    doers = [(name, at) for name, at in free if any(w.folded in agents for w in split_folded(text[:at])[-_REACH:])]
    if doers:
        return frozenset(doers[0][0].words)
    before = [word for word in list_content_words(text[: free[0][1]], language) if not is_light(word.folded, language)]
    first = frozenset(_list_name_words(text, *free[0], language))
    if len(before) == 1 and language not in _SUBJECT_FIRST and _may_be_object(text, before[0], free[0], language):
        return frozenset()
    if len(before) <= 1 and (language in _SUBJECT_FIRST or len(free) == 1 or not before):
        is_list = _is_bare(text[: free[-1][1]] + free[-1][0].text, names, language)
        return first.union(*(name.words for name, _ in free)) if is_list else first
    return first if language not in _SUBJECT_FIRST and len(free) == 1 else frozenset()


def _may_be_object(text: str, word: FoldedWord, placed: tuple[ProperName, int], language: str) -> bool:
    """Whether a clause may be a verb and the name behind it as its object: "e poi sconfisse il Cervo"."""
    name, at = placed
    joining = _load_joining(language)
    words = [each for each in split_folded(text[:at]) if each.start < word.start]
    if not any(each.folded in joining for each in words):
        return False
    articles, pointers = load_words("article", language), load_words("object", language)
    after = list_content_words(text[at + len(name.text) :], language)
    return not after and not any(each.folded in articles | pointers for each in words[-1:])


def _list_name_words(text: str, name: ProperName, at: int, language: str) -> tuple[str, ...]:
    """List the words of a name, with one before it that may be a month too: "Jan"."""
    before = split_folded(text[:at])[-1:]
    grammar = folded_function_words(language)
    joined = [
        word.folded
        for word in before
        if text[word.start].isupper() and word.folded not in grammar and not text[word.end : at].strip()
    ]
    return (*joined, *name.words)


def is_oblique(text: str, at: int, language: str) -> bool:
    """Whether a preposition stands before a name or before its description; the word before a doer is none."""
    if language == "tr" and _TURKISH_CASE.match(text, at):
        return True
    before = split_folded(text[:at])[-_REACH:]
    prepositions = load_prepositions(language) | load_words("preposition", language)
    agents = load_words("agent", language)
    for word in reversed(before):
        if _BREAK.search(text[word.end : at]):
            return False
        if word.folded in agents:
            return False
        if word.folded in prepositions:
            return True
        if not _is_before_noun(word, language):
            return False
    return False


def _is_before_noun(word: FoldedWord, language: str) -> bool:
    return word.folded in load_words("article", language)


def _find_opening(text: str, language: str) -> tuple[str, ...]:
    """Find the content words behind an article that begins a clause, before which no preposition stands."""
    articles, grammar = load_words("article", language), folded_function_words(language)
    joining = _load_joining(language)
    prepositions = load_prepositions(language) | load_words("preposition", language)
    pronouns = load_words("pronoun", language)
    words = split_folded(text)
    numbers = find_numbers(text, language)
    for at, word in enumerate(words):
        if word.folded in articles:
            if any(word.start <= number.start <= words[min(at + 1, len(words) - 1)].start for number in numbers):
                return ()
            return tuple(each.folded for each in words[at + 1 :] if find_content_words(each.folded, language))
        if word.folded in prepositions or word.folded in pronouns:
            return ()
        if word.folded not in joining | grammar and not is_light(word.folded, language):
            return ()
    return ()


@cache
def _load_joining(language: str) -> frozenset[str]:
    """Load the words that begin another clause; "against" joins the sides of one."""
    joining = load_conjunctions(language) | load_contrasts(language) | load_words("joining", language)
    return joining - load_prepositions(language) - load_words("preposition", language)


@cache
def load_words(kind: str, language: str) -> frozenset[str]:
    """Load the folded words of one list of ``subject_clauses.toml``."""
    return frozenset(map(fold_word, read_word_list(__file__)[kind].get(language, ())))
