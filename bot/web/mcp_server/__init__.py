"""The MCP server: the operations of the API as tools for agents, over HTTP and over stdio.

``bot.composition`` and ``bot.cli`` import it; only ``tool_server`` and ``mcp_site`` import the SDK, which is optional.
"""
