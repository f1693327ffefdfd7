"""Trains the entailment model: LoRA in all layers of the encoder, and a head above them.

    pip install torch
    PYTHONPATH=benchmarks python benchmarks/entailment/train.py CACHE/general general.pt
    PYTHONPATH=benchmarks python benchmarks/entailment/train.py CACHE/written written.pt --start general.pt --rate 6e-4
    PYTHONPATH=benchmarks python benchmarks/entailment/train.py --convert written.pt entailment.npz

``prepare.py`` wrote CACHE. Every 500 steps the script keeps its state beside the result, and ``--resume`` continues
from there. ``--convert`` writes the weights as the product reads them, and ``--start`` takes such a file as well.
"""

import argparse
import random
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import torch
from adapted_encoder import open_weights
from entailment.adapter_file import unpack, write_adapter
from entailment.network import RANK, EntailmentNetwork
from entailment.pairs import Label
from entailment.report import describe
from entailment.tokenized_pairs import TrainingPair, batch_pairs, load_tokens
from torch.nn import functional

RATE, LAST_RATE, WARM_UP = 1e-3, 0.02, 100
BATCH_TOKENS = 3200
_SAVE_EVERY, _REPORT_EVERY, _PRINT_EVERY = 500, 2000, 100  # steps
_REPORTED, _FINALLY_REPORTED = 1500, 3000  # pairs


@dataclass(frozen=True, slots=True)
class TrainingPlan:
    """What a run does; a resumed run needs the same plan."""

    steps: int
    rate: float
    checkpoint: Path
    resumes: bool


def loss(logits: torch.Tensor, labels: Sequence[Label]) -> torch.Tensor:
    """Return the mean cross-entropy; where only "not supported" is known, the loss of the support alone."""
    shares = functional.log_softmax(logits.float(), -1)
    known = torch.tensor(labels)
    vague = known == Label.NOT_SUPPORTED
    total = functional.nll_loss(shares[~vague], known[~vague], reduction="sum") if (~vague).any() else torch.zeros(())
    supported = shares[vague][:, Label.SUPPORTED].exp().clamp(max=1 - 1e-6)
    return (total - torch.log1p(-supported).sum()) / len(known)


@torch.no_grad()
def judge(network: EntailmentNetwork, pairs: Sequence[TrainingPair]) -> npt.NDArray[np.float32]:
    """Return the probability of support of each pair, shape (pairs,)."""
    order = sorted(range(len(pairs)), key=lambda at: len(pairs[at]))
    found = np.zeros(len(pairs), np.float32)
    at = 0
    for batch in batch_pairs([pairs[number] for number in order], BATCH_TOKENS):
        with torch.autocast("cpu", torch.bfloat16):
            logits = network(batch)
        supported = torch.softmax(logits.float(), -1)[:, Label.SUPPORTED]
        found[order[at : at + len(batch)]] = supported.numpy()
        at += len(batch)
    return found


def report(network: EntailmentNetwork, name: str, pairs: Sequence[TrainingPair]) -> None:
    """Print how well the network judges pairs."""
    scores = judge(network, pairs)
    true = np.array([pair.label is Label.SUPPORTED for pair in pairs])
    first, *kinds = describe([pair.kind for pair in pairs], true, scores)
    print("\n".join([f"{name}: {first}", *kinds]), flush=True)


