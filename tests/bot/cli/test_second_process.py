"""A second bot on the same SQLite files."""

from pathlib import Path

from filelock import FileLock

from tests.support.shell import Shell


def test_a_second_bot_on_the_same_files_is_refused(tmp_path: Path) -> None:
    """It ends with one sentence before it touches the index."""
    (tmp_path / "data").mkdir()
    with FileLock(tmp_path / "data" / "serve.lock"):
        refused = Shell(tmp_path)("serve", TELEGRAM_TOKEN="1:a")  # noqa: S106 - of nobody

    assert 1 == refused.exit_code
    assert "Another bot answers from" in refused.stderr
    assert "PINCITE_DATABASE_URL" in refused.stderr
    assert ["serve.lock"] == [path.name for path in (tmp_path / "data").iterdir()]
