"""The signed user of a Mini App."""

import json

import pytest

from bot.web.passage_page.mini_app import MAX_AGE_S, read_user_id
from tests.support.mini_app_user import signed_init_data

TOKEN, NOW = "7:secret", 1_900_000_000
USER = json.dumps({"id": 41, "first_name": "Ada & Bob"})


def test_a_signed_user_is_known() -> None:
    """The signature of the bot's token counts."""
    assert 41 == read_user_id(signed_init_data(TOKEN, NOW, user=USER, query_id="AA", signature="x"), TOKEN, NOW + 60)


@pytest.mark.parametrize(
    ("data", "now"),
    [
        (signed_init_data("8:other", NOW, user=USER), NOW),
        (signed_init_data(TOKEN, NOW, user=USER).replace("41", "42"), NOW),
        (signed_init_data(TOKEN, NOW, user=USER), NOW + MAX_AGE_S + 1),
        (signed_init_data(TOKEN, NOW, user=USER), NOW - 3_600),
        (signed_init_data(TOKEN, NOW), NOW),
        (signed_init_data(TOKEN, NOW, user="[" * 5_000), NOW),
        (signed_init_data(TOKEN, NOW, user='{"id": null}'), NOW),
        ("", NOW),
        ("hash=é&auth_date=1", NOW),
        ("hash=" + "0" * 64, NOW),
        ("x" * 100_000, NOW),
        ("&".join(f"a{n}=1" for n in range(100)), NOW),
    ],
)
def test_other_data_names_nobody(data: str, now: int) -> None:
    """Forged, changed, old and broken data is refused."""
    assert read_user_id(data, TOKEN, now) is None
