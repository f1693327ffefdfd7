"""Writes ``index/models/e5/language_means.npz``: the mean sentence vector of each language.

    python benchmarks/language_means.py FOLDER LANGUAGE… [--work DIR]

FOLDER contains ``xquad-r.LANGUAGE.json`` (google-research-datasets/lareqa): some 1,200 sentences of 48 articles.
"""

from pathlib import Path

import numpy as np
from corpus import build_parser, index_articles

_FILE = Path(__file__).parent.parent / "index" / "models" / "e5" / "language_means.npz"


def main() -> None:
    """Index the articles unless an earlier run did, and write the means."""
    given = build_parser(__doc__).parse_args()
    means = {}
    for language in given.languages:
        container, _ = index_articles(given.folder / f"xquad-r.{language}.json", given.work / language)
        rows = container.passages.load_candidates(container.passages.load_vectors()[0])
        means[language] = np.concatenate([row.sentence_vectors for row in rows]).mean(axis=0).astype(np.float16)
        container.close()
    np.savez_compressed(_FILE, **means)


if __name__ == "__main__":
    main()
