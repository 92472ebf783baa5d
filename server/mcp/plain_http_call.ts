// Recognises a plain call that came over HTTP: with just the headers that its body asks
// for (2026-07-28, "Streamable HTTP": standard request headers). Any other request is the
// SDK's business, whose answer to this one is the same.

import { MODERN_REVISION, type PlainCall, plainModernCall } from "./plain_call.ts";

/** The call that `request` with this parsed body is, or null. */
export function plainHttpCall(request: Request, body: unknown): PlainCall | null {
  const { headers, method } = request;
  if (method !== "POST" || headers.get("mcp-protocol-version") !== MODERN_REVISION) return null;
  if (headers.get("mcp-method") !== "tools/call") return null;
  const call = plainModernCall(body);
  if (call === null || headers.get("mcp-name") !== call.name) return null;
  // Who wants to hear of progress is answered with an event stream.
  return call.progressToken === null ? call : null;
}
