// Browsers and MCP: a page that was named may use it with a key, any other may not.

import assert from "node:assert/strict";
import { createApp } from "../../../server/app.ts";
import { keyedGate } from "../../support/keyed_gate.ts";
import { serveMemory } from "../../support/serve_memory.ts";

const PAGE = "https://app.example.com";

function preflight(origin: string, path = "/mcp"): Request {
  return new Request(`http://localhost${path}`, {
    method: "OPTIONS",
    headers: {
      origin,
      "access-control-request-method": "POST",
      "access-control-request-headers": "authorization,content-type,mcp-protocol-version",
    },
  });
}

Deno.test("a page that was named is told what it may send, and may read the answer", async () => {
  using keyed = keyedGate();
  await using app = createApp({
    database: serveMemory(),
    gate: keyed.gate,
    allowedOrigins: ["app.example.com"],
  });
  for (const path of ["/mcp", "/mcp/default"]) {
    const { status, headers } = await app.fetch(preflight(PAGE, path));
    assert.equal(status, 204);
    assert.equal(headers.get("access-control-allow-origin"), PAGE);
    const allowed = (headers.get("access-control-allow-headers") ?? "").toLowerCase();
    for (const name of ["authorization", "content-type", "mcp-protocol-version", "mcp-method"]) {
      assert.ok(allowed.includes(name), name);
    }
    assert.equal(headers.get("access-control-allow-credentials"), null);
  }
  // Also the answer that says that a key is missing can be read.
  const refused = await app.fetch(
    new Request("http://localhost/mcp", { method: "POST", headers: { origin: PAGE }, body: "{}" }),
  );
  assert.equal(refused.status, 401);
  assert.equal(refused.headers.get("access-control-allow-origin"), PAGE);
  assert.match(refused.headers.get("access-control-expose-headers") ?? "", /WWW-Authenticate/i);
  await refused.body?.cancel();
});

Deno.test("a page that was not named gets nothing, also one of this machine", async () => {
  await using named = createApp({ database: null, allowedOrigins: ["app.example.com"] });
  await using bare = createApp({ database: null });
  for (
    const [app, origin, expected] of [
      [named, "https://evil.example", 403],
      [named, "https://app.example.com.evil.example", 403],
      [named, "null", 403],
      [named, "http://localhost:3000", 204],
      [bare, "http://localhost:3000", 405],
      [bare, PAGE, 403],
    ] as const
  ) {
    const { status, headers } = await app.fetch(preflight(origin));
    assert.equal(status, expected, origin);
    assert.equal(headers.get("access-control-allow-origin"), null, origin);
  }
});
