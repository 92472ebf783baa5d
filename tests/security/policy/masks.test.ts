// Every mask over every type it fits, on a real PostgreSQL: it never fails, never shows the value,
// and keeps the type where it says so.

import assert from "node:assert/strict";
import pg from "pg";
import { hashKeyPads } from "../../../core/policy/hash_key_pads.ts";
import { maskExpression } from "../../../core/policy/mask_expression.ts";
import type { Mask } from "../../../core/policy/policy.ts";
import { createBinder, renderTemplate } from "../../../core/policy/sql_template.ts";
import { testsOnPostgres } from "../../support/tests_on_postgres.ts";

const onPostgres = testsOnPostgres();

/** By type, values that break careless masks. */
const VALUES: Readonly<Record<string, readonly string[]>> = {
  text: [
    "",
    "x",
    "@",
    "a@",
    "@b",
    "a@b@c.de",
    "canary@example.com",
    "4111111111111111",
    "\\",
    "ü€😀x12345",
  ],
  varchar: ["", "x", "canary@example.com", "4111111111111111"],
  bpchar: ["", "x", "4111111111111111"],
  name: ["", "x", "canary12345"],
  int2: ["0", "-32768", "32767"],
  int4: ["0", "-2147483648", "2147483647", "55"],
  int8: ["0", "-9223372036854775808", "9223372036854775807"],
  numeric: ["0", "-1.5", "NaN", "1e200", "-1e-200", "123456.789", "Infinity", "-Infinity"],
  float4: ["0", "NaN", "Infinity", "-Infinity", "3e38", "1e-38", "-12.5"],
  float8: ["0", "NaN", "Infinity", "-Infinity", "1e308", "-1e308", "1e-308", "7.5"],
  bool: ["t", "f"],
  date: ["infinity", "-infinity", "4714-11-24 BC", "5874897-12-31", "2026-11-22", "0001-01-01"],
  timestamp: [
    "infinity",
    "-infinity",
    "4714-11-24 BC",
    "294276-12-31 23:59:59",
    "2026-11-22 10:00",
  ],
  timestamptz: [
    "infinity",
    "-infinity",
    "4714-11-24 12:00+00 BC",
    "294276-12-31 23:59:59+00",
    "2026-11-22 23:30-05",
  ],
  uuid: ["00000000-0000-0000-0000-000000000000", "c0ffee00-1234-4321-8888-123456789abc"],
  jsonb: ['{"a": 1}', "null"],
  bytea: ["\\x00ff"],
  inet: ["10.0.0.1"],
};

const MASKS: readonly Mask[] = [
  { kind: "redact" },
  { kind: "null" },
  { kind: "literal", text: "****@****.com" },
  { kind: "literal", text: "0" },
  { kind: "literal", text: "2000-01-01" },
  { kind: "partial", keepFirst: 0, keepLast: 4, keepDomain: false },
  { kind: "partial", keepFirst: 2, keepLast: 2, keepDomain: false },
  { kind: "partial", keepFirst: 0, keepLast: 0, keepDomain: true },
  { kind: "partial", keepFirst: 1, keepLast: 0, keepDomain: true },
  { kind: "hash" },
  { kind: "year" },
  { kind: "bucket", size: 10 },
  { kind: "bucket", size: 0.25 },
  { kind: "bucket", size: 1000 },
];

