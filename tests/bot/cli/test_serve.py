"""``pincite serve`` as a process: a real index, a conversation over HTTP, kills and restarts.

A start takes three seconds of processor time, so tests with the same settings share a process, and are in that order.
"""

import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from itertools import count
from pathlib import Path

import httpx
import pytest
import yaml
from typer.testing import Result

from tests.support.botapi.botapi_server import BotApiServer, SentMessage
from tests.support.chroma_server import RunningChroma, running_chroma
from tests.support.llm_server import Reply, model_api
from tests.support.log_leaks import find_leaks
from tests.support.otlp_collector import otlp_collector
from tests.support.paths import ROOT
from tests.support.shared_models import link_models
from tests.support.shell import OIL, PAGE, Shell

SECRET = "only-telegram-and-the-bot-know-this"  # noqa: S105 - of a test
KEY = "sk-the-key-of-the-model"
KEYS = [SECRET, KEY]
ADMIN, GROUP, TOPIC = 40, -1001, 5
QUESTION = "When was the tower finished?"
COMPOSE = yaml.safe_load((ROOT / "compose.yaml").read_text("utf-8"))
HEALTH_CHECK = COMPOSE["services"]["pincite"]["healthcheck"]["test"][-1]
QUOTE = "The tower on Gull Reef was finished in October 1811 by the engineer Edwin Marsh."
UNRANKED = {"NO_PROXY": "*", "PINCITE_RERANKER": "tei", "PINCITE_RERANKER_BASE_URL": "http://127.0.0.1:9"}
_USER_IDS = count(41)

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with an article and its linked page; the first ``serve`` indexes both."""
    folder = tmp_path_factory.mktemp("home")
    (folder / "lamp.html").write_text(PAGE, encoding="utf-8")
    (folder / "oil.html").write_text(OIL, encoding="utf-8")
    link_models(folder / "data")
    return folder


@pytest.fixture(scope="module")
def shared_telegram() -> Iterator[BotApiServer]:
    """Telegram on loopback, with an admin; the bot of all tests is the same."""
    with BotApiServer() as server:
        server.add_user(ADMIN, "Olga")
        yield server


@pytest.fixture
def telegram(shared_telegram: BotApiServer) -> Iterator[BotApiServer]:
    """The same server, to which nothing was sent that Telegram would drop."""
    yield shared_telegram
    assert [] == shared_telegram.violations


@pytest.fixture
def asker(shared_telegram: BotApiServer) -> int:
    """A user of this test."""
    return _add_user(shared_telegram, "Ada")


@pytest.fixture
def stranger(shared_telegram: BotApiServer) -> int:
    """Another one."""
    return _add_user(shared_telegram, "Bob")


def _add_user(telegram: BotApiServer, name: str) -> int:
    user_id = next(_USER_IDS)
    telegram.add_user(user_id, name)
    return user_id


class ServedBot:
    """The process of a bot, which goes on from test to test until one stops it or needs other settings."""

    def __init__(self, home: Path, telegram: BotApiServer, port: int) -> None:
        self.url = f"http://127.0.0.1:{port}"
        self._log, self._telegram = home / "serve.log", telegram
        self._process: subprocess.Popen[bytes] | None = None
        self._settings: dict[str, str] = {}
        kept = {name: value for name, value in os.environ.items() if not name.startswith("PINCITE_")}
        self._own = kept | {
            "PINCITE_DATA_DIR": str(home / "data"),
            "PINCITE_ARTICLE": str(home / "lamp.html"),
            "PINCITE_TELEGRAM_TOKEN": telegram.token,
            "PINCITE_TELEGRAM_BASE_URL": telegram.base_url,
            "PINCITE_TELEGRAM_BASE_FILE_URL": telegram.base_file_url,
            "PINCITE_PUBLIC_URL": "https://bot.example.org",
            "PINCITE_WEB_PORT": str(port),
        }

    @property
    def printed(self) -> str:
        """The output of the process, or of the last one."""
        return self._log.read_text(encoding="utf-8")

    def serve(self, settings: Mapping[str, str] | None = None, *, admins: str = str(ADMIN)) -> None:
        """Let a bot with these settings receive updates: the one that runs, if it has them.

        Args:
            settings: Further ones.
            admins: Their ids; none if empty.
        """
        wanted = {**self._own, **({"PINCITE_ADMINS": admins} if admins else {}), **(settings or {})}
        if self._process is not None and wanted == self._settings:
            return
        self.stop()
        first = "setWebhook" if "PINCITE_WEBHOOK_URL" in wanted else "getUpdates"
        begun = len(self._telegram.calls(first, in_progress=True))
        self._settings = wanted
        with self._log.open("w", encoding="utf-8") as output:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "bot", "serve"], env=wanted, stdout=output, stderr=subprocess.STDOUT
            )
        self._telegram.wait_for(
            lambda: len(self._telegram.calls(first, in_progress=True)) > begun, timeout_s=180, what=first
        )

    def stop(self, number: signal.Signals = signal.SIGTERM) -> None:
        """End the process; its output shows no token, no key and no question of any test."""
        if self._process is None:
            return
        process, self._process = self._process, None
        try:
            process.send_signal(number)
            assert (-number if number == signal.SIGKILL else 0) == process.wait(timeout=120), self.printed
            assert [] == find_leaks(self.printed, self._telegram, KEYS)
        finally:
            process.kill()
            process.wait()


@pytest.fixture(scope="module")
def bot(home: Path, shared_telegram: BotApiServer) -> Iterator[ServedBot]:
    """The bot; it ends in order after the last test."""
    served = ServedBot(home, shared_telegram, free_port())
    yield served
    served.stop()


def said(telegram: BotApiServer, user_id: int, words: str) -> SentMessage | None:
    """Return the first message to a user that begins with these words, or None."""
    return next((message for message in telegram.messages(user_id) if message.text.startswith(words)), None)


def wait_quoted(telegram: BotApiServer, user_id: int) -> SentMessage:
    """Wait for the answer to a user."""
    found = telegram.wait_for(
        lambda: next((one for one in telegram.messages(user_id) if QUOTE in one.text), None),
        timeout_s=180,
        what="a quote",
    )
    assert found is not None
    return found


def claim_in(printed: str) -> list[str]:
    """Return the payloads of the claim links in an output."""
    return re.findall(r"https://t\.me/\S+\?start=(claim_\S+)", printed)


def wait_until(is_true: Callable[[], bool], what: str) -> None:
    """Wait for what no call of the bot to Telegram tells."""
    deadline = time.monotonic() + 60
    while not is_true():
        assert time.monotonic() < deadline, what
        time.sleep(0.1)


def free_port() -> int:
    """Return a port that nothing listens at."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def test_a_group_a_link_and_an_inline_query_are_answered(
    bot: ServedBot, telegram: BotApiServer, asker: int, stranger: int
) -> None:
    """A question in a group's topic, a shared link and an inline query show the same quote."""
    telegram.add_chat(GROUP, "supergroup", "Keepers")
    telegram.add_topic(GROUP, TOPIC, "Lamps")
    bot.serve()
    telegram.send_text(asker, f"@{telegram.username} {QUESTION}", GROUP, TOPIC)
    answer = wait_quoted(telegram, GROUP)
    key = answer.buttons[0][0]["callback_data"].removeprefix("c:")
    telegram.send_text(stranger, f"/start p_{key}")
    passage = telegram.wait_message(stranger, timeout_s=180)
    telegram.inline_query(stranger, QUESTION)
    (offered,) = telegram.wait_for(lambda: telegram.answers_to_inline_queries, timeout_s=180)
    assert TOPIC == answer.thread_id
    assert QUOTE in {passage.text_of(entity) for entity in passage.entities if entity["type"] == "bold"}
    assert QUOTE in offered.results[0]["input_message_content"]["message_text"]


