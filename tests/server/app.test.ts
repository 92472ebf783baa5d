// The application's surface beside MCP itself: gates, health, readiness, errors.

import assert from "node:assert/strict";
import { INITIALIZE_REQUEST } from "../support/initialize_request.ts";
import { PgmcpError } from "../../core/errors.ts";
import { createApp } from "../../server/app.ts";
import { serveMemory } from "../support/serve_memory.ts";

const INITIALIZE = JSON.stringify(INITIALIZE_REQUEST);
const MCP_HEADERS = {
  "content-type": "application/json",
  accept: "application/json, text/event-stream",
};

function post(body: BodyInit | null, headers: Readonly<Record<string, string>> = {}): Request {
  return new Request("http://localhost/mcp", {
    method: "POST",
    body,
    headers: { ...MCP_HEADERS, ...headers },
  });
}

async function rpcCode(response: Response): Promise<unknown> {
  const body: { readonly error: { readonly data: { readonly code: string } } } = await response
    .json();
  return body.error.data.code;
}

Deno.test("health says ok, whatever the database does", async () => {
  await using app = createApp({ database: null });
  const response = await app.fetch(new Request("http://localhost/health"));
  assert.equal(response.status, 200);
  assert.equal(await response.text(), '{"status":"ok"}');
});

Deno.test("ready says ready when the database answers, and asks it at most once a second", async () => {
  const served = serveMemory();
  let nowMs = 0;
  await using app = createApp({ database: served, now: () => nowMs });
  const ask = () => app.fetch(new Request("http://localhost/ready"));
  const responses = await Promise.all([ask(), ask(), ask()]);
  assert.deepEqual(responses.map((response) => response.status), [200, 200, 200]);
  assert.equal(await responses[0]?.text(), '{"status":"ready"}');
  assert.equal(served.database.pings, 1);
  nowMs = 999;
  await ask();
  assert.equal(served.database.pings, 1);
  nowMs = 1_001;
  await ask();
  assert.equal(served.database.pings, 2);
});

Deno.test("ready gives the reason when the database does not answer", async () => {
  const pingError = new PgmcpError("PGMCP_AUTHENTICATION_FAILED", {
    cause: new Error("password 'hunter2' is wrong"),
  });
  await using app = createApp({ database: serveMemory({ pingError }) });
  const response = await app.fetch(new Request("http://localhost/ready"));
  assert.equal(response.status, 503);
  assert.deepEqual(await response.json(), {
    status: "not_ready",
    reason: "PGMCP_AUTHENTICATION_FAILED: The database refused the user name or password.",
  });
});

Deno.test("ready does not wait for a database that is silent", async () => {
  const served = serveMemory();
  const silent = { ...served, ping: () => new Promise<never>(() => {}) };
  await using app = createApp({ database: silent, readyTimeoutMs: 10 });
  const response = await app.fetch(new Request("http://localhost/ready"));
  assert.deepEqual(await response.json(), {
    status: "not_ready",
    reason: "PGMCP_DATABASE_UNREACHABLE: The database does not answer within 10 ms.",
  });
});

Deno.test("ready says that no database is configured", async () => {
  await using app = createApp({ database: null });
  const response = await app.fetch(new Request("http://localhost/ready"));
  assert.equal(response.status, 503);
  assert.deepEqual(await response.json(), {
    status: "not_ready",
    reason: "PGMCP_NO_DATABASE: No database is configured.",
  });
});

Deno.test("an unknown address and a wrong method are JSON errors", async () => {
  await using app = createApp({ database: null });
  const lost = await app.fetch(new Request("http://localhost/nothing"));
  assert.equal(lost.status, 404);
  assert.equal((await lost.json()).error.code, "PGMCP_NOT_FOUND");
  const wrong = await app.fetch(new Request("http://localhost/health", { method: "PUT" }));
  assert.equal(wrong.status, 405);
  assert.equal((await wrong.json()).error.code, "PGMCP_METHOD_NOT_ALLOWED");
  const put = await app.fetch(new Request("http://localhost/mcp", { method: "PUT" }));
  assert.equal(put.status, 405);
  assert.equal(await rpcCode(put), "PGMCP_METHOD_NOT_ALLOWED");
});

