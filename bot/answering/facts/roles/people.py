"""Names of a statement that only the text around its evidence has, while the evidence names somebody else.

A pronoun stands for a name of the sentences before it. A name from elsewhere in the passage is no support.
"""

import re
from collections.abc import Sequence
from functools import cache, lru_cache

from bot.answering.facts.languages import UNKNOWN, folded_function_words
from bot.answering.facts.naming.names import NOUNS_CAPITALIZED, ProperName, find_names, is_demonym_of, load_common_names
from bot.answering.facts.naming.places import find_place_names, names_same_country
from bot.answering.facts.naming.readings import is_read_in
from bot.answering.facts.naming.sounds import sounds_like
from bot.answering.facts.quantities.matching import find_quantities
from bot.answering.facts.roles.phrases import PhraseTable, list_folded, split_folded
from bot.answering.facts.roles.pieces import find_content_words, has_word, list_content_words, split_pieces
from bot.answering.facts.roles.word_order import is_passive
from bot.answering.facts.types import FactComparison, Mismatch
from bot.answering.facts.word_matching import are_related, fold_word
from bot.answering.word_lists import UNSPACED_LANGUAGES, read_word_list

_QUOTED = re.compile(r"[“„\"«「『][^”“\"»」』]*(?:[”“\"»」』]|$)|^[^“„\"«「『]*[”»」』]")
_NEAR_CHARS, _NEAR_WORDS = 30, 1
_RIVAL_COVERAGE = 0.5
_SHORT = 3
_MIN_CROSSED = 2
_PAIR = 2
_GERMAN_ADJECTIVE = re.compile(
    r"(?:isch|lich|ig|bar|sam|haft|los|est|ter|end)(?:e|er|es|en|em)$|^(?:deutsch|all|viel)e[rsnm]?$"
)


def find_borrowed_names(comparison: FactComparison) -> list[Mismatch]:
    """Find names that neither evidence, question nor title has, and that no pronoun of the evidence stands for.

    Names of the question alone do not count where the evidence, its title and the text before it name only others.
    Of the sentences before the evidence, the nearest one with a name counts. "I" and "we" outside of quotation marks,
    as in an interview, may be any name of the source.
    """
    statement, language, question = comparison.statement, comparison.language, comparison.question
    evidence, source_language = comparison.evidence, comparison.source_language
    joined, title = comparison.joined, evidence.title
    given, said = list_folded(joined), list_folded(f"{statement} {question}")
    known = (f"{title}\n{evidence.passage or joined}", *evidence.elsewhere)
    named = next(
        (
            text
            for text in reversed(evidence.before)
            if find_sure_names(text, source_language, known=known, written=source_language)
        ),
        "",
    )
    around, above = list_folded(named), list_folded(title)
    asked = list_folded(question)
    told = list_folded(" ".join((*evidence.before, title, joined)))
    rivals = [
        name
        for name in find_sure_names(joined, source_language, known=known, written=source_language)
        if not any(sounds_like(word, other) for word in name.words for other in said)
        and not _is_described(name, joined, statement, source_language, translated=comparison.crosses_languages)
    ]
    names = find_sure_names(statement, language, known=known, written=source_language)
    is_about_others = bool(rivals) and not any(
        _is_among(word, told) or _names_place(word, joined, source_language) for name in names for word in name.words
    )
    found = []
    for name in names:
        words = [word for word in name.words if word not in load_common_names()] or list(name.words)
        named_here = [
            _is_among(word, given)
            or _is_among(word, asked)
            or _names_place(word, joined, source_language)
            or is_read_in(word, joined, source_language)
            or _is_place_of(word, language, joined, source_language)
            for word in words
        ]
        if _is_place_of(" ".join(name.words), language, joined, source_language):
            continue
        if named_here[-1] or 2 * sum(named_here) >= len(words):
            if is_about_others:
                found.append(Mismatch("name", name.text))
            continue
        if _is_part_of_known(words, known[0], given, source_language):
            continue
        if _may_speak(words, joined, known, source_language):
            continue
        in_title = any(_is_among(word, above) for word in words)
        is_answer = bool(question) and len(find_content_words(statement, language) - set(name.words)) < _SHORT
        if in_title and not (rivals or is_answer):
            continue
        is_near = 2 * sum(_is_among(word, around) for word in words) >= len(words)
        if not is_near or (rivals and (is_answer or not in_title)):
            found.append(Mismatch("name", name.text, contradicts=bool(rivals)))
    return found


def _may_speak(words: Sequence[str], evidence: str, known: Sequence[str], language: str) -> bool:
    """Whether the evidence is in the first person, outside of quotation marks, and the source has a name."""
    if not _load_first_person(language).find(_QUOTED.sub(" ", evidence)):
        return False
    named = list_folded("\n".join(known))
    return all(_is_among(word, named) for word in words)


