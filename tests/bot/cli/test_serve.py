"""``pincite serve`` as a process: a real index, a conversation over HTTP, kills and restarts."""

import json
import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from itertools import count
from pathlib import Path

import httpx
import pytest
import yaml
from typer.testing import Result

from tests.support.botapi.botapi_server import BotApiServer, SentMessage
from tests.support.chroma_server import running_chroma
from tests.support.llm_server import Reply, model_api
from tests.support.log_leaks import find_leaks
from tests.support.otlp_collector import otlp_collector
from tests.support.paths import ROOT
from tests.support.shell import OIL, PAGE, Shell

ASKER, STRANGER, THIRD = 41, 42, 43
SECRET = "only-telegram-and-the-bot-know-this"  # noqa: S105 - of a test
KEY = "sk-the-key-of-the-model"
KEYS = [SECRET, KEY]
GROUP, TOPIC = -1001, 5
QUESTION = "When was the tower finished?"
COMPOSE = yaml.safe_load((ROOT / "compose.yaml").read_text("utf-8"))
HEALTH_CHECK = COMPOSE["services"]["pincite"]["healthcheck"]["test"][-1]
_UPDATE_IDS = count(1001, step=1000)  # the bot of all tests is the same, and no update comes to it twice
QUOTE = "The tower on Gull Reef was finished in October 1811 by the engineer Edwin Marsh."


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with an article and its linked page; the first ``serve`` indexes both."""
    folder = tmp_path_factory.mktemp("home")
    (folder / "lamp.html").write_text(PAGE, encoding="utf-8")
    (folder / "oil.html").write_text(OIL, encoding="utf-8")
    return folder


@pytest.fixture
def telegram() -> Iterator[BotApiServer]:
    """Telegram on loopback, with two users."""
    with BotApiServer(first_update_id=next(_UPDATE_IDS)) as server:
        server.add_user(ASKER, "Ada")
        server.add_user(STRANGER, "Bob")
        yield server


def environment(home: Path, telegram: BotApiServer, **settings: str) -> dict[str, str]:
    """Return the settings of a bot that uses this server."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PINCITE_")}
    return kept | {
        "PINCITE_DATA_DIR": str(home / "data"),
        "PINCITE_ARTICLE": str(home / "lamp.html"),
        "PINCITE_TELEGRAM_TOKEN": telegram.token,
        "PINCITE_TELEGRAM_BASE_URL": telegram.base_url,
        "PINCITE_TELEGRAM_BASE_FILE_URL": telegram.base_file_url,
        **settings,
    }


@contextmanager
def serving(
    settings: dict[str, str],
    telegram: BotApiServer,
    stop: signal.Signals = signal.SIGTERM,
    starts_with: str = "getUpdates",
) -> Iterator[Callable[[], str]]:
    """Run a bot that receives updates; yield a function that returns its output so far.

    At the end its output shows no token, no key and no question.
    """
    begun = len(telegram.calls(starts_with, in_progress=True))
    log = Path(settings["PINCITE_DATA_DIR"]).with_name("serve.log")
    with log.open("w", encoding="utf-8") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "bot", "serve"], env=settings, stdout=output, stderr=subprocess.STDOUT
        )
    try:
        telegram.wait_for(
            lambda: len(telegram.calls(starts_with, in_progress=True)) > begun, timeout_s=180, what=starts_with
        )
        yield lambda: log.read_text(encoding="utf-8")
        process.send_signal(stop)
        assert (-stop if stop == signal.SIGKILL else 0) == process.wait(timeout=30), log.read_text()
        assert [] == find_leaks(log.read_text("utf-8"), telegram, KEYS)
    finally:
        process.kill()
        process.wait()


def said(telegram: BotApiServer, words: str) -> SentMessage | None:
    """Return the first message to the asker that begins with these words, or None."""
    return next((message for message in telegram.messages(ASKER) if message.text.startswith(words)), None)


