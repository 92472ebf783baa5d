// A request of the 2026-07-28 protocol as it crosses the wire, for tests that look at
// the response itself.

/** The request. */
export function modernPost(
  call: {
    readonly method: string;
    readonly params: Readonly<Record<string, unknown>>;
    /** What the header `Mcp-Name` repeats, where the method has a name or an address. */
    readonly name?: string;
  },
): Request {
  return new Request("http://localhost/mcp", {
    method: "POST",
    headers: {
      "content-type": "application/json",
      accept: "application/json, text/event-stream",
      "mcp-protocol-version": "2026-07-28",
      "mcp-method": call.method,
      ...(call.name === undefined ? {} : { "mcp-name": call.name }),
    },
    body: JSON.stringify({
      jsonrpc: "2.0",
      id: 1,
      method: call.method,
      params: {
        ...call.params,
        _meta: {
          "io.modelcontextprotocol/protocolVersion": "2026-07-28",
          "io.modelcontextprotocol/clientInfo": { name: "test", version: "1" },
          "io.modelcontextprotocol/clientCapabilities": {},
        },
      },
    }),
  });
}
