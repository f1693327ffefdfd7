"""The embedder and the parsing workers that tests of one process share, because each takes a second to start."""

import atexit
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from index.models.base import Embedder
from index.models.factory import open_embedder
from index.parsing.worker_pool import ParserPool


@cache
def shared_embedder() -> Embedder:
    """Return the built-in embedder."""
    folder = TemporaryDirectory()
    atexit.register(folder.cleanup)
    return open_embedder("e5-small", model=None, base_url=None, api_key=None, cache=Path(folder.name))


@cache
def shared_parser(timeout_s: float, memory_bytes: int) -> ParserPool:
    """Return a pool with these limits; it closes when the process ends."""
    pool = ParserPool(timeout_s=timeout_s, memory_bytes=memory_bytes)
    atexit.register(pool.close)
    return pool