def wait_quoted(telegram: BotApiServer) -> SentMessage:
    """Wait for the answer to the asker; on a busy machine a preview comes first."""
    found = telegram.wait_for(
        lambda: next((one for one in telegram.messages(ASKER) if QUOTE in one.text), None),
        timeout_s=180,
        what="a quote",
    )
    assert found is not None
    return found


def claim_in(printed: str) -> list[str]:
    """Return the payloads of the claim links in an output."""
    return re.findall(r"https://t\.me/\S+\?start=(claim_\S+)", printed)


def test_a_button_opens_the_passage_after_the_process_was_killed_and_started_again(
    home: Path, telegram: BotApiServer
) -> None:
    """After a kill and a restart, a button of an earlier answer opens the passage."""
    settings = environment(home, telegram)
    with serving(settings, telegram, signal.SIGKILL):
        telegram.send_text(ASKER, QUESTION)
        answer = telegram.wait_message(ASKER, timeout_s=180)
    quotes = [answer.text_of(entity) for entity in answer.entities if "blockquote" in entity["type"]]
    assert QUOTE == quotes[0]
    with serving(settings, telegram):
        telegram.press(answer.message_id, ASKER, user_id=ASKER, text="1")
        # Killed right after it sent the answer, the bot may also ask whether that arrived.
        passage = telegram.wait_for(lambda: said(telegram, "The lamp on the reef"), timeout_s=180)
    assert [] == [wal for wal in (home / "data").glob("*.sqlite-wal") if wal.stat().st_size]
    assert passage is not None
    assert passage.text.startswith("The lamp on the reef")
    assert QUOTE in {passage.text_of(entity) for entity in passage.entities if entity["type"] == "bold"}
    assert 1 == len(telegram.answers_to_callbacks)
    assert [] == telegram.violations


def test_a_group_a_link_and_an_inline_query_are_answered(home: Path, telegram: BotApiServer) -> None:
    """A question in a group's topic, a shared link and an inline query show the same quote."""
    telegram.add_chat(GROUP, "supergroup", "Keepers")
    telegram.add_topic(GROUP, TOPIC, "Lamps")
    with serving(environment(home, telegram), telegram):
        telegram.send_text(ASKER, f"@{telegram.username} {QUESTION}", GROUP, TOPIC)
        answer = telegram.wait_message(GROUP, timeout_s=180)
        key = answer.buttons[0][0]["callback_data"].removeprefix("c:")
        telegram.send_text(STRANGER, f"/start p_{key}")
        passage = telegram.wait_message(STRANGER, timeout_s=180)
        telegram.inline_query(STRANGER, QUESTION)
        (offered,) = telegram.wait_for(lambda: telegram.answers_to_inline_queries, timeout_s=180)
    assert TOPIC == answer.thread_id
    assert QUOTE in {passage.text_of(entity) for entity in passage.entities if entity["type"] == "bold"}
    assert QUOTE in offered.results[0]["input_message_content"]["message_text"]
    assert [] == telegram.violations


def test_serve_introduces_its_article_and_lists_its_sources(home: Path, telegram: BotApiServer) -> None:
    """``/start`` has title, author, date and questions that get answers; ``/sources`` has the linked page too."""
    with serving(environment(home, telegram), telegram):
        telegram.send_text(ASKER, "/start")
        hello = telegram.wait_message(ASKER, timeout_s=180)
        telegram.send_text(ASKER, "/sources")
        listed = telegram.wait_message(ASKER, after=hello.message_id, timeout_s=180)
        telegram.press(hello.message_id, ASKER, user_id=ASKER, text=hello.buttons[0][0]["text"])
        answer = telegram.wait_message(ASKER, after=listed.message_id, timeout_s=180)
    for words in ("The lamp on the reef", "Mara Quill", "4 Mar 2026"):
        assert words in hello.text
    assert "Paraffin in lighthouses" in listed.text
    assert any("blockquote" in entity["type"] for entity in answer.entities)
    assert [] == telegram.violations


