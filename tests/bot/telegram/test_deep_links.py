"""Deep links: what a link is made for is what its press says."""

import pytest

from bot.telegram.deep_links import DeepLink, LinkKind, link_to, parse_start


@pytest.mark.parametrize(
    ("kind", "payload"), [("passage", "p_AAAA"), ("claim", "claim_AAAA"), ("invitation", "invite_AAAA")]
)
def test_a_link_leads_to_what_it_is_made_for(kind: LinkKind, payload: str) -> None:
    """The payload has the prefix that links have always had, and is parsed to its kind and token."""
    assert f"https://t.me/pincite_bot?start={payload}" == link_to("pincite_bot", kind, "AAAA")
    assert DeepLink(kind, "AAAA") == parse_start(f"/start {payload}")


@pytest.mark.parametrize("text", ["", "/start", "/start inline", "/start access", "/start AAAA", "p_AAAA"])
def test_a_start_without_a_link_is_only_a_start(text: str) -> None:
    """Nothing follows the command, or what Telegram adds itself after inline mode."""
    assert parse_start(text) is None
