"""Spelling: a misspelt word of a question becomes the word of the text, and a right one stays."""

import pytest

from bot.answering.conversation_retrieval import ConversationRetrieval
from bot.answering.questions.spelling import correct_spelling
from index.retrieval.ranking import Ranking
from index.types import SentenceHit, Span


@pytest.mark.parametrize(
    ("question", "text", "corrected"),
    [
        ("how many poeple came?", "About 90 people came.", "how many people came?"),
        ("Which vlounteer left?", "A volunteer left.", "Which volunteer left?"),
        ("¿Qué jueses votaron?", "Los jueces votaron.", "¿Qué jueces votaron?"),
        ("Wem gehört das Segewerk?", "Das Sägewerk steht still.", "Wem gehört das sagewerk?"),
        ("Quand finisait la fête ?", "Elle finissait tard.", "Quand finissait la fête ?"),
        ("Кто купил мелбницу?", "Мельницу продали.", "Кто купил мельницу?"),
    ],
)
def test_a_slip_is_corrected(question: str, text: str, corrected: str) -> None:
    """A letter too many, too few or wrong, and two letters in the wrong order, are slips."""
    assert corrected == correct_spelling(question, [text])


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("How many people came?", "About 90 people came."),
        ("Who sells boats?", "She sold the boat."),  # inflected forms
        ("¿Cuántas torres hay?", "Las cuartas torres."),  # a question word
        ("Когда пришли?", "Тогда пришли все."),
        ("Wer fehlte unentschuldigt?", "Drei fehlten entschuldigt."),  # another prefix
        ("Where are the fishes?", "The dishes are here."),  # another first letter
        ("谁买了磨坊？", "磨坊卖了。"),
        ("", ""),
    ],
)
def test_another_word_is_no_slip(question: str, text: str) -> None:
    """Words of the text, inflected forms, words of grammar and words with another beginning stay."""
    assert correct_spelling(question, [text]) is None


class MisspeltRetriever:
    """Finds a sentence only for a question that has the right word."""

    def __init__(self, confidence: float) -> None:
        """Rank the misspelt question with that confidence."""
        self._confidence = confidence
        self.asked: list[str] = []

    def rank(self, question: str, **searched: object) -> Ranking:
        """Return a ranking that is surer for the right word."""
        del searched
        self.asked.append(question)
        text = "About 90 people came."
        hit = SentenceHit("source", "text", Span(0, len(text)), Span(0, len(text)), text, 1.0)
        confidence = 0.9 if "people" in question else self._confidence
        return Ranking((), (hit,), confidence, None, is_sure=confidence > 0.8)

    def list_sentences(self, source_ids: object = None) -> list[SentenceHit]:
        """List nothing."""
        del source_ids
        return []


@pytest.mark.parametrize(("confidence", "found", "asked"), [(0.2, 0.9, 2), (0.95, 0.95, 1)])
def test_a_corrected_question_is_searched_if_the_search_is_not_sure(
    confidence: float, found: float, asked: int
) -> None:
    """The word of the text may be another one, so the corrected question finds nothing sure."""
    ranks = MisspeltRetriever(confidence)
    ranking = ConversationRetrieval(ranks).retrieve("how many poeple came?").ranking
    assert (found, asked, confidence > 0.8) == (ranking.confidence, len(ranks.asked), ranking.is_sure)
