"""Traces with OpenTelemetry, where its usual environment variables ask for them.

Nothing of OpenTelemetry is imported otherwise.
"""

import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from importlib.metadata import entry_points
from typing import TYPE_CHECKING

from index.errors import PinciteError
from index.tracing import Attributes, use_tracer

if TYPE_CHECKING:
    from opentelemetry.sdk.trace import TracerProvider
    from opentelemetry.sdk.trace.export import SpanExporter

_ENDPOINTS = ("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "OTEL_EXPORTER_OTLP_ENDPOINT")
_PROTOCOLS = ("OTEL_EXPORTER_OTLP_TRACES_PROTOCOL", "OTEL_EXPORTER_OTLP_PROTOCOL")
_NAME = "pincite"
_CLOSE_WAIT_S = 2.0


def start_tracing(environ: Mapping[str, str]) -> Callable[[], None]:
    """Trace this process if the environment names an exporter or its endpoint.

    Args:
        environ: The environment of the process, which OpenTelemetry reads as well.

    Returns:
        A function that sends the last spans and ends the tracing.

    Raises:
        PinciteError: A package is missing.
    """
    if not is_requested(environ):
        return lambda: None
    provider = _open_provider(environ)
    from opentelemetry.trace import StatusCode  # noqa: PLC0415 - only where traces are wanted

    tracer = provider.get_tracer(_NAME)

    @contextmanager
    def open_span(name: str, attributes: Attributes) -> Iterator[None]:
        # The message of an error may have words of a user, so a span has its type alone.
        with tracer.start_as_current_span(
            name, attributes=dict(attributes), record_exception=False, set_status_on_exception=False
        ) as opened:
            try:
                yield
            except Exception as error:
                opened.set_attribute("error.type", type(error).__name__)
                opened.set_status(StatusCode.ERROR)
                raise

    use_tracer(open_span)

    def close() -> None:
        use_tracer(None)
        # A collector that hangs must not hold up the end of the process.
        closing = threading.Thread(target=provider.shutdown, daemon=True)
        closing.start()
        closing.join(_CLOSE_WAIT_S)

    return close


def is_requested(environ: Mapping[str, str]) -> bool:
    """Return whether the variables of OpenTelemetry ask for traces."""
    exporter = environ.get("OTEL_TRACES_EXPORTER", "").strip()
    if environ.get("OTEL_SDK_DISABLED", "").strip().lower() == "true" or exporter == "none":
        return False
    return bool(exporter or any(environ.get(name, "").strip() for name in _ENDPOINTS))


def _open_provider(environ: Mapping[str, str]) -> "TracerProvider":
    exporter = _open_exporter(_exporter_name(environ))
    from opentelemetry.sdk.resources import Resource  # noqa: PLC0415 - only where traces are wanted
    from opentelemetry.sdk.trace import TracerProvider  # noqa: PLC0415 - as above
    from opentelemetry.sdk.trace.export import BatchSpanProcessor  # noqa: PLC0415 - as above

    is_named = "OTEL_SERVICE_NAME" in environ or "service.name=" in environ.get("OTEL_RESOURCE_ATTRIBUTES", "")
    resource = Resource.create({} if is_named else {"service.name": _NAME})
    provider = TracerProvider(resource=resource, shutdown_on_exit=False)
    provider.add_span_processor(BatchSpanProcessor(exporter))
    return provider


def _exporter_name(environ: Mapping[str, str]) -> str:
    """Return the exporter's name among the entry points of OpenTelemetry's packages."""
    name = environ.get("OTEL_TRACES_EXPORTER", "").strip() or "otlp"
    if name != "otlp":
        return name
    protocol = next((environ[each].strip() for each in _PROTOCOLS if environ.get(each, "").strip()), "grpc")
    return "otlp_proto_grpc" if protocol == "grpc" else "otlp_proto_http"


def _open_exporter(name: str) -> "SpanExporter":
    for entry in entry_points(group="opentelemetry_traces_exporter", name=name):
        try:
            exporter: SpanExporter = entry.load()()
        except ImportError:
            break
        return exporter
    package = {"otlp_proto_http": "opentelemetry-exporter-otlp-proto-http"}.get(name, "pincite[tracing]")
    raise PinciteError(
        f"The environment asks for traces, but the exporter {name} is not installed; run `pip install '{package}'`, "
        "or set OTEL_TRACES_EXPORTER=none."
    )
