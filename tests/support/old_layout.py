"""A data folder as Pincite wrote it with catalog layout 6: passage vectors in SQLite, and bare ones in Chroma."""

import sqlite3
from collections.abc import Mapping, Sequence
from pathlib import Path

import chromadb
import numpy as np
from chromadb.config import Settings

from index.arrays import Vectors


def downgrade(catalog: Path, vectors: Mapping[int, Vectors]) -> None:
    """Turn a catalog of the present layout into one of layout 6, with the vectors of its passages."""
    with sqlite3.connect(catalog) as connection:
        connection.execute("ALTER TABLE passage ADD COLUMN vector BLOB NOT NULL DEFAULT x''")
        rows = [(vector.astype(np.float16).tobytes(), id_) for id_, vector in vectors.items()]
        connection.executemany("UPDATE passage SET vector = ? WHERE id = ?", rows)
        connection.execute("DROP TABLE identity")
        connection.execute("DROP TABLE unmoved_vector")
        connection.execute("PRAGMA user_version = 6")
    connection.close()


def write_chroma(folder: Path, name: str, ids: Sequence[int], vectors: Vectors) -> None:
    """Write a collection without texts and metadata."""
    client = chromadb.PersistentClient(str(folder), settings=Settings(anonymized_telemetry=False))
    made = client.create_collection(name, embedding_function=None, configuration={"hnsw": {"space": "ip"}})
    made.upsert(ids=[str(id_) for id_ in ids], embeddings=vectors)
    client.close()  # type: ignore[attr-defined]  # declared as its interface, which lacks close()
