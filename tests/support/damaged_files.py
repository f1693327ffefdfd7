"""Files with random bytes in random places."""

import random
from pathlib import Path


def damage(path: Path, seed: int) -> None:
    """Overwrite a part of a file with random bytes."""
    chosen, data = random.Random(seed), bytearray(path.read_bytes())  # noqa: S311 - a sample wants a seed
    for _ in range(3):
        at = chosen.randrange(max(1, len(data) - 80))
        data[at : at + 80] = chosen.randbytes(80)
    path.write_bytes(data)
