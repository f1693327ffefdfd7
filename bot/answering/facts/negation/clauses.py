"""A text as clauses, each with what it says and what it denies."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache

from bot.answering.facts.languages import function_words
from bot.answering.facts.negation import tables
from bot.answering.facts.word_matching import fold

LANGUAGES = frozenset(tables.DENY) | {"zh", "ja"}

_WORD = re.compile(r"[^\W\d_\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff]+")
_HAN_RUN = re.compile(r"[\u3400-\u9fff\u30a1-\u30ff]{2,}")
_BREAK = re.compile(r"[,;:.!?()\n—–。，；：！？（）،؛]")
_CONTRASTS = {
    "en": "but while whereas although though because",
    "es": "pero sino mientras aunque porque",
    "pt": "mas enquanto embora porque",
    "de": "aber sondern wahrend obwohl weil",
    "fr": "mais tandis quoique parce",
    "it": "ma mentre sebbene perche",
    "ru": "но а хотя пока",
    "ar": "لكن بينما",
}
_SCOPE = {"ru": 2, "ar": 2}
_SCOPE_WORDS = 4
_MIN_WORD = 3
_JAPANESE_REACH = 8


@dataclass(frozen=True, slots=True)
class Denial:
    """Content words right after (or, in German and Japanese, before) a word that denies.

    Attributes:
        words: The first is what is denied most directly.
        text: The cue and its scope as written.
        affirmed_by: For "without", the word that says the opposite.
    """

    words: tuple[str, ...]
    text: str
    affirmed_by: str | None = None


@dataclass(frozen=True, slots=True)
class Clause:
    """What stands between two commas.

    Attributes:
        words: Its content words, folded; pairs of characters in Chinese and Japanese.
        every: All its words.
        denials: What it denies.
        negative: Whether any word in it denies, or hints at that ("failed").
        elliptic: Whether it denies something that another clause names ("the second did not").
    """

    words: tuple[str, ...]
    every: tuple[str, ...]
    denials: tuple[Denial, ...]
    negative: bool
    elliptic: bool


@lru_cache(maxsize=4096)
def split_clauses(text: str, language: str) -> tuple[Clause, ...]:
    """The clauses of a text; none in a language whose negation is not known."""
    if language in {"zh", "ja"}:
        return tuple(_split_east_asian(text, language))
    if language not in tables.DENY:
        return ()
    masked = _not_denying(language).sub(lambda match: " " * len(match[0]), text)
    return tuple(_build_clause(text, part, language) for part in _split_parts(masked, language))


def _split_parts(masked: str, language: str) -> Iterator[list[tuple[re.Match[str], str]]]:
    contrasts = _words(_CONTRASTS[language])
    part: list[tuple[re.Match[str], str]] = []
    end = 0
    for match in _WORD.finditer(masked):
        word = fold(match[0])
        if part and (word in contrasts or _BREAK.search(masked, end, match.start())):
            yield part
            part = []
        part.append((match, word))
        end = match.end()
    if part:
        yield part


def _build_clause(text: str, part: list[tuple[re.Match[str], str]], language: str) -> Clause:
    deny = _words(tables.DENY[language])
    without, with_ = tables.WITHOUT[language]
    words = [word for _, word in part]
    content = [_is_content(word, language) for word in words]
    denials: list[Denial] = []
    cues = hints = 0
    for at, (match, word) in enumerate(part):
        contracted = language == "en" and word == "t" and text[match.start() - 1 : match.start()] in {"'", "’"}
        if word in deny or contracted or word == without:
            scope = _find_scope(words, content, at, language)
            cues += 1
            if scope:
                first, last = part[min(at - contracted, *scope)][0], part[max(at, *scope)][0]
                named = tuple(words[i] for i in scope)
                denials.append(Denial(named, text[first.start() : last.end()], with_ if word == without else None))
        elif _hint(language).fullmatch(word):
            hints += 1
    said = tuple(word for word, is_content in zip(words, content, strict=True) if is_content)
    return Clause(said, tuple(words), tuple(denials), cues + hints > 0, cues > 0 and not denials)


def _find_scope(words: list[str], content: list[bool], at: int, language: str) -> list[int]:
    most = _SCOPE.get(language, _SCOPE_WORDS)
    after = [i for i in range(at + 1, len(words)) if content[i]][:most]
    if language == "de" and words[at] == "nicht":
        before = [i for i in range(at) if content[i]][-1:]
        return after[-1:] or before if not after else [*after[:3]]
    return after


def _is_content(word: str, language: str) -> bool:
    return (
        len(word) >= _MIN_WORD
        and word not in _folded_function_words(language)
        and word not in _words(tables.DENY[language])
        and word not in tables.WITHOUT[language]
    )


def _split_east_asian(text: str, language: str) -> Iterator[Clause]:
    chinese = language == "zh"
    deny = re.compile(tables.CHINESE_DENY if chinese else tables.JAPANESE_DENY)
    hint = re.compile(tables.CHINESE_HINT if chinese else tables.JAPANESE_HINT)
    exceptions = re.compile(tables.CHINESE_NOT_DENYING if chinese else tables.JAPANESE_NOT_DENYING)
    for part in _BREAK.split(text):
        masked = exceptions.sub(lambda match: " " * len(match[0]), part)
        pairs = tuple(run[i : i + 2] for run in _HAN_RUN.findall(masked) for i in range(len(run) - 1))
        denials, elliptic = [], False
        cues = list(deny.finditer(masked))
        for cue in cues:
            denial = _find_chinese_denial(masked, cue) if chinese else _find_japanese_denial(masked, cue)
            elliptic = elliptic or denial is None
            if denial:
                denials.append(denial)
        yield Clause(pairs, pairs, tuple(denials), bool(cues) or bool(hint.search(masked)), elliptic)


def _find_chinese_denial(text: str, cue: re.Match[str]) -> Denial | None:
    start = cue.end()
    while text[start : start + 1] and text[start] in tables.CHINESE_SKIP:
        start += 1
    head = text[start : start + 2]
    return Denial((head,), text[cue.start() : start + 2]) if _HAN_RUN.fullmatch(head) else None


def _find_japanese_denial(text: str, cue: re.Match[str]) -> Denial | None:
    start = max(0, cue.start() - _JAPANESE_REACH)
    runs = list(_HAN_RUN.finditer(text, start, cue.start()))
    return Denial((runs[-1][0][-2:],), text[runs[-1].start() : cue.end()]) if runs else None


@cache
def _words(listed: str) -> frozenset[str]:
    return frozenset(fold(word) for word in listed.split())


@cache
def _folded_function_words(language: str) -> frozenset[str]:
    return frozenset(fold(word) for word in function_words(language))


@cache
def _hint(language: str) -> re.Pattern[str]:
    return re.compile("|".join(fold(word).replace("*", r"\w*") for word in tables.HINT[language].split()))


@cache
def _not_denying(language: str) -> re.Pattern[str]:
    return re.compile(tables.NOT_DENYING[language], re.IGNORECASE)