def test_the_bot_serves_without_a_reranker_that_is_down(home: Path, telegram: BotApiServer) -> None:
    """The log names the problem at the start, and answers have the built-in order."""
    settings = {"NO_PROXY": "*", "PINCITE_RERANKER": "tei", "PINCITE_RERANKER_BASE_URL": "http://127.0.0.1:9"}
    with serving(environment(home, telegram, **settings), telegram) as printed:
        telegram.send_text(ASKER, QUESTION)
        wait_quoted(telegram)
        log = printed()
    assert "check PINCITE_RERANKER_BASE_URL, _MODEL and _API_KEY." in log


def test_a_lost_database_of_users_is_told(home: Path, telegram: BotApiServer) -> None:
    """The bot begins a new one, whose first admin claims it; it does not pretend that nothing happened."""
    settings = environment(home, telegram)
    with serving(settings, telegram):
        pass
    assert 0 == _doctor(home)
    for path in (home / "data").glob("bot.sqlite*"):
        path.unlink()
    assert 1 == _doctor(home)
    with serving(settings, telegram) as printed:
        assert "its users, admins and answers are gone" in printed()
        assert 1 == len(claim_in(printed()))
    with serving(settings, telegram) as printed:
        assert "are gone" not in printed()


def _doctor(home: Path) -> int:
    return Shell(home)("doctor", "--fast").exit_code


def test_a_claim_link_makes_one_admin_and_then_there_is_no_other(home: Path, telegram: BotApiServer) -> None:
    """Each start without an admin prints a new link; an old link fails, and after a claim no link is printed."""
    settings = environment(home, telegram)
    with serving(settings, telegram) as printed:
        [old] = claim_in(printed())
    with serving(settings, telegram) as printed:
        [new] = claim_in(printed())
        telegram.send_text(STRANGER, f"/start {old}")
        refused = telegram.wait_message(STRANGER, timeout_s=180)
        telegram.send_text(ASKER, f"/start {new}")
        welcomed = telegram.wait_message(ASKER, timeout_s=180)
    with serving(settings, telegram) as printed:
        assert [] == claim_in(printed())
    assert "used or replaced" in refused.text
    assert "admin" in welcomed.text


def test_by_invitation_a_stranger_is_let_in(home: Path, telegram: BotApiServer) -> None:
    """A stranger is refused until an admin's link admits them, also after a restart; the link works once."""
    settings = environment(home, telegram, PINCITE_ACCESS="invited", PINCITE_ADMINS=str(ASKER))
    with serving(settings, telegram):
        telegram.send_text(STRANGER, QUESTION)
        refused = telegram.wait_message(STRANGER, timeout_s=180)
        telegram.send_text(ASKER, "/invite")
        [link] = re.findall(r"start=(invite_\S+)", telegram.wait_message(ASKER, timeout_s=180).text)
    telegram.add_user(THIRD, "Cleo")
    with serving(settings, telegram):
        telegram.send_text(STRANGER, f"/start {link}")
        telegram.wait_for(lambda: len(telegram.messages(STRANGER)) == 3, timeout_s=180, what="a welcome")
        telegram.send_text(THIRD, f"/start {link}")
        too_late = telegram.wait_message(THIRD, timeout_s=180)
        telegram.send_text(STRANGER, QUESTION)
        telegram.wait_for(lambda: QUOTE in telegram.messages(STRANGER)[-1].text, timeout_s=180)
    assert "by invitation" in refused.text
    assert "used up" in too_late.text
    assert [] == telegram.violations


