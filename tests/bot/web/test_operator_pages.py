"""Health and metrics of a running bot."""

from dataclasses import replace
from threading import get_ident

import httpx

from bot.telegram.dependencies import Dependencies
from bot.web.bot_web_server import BotWebServer, ServesPages, WebOptions, WebServices
from index.errors import StoreError
from tests.support.botapi.botapi_server import BotApiServer
from tests.support.chat_readers import BEN, bot_messages
from tests.support.running_bot import running_bot


def web_of(dependencies: Dependencies, broken: set[str]) -> BotWebServer:
    """Make a web server; the parts in ``broken`` do not work."""

    def check(name: str) -> None:
        if name in broken:
            raise StoreError("It is gone.")

    checks = {name: (lambda name=name: check(name)) for name in ("stores", "embedder")}
    services = WebServices(dependencies.stores, dependencies.executors, checks, lambda: {"sources": 1, "passages": 7})
    return BotWebServer(WebOptions("127.0.0.1", 0), services)


async def test_health_and_metrics_tell_of_a_running_bot(server: BotApiServer, dependencies: Dependencies) -> None:
    """The parts have ages, and a question is counted with its outcome, times and lag."""
    broken: set[str] = set()
    web = web_of(dependencies, broken)
    measured = replace(dependencies, web=web, answerer=web.measure(dependencies.answerer))
    async with running_bot(measured, server), httpx.AsyncClient(base_url=f"http://127.0.0.1:{web.port}") as client:
        server.send_text(BEN, "When was the lamp lit?")
        await bot_messages(server, BEN)
        alive = await client.get("/healthz")
        ready = await client.get("/readyz")
        metrics = (await client.get("/metrics")).text
        proxied = [await client.get(path, headers={"X-Forwarded-For": "1.2.3.4"}) for path in ("/readyz", "/metrics")]
        unknown = await client.get("/admin")
    assert (200, 200) == (alive.status_code, ready.status_code)
    assert {"embedder", "stores", "telegram"} == ready.json()["parts"].keys()
    assert all(part["ok"] and part["age_s"] < 60 for part in ready.json()["parts"].values())
    for line in (
        'pincite_questions_total{mode="quotes",outcome="not_found"} 1.0',
        'pincite_stage_seconds_count{stage="retrieve"} 1.0',
        "pincite_update_lag_seconds_count 1.0",
        'pincite_index_size{unit="passages"} 7.0',
        'pincite_queue_length{queue="jobs"} 0.0',
    ):
        assert line in metrics
    assert [404, 404, 404] == [response.status_code for response in (*proxied, unknown)]
    assert "default-src 'none'; frame-ancestors 'none'" == unknown.headers["Content-Security-Policy"]


async def test_another_thread_builds_the_website(server: BotApiServer, dependencies: Dependencies) -> None:
    """The parts of the website take a second to import, for which the event loop must not wait."""
    threads: list[int] = []

    def open_sites(_: object) -> list[ServesPages]:
        threads.append(get_ident())
        return []

    services = WebServices(dependencies.stores, dependencies.executors, {}, dict, open_sites)
    async with running_bot(replace(dependencies, web=BotWebServer(WebOptions("127.0.0.1", 0), services)), server):
        pass

    assert 1 == len(threads)
    assert get_ident() not in threads


async def test_a_broken_part_makes_the_bot_unready(server: BotApiServer, dependencies: Dependencies) -> None:
    """The status is 503, and the document names the part without its error."""
    web = web_of(dependencies, {"stores"})
    async with (
        running_bot(replace(dependencies, web=web), server),
        httpx.AsyncClient(base_url=f"http://127.0.0.1:{web.port}") as client,
    ):
        ready = await client.get("/readyz")
    assert 503 == ready.status_code
    assert (False, True) == (ready.json()["parts"]["stores"]["ok"], ready.json()["parts"]["embedder"]["ok"])
    assert "gone" not in ready.text
