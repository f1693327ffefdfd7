"""Headless Chromium, where it is installed, over the Chrome DevTools Protocol."""

import json
import shutil
import subprocess
import time
from base64 import b64decode
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from websockets.sync.client import ClientConnection, connect

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)

needs_chromium = pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed")

PHONE, DESKTOP = (390, 844), (1280, 900)
_FLAGS = (
    "--headless=new", "--no-sandbox", "--disable-gpu", "--no-first-run", "--remote-debugging-port=0",
    "--no-proxy-server",
)  # fmt: skip
_START_S, _LOAD_S = 60, 60


class Tab:
    """A tab of the browser. Every method blocks."""

    def __init__(self, connection: ClientConnection, session: str) -> None:
        """Use a session over the connection."""
        self._connection = connection
        self._session = session
        self._ids = count(100)
        self.call("Page.enable")
        self.call("Runtime.enable")
        self.call("Log.enable")
        self.errors: list[str] = []

    def call(self, method: str, **params: object) -> dict[str, Any]:
        """Call a method of the protocol."""
        id_ = next(self._ids)
        self._connection.send(json.dumps({"id": id_, "method": method, "params": params, "sessionId": self._session}))
        while True:
            message = self._receive()
            if message.get("id") == id_:
                assert "error" not in message, message
                return dict(message["result"])

    def show(
        self,
        url: str,
        *,
        size: tuple[int, int] = PHONE,
        dark: bool = False,
        language: str = "en",
        scripts: bool = True,
    ) -> None:
        """Open a page and wait until it has loaded."""
        width, height = size
        self.call(
            "Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=size == PHONE
        )
        feature = {"name": "prefers-color-scheme", "value": "dark" if dark else "light"}
        self.call("Emulation.setEmulatedMedia", features=[feature])
        agent = "Mozilla/5.0 (X11; Linux x86_64) Chrome/150 Safari/537.36"
        self.call("Emulation.setUserAgentOverride", userAgent=agent, acceptLanguage=language)
        self.call("Emulation.setScriptExecutionDisabled", value=not scripts)
        self.call("Page.navigate", url="about:blank")
        self._wait_for("Page.loadEventFired")
        self.errors.clear()
        self.call("Page.navigate", url=url)
        self._wait_for("Page.loadEventFired")

    def evaluate(self, expression: str) -> Any:  # noqa: ANN401 - whatever the expression gives
        """Return the value of a JavaScript expression; a promise is awaited."""
        result = self.call("Runtime.evaluate", expression=expression, returnByValue=True, awaitPromise=True)
        assert "exceptionDetails" not in result, result
        return result["result"].get("value")

    def wait_until(self, condition: str) -> None:
        """Wait until a JavaScript expression is true."""
        deadline = time.monotonic() + _LOAD_S
        while not self.evaluate(condition):
            assert time.monotonic() < deadline, condition
            time.sleep(0.05)

    def photograph(self, file: Path) -> Image.Image:
        """Take a picture of the visible part of the page."""
        file.write_bytes(b64decode(self.call("Page.captureScreenshot", format="png")["data"]))
        with Image.open(file) as image:
            return image.convert("RGB")

    def _wait_for(self, event: str) -> None:
        while self._receive().get("method") != event:
            pass

    def _receive(self) -> dict[str, Any]:
        message: dict[str, Any] = json.loads(self._connection.recv(timeout=_LOAD_S))
        if message.get("method") == "Log.entryAdded" and message["params"]["entry"]["level"] == "error":
            self.errors.append(message["params"]["entry"]["text"])
        return message


@contextmanager
def opened_tab(folder: Path) -> Iterator[Tab]:
    """Start Chromium with a profile in ``folder``, and open a tab."""
    assert CHROMIUM is not None
    process = subprocess.Popen(
        [CHROMIUM, *_FLAGS, f"--user-data-dir={folder}"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        with connect(_wait_for_address(folder / "DevToolsActivePort"), max_size=None) as connection:
            target = _request(connection, 1, "Target.createTarget", url="about:blank")["targetId"]
            session = _request(connection, 2, "Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
            yield Tab(connection, session)
            _request(connection, 3, "Browser.close")
        process.wait(timeout=20)
    finally:
        process.kill()
        process.wait()


def _request(connection: ClientConnection, id_: int, method: str, **params: object) -> dict[str, Any]:
    connection.send(json.dumps({"id": id_, "method": method, "params": params}))
    while True:
        message = json.loads(connection.recv(timeout=_LOAD_S))
        if message.get("id") == id_:
            return dict(message["result"])


def _wait_for_address(file: Path) -> str:
    deadline = time.monotonic() + _START_S
    while time.monotonic() < deadline:
        lines = file.read_text().splitlines() if file.exists() else []
        if len(lines) == 2:
            return f"ws://127.0.0.1:{lines[0]}{lines[1]}"
        time.sleep(0.05)
    raise TimeoutError("Chromium did not start")


def count_pixels(picture: Image.Image, colour: tuple[int, int, int]) -> int:
    """Count the pixels of exactly this colour."""
    found = picture.getcolors(picture.width * picture.height) or []
    return sum(number for number, one in found if one == colour)
