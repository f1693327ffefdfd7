"""Traces: only where OpenTelemetry's variables ask for them, and without a word of a user."""

import subprocess
import sys

import pytest

from bot.composition.open_telemetry import is_requested, start_tracing
from index.errors import PinciteError
from index.tracing import span
from tests.support.otlp_collector import otlp_collector
from tests.support.paths import ROOT

ENDPOINT = "OTEL_EXPORTER_OTLP_ENDPOINT"


@pytest.mark.parametrize(
    ("environ", "wanted"),
    [
        ({}, False),
        ({"OTEL_SERVICE_NAME": "lighthouse"}, False),
        ({ENDPOINT: ""}, False),
        ({ENDPOINT: "http://127.0.0.1:4317"}, True),
        ({"OTEL_EXPORTER_OTLP_TRACES_ENDPOINT": "http://127.0.0.1:4317"}, True),
        ({"OTEL_TRACES_EXPORTER": "console"}, True),
        ({ENDPOINT: "http://127.0.0.1:4317", "OTEL_TRACES_EXPORTER": "none"}, False),
        ({ENDPOINT: "http://127.0.0.1:4317", "OTEL_SDK_DISABLED": "TRUE"}, False),
    ],
)
def test_the_usual_variables_decide(environ: dict[str, str], wanted: bool) -> None:  # noqa: FBT001 - a parameter
    """An endpoint or an exporter asks for traces; the switches of OpenTelemetry turn them off."""
    assert wanted is is_requested(environ)


def test_spans_reach_a_collector_without_the_words_of_errors(monkeypatch: pytest.MonkeyPatch) -> None:
    """A span has its name, its attributes and the type of its error."""
    with otlp_collector() as collector:
        monkeypatch.setenv(ENDPOINT, collector.endpoint)
        end = start_tracing({ENDPOINT: collector.endpoint})
        with pytest.raises(ValueError, match="whale"), span("outer", id=7), span("inner"):
            raise ValueError("whale oil")
        end()
        with span("late"):
            pass
    inner, outer = sorted(collector.spans, key=lambda one: one.name)
    assert ("inner", {"error.type": "ValueError"}, outer.id, outer.trace) == (
        inner.name, inner.attributes, inner.parent, inner.trace
    )  # fmt: skip
    assert ("outer", {"id": 7, "error.type": "ValueError"}, b"") == (outer.name, outer.attributes, outer.parent)
    assert {"pincite"} == collector.services
    assert b"whale" not in collector.raw


def test_a_missing_exporter_is_a_sentence() -> None:
    """The sentence names the package."""
    with pytest.raises(PinciteError, match="pip install 'opentelemetry-exporter-otlp-proto-http'"):
        start_tracing({ENDPOINT: "http://127.0.0.1:4318", "OTEL_EXPORTER_OTLP_PROTOCOL": "http/protobuf"})


def test_nothing_is_imported_otherwise() -> None:
    """Without the variables the bot imports nothing of OpenTelemetry."""
    code = (
        "import sys, bot.cli.serve, bot.composition.container, bot.telegram.application, index.retrieval.retriever\n"
        "from bot.composition.open_telemetry import start_tracing\nfrom index.tracing import span\n"
        "end = start_tracing({})\nwith span('a'): pass\nend()\n"
        "print([name for name in sys.modules if name.startswith('opentelemetry')])"
    )
    ran = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, encoding="utf-8", cwd=ROOT)
    assert "[]\n" == ran.stdout
