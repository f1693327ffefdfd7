"""A cache of graphs and tables on disk: each is built once from the weights (see ``index.build_cache``)."""

from collections.abc import Callable
from pathlib import Path

from index import build_cache

FORMAT = "int8-1"
"""Names the arithmetic of the graphs; change it with their results, since stored vectors depend on it."""

_GRAPH_VERSION = 4
"""Numbers how graphs are written; change it with any other change of ``index.models.e5.onnx_graph``."""


def find_or_build_graph(name: str, build: Callable[[], bytes], digest: str, folder: Path) -> Path | bytes:
    """Return the file of a serialised graph, or the graph where it cannot be kept.

    ONNX Runtime reads a file without a copy of its bytes, which saves time and memory at each start. The arguments are
    those of ``map_or_build_table``.
    """
    return build_cache.find_or_build(_stem(name, digest), build, folder, ".onnx")


def map_or_build_table(name: str, build: Callable[[], bytes], digest: str, folder: Path | None) -> memoryview:
    """Map a table from the cache, or build it.

    Args:
        name: Tells tables apart.
        build: Builds the content; slow.
        digest: Of the weights that the content is made of.
        folder: The cache; made if it is missing. None keeps nothing.
    """
    return build_cache.map_or_build(_stem(name, digest), build, folder, ".table")


def _stem(name: str, digest: str) -> str:
    return f"e5-small-{name}-{FORMAT}.{_GRAPH_VERSION}-{digest}-"
