// Progress of slow calls, to clients that ask for it, and news of changed lists.

import assert from "node:assert/strict";
import { createApp } from "../../server/app.ts";
import { ListChanges } from "../../server/list_changes.ts";
import { serveStdio } from "../../server/serve_stdio.ts";
import { INITIALIZE_REQUEST } from "../support/initialize_request.ts";
import { connectClient, ERAS } from "../support/mcp_client.ts";
import { serveMemory } from "../support/serve_memory.ts";

const ENDLESS = "SELECT pg_sleep(1000)";
const ENVELOPE = {
  "io.modelcontextprotocol/protocolVersion": "2026-07-28",
  "io.modelcontextprotocol/clientInfo": { name: "test", version: "1" },
  "io.modelcontextprotocol/clientCapabilities": {},
};
const LISTEN = { notifications: { toolsListChanged: true } };
const CALL = { name: "query", arguments: { sql: ENDLESS } };

for (const era of ERAS) {
  Deno.test(`${era}: a slow call tells how long it runs and what it waits for`, async () => {
    const served = serveMemory({ endless: [ENDLESS] });
    await using app = createApp({ database: served, progressEveryMs: 20 });
    await using connection = await connectClient(app, era);
    const abort = new AbortController();
    const told: {
      readonly progress: number;
      readonly message?: string;
      readonly total?: number;
    }[] = [];
    const call = connection.client.callTool(CALL, {
      signal: abort.signal,
      onprogress(progress) {
        told.push(progress);
        if (told.length === 12) abort.abort();
      },
    });
    await assert.rejects(call);
    assert.equal(told.length, 12);
    for (const { message, total } of told) {
      assert.match(message ?? "", /^running in the database, \d+(\.\d)? s$/);
      assert.equal(total, undefined);
    }
    const values = told.map(({ progress }) => progress);
    assert.deepEqual(values, values.toSorted((one, other) => one - other));
    assert.ok(new Set(values).size > 1, "time passes");
  });

  Deno.test(`${era}: reading a resource reports progress too, and a quick call none`, async () => {
    const served = serveMemory({ endlessCatalogue: true, results: { "SELECT 1": {} } });
    await using app = createApp({ database: served, progressEveryMs: 20 });
    await using connection = await connectClient(app, era);
    const abort = new AbortController();
    let told = 0;
    await connection.client.callTool(
      { name: "query", arguments: { sql: "SELECT 1" } },
      { onprogress: () => told++ },
    );
    assert.equal(told, 0);
    const read = connection.client.readResource({ uri: "pgmcp://default/schemas" }, {
      signal: abort.signal,
      onprogress({ message }) {
        assert.match(message ?? "", /reading the catalogue/);
        told++;
        abort.abort();
      },
    });
    await assert.rejects(read);
    assert.ok(told >= 1);
  });
}

for (const era of ERAS) {
  Deno.test(`${era}: a client that listens is told that the tools changed`, async () => {
    const listChanges = new ListChanges();
    await using app = createApp({ database: serveMemory(), listChanges });
    await using connection = await connectClient(app, era);
    const { client } = connection;
    const told = Promise.withResolvers<void>();
    client.setNotificationHandler("notifications/tools/list_changed", () => told.resolve());
    assert.equal(client.getServerCapabilities()?.tools?.listChanged, true);
    if (era === "modern") await client.listen({ toolsListChanged: true });
    // In the 2025 era the stream for such news opens after the handshake, on its own.
    const announcing = setInterval(() => listChanges.announce("tools"), 20);
    await told.promise;
    clearInterval(announcing);
  });
}

for (const era of ERAS) {
  Deno.test(`${era} over stdio: progress and changed lists are told between answers`, async () => {
    const listChanges = new ListChanges();
    const served = serveMemory({ endless: [ENDLESS] });
    const input = new TransformStream<Uint8Array, Uint8Array>();
    const output = new TransformStream<Uint8Array, Uint8Array>();
    const ended = serveStdio({
      database: served,
      listChanges,
      input: input.readable,
      output: output.writable,
    });
    const writer = input.writable.getWriter();
    const lines = output.readable.pipeThrough(new TextDecoderStream());
    const meta = era === "legacy" ? {} : ENVELOPE;
    const messages = [
      era === "legacy"
        ? INITIALIZE_REQUEST
        : { id: 1, method: "subscriptions/listen", params: { ...LISTEN, _meta: meta } },
      {
        id: 2,
        method: "tools/call",
        params: { ...CALL, _meta: { ...meta, progressToken: "p" } },
      },
    ];
    for (const message of messages) {
      const line = JSON.stringify({ jsonrpc: "2.0", ...message });
      await writer.write(new TextEncoder().encode(`${line}\n`));
    }
    let text = "";
    for await (const piece of lines.values({ preventCancel: true })) {
      text += piece;
      if (text.includes("notifications/progress") && !text.includes("list_changed")) {
        listChanges.announce("tools");
      }
      if (text.includes("notifications/tools/list_changed")) break;
    }
    assert.match(text, /"progressToken":"p"/);
    assert.match(text, /running in the database, \d+(\.\d)? s/);
    await lines.cancel();
    await writer.close();
    await ended;
    assert.deepEqual(served.database.cancelled, [ENDLESS]);
  });
}

Deno.test("where lists cannot change, nobody is told that they could", async () => {
  await using app = createApp({ database: serveMemory() });
  await using connection = await connectClient(app, "modern");
  const capabilities = connection.client.getServerCapabilities();
  assert.deepEqual(
    [capabilities?.tools, capabilities?.resources, capabilities?.prompts],
    [{}, {}, {}],
  );
});
