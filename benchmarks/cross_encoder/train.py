"""Trains the cross-encoder: LoRA in the encoder's last layers, and heads above them.

    pip install torch
    PYTHONPATH=benchmarks python benchmarks/cross_encoder/train.py CACHE OUT.npz [--start FILE] [--epochs N] [--steps N]

``prepare.py`` wrote CACHE. ``--start`` continues a cross-encoder; without it the additions start from zero. ``--steps``
stops early, for a trial. One epoch takes some forty minutes on one core.
"""

import argparse
import random
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import torch
from examples import ExampleStore, TrainingExample, read_packing_arrays
from losses import BatchQuestion, measure_loss
from network import CrossEncoderNetwork

QUESTIONS, SENTENCES = 8, 6  # questions in a step; sentences for each question
RATE, WARM_UP, LOWEST_RATE = 7e-4, 150, 0.02
TAKEN_OUT = 0.22  # the share of answered questions whose paragraph is taken out
_PAIR_SHARE = 0.5  # of questions in another language than the document's
_SHARES = {"afriqa-cross.en": 0.5, "afriqa-cross.fr": 0.5}  # questions in languages that the encoder hardly knows


def draw_examples(examples: Iterator[TrainingExample], chance: random.Random) -> list[TrainingExample]:
    """Draw the examples of the training, in random order."""
    drawn = [
        example
        for example in examples
        if chance.random() < (_SHARES.get(example.read, 1) if example.asker == example.read else _PAIR_SHARE)
    ]
    chance.shuffle(drawn)
    return drawn


def build_question(
    store: ExampleStore, example: TrainingExample, *, without_paragraph: bool = False
) -> BatchQuestion | None:
    """Return a question with its best sentences, and always one that answers; None if no sentence is left.

    Args:
        store: The token states.
        example: The question.
        without_paragraph: Whether the paragraph that answers is taken out. Then no sentence counts as an answer.
    """
    item = example.item
    prior = dict(zip(item.sentences, item.prior, strict=True))
    gold = set() if without_paragraph else set(item.gold)
    left = [number for number in item.sentences if not (without_paragraph and store.is_in_paragraph(example, number))]
    seen = left[:SENTENCES]
    if gold and not gold & set(seen):
        seen[-1] = next(number for number in left if number in gold)
    if not seen:
        return None
    return BatchQuestion(
        pairs=[store.pair(example, number) for number in seen],
        prior=[prior[number] for number in seen],
        gold=[number in gold for number in seen],
        answers=len(item.answers),
    )


def stream(
    store: ExampleStore, examples: Sequence[TrainingExample], chance: random.Random
) -> Iterator[list[BatchQuestion]]:
    """Yield batches without end; each epoch has its own order."""
    epoch = list(examples)
    while True:
        for at in range(0, len(epoch) - QUESTIONS + 1, QUESTIONS):
            built = [
                build_question(
                    store, example, without_paragraph=bool(example.item.gold) and chance.random() < TAKEN_OUT
                )
                for example in epoch[at : at + QUESTIONS]
            ]
            yield [question for question in built if question]
        chance.shuffle(epoch)


def train(network: CrossEncoderNetwork, batches: Iterator[list[BatchQuestion]], steps: int, last: int) -> None:
    """Train by AdamW in bfloat16, with a warm-up and a linear decay of the rate.

    Args:
        network: The network.
        batches: Questions with their sentences.
        steps: The number of steps that the decay of the rate assumes.
        last: The number of steps to train.
    """
    learned = [value for value in network.parameters() if value.requires_grad]
    optimizer = torch.optim.AdamW(learned, lr=RATE, weight_decay=0.01, betas=(0.9, 0.98))
    started, recent = time.monotonic(), []
    for step in range(last):
        for group in optimizer.param_groups:
            group["lr"] = RATE * min(1, (step + 1) / WARM_UP) * max(LOWEST_RATE, 1 - step / steps)
        parts = measure_loss(network, next(batches))
        optimizer.zero_grad()
        parts.sum().backward()
        torch.nn.utils.clip_grad_norm_(learned, 1.0)
        optimizer.step()
        recent.append(parts.values())
        if step % 100 == 99 or step + 1 == last:  # noqa: PLR2004 - now and then
            losses = "  ".join(f"{value:.3f}" for value in np.mean(recent[-100:], axis=0))
            print(f"{step + 1}/{steps}  {time.monotonic() - started:.0f} s  losses {losses}", flush=True)


def main() -> None:
    """Train and write the weights."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("cache", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--start", type=Path)
    parser.add_argument("--epochs", type=float, default=1.0)
    parser.add_argument("--steps", type=int)
    given = parser.parse_args()
    torch.manual_seed(0)
    chance = random.Random(0)
    store = ExampleStore(given.cache)
    learn = draw_examples(store.examples(), chance)
    steps = int(given.epochs * (len(learn) // QUESTIONS))
    print(f"{len(learn)} questions, {steps} steps", flush=True)
    network = CrossEncoderNetwork()
    if given.start:
        network.load(given.start)
    train(network, stream(store, learn, chance), steps, min(steps, given.steps or steps))
    network.write(given.out, **read_packing_arrays())


if __name__ == "__main__":
    main()
