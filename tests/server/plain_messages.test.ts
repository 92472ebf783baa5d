// A plain message is answered without the SDK, and byte for byte as the SDK answers it. To
// have the SDK answer, a key that means nothing is put into the message's metadata.

import assert from "node:assert/strict";
import { PgmcpError } from "../../core/errors.ts";
import { createApp } from "../../server/app.ts";
import { plainModernCall } from "../../server/mcp/plain_call.ts";
import { serveStdio } from "../../server/serve_stdio.ts";
import { serveMemory } from "../support/serve_memory.ts";
import { serveSeveral } from "../support/serve_several.ts";

interface Message {
  readonly jsonrpc: "2.0";
  readonly id?: string | number;
  readonly method: string;
  readonly params?: Readonly<Record<string, unknown>>;
}

const NOTE = { "example.org/note": "for the SDK" };
const VERSION_KEY = "io.modelcontextprotocol/protocolVersion";
const CAPABILITIES_KEY = "io.modelcontextprotocol/clientCapabilities";
const CLIENT_KEY = "io.modelcontextprotocol/clientInfo";
const ENVELOPE = {
  [VERSION_KEY]: "2026-07-28",
  [CLIENT_KEY]: { name: "test", version: "1" },
  [CAPABILITIES_KEY]: { elicitation: { form: {} }, sampling: {}, roots: { listChanged: true } },
};

/** Calls of every outcome: rows, texts of several kinds, refusals, errors, bad arguments. */
const CALLS: readonly (readonly [name: string, input?: unknown])[] = [
  ["query", { sql: "SELECT 1 AS n" }],
  ["query", { sql: "SELECT 1 AS n", format: "structured" }],
  ["query", { sql: "SELECT 1 AS n", format: "tsv" }],
  ["query", { sql: "DROP TABLE t" }],
  ["query", { sql: "SELECT slow" }],
  ["query", { sql: "SELECT 1 AS n", nonsense: true }],
  ["query", { sql: 5 }],
  ["query", {}],
  ["query"],
  ["query", { sql: "SELECT 1 AS n", database: "another" }],
  ["query", JSON.parse('{"sql": "SELECT 1 AS n", "__proto__": {"format": "tsv"}}')],
  ["query", [1]],
  ["query", null],
  ["explain", { sql: "SELECT 1 AS n" }],
  ["list_schemas", {}],
  ["list_schemas"],
  ["list_databases"],
  ["describe_table", { table_name: "none" }],
  ["no_such_tool", {}],
  ["", {}],
];

const SEVERAL = `databases:
  - name: shop
    url: postgresql://127.0.0.1/shop
  - name: books
    url: postgresql://127.0.0.1/books
`;

const OPENING: Message = {
  jsonrpc: "2.0",
  id: 0,
  method: "initialize",
  params: {
    protocolVersion: "2025-11-25",
    capabilities: { roots: {}, elicitation: {} },
    clientInfo: { name: "test", title: "Test", version: "1" },
  },
};
const OPENED: Message = { jsonrpc: "2.0", method: "notifications/initialized" };

function served() {
  return serveMemory({
    schemas: [{ name: "public", tableCount: 2, comment: "naïve \u2028 text" }],
    results: {
      "SELECT 1 AS n": {
        columns: [{ name: "n", typeOid: 23, typeName: "integer" }],
        rows: [["1"]],
      },
      "SELECT slow": new PgmcpError("PGMCP_QUERY_TIMEOUT"),
    },
    refusals: {
      "DROP TABLE t": {
        code: "PGMCP_STATEMENT_NOT_ALLOWED",
        message: "DROP is not allowed",
        hint: "Use SELECT.",
        fragment: "DROP",
        position: 0,
      },
    },
  });
}

function legacy(id: string | number, method: string, params?: Message["params"]): Message {
  return { jsonrpc: "2.0", id, method, ...(params === undefined ? {} : { params }) };
}

function modern(id: string | number, method: string, params: Message["params"] = {}): Message {
  return { jsonrpc: "2.0", id, method, params: { ...params, _meta: ENVELOPE } };
}

function toolCall(name: string, input: unknown): Readonly<Record<string, unknown>> {
  return { name, ...(input === undefined ? {} : { arguments: input }) };
}

/** The same message, with the key that means nothing. */
function noted(message: Message): Message {
  const { _meta: meta } = message.params ?? {};
  const known = typeof meta === "object" ? meta : {};
  return { ...message, params: { ...message.params, _meta: { ...known, ...NOTE } } };
}

/** The lines that answer `messages`, in the order of their texts. */
async function answers(
  messages: readonly Message[],
  database: Parameters<typeof serveStdio>[0]["database"] = served(),
): Promise<readonly string[]> {
  const output = new TransformStream<Uint8Array, Uint8Array>();
  const text = new Response(output.readable).text();
  await serveStdio({
    database,
    input: new Blob([messages.map((message) => JSON.stringify(message)).join("\n")]).stream(),
    output: output.writable,
  });
  await output.writable.close();
  return (await text).split("\n").filter((line) => line !== "").toSorted();
}

async function sameEitherWay(messages: readonly Message[], count: number): Promise<void> {
  const plain = await answers(messages);
  assert.equal(plain.length, count, plain.join("\n"));
  assert.deepEqual(plain, await answers(messages.map(noted)));
}

Deno.test("a plain call of 2026-07-28 over stdio is answered as by the SDK", async () => {
  for (const [name, input] of CALLS) {
    await sameEitherWay([modern("a", "tools/call", toolCall(name, input))], 1);
  }
});

