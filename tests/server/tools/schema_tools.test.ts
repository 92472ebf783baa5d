// list_schemas, list_tables and describe_table: what a model reads, and how much.

import assert from "node:assert/strict";
import { callTool } from "../../support/call_tool.ts";
import { memoryTable } from "../../support/memory_table.ts";
import { serveMemory } from "../../support/serve_memory.ts";

const COLUMN = {
  nullable: false,
  default: null,
  generated: null,
  comment: null,
  enumValues: null,
} as const;
const ORDERS = memoryTable("orders", {
  estimatedRows: 12_345,
  sizeBytes: 1_258_291,
  comment: "Orders\nof customers",
  columns: [
    { ...COLUMN, name: "id", type: "bigint", generated: "identity" },
    { ...COLUMN, name: "customer_id", type: "bigint", comment: "Who ordered" },
    {
      ...COLUMN,
      name: "status",
      type: "order_status",
      default: "'new'::order_status",
      enumValues: ["new", "paid"],
    },
    { ...COLUMN, name: "user", type: "text", nullable: true },
    {
      ...COLUMN,
      name: "total",
      type: "numeric(10,2)",
      default: "net + tax",
      generated: "generated",
    },
  ],
  primaryKey: ["id"],
  uniqueConstraints: [{ name: "u", columns: ["customer_id", "user"] }],
  foreignKeys: [{
    name: "f",
    columns: ["customer_id"],
    referencedSchema: "public",
    referencedTable: "customers",
    referencedColumns: ["id"],
    onDelete: "CASCADE",
  }],
  referencedBy: [
    {
      name: "a",
      schema: "public",
      table: "items",
      columns: ["order_id"],
      referencedColumns: ["id"],
    },
    { name: "b", schema: "x", table: "Odd Name", columns: ["o"], referencedColumns: ["id"] },
  ],
  checks: [{ name: "c", definition: "CHECK ((total >= 0))" }],
  indexes: [{ name: "i", definition: "CREATE INDEX i ON public.orders USING btree (status)" }],
});

Deno.test("list_schemas answers a line a schema", async () => {
  const served = serveMemory({
    schemas: [
      { name: "public", tableCount: 8, comment: "The shop" },
      { name: "audit", tableCount: 1, comment: null },
    ],
  });
  const { texts } = await callTool(served, { name: "list_schemas" });
  assert.deepEqual(texts, ["public (8 tables) -- The shop\naudit (1 table)"]);
});

Deno.test("list_tables answers a line a table, sizes for people, bytes for programs", async () => {
  const view = memoryTable("v", { kind: "view", comment: "a\tb" });
  const { texts, structured } = await callTool(serveMemory({ tables: [ORDERS, view] }), {
    name: "list_tables",
  });
  assert.deepEqual((texts[0] ?? "").split("\n"), [
    "schema\ttable\tkind\trows\tsize\tcomment",
    "public\torders\ttable\t~12.3k\t1.2 MB\tOrders\\nof customers",
    "public\tv\tview\t\t\ta\\tb",
  ]);
  assert.deepEqual(structured, {
    tables: [
      {
        schema: "public",
        name: "orders",
        kind: "table",
        estimated_rows: 12_345,
        size_bytes: 1_258_291,
        comment: "Orders\nof customers",
      },
      {
        schema: "public",
        name: "v",
        kind: "view",
        estimated_rows: null,
        size_bytes: null,
        comment: "a\tb",
      },
    ],
    total: 2,
    next_cursor: null,
  });
});

Deno.test("list_tables of 10,000 tables is a page that leads to the next", async () => {
  const tables = Array.from(
    { length: 10_000 },
    (_, at) => memoryTable(`table_${at}`, { comment: "word ".repeat(1_000) }),
  );
  const served = serveMemory({ tables });
  const first = await callTool(served, { name: "list_tables" });
  const lines = (first.texts[0] ?? "").split("\n");
  assert.equal(lines.length, 102);
  assert.equal(
    lines.at(-1),
    '100 of 10000 tables. Narrow with schema or name, or ask for more with cursor: "100"',
  );
  assert.ok(JSON.stringify(first.structured).length < 30_000);
  const next = await callTool(served, {
    name: "list_tables",
    input: { cursor: first.structured.next_cursor, limit: 2 },
  });
  assert.deepEqual(
    (next.texts[0] ?? "").split("\n").map((line) => line.split("\t")[1]).slice(1, 3),
    ["table_100", "table_101"],
  );
});

Deno.test("list_tables refuses a page size out of bounds, and says when nothing matches", async () => {
  for (const limit of [0, 501, 1.5]) {
    const { texts } = await callTool(serveMemory(), { name: "list_tables", input: { limit } });
    assert.match(
      texts[0] ?? "",
      /^PGMCP_INVALID_ARGUMENT: Cannot call list_tables: argument "limit"/,
    );
  }
  const { texts } = await callTool(serveMemory(), {
    name: "list_tables",
    input: { schema: "public", name: "x" },
  });
  assert.deepEqual(texts, ['No table in schema "public" has a name like "x".']);
});

Deno.test("describe_table answers near to SQL, names quoted where SQL needs it", async () => {
  const { texts, structured } = await callTool(serveMemory({ tables: [ORDERS] }), {
    name: "describe_table",
    input: { table_name: "public.orders" },
  });
  assert.deepEqual((texts[0] ?? "").split("\n"), [
    "table public.orders (~12.3k rows, 1.2 MB)",
    "-- Orders\\nof customers",
    "  id bigint not null identity",
    "  customer_id bigint not null -- Who ordered",
    "  status order_status not null default 'new'::order_status enum ('new', 'paid')",
    '  "user" text',
    "  total numeric(10,2) not null generated as (net + tax)",
    "primary key: (id)",
    'unique: (customer_id, "user")',
    "foreign keys: (customer_id) -> public.customers(id) on delete CASCADE",
    "referenced by:",
    "  public.items(order_id) -> (id)",
    '  x."Odd Name"(o) -> (id)',
    "checks: CHECK ((total >= 0))",
    "indexes: CREATE INDEX i ON public.orders USING btree (status)",
  ]);
  assert.equal((structured.columns as readonly unknown[]).length, 5);
  assert.deepEqual(structured.primary_key, ["id"]);
});

Deno.test("describe_table of an unknown table names the nearest", async () => {
  const { texts, isError } = await callTool(serveMemory({ tables: [ORDERS] }), {
    name: "describe_table",
    input: { table_name: "order" },
  });
  assert.equal(isError, true);
  assert.match(
    texts[0] ?? "",
    /^PGMCP_TABLE_NOT_FOUND: There is no table "order"\. Nearest: orders\./,
  );
});
