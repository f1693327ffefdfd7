"""The MCP server of one client: its tools are the operations of the API, and change nothing."""

import json
from collections.abc import Callable, Collection
from importlib.metadata import version

import mcp.types as protocol
from mcp.server import Server, ServerRequestContext
from mcp.server.stdio import stdio_server
from mcp.shared.exceptions import MCPError

from bot.error_reference import bound_reference
from bot.state.tokens.api_tokens import SCOPES, ApiScope
from bot.web.api.api_errors import ApiError, unexpected_error
from bot.web.api.api_operations import ApiOperations
from bot.web.api.openapi import OPERATIONS, document_schema
from index.errors import PinciteError
from index.tracing import span

_NAMES: dict[str, ApiScope] = {"citation" if scope == "citations" else scope: scope for scope in SCOPES}
_HINTS: dict[ApiScope, str] = {
    "ask": "The answer comes from the indexed sources alone. Each quote is exactly the characters [start, end) of a "
    'stored text. With status "not_found" the sources do not answer; nearest then has related quotes.',
    "check": "Each statement is supported, contradicted, or not said by the sources; quotes are the evidence.",
    "search": "k is the number of passages, ten without it.",
    "sources": "Their ids restrict the other tools to some sources.",
    "citations": "key is that of a citation of ask or check. verified says whether the stored text has the quote.",
}
_INSTRUCTIONS = (
    "Answers questions about the indexed sources with exact quotes. Show the quotes of an answer unchanged, with title "
    "and link."
)


def build_tool_server(
    operations: ApiOperations, scopes: Collection[str], asker: str, explain: Callable[[PinciteError], str]
) -> Server:
    """Build the server for one client.

    Args:
        operations: Run the tools.
        scopes: The tools that the client may use; it sees no others.
        asker: Whose limits count.
        explain: Words the error of a tool.
    """
    tools = {name: _describe(name, scope) for name, scope in _NAMES.items() if scope in scopes}

    async def list_tools(
        _context: ServerRequestContext, _params: protocol.PaginatedRequestParams | None
    ) -> protocol.ListToolsResult:
        return protocol.ListToolsResult(tools=list(tools.values()))

    async def call_tool(
        _context: ServerRequestContext, params: protocol.CallToolRequestParams
    ) -> protocol.CallToolResult:
        if params.name not in tools:
            words = f"There is no tool {params.name[:100]!r}; the tools are {', '.join(tools) or 'none'}."
            raise MCPError(protocol.INVALID_PARAMS, words)
        with bound_reference() as reference, span("request", scope=params.name, reference=reference):
            try:
                document = await operations.run(_NAMES[params.name], params.arguments or {}, asker)
            except ApiError as error:
                return _failure(str(error))
            except PinciteError as error:
                return _failure(explain(error))
            except Exception:  # noqa: BLE001 - a fault of one tool ends no connection
                return _failure(str(unexpected_error(reference)))
        text = json.dumps(document, ensure_ascii=False)
        # The protocol asks for the text too, for clients that read no structured content.
        return protocol.CallToolResult(
            content=[protocol.TextContent(type="text", text=text)], structured_content=json.loads(text)
        )

    return Server(
        "pincite",
        version=version("pincite"),
        title="Pincite",
        instructions=_INSTRUCTIONS,
        on_list_tools=list_tools,
        on_call_tool=call_tool,
    )


async def serve_stdio(server: Server) -> None:
    """Serve the process that started this one over stdin and stdout, until it closes stdin."""
    async with stdio_server() as (received, sent):
        await server.run(received, sent, server.create_initialization_options())


def _describe(name: str, scope: ApiScope) -> protocol.Tool:
    operation = OPERATIONS[scope]
    return protocol.Tool(
        name=name,
        description=f"{operation.summary} {_HINTS[scope]}",
        input_schema=operation.arguments,
        output_schema=document_schema(scope),
        annotations=protocol.ToolAnnotations(read_only_hint=True, open_world_hint=False),
    )


def _failure(words: str) -> protocol.CallToolResult:
    return protocol.CallToolResult(content=[protocol.TextContent(type="text", text=words)], is_error=True)
