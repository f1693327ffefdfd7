"""Ranking: the cross-encoder orders the best few sentences."""

from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np
import pytest

from index.arrays import Vectors
from index.passages.passage_reading import Candidate
from index.retrieval.ranking import Ranking, rank_sentences
from index.types import Heading, Span
from tests.support.fakes import WordEmbedder

SENTENCES = [f"Sentence number {number} tells of the {word}." for number, word in enumerate("abcdefghijkl")]
QUESTION = "What tells of the tower?"


def candidates(*passages: list[str]) -> list[tuple[Candidate, str]]:
    """Passages of these sentences with vectors, each a text of its own; one of twelve sentences by default."""
    embedder, found = WordEmbedder(), []
    for number, sentences in enumerate(passages or [SENTENCES]):
        text, spans, start = " ".join(sentences), [], 0
        for sentence in sentences:
            spans.append(Span(start, start + len(sentence)))
            start += len(sentence) + 1
        [vector] = embedder.embed_passages([text])
        whole, vectors = Span(0, len(text)), embedder.embed_passages(sentences)
        found.append((Candidate(number, "one", f"text-{number}", "en", whole, tuple(spans), vector, vectors), text))
    return found


Read = Callable[[Sequence[tuple[Candidate, Sequence[Span]]]], Vectors | None]


class Reader:
    """Scores by a function."""

    def __init__(self, read: Read) -> None:
        """Score by ``read``."""
        self._read = read

    def __call__(self, sentences: Sequence[tuple[Candidate, Sequence[Span]]], /) -> Vectors | None:
        """Return the function's scores."""
        return self._read(sentences)


def alike(score: float) -> Callable[[Sequence[tuple[Candidate, Sequence[Span]]]], Vectors]:
    """Scores that are equal for every sentence."""

    def read(sentences: Sequence[tuple[Candidate, Sequence[Span]]]) -> Vectors:
        return np.full(len(sentences), score, np.float32)

    return read


def ranked(read: Read | None, language: str = "en") -> Ranking:
    """The question's ranking, with or without a cross-encoder."""
    found = [(replace(passage, language=language), text) for passage, text in candidates()]
    return rank_sentences(QUESTION, WordEmbedder().embed_queries([QUESTION])[0], found, Reader(read) if read else None)


def rising(sentences: Sequence[tuple[Candidate, Sequence[Span]]]) -> Vectors:
    """Scores that are much higher for each next sentence."""
    return 9 * np.arange(len(sentences), dtype=np.float32)


def test_reading_turns_the_order_of_the_best_and_keeps_the_rest() -> None:
    """The eight best sentences take the cross-encoder's order; the others follow in theirs."""
    before = [hit.span for hit in ranked(None).sentences]
    after = ranked(rising)
    assert [*reversed(before[:8]), *before[8:]] == [hit.span for hit in after.sentences]
    assert sorted((hit.score for hit in after.sentences), reverse=True) == [hit.score for hit in after.sentences]


def test_the_best_are_read() -> None:
    """The cross-encoder gets the eight best sentences, best first."""
    heard: list[list[Span]] = []

    def read(sentences: Sequence[tuple[Candidate, Sequence[Span]]]) -> None:
        heard.append([spans[-1] for _, spans in sentences])

    before = ranked(read)
    assert [[hit.span for hit in before.sentences[:8]]] == heard


def count_read(question: str, *sentences: str) -> list[int]:
    """How many sentences of one passage the cross-encoder gets, for each call."""
    counts: list[int] = []

    def read(given: Sequence[tuple[Candidate, Sequence[Span]]]) -> None:
        counts.append(len(given))

    rank_sentences(question, WordEmbedder().embed_queries([question])[0], candidates([*sentences]), Reader(read))
    return counts


CLEAR = "Whale oil fed the lamp of the tower until the year of the war."
OTHERS = tuple(f"A crew of {number} men rows to every wreck near the harbour." for number in range(20))


def test_a_clear_leader_is_not_read() -> None:
    """Where one sentence leads by far, the cross-encoder has nothing to tell; where two are near, it reads three."""
    question = "What fed the lamp of the tower until the year of the war?"
    assert [] == count_read(question, *OTHERS, CLEAR)
    assert [3] == count_read(question, *OTHERS, CLEAR, CLEAR.replace("Whale", "Whales"))


