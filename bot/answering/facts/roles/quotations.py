"""Quotations: the words between quotation marks must stand in the source in one piece."""

import re

from bot.answering.facts.types import FactComparison, Mismatch
from bot.answering.facts.word_matching import fold_word

_QUOTED = re.compile(r'[“"„«»]\s?([^“”"„«»]{2,300}?)\s?[”"“»«]|[「『]([^」』]{2,120})[」』]|《([^》]{2,40})》')
_WORD = re.compile(r"\w+")
_ELLIPSIS = re.compile(r"…|\.{3}|\[[^\]]*\]")
_MIN_WORDS = 2


def find_pieced_quotations(comparison: FactComparison) -> list[Mismatch]:
    """Find quotations whose words are not next to each other in the evidence or around it.

    Case, accents and punctuation do not count; an ellipsis may stand for left-out words.
    """
    texts = [_join_words(source) for source in (comparison.joined, comparison.evidence.context)]
    found = []
    for match in _QUOTED.finditer(comparison.statement):
        quoted = next(group for group in match.groups() if group)
        parts = [_join_words(part) for part in _ELLIPSIS.split(quoted)]
        if len(_WORD.findall(quoted)) >= _MIN_WORDS and not all(any(part in text for text in texts) for part in parts):
            found.append(Mismatch("quotation", quoted))
    return found


def _join_words(text: str) -> str:
    """Join the folded words with blanks, so that only whole words match."""
    return f" {' '.join(fold_word(word) for word in _WORD.findall(text))} "
