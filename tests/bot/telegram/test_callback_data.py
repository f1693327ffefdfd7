"""Callback data: what a button carries is what its press brings back, also from years ago."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.state.conversations import REASONS
from bot.telegram.callback_data import (
    AdminData,
    AskersData,
    AwaitData,
    CallbackData,
    CopyData,
    ForgetData,
    NeighbourData,
    OutlineData,
    PassageData,
    QuestionData,
    ReasonData,
    ResendData,
    SourceChoiceData,
    SourcesPageData,
    StopData,
    VoteData,
    WatchData,
    pack,
    parse,
    question_fingerprint,
)

KEYS = st.from_regex(r"[A-Za-z0-9_-]{10,16}", fullmatch=True)
IDS = st.integers(1, 10**17)
PAGES = st.integers(0, 999_999)
DATA: st.SearchStrategy[CallbackData] = st.one_of(
    KEYS.map(PassageData),
    st.builds(NeighbourData, KEYS, st.integers(-999_999, 999_999)),
    st.builds(OutlineData, KEYS, PAGES),
    st.builds(VoteData, st.sampled_from([1, -1]), IDS),
    st.text().map(question_fingerprint).map(QuestionData),
    PAGES.map(SourcesPageData),
    st.builds(SourceChoiceData, st.none() | st.from_regex(r"[0-9a-f]{16}", fullmatch=True), PAGES),
    st.just(StopData()),
    st.sampled_from([AskersData("everyone"), AskersData("admins")]),
    st.builds(
        AdminData,
        st.sampled_from(["index", "retryall"]),
        st.from_regex(r"|[0-9a-f]{16}|[0-9]{1,18}", fullmatch=True),
    ),
    IDS.map(ForgetData),
    IDS.map(AwaitData),
    KEYS.map(WatchData),
    st.builds(CopyData, KEYS, st.integers(-999_999, 999_999)),
    st.builds(ReasonData, st.sampled_from(REASONS), IDS),
    KEYS.map(ResendData),
)


@given(DATA)
def test_data_survives_the_way_through_telegram(data: CallbackData) -> None:
    """Packed data is parsed to the same value, and is within Telegram's 64 bytes."""
    assert data == parse(pack(data))
    assert 64 >= len(pack(data).encode())


@pytest.mark.parametrize(
    ("text", "data"),
    [
        ("c:AAAAAAAAAA", PassageData("AAAAAAAAAA")),
        ("n:AAAA-AAA_A-12", NeighbourData("AAAA-AAA_A", -12)),
        ("n:AAAAAAAAAA+1", NeighbourData("AAAAAAAAAA", 1)),
        ("o:AAAA-AAA_A.2", OutlineData("AAAA-AAA_A", 2)),
        ("v:+1.12", VoteData(1, 12)),
        ("v:-1.12", VoteData(-1, 12)),
        ("q:0123456789abcdef", QuestionData("0123456789abcdef")),
        ("s:3", SourcesPageData(3)),
        ("t:0123456789abcdef.0", SourceChoiceData("0123456789abcdef", 0)),
        ("t:.2", SourceChoiceData(None, 2)),
        ("x:", StopData()),
        ("g:everyone", AskersData("everyone")),
        ("g:admins", AskersData("admins")),
        ("a:missed:0", AdminData("missed", "0")),
        ("a:retryall:", AdminData("retryall", "")),
        ("f:7", ForgetData(7)),
        ("r:AAAAAAAAAAAA", ResendData("AAAAAAAAAAAA")),
    ],
)
def test_buttons_in_old_messages_keep_their_meaning(text: str, data: CallbackData) -> None:
    """The texts behind buttons never change: every message that was ever sent still has them."""
    assert (data, text) == (parse(text), pack(data))


@pytest.mark.parametrize(
    "text",
    [
        None,
        "",
        "z:1",
        "c",
        "v:+2.1",
        "v:+1.",
        "s:",
        "s:x",
        "t:1",
        "g:nobody",
        "a:x",
        "f:Ann",
        "c:",
        "r:a\nb",
        "a:index:1\n",
        "q:١",
    ],
)
def test_what_no_button_carries_is_nothing(text: str | None) -> None:
    """A text that the bot never packed is not taken for another button."""
    assert parse(text) is None