def test_serve_introduces_its_article_and_lists_its_sources(bot: ServedBot, telegram: BotApiServer, asker: int) -> None:
    """``/start`` has title, author, date and questions that get answers; ``/sources`` has the linked page too."""
    bot.serve()
    telegram.send_text(asker, "/start")
    hello = telegram.wait_message(asker, timeout_s=180)
    telegram.send_text(asker, "/sources")
    listed = telegram.wait_message(asker, after=hello.message_id, timeout_s=180)
    telegram.press(hello.message_id, asker, user_id=asker, text=hello.buttons[0][0]["text"])
    telegram.wait_for(lambda: [one for one in telegram.messages(asker) if is_quote(one)], timeout_s=180, what="a quote")
    for words in ("The lamp on the reef", "Mara Quill", "4 Mar 2026"):
        assert words in hello.text
    assert "Paraffin in lighthouses" in listed.text


def is_quote(message: SentMessage) -> bool:
    """Return whether a message quotes."""
    return any("blockquote" in entity["type"] for entity in message.entities)


def test_the_web_server_shows_passages_and_answers_programs(
    bot: ServedBot, home: Path, telegram: BotApiServer, tmp_path: Path, asker: int
) -> None:
    """The page of an answer, the API, health and metrics come from the process that polls; a backup of it restores."""
    bot.serve()
    shell = Shell(home)
    with httpx.Client(base_url=bot.url, timeout=120) as client:
        before = count_answered(client)
        telegram.send_text(asker, QUESTION)
        wait_quoted(telegram, asker)
        [button] = [one for sent in telegram.messages(asker) for row in sent.buttons for one in row if "web_app" in one]
        page = client.get(button["web_app"]["url"].removeprefix("https://bot.example.org"))
        token = {"Authorization": f"Bearer {shell('tokens', 'create', 'test').stdout.strip()}"}
        answer = client.post("/v1/ask", json={"question": QUESTION}, headers=token).json()
        key = answer["citations"][0]["key"]
        citation = client.get(f"/v1/citations/{key}", headers=token).json()
        found = client.post("/v1/search", json={"query": QUESTION, "k": 1}, headers=token).json()
        sources = client.get("/v1/sources", headers=token).json()
        call = {"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": {"name": "sources", "arguments": {}}}
        accept = {"Accept": "application/json, text/event-stream"}
        tool = client.post("/mcp", json=call, headers=token | accept).json()
        ready, after = client.get("/readyz"), count_answered(client)
        healthy = subprocess.run(
            [sys.executable, "-c", HEALTH_CHECK.replace("8080", bot.url.rpartition(":")[2])], check=False
        )
        backup = shell("backup", tmp_path / "b.tar")
    assert QUOTE in page.text
    assert (QUOTE, True) == (citation["quote"], citation["verified"])
    assert QUOTE in found["hits"][0]["text"]
    assert {"lamp.html", "oil.html"} == {one["location"] for one in sources["sources"]}
    assert sources == tool["result"]["structuredContent"]
    assert (200, {"embedder", "stores", "telegram"}) == (ready.status_code, ready.json()["parts"].keys())
    assert (0, 0) == (healthy.returncode, backup.exit_code)
    assert before + 2 == after
    restored = Shell(tmp_path / "new")("restore", tmp_path / "b.tar")
    assert "2 sources; every check passed" in restored.output


