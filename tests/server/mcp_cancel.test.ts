// Cancellation reaches the database: by the protocol, by hanging up, by the end.

import assert from "node:assert/strict";
import { StreamableHTTPClientTransport } from "@modelcontextprotocol/client";
import { createApp } from "../../server/app.ts";
import { serveHttp } from "../../server/serve_http.ts";
import { serveStdio } from "../../server/serve_stdio.ts";
import { INITIALIZE_REQUEST } from "../support/initialize_request.ts";
import { connectClient, createClient, ERAS } from "../support/mcp_client.ts";
import { serveMemory } from "../support/serve_memory.ts";
import { until } from "../support/until.ts";

const ENDLESS = "SELECT pg_sleep(1000)";
const CALL = { name: "query", arguments: { sql: ENDLESS } };

for (const era of ERAS) {
  Deno.test(`${era}: a client that cancels a call cancels the statement`, async () => {
    const served = serveMemory({ endless: [ENDLESS] });
    await using app = createApp({ database: served });
    await using connection = await connectClient(app, era);
    const abort = new AbortController();
    const call = connection.client.callTool(CALL, { signal: abort.signal });
    const failed = assert.rejects(call);
    await served.database.endlessStarted;
    abort.abort();
    await failed;
    await until("the end of the statement", () => served.database.cancelled.length === 1);
  });

  Deno.test(`${era}: a client that hangs up cancels the statement`, async () => {
    const served = serveMemory({ endless: [ENDLESS] });
    await using app = createApp({ database: served });
    const server = serveHttp(app, { host: "127.0.0.1", port: 0 });
    const abort = new AbortController();
    const client = createClient(era);
    await client.connect(
      new StreamableHTTPClientTransport(new URL(server.mcpUrl), {
        // Hanging up without a word: only the connection goes.
        fetch: (url, init) => fetch(url, { ...init, signal: abort.signal }),
      }),
    );
    const failed = assert.rejects(client.callTool(CALL));
    await served.database.endlessStarted;
    abort.abort();
    await until("the end of the statement", () => served.database.cancelled.length === 1);
    await client.close();
    await failed;
    await server.shutdown();
  });

  Deno.test(`${era}: a shutdown waits for its grace, then cancels and answers`, async () => {
    const served = serveMemory({ endless: [ENDLESS] });
    const app = createApp({ database: served });
    const server = serveHttp(app, { host: "127.0.0.1", port: 0 });
    const client = createClient(era);
    await client.connect(new StreamableHTTPClientTransport(new URL(server.mcpUrl)));
    const call = client.callTool(CALL);
    await served.database.endlessStarted;
    const shutdown = server.shutdown(50);
    const answer = await call;
    assert.equal(answer.isError, true);
    assert.match(JSON.stringify(answer.content), /PGMCP_SHUTTING_DOWN/);
    await client.close();
    await shutdown;
    assert.equal(served.database.cancelled.length, 1);
    await assert.rejects(fetch(server.mcpUrl.replace("/mcp", "/health")));
  });
}

Deno.test("stdio: the end of the input cancels a statement that does not end", async () => {
  const served = serveMemory({ endless: [ENDLESS] });
  const input = new TransformStream<Uint8Array, Uint8Array>();
  const ended = serveStdio({
    database: served,
    input: input.readable,
    output: new WritableStream(),
  });
  const writer = input.writable.getWriter();
  const encoder = new TextEncoder();
  for (
    const message of [
      INITIALIZE_REQUEST,
      { jsonrpc: "2.0", id: 2, method: "tools/call", params: CALL },
    ]
  ) {
    await writer.write(encoder.encode(`${JSON.stringify(message)}\n`));
  }
  await served.database.endlessStarted;
  await writer.close();
  await ended;
  assert.deepEqual(served.database.cancelled, [ENDLESS]);
});
