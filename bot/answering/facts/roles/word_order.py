"""Swapped roles: the statement has two parties of a sentence in the other order around the same verb.

"Ortiz sued Lang" is no support for "Lang sued Ortiz". Russian shows roles by endings, so there both parties must change
their forms.
"""

import re
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import pairwise

from bot.answering.facts.languages import folded_function_words
from bot.answering.facts.roles.phrases import FoldedWord, split_folded
from bot.answering.facts.types import FactComparison, Mismatch
from bot.answering.facts.word_matching import are_related, fold_word
from bot.answering.word_lists import read_word_list

_BY_ORDER = frozenset({"en", "es", "pt", "fr", "de", "it", "nl"})
_BY_ENDINGS = frozenset({"ru", "uk"})
_EAST_ASIAN = frozenset({"zh", "ja"})
_REACH = 7
_INSTRUMENTAL = ("ом", "ем", "ой", "ей", "ами", "ями", "єм", "ою", "ею")
_MIN_WORD = 4
_VERB_STEM = 6
_PARTIES = 2
_BREAKS = ",;:.—–()"
_PARTY = 2
_CLAUSE = re.compile(r"[，。；、！？,.;]")
_NO_VERB = re.compile(r"[的和与及或]")
_PASSIVE = {"zh": re.compile(r"[被由]"), "ja": re.compile(r"られ|され|[かがさたなばまらわ]れ[たてる]")}
_MARKED = re.compile(r"(?P<noun>[\u3400-\u9fff\u30a0-\u30ff々]{2,})(?P<particle>[はがをに])")
_OBLIQUE = frozenset({"den", "dem", "einen", "einem", "diesen", "diesem"})


def find_swapped_roles(comparison: FactComparison) -> list[Mismatch]:
    """Find two parties that a statement swaps, within one language; a passive in one text alone is no swap."""
    statement, language, sentence = comparison.statement, comparison.language, comparison.joined
    if not comparison.crosses_languages and language in _EAST_ASIAN:
        return _find_swapped_in_east_asian(statement, sentence, language)
    if comparison.crosses_languages or language not in _BY_ORDER | _BY_ENDINGS:
        return []
    said, given = _parties(statement, language), _parties(sentence, language)
    if len(said) < _PARTIES or _begins_with_object(statement, language):
        return []
    if is_passive(statement, language) != is_passive(sentence, language):
        return []
    find = _find_by_endings if language in _BY_ENDINGS else _find_by_order
    swapped = (
        (start, end) for start, end in find(said, given) if not any(sign in statement[start:end] for sign in _BREAKS)
    )
    return [Mismatch("role", statement[start:end], contradicts=True) for start, end in swapped][:1]


def _find_swapped_in_east_asian(statement: str, sentence: str, language: str) -> list[Mismatch]:
    """Find two parties that change their places around one verb (Chinese) or their particles (Japanese)."""
    if bool(_PASSIVE[language].search(statement)) != bool(_PASSIVE[language].search(sentence)):
        return []
    said = [clause for clause in _CLAUSE.split(statement) if clause]
    given = [clause for clause in _CLAUSE.split(sentence) if clause]
    find = _find_swapped_around_verb if language == "zh" else _find_swapped_particles
    found = (find(one, other) for one in said for other in given)
    return [Mismatch("role", text, contradicts=True) for text in found if text][:1]


def _find_swapped_around_verb(said: str, given: str) -> str | None:
    """Find "A verb B" of a clause that begins "B verb" and has A behind the verb: both parties have two characters."""
    for size in range(4, 1, -1):
        for at in range(_PARTY, len(said) - size - 1):
            verb = said[at : at + size]
            there = given.find(verb)
            if there < 0 or _NO_VERB.search(verb):
                continue
            subject, rest = said[:at], said[at + size :]
            if subject in given[there + size :] and any(
                given[start:there] in rest for start in range(there - _PARTY + 1) if len(given[start:there]) >= _PARTY
            ):
                return said
    return None


