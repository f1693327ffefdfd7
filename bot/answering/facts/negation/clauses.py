"""Splits a text into clauses, each with its content words and its denials.

Words of negation of each language are in ``clauses.toml``.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import takewhile

from bot.answering.facts.languages import folded_function_words, has_function_words
from bot.answering.facts.negation.korean import is_denied_in_korean, split_korean
from bot.answering.facts.negation.types import Clause, Denial
from bot.answering.facts.negation.verb_forms import find_denied_stem
from bot.answering.facts.word_matching import INNER_APOSTROPHE, fold_word
from bot.answering.word_lists import read_word_list
from index.text.scripts import INDIC_MARKS

LANGUAGES = frozenset(
    {"ar", "bg", "ca", "cs", "da", "de", "el", "en", "es", "fa", "fi", "fr", "he", "hi", "hr", "hu", "id"}
    | {"it", "ja", "ko", "nl", "no", "pl", "pt", "ro", "ru", "sk", "sr", "sv", "tr", "uk", "vi", "zh"}
)
"""Languages whose words of negation are known."""

_WORD = re.compile(rf"(?:[^\W\d_\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff]|[{INDIC_MARKS}]|{INNER_APOSTROPHE})+")
_HAN_RUN = re.compile(r"[\u3400-\u9fff\u30a1-\u30ff]{2,}")
_BREAK = re.compile(r"[,;:.!?()\n—–。，；：！？（）،؛]")
_EAST_ASIAN = frozenset({"zh", "ja"})
_UNSPACED = _EAST_ASIAN | {"ko"}
_SCOPE = dict.fromkeys(
    ["ru", "ar", "pl", "uk", "fi", "id", "cs", "sk", "hu", "hr", "sr", "bg", "vi", "el", "ro", "he"], 2
)
_JOINING = frozenset({"und", "oder", "en", "of", "och", "eller", "og", "ve", "veya", "और", "و"})
"""Words behind which a denial is about another verb: "exports apples and imports no fruit"."""
_BEFORE_ONLY = frozenset({"tr", "fa"})
_VERB_LAST = frozenset({"tr", "hi", "fa"})
_COMMA_BEFORE_VERB = frozenset({"de"})
"""Languages with a comma between "refused" and the verb: "weigerte sich, das Land zu verkaufen"."""
_SCOPE_WORDS = 4
_MIN_WORD = 3
_MIN_SYLLABLE = 2
_JAPANESE_REACH = 8


@dataclass(frozen=True, slots=True)
class _NegationWords:
    """Words of negation of a language with blanks between words, folded.

    Attributes:
        deny: Words that open the scope of a denial.
        backward: Those of them that may deny the word before them.
        fail: Words that say of a verb that it did not happen: "refused to pay".
        link: Words between one of these and its verb; a language without them has none.
        verb: What the verb looks like; in a language without it any content word may be one.
        without: The word for "without", which opens one too.
        affirming: The word that affirms what "without" denies.
        hint: Words that agree with a denial without opening one.
        contrasts: Words that begin another clause.
        exceptions: Phrases that look like a denial and are none.
        grammar: Words without content of their own.
    """

    deny: frozenset[str]
    backward: frozenset[str]
    fail: re.Pattern[str]
    link: frozenset[str]
    verb: re.Pattern[str] | None
    without: str
    affirming: str
    hint: re.Pattern[str]
    contrasts: frozenset[str]
    exceptions: re.Pattern[str]
    grammar: frozenset[str]


@dataclass(frozen=True, slots=True)
class _UnspacedNegationWords:
    """Words of negation in Chinese or Japanese; ``skip`` are characters between a denial and the denied word."""

    deny: re.Pattern[str]
    hint: re.Pattern[str]
    exceptions: re.Pattern[str]
    skip: frozenset[str]


@lru_cache(maxsize=4096)
def split_clauses(text: str, language: str) -> tuple[Clause, ...]:
    """Split a text into clauses; a language whose negation is not known has none."""
    if language in _EAST_ASIAN:
        return tuple(_split_east_asian(text, language))
    if language == "ko":
        return tuple(split_korean(text))
    if language not in LANGUAGES:
        return ()
    masked = _load_words(language).exceptions.sub(_blank, text)
    return tuple(_build_clause(text, part, language) for part in _split_parts(masked, language))


def denies(text: str, language: str) -> bool:
    """Whether a clause of a text denies something."""
    return any(clause.negative for clause in split_clauses(text, language))


@cache
def load_contrasts(language: str) -> frozenset[str]:
    """Load the folded words that begin another clause: "but"."""
    return _load_words(language).contrasts if language in LANGUAGES - _UNSPACED else frozenset()


def is_denied(text: str, start: int, end: int, language: str) -> bool:
    """Whether a word that denies has the words from ``start`` to ``end`` in its scope."""
    if language in _EAST_ASIAN:
        known = _load_unspaced_words(language)
        near = text[max(0, start - 3) : start] if language == "zh" else text[end : end + _JAPANESE_REACH]
        return bool(known.deny.search(known.exceptions.sub(_blank, near)))
    if language == "ko":
        return is_denied_in_korean(text, start, end)
    if language not in LANGUAGES:
        return False
    known_words = _load_words(language)
    masked = known_words.exceptions.sub(_blank, text)
    for part in _split_parts(masked, language):
        if part[0][0].start() <= start < part[-1][0].end():
            before = [word for match, word in part if match.end() <= start][-_SCOPE_WORDS:]
            after = list(takewhile(_continues, (word for match, word in part if match.start() >= end)))
            cues = {*before, *(after if known_words.backward else ())}
            nearby = after if language in _VERB_LAST else before
            failed = [word for word in nearby if known_words.fail.fullmatch(word)]
            contracted = language == "en" and bool(re.search(r"n['’]t\s(?:\w+\s){0,3}$", text[:start]))
            return (bool(cues & known_words.deny) or contracted) != bool(failed)
    return False


def _continues(word: str) -> bool:
    return word not in _JOINING


def _fold(word: str, language: str) -> str:
    """Fold a word; a Vietnamese one keeps its marks, because syllables without them have many meanings."""
    return word.casefold() if language == "vi" else fold_word(word)


def _blank(match: re.Match[str]) -> str:
    return " " * len(match[0])


def _split_parts(masked: str, language: str) -> Iterator[list[tuple[re.Match[str], str]]]:
    known = _load_words(language)
    contrasts = known.contrasts
    part: list[tuple[re.Match[str], str]] = []
    end = 0
    for match in _WORD.finditer(masked):
        word = _fold(match[0], language)
        gap = masked[end : match.start()]
        is_parted = bool(_BREAK.search(gap))
        if is_parted and gap.strip() == "," and language in _COMMA_BEFORE_VERB:
            is_parted = not any(known.fail.fullmatch(other) for _, other in part)
        if part and (word in contrasts or is_parted):
            yield part
            part = []
        part.append((match, word))
        end = match.end()
    if part:
        yield part


def _build_clause(text: str, part: list[tuple[re.Match[str], str]], language: str) -> Clause:
    known = _load_words(language)
    words = [word for _, word in part]
    content = [_is_content(word, language) for word in words]
    cancelled = _find_cancelled(words, content, language)
    denials: list[Denial] = []
    cues = hints = 0
    for at, (match, word) in enumerate(part):
        contracted = language == "en" and word == "t" and text[match.start() - 1 : match.start()] in {"'", "’"}
        if at in cancelled:
            hints += 1
        elif known.fail.fullmatch(word):
            scope = _find_failed(words, content, at, language)
            hints += 1
            if scope:
                first, last = part[min(at, *scope)][0], part[max(at, *scope)][0]
                denials.append(Denial(tuple(words[i] for i in scope), text[first.start() : last.end()]))
        elif word in known.deny or contracted or word == known.without:
            scope = _find_scope(words, content, at, language)
            cues += 1
            if scope:
                first, last = part[min(at - contracted, *scope)][0], part[max(at, *scope)][0]
                named = tuple(words[i] for i in scope)
                affirmed_by = known.affirming if word == known.without else None
                denials.append(Denial(named, text[first.start() : last.end()], affirmed_by))
        elif stem := find_denied_stem(word, language):
            cues += 1
            denials.append(Denial((stem,), match[0]))
        elif known.hint.fullmatch(word):
            hints += 1
    said = tuple(word for word, is_content in zip(words, content, strict=True) if is_content)
    return Clause(said, tuple(words), tuple(denials), cues + hints > 0, cues > 0 and not denials)


def _find_scope(words: list[str], content: list[bool], at: int, language: str) -> list[int]:
    """Find the content words that a cue denies: those after it, in Turkish the one before it, in German if none is."""
    most = _SCOPE.get(language, _SCOPE_WORDS)
    after = [i for i in range(at + 1, len(words)) if content[i]][:most]
    if words[at] in _load_words(language).backward:
        before = [i for i in range(at) if content[i]][-1:]
        return before or after if language in _BEFORE_ONLY else after[:3] or before
    return after


def _find_failed(words: list[str], content: list[bool], at: int, language: str) -> list[int]:
    """Find the verb that did not happen, with the words behind it; where the verb comes last, it is before the cue."""
    known = _load_words(language)
    start = at if not known.link else next((i for i in range(at, len(words)) if words[i] in known.link), len(words))
    places = range(at - 1, -1, -1) if language in _VERB_LAST else range(start + 1, len(words))
    near = [i for i in places if content[i]][:_SCOPE_WORDS]
    verb = next((n for n, i in enumerate(near) if known.verb is None or known.verb.fullmatch(words[i])), len(near))
    return near[verb : verb + (1 if language in _VERB_LAST else _SCOPE.get(language, _SCOPE_WORDS))]


def _find_cancelled(words: list[str], content: list[bool], language: str) -> set[int]:
    """Find the places of two denials that affirm: "did not refuse"."""
    known = _load_words(language)
    cancelled: set[int] = set()
    for at, word in enumerate(words):
        if known.fail.fullmatch(word):
            before = next((i for i in range(at - 1, -1, -1) if content[i] or words[i] in known.deny), None)
            if before is not None and words[before] in known.deny:
                cancelled |= {before, at}
    return cancelled


def _is_content(word: str, language: str) -> bool:
    known = _load_words(language)
    return (
        len(word) >= (_MIN_WORD if language != "vi" else _MIN_SYLLABLE)
        and word not in known.grammar
        and word not in known.deny
        and word not in {known.without, known.affirming}
    )


def _split_east_asian(text: str, language: str) -> Iterator[Clause]:
    known = _load_unspaced_words(language)
    for part in _BREAK.split(text):
        masked = known.exceptions.sub(_blank, part)
        pairs = tuple(run[i : i + 2] for run in _HAN_RUN.findall(masked) for i in range(len(run) - 1))
        denials, elliptic = [], False
        cues = list(known.deny.finditer(masked))
        for cue in cues:
            denial = _find_chinese_denial(masked, cue) if language == "zh" else _find_japanese_denial(masked, cue)
            elliptic = elliptic or denial is None
            if denial:
                denials.append(denial)
        yield Clause(pairs, pairs, tuple(denials), bool(cues) or bool(known.hint.search(masked)), elliptic)


def _find_chinese_denial(text: str, cue: re.Match[str]) -> Denial | None:
    skip = _load_unspaced_words("zh").skip
    start = cue.end()
    while text[start : start + 1] in skip:
        start += 1
    head = text[start : start + 2]
    return Denial((head,), text[cue.start() : start + 2]) if _HAN_RUN.fullmatch(head) else None


def _find_japanese_denial(text: str, cue: re.Match[str]) -> Denial | None:
    start = max(0, cue.start() - _JAPANESE_REACH)
    runs = list(_HAN_RUN.finditer(text, start, cue.start()))
    return Denial((runs[-1][0][-2:],), text[runs[-1].start() : cue.end()]) if runs else None


@cache
def _load_words(language: str) -> _NegationWords:
    words = read_word_list(__file__)[language]
    grammar = frozenset(_fold(word, language) for word in words.get("grammar", ()))
    if not grammar or has_function_words(language):
        grammar |= folded_function_words(language)
    return _NegationWords(
        deny=frozenset(_fold(word, language) for word in words["deny"]),
        backward=frozenset(words.get("backward", ())),
        fail=_compile_stems(words.get("fail", ()), language),
        link=frozenset(words.get("link", ())),
        verb=re.compile("|".join(words["verb"])) if "verb" in words else None,
        without=words["without"],
        affirming=words["with"],
        hint=_compile_stems(words["hint"], language),
        contrasts=frozenset(_fold(word, language) for word in words["contrast"]),
        exceptions=re.compile("|".join(words["not_denying"]), re.IGNORECASE),
        grammar=grammar,
    )


def _compile_stems(words: Sequence[str], language: str) -> re.Pattern[str]:
    """Compile words of which a trailing ``*`` matches any ending; without words nothing matches."""
    return re.compile("|".join(_fold(word, language).replace("*", r"\w*") for word in words) or r"(?!)")


@cache
def _load_unspaced_words(language: str) -> _UnspacedNegationWords:
    words = read_word_list(__file__)[language]
    deny, hint, exceptions = (re.compile("|".join(words[kind])) for kind in ("deny", "hint", "not_denying"))
    return _UnspacedNegationWords(deny, hint, exceptions, frozenset(words["skip"]))
