"""Sentences that tell an asked attribute, such as a birth or an owner; without one nothing is found. Pure."""

from collections.abc import Callable

from bot.answering.questions.answer_kinds.asked_attributes import find_attributes, tells_attributes
from bot.answering.questions.answer_kinds.kind_promotion import list_near, replace_near
from bot.answering.questions.antecedents import find_asked_names, is_about_other
from bot.answering.quotes.passage_sentences import PassageSentences
from bot.answering.quotes.quote_context import points_back
from index.retrieval.ranking import Ranking
from index.types import SentenceHit


def keep_attributes(question: str, ranking: Ranking, get_language: Callable[[SentenceHit], str]) -> Ranking:
    """Leave out the sentences near the best one that do not tell the attribute that a question asks for.

    They have no word for it, or they tell it of somebody else.

    Args:
        question: The question.
        ranking: Its ranking.
        get_language: Returns the language of a sentence.

    Returns:
        The ranking; it is sure only if its first sentence stays the first, and not found if no sentence is left.
    """
    attributes = find_attributes(question)
    near = list_near(ranking) if attributes else []
    if not near:
        return ranking
    sentences = PassageSentences.of(ranking.sentences)
    names = find_asked_names(question, (hit.text for hit in ranking.sentences if not hit.answers_nothing))

    def tells(hit: SentenceHit) -> bool:
        if names and is_about_other(hit.text, names):
            return False
        before = sentences.list_beside(hit)[0][:1] if points_back(hit.text) else ()
        return tells_attributes(attributes, " ".join(one.reading for one in (*before, hit)), get_language(hit))

    telling = [hit for hit in near if tells(hit)]
    return replace_near(ranking, near, telling) if telling else ranking.refuse()
