"""Korean clauses: particles are taken off, and a denial follows the denied word or precedes it.

"열리지 않았다" and "안 열렸다" are "did not open".
"""

import re
from collections.abc import Iterator

from bot.answering.facts.negation.types import Clause, Denial
from bot.answering.facts.word_matching import fold_word
from bot.answering.word_lists import read_word_list

_WORD = re.compile(r"[\uac00-\ud7af]+")
_BREAK = re.compile(r"[,;:.!?()\n—–…]")
_CONTRAST = re.compile(r".+(?:지만|으나|는데|면서|으며)")
_PARTICLE = re.compile(
    r"(?<=..)(?:에서는|에서도|에서|에게서|에게|으로는|으로|부터|까지|처럼|보다|이라고|라고|이나|에는|에도|은|는|이|가|을|를|의|에|도|로|와|과|만)$"
)
_VERB_ENDING = re.compile(
    r"(?<=..)(?:하|되|했|됐|되었|하였|한|된|할|될|해|돼|시키|시켰|시킨|받|당)(?:고|며|지|는|ㄴ|다|여|기|게|면|던|었|였|았|습|ㅂ|니|도|를|을|에|으|만|거|서)*.{0,3}$"
)
_ENDING = re.compile(r"(?<=.)(?:습니다|었다|았다|였다|했다|는다|다|고|며|지|기)$")
_NOT_AFTER = re.compile(r"(?:않|못하|못했|못한|못할|못해)")
_ABSENT = re.compile(r"(?:없|아니)")
_NOT_BEFORE = frozenset({"안", "못"})
_GLUED = re.compile(r"(?P<verb>.+?)(?:지(?:는|도|를)?(?:않|못)|[ㄹ할을]수없|(?<=..)없)")
_ABILITY = frozenset({"수", "적", "바", "것", "줄", "리"})
_FOCUS = frozenset({"것", "게", "건", "거"})


def split_korean(text: str) -> Iterator[Clause]:
    """Split a Korean text into clauses."""
    masked = _load("not_denying").sub(lambda match: " " * len(match[0]), text)
    part: list[re.Match[str]] = []
    end = 0
    for word in _WORD.finditer(masked):
        if part and (_BREAK.search(masked, end, word.start()) or _CONTRAST.fullmatch(part[-1][0])):
            yield _build(text, part)
            part = []
        part.append(word)
        end = word.end()
    if part:
        yield _build(text, part)


def is_denied_in_korean(text: str, start: int, end: int) -> bool:
    """Whether a word that denies stands right before or behind the words from ``start`` to ``end``."""
    masked = _load("not_denying").sub(lambda match: " " * len(match[0]), text)
    behind = re.match(r"[\uac00-\ud7af]*\s*(?:수\s*)?(?:않|못하|못했|못한|없|아니)", masked[end:])
    glued = re.match(r"[\uac00-\ud7af]*지\s*(?:않|못)", masked[end:])
    return bool(behind or glued or re.search(r"(?:^|\s)(?:안|못)\s$", masked[:start]))


def strip_particles(text: str) -> str:
    """Return a Korean text without the particles at the ends of its words: "김민수" for "김민수에게"."""
    return _WORD.sub(lambda word: _PARTICLE.sub("", word[0]), text)


def _build(text: str, part: list[re.Match[str]]) -> Clause:
    stems = [_find_stem(word[0]) for word in part]
    denials = [
        Denial((stems[of],), text[min(part[at].start(), part[of].start()) : max(part[at].end(), part[of].end())])
        for at, of in _find_denied(part)
    ]
    cues = sum(_is_cue(word[0]) for word in part)
    if cues > 1:  # "못하는 사람이 아니다": two denials affirm
        denials = []
    hints = sum(bool(_load("hint").match(word[0])) for word in part)
    words = tuple(
        stem for word, stem in zip(part, stems, strict=True) if not _is_cue(word[0]) and word[0] not in _ABILITY
    )
    return Clause(words, tuple(stems), tuple(denials), cues + hints > 0, cues > 0 and not denials)


def _find_denied(part: list[re.Match[str]]) -> Iterator[tuple[int, int]]:
    """Yield the places of each denying and its denied word; a word with the denial as its ending denies itself."""
    for at, word in enumerate(part):
        if _GLUED.match(word[0]):
            yield at, at
        elif word[0] in _NOT_BEFORE and at + 1 < len(part):
            yield at, at + 1
        elif at and (_NOT_AFTER.match(word[0]) or _ABSENT.match(word[0]) or _load("fail").match(word[0])):
            of = at - 1
            if part[of][0].rstrip("이가은는도") in _FOCUS and word[0].startswith("아니"):
                continue  # "it is not that …"
            if part[of][0].rstrip("가는도이") in _ABILITY and of:
                of -= 1  # "할 수 없다": what one cannot do
            yield at, of


def _is_cue(word: str) -> bool:
    return word in _NOT_BEFORE or bool(_NOT_AFTER.match(word) or _ABSENT.match(word) or _GLUED.match(word))


def _find_stem(word: str) -> str:
    """Find the folded stem: a noun without its particle, a verb without "하다" and without its last ending."""
    glued = _GLUED.match(word)
    if glued:
        word = glued["verb"]
    bare = _VERB_ENDING.sub("", word)
    if bare == word:
        bare = _PARTICLE.sub("", word)
    if bare == word:
        bare = _ENDING.sub("", word)
    return fold_word(bare)


def _load(kind: str) -> re.Pattern[str]:
    return re.compile("|".join(read_word_list(__file__)[kind]["ko"]))