def _is_part_of_known(words: Sequence[str], known: str, given: Sequence[str], language: str) -> bool:
    """Whether the text around the evidence joins these words to a name of it: "Mayor" to "Lang" in "Mayor Ada Lang"."""
    wholes = (
        name.words for name in find_sure_names(known, language) if all(_is_among(word, name.words) for word in words)
    )
    return any(_is_among(word, given) for whole in wholes for word in whole if not _is_among(word, words))


def find_names_of_other_things(comparison: FactComparison) -> list[Mismatch]:
    """Find a name whose words in the evidence stand beside another name: what Lang said, of Ortiz."""
    statement, language, question = comparison.statement, comparison.language, comparison.question
    evidence, source_language = comparison.joined, comparison.source_language
    translated = comparison.crosses_languages
    names = find_sure_names(evidence, source_language)
    said, asked = (
        find_sure_names(text, language, known=(evidence,), written=source_language) for text in (statement, question)
    )
    own_words = {word for name in (*said, *asked) for word in name.words}
    if len(names) <= 1 or not said:
        return []
    pieces = split_pieces(evidence, [(name.start, name.start + len(name.text)) for name in names], source_language)
    words = find_content_words(f"{statement} {question}", language)
    features = []
    for piece in pieces:
        start, end = piece.anchor
        features.append(
            find_content_words(evidence[piece.start : start] + " " + evidence[end : piece.end], source_language)
        )
    shared = [sum(has_word(word, words, translated=translated) for word in own) for own in features]
    coverage = [count / max(len(own), 2) for count, own in zip(shared, features, strict=True)]
    numbers = find_quantities(statement, language).values
    values = [find_quantities(evidence[piece.start : piece.end], source_language).values for piece in pieces]
    found = []
    for name in said:
        own = [at for at, other in enumerate(names) if is_same_name(name, other) or _is_same_country(name, other)]
        if any(numbers & values[at] for at in own):
            continue
        rivals = [
            at
            for at, other in enumerate(names)
            if at not in own
            and not any(sounds_like(word, mine) for word in other.words for mine in own_words)
            and not _is_described(other, evidence, statement, source_language, translated=translated)
        ]
        led = _list_words_before([names[at] for at in own], evidence, source_language)
        led -= _list_words_before([names[at] for at in rivals], evidence, source_language)
        if any(has_word(word, led, translated=translated) for word in _list_words_before([name], statement, language)):
            continue  # "landed in Newfoundland" in both
        has_other_number = any(values[at] for at in own) and any(numbers & values[at] for at in rivals)
        is_elsewhere = any(features[at] or pieces[at].parted for at in own) and not any(shared[at] for at in own)
        if has_other_number or (is_elsewhere and any(coverage[at] >= _RIVAL_COVERAGE for at in rivals)):
            found.append(Mismatch("name", name.text, contradicts=True))
    return found


def _list_words_before(names: Sequence[ProperName], text: str, language: str) -> frozenset[str]:
    """List the nearest content word before each name, in its own part of the sentence."""
    before = (re.split(r"[^\w\s’'-]", text[max(0, name.start - _NEAR_CHARS) : name.start])[-1] for name in names)
    return frozenset(words[-1].folded for each in before if (words := list_content_words(each, language)))


def _is_described(name: ProperName, evidence: str, statement: str, language: str, *, translated: bool) -> bool:
    """Whether the statement has the word before a name in its place: "her grandfather" for "her grandfather, Ivo"."""
    before = evidence[max(0, name.start - _NEAR_CHARS) : name.start]
    near = list(split_folded(before))
    is_apposed = len(near) > 1 and "," in before[near[-2].end : near[-1].start]
    if is_apposed and not find_content_words(near[-1].folded, language):
        near.pop()  # "the old ferry, the Saint Brannoc"
    described = [word.folded for word in near[-_NEAR_WORDS:] if find_content_words(word.folded, language)]
    words = find_content_words(statement, language)
    return any(has_word(word, words, translated=translated) for word in described)


def find_exchanged_names(comparison: FactComparison) -> list[Mismatch]:
    """Find two names whose words a statement exchanges: each stands beside what the evidence says of the other.

    A passive in one text alone moves the words, so there both names must have words of the other.
    """
    statement, language = comparison.statement, comparison.language
    evidence, source_language = comparison.joined, comparison.source_language
    least = int(is_passive(statement, language) != is_passive(evidence, source_language))
    translated = comparison.crosses_languages
    said, given = _describe_names(statement, language), _describe_names(evidence, source_language)

    def share(name: ProperName, other: ProperName) -> int:
        return sum(
            has_word(word, features, translated=translated)
            for mine, words in said
            if mine is name
            for word in words
            for there, features in given
            if is_same_name(other, there)
        )

    names = [name for name, _ in said if any(is_same_name(name, other) for other, _ in given)]
    for at, one in enumerate(names):
        for two in names[at + 1 :]:
            straight, crossed = share(one, one) + share(two, two), (share(one, two), share(two, one))
            is_exchange = sum(crossed) >= _MIN_CROSSED and sum(crossed) > 2 * straight and min(crossed) >= least
            if not is_same_name(one, two) and is_exchange:
                return [Mismatch("role", f"{one.text}", contradicts=True)]
    return []