def count_answered(client: httpx.Client) -> float:
    """Return how many questions the process answered with quotes."""
    found = re.search(
        r'^pincite_questions_total\{mode="quotes",outcome="answered"\} (\S+)$',
        client.get("/metrics").text,
        re.MULTILINE,
    )
    return float(found[1]) if found else 0.0


def test_a_button_opens_the_passage_after_the_process_was_killed_and_started_again(
    bot: ServedBot, telegram: BotApiServer, asker: int
) -> None:
    """After a kill and a restart, a button of an earlier answer opens the passage."""
    bot.serve()
    telegram.send_text(asker, QUESTION)
    answer = wait_quoted(telegram, asker)
    quotes = [answer.text_of(entity) for entity in answer.entities if "blockquote" in entity["type"]]
    assert QUOTE == quotes[0]
    bot.stop(signal.SIGKILL)
    pressed = len(telegram.answers_to_callbacks)
    bot.serve()
    telegram.press(answer.message_id, asker, user_id=asker, text="1")
    # Killed right after it sent the answer, the bot may also ask whether that arrived.
    passage = telegram.wait_for(lambda: said(telegram, asker, "The lamp on the reef"), timeout_s=180)
    assert passage is not None
    assert passage.text.startswith("The lamp on the reef")
    assert QUOTE in {passage.text_of(entity) for entity in passage.entities if entity["type"] == "bold"}
    assert pressed + 1 == len(telegram.answers_to_callbacks)


