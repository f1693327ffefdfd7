"""The API over real stores, a fake answerer and a fake catalog."""

import json
import re
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest
from starlette.exceptions import HTTPException

from bot.integrations.json_documents import answer_document, hits_document
from index.errors import NothingIndexedError, StoreError
from tests.support.api_server import ANSWER, CITED, HIT, LAMP, QUESTION, TEXT, URL, Api, opened_api


@pytest.fixture
async def api(tmp_path: Path) -> AsyncIterator[Api]:
    """An API without a limit of requests."""
    async with opened_api(tmp_path) as opened:
        yield opened


async def test_the_documents_are_those_of_the_command_line(api: Api) -> None:
    """Citations have a key that leads to the stored citation; a file has its name instead of its path."""
    token = api.token()
    status, answer = await api.call("POST", "ask", token, {"question": QUESTION, "sources": [LAMP.id]})
    (cited,) = answer["citations"]
    key = cited.pop("key")
    expected = json.loads(json.dumps(answer_document(ANSWER)))
    expected["citations"][0]["location"] = "lamp.txt"
    assert (200, f"{URL}/p/{key}") == (status, cited.pop("url"))
    assert expected == answer
    assert ([LAMP.id], "api:1") == (api.answerer.questions[0].source_ids, api.answerer.questions[0].asker)
    status, checked = await api.call("POST", "check", token, {"text": QUESTION})
    assert (200, [CITED.quote]) == (status, [one["quote"] for one in checked["citations"]])
    found = await api.call("POST", "search", token, {"query": "lamp", "k": 2})
    assert (200, json.loads(json.dumps(hits_document((HIT, HIT))))) == found
    listed = {"sources": [{"id": LAMP.id, "location": "lamp.txt"}], "lists": [], "missed": []}
    assert (200, listed) == await api.call("GET", "sources", token)
    status, stored = await api.call("GET", f"citations/{key}", token)
    assert (200, True, False) == (status, stored["verified"], stored["changed"])
    assert (CITED.quote, TEXT[stored["start"] : stored["end"]]) == (stored["quote"], stored["quote"])
    assert {"start": 0, "end": len(TEXT), "text": TEXT} == stored["context"]


async def test_a_citation_tells_that_its_source_changed_or_was_removed(api: Api) -> None:
    """Without its text a quote is not verified."""
    token = api.token()
    key = (await api.call("POST", "ask", token, {"question": QUESTION}))[1]["citations"][0]["key"]
    api.catalog.sources[0] = replace(LAMP, text_id="f" * 64)
    changed = (await api.call("GET", f"citations/{key}", token))[1]
    api.catalog.sources[0] = LAMP
    api.catalog.remove(LAMP)
    removed = (await api.call("GET", f"citations/{key}", token))[1]
    assert [(True, True), (False, False)] == [(one["verified"], one["changed"]) for one in (changed, removed)]
    assert removed["context"]["text"] is None


async def test_a_token_opens_what_its_scopes_name(api: Api) -> None:
    """Without a token, with a wrong or revoked one the status is 401, without the scope 403."""
    token, revoked = api.token("sources"), api.token()
    api.tokens.revoke(2)
    statuses = [(await api.call("GET", "sources", one))[0] for one in (token, None, "wrong", revoked)]
    assert [200, 401, 401, 401] == statuses
    for method, path in (("POST", "ask"), ("POST", "check"), ("POST", "search"), ("GET", "citations/x")):
        status, document = await api.call(method, path, token, {})
        assert (403, "missing_scope") == (status, document["error"]["code"])
    assert [] == api.answerer.questions


async def test_requests_have_a_limit(tmp_path: Path) -> None:
    """Each token has its own; the response says how long to wait."""
    async with opened_api(tmp_path, per_minute=2) as api:
        first, second = api.token(), api.token()
        statuses = [(await api.call("GET", "sources", one))[0] for one in (first, first, first, second)]
        refused = await api.client.get("/v1/sources", headers={"Authorization": f"Bearer {first}"})
    assert [200, 200, 429, 200] == statuses
    assert int(refused.headers["Retry-After"]) > 0


