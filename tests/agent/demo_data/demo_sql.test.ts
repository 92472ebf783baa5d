// The demo's data: the same every time, invented throughout, and the dump is made of it.

import assert from "node:assert/strict";
import { PGlite } from "@electric-sql/pglite";
import { openPglite } from "../../../agent/databases/pglite/open_pglite.ts";
import { openPostgres } from "../../../agent/databases/postgres/open_postgres.ts";
import { DEMO_LAST_DAY, demoShiftDays } from "../../../agent/demo_data/demo_clock.ts";
import { DEMO_DUMP_LAST_DAY } from "../../../agent/demo_data/demo_dump.gen.ts";
import { demoSql, loadDemo } from "../../../agent/demo_data/demo_sql.ts";
import { demoTables } from "../../../agent/demo_data/demo_tables.ts";
import type { Database } from "../../../core/ports/database.ts";
import { postgresSkipReason, startPostgres } from "../../support/postgres_server.ts";

function column(table: string, name: string): readonly (string | null)[] {
  const found = demoTables().find((candidate) => candidate.name === table);
  const index = found?.columns.indexOf(name) ?? -1;
  assert.ok(found !== undefined && index >= 0, `${table}.${name}`);
  return found.rows.map((row) => row[index] === null ? null : String(row[index]));
}

Deno.test("the demo's SQL is the same every time", () => {
  assert.equal([...demoSql()].join("\n"), [...demoSql()].join("\n"));
});

Deno.test("the demo has a few thousand rows", () => {
  const total = demoTables().reduce((sum, table) => sum + table.rows.length, 0);
  assert.ok(total > 5_000 && total < 12_000, String(total));
});

Deno.test("no e-mail address, phone, tax or account number of the demo can be anybody's", () => {
  for (const address of [...column("customers", "email"), ...column("users", "email")]) {
    assert.match(address ?? "", /@(?:shop\.)?example\.(?:com|org|net)$/);
  }
  const fictional =
    /^\+(?:1 (?:312|416) 555 01|49 30 23125 |44 20 7946 0|33 1 99 00 |61 3 5550 |46 8 465 004 |353 20 911 )/;
  for (
    const [table, name, nobodys] of [
      ["customers", "phone", fictional],
      ["customers", "ssn", /^9\d\d-[0-4]\d-/],
      ["customers", "tax_id", /^[A-Z]{2}-000-/],
      ["payments", "iban", /^[A-Z]{2}00/],
    ] as const
  ) {
    const values = column(table, name).filter((value) => value !== null);
    assert.ok(values.length > 50, `${table}.${name}: ${values.length}`);
    for (const value of values) assert.match(value, nobodys);
  }
});

Deno.test("the demo's dates move by whole weeks and never back", () => {
  assert.equal(demoShiftDays(new Date("2026-01-01")), 0);
  assert.equal(demoShiftDays(new Date("2026-11-09T12:00:00Z")), 7);
});

// Every row as text, in an order that no collation changes.
async function hashes(
  read: (sql: string) => Promise<string>,
): Promise<Readonly<Record<string, string>>> {
  const found: Record<string, string> = {};
  const relations = demoTables().map((table) => table.name);
  for (const name of [...relations, "monthly_revenue", "product_sales"]) {
    found[name] = await read(
      `SELECT md5(string_agg(t::text, E'\\n' ORDER BY t::text COLLATE "C")) AS hash FROM ${name} t`,
    );
  }
  return found;
}

async function readOne(database: Database, sql: string): Promise<string> {
  const limits = { maxRows: 1, maxBytes: 1_000, timeoutMs: 20_000 };
  const { rows } = await database.executor.execute({ sql, access: "read", limits });
  return rows[0]?.[0] ?? "";
}

async function dumpHashes(): Promise<Readonly<Record<string, string>>> {
  const lastDay = new Date(`${DEMO_LAST_DAY}T00:00:00Z`);
  await using database = openPglite({ demo: true, now: () => lastDay });
  return await hashes((sql) => readOne(database, sql));
}

Deno.test("the dump holds what the SQL makes, row for row", async () => {
  assert.equal(DEMO_DUMP_LAST_DAY, DEMO_LAST_DAY);
  const made = await PGlite.create();
  await loadDemo((sql) => made.exec(sql));
  const expected = await hashes(async (sql) =>
    (await made.query<{ readonly hash: string }>(sql)).rows[0]?.hash ?? ""
  );
  await made.close();
  assert.deepEqual(await dumpHashes(), expected);
});

const missing = postgresSkipReason();
for (const version of [18, 15] as const) {
  Deno.test({
    name: `PostgreSQL ${version} holds the same demo as the dump` +
      (missing === null ? "" : ` (left out: ${missing})`),
    ignore: missing !== null,
    fn: async () => {
      await using server = await startPostgres({ version });
      const { url } = await server.createDatabase();
      await loadDemo((sql) => server.runSql(url, sql));
      await server.runSql(url, "ALTER ROLE CURRENT_USER SET TimeZone = 'UTC'");
      await using database = openPostgres({ url });
      assert.deepEqual(await hashes((sql) => readOne(database, sql)), await dumpHashes());
    },
  });
}