def find_moved_descriptions(comparison: FactComparison) -> list[Mismatch]:
    """Find a word directly before a name that the evidence has directly before another name only: "painter Sand"."""
    if comparison.crosses_languages:
        return []
    language = comparison.language
    said, given = _list_described(comparison.statement, language), _list_described(comparison.joined, language)
    for word, name in said:
        holders = [other for each, other in given if each == word]
        named = any(is_same_name(name, other) for _, other in given)
        if holders and named and not any(is_same_name(name, other) for other in holders):
            return [Mismatch("role", f"{word} {name.text}", contradicts=True)]
    return []


@lru_cache(maxsize=4096)
def _list_described(text: str, language: str) -> tuple[tuple[str, ProperName], ...]:
    """List the names of several words or in the middle of a sentence, each with the noun or title before it."""
    found = []
    for name in find_names(text, language):
        before = text[max(0, name.start - _NEAR_CHARS) : name.start]
        words = list(split_folded(before))
        adjacent = words and before[words[-1].end :] == " " and find_content_words(words[-1].folded, language)
        introduced = len(words) > 1 and words[-2].folded in folded_function_words(language)
        if adjacent and introduced and len(name.words) > 1:
            found.append((words[-1].folded, name))
    return tuple(found)


def _describe_names(text: str, language: str) -> list[tuple[ProperName, frozenset[str]]]:
    """Find the names of a text, each with the content words of its piece that are no names."""
    names = find_sure_names(text, language)
    pieces = split_pieces(text, [(name.start, name.start + len(name.text)) for name in names], language)
    own = {word for name in names for word in name.words}
    return [
        (name, find_content_words(text[piece.start : piece.end], language) - own)
        for name, piece in zip(names, pieces, strict=True)
    ]


@lru_cache(maxsize=4096)
def find_sure_names(
    text: str, language: str, *, known: tuple[str, ...] = (), written: str = ""
) -> tuple[ProperName, ...]:
    """Find the names that nothing but a name explains: in German, of two words at least.

    A word that begins a sentence is a name if one of the texts ``known``, in the language ``written``, has it as one.
    """
    names = find_names(text, language)
    others = [name for each in known for name in find_sure_names(each, written)]
    if language in NOUNS_CAPITALIZED:
        lasts = {name.words[-1] for name in others}
        return tuple(
            name for name in names if (len(name.words) > 1 and not _may_be_nouns(name, text)) or name.words[-1] in lasts
        )
    return tuple(
        name for name in names if name.is_clear or any(_is_among(name.words[0], other.words) for other in others)
    )


def _may_be_nouns(name: ProperName, text: str) -> bool:
    """Whether two German words are an amount of a thing, "500 Gramm Quark", or an adjective that begins a sentence."""
    if len(name.words) > _PAIR:
        return False
    is_first = not text[: name.start].strip(' "„»«(')
    return text[: name.start].rstrip()[-1:].isdigit() or (is_first and bool(_GERMAN_ADJECTIVE.search(name.words[0])))


def _is_same_country(one: ProperName, other: ProperName) -> bool:
    """Whether one name is of a country and the other of its people: "Norwegian" for "Norway"."""
    return any(_names_place(word, other.text, UNKNOWN) for word in one.words)


def _names_place(word: str, text: str, language: str) -> bool:
    """Whether a text has another name of a place or of its people: "Norway" for "norwegian"."""
    if names_same_country(word, text):
        return True
    others = [other for name in find_names(text, language) for other in name.words]
    return any(is_demonym_of(word, other) or is_demonym_of(other, word) for other in others)


def _is_place_of(name: str, language: str, text: str, source_language: str) -> bool:
    """Whether a text in another language has the place that a folded name stands for: "Wien" for "vienna"."""
    if UNKNOWN in {language, source_language} or language == source_language:
        return False
    folded, words = fold_word(text), list_folded(text)
    return any(
        all(any(are_related(part, word) for word in words) for part in place.split())
        or (source_language in UNSPACED_LANGUAGES and place in folded)
        for place in find_place_names(name, language, source_language)
    )


def is_same_name(one: ProperName, other: ProperName) -> bool:
    """Whether two names share a word, in whichever script or spelling."""
    return any(sounds_like(word, mine) for word in one.words for mine in other.words)


def _is_among(word: str, others: Sequence[str]) -> bool:
    return any(sounds_like(word, other) for other in others)


@cache
def _load_first_person(language: str) -> PhraseTable[str]:
    return PhraseTable(language, {"first person": read_word_list(__file__)["first_person"].get(language, ())})
