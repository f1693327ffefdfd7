"""The mark of a restore that has begun to move its files, so that no command uses a half of them."""

from pathlib import Path

from index.errors import BackupError
from index.file_paths import exists

SCRATCH = ".restoring"
"""The folder in the data folder with what is not yet at its place."""
MANIFEST = "manifest.json"


def has_begun_to_move(data_dir: Path) -> bool:
    """Return whether a restore checked all files, began to move them, and did not end.

    The manifest comes into the scratch folder after all other files, and leaves it after all others.
    """
    return exists(data_dir / SCRATCH / MANIFEST)


def require_finished(data_dir: Path) -> None:
    """Raise ``BackupError`` if the folder has only a part of a backup."""
    if has_begun_to_move(data_dir):
        raise BackupError(
            f"The restore into {data_dir} did not end; run `pincite restore` with the same backup again, which "
            "finishes it."
        )
