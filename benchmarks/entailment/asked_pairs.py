"""Makes pairs of a question and a sentence, which answers it or does not, from question sets."""

import random
from collections.abc import Iterator, Sequence

from entailment.pairs import Label, LabelledPair
from question_sets import AnnotatedArticle, AnnotatedQuestion, SetFile

_QUESTIONS = 2200  # of one set
_MOST_WRONG = 2  # sentences of a question that do not answer it
_MAX_SENTENCE, _MAX_ANSWER = 500, 250  # characters
_GRAM = 3  # characters


class AskedPairs:
    """Makes pairs of the questions of one set; the sentences that do not answer share words with the question."""

    def __init__(self, found: SetFile, articles: Sequence[AnnotatedArticle], draw: random.Random) -> None:
        """Take all articles of the set, because the number of pairs depends on theirs."""
        self._set = found
        self._articles = articles
        self._draw = draw

    def make(self) -> Iterator[tuple[str, LabelledPair]]:
        """Yield pairs with the title of their article."""
        share = _QUESTIONS / max(1, sum(len(article.questions) for article in self._articles))
        for article in self._articles:
            texts = [article.read_sentence(number) for number in range(len(article.sentences))]
            for question in article.questions:
                if self._draw.random() < share:
                    for pair in self._ask(article, texts, question):
                        yield article.title, pair

    def _ask(
        self, article: AnnotatedArticle, texts: Sequence[str], question: AnnotatedQuestion
    ) -> Iterator[LabelledPair]:
        gold = {
            number
            for number, span in enumerate(article.sentences)
            if any(span.start < answer.end and span.end > answer.start for answer in question.answers)
        }
        for number in sorted(gold)[:1]:
            if len(texts[number]) < _MAX_SENTENCE and len(question.answers[0].slice(article.text)) < _MAX_ANSWER:
                yield self._pair(texts, number, question.text, Label.SUPPORTED, "asked: answered")
        answers = {answer.slice(article.text).strip().lower() for answer in question.answers}
        others = [
            number
            for number, span in enumerate(article.sentences)
            if number not in gold
            and span.start >= question.paragraph.start
            and span.end <= question.paragraph.end
            and len(texts[number]) < _MAX_SENTENCE
            and not any(answer in texts[number].lower() for answer in answers)
        ]
        grams = find_grams(question.text)
        others.sort(key=lambda number: -len(grams & find_grams(texts[number])))
        for number in others[:_MOST_WRONG]:
            kind = "other sentence" if gold else "unanswerable"
            yield self._pair(texts, number, question.text, Label.NOT_SUPPORTED, f"asked: {kind}")

    def _pair(self, texts: Sequence[str], number: int, question: str, label: Label, kind: str) -> LabelledPair:
        context = texts[number - 1] if number else ""
        return LabelledPair(texts[number], "", label, kind, self._set.language, context, question)


def find_grams(text: str) -> set[str]:
    """Return the character n-grams of a text in lower case."""
    plain = " ".join(text.lower().split())
    return {plain[at : at + _GRAM] for at in range(max(1, len(plain) - _GRAM + 1))}