def test_between_two_languages_the_most_are_read() -> None:
    """The confidence between two languages needs the score of the best sentence, however clear it is."""
    assert [8] == count_read("¿Qué alimentó la lámpara de la torre, según tower lamp?", *OTHERS, CLEAR)


def test_where_reading_does_not_tell_what_was_known_does() -> None:
    """Sentences of one passage with equal cross-encoder scores keep their order."""
    assert [hit.span for hit in ranked(None).sentences] == [hit.span for hit in ranked(alike(1.0)).sentences]


def test_after_reading_the_passage_counts_for_more() -> None:
    """A sentence with the question's words in an unrelated passage ranks behind one in a related passage."""
    question = "When did the lamp of the tower burn oil?"
    found = candidates(
        ["The bell was cast in Bristol.", "The lamp of the tower did burn.", "Boats were hired by the hour."],
        ["The tower had a lamp.", "Its lamp did burn whale oil.", "Oil for the lamp came to the tower by boat."],
        ["Gulls nest on the roofs.", "The path is steep."],
    )
    [vector] = WordEmbedder().embed_queries([question])
    best = [rank_sentences(question, vector, found, read).sentences[0].text for read in (None, Reader(alike(0.0)))]
    assert ["The lamp of the tower did burn.", "Its lamp did burn whale oil."] == best


def test_where_nothing_can_be_read_the_order_stays() -> None:
    """An index without token states ranks as if there were no cross-encoder."""
    unread = ranked(lambda _sentences: None)
    assert ranked(None).sentences == unread.sentences
    assert ranked(None).confidence == unread.confidence


def test_the_best_reading_is_a_feature() -> None:
    """The features contain the highest score of the cross-encoder."""
    low, high = (ranked(alike(to)).features for to in (1.0, 8.0))
    assert low is not None
    assert high is not None
    assert (low.cross_encoder_score or 0) < (high.cross_encoder_score or 0)


@pytest.mark.parametrize("read", [None, Reader(alike(0.0))])
def test_nothing_found_is_an_empty_ranking(read: Reader | None) -> None:
    """No candidates, no confidence."""
    assert Ranking((), (), 0.0, None) == rank_sentences(QUESTION, np.ones(64, np.float32), [], read)


FAQ = "Is there a place to eat?\n\nThe lighthouse keeper sells soup.\n\nMay dogs come in?\n\nOnly on a lead."


def of_text(text: str) -> tuple[Candidate, str]:
    """A passage of a text whose sentences are its lines."""
    embedder, lines = WordEmbedder(), [line for line in text.split("\n") if line]
    spans = tuple(Span(text.index(line), text.index(line) + len(line)) for line in lines)
    [vector] = embedder.embed_passages([text])
    return Candidate(1, "one", "text", "en", Span(0, len(text)), spans, vector, embedder.embed_passages(lines)), text


def texts_of(ranking: Ranking) -> list[str]:
    """The sentences, best first."""
    return [hit.text for hit in ranking.sentences]


def test_a_question_of_the_text_is_no_answer_but_finds_it() -> None:
    """The sentence below a question that resembles the reader's ranks before it, and before all else."""
    asked = "Is there a place where I can eat?"
    ranking = rank_sentences(asked, WordEmbedder().embed_queries([asked])[0], [of_text(FAQ)])
    assert texts_of(ranking)[0] == "The lighthouse keeper sells soup."
    assert {hit.text for hit in ranking.sentences if hit.answers_nothing} == {
        "Is there a place to eat?",
        "May dogs come in?",
    }


def test_a_sentence_is_read_with_the_heading_above_it() -> None:
    """The cross-encoder gets the heading's span before the sentence's, and no heading by itself."""
    text = "Opening hours\n\nOn Sunday from ten to four.\n\nTickets\n\nThe crew pays nothing at all."
    heard: list[list[str]] = []

    def read(sentences: Sequence[tuple[Candidate, Sequence[Span]]]) -> None:
        heard.extend([span.slice(text) for span in spans] for _, spans in sentences)

    headings = (Heading(Span(0, 13), 2), Heading(Span(44, 51), 2))
    asked = "When does it open on Sunday?"
    vector = WordEmbedder().embed_queries([asked])[0]
    ranking = rank_sentences(asked, vector, [of_text(text)], Reader(read), headings={"text": headings})
    assert ["Opening hours", "On Sunday from ten to four."] in heard
    assert ["Tickets", "The crew pays nothing at all."] in heard
    assert texts_of(ranking)[0] == "On Sunday from ten to four."
    assert {hit.text for hit in ranking.sentences if hit.answers_nothing} == {"Opening hours", "Tickets"}