def free_port() -> int:
    """Return a port that nothing listens at."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def test_the_web_server_shows_passages_and_answers_programs(home: Path, telegram: BotApiServer, tmp_path: Path) -> None:
    """The page of an answer, the API, health and metrics come from the process that polls; a backup of it restores."""
    url = f"http://127.0.0.1:{free_port()}"
    settings = environment(
        home, telegram, PINCITE_PUBLIC_URL="https://bot.example.org", PINCITE_WEB_PORT=url.rpartition(":")[2]
    )

    def run(*arguments: str, **more: str) -> str:
        command = [sys.executable, "-m", "bot", *arguments]
        return subprocess.run(command, env=settings | more, check=True, capture_output=True, encoding="utf-8").stdout

    with serving(settings, telegram), httpx.Client(base_url=url, timeout=120) as client:
        telegram.send_text(ASKER, QUESTION)
        wait_quoted(telegram)
        [button] = [one for sent in telegram.messages(ASKER) for row in sent.buttons for one in row if "web_app" in one]
        page = client.get(button["web_app"]["url"].removeprefix("https://bot.example.org"))
        token = {"Authorization": f"Bearer {run('tokens', 'create', 'test').strip()}"}
        answer = client.post("/v1/ask", json={"question": QUESTION}, headers=token).json()
        key = answer["citations"][0]["key"]
        citation = client.get(f"/v1/citations/{key}", headers=token).json()
        found = client.post("/v1/search", json={"query": QUESTION, "k": 1}, headers=token).json()
        sources = client.get("/v1/sources", headers=token).json()
        call = {"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": {"name": "sources", "arguments": {}}}
        accept = {"Accept": "application/json, text/event-stream"}
        tool = client.post("/mcp", json=call, headers=token | accept).json()
        ready, metrics = client.get("/readyz"), client.get("/metrics").text
        healthy = subprocess.run(
            [sys.executable, "-c", HEALTH_CHECK.replace("8080", url.rpartition(":")[2])], check=False
        )
        run("backup", str(tmp_path / "b.tar"))
    assert QUOTE in page.text
    assert (QUOTE, True) == (citation["quote"], citation["verified"])
    assert QUOTE in found["hits"][0]["text"]
    assert {"lamp.html", "oil.html"} == {one["location"] for one in sources["sources"]}
    assert sources == tool["result"]["structuredContent"]
    assert (200, {"embedder", "stores", "telegram"}) == (ready.status_code, ready.json()["parts"].keys())
    assert 0 == healthy.returncode
    assert 'pincite_questions_total{mode="quotes",outcome="answered"} 2.0' in metrics
    restored = run("restore", str(tmp_path / "b.tar"), PINCITE_DATA_DIR=str(tmp_path / "new"))
    assert "2 sources; every check passed" in restored
    assert [] == telegram.violations


@pytest.mark.parametrize("place", ["folder", "server"])
def test_updates_can_be_delivered(home: Path, telegram: BotApiServer, tmp_path: Path, place: str) -> None:
    """A webhook on loopback accepts updates with the secret, and refuses others; vectors are anywhere."""
    port = free_port()
    settings = environment(
        home,
        telegram,
        PINCITE_WEBHOOK_URL="https://example.org/hooks/pincite",
        PINCITE_WEBHOOK_SECRET=SECRET,
        PINCITE_WEB_PORT=str(port),
    )

    def deliver(secret: str, path: str = "/hooks/pincite") -> list[int]:
        with httpx.Client(transport=httpx.HTTPTransport(retries=8), base_url=f"http://127.0.0.1:{port}") as client:
            headers = {"X-Telegram-Bot-Api-Secret-Token": secret}
            updates = telegram.take_updates()
            return [client.post(path, json=update, headers=headers).status_code for update in updates]

    with ExitStack() as opened:
        if place == "server":
            chroma = opened.enter_context(running_chroma(tmp_path / "chroma"))
            settings |= {"PINCITE_CHROMA_URL": chroma.url, "PINCITE_DATA_DIR": str(tmp_path / "data")}
        opened.enter_context(serving(settings, telegram, starts_with="setWebhook"))
        telegram.send_text(STRANGER, QUESTION)
        refused = deliver("s" * 32)
        telegram.send_text(STRANGER, QUESTION)
        lost = deliver(SECRET, "/")
        telegram.send_text(ASKER, QUESTION)
        taken = deliver(SECRET)
        wait_quoted(telegram)
    told = telegram.calls("setWebhook")[0].params
    assert ([403], [404], [200]) == (refused, lost, taken)
    assert [] == telegram.messages(STRANGER)
    assert ("https://example.org/hooks/pincite", SECRET) == (told["url"], told["secret_token"])
    kinds = {"message", "edited_message", "callback_query", "inline_query", "guest_message", "my_chat_member"}
    assert kinds | {"stopped_message_generation"} == set(told["allowed_updates"])
    assert [] == telegram.calls("getUpdates")


def test_log_and_traces_have_each_question_under_its_reference(home: Path, telegram: BotApiServer) -> None:
    """A question is one line of JSON and one trace, without its words; a key that the model refuses is in no line."""
    model = {"PINCITE_LLM_PROVIDER": "openai", "PINCITE_LLM_MODEL": "small", "PINCITE_LLM_API_KEY": KEY}
    reply = Reply("The tower was finished in October 1811 [1].")
    with model_api(reply, Reply(status=401)) as api, otlp_collector() as collector:
        settings = environment(home, telegram, PINCITE_LLM_BASE_URL=api.base_url, PINCITE_LOG_FORMAT="json", **model)
        settings["OTEL_EXPORTER_OTLP_ENDPOINT"] = collector.endpoint
        with serving(settings, telegram) as printed:
            telegram.send_text(ASKER, QUESTION)
            telegram.wait_for(lambda: said(telegram, "The tower was finished"), timeout_s=180)
            telegram.send_text(ASKER, "Who built the tower on the reef?")
            telegram.wait_for(lambda: sum(QUOTE in one.text for one in telegram.messages(ASKER)) > 1, timeout_s=180)
        logged = [json.loads(line) for line in printed().splitlines() if line.startswith("{")]
    lines = [line for line in logged if line["event"] == "question"]
    assert ["model", "quotes"] == [line["mode"] for line in lines]
    assert ["answered", "answered"] == [line["outcome"] for line in lines]
    assert "model_failed" == lines[1]["notice"]
    assert lines[0]["prompt_tokens"] > 0
    assert 2 == len({line["reference"] for line in lines})
    (warning,) = [line for line in logged if line["logger"] == "bot.answering.generative"]
    assert (lines[1]["reference"], "warning") == (warning["reference"], warning["level"])
    (first, second) = [span for span in collector.spans if span.name == "update"]
    assert [line["reference"] for line in lines] == [first.attributes["reference"], second.attributes["reference"]]
    parts = {span.name for span in collector.spans if span.trace == first.trace and span.parent}
    assert {"retrieve", "cross-encode", "read answers", "model", "verify", "send"} == parts
    assert QUESTION.encode() not in collector.raw


def test_killed_in_the_middle_of_an_answer_the_bot_answers_once(home: Path, telegram: BotApiServer) -> None:
    """An interrupted answer is not sent again: the next run asks the user whether it arrived."""
    settings = environment(home, telegram)
    telegram.delay("sendMessage", 2)
    with serving(settings, telegram, signal.SIGKILL):
        telegram.send_text(ASKER, QUESTION)
        telegram.wait_for(lambda: telegram.calls("sendMessage", in_progress=True), timeout_s=180)
    telegram.delay("sendMessage", 0)
    with serving(settings, telegram):
        telegram.wait_for(lambda: said(telegram, "The connection was lost"), timeout_s=180)
        telegram.send_text(ASKER, "How do I bake bread?")
        telegram.wait_for(lambda: said(telegram, "The sources do not say."), timeout_s=180)
    assert 1 == sum(QUOTE in message.text for message in telegram.messages(ASKER))


def test_an_admin_sends_a_file_and_a_killed_bot_indexes_it_after_its_restart(
    home: Path, telegram: BotApiServer
) -> None:
    """The job survives the kill; the bot refuses a stranger's file without downloading it."""
    settings = environment(home, telegram, PINCITE_ADMINS=str(ASKER))
    text = b"Keeper Anna Holt\n\nAnna Holt kept the light on Gull Reef from 1893 until 1911. She logged every ship.\n"
    with serving(settings, telegram, signal.SIGKILL):
        telegram.send_document(STRANGER, "keeper.txt", text, "text/plain")
        refused = telegram.wait_message(STRANGER, timeout_s=180)
        telegram.send_document(ASKER, "keeper.txt", text, "text/plain")
        preview = telegram.wait_message(ASKER, timeout_s=180)
        telegram.press(preview.message_id, ASKER, user_id=ASKER, text="Index")
        telegram.wait_for(lambda: telegram.answers_to_callbacks, timeout_s=180)
    with serving(settings, telegram):
        telegram.wait_for(lambda: "Done." in telegram.messages(ASKER)[0].text, timeout_s=180)
        telegram.send_text(ASKER, "Who kept the light until 1911?")
        # The words about the new source come when they come: before the answer or after it.
        answer = telegram.wait_for(lambda: said(telegram, "Anna Holt kept the light"), timeout_s=180)
    assert "Only an admin" in refused.text
    assert "Words: 19" in preview.text
    assert 1 == len(telegram.calls("getFile"))
    assert answer is not None
    assert "Anna Holt kept the light on Gull Reef from 1893 until 1911." in answer.text