Deno.test("a plain call of the 2025 revisions over stdio is answered as by the SDK", async () => {
  for (const protocolVersion of ["2025-11-25", "2025-06-18", "2025-03-26", "2024-11-05", "1"]) {
    const opening = { ...OPENING, params: { ...OPENING.params, protocolVersion } };
    for (const [name, input] of CALLS) {
      await sameEitherWay([
        opening,
        OPENED,
        legacy(7, "tools/call", toolCall(name, input)),
      ], 2);
    }
  }
});

Deno.test("a plain call over HTTP is answered as by the SDK", async () => {
  async function post(message: Message, headers: Record<string, string>): Promise<string> {
    await using app = createApp({ database: served() });
    const response = await app.fetch(
      new Request("http://localhost/mcp", {
        method: "POST",
        headers: {
          "content-type": "application/json",
          accept: "application/json, text/event-stream",
          ...headers,
        },
        body: JSON.stringify(message),
      }),
    );
    return `${response.status} ${JSON.stringify([...response.headers])} ${await response.text()}`;
  }
  for (const [name, input] of CALLS) {
    const message = modern(3, "tools/call", toolCall(name, input));
    const right = {
      "mcp-protocol-version": "2026-07-28",
      "mcp-method": "tools/call",
      "mcp-name": name,
    };
    const { "mcp-name": _name, ...nameless } = right;
    for (
      const headers of [
        right,
        nameless,
        { ...right, "mcp-name": "explain" },
        { ...right, "mcp-method": "tools/list" },
        { ...right, "mcp-protocol-version": "2025-11-25" },
      ]
    ) {
      assert.equal(await post(message, headers), await post(noted(message), headers));
    }
  }
});

Deno.test("a conversation goes on as if the SDK had heard all of it", async () => {
  const call = (id: number) =>
    modern(id, "tools/call", { name: "query", arguments: { sql: "SELECT 1 AS n" } });
  const oldCall = (id: number) =>
    legacy(id, "tools/call", { name: "query", arguments: { sql: "SELECT 1 AS n" } });
  const conversations: readonly (readonly [answers: number, messages: readonly Message[]])[] = [
    [3, [call(1), call(2), modern(3, "tools/list")]],
    [2, [call(1), OPENING]],
    [2, [call(1), oldCall(2)]],
    [4, [modern(1, "server/discover"), call(2), call(3), modern(4, "prompts/list")]],
    [3, [modern(1, "server/discover"), { ...OPENING, id: 2 }, oldCall(3)]],
    [3, [modern(1, "tools/list"), call(2), OPENING]],
    [4, [OPENING, OPENED, oldCall(1), legacy(2, "tools/list"), legacy(3, "resources/list")]],
    [3, [OPENING, OPENED, call(1), oldCall(2)]],
    [3, [OPENING, oldCall(1), { ...OPENING, id: 2 }]],
    [2, [OPENING, legacy(1, "ping")]],
    [2, [oldCall(1), oldCall(2)]],
    [3, [oldCall(1), OPENING, oldCall(2)]],
    [1, [legacy(1, "no/such/method")]],
  ];
  for (const [count, messages] of conversations) await sameEitherWay(messages, count);
});

Deno.test("a call that wants to hear of progress is answered as by the SDK", async () => {
  const params = { name: "query", arguments: { sql: "SELECT 1 AS n" } };
  const _meta = { ...ENVELOPE, progressToken: "p" };
  await sameEitherWay([{ ...modern(1, "tools/call"), params: { ...params, _meta } }], 1);
  const old = legacy(1, "tools/call", { ...params, _meta: { progressToken: 7 } });
  await sameEitherWay([OPENING, OPENED, old], 2);
});

Deno.test("several databases are told of, and chosen from, as by the SDK", async () => {
  const call = (id: number, database: unknown) =>
    legacy(id, "tools/call", { name: "list_schemas", arguments: { database } });
  const messages = [OPENING, OPENED, call(1, "shop"), call(2, "none"), call(3, undefined)];
  const both = await Promise.all([messages, messages.map(noted)].map(async (sent) => {
    await using several = serveSeveral(SEVERAL);
    return await answers(sent, several.databases);
  }));
  assert.equal(both[0]?.length, 4);
  assert.deepEqual(both[0], both[1]);
});

Deno.test("what is not plain is not taken for it", () => {
  const params = { name: "query", arguments: { sql: "SELECT 1" } };
  const plain = modern(1, "tools/call", params);
  const envelope = (meta: Readonly<Record<string, unknown>>) => ({
    ...plain,
    params: { ...params, _meta: { ...ENVELOPE, ...meta } },
  });
  const call = { id: 1, name: "query", input: params.arguments };
  assert.deepEqual(plainModernCall(plain), { ...call, progressToken: null });
  assert.deepEqual(plainModernCall(envelope({ progressToken: "p" })), {
    ...call,
    progressToken: "p",
  });
  const others: readonly unknown[] = [
    null,
    [plain],
    { ...plain, jsonrpc: "1.0" },
    { ...plain, id: null },
    { ...plain, id: 1.5 },
    { ...plain, method: "tools/list" },
    { ...plain, extra: 1 },
    { ...plain, params },
    { ...plain, params: { ...plain.params, task: {} } },
    { ...plain, params: { ...plain.params, name: 1 } },
    noted(plain),
    envelope({ progressToken: 1.5 }),
    envelope({ progressToken: null }),
    envelope({ [VERSION_KEY]: "2025-11-25" }),
    envelope({ [CAPABILITIES_KEY]: undefined }),
    envelope({ [CAPABILITIES_KEY]: { roots: { listChanged: "yes" } } }),
    envelope({ [CAPABILITIES_KEY]: { unknown: {} } }),
    envelope({ [CLIENT_KEY]: { name: "test" } }),
    envelope({ [CLIENT_KEY]: { name: "test", version: "1", icons: [] } }),
  ];
  for (const other of others) assert.equal(plainModernCall(other), null, JSON.stringify(other));
});
