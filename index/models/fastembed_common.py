"""What the FastEmbed embedder and the FastEmbed reranker share."""

import os

E5_SMALL = "intfloat/multilingual-e5-small"

INSTALL_HINT = "fastembed is not installed; run `pip install 'pincite[fastembed]'`."

MODEL_FILES = ("onnx/model.onnx", "model.onnx")
"""Where a model's file may be in its repository or folder."""

_MAX_THREADS = 4


def silence_log() -> None:
    """Turn FastEmbed's log off: Pincite reports a failure in one sentence, FastEmbed logs every attempt."""
    from loguru import logger  # noqa: PLC0415 - comes with fastembed

    logger.disable("fastembed")


def thread_count() -> int:
    """How many threads a model may use."""
    return min(_MAX_THREADS, os.cpu_count() or 1)
