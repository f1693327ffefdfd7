"""Chat abbreviations are written out, and words that look like them stay."""

import pytest

from bot.answering.chat_language.chat_abbreviations import expand_abbreviations


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("whats this", "what's this"),
        ("When was the first msg sent?", "When was the first message sent?"),
        ("can u tell", "can you tell"),
        ("c koi cet article", "c'est quoi cet article"),
        ("de q va", "de qué va"),
        ("xq", "por qué"),
        ("do q se trata", "do que se trata"),
        ("wer is Varley", "wer ist Varley"),
        ("скок карт", "сколько карт"),
        ("مين هو فارلي", "من هو فارلي"),
        ("啥时候写的", "什么时候写的"),
        ("What did the U.S. pay?", "What did the U.S. pay?"),
        ("who is right", "who is right"),
        ("the keeper’s diary", "the keeper’s diary"),
        ("vocês, oqueno", "vocês, oqueno"),
        ("msg " * 200, "msg " * 200),
    ],
)
def test_abbreviations_are_written_out(text: str, expected: str) -> None:
    """Case does not matter, a part of a word is none, and a long text is no chat message."""
    assert expected == expand_abbreviations(text)
