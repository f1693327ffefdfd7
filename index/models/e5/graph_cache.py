"""A cache of graphs on disk: each is built once, and used again only if its bytes are unchanged."""

import hashlib
import logging
import os
import tempfile
from collections.abc import Callable
from pathlib import Path

FORMAT = "int8-1"
"""Names the arithmetic of the graphs; change it with their results, since stored vectors depend on it."""

_GRAPH_VERSION = 3
"""Numbers how graphs are written; change it with any other change of ``index.models.e5.onnx_graph``."""

_DIGEST_DIGITS = 32  # hexadecimal

_log = logging.getLogger(__name__)


def load_or_build(name: str, build: Callable[[], bytes], digest: str, folder: Path) -> bytes:
    """A serialised graph: from the cache, or built and written to it.

    A file's name ends in the hash of its content, so a truncated or changed file is built again. Where the folder
    cannot be written, the graph is built at every start.

    Args:
        name: Tells graphs apart.
        build: Builds the graph; slow.
        digest: Of the weights that the graph contains.
        folder: The cache; made if it is missing.
    """
    stem = f"e5-small-{name}-{FORMAT}.{_GRAPH_VERSION}-{digest}-"
    for path in folder.glob(f"{stem}*.onnx"):
        graph = path.read_bytes()
        if path.name == _file_name(stem, graph):
            return graph
        _log.warning("%s is damaged and is built again.", path)
        path.unlink(missing_ok=True)
    graph = build()
    try:
        _write(folder / _file_name(stem, graph), graph)
    except OSError as error:
        _log.warning("The embedding model's graph cannot be kept (%s), so every start takes seconds longer.", error)
    return graph


def _file_name(stem: str, graph: bytes) -> str:
    return f"{stem}{hashlib.sha256(graph).hexdigest()[:_DIGEST_DIGITS]}.onnx"


def _write(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=path.parent, delete=False) as file:
        new = Path(file.name)
        try:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        except OSError:
            new.unlink()  # a part of it would fill the disk for good
            raise
    new.replace(path)
