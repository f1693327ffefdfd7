"""What ordinary sentences of a language are to the encoder: the mean of their vectors, where that is known.

A question is nearer to any text in some languages than in others. How near it is to ordinary sentences of the text's
language says what to expect of a text that has nothing to do with it. ``benchmarks/language_means.py`` makes the file.
"""

from functools import cache
from importlib import resources

import numpy as np

from index.models.e5.weights import Floats

_FILE = "language_means.npz"


def language_mean(language: str) -> Floats | None:
    """The mean vector of ordinary sentences, shape (hidden,); None where the language (ISO 639-1) is not known."""
    return _means().get(language)


@cache
def _means() -> dict[str, Floats]:
    with resources.files("index.models.e5").joinpath(_FILE).open("rb") as file:
        return {language: mean.astype(np.float32) for language, mean in np.load(file).items()}