class Answers:
    """Log-odds by sentence, zero for others; remembers what it read."""

    def __init__(self, likely: dict[str, float]) -> None:
        """Answer with these."""
        self._likely = likely
        self.read: list[tuple[str, str]] = []

    def __call__(self, sentences: Sequence[tuple[str, str]], /) -> Vectors:
        """Return the log-odds of each."""
        self.read.extend(sentences)
        return np.array([self._likely.get(sentence, 0.0) for sentence, _ in sentences], np.float32)


def rank_with(answers: Answers | None, read: Read | None = None) -> Ranking:
    """A ranking for a question near all sentences; the cross-encoder finds them alike if not told otherwise."""
    asked = "Which sentence number tells of the?"
    vector = WordEmbedder().embed_queries([asked])[0]
    return rank_sentences(asked, vector, candidates(), Reader(read or alike(0.0)), read_answers=answers)


def test_answerability_orders_the_best_sentences_and_counts_for_the_confidence() -> None:
    """The likeliest of three comes first; scores stay where they are, and the others follow as before."""
    neutral, before = Answers({}), rank_with(None)
    rank_with(neutral)
    third = before.sentences[2]
    found, unlikely = rank_with(Answers({third.text: 9.0})), rank_with(Answers(dict.fromkeys(SENTENCES, -9.0)))

    assert [hit.text for hit in before.sentences[:3]] == [sentence for sentence, _ in neutral.read]
    assert third.span == found.sentences[0].span
    assert [hit.span for hit in before.sentences[3:]] == [hit.span for hit in found.sentences[3:]]
    assert [hit.score for hit in before.sentences] == [hit.score for hit in found.sentences]
    assert found.confidence > unlikely.confidence
    assert found.features is not None
    assert pytest.approx(9.0) == found.features.answerability
    assert [9.0, 0.0, 0.0, None] == [hit.answerability for hit in found.sentences[:4]]


def test_a_question_too_short_to_tell_its_language_may_be_in_that_of_the_text() -> None:
    """No word is shared, and no language is likelier."""
    vector = WordEmbedder().embed_queries([QUESTION])[0]

    def is_same(code: str) -> bool:
        found = [(replace(passage, language=code), text) for passage, text in candidates()]
        features = rank_sentences("dove vanno", vector, found).features
        return features is not None and features.same_language

    assert (True, False) == (is_same("it"), is_same("en"))


def test_a_question_in_another_script_is_in_another_language() -> None:
    """A few words tell no language, but no text of theirs is written in other letters."""
    vector = WordEmbedder().embed_queries([QUESTION])[0]
    features = rank_sentences("кто капитан 1866", vector, candidates()).features
    assert features is not None
    assert not features.same_language


def test_the_sentence_before_is_read_too() -> None:
    """A pronoun may point to it."""
    answers = Answers({})
    rank_with(answers)
    assert all(
        before == (SENTENCES[SENTENCES.index(text) - 1] if text != SENTENCES[0] else "")
        for text, before in answers.read
    )


def test_a_sentence_far_ahead_is_read_alone() -> None:
    """Where one sentence leads clearly, reading others tells nothing."""
    answers = Answers({})
    rank_with(answers, rising)
    assert len(answers.read) == 1


def test_nothing_is_read_for_a_question_about_something_else() -> None:
    """Its confidence is too low for any model to change."""
    answers, asked = Answers({}), "Zebras quickly graze under violet skies?"
    vector = -WordEmbedder().embed_queries([QUESTION])[0]
    found = rank_sentences(asked, vector, candidates(), Reader(alike(0.0)), read_answers=answers)
    assert ([], None) == (answers.read, found.features.answerability if found.features else 0)
