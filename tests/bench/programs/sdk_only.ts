// The protocol's package and nothing else: what any MCP server on it takes to start.

import "@modelcontextprotocol/server/stdio";

Deno.exit(0);
