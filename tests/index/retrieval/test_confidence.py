"""How sure it is that what was found answers."""

from dataclasses import replace

import pytest

from index.retrieval.confidence import ConfidenceFeatures, estimate_confidence, is_sure

NEAR = ConfidenceFeatures(
    sentence=0.9, passage=0.9, baseline=0.78, coverage=0.8, same_language=True, reading=6.0, usual=0.77
)
FAR = replace(NEAR, sentence=0.79, passage=0.79, coverage=0.05, reading=1.0)


@pytest.mark.parametrize("same_language", [True, False])
@pytest.mark.parametrize("all_known", [True, False])
def test_what_is_near_is_sure_and_what_is_far_is_not(*, same_language: bool, all_known: bool) -> None:
    """Within one language and between two, and whatever the embedder can tell."""
    near, far = (
        replace(
            found,
            same_language=same_language,
            reading=found.reading if all_known else None,
            coverage=found.coverage if same_language else 0.0,
        )
        for found in (NEAR, FAR)
    )
    assert (True, False) == (is_sure(near), is_sure(far))
    assert estimate_confidence(far) < estimate_confidence(near)


def test_within_one_language_sure_is_more_than_found() -> None:
    """Of what is more likely than not to answer, some is looked at twice."""
    between = [
        found
        for found in (replace(NEAR, sentence=0.8 + at / 1000, coverage=0.3) for at in range(100))
        if 0.5 <= estimate_confidence(found) and not is_sure(found)
    ]
    assert between
    assert all(estimate_confidence(found) < 0.9 for found in between)
