"""The mean vector of ordinary sentences, by language.

A question is nearer to any text in some languages than in others. Its similarity to the mean of the text's language is
what to expect of an unrelated text. ``benchmarks/language_means.py`` makes the file.
"""

from functools import cache
from importlib import resources

import numpy as np

from index.models.e5.weights import Floats

_FILE = "language_means.npz"


def language_mean(language: str) -> Floats | None:
    """The mean vector of ordinary sentences, shape (hidden,); None where the language (ISO 639-1) is unknown."""
    return _load_means().get(language)


@cache
def _load_means() -> dict[str, Floats]:
    with resources.files("index.models.e5").joinpath(_FILE).open("rb") as file:
        return {language: mean.astype(np.float32) for language, mean in np.load(file).items()}
