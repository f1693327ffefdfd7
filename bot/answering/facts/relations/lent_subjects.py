"""Subjects that the evidence lends wrongly: from another sentence, or from the other side of a pronoun.

"Lang drove the signals" and "Ortiz preferred weak currents" do not support "Ortiz drove the signals"; nor does "the
directors dismissed him" support "Lang dismissed the directors".
"""

from collections.abc import Iterator, Sequence
from functools import cache
from itertools import pairwise

from bot.answering.facts.naming.names import ProperName
from bot.answering.facts.roles.additions import is_light
from bot.answering.facts.roles.people import find_sure_names
from bot.answering.facts.roles.phrases import FoldedWord, split_folded
from bot.answering.facts.roles.pieces import find_content_words, has_word, list_content_words, split_at_contrasts
from bot.answering.facts.roles.word_order import has_related, is_passive
from bot.answering.facts.types import FactComparison, Mismatch
from bot.answering.facts.word_matching import are_related, fold_word
from bot.answering.word_lists import UNSPACED_LANGUAGES, read_word_list

_MIN_TOLD = 3
"""The fewest words beside a subject that tell which sentence a statement is from."""

_MAX_SHARED = 0.5
"""The share of these words up to which the subject's own sentence is about something else."""

_REACH = 3


def find_lent_subjects(comparison: FactComparison) -> list[Mismatch]:
    """Find the name that begins a statement whose other words are all said of another name, in another sentence."""
    statement, language = comparison.statement, comparison.language
    if len(comparison.sentences) == 1 or comparison.crosses_languages or language in UNSPACED_LANGUAGES:
        return []
    known = (comparison.evidence.passage or comparison.joined,)
    subject = _find_first_name(statement, language, known)
    if subject is None:
        return []
    told = [
        word.folded
        for word in list_content_words(statement, language)
        if word.folded not in subject.words and not is_light(word.folded, language)
    ]
    own = [each for each in comparison.sentences if _names(subject, each, language)]
    if len(told) < _MIN_TOLD or any(_share(told, each, language) > _MAX_SHARED for each in own):
        return []
    for sentence in comparison.sentences:
        other = None if sentence in own else _find_first_name(sentence, language, known)
        if other and not _names(other, statement, language) and _share(told, sentence, language) == 1:
            return [Mismatch("role", subject.text)]
    return []


def find_turned_objects(comparison: FactComparison) -> list[Mismatch]:
    """Find the object of a statement that is the subject in a sentence, where a pronoun follows the verb."""
    statement, language = comparison.statement, comparison.language
    pronouns = _load_pronouns(language)
    if comparison.crosses_languages or not pronouns or is_passive(statement, language):
        return []
    said = split_folded(statement)
    for clause in split_at_contrasts(comparison.joined, language):
        given = split_folded(clause)
        for verb, pronoun in pairwise(given):
            if pronoun.folded in pronouns and not _is_before_noun(clause[pronoun.end :], language):
                doer = list_content_words(clause[: verb.start], language)[-1:]
                is_beside = bool(doer) and not clause[doer[0].end : verb.start].strip()
                turned = next(_find_turned(said, verb, doer, language), None) if is_beside else None
                if turned is not None:
                    return [Mismatch("role", statement[turned.start : turned.end], contradicts=True)]
    return []


def _find_turned(
    said: Sequence[FoldedWord], verb: FoldedWord, doer: Sequence[FoldedWord], language: str
) -> Iterator[FoldedWord]:
    """Yield the doer of the evidence where it is behind the verb of a statement, and another word is before it."""
    for at, word in enumerate(said):
        before = [other for other in said[:at] if find_content_words(other.folded, language)]
        if before and are_related(word.folded, verb.folded) and not has_related(doer[0], before):
            yield from (other for other in said[at + 1 : at + 1 + _REACH] if has_related(other, doer))


def _is_before_noun(text: str, language: str) -> bool:
    """Whether a pronoun may belong to the noun behind it: "her mother"."""
    behind = split_folded(text)[:1]
    return any(find_content_words(word.folded, language) for word in behind)


def _find_first_name(text: str, language: str, known: tuple[str, ...]) -> ProperName | None:
    """Find the name that begins a text, before which no content word is."""
    names = find_sure_names(text, language, known=known, written=language)
    if not names or list_content_words(text[: names[0].start], language):
        return None
    return names[0]


def _names(name: ProperName, text: str, language: str) -> bool:
    words = find_content_words(text, language)
    return any(has_word(word, words, translated=False) for word in name.words)


def _share(told: Sequence[str], sentence: str, language: str) -> float:
    words = find_content_words(sentence, language)
    return sum(has_word(word, words, translated=False) for word in told) / len(told)


@cache
def _load_pronouns(language: str) -> frozenset[str]:
    return frozenset(map(fold_word, read_word_list(__file__)["object"].get(language, ())))
