"""The event loop of ``pincite serve`` waits for no file: what it needs of word lists is loaded before it answers."""

import os
import signal
import subprocess
import sys
from pathlib import Path

from tests.support.botapi.botapi_server import BotApiServer
from tests.support.llm_server import Reply, model_api
from tests.support.shell import OIL, PAGE

ASKER = 41
_SERVE = [sys.executable, "-m", "tests.support.watched_serve"]


def test_the_event_loop_opens_no_file_for_questions_in_several_languages(tmp_path: Path) -> None:
    """Neither a first question nor one in another language makes the event loop open a file."""
    (tmp_path / "lamp.html").write_text(PAGE, encoding="utf-8")
    (tmp_path / "oil.html").write_text(OIL, encoding="utf-8")
    opened = tmp_path / "opened.txt"
    asked = (
        ("en", "When was the tower finished?", "The tower was finished in October 1811 [1]."),
        ("de", "Wann wurde der Turm fertig?", "Der Turm wurde im Oktober 1811 fertig [1]."),
        ("ar", "متى انتهى بناء البرج؟", "انتهى البرج في أكتوبر 1811 [1]."),
        ("fr", "La tour était-elle finie en 1811 ?", "Oui, la tour était finie en octobre 1811 [1]."),
    )
    with (
        BotApiServer(first_update_id=700_001) as telegram,
        model_api(*(Reply(reply) for _, _, reply in asked)) as api,
    ):
        kept = {name: value for name, value in os.environ.items() if not name.startswith("PINCITE_")}
        settings = kept | {
            "PINCITE_DATA_DIR": str(tmp_path / "data"),
            "PINCITE_ARTICLE": str(tmp_path / "lamp.html"),
            "PINCITE_TELEGRAM_TOKEN": telegram.token,
            "PINCITE_TELEGRAM_BASE_URL": telegram.base_url,
            "PINCITE_TELEGRAM_BASE_FILE_URL": telegram.base_file_url,
            "PINCITE_LLM_PROVIDER": "openai",
            "PINCITE_LLM_MODEL": "small",
            "PINCITE_LLM_BASE_URL": api.base_url,
        }
        log = tmp_path / "serve.log"
        with log.open("w") as output:
            process = subprocess.Popen(
                [*_SERVE, str(opened), "serve"], env=settings, stdout=output, stderr=subprocess.STDOUT
            )
        try:
            telegram.wait_for(lambda: telegram.calls("getUpdates", in_progress=True), timeout_s=180, what="updates")
            for number, (language, question, _) in enumerate(asked):
                telegram.add_user(ASKER + number, "Ada", language_code=language)
                telegram.send_text(ASKER + number, question)
                telegram.wait_message(ASKER + number, timeout_s=180)
            process.send_signal(signal.SIGTERM)
            assert 0 == process.wait(timeout=60), log.read_text()
        finally:
            process.kill()
            process.wait()
    assert "" == (opened.read_text() if opened.exists() else "")
