"""A full disk: each change of the index ends in one sentence, and nothing that was stored is lost."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.paths import ROOT

_MOUNTED = 'mount -t tmpfs -o size=6m none "$1" && exec "$2" -m tests.support.full_disk "$1"'


@pytest.mark.slow
def test_a_full_disk_is_one_sentence_and_loses_nothing(tmp_path: Path) -> None:
    """On a full disk of 6 MB each change fails in words, and works once there is space."""
    command = ["unshare", "--user", "--mount", "--map-root-user"]
    if subprocess.run([*command, "mount", "-t", "tmpfs", "none", str(tmp_path)], check=False).returncode:
        pytest.skip("mounting is not allowed here")
    ran = subprocess.run(
        [*command, "sh", "-c", _MOUNTED, "sh", str(tmp_path), sys.executable],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert 0 == ran.returncode, ran.stderr
    results = json.loads(ran.stdout.splitlines()[-1])
    assert {"index", "remove"} <= {name for result in results for name in result["errors"]}
    for result in results:
        assert all("is full; free some space" in words for words in result["errors"].values()), result
        assert (True, [], True) == (result["all repaired"], result["left"], result["vectors"]), result
        assert "https://example.org/1.html" in result["sources"]
