"""The confidence that retrieved sentences answer the question."""

import math
from dataclasses import replace

import pytest

from index.retrieval.confidence import ConfidenceFeatures, estimate_confidence, is_sure, reads_as_answer

NEAR = ConfidenceFeatures(
    sentence_similarity=0.9,
    passage_similarity=0.9,
    baseline_similarity=0.78,
    coverage=0.8,
    same_language=True,
    cross_encoder_score=6.0,
    answerability=3.0,
)
UNREAD = replace(NEAR, answerability=None)
FAR = replace(
    NEAR, sentence_similarity=0.79, passage_similarity=0.79, coverage=0.05, cross_encoder_score=1.0, answerability=-3.0
)


@pytest.mark.parametrize("same_language", [True, False])
@pytest.mark.parametrize("all_known", [True, False])
def test_what_is_near_is_sure_and_what_is_far_is_not(*, same_language: bool, all_known: bool) -> None:
    """Each of the four models separates near sentences from far ones."""
    near, far = (
        replace(
            found,
            same_language=same_language,
            answerability=found.answerability if all_known else None,
            coverage=found.coverage if same_language else 0.0,
        )
        for found in (NEAR, FAR)
    )
    assert (True, False) == (is_sure(near), is_sure(far))
    assert estimate_confidence(far) < estimate_confidence(near)


@pytest.mark.parametrize(("same_language", "found"), [(True, False), (False, True)])
def test_similar_sentences_that_rather_do_not_answer_are_not_found(*, same_language: bool, found: bool) -> None:
    """Within one language they are on the topic of the question; between two the models tell less."""
    some = (
        replace(NEAR, sentence_similarity=one / 1000, passage_similarity=one / 1000, same_language=same_language)
        for one in range(790, 900)
    )
    near = next(one for one in some if 0.75 < estimate_confidence(replace(one, answerability=None)) < 0.9)
    assert found is (estimate_confidence(replace(near, answerability=-0.6)) >= 0.5)


def test_within_one_language_sure_is_more_than_found() -> None:
    """A confidence above one half is not always sure."""
    between = [
        found
        for found in (replace(UNREAD, sentence_similarity=0.8 + at / 1000, coverage=0.3) for at in range(100))
        if 0.5 <= estimate_confidence(found) and not is_sure(found)
    ]
    assert between
    assert all(estimate_confidence(found) < 0.9 for found in between)


@pytest.mark.parametrize(("lead", "sure"), [(None, False), (0.1, False), (3.0, True), (math.inf, True)])
def test_a_lead_of_the_first_sentence_is_sure(lead: float | None, sure: bool) -> None:  # noqa: FBT001
    """A confidence of three quarters is sure if the first sentence is far ahead of the second."""
    found = replace(UNREAD, sentence_similarity=0.86, passage_similarity=0.83, coverage=0.4, lead=lead, sentences=20)
    assert 0.7 < estimate_confidence(found) < 0.8
    assert sure == is_sure(found)


def test_a_lead_alone_is_not_sure() -> None:
    """A far sentence is not sure, however far it is ahead of others, and a short text needs a shorter lead."""
    assert not is_sure(replace(FAR, lead=math.inf))
    near = replace(UNREAD, sentence_similarity=0.86, passage_similarity=0.83, coverage=0.4, lead=0.4)
    assert (True, False) == (is_sure(replace(near, sentences=3)), is_sure(replace(near, sentences=40)))


@pytest.mark.parametrize(("answerability", "lead", "sure"), [(3.0, 0.2, False), (3.0, 0.4, True), (0.5, 2.0, False)])
def test_between_languages_the_first_sentence_reads_well_or_leads(
    answerability: float,
    lead: float,
    sure: bool,  # noqa: FBT001
) -> None:
    """Similar sentences in another language are hard to tell apart; without a lead the confidence alone counts."""
    found = replace(NEAR, same_language=False, coverage=0.0, answerability=answerability)
    assert sure is is_sure(replace(found, lead=lead))
    assert is_sure(found)


@pytest.mark.parametrize("same_language", [True, False])
def test_a_sentence_that_reads_as_an_answer_is_surer(*, same_language: bool) -> None:
    """Answerability counts in every language, and the cross-encoder's score between two."""
    found = replace(NEAR, same_language=same_language, sentence_similarity=0.85, passage_similarity=0.85)
    assert estimate_confidence(found) > estimate_confidence(replace(found, answerability=-3.0))
    reads_worse = estimate_confidence(replace(found, cross_encoder_score=1.0))
    assert same_language == (estimate_confidence(found) == reads_worse)


def test_without_a_cross_encoder_answerability_does_not_count_between_languages() -> None:
    """No model was fitted to it alone."""
    found = replace(NEAR, same_language=False, cross_encoder_score=None)
    assert estimate_confidence(found) == estimate_confidence(replace(found, answerability=None))


def test_what_does_not_read_as_an_answer_must_be_much_alike() -> None:
    """A sentence that shares words with a question is found without answerability, and not with a low one."""
    found = replace(NEAR, sentence_similarity=0.845, passage_similarity=0.845, coverage=0.4, answerability=None)
    assert 0.5 < estimate_confidence(found) < 0.6
    assert estimate_confidence(replace(found, answerability=-0.6)) < 0.5
    assert estimate_confidence(replace(found, answerability=0.5)) > 0.5


def test_a_sentence_far_ahead_of_the_second_may_answer_with_a_pronoun() -> None:
    """Who made paraffin is told by "he made it from coal" alone, which does not read as an answer."""
    found = replace(NEAR, sentence_similarity=0.86, passage_similarity=0.86, coverage=0.4, answerability=-0.6)
    assert [0.49, True] == [estimate_confidence(found), estimate_confidence(replace(found, lead=3.6)) > 0.5]


def test_what_reads_as_no_answer_is_not_shown_as_one() -> None:
    """A sentence may be near and still not read as an answer; without the model nothing tells."""
    assert [True, False, True] == [reads_as_answer(replace(NEAR, answerability=at)) for at in (-0.9, -1.1, None)]