def test_killed_in_the_middle_of_an_answer_the_bot_answers_once(
    bot: ServedBot, telegram: BotApiServer, asker: int
) -> None:
    """An interrupted answer is not sent again: the next run asks the user whether it arrived."""
    bot.serve()
    # The first question loads the models; on a busy machine a preview is sent meanwhile, which would be killed.
    telegram.send_text(asker, "How do I brew tea?")
    telegram.wait_for(lambda: said(telegram, asker, "The sources do not say."), timeout_s=180)
    telegram.delay("sendMessage", 2)
    telegram.send_text(asker, QUESTION)
    telegram.wait_for(
        lambda: [one for one in telegram.calls("sendMessage", in_progress=True)
                 if int(one.params["chat_id"]) == asker and QUOTE in one.params["text"]],
        timeout_s=180, what="an answer on its way",
    )  # fmt: skip
    bot.stop(signal.SIGKILL)
    telegram.delay("sendMessage", 0)
    bot.serve()
    telegram.wait_for(lambda: said(telegram, asker, "The connection was lost"), timeout_s=180)
    telegram.send_text(asker, "How do I bake bread?")
    telegram.wait_for(
        lambda: sum(one.text.startswith("The sources do not say.") for one in telegram.messages(asker)) == 2,
        timeout_s=180,
    )
    assert 1 == sum(QUOTE in message.text for message in telegram.messages(asker))


def test_an_admin_sends_a_file_and_a_killed_bot_indexes_it_after_its_restart(
    bot: ServedBot, home: Path, telegram: BotApiServer, stranger: int
) -> None:
    """The job survives the kill; the bot refuses a stranger's file without downloading it.

    Stopped in order, it leaves nothing in the logs of its databases.
    """
    text = b"Keeper Anna Holt\n\nAnna Holt kept the light on Gull Reef from 1893 until 1911. She logged every ship.\n"
    bot.serve()
    downloads, pressed = len(telegram.calls("getFile")), len(telegram.answers_to_callbacks)
    telegram.send_document(stranger, "keeper.txt", text, "text/plain")
    refused = telegram.wait_message(stranger, timeout_s=180)
    telegram.send_document(ADMIN, "keeper.txt", text, "text/plain")
    preview = telegram.wait_for(
        lambda: next((one for one in telegram.messages(ADMIN) if "Words: 19" in one.text), None), timeout_s=180
    )
    assert preview is not None
    telegram.press(preview.message_id, ADMIN, user_id=ADMIN, text="Index")
    telegram.wait_for(lambda: len(telegram.answers_to_callbacks) > pressed, timeout_s=180)
    bot.stop(signal.SIGKILL)
    bot.serve()
    telegram.wait_for(lambda: any("Done." in one.text for one in telegram.messages(ADMIN)), timeout_s=180)
    telegram.send_text(ADMIN, "Who kept the light until 1911?")
    # The words about the new source come when they come: before the answer or after it.
    answer = telegram.wait_for(lambda: said(telegram, ADMIN, "Anna Holt kept the light"), timeout_s=180)
    bot.stop()
    assert [] == [wal for wal in (home / "data").glob("*.sqlite-wal") if wal.stat().st_size]
    assert "Only an admin" in refused.text
    assert downloads + 1 == len(telegram.calls("getFile"))
    assert answer is not None
    assert "Anna Holt kept the light on Gull Reef from 1893 until 1911." in answer.text