def _find_swapped_particles(said: str, given: str) -> str | None:
    """Find a noun that is the subject of one clause and the object of the other, beside one of which this is turned."""
    roles = [{match["noun"]: match["particle"] in "はが" for match in _MARKED.finditer(each)} for each in (said, given)]
    shared = roles[0].keys() & roles[1].keys()
    turned = [noun for noun in shared if roles[0][noun] != roles[1][noun]]
    return said if {roles[0][noun] for noun in turned} == {True, False} else None


def _begins_with_object(statement: str, language: str) -> bool:
    """Whether a German or Dutch statement begins with a preposition or an article that no subject has.

    "Den Antrag stellte" begins with the object.
    """
    first = next(iter(split_folded(statement)), None)
    return language in {"de", "nl"} and first is not None and first.folded in load_prepositions(language) | _OBLIQUE


def _find_by_order(said: Sequence[FoldedWord], given: Sequence[FoldedWord]) -> Iterator[tuple[int, int]]:
    """Find A verb B in one text where the other has B verb A."""
    for at, verb in enumerate(said):
        places = [there for there, other in enumerate(given) if _is_same_verb(verb.folded, other.folded)]
        # "Lang leads the school, and Ortiz leads the choir": the verb has a subject of its own each time.
        subjects = [word for start, end in pairwise([-1, *places]) for word in given[start + 1 : end]]
        for there in places:
            before, after = said[max(0, at - _REACH) : at], said[at + 1 : at + 1 + _REACH]
            left, right = given[max(0, there - _REACH) : there], given[there + 1 : there + 1 + _REACH]
            for one in before if len(places) == 1 else [word for word in before if not has_related(word, subjects)]:
                for two in after:
                    if (
                        not has_related(one, after)
                        and not has_related(two, before)
                        and has_related(one, right)
                        and not has_related(one, left)
                        and has_related(two, left)
                        and not has_related(two, right)
                        and not are_related(one.folded, two.folded)
                    ):
                        yield one.start, two.end


def _is_same_verb(one: str, other: str) -> bool:
    """Whether two folded words may be forms of one verb, whose endings are longer than those of nouns: "resgatou"."""
    return are_related(one, other) or (
        _VERB_STEM <= len(one) <= 2 * _VERB_STEM and len(other) <= 2 * _VERB_STEM and one.startswith(other[:_VERB_STEM])
    )


def _find_by_endings(said: Sequence[FoldedWord], given: Sequence[FoldedWord]) -> Iterator[tuple[int, int]]:
    """Find two parties of which one at least changed its form, around the same verb in the other order."""
    for start, end in _find_by_order(said, given):
        inside = [word for word in said if start <= word.start and word.end <= end]
        ends = (inside[0], inside[-1])
        changed = [word for word in ends if not any(word.folded == other.folded for other in given)]
        # A noun such as "город" has one form for both roles; an instrumental is the doer of a passive.
        if changed and not any(word.folded.endswith(_INSTRUMENTAL) for word in changed):
            yield start, end


def _is_party(word: FoldedWord, words: Sequence[FoldedWord], language: str) -> bool:
    """Whether no preposition of place or time is before a word, as before "summer" in "in the summer"."""
    at = words.index(word)
    near = {other.folded for other in words[max(0, at - 2) : at]}
    return not near & load_prepositions(language)


def has_related(word: FoldedWord, words: Sequence[FoldedWord]) -> bool:
    """Whether a word is among others, perhaps in another form."""
    return any(are_related(word.folded, other.folded) for other in words)


def _parties(text: str, language: str) -> list[FoldedWord]:
    grammar = folded_function_words(language)
    words = split_folded(text)
    return [
        word
        for word in words
        if len(word.folded) >= _MIN_WORD and word.folded not in grammar and _is_party(word, words, language)
    ]


def is_passive(text: str, language: str) -> bool:
    """Whether a text has a word of the passive; a copula alone counts as well."""
    marks = _load_passive(language)
    return any(word.folded in marks for word in split_folded(text))


@cache
def load_prepositions(language: str) -> frozenset[str]:
    """Load the folded prepositions of place and time of a language, and the commonest others."""
    return frozenset(map(fold_word, read_word_list(__file__)["preposition"].get(language, ())))


@cache
def _load_passive(language: str) -> frozenset[str]:
    return frozenset(map(fold_word, read_word_list(__file__)["passive"].get(language, ())))
