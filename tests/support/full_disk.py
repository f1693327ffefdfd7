"""Changes of an index on a small disk that is full, in a process of its own with a mount of its own."""

import json
import shutil
import sys
from collections.abc import Callable
from pathlib import Path

from index.errors import StoreError
from index.types import source_id
from tests.support.chroma_index import ChromaIndex, open_index
from tests.support.index_bench import ALONE, BODY, page, unwatched

FREE_BYTES = (0, 60_000, 300_000)
"""Free space while the disk is full: none, enough for the catalog alone, and not enough for Chroma."""

_PAGES = {
    f"https://example.org/{n}.html": page(f"Page {n}", *[BODY.replace("reef", f"reef{n}{k}") for k in range(40)])
    for n in range(3)
}
_FIRST, _SECOND, _THIRD = _PAGES


def _commands(opened: ChromaIndex) -> dict[str, Callable[[], object]]:
    return {
        "index": lambda: opened.indexer.index(_THIRD, "document", ALONE, unwatched),
        "remove": lambda: opened.indexer.remove([source_id(_FIRST)]),
        "reindex": lambda: opened.indexer.reindex(None, ALONE, unwatched),
        "rebuild": lambda: opened.indexer.rebuild(unwatched),
        "check": opened.deep_check.run,
    }


def run(disk: Path) -> list[dict[str, object]]:
    """Fill the disk, try each command, free the disk, and repair; return the result for each amount of free space."""
    results: list[dict[str, object]] = []
    for free in FREE_BYTES:
        folder = disk / "data"
        opened = open_index(folder, _PAGES)
        for location in (_FIRST, _SECOND):
            opened.indexer.index(location, "document", ALONE, unwatched)
        errors: dict[str, str] = {}
        for name, command in _commands(opened).items():
            _fill(disk, free)
            try:
                command()
            except StoreError as error:
                errors[name] = str(error)
        (disk / "filler").unlink()
        opened.indexer.reindex(None, ALONE, unwatched)
        repaired = [defect.is_repaired for defect in opened.deep_check.run()]
        results.append(
            {
                "free": free,
                "errors": errors,
                "all repaired": all(repaired),
                "left": [defect.words for defect in opened.deep_check.run()],
                "sources": [source.location for source in opened.catalog.list_sources()],
                "vectors": opened.vectors.count() == opened.passages.count(),
            }
        )
        opened.close()
        shutil.rmtree(folder)
    return results


def _fill(disk: Path, free: int) -> None:
    filler = disk / "filler"
    filler.unlink(missing_ok=True)
    filler.write_bytes(bytes(max(0, shutil.disk_usage(disk).free - free)))


if __name__ == "__main__":
    print(json.dumps(run(Path(sys.argv[1]))))  # noqa: T201 - for the test