def test_by_invitation_a_stranger_is_let_in(bot: ServedBot, telegram: BotApiServer, stranger: int) -> None:
    """A stranger is refused until an admin's link admits them, also after a restart; the link works once."""
    invited = {"PINCITE_ACCESS": "invited"}
    bot.serve(invited)
    telegram.send_text(stranger, QUESTION)
    refused = telegram.wait_message(stranger, timeout_s=180)
    telegram.send_text(ADMIN, "/invite")
    [link] = telegram.wait_for(
        lambda: re.findall(r"start=(invite_\S+)", "\n".join(one.text for one in telegram.messages(ADMIN))),
        timeout_s=180,
    )
    bot.stop()
    late = _add_user(telegram, "Cleo")
    bot.serve(invited)
    telegram.send_text(stranger, f"/start {link}")
    telegram.wait_for(lambda: len(telegram.messages(stranger)) == 3, timeout_s=180, what="a welcome")
    telegram.send_text(late, f"/start {link}")
    too_late = telegram.wait_message(late, timeout_s=180)
    telegram.send_text(stranger, QUESTION)
    telegram.wait_for(lambda: QUOTE in telegram.messages(stranger)[-1].text, timeout_s=180)
    assert "by invitation" in refused.text
    assert "used up" in too_late.text


def test_a_lost_database_of_users_is_told_and_claimed(
    bot: ServedBot, home: Path, telegram: BotApiServer, asker: int, stranger: int
) -> None:
    """The bot begins a new one and says so once; it does not pretend that nothing happened.

    Each start without an admin prints a new link; an old link fails, and after a claim no link is printed.
    """
    if not (home / "data" / "bot.sqlite").exists():  # this test runs alone
        bot.serve()
    bot.stop()
    assert 0 == _doctor(home)
    for path in (home / "data").glob("bot.sqlite*"):
        path.unlink()
    assert 1 == _doctor(home)
    bot.serve(admins="")
    assert "its users, admins and answers are gone" in bot.printed
    [old] = claim_in(bot.printed)
    bot.stop()
    bot.serve(admins="")
    assert "are gone" not in bot.printed
    [new] = claim_in(bot.printed)
    telegram.send_text(stranger, f"/start {old}")
    refused = telegram.wait_message(stranger, timeout_s=180)
    telegram.send_text(asker, f"/start {new}")
    welcomed = telegram.wait_message(asker, timeout_s=180)
    bot.serve(UNRANKED, admins="")  # a restart, with what the next test needs
    assert [] == claim_in(bot.printed)
    assert "used or replaced" in refused.text
    assert "admin" in welcomed.text


def _doctor(home: Path) -> int:
    return Shell(home)("doctor", "--fast").exit_code


def test_the_bot_serves_without_a_reranker_that_is_down(bot: ServedBot, telegram: BotApiServer, asker: int) -> None:
    """The log names the problem at the start, and answers have the built-in order."""
    bot.serve(UNRANKED, admins="")
    telegram.send_text(asker, QUESTION)
    wait_quoted(telegram, asker)
    assert "check PINCITE_RERANKER_BASE_URL, _MODEL and _API_KEY." in bot.printed


WEBHOOK = {"PINCITE_WEBHOOK_URL": "https://example.org/hooks/pincite", "PINCITE_WEBHOOK_SECRET": SECRET}


@pytest.fixture(scope="module")
def chroma(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningChroma]:
    """A Chroma server."""
    with running_chroma(tmp_path_factory.mktemp("chroma")) as started:
        link_models(started.folder / "of-the-bot")
        yield started


def deliver(bot: ServedBot, telegram: BotApiServer, secret: str, path: str = "/hooks/pincite") -> list[int]:
    """Deliver the updates that wait; return the status of each delivery."""
    with httpx.Client(transport=httpx.HTTPTransport(retries=8), base_url=bot.url) as client:
        headers = {"X-Telegram-Bot-Api-Secret-Token": secret}
        updates = telegram.take_updates()
        return [client.post(path, json=update, headers=headers).status_code for update in updates]


def on_server(chroma: RunningChroma) -> dict[str, str]:
    """Return the settings of a bot with a webhook whose vectors are on a Chroma server."""
    return WEBHOOK | {"PINCITE_CHROMA_URL": chroma.url, "PINCITE_DATA_DIR": str(chroma.folder / "of-the-bot")}


