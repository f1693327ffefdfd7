"""Errors of the operating system on the command line: one sentence, with the next step."""

import errno
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from bot.cli.errors import explain_os_error
from tests.support.paths import ROOT

_WITHOUT_RIGHTS = "--bounding-set=-dac_override,-dac_read_search"
COMMANDS = (["serve"], ["doctor"], ["backup", "new.tar"], ["restore", "old.tar"], ["sources"], ["tokens"])


@pytest.mark.parametrize(
    ("number", "expected"),
    [
        (errno.EACCES, "/data/x cannot be read or written (Permission denied); give this user the right to."),
        (errno.EROFS, "/data/x cannot be read or written (Read-only file system); give this user the right to."),
        (errno.ESTALE, f"/data/x cannot be reached ({os.strerror(errno.ESTALE)}); check its disk, and try again."),
        (errno.ENOSPC, "The disk is full (/data/x); free some space and try again."),
        (errno.ENAMETOOLONG, "/data/x cannot be used (File name too long); check the path, and try again."),
        (errno.ENOTDIR, "/data/x cannot be used (Not a directory); check the path, and try again."),
        (errno.EPIPE, None),
    ],
)
def test_errors_of_rights_and_disks_name_the_file_and_the_next_step(number: int, expected: str | None) -> None:
    """An error that no operator can cause stays unexpected."""
    assert expected == explain_os_error(OSError(number, os.strerror(number), "/data/x"))


def test_a_working_directory_that_is_gone_is_named() -> None:
    """The system gives no name for it."""
    expected = "The working directory cannot be used (No such file or directory); change to another one, and try again."
    assert expected == explain_os_error(FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT)))


@pytest.mark.slow
@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command[0])
def test_a_folder_of_another_user_is_named(command: list[str], tmp_path: Path) -> None:
    """Each command says which file the user may not use, and never that the error is unexpected."""
    prefix = [str(shutil.which("setpriv")), _WITHOUT_RIGHTS] if os.geteuid() == 0 else []
    if prefix and shutil.which("setpriv") is None:
        pytest.skip("root may read all files")
    data = tmp_path / "data"
    data.mkdir(mode=0o000)
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PINCITE_")}
    settings = {"PINCITE_DATA_DIR": str(data), "PINCITE_TELEGRAM_TOKEN": "123:abc", "PYTHONPATH": str(ROOT)}
    arguments = [*prefix, sys.executable, "-m", "bot", *command]
    ran = subprocess.run(arguments, env=kept | settings, cwd=tmp_path, capture_output=True, text=True, check=False)
    data.chmod(0o700)
    printed = ran.stdout + ran.stderr
    assert (1, False) == (ran.returncode, "unexpected" in printed), printed
    assert f"{data}" in printed
    assert "the right to" in printed
