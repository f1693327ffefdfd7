"""Claims: messages that end as a statement, not as a question: "The letter was sent to Biden".

A claim has at least four words, a finite verb or a full stop, and neither a question mark nor a question word where its
language has it. "True or false: the letter was sent to Biden" asks whether one is true. The words of each language are
in ``claim_words.toml``. Pure, without a model.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from itertools import chain

from bot.answering.chat_language.reactions import classify_message
from bot.answering.chat_language.small_talk import strip_small_talk
from bot.answering.facts.languages import UNKNOWN, resolve_language
from bot.answering.questions.asking_words import asks_by_its_words
from bot.answering.word_lists import UNSPACED_LANGUAGES, fold_accents, join_forms, load_once, read_word_list
from index.text.scripts import CHINESE_AND_JAPANESE

_MIN_WORDS, _MIN_UNSPACED_LETTERS = 4, 7
_WITHOUT_ARTICLES = frozenset({"ar", "pl", "ru", "tr", "uk"})
"""Languages in which a sentence of three words says as much."""
_QUESTION_MARKS = re.compile("[?？؟⁇⁈⸮՞፧¿]")
_STOPPED = re.compile(r"[\w\"'”»’」)\]%][.!。！۔।]+[\"'”»’」)\]]*$")
_UNSPACED = re.compile(f"[{CHINESE_AND_JAPANESE}]")
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)?")


def is_claim(text: str) -> bool:
    """Return whether a message states something, so that it can be true or false."""
    if _QUESTION_MARKS.search(text):
        return False
    text = strip_small_talk(text).strip()
    if classify_message(text) is not None or asks_by_its_words(text):
        return False
    if not _is_long(text):
        return False
    patterns = _load_patterns("zh" if _UNSPACED.search(text) else resolve_language(text, UNKNOWN))
    return (_STOPPED.search(text) or patterns.finite.search(text)) is not None and not patterns.asking.search(text)


def find_questioned_claim(text: str) -> str | None:
    """Return the claim of a message that asks whether it is true: "the toll fell, is that true?"; None without one."""
    before, after = _load_truth_questions()
    folded = fold_accents(text)
    for found in (before.match(folded), after.search(folded)):
        claim = text[slice(*found.span("claim"))].strip(" ,;،，、–—-\n") if found else ""
        is_asked = _QUESTION_MARKS.search(claim) or asks_by_its_words(claim) or classify_message(claim) is not None
        if not is_asked and _is_long(claim):
            return claim
    return None


def _is_long(text: str) -> bool:
    """Return whether a text has as many words as a claim."""
    if _UNSPACED.search(text):
        return sum(map(str.isalpha, text)) >= _MIN_UNSPACED_LETTERS
    spoken = resolve_language(text, UNKNOWN)
    return len(_WORD.findall(text)) >= _MIN_WORDS - (spoken in _WITHOUT_ARTICLES)


@load_once
def _load_truth_questions() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Return the patterns of a message that begins, and of one that ends, with a question for the truth."""
    asks = join_forms(read_word_list(__file__)["truth_questions"])
    before = rf"[\W_]*+{asks}[\s?？؟]*[:：–—\n]\s*(?P<claim>.+)"
    after = rf"^(?P<claim>.+?[,.;!。！，、،–—\n-])[\s¿]*+{asks}[\s?？؟.]*$"
    marks = re.IGNORECASE | re.DOTALL
    return re.compile(fold_accents(before), marks), re.compile(fold_accents(after), marks)


@dataclass(frozen=True, slots=True)
class _Patterns:
    """Patterns of one language: what asks or orders, and finite verbs."""

    asking: re.Pattern[str]
    finite: re.Pattern[str]


@cache
def _load_patterns(language: str) -> _Patterns:
    """Compile the patterns of a language; one without words of its own gets those of all."""
    words: Mapping[str, Mapping[str, list[str]]] = read_word_list(__file__)
    asking, edge, orders, finite = (
        _join(words[kind], language) for kind in ("asking", "asking_at_edge", "imperatives", "finite_verbs")
    )
    if language in UNSPACED_LANGUAGES:
        return _Patterns(re.compile(asking), re.compile(finite))
    forms = (
        rf"(?<!\w){asking}(?!\w)",
        rf"^\W*(?:[\w'’-]+\W+){{0,2}}{edge}(?!\w)",
        rf"(?<!\w){edge}\W*$",
        rf"^\W*{orders}(?!\w)",
    )
    # No finite verb is the first word, where many of them ask.
    is_finite = rf"(?<=\w)[\s,\"'”»’)]+{finite}(?!\w)"
    return _Patterns(re.compile("|".join(forms), re.IGNORECASE), re.compile(is_finite, re.IGNORECASE))


def _join(words: Mapping[str, list[str]], language: str) -> str:
    """Join the words of a language, or of all that write as it does, into one group that never matches if empty."""
    is_unspaced = language in UNSPACED_LANGUAGES
    own = None if is_unspaced else words.get(language)
    all_words = (forms for code, forms in words.items() if (code in UNSPACED_LANGUAGES) == is_unspaced)
    return f"(?:{'|'.join(own or chain.from_iterable(all_words)) or '(?!)'})"
