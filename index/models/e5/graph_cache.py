"""Graphs are made once and kept; a kept one is used only if its bytes are what was written."""

import hashlib
import logging
import os
import tempfile
from collections.abc import Callable
from pathlib import Path

FORMAT = "int8-1"
"""Names the arithmetic of the graphs; change it with any change of what they compute, as kept vectors are of it."""

_GRAPH = 3
"""Counts how graphs are written; change it with any other change of ``index.models.e5.onnx_graph``."""

_DIGEST = 32  # hexadecimal digits

_log = logging.getLogger(__name__)


def cached(name: str, build: Callable[[], bytes], digest: str, folder: Path) -> bytes:
    """A serialised graph: the kept one, or a new one.

    The file's name ends in the hash of its content, so that one cut off, changed or half written is made anew. Where
    the folder cannot be written the graph is made at every start.

    Args:
        name: Tells graphs apart.
        build: Makes the graph; slow.
        digest: Of what it is made of.
        folder: Where graphs are kept; made if it is not there.
    """
    stem = f"e5-small-{name}-{FORMAT}.{_GRAPH}-{digest}-"
    for path in folder.glob(f"{stem}*.onnx"):
        graph = path.read_bytes()
        if path.name == _file(stem, graph):
            return graph
        _log.warning("%s is damaged and is made anew.", path)
        path.unlink(missing_ok=True)
    graph = build()
    try:
        _write(folder / _file(stem, graph), graph)
    except OSError as error:
        _log.warning("The embedding model's graph cannot be kept (%s), so every start takes seconds longer.", error)
    return graph


def _file(stem: str, graph: bytes) -> str:
    return f"{stem}{hashlib.sha256(graph).hexdigest()[:_DIGEST]}.onnx"


def _write(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=path.parent, delete=False) as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    Path(file.name).replace(path)
