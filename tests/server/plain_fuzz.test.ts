// Made-up messages, near to plain ones: whichever of them are answered without the SDK, the SDK
// answers alike. To have it answer, a key that means nothing is put into the message's metadata.

import assert from "node:assert/strict";
import fc from "fast-check";
import { createApp } from "../../server/app.ts";
import { plainLegacyCall, plainModernCall } from "../../server/mcp/plain_call.ts";
import { plainOpening } from "../../server/mcp/plain_opening.ts";
import { serveStdio } from "../../server/serve_stdio.ts";
import { serveMemory } from "../support/serve_memory.ts";

type Fields = Readonly<Record<string, unknown>>;

const SEED = 20_261_122;
const NOTE_KEY = "example.org/note";

const word = fc.oneof(
  fc.string({ unit: "binary", maxLength: 8 }),
  fc.constantFrom("__proto__", "constructor", "toString", "", "0", "\u0000", "\u2028", "\ud800"),
);
const scalar = fc.oneof(
  word,
  fc.integer(),
  fc.constantFrom(-0, 0, 1.5, 1e300, 2 ** 53, Number.MIN_VALUE, true, false, null),
);
const anything = fc.oneof(
  scalar,
  fc.array(scalar, { maxLength: 3 }),
  fc.dictionary(word, scalar, { maxKeys: 3 }),
);
/** Mostly what is given, seldom anything else. */
function mostly<T>(usual: fc.Arbitrary<T>): fc.Arbitrary<unknown> {
  return fc.oneof({ weight: 12, arbitrary: usual }, { weight: 1, arbitrary: anything });
}
/** An object with these members, some of them left out, and seldom one more. */
function like(members: Readonly<Record<string, fc.Arbitrary<unknown>>>): fc.Arbitrary<Fields> {
  const known = fc.record(members, { requiredKeys: [] });
  const whole = fc.record(members);
  const more = fc.tuple(whole, word, anything).map(([some, name, value]) =>
    Object.fromEntries([...Object.entries(some), [name, value]])
  );
  return fc.oneof(
    { weight: 12, arbitrary: whole },
    { weight: 2, arbitrary: known },
    { weight: 1, arbitrary: more },
  );
}

const id = mostly(fc.oneof(fc.integer(), fc.maxSafeInteger(), word));
const client = like({ name: word, version: word });
const capabilities = mostly(fc.oneof(
  fc.constant({}),
  like({
    elicitation: like({ form: fc.constant({}) }),
    roots: like({ listChanged: fc.boolean() }),
  }),
  like({ sampling: fc.constant({}), experimental: fc.dictionary(word, fc.constant({})) }),
));
const input = mostly(like({
  sql: mostly(fc.constantFrom("SELECT 1 AS n", "SELECT none")),
  format: mostly(fc.constantFrom("json", "tsv", "structured")),
}));
const name = mostly(fc.constantFrom("query", "list_schemas", "list_databases", "describe_table"));

const modern: fc.Arbitrary<Fields> = like({
  jsonrpc: mostly(fc.constant("2.0")),
  id,
  method: mostly(fc.constant("tools/call")),
  params: like({
    name,
    arguments: input,
    _meta: like({
      "io.modelcontextprotocol/protocolVersion": mostly(fc.constant("2026-07-28")),
      "io.modelcontextprotocol/clientInfo": mostly(client),
      "io.modelcontextprotocol/clientCapabilities": capabilities,
    }),
  }),
});
const legacy: fc.Arbitrary<Fields> = like({
  jsonrpc: mostly(fc.constant("2.0")),
  id,
  method: mostly(fc.constant("tools/call")),
  params: like({ name, arguments: input }),
});
const opening: fc.Arbitrary<Fields> = like({
  jsonrpc: mostly(fc.constant("2.0")),
  id,
  method: mostly(fc.constant("initialize")),
  params: like({
    protocolVersion: mostly(fc.constantFrom("2025-11-25", "2025-06-18")),
    capabilities,
    clientInfo: mostly(client),
  }),
});

