// Resources through the official client, in both protocol eras.

import assert from "node:assert/strict";
import { createApp } from "../../server/app.ts";
import { connectClient, ERAS } from "../support/mcp_client.ts";
import { modernPost } from "../support/modern_post.ts";
import { memoryTable } from "../support/memory_table.ts";
import { serveMemory } from "../support/serve_memory.ts";

const ORDERS = memoryTable("orders", {
  estimatedRows: 12_345,
  comment: "Who bought\nwhat",
  columns: [{
    name: "id",
    type: "bigint",
    nullable: false,
    default: null,
    generated: "identity",
    comment: null,
    enumValues: null,
  }],
});
const ODD = memoryTable("Ord/er ?#%{}", { schema: "a b", kind: "view" });
const SCHEMAS = [{ name: "public", tableCount: 1, comment: "The shop" }];

for (const era of ERAS) {
  Deno.test(`${era}: resources are the list of schemas and each table, and read as the tools answer`, async () => {
    await using app = createApp({
      database: serveMemory({ schemas: SCHEMAS, tables: [ODD, ORDERS] }),
    });
    await using connection = await connectClient(app, era);
    const { client } = connection;
    const { resources } = await client.listResources();
    assert.deepEqual(resources.map(({ uri, name, description }) => [uri, name, description]), [
      [
        "pgmcp://default/schemas",
        "schemas",
        "The schemas that may be read, with table counts and comments.",
      ],
      ["pgmcp://default/a%20b/Ord%2Fer%20%3F%23%25%7B%7D", '"a b"."Ord/er ?#%{}"', "view"],
      [
        "pgmcp://default/public/orders",
        "public.orders",
        "table, ~12.3k rows: Who bought\\nwhat",
      ],
    ]);
    const read = async (uri: string) => {
      const { contents } = await client.readResource({ uri });
      const [content] = contents;
      assert.equal(content?.uri, uri);
      assert.equal(content?.mimeType, "text/plain");
      return content !== undefined && "text" in content ? content.text : "";
    };
    assert.equal(await read("pgmcp://default/schemas"), "public (1 table) -- The shop");
    for (const { uri, name } of resources.slice(1)) {
      const [schema, table] = name === "public.orders"
        ? ["public", "orders"]
        : ['"a b"', '"Ord/er ?#%{}"'];
      const tool = await client.callTool({
        name: "describe_table",
        arguments: { table_name: `${schema}.${table}` },
      });
      const [part] = tool.content;
      assert.equal(await read(uri), part?.type === "text" ? part.text : "");
    }
  });

  Deno.test(`${era}: what is not there is the protocol's own error, with the address`, async () => {
    await using app = createApp({ database: serveMemory({ tables: [ORDERS] }) });
    await using connection = await connectClient(app, era);
    for (
      const uri of [
        "pgmcp://default/public/ordres",
        "pgmcp://other/schemas",
        "pgmcp://default/tables",
        "pgmcp://default/public/orders/id",
        "pgmcp://default/public/%FF",
        "file:///etc/passwd",
        "schemas",
      ]
    ) {
      await assert.rejects(connection.client.readResource({ uri }), (error: unknown) => {
        assert.ok(error instanceof Error && "code" in error && "data" in error, uri);
        assert.equal(error.code, -32602, uri);
        assert.deepEqual(error.data, { uri });
        if (uri.endsWith("ordres")) assert.match(error.message, /Nearest: orders/);
        return true;
      });
    }
  });
}

Deno.test("the templates name the one database", async () => {
  await using app = createApp({ database: serveMemory() });
  await using connection = await connectClient(app, "modern");
  const { resourceTemplates } = await connection.client.listResourceTemplates();
  assert.deepEqual(resourceTemplates.map(({ uriTemplate }) => uriTemplate), [
    "pgmcp://default/{schema}/{table}",
  ]);
});

Deno.test("10,000 tables are listed in small pages, every table once, and by clients that fetch all", async () => {
  const tables = Array.from(
    { length: 10_000 },
    (_, at) => memoryTable(`table_${at}`, { comment: "x".repeat(5_000) }),
  );
  await using app = createApp({ database: serveMemory({ tables }) });
  await using connection = await connectClient(app, "modern");
  const all = await connection.client.listResources();
  assert.equal(new Set(all.resources.map(({ uri }) => uri)).size, 10_001);
  const page = await app.fetch(modernPost({ method: "resources/list", params: {} }));
  const text = await page.text();
  assert.ok(text.length < 250_000, `${text.length} characters`);
  const { result } = JSON.parse(text);
  assert.equal(result.resources.length, 501);
  assert.equal(typeof result.nextCursor, "string");
});

Deno.test("without a database there is nothing to list, and reading says why", async () => {
  await using app = createApp({ database: null });
  await using connection = await connectClient(app, "modern");
  assert.deepEqual((await connection.client.listResources()).resources, []);
  await assert.rejects(
    connection.client.readResource({ uri: "pgmcp://default/schemas" }),
    /PGMCP_NO_DATABASE/,
  );
});

Deno.test("an error of the database travels with its code, and without its cause", async () => {
  const served = serveMemory();
  const broken = {
    ...served,
    explorer: {
      ...served.explorer,
      listSchemas: () => Promise.reject(new Error("row 4711 of secrets")),
    },
  };
  await using app = createApp({ database: broken });
  await using connection = await connectClient(app, "modern");
  await assert.rejects(
    connection.client.readResource({ uri: "pgmcp://default/schemas" }),
    (error: unknown) => {
      assert.ok(error instanceof Error && "code" in error);
      assert.equal(error.code, -32603);
      assert.match(error.message, /PGMCP_INTERNAL/);
      assert.doesNotMatch(JSON.stringify(error, Object.getOwnPropertyNames(error)), /4711/);
      return true;
    },
  );
});
