"""Writes ``index/models/e5/language_means.npz``: for each language the mean vector of its sentences.

    python benchmarks/language_means.py FOLDER LANGUAGE… [--work DIR]

FOLDER holds ``xquad-r.LANGUAGE.json`` (google-research-datasets/lareqa): some 1,200 sentences of 48 articles.
"""

from pathlib import Path

import numpy as np
from corpus import index_articles, options

_FILE = Path(__file__).parent.parent / "index" / "models" / "e5" / "language_means.npz"


def main() -> None:
    """Index the articles, unless they are, and write the means."""
    given = options(__doc__).parse_args()
    means = {}
    for language in given.languages:
        app, _ = index_articles(given.folder / f"xquad-r.{language}.json", given.work / language)
        rows = app.passages.candidates(app.passages.vectors()[0])
        means[language] = np.concatenate([row.sentence_vectors for row in rows]).mean(axis=0).astype(np.float16)
        app.close()
    np.savez_compressed(_FILE, **means)


if __name__ == "__main__":
    main()
