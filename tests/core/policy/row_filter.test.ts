// Row filters read against the tables there are: what is refused, in which words, and what is made of
// the names in the others.

import assert from "node:assert/strict";
import { lookupTables } from "../../../core/policy/lookup_tables.ts";
import { ancestorsOf } from "../../../core/policy/ancestors_of.ts";
import { readRowFilter } from "../../../core/policy/row_filter.ts";
import type { CatalogueEntry } from "../../../core/ports/protection_catalogue.ts";
import { createParser } from "../../../core/sql/parse.ts";

const parser = createParser();

function table(name: string, columns: string, more: Partial<CatalogueEntry> = {}): CatalogueEntry {
  const [schema = "", relation = ""] = name.split(".");
  return {
    ...{ oid: name, schema, name: relation, kind: "r", parents: [], reads: [] },
    readsWholeRows: false,
    columns: columns.split(" ").map((each, index) => ({
      ...{ name: each.replaceAll("_", " "), number: index + 1, typeSchema: "pg_catalog" },
      ...{ typeName: "int4", generatedFrom: [] },
    })),
    ...more,
  };
}

const ENTRIES = [
  table("app.orders", "id customer tenant"),
  table("app.customers", "id region tenant"),
  table("app.Odd", "id a_b"),
  table("app.view", "id", { kind: "v" }),
  table("app.logs", "id customer", { kind: "p" }),
  table("other.logs 1", "id customer", { parents: ["app.logs"] }),
  table("app.remote", "id", { kind: "p" }),
  table("app.remote_1", "id", { kind: "f", parents: ["app.remote"] }),
];

async function read(text: string, name = "app.orders"): Promise<string> {
  const entry = ENTRIES.find(({ oid }) => oid === name) ?? table(name, "id");
  const byOid = new Map(ENTRIES.map((each) => [each.oid, each]));
  const filter = await readRowFilter(text, {
    ...{ entry, parser, parsed: new Map(), alias: "s", lookups: lookupTables(ENTRIES, byOid) },
    ancestorsOf: (each) => ancestorsOf(each, byOid),
  });
  if (filter.kind === "problem") return filter.message;
  return filter.template.map((piece) => typeof piece === "string" ? piece : "$").join("");
}

Deno.test("every name in a row filter is written behind a name of ours", async () => {
  const made = [
    ["tenant = 1 and app.orders.id > orders.customer", "s.tenant = 1 and s.id > s.customer"],
    [
      "customer IN (SELECT id FROM app.customers WHERE region = {{principal.region}})",
      's.customer IN (SELECT pgmcp_filter1.id FROM "app"."customers" AS pgmcp_filter1 WHERE pgmcp_filter1.region = $)',
    ],
    [
      "exists (select 1 from app . customers c where c.id = customer and c.tenant = orders.tenant)",
      'exists (select 1 from "app"."customers" AS pgmcp_filter1 where pgmcp_filter1.id = s.customer and pgmcp_filter1.tenant = s.tenant)',
    ],
    [
      'NOT EXISTS (SELECT "o"."a b" FROM "app"."Odd"o)',
      'NOT EXISTS (SELECT pgmcp_filter1."a b" FROM "app"."Odd" AS pgmcp_filter1)',
    ],
    [
      "tenant = (SELECT max(c.tenant) FROM app.customers as c LEFT JOIN app.orders AS asx ON asx.id = c.id)",
      's.tenant = (SELECT max(pgmcp_filter1.tenant) FROM "app"."customers" AS pgmcp_filter1 LEFT JOIN "app"."orders" AS pgmcp_filter2 ON pgmcp_filter2.id = pgmcp_filter1.id)',
    ],
    [
      "id IN (SELECT customer FROM app.orders GROUP BY customer HAVING count(*) > {{principal.n}})",
      's.id IN (SELECT pgmcp_filter1.customer FROM "app"."orders" AS pgmcp_filter1 GROUP BY pgmcp_filter1.customer HAVING count(*) > $)',
    ],
  ] as const;
  for (const [text, expected] of made) assert.equal(await read(text), expected);
});

