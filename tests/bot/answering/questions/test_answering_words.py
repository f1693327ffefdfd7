"""The words of a quote that answer are found where no other words may be meant."""

import pytest

from bot.answering.questions.answering_words import find_answering_words

FINISHED = "Ada Byrne finished the lighthouse on 4 May 1811, after nine years of building."
MAPS = "In 1817 two maps of the reef and three letters were attached."


@pytest.mark.parametrize(
    ("question", "quote", "expected"),
    [
        ("When was the lighthouse finished?", FINISHED, "4 May 1811"),
        ("hi! could you tell me when it was finished?", FINISHED, "4 May 1811"),
        ("¿Cuándo se terminó?", FINISHED, "4 May 1811"),
        ("wann wurde er fertig", FINISHED, "4 May 1811"),
        ("когда его построили", FINISHED, "4 May 1811"),
        ("什么时候完成的", FINISHED, "4 May 1811"),
        ("Who finished the lighthouse?", FINISHED, "Ada Byrne"),
        ("How many maps were attached?", MAPS, "two maps"),
        ("How many years did the building take?", FINISHED, "nine years"),
        ("How many ships were there?", MAPS, None),
        ("how long did the building take", FINISHED, None),
        ("Why was it finished?", FINISHED, None),
        ("When did it burn?", "It burned in 1811 and again in 1866.", None),
        ("Who met in Lisbon?", "Ada Byrne met Tom Varley in Lisbon.", None),
        ("Who is Ada Byrne?", FINISHED, None),
        ("Who won?", "The Gazette won.", None),
    ],
)
def test_only_certain_words_answer(question: str, quote: str, expected: str | None) -> None:
    """Two dates, two names and a number of something else leave it open."""
    found = find_answering_words(question, quote, "en")
    assert expected == (None if found is None else found.slice(quote))
