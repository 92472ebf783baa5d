// Calls a tool the way a client does: a JSON-RPC request of the 2026-07-28
// protocol over HTTP, with a key. It parses the answer and judges nothing.

import { PgmcpError } from "../../../core/errors.ts";
import { VERSION } from "../../../core/version.ts";
import { createDirectClient } from "../direct_client.ts";

/** A tool's answer, as far as the demo shows it. */
export interface ToolAnswer {
  readonly isError: boolean;
  /** The text contents, in order. */
  readonly texts: readonly string[];
  /** The structured content; an empty object where there is none. */
  readonly structured: Readonly<Record<string, unknown>>;
}

/** A call of a tool. */
export interface ToolCall {
  readonly name: string;
  readonly input: Readonly<Record<string, unknown>>;
}

const PROTOCOL_VERSION = "2026-07-28";

/** Where MCP is served, and for whom. */
export interface ToolEndpoint {
  readonly mcpUrl: string;
  /** The client's key; secret. */
  readonly key: string;
}

/** Calls a tool; throws where the answer is not one of the protocol's. */
export async function callToolOverHttp(
  endpoint: ToolEndpoint,
  call: ToolCall,
): Promise<ToolAnswer> {
  using client = createDirectClient(new URL(endpoint.mcpUrl));
  const response = await fetch(endpoint.mcpUrl, {
    ...(client === null ? {} : { client }),
    method: "POST",
    headers: {
      "content-type": "application/json",
      accept: "application/json, text/event-stream",
      "mcp-protocol-version": PROTOCOL_VERSION,
      "mcp-method": "tools/call",
      "mcp-name": call.name,
      authorization: `Bearer ${endpoint.key}`,
    },
    body: JSON.stringify({
      jsonrpc: "2.0",
      id: 1,
      method: "tools/call",
      params: {
        name: call.name,
        arguments: call.input,
        _meta: {
          "io.modelcontextprotocol/protocolVersion": PROTOCOL_VERSION,
          "io.modelcontextprotocol/clientInfo": { name: "pgmcp-demo", version: VERSION },
          "io.modelcontextprotocol/clientCapabilities": {},
        },
      },
    }),
  });
  return parseAnswer(messageOf(await response.text(), response.headers.get("content-type") ?? ""));
}

/** The JSON-RPC message of a body, which may be an event stream of one. */
function messageOf(body: string, contentType: string): unknown {
  if (!contentType.startsWith("text/event-stream")) return JSON.parse(body);
  const data = body.split("\n").filter((line) => line.startsWith("data:"))
    .map((line) => line.slice("data:".length).trim());
  // Notifications may come first; the answer ends the stream.
  return JSON.parse(data.at(-1) ?? "null");
}

function parseAnswer(message: unknown): ToolAnswer {
  const result = isRecord(message) ? message.result : undefined;
  if (!isRecord(result) || !Array.isArray(result.content)) {
    const error = isRecord(message) && isRecord(message.error) ? message.error.message : undefined;
    throw new PgmcpError("PGMCP_INTERNAL", {
      message: `Cannot show the demo: ${typeof error === "string" ? error : "no answer"}`,
    });
  }
  const contents: readonly unknown[] = result.content;
  return {
    isError: result.isError === true,
    texts: contents.flatMap((content) =>
      isRecord(content) && typeof content.text === "string" ? [content.text] : []
    ),
    structured: isRecord(result.structuredContent) ? result.structuredContent : {},
  };
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