def refused(home: Path, telegram: BotApiServer, **settings: str) -> Result:
    """Run ``serve`` in this process with settings with which it cannot start."""
    article = {"ARTICLE": str(home / "lamp.html")}
    return Shell(home)("serve", **article | {"TELEGRAM_BASE_URL": telegram.base_url} | settings)


@pytest.mark.parametrize(
    ("token", "words"), [("999:wrong-token", "does not know this token"), ("no token", "does not know this token")]
)
def test_a_wrong_token_is_one_sentence(home: Path, telegram: BotApiServer, token: str, words: str) -> None:
    """The command exits with 1 and says where to get a token, without printing the wrong one."""
    ran = refused(home, telegram, TELEGRAM_TOKEN=token)
    assert 1 == ran.exit_code
    assert words in ran.stderr.splitlines()[-1]
    assert "Traceback" not in ran.stderr
    assert token not in ran.output


def test_a_server_that_cannot_be_reached_is_one_sentence(home: Path, telegram: BotApiServer) -> None:
    """The command exits with 1 and names the address."""
    ran = refused(home, telegram, TELEGRAM_TOKEN=telegram.token, TELEGRAM_BASE_URL="http://127.0.0.1:9/bot")
    assert 1 == ran.exit_code
    assert "127.0.0.1:9" in ran.stderr.splitlines()[-1]
    assert telegram.token not in ran.output


