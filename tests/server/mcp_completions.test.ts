// Completions through the official client: bounded, in time, and never in the way.

import assert from "node:assert/strict";
import { createApp } from "../../server/app.ts";
import { connectClient, ERAS } from "../support/mcp_client.ts";
import { memoryTable } from "../support/memory_table.ts";
import { type ServedMemory, serveMemory } from "../support/serve_memory.ts";

const SHOP = serveMemory({
  schemas: ["public", "shop", "workshop"].map((name) => ({ name, tableCount: 1, comment: null })),
  tables: [
    memoryTable("customer_orders", { schema: "shop" }),
    memoryTable("orders", { schema: "shop" }),
    memoryTable("Orders", { schema: "public" }),
    memoryTable("people", { schema: "public" }),
  ],
});
const TABLE = { type: "ref/resource", uri: "pgmcp://default/{schema}/{table}" } as const;
const PROFILE = { type: "ref/prompt", name: "profile_table" } as const;
const EXPLORE = { type: "ref/prompt", name: "explore_database" } as const;

type Ref = typeof TABLE | typeof PROFILE | typeof EXPLORE;

async function complete(
  served: ServedMemory,
  ask: {
    readonly ref: Ref;
    readonly name: string;
    readonly value: string;
    readonly filled?: Readonly<Record<string, string>>;
  },
  era: typeof ERAS[number] = "modern",
) {
  await using app = createApp({ database: served });
  await using connection = await connectClient(app, era);
  const { completion } = await connection.client.complete({
    ref: ask.ref,
    argument: { name: ask.name, value: ask.value },
    ...(ask.filled === undefined ? {} : { context: { arguments: { ...ask.filled } } }),
  });
  return completion;
}

for (const era of ERAS) {
  Deno.test(`${era}: schemas and tables are completed, those that begin so first`, async () => {
    const schema = await complete(SHOP, { ref: TABLE, name: "schema", value: "SHO" }, era);
    assert.deepEqual(schema, { values: ["shop", "workshop"], total: 2, hasMore: false });
    const table = await complete(
      SHOP,
      { ref: TABLE, name: "table", value: "or", filled: { schema: "shop" } },
      era,
    );
    assert.deepEqual(table, { values: ["orders", "customer_orders"], total: 2, hasMore: false });
    const prompt = await complete(SHOP, { ref: EXPLORE, name: "schema", value: "pub" }, era);
    assert.deepEqual(prompt.values, ["public"]);
  });
}

Deno.test("a prompt's table is completed with its schema, as SQL writes it", async () => {
  const ask = async (value: string) =>
    (await complete(SHOP, { ref: PROFILE, name: "table", value })).values;
  assert.deepEqual(await ask("ord"), ["shop.orders", 'public."Orders"', "shop.customer_orders"]);
  assert.deepEqual(await ask("shop.ord"), ["shop.orders", "shop.customer_orders"]);
  assert.deepEqual(await ask('public."Or'), ['public."Orders"']);
  assert.deepEqual(await ask("nowhere.ord"), []);
});

Deno.test("at most 100 names come back, with how many there are", async () => {
  const tables = Array.from({ length: 10_000 }, (_, at) => memoryTable(`table_${at}`));
  const served = serveMemory({
    tables,
    schemas: [{ name: "public", tableCount: 10_000, comment: null }],
  });
  const completion = await complete(served, { ref: PROFILE, name: "table", value: "" });
  assert.equal(completion.values.length, 100);
  assert.deepEqual([completion.total, completion.hasMore], [10_000, true]);
});

Deno.test("a database that does not answer in a second gives no names, and is not asked on", async () => {
  const served = serveMemory({ endlessCatalogue: true });
  const completion = await complete(served, { ref: PROFILE, name: "table", value: "o" });
  assert.deepEqual(completion, { values: [], hasMore: true });
  assert.deepEqual(served.database.cancelled, ["catalogue"]);
});

Deno.test("what has no names is not completed, and what is not there is an error", async () => {
  const free = await complete(SHOP, { ref: EXPLORE, name: "topic", value: "x" });
  assert.deepEqual(free, { values: [], total: 0, hasMore: false });
  await assert.rejects(complete(SHOP, { ref: EXPLORE, name: "tabel", value: "x" }), /no argument/);
  await assert.rejects(complete(SHOP, { ref: TABLE, name: "column", value: "x" }), /no variable/);
});
