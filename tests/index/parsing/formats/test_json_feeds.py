"""Feeds in JSON are lists of sources."""

import json

import pytest

from index.errors import EmptyError, UnsupportedError
from index.parsing.extraction import parse
from index.types import Link, Raw, SourceListing

HERE = "https://reef.example/feed.json"
VERSION = "https://jsonfeed.org/version/1.1"


def read(feed: object) -> object:
    """The list or document of JSON."""
    return parse(Raw(HERE, json.dumps(feed).encode(), "application/feed+json"))


def test_entries_of_a_json_feed_are_its_pages_once_each() -> None:
    """The address of an entry is its own, that of what it is about, or its id where that is one."""
    items = [
        {"id": "1", "url": "/lamp", "title": "The  lamp"},
        {"id": "2", "external_url": "https://gull.example/boat"},
        {"id": "https://reef.example/bell", "content_text": "It rang."},
        {"id": "3", "url": "https://reef.example/lamp"},
        {"id": "4"},
        "no entry",
    ]
    expected = (
        Link("https://reef.example/lamp", "The lamp"),
        Link("https://gull.example/boat", ""),
        Link("https://reef.example/bell", ""),
    )
    assert SourceListing(HERE, "News", expected, HERE) == read({"version": VERSION, "title": "News", "items": items})


@pytest.mark.parametrize("items", [[], None, {}, [{"id": "1"}]])
def test_json_feed_without_pages_is_empty(items: object) -> None:
    """A feed that names no page is an error that says so."""
    with pytest.raises(EmptyError, match="lists no page"):
        read({"version": VERSION, "items": items})


@pytest.mark.parametrize("data", ['{"a": 1}', '{"version": "https://jsonfeed.org/version/1.1"', "[" * 100_000])
def test_other_json_is_no_list(data: str) -> None:
    """JSON that is no feed, or damaged, is not supported."""
    with pytest.raises(UnsupportedError, match="JSON data"):
        parse(Raw(HERE, data.encode(), "application/json"))