Deno.test("a partition takes its parent's filter, also where that names the parent", async () => {
  const text = "EXISTS (SELECT 1 FROM app.customers c WHERE c.id = logs.customer)";
  const expected =
    'EXISTS (SELECT 1 FROM "app"."customers" AS pgmcp_filter1 WHERE pgmcp_filter1.id = s.customer)';
  assert.equal(await read(text, "app.logs"), expected);
  assert.equal(await read(text, "other.logs 1"), expected);
  assert.match(await read(text, "app.orders"), /names logs\.customer/);
});

Deno.test("a row filter whose sub-query is not plain is refused with what to write", async () => {
  const refused = [
    ["customer IN (SELECT id FROM customers)", /write its schema too, schema\.customers/],
    ["customer IN (SELECT id FROM app.clients)", /reads app\.clients, which is no table/],
    [
      "customer IN (SELECT oid FROM pg_catalog.pg_class)",
      /reads pg_catalog\.pg_class, which is no/,
    ],
    ["customer IN (SELECT id FROM app.view)", /which is a view or is foreign/],
    ["id IN (SELECT id FROM app.remote_1)", /which is a view or is foreign/],
    ["id IN (SELECT id FROM app.remote)", /which is a view or is foreign/],
    ["id IN (SELECT c.secret FROM app.customers c)", /names c\.secret, which is no column/],
    [
      "id IN (SELECT tenant FROM app.customers c, app.orders o)",
      /names tenant, which is no column/,
    ],
    ["id IN (SELECT c FROM app.customers c)", /names c, which is no column/],
    ["id IN (SELECT c.ctid FROM app.customers c)", /names c\.ctid/],
    ["EXISTS (SELECT * FROM app.customers)", /holds a \*/],
    ["EXISTS (SELECT c.* FROM app.customers c)", /holds a \*/],
    ["EXISTS (TABLE app.customers)", /holds a \*/],
    ["id = (SELECT 1)", /sub-query that reads no table/],
    ["id IN (VALUES (1))", /one plain SELECT/],
    ["id IN (SELECT id FROM app.customers UNION SELECT 1)", /one plain SELECT/],
    ["id IN (WITH c AS (SELECT 1 AS id) SELECT id FROM c)", /one plain SELECT/],
    ["id = (SELECT id FROM app.customers ORDER BY region LIMIT 1)", /one plain SELECT/],
    ["id IN (SELECT id FROM app.customers FOR UPDATE)", /one plain SELECT/],
    ["id = ANY (ARRAY(SELECT id FROM app.customers))", /one plain SELECT/],
    ["id IN (SELECT c.id FROM app.customers c(id))", /schema\.table alias/],
    ["id IN (SELECT id FROM ONLY app.customers)", /schema\.table alias/],
    ["id IN (SELECT x.id FROM (SELECT 1 AS id) x)", /something else than tables/],
    ["id IN (SELECT x FROM generate_series(1, 3) x)", /something else than tables/],
    ["id IN (SELECT id FROM app.customers TABLESAMPLE system (1))", /something else than tables/],
    ["id IN (SELECT c.id FROM app.customers c JOIN app.orders USING (id))", /JOIN … ON/],
    ["id IN (SELECT c.id FROM app.customers c NATURAL JOIN app.orders)", /JOIN … ON/],
    [
      "id IN (SELECT id FROM app.customers WHERE id IN (SELECT 1 FROM app.orders))",
      /sub-query in a sub-query/,
    ],
    [
      `EXISTS (SELECT 1 FROM ${
        Array.from({ length: 9 }, (_, n) => `app.orders o${n}`).join(", ")
      })`,
      /more than 8 tables/,
    ],
    ["id IN (SELECT id AS n FROM app.customers GROUP BY n)", /names n, which is no column/],
    ["id IN (SELECT c.id FROM app.customers/**/c)", /not written plainly/],
    ["id IN (SELECT c.id FROM app.customers --\n c)", /not written plainly/],
    ["id = 1) OR (true", /syntax error|brackets/],
  ] as const;
  for (const [text, expected] of refused) assert.match(await read(text), expected, text);
});