@pytest.mark.parametrize(
    ("path", "body", "status", "code"),
    [
        ("ask", b"[" * 60_000, 400, "bad_request"),
        ("ask", b"\xff", 400, "bad_request"),
        ("ask", b"[" * 65_537, 413, "body_too_large"),
        ("nothing", {}, 404, "unknown_path"),
        ("sources", {}, 405, "wrong_method"),
        ("ask/", {}, 404, "unknown_path"),
        ("ask", [], 400, "bad_request"),
        ("ask", {}, 400, "bad_request"),
        ("ask", {"question": 7}, 400, "bad_request"),
        ("ask", {"question": "x" * 5_000}, 400, "bad_request"),
        ("ask", {"question": QUESTION, "sources": "all"}, 400, "bad_request"),
        ("ask", {"question": QUESTION, "sources": ["none"]}, 404, "unknown_source"),
        ("search", {"query": "lamp", "k": 101}, 400, "bad_request"),
        ("search", {"query": "lamp", "k": True}, 400, "bad_request"),
        ("search", {"query": "\ud800"}, 400, "bad_request"),
    ],
)
async def test_a_wrong_request_is_explained(api: Api, path: str, body: object, status: int, code: str) -> None:
    """The error has a code for programs and a sentence for people."""
    found, document = await api.call("POST", path, api.token(), body)
    assert (status, code) == (found, document["error"]["code"])
    assert document["error"]["message"].endswith(".")


async def test_any_method_gets_json(api: Api) -> None:
    """The error names the methods of the path."""
    responses = {method: await api.client.request(method, "/v1/ask") for method in ("GET", "PUT", "OPTIONS", "BREW")}
    found = {(one.status_code, one.headers["Allow"], one.json()["error"]["code"]) for one in responses.values()}
    assert {(405, "POST", "wrong_method")} == found


async def test_a_body_that_ends_early_is_explained(api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    """A slow body and one whose client leaves are no failures of the bot."""
    headers = {"Authorization": f"Bearer {api.token()}"}
    for status in (400, 408):

        async def stop(*_: object, status: int = status) -> bytes:
            raise HTTPException(status, headers={"Connection": "close"})

        monkeypatch.setattr("bot.web.api.api_site.read_body", stop)
        found = await api.client.post("/v1/ask", content=b"{}", headers=headers)
        assert (status, "close") == (found.status_code, found.headers["Connection"])
        assert found.json()["error"]["message"].endswith("send the request again.")


async def test_a_token_that_cannot_be_looked_up_is_explained(api: Api) -> None:
    """While the database is gone, the API and the MCP server answer with status 503, without its path."""
    token = api.token()
    with api.tokens._database.begin() as connection:  # noqa: SLF001 - a fault of the store
        connection.exec_driver_sql("ALTER TABLE api_token RENAME TO lost")
    found = [
        await api.client.post(path, content=b"{}", headers={"Authorization": f"Bearer {token}"})
        for path in ("/v1/ask", "/mcp")
    ]
    assert [(503, "unavailable")] * 2 == [(one.status_code, one.json()["error"]["code"]) for one in found]


@pytest.mark.parametrize(("failure", "status"), [(NothingIndexedError(), 409), (StoreError("/srv/x is damaged"), 503)])
async def test_an_error_of_the_bot_shows_no_path(tmp_path: Path, failure: Exception, status: int) -> None:
    """Its message could name a folder of the server."""
    async with opened_api(tmp_path) as api:
        api.answerer.prepared = {QUESTION: failure}
        found, document = await api.call("POST", "ask", api.token(), {"question": QUESTION})
    assert status == found
    assert "/srv" not in str(document)


async def test_a_bug_has_a_reference_in_the_log(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """The program gets JSON with the reference, and the log has the traceback under it."""
    async with opened_api(tmp_path) as api:
        api.answerer.prepared = {QUESTION: RuntimeError("/srv/x")}
        status, document = await api.call("POST", "ask", api.token(), {"question": QUESTION})
    found = re.search(r"reference ([0-9A-F]{6})\.$", document["error"]["message"])
    assert found is not None
    assert (500, "internal_error") == (status, document["error"]["code"])
    (record,) = [record for record in caplog.records if found[1] in record.getMessage()]
    assert record.exc_info is not None
    assert "/srv" not in str(document)


async def test_the_description_names_every_route(api: Api) -> None:
    """It needs no token, and its references resolve."""
    document = (await api.client.get("/v1/openapi.json")).json()
    assert {"/v1/ask", "/v1/check", "/v1/search", "/v1/sources", "/v1/citations/{key}"} == document["paths"].keys()
    text = json.dumps(document)
    for name in document["components"]["schemas"]:
        assert f"#/components/schemas/{name}" in text
    answer = document["components"]["schemas"]["Answer"]
    assert set(answer["required"]) == answer_document(ANSWER).keys()
