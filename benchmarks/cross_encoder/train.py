"""Trains the cross-encoder: LoRA in the encoder's last layers, and a head above them.

    pip install torch
    PYTHONPATH=benchmarks python benchmarks/cross_encoder/train.py CACHE OUT.npz [--fold N --folds M] [--epochs N]

``prepare.py`` wrote CACHE. ``--fold`` leaves the articles of one fold out of training, so that benchmarks can test on
them. Without it the script trains on all articles, which made ``index/models/e5/cross_encoder.npz``. Training takes
twenty minutes on two cores.
"""

import argparse
import random
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import torch
from examples import MAX_PAIR, OTHERS, ExampleStore, TokenPair, TrainingExample
from network import CrossEncoderNetwork

QUESTIONS, SENTENCES = 8, 8  # questions in a step; sentences for each question
RATE, WARM_UP, TOKEN_WEIGHT = 1e-3, 60, 0.3
SAME_LANGUAGE = 0.6
_NEVER = -1e9


def stream(examples: Sequence[TrainingExample], draw: random.Random) -> Iterator[TrainingExample]:
    """Yield epochs in random order; a question about parallel articles meets one of their languages."""
    parallel: dict[tuple[str, int], dict[str, TrainingExample]] = {}
    others: list[TrainingExample] = []
    for example in examples:
        if example.asker in OTHERS:
            others.append(example)
        else:
            parallel.setdefault((example.asker, example.raw["question"]), {})[example.read] = example
    while True:
        epoch = list(others)
        for (asker, _), translations in parallel.items():
            same = asker in translations and draw.random() < SAME_LANGUAGE
            epoch.append(translations[asker if same else draw.choice(sorted(translations))])
        draw.shuffle(epoch)
        yield from epoch


def choose(example: TrainingExample) -> list[int]:
    """Return the sentences that the cross-encoder would see, and always one that answers."""
    seen = example.raw["sentences"][:SENTENCES]
    return seen if set(seen) & set(example.raw["gold"]) else [*seen[:-1], example.raw["gold"][0]]


def prior(example: TrainingExample, sentence: int) -> float:
    """Return the first-stage score of a sentence, as a z-score."""
    raw = example.raw
    known = dict(zip(raw["sentences"], raw["prior"], strict=True)) | dict(
        zip(raw["gold"], raw["gold_prior"], strict=True)
    )
    return known[sentence]


def scores(
    network: CrossEncoderNetwork, store: ExampleStore, chosen: Sequence[tuple[TrainingExample, list[int]]]
) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor, torch.Tensor]:
    """Score the chosen sentences.

    Returns:
        Scores ``(questions, sentences)`` and a mask of the gold ones; scores ``(questions, tokens)`` and a mask of the
        answer's tokens.
    """
    pairs = [store.pair(example, sentence) for example, sentences in chosen for sentence in sentences]
    tokens, whole = network.read(pairs)
    width = max(len(sentences) for _, sentences in chosen)
    found = torch.full((len(chosen), width), _NEVER)
    gold = torch.zeros((len(chosen), width), dtype=torch.bool)
    all_tokens = torch.full((len(chosen), width * MAX_PAIR), _NEVER)
    answers = torch.zeros_like(all_tokens, dtype=torch.bool)
    at = 0
    for row, (example, sentences) in enumerate(chosen):
        count = len(sentences)
        known = torch.tensor([prior(example, sentence) for sentence in sentences])
        summed = tokens[at : at + count].logsumexp(1) + whole[at : at + count]
        found[row, :count] = summed + network.prior * known
        gold[row, :count] = torch.tensor([sentence in example.raw["gold"] for sentence in sentences])
        for place, sentence in enumerate(sentences):
            start = place * MAX_PAIR
            all_tokens[row, start : start + MAX_PAIR] = tokens[at + place]
            if sentence in example.raw["gold"]:
                said: TokenPair = pairs[at + place]
                begin = start + len(said.question)
                answers[row, begin : begin + len(said.answers)] = torch.from_numpy(said.answers)
        at += count
    return found, gold, all_tokens, answers


def loss(
    network: CrossEncoderNetwork, store: ExampleStore, chosen: Sequence[tuple[TrainingExample, list[int]]]
) -> torch.Tensor:
    """Return the cross-entropy over sentences plus the weighted cross-entropy over their tokens."""
    found, gold, tokens, answers = scores(network, store, chosen)
    sentence_loss = (found.logsumexp(1) - found.masked_fill(~gold, _NEVER).logsumexp(1)).mean()
    marked = answers.any(1)
    right = tokens.masked_fill(~answers, _NEVER).logsumexp(1)
    token_loss = ((tokens.logsumexp(1) - right) * marked).sum() / marked.sum().clamp(min=1)
    return sentence_loss + TOKEN_WEIGHT * token_loss


def train(network: CrossEncoderNetwork, store: ExampleStore, examples: Iterator[TrainingExample], steps: int) -> None:
    """Train by AdamW in bfloat16, with a warm-up and a linear decay of the rate."""
    learned = [value for value in network.parameters() if value.requires_grad]
    optimizer = torch.optim.AdamW(learned, lr=RATE, weight_decay=0.01, betas=(0.9, 0.98))
    started, recent = time.monotonic(), []
    for step in range(steps):
        for group in optimizer.param_groups:
            group["lr"] = RATE * min(1, (step + 1) / WARM_UP) * max(0.02, 1 - step / steps)
        batch = [next(examples) for _ in range(QUESTIONS)]
        with torch.autocast("cpu", torch.bfloat16):
            now = loss(network, store, [(example, choose(example)) for example in batch])
        optimizer.zero_grad()
        now.backward()
        torch.nn.utils.clip_grad_norm_(learned, 1.0)
        optimizer.step()
        recent.append(now.item())
        if step % 100 == 99:  # noqa: PLR2004 - now and then
            print(
                f"{step + 1}/{steps}  {time.monotonic() - started:.0f} s  loss {np.mean(recent[-100:]):.3f}", flush=True
            )


def main() -> None:
    """Train and write the weights."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("cache", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--fold", type=int)
    parser.add_argument("--folds", type=int, default=2)
    parser.add_argument("--epochs", type=float, default=1.0)
    given = parser.parse_args()
    torch.manual_seed(0)
    draw = random.Random(0)
    store = ExampleStore(given.cache)
    left_out = set() if given.fold is None else set(store.titles()[given.fold :: given.folds])
    learn = [found for found in store.examples() if found.fold not in left_out and found.raw["gold"]]
    questions = sum(example.asker in OTHERS or example.asker == example.read for example in learn)
    steps = int(given.epochs * questions / QUESTIONS)
    print(f"{questions} questions, {steps} steps", flush=True)
    network = CrossEncoderNetwork()
    train(network, store, stream(learn, draw), steps)
    network.write(given.out, mean=store.mean, directions=store.directions, step=store.step)


if __name__ == "__main__":
    main()
