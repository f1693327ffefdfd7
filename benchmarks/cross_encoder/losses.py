"""The losses of the cross-encoder: the ranking of sentences, and auxiliary losses that shape the same layers."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields

import torch
from examples import TokenPair
from network import NEVER, CrossEncoderNetwork, PairScores
from torch.nn import functional

_TOKEN, _SENTENCE_ANSWERS, _QUESTION_ANSWERED, _BOUNDS = 0.3, 0.6, 0.4, 0.15  # weights beside the ranking's


@dataclass(frozen=True, slots=True)
class BatchQuestion:
    """A question with the sentences that the network reads.

    Attributes:
        pairs: The question with each sentence.
        prior: The first-stage scores of the sentences, as z-scores.
        gold: Whether each sentence answers.
        answers: The number of annotated answers.
    """

    pairs: list[TokenPair]
    prior: list[float]
    gold: list[bool]
    answers: int


@dataclass(frozen=True, slots=True)
class LossParts:
    """The mean losses of a batch.

    Attributes:
        ranking: Cross-entropy over sentences.
        tokens: Cross-entropy over the tokens of all sentences, where the answers' tokens are gold.
        sentence_answers: Binary cross-entropy of each sentence: whether it answers.
        question_answered: Binary cross-entropy of the best sentence: whether any answers.
        bounds: Cross-entropy over tokens of an answer's first token, plus that of its last.
    """

    ranking: torch.Tensor
    tokens: torch.Tensor
    sentence_answers: torch.Tensor
    question_answered: torch.Tensor
    bounds: torch.Tensor

    def sum(self) -> torch.Tensor:
        """Return the weighted sum."""
        return (
            self.ranking
            + _TOKEN * self.tokens
            + _SENTENCE_ANSWERS * self.sentence_answers
            + _QUESTION_ANSWERED * self.question_answered
            + _BOUNDS * self.bounds
        )

    def values(self) -> list[float]:
        """Return the losses in the order of the attributes."""
        return [float(getattr(self, field.name).detach()) for field in fields(self)]


def measure_loss(network: CrossEncoderNetwork, batch: Sequence[BatchQuestion]) -> LossParts:
    """Return the mean losses; questions without an answer train only the answerability."""
    scores = network([pair for question in batch for pair in question.pairs])
    found: dict[str, list[torch.Tensor]] = {field.name: [] for field in fields(LossParts)}
    at = 0
    for question in batch:
        rows = slice(at, at + len(question.pairs))
        at = rows.stop
        own = PairScores(*(getattr(scores, field.name)[rows] for field in fields(PairScores)))
        gold = torch.tensor(question.gold)
        found["sentence_answers"].append(functional.binary_cross_entropy_with_logits(own.answerable, gold.float()))
        found["question_answered"].append(
            functional.binary_cross_entropy_with_logits(own.answerable.max(), gold.any().float())
        )
        if gold.any():
            ranked = own.tokens.logsumexp(1) + own.whole + network.prior * torch.tensor(question.prior)
            found["ranking"].append(ranked.logsumexp(0) - ranked[gold].logsumexp(0))
            found["tokens"].extend(_token_losses(own.tokens, question))
            found["bounds"].extend(_bound_losses(own.bounds, question))
    return LossParts(**{name: torch.stack(rows).mean() if rows else torch.zeros(()) for name, rows in found.items()})


def _token_losses(tokens: torch.Tensor, question: BatchQuestion) -> Iterator[torch.Tensor]:
    answers = torch.zeros(tokens.shape, dtype=torch.bool)
    for row, pair in enumerate(question.pairs):
        if question.gold[row]:
            for first, last in pair.answers:
                answers[row, len(pair.question) + first : len(pair.question) + last + 1] = True
    if answers.any():
        yield tokens.flatten().logsumexp(0) - tokens.masked_fill(~answers, NEVER).flatten().logsumexp(0)


def _bound_losses(bounds: torch.Tensor, question: BatchQuestion) -> Iterator[torch.Tensor]:
    for row, pair in enumerate(question.pairs):
        if not question.gold[row]:
            continue
        for first, last in pair.answers:
            # Of several answers, one that is the whole sentence says nothing about its bounds.
            if question.answers == 1 or last - first + 1 < len(pair.sentence):
                places = torch.tensor([first, last]) + len(pair.question)
                yield functional.cross_entropy(bounds[row].T, places, reduction="sum")