def train(
    network: EntailmentNetwork, batches: list[list[TrainingPair]], dev: Sequence[TrainingPair], plan: TrainingPlan
) -> None:
    """Train by AdamW in bfloat16, with a warm-up and a linear decay of the rate."""
    learned = list(network.parameters())
    optimizer = torch.optim.AdamW(learned, lr=plan.rate, weight_decay=0.01, betas=(0.9, 0.98))
    step = _load(network, optimizer, plan.checkpoint) if plan.resumes and plan.checkpoint.exists() else 0
    started, recent = time.monotonic(), []
    while step < plan.steps:
        epoch, done = divmod(step, len(batches))
        order = random.Random(epoch).sample(batches, len(batches))
        for batch in order[done : done + plan.steps - step]:
            for group in optimizer.param_groups:
                group["lr"] = plan.rate * min(1, (step + 1) / WARM_UP) * max(LAST_RATE, 1 - step / plan.steps)
            with torch.autocast("cpu", torch.bfloat16):
                logits = network(batch)
            now = loss(logits, [pair.label for pair in batch])
            optimizer.zero_grad()
            now.backward()
            torch.nn.utils.clip_grad_norm_(learned, 1.0)
            optimizer.step()
            step += 1
            recent.append(now.item())
            if step % _PRINT_EVERY == 0:
                spent = time.monotonic() - started
                print(f"{step}/{plan.steps}  {spent:.0f} s  loss {np.mean(recent[-200:]):.3f}", flush=True)
            if step % _SAVE_EVERY == 0:
                state = {"step": step, "trained": network.read_trained(), "optimizer": optimizer.state_dict()}
                torch.save(state, plan.checkpoint)
            if step % _REPORT_EVERY == 0:
                report(network, f"dev after {step} steps", dev[:_REPORTED])


def _load(network: EntailmentNetwork, optimizer: torch.optim.Optimizer, checkpoint: Path) -> int:
    """Continue from a checkpoint, and return its step."""
    state = torch.load(checkpoint, weights_only=True)
    network.load_trained(state["trained"])
    optimizer.load_state_dict(state["optimizer"])
    return int(state["step"])


def write(trained: Mapping[str, torch.Tensor], out: Path) -> None:
    """Write the weights as the product reads them."""
    error = write_adapter({name: value.float().numpy() for name, value in trained.items()}, out)
    print(f"{out}: {out.stat().st_size / 1e6:.1f} MB, error of int8 {error:.2%}")


def read_start(file: Path) -> Mapping[str, torch.Tensor]:
    """Return the parameters that a run begins with: those of an earlier run, or those that the product reads."""
    if file.suffix == ".npz":
        with np.load(file) as arrays:
            return {name: torch.from_numpy(value.copy()) for name, value in unpack(arrays).items()}
    trained: dict[str, torch.Tensor] = torch.load(file, weights_only=True)
    return trained


def run(given: argparse.Namespace) -> None:
    """Train on the pairs of the cache, report, and keep the trained parameters."""
    torch.manual_seed(0)
    weights = open_weights()
    parts = {path.stem: load_tokens(given.cache, path.stem, weights) for path in sorted(given.cache.glob("*.jsonl"))}
    batches = list(batch_pairs(parts.pop("train"), BATCH_TOKENS))
    plan = TrainingPlan(int(given.epochs * len(batches)), given.rate, given.out.with_suffix(".state"), given.resume)
    network = EntailmentNetwork(RANK)
    if given.start is not None:
        network.load_trained(read_start(given.start))
    print(f"{plan.steps} steps", flush=True)
    train(network, batches, parts["dev"], plan)
    torch.save(network.read_trained(), given.out)
    for part, pairs in parts.items():
        report(network, part, pairs[:_FINALLY_REPORTED])


def main() -> None:
    """Train, or write the weights of what was trained."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("cache", type=Path, nargs="?")
    parser.add_argument("out", type=Path)
    parser.add_argument("--convert", type=Path, metavar="TRAINED.pt")
    parser.add_argument("--start", type=Path, metavar="TRAINED")
    parser.add_argument("--rate", type=float, default=RATE)
    parser.add_argument("--resume", action="store_true")
    parser.add_argument("--epochs", type=float, default=1.0)
    given = parser.parse_args()
    if given.convert is not None:
        write(torch.load(given.convert, weights_only=True), given.out)
    elif given.cache is None:
        parser.error("CACHE is missing")
    else:
        run(given)


if __name__ == "__main__":
    main()
