"""A cache of graphs and tables on disk: each is built once from the weights (see ``index.build_cache``)."""

from collections.abc import Callable
from pathlib import Path

from index import build_cache

FORMAT = "int8-1"
"""Names the arithmetic of the graphs; change it with their results, since stored vectors depend on it."""

_GRAPH_VERSION = 4
"""Numbers how graphs are written; change it with any other change of ``index.models.e5.onnx_graph``."""


def load_or_build(name: str, build: Callable[[], bytes], digest: str, folder: Path) -> Path | bytes:
    """Return the file of a serialised graph, or the graph where it cannot be kept.

    ONNX Runtime reads a file without a copy of its bytes, which saves time and memory at each start. The arguments are
    those of ``map_or_build``.
    """
    return build_cache.find_or_build(_stem(name, digest), build, folder, ".onnx")


def map_or_build(
    name: str, build: Callable[[], bytes], digest: str, folder: Path | None, suffix: str = ".onnx"
) -> memoryview:
    """Map a graph or table from the cache, or build it.

    Args:
        name: Tells graphs and tables apart.
        build: Builds the content; slow.
        digest: Of the weights that the content is made of.
        folder: The cache; made if it is missing. None keeps nothing.
        suffix: Of the file.
    """
    return build_cache.map_or_build(_stem(name, digest), build, folder, suffix)


def _stem(name: str, digest: str) -> str:
    return f"e5-small-{name}-{FORMAT}.{_GRAPH_VERSION}-{digest}-"
