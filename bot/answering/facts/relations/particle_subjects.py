"""Subjects that a particle marks, or that stand behind the words of a cleft: "見つけたのは山本だ"."""

import re
from collections.abc import Mapping

from bot.answering.facts.roles.phrases import split_folded
from bot.answering.facts.roles.pieces import find_content_words

PARTICLE_LANGUAGES = frozenset({"zh", "ja", "ko", "hi"})

_CLEFT: Mapping[str, re.Pattern[str]] = {
    "ja": re.compile(r"(?:のは|人は|者は)、?(?P<subject>[\u3400-\u9fff々\u30a1-\u30ff]{2,})"),
    "ko": re.compile(
        r"(?:사람은|것은|이는|쪽은|곳은)\s+(?P<subject>[\uac00-\ud7af]{2,}?)(?:이[고며다었]|였|입니|인데|[고다]?(?!\w))"
    ),
    "zh": re.compile(r"(?:的是|的则是|的為|的为|由|被)(?P<subject>[\u3400-\u9fff]{2})"),
}
_MARKED: Mapping[str, re.Pattern[str]] = {
    "ja": re.compile(r"(?P<subject>[\u3400-\u9fff々\u30a1-\u30ff]{2,})[はが]"),
    "ko": re.compile(r"(?P<subject>[\uac00-\ud7af]{2,}?)[은는이가](?=\s)"),
    "hi": re.compile(r"(?P<subject>\S+(?:\s\S+)?)\sने(?!\S)"),
    "zh": re.compile(
        r"^\W*(?:而|但|后来|并且|同时)?(?![因由将已在从并为而也还又就后则其这那他她它每对与和不没被把使让])(?P<subject>[\u3400-\u9fff]{2})"
    ),
}


def find_marked_subject(text: str, language: str) -> frozenset[str]:
    """Find the folded words of the subject of a clause; in Chinese its first two characters."""
    cleft = _CLEFT.get(language)
    found = (cleft and cleft.search(text)) or _MARKED[language].search(text)
    if found is None:
        return frozenset()
    subject = found["subject"]
    if language in {"zh", "ja"}:
        return find_content_words(subject, language)
    return frozenset(word.folded for word in split_folded(subject))
