"""Denials: a claim, and the next sentence that says that it is wrong. Pure; ``denials.toml`` has their words."""

import re

from bot.answering.word_lists import load_each, match_whole_words, read_word_list


def is_denied_by(sentence: str, following: str) -> bool:
    """Whether the sentence after another one denies it: "That is false", or "In fact …" after "Many believe …"."""
    following = following.lstrip("\"“”„«»'‘’「『(— –-")
    if _load("denial").match(following):
        return True
    return _load("correction").match(following) is not None and _load("belief").search(sentence) is not None


def has_contrast(sentence: str) -> bool:
    """Whether a sentence sets another account against the one before it: "The police, however, count 44"."""
    return _load("contrast").search(sentence) is not None


@load_each("denial", "correction", "belief", "contrast")
def _load(kind: str) -> re.Pattern[str]:
    words = read_word_list(__file__)[kind]
    return re.compile(match_whole_words(words), re.IGNORECASE)
