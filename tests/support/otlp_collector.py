"""A collector of OpenTelemetry's traces on loopback."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import grpc
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import (
    ExportTraceServiceRequest,
    ExportTraceServiceResponse,
)
from opentelemetry.proto.collector.trace.v1.trace_service_pb2_grpc import (
    TraceServiceServicer,
    add_TraceServiceServicer_to_server,
)


@dataclass(frozen=True, slots=True)
class ReceivedSpan:
    """A span as a collector sees it; the parent is empty at the root of a trace."""

    name: str
    id: bytes
    parent: bytes
    trace: bytes
    attributes: dict[str, str | int]


@dataclass
class OtlpCollector:
    """The spans so far, and all requests as they came."""

    port: int = 0
    services: set[str] = field(default_factory=set)
    spans: list[ReceivedSpan] = field(default_factory=list)
    raw: bytes = b""

    @property
    def endpoint(self) -> str:
        """The address for ``OTEL_EXPORTER_OTLP_ENDPOINT``."""
        return f"http://127.0.0.1:{self.port}"

    def receive(self, request: Any) -> None:  # noqa: ANN401 - a message of protobuf
        """Keep the spans of a request."""
        self.raw += request.SerializeToString()
        for resource in request.resource_spans:
            names = [one for one in resource.resource.attributes if one.key == "service.name"]
            self.services |= {one.value.string_value for one in names}
            for one in (span for scope in resource.scope_spans for span in scope.spans):
                values = {each.key: each.value.string_value or each.value.int_value for each in one.attributes}
                self.spans.append(ReceivedSpan(one.name, one.span_id, one.parent_span_id, one.trace_id, values))


@contextmanager
def otlp_collector() -> Iterator[OtlpCollector]:
    """Collect traces until the context ends."""
    collector = OtlpCollector()

    class Service(TraceServiceServicer):
        def Export(self, request: ExportTraceServiceRequest, context: object) -> ExportTraceServiceResponse:  # noqa: N802, ARG002
            collector.receive(request)
            return ExportTraceServiceResponse()

    server = grpc.server(ThreadPoolExecutor(1))
    add_TraceServiceServicer_to_server(Service(), server)  # type: ignore[no-untyped-call]  # generated
    collector.port = server.add_insecure_port("127.0.0.1:0")
    server.start()
    try:
        yield collector
    finally:
        server.stop(0).wait()