@pytest.fixture(params=["folder", "server"])
def hooked(request: pytest.FixtureRequest) -> dict[str, str]:
    """The settings of a bot with a webhook, whose vectors are in its folder or on a Chroma server."""
    return on_server(request.getfixturevalue("chroma")) if request.param == "server" else WEBHOOK


def test_updates_can_be_delivered(
    bot: ServedBot, telegram: BotApiServer, hooked: dict[str, str], asker: int, stranger: int
) -> None:
    """A webhook on loopback accepts updates with the secret, and refuses others; vectors are anywhere."""
    bot.stop()
    hooks, polls = (len(telegram.calls(name, in_progress=True)) for name in ("setWebhook", "getUpdates"))
    bot.serve(hooked)
    telegram.send_text(stranger, QUESTION)
    refused = deliver(bot, telegram, "s" * 32)
    telegram.send_text(stranger, QUESTION)
    lost = deliver(bot, telegram, SECRET, "/")
    telegram.send_text(asker, QUESTION)
    taken = deliver(bot, telegram, SECRET)
    wait_quoted(telegram, asker)
    told = telegram.calls("setWebhook")[hooks].params
    assert ([403], [404], [200]) == (refused, lost, taken)
    assert [] == telegram.messages(stranger)
    assert ("https://example.org/hooks/pincite", SECRET) == (told["url"], told["secret_token"])
    kinds = {"message", "edited_message", "callback_query", "inline_query", "guest_message", "my_chat_member"}
    assert kinds | {"stopped_message_generation"} == set(told["allowed_updates"])
    assert polls == len(telegram.calls("getUpdates", in_progress=True))


def test_a_bot_on_a_chroma_server_tells_when_that_is_down(
    bot: ServedBot, telegram: BotApiServer, chroma: RunningChroma, asker: int
) -> None:
    """Users get answers from the vector files meanwhile; health names the part that is down."""
    bot.serve(on_server(chroma))
    with httpx.Client(base_url=bot.url, timeout=120) as client:
        wait_until(lambda: client.get("/readyz").status_code == 200, "readiness")
        parts = client.get("/readyz").json()["parts"]
        chroma.stop()
        wait_until(lambda: client.get("/readyz").status_code == 503, "the news")
        down = client.get("/readyz").json()["parts"]
        telegram.send_text(asker, QUESTION)
        assert [200] == deliver(bot, telegram, SECRET)
        wait_quoted(telegram, asker)
        assert chroma.start()
        wait_until(lambda: client.get("/readyz").status_code == 200, "readiness")
    assert {"embedder", "stores", "telegram", "vectors"} == parts.keys()
    assert {"vectors"} == {name for name, part in down.items() if not part["ok"]}


def test_log_and_traces_have_each_question_under_its_reference(
    bot: ServedBot, telegram: BotApiServer, asker: int
) -> None:
    """A question is one line of JSON and one trace, without its words; a key that the model refuses is in no line."""
    model = {"PINCITE_LLM_PROVIDER": "openai", "PINCITE_LLM_MODEL": "small", "PINCITE_LLM_API_KEY": KEY}
    reply = Reply("The tower was finished in October 1811 [1].")
    with model_api(reply, Reply(status=401)) as api, otlp_collector() as collector:
        traced = {"PINCITE_LOG_FORMAT": "json", "OTEL_EXPORTER_OTLP_ENDPOINT": collector.endpoint}
        bot.serve(model | traced | {"PINCITE_LLM_BASE_URL": api.base_url})
        telegram.send_text(asker, QUESTION)
        telegram.wait_for(lambda: said(telegram, asker, "The tower was finished"), timeout_s=180)
        telegram.send_text(asker, "Who built the tower on the reef?")
        telegram.wait_for(lambda: sum(QUOTE in one.text for one in telegram.messages(asker)) > 1, timeout_s=180)
        bot.stop()
    logged = [json.loads(line) for line in bot.printed.splitlines() if line.startswith("{")]
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