onPostgres("every mask is total, and keeps its type where it says so", async (server) => {
  const client = new pg.Client({ connectionString: server.url });
  await client.connect();
  const pads = await hashKeyPads(new Uint8Array(32).fill(7), "support");
  const fits = new Map<string, number>();
  try {
    for (const [typeName, values] of Object.entries(VALUES)) {
      const list = [...values.map((_, at) => `($${at + 1})`), "(NULL)"].join(", ");
      await client.query(`CREATE TABLE "t_${typeName}" (v pg_catalog."${typeName}")`);
      await client.query(`INSERT INTO "t_${typeName}" VALUES ${list}`, [...values]);
      for (const mask of MASKS) {
        const column = {
          name: "v",
          number: 1,
          typeSchema: "pg_catalog",
          typeName,
          generatedFrom: [],
        };
        const made = maskExpression(mask, column, 'pgmcp_scan."v"');
        if (made.kind === "problem") continue;
        const what = `${JSON.stringify(mask)} over ${typeName}`;
        fits.set(mask.kind, (fits.get(mask.kind) ?? 0) + 1);
        const binder = createBinder();
        const sql = renderTemplate(made.template, binder);
        const bound = binder.bindings().map((each) => each.kind === "key" ? pads[each.pad] : "");
        const { rows } = await client.query(
          `SELECT (${sql})::text AS shown, pg_typeof(${sql})::text AS type, v::text AS value FROM "t_${typeName}" AS pgmcp_scan`,
          bound,
        ).catch((error: unknown) => {
          throw new Error(`${what} fails: ${error instanceof Error ? error.message : error}`);
        });
        const { rows: [typed] } = await client.query(
          `SELECT '${made.typeName}'::regtype::text AS name`,
        );
        for (const { shown, type, value } of rows) {
          assert.equal(type, typed.name, what);
          if (value === null && !made.constant) assert.equal(shown, null, `${what} of NULL`);
          if (made.constant) assert.equal(shown, rows[0].shown, `${what} is constant`);
          if (value?.includes("canary")) assert.ok(!shown?.includes("canary"), `${what}: ${shown}`);
          if (mask.kind === "partial" && value !== null && value !== "") {
            const kept = String(shown).replace("****", "").length;
            const local = mask.keepDomain ? value.replace(/@[^@]*$/, "") : value;
            if (!mask.keepDomain) {
              assert.ok(local.length - kept >= 4 || kept === 0, `${what}: ${shown}`);
            }
          }
        }
      }
    }
  } finally {
    await client.end();
  }
  assert.deepEqual([...fits.keys()].toSorted(), [
    ...["bucket", "hash", "literal", "null", "partial", "redact", "year"],
  ]);
});

onPostgres("a mask gives a value also where unlike texts are equal", async (server) => {
  const client = new pg.Client({ connectionString: (await server.createDatabase()).url });
  await client.connect();
  try {
    await client.query(
      `CREATE COLLATION blind (provider = icu, locale = 'und-u-ks-level2', deterministic = false);
      CREATE TABLE t (v text COLLATE blind);
      INSERT INTO t VALUES ('Ada@B@x.example'), ('@'), (''), ('none'), (NULL)`,
    );
    const column = {
      ...{ name: "v", number: 1, typeSchema: "pg_catalog", typeName: "text", generatedFrom: [] },
    };
    for (const mask of MASKS) {
      const made = maskExpression(mask, column, "v");
      if (made.kind === "problem" || mask.kind === "hash") continue;
      const { rows } = await client.query(
        `SELECT ${renderTemplate(made.template, createBinder())} AS m FROM t`,
      );
      if (mask.kind !== "partial" || !mask.keepDomain || mask.keepFirst > 0) continue;
      assert.deepEqual(rows, ["****@x.example", "****@", "****", "****", null].map((m) => ({ m })));
      // What is shown compares as the column itself does.
      const like = await client.query(
        `SELECT ${
          renderTemplate(made.template, createBinder())
        } = '****@X.EXAMPLE' AS same FROM t LIMIT 1`,
      );
      assert.deepEqual(like.rows, [{ same: true }]);
    }
  } finally {
    await client.end();
  }
});

onPostgres("a hash is the HMAC of the value, another for each role", async (server) => {
  const client = new pg.Client({ connectionString: server.url });
  await client.connect();
  try {
    const seen: string[] = [];
    for (const role of ["", "support"]) {
      const key = new Uint8Array(32).fill(7);
      const pads = await hashKeyPads(key, role);
      const column = {
        name: "v",
        number: 1,
        typeSchema: "pg_catalog",
        typeName: "text",
        generatedFrom: [],
      };
      const made = maskExpression({ kind: "hash" }, column, "'é1'::text");
      assert.ok(made.kind === "mask");
      const binder = createBinder();
      const sql = renderTemplate(made.template, binder);
      const bound = binder.bindings().map((each) => each.kind === "key" ? pads[each.pad] : "");
      const { rows } = await client.query(`SELECT ${sql} AS hash`, bound);
      const { createHmac } = await import("node:crypto");
      const own = createHmac("sha256", key).update(`pgmcp hash mask\0${role}`).digest();
      assert.equal(rows[0].hash, createHmac("sha256", own).update("é1").digest("hex").slice(0, 32));
      seen.push(rows[0].hash);
    }
    assert.notEqual(seen[0], seen[1]);
  } finally {
    await client.end();
  }
});

Deno.test("a mask that does not fit says what would", () => {
  const column = {
    name: "age",
    number: 1,
    typeSchema: "pg_catalog",
    typeName: "int4",
    generatedFrom: [],
  };
  for (const mask of [{ kind: "year" }, { kind: "literal", text: "secret" }] as const) {
    const made = maskExpression(mask, column, "x");
    assert.ok(made.kind === "problem");
    assert.match(made.message, /does not fit: the column age is int4, not .*; use /);
  }
});
