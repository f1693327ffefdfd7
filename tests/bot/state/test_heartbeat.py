"""The heartbeat of a running bot."""

from pathlib import Path

from bot.state.heartbeat import Heartbeat


def test_a_beat_ages(tmp_path: Path) -> None:
    """Without a beat there is no age; then the latest beat counts."""
    now = [1_000.0]
    heart = Heartbeat(tmp_path / "data" / "heartbeat", lambda: now[0])
    ages = [heart.age_s()]
    for beats, seconds in ((True, 0), (False, 90), (True, 5)):
        now[0] += seconds
        if beats:
            heart.beat()
        ages.append(heart.age_s())

    assert [None, 0.0, 90.0, 0.0] == ages


def test_a_file_that_is_no_beat_is_none(tmp_path: Path) -> None:
    """Other content of the file counts as no beat."""
    (tmp_path / "heartbeat").write_text("well")

    assert Heartbeat(tmp_path / "heartbeat").age_s() is None