function served() {
  return serveMemory({
    results: {
      "SELECT 1 AS n": {
        columns: [{ name: "n", typeOid: 23, typeName: "integer" }],
        rows: [["1"]],
      },
    },
  });
}

function isFields(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The message as text, with the key that means nothing. */
function noted(message: Fields): Fields {
  const params = isFields(message.params) ? message.params : {};
  const meta = isFields(params._meta) ? params._meta : {};
  return { ...message, params: { ...params, _meta: { ...meta, [NOTE_KEY]: 1 } } };
}

async function lines(messages: readonly unknown[]): Promise<readonly string[]> {
  const output = new TransformStream<Uint8Array, Uint8Array>();
  const text = new Response(output.readable).text();
  await serveStdio({
    database: served(),
    input: new Blob([messages.map((message) => JSON.stringify(message)).join("\n")]).stream(),
    output: output.writable,
  });
  await output.writable.close();
  return (await text).split("\n").filter((line) => line !== "").toSorted();
}

Deno.test("made-up calls over HTTP are answered as by the SDK where they are plain", async () => {
  await using app = createApp({ database: served() });
  async function post(body: unknown, headers: Readonly<Record<string, string>>): Promise<string> {
    const request = new Request("http://localhost/mcp", {
      method: "POST",
      headers,
      body: JSON.stringify(body),
    });
    const response = await app.fetch(request);
    return `${response.status} ${JSON.stringify([...response.headers])} ${await response.text()}`;
  }
  const accepted = fc.option(
    fc.constantFrom(
      "application/json, text/event-stream",
      "application/json",
      "*/*",
      "",
      "nonsense",
    ),
    { nil: undefined },
  );
  const type = fc.constantFrom(
    "application/json",
    "application/json; charset=utf-8",
    "Application/JSON",
  );
  let plain = 0;
  await fc.assert(
    fc.asyncProperty(modern, accepted, type, async (made, accept, contentType) => {
      const message: unknown = JSON.parse(JSON.stringify(made));
      const call = plainModernCall(message);
      if (call === null || !isFields(message)) return;
      if (!/^[\x20-\x7e]*$/.test(call.name) || call.name.trim() !== call.name) return;
      plain++;
      const headers = {
        "content-type": contentType,
        ...(accept === undefined ? {} : { accept }),
        "mcp-protocol-version": "2026-07-28",
        "mcp-method": "tools/call",
        "mcp-name": call.name,
      };
      assert.equal(await post(message, headers), await post(noted(message), headers));
    }),
    { numRuns: 600, seed: SEED },
  );
  assert.ok(plain > 100, `${plain} were plain`);
});

Deno.test("made-up calls over stdio are answered as by the SDK where they are plain", async () => {
  let plain = 0;
  await fc.assert(
    fc.asyncProperty(modern, async (made) => {
      const message: unknown = JSON.parse(JSON.stringify(made));
      if (plainModernCall(message) === null || !isFields(message)) return;
      plain++;
      assert.deepEqual(await lines([message]), await lines([noted(message)]));
    }),
    { numRuns: 150, seed: SEED },
  );
  assert.ok(plain > 20, `${plain} were plain`);
});

Deno.test("made-up handshakes and calls of 2025 are answered as by the SDK where they are plain", async () => {
  let plain = 0;
  const opened = { jsonrpc: "2.0", method: "notifications/initialized" };
  await fc.assert(
    fc.asyncProperty(opening, legacy, async (madeOpening, madeCall) => {
      const first: unknown = JSON.parse(JSON.stringify(madeOpening));
      const call: unknown = JSON.parse(JSON.stringify(madeCall));
      if (plainOpening(first) === null || plainLegacyCall(call) === null) return;
      if (!isFields(first) || !isFields(call) || first.id === call.id) return;
      plain++;
      assert.deepEqual(
        await lines([first, opened, call]),
        await lines([noted(first), opened, noted(call)]),
      );
    }),
    { numRuns: 250, seed: SEED },
  );
  assert.ok(plain > 20, `${plain} were plain`);
});