Deno.test("a Host that is not ours is refused, on every address", async () => {
  await using app = createApp({ database: null, allowedHosts: ["db.example.com"] });
  const status = async (host: string, path = "/health") =>
    (await app.fetch(new Request(`http://localhost${path}`, { headers: { host } }))).status;
  for (const host of ["localhost", "localhost:8080", "127.0.0.1:1", "[::1]:8080", "LOCALHOST"]) {
    assert.equal(await status(host), 200, host);
  }
  assert.equal(await status("db.example.com"), 200);
  for (
    const host of [
      "evil.example",
      "localhost.evil.example",
      "localhost:80@evil.example",
      "127.0.0.1.evil.example:80",
      "localhost#evil.example",
      "localhost?evil.example",
      "evil.example/localhost",
      "",
    ]
  ) {
    assert.equal(await status(host), 403, host);
    assert.equal(await status(host, "/ready"), 403, host);
  }
  const refused = await app.fetch(post(INITIALIZE, { host: "evil.example" }));
  assert.equal(await rpcCode(refused), "PGMCP_HOST_NOT_ALLOWED");
});

Deno.test("a web page of another origin is refused", async () => {
  await using app = createApp({ database: null, allowedOrigins: ["app.example.com"] });
  const status = async (origin: string) => (await app.fetch(post(INITIALIZE, { origin }))).status;
  assert.equal(await status("http://localhost:6274"), 200);
  assert.equal(await status("https://app.example.com"), 200);
  for (
    const origin of ["https://evil.example", "null", "http://localhost.evil.example", "file://"]
  ) {
    assert.equal(await status(origin), 403, origin);
  }
});

Deno.test("a body that is not declared as JSON is refused", async () => {
  await using app = createApp({ database: null });
  for (const type of ["text/plain", "application/x-www-form-urlencoded", "text/json"]) {
    const response = await app.fetch(post(INITIALIZE, { "content-type": type }));
    assert.equal(response.status, 415, type);
    assert.equal(await rpcCode(response), "PGMCP_CONTENT_TYPE_NOT_ALLOWED");
  }
  const charset = await app.fetch(
    post(INITIALIZE, { "content-type": "Application/JSON; charset=utf-8" }),
  );
  assert.equal(charset.status, 200);
});

Deno.test("a body over the limit is refused, declared or streamed", async () => {
  await using app = createApp({ database: null, maxBodyBytes: 1_000 });
  const declared = await app.fetch(post("x".repeat(1_001), { "content-length": "1001" }));
  assert.equal(declared.status, 413);
  const largest = await app.fetch(post("x".repeat(1_000)));
  assert.equal(await rpcCode(largest), "PGMCP_BODY_NOT_JSON");
  let pulled = 0;
  const endless = new ReadableStream<Uint8Array>({
    pull(controller) {
      pulled++;
      controller.enqueue(new Uint8Array(400));
    },
  });
  const streamed = await app.fetch(post(endless));
  assert.equal(streamed.status, 413);
  assert.equal(await rpcCode(streamed), "PGMCP_BODY_TOO_LARGE");
  assert.ok(pulled < 10, `${pulled} pieces were read`);
});

Deno.test("a body that is not JSON or not UTF-8 is refused, and the next request works", async () => {
  await using app = createApp({ database: null });
  for (const body of ["{", "", new Uint8Array([0x22, 0xff, 0x22])]) {
    const response = await app.fetch(post(body));
    assert.equal(response.status, 400);
    assert.equal(await rpcCode(response), "PGMCP_BODY_NOT_JSON");
  }
  for (const body of ["[]", "null", "1", '{"jsonrpc":"2.0"}', '{"id":1}']) {
    const response = await app.fetch(post(body));
    assert.equal(response.status, 400, body);
    assert.equal(typeof (await response.json()).error.message, "string");
  }
  assert.equal((await app.fetch(post(INITIALIZE))).status, 200);
});

Deno.test("responses carry headers that keep browsers from doing anything with them", async () => {
  await using app = createApp({ database: null });
  const { headers } = await app.fetch(new Request("http://localhost/health"));
  assert.equal(headers.get("x-content-type-options"), "nosniff");
  assert.equal(headers.get("x-frame-options"), "DENY");
  assert.match(headers.get("content-security-policy") ?? "", /default-src 'none'/);
  assert.equal(headers.get("referrer-policy"), "no-referrer");
  assert.equal(headers.get("x-powered-by"), null);
});

Deno.test("an application that ends refuses new requests and is not ready", async () => {
  const app = createApp({ database: serveMemory() });
  await app.close();
  const response = await app.fetch(post(INITIALIZE));
  assert.equal(response.status, 503);
  assert.equal(await rpcCode(response), "PGMCP_SHUTTING_DOWN");
  assert.equal((await app.fetch(new Request("http://localhost/ready"))).status, 503);
});
