"""Passage vectors of an older layout, which wait in SQLite for their move to the vector store."""

from collections.abc import Sequence

import numpy as np
from sqlalchemy import Connection, text

from index.arrays import Vectors
from index.catalog.engines.statements import ListStatement

_COUNT = text(
    "SELECT count(*) FROM unmoved_vector JOIN passage ON passage.id = passage_id "
    "JOIN version ON version.id = version_id WHERE state = 'current' AND fingerprint = :fingerprint"
)
_SOME = ListStatement("SELECT passage_id, vector FROM unmoved_vector WHERE passage_id IN :ids", of="integers")
_DELETE = ListStatement("DELETE FROM unmoved_vector WHERE passage_id IN :ids", of="integers")


def count(connection: Connection, fingerprint: str) -> int:
    """Return the number of waiting vectors that were made with this splitter and embedder."""
    return int(connection.execute(_COUNT, {"fingerprint": fingerprint}).scalar_one())


def read(connection: Connection, ids: Sequence[int]) -> dict[int, Vectors]:
    """Return the waiting vectors of these passages, each of shape (dimension,), by passage id."""
    rows = _SOME.run(connection, ids)
    return {row.passage_id: np.frombuffer(row.vector, np.float16).astype(np.float32) for row in rows}


def delete(connection: Connection, ids: Sequence[int]) -> None:
    """Delete the waiting vectors of these passages."""
    _DELETE.run(connection, ids)