def test_a_bot_on_a_chroma_server_tells_when_that_is_down(home: Path, telegram: BotApiServer, tmp_path: Path) -> None:
    """Users get answers from the vector files meanwhile; health names the part that is down."""
    url = f"http://127.0.0.1:{free_port()}"
    with running_chroma(tmp_path / "chroma") as chroma:
        settings = environment(
            home,
            telegram,
            PINCITE_DATA_DIR=str(tmp_path / "data"),
            PINCITE_CHROMA_URL=chroma.url,
            PINCITE_WEB_PORT=url.rpartition(":")[2],
        )
        with serving(settings, telegram), httpx.Client(base_url=url, timeout=120) as client:
            telegram.wait_for(lambda: client.get("/readyz").status_code == 200, timeout_s=60, what="readiness")
            parts = client.get("/readyz").json()["parts"]
            chroma.stop()
            telegram.wait_for(lambda: client.get("/readyz").status_code == 503, timeout_s=60, what="the news")
            down = client.get("/readyz").json()["parts"]
            telegram.send_text(ASKER, QUESTION)
            wait_quoted(telegram)
            assert chroma.start()
            telegram.wait_for(lambda: client.get("/readyz").status_code == 200, timeout_s=60, what="readiness")
    assert {"embedder", "stores", "telegram", "vectors"} == parts.keys()
    assert {"vectors"} == {name for name, part in down.items() if not part["ok"]}
    assert [] == telegram.violations
