// The part of the contract that needs a second way into the database: what others
// change meanwhile, what others can see, and databases with defaults of their own.

import assert from "node:assert/strict";
import type { ContractTarget, OutsideAccess } from "./contract_target.ts";
import { until } from "../support/until.ts";
import { read, write } from "./execute_contract.ts";
import { expectError } from "./expect_error.ts";

async function running(outside: OutsideAccess, text: string): Promise<number> {
  const rows = await outside.read(
    `SELECT 1 FROM pg_stat_activity WHERE state = 'active' AND pid <> pg_backend_pid() AND query LIKE '%${text}%'`,
  );
  return rows.length;
}

const DEFAULTS = [
  ["standard_conforming_strings", "off"],
  ["search_path", "hidden"],
  ["DateStyle", "'SQL, DMY'"],
  ["IntervalStyle", "sql_standard"],
  ["bytea_output", "escape"],
  ["row_security", "off"],
  ["statement_timeout", "0"],
  ["extra_float_digits", "-3"],
  ["xmlbinary", "hex"],
  ["default_transaction_isolation", "serializable"],
  ["default_transaction_read_only", "on"],
  ["client_min_messages", "debug5"],
  ["transform_null_equals", "on"],
  ["backslash_quote", "off"],
  ["array_nulls", "off"],
  ["xmloption", "document"],
];

/** The cases, by title. */
export const OUTSIDE_CASES: Readonly<
  Record<string, (outside: OutsideAccess, target: ContractTarget) => Promise<void>>
> = {
  "an aborted or late statement is gone in the database": async (outside, { database }) => {
    const controller = new AbortController();
    const call = expectError(
      read(database, "SELECT pg_sleep(600), 'abort-me'", {
        signal: controller.signal,
        timeoutMs: 600_000,
      }),
      "PGMCP_CANCELLED",
    );
    await until("abort-me", async () => await running(outside, "abort-me") === 1);
    controller.abort();
    await call;
    assert.equal(await running(outside, "abort-me"), 0);
    const late = read(database, "SELECT pg_sleep(600), 'too-late'", { timeoutMs: 200 });
    await expectError(late, "PGMCP_QUERY_TIMEOUT");
    assert.equal(await running(outside, "too-late"), 0);
  },
  "a statement that waits for a lock is ended in time": async (outside, { database }) => {
    const holder = outside.open();
    const controller = new AbortController();
    const lock = holder.executor.execute({
      sql: "WITH l AS (SELECT pg_advisory_lock(1)) SELECT pg_sleep(600) FROM l",
      access: "read",
      limits: { maxRows: 1, maxBytes: 100, timeoutMs: 600_000 },
    }, { signal: controller.signal });
    const released = expectError(lock, "PGMCP_CANCELLED");
    await until("pg_advisory_lock", async () => await running(outside, "pg_advisory_lock") === 1);
    const waiting = read(database, "SELECT pg_advisory_lock(1)", { timeoutMs: 300 });
    await expectError(waiting, "PGMCP_QUERY_TIMEOUT");
    controller.abort();
    await released;
    await holder.close();
    assert.deepEqual(await outside.read("SELECT 1 FROM pg_locks WHERE locktype = 'advisory'"), []);
  },
  "no session is left in a transaction": async (outside, { database }) => {
    await read(database, "SELECT 1");
    await read(database, "SELECT 1/0").catch(() => {});
    const open = "SELECT 1 FROM pg_stat_activity WHERE state LIKE 'idle in%'";
    // A connection is cleaned when its statement's answer has left: a moment after.
    await until("the end of it", async () => (await outside.read(open)).length === 0, 5_000);
  },
  "a session that the server ended is replaced unnoticed": async (outside) => {
    const database = outside.open({ poolSize: 1 });
    for (let round = 0; round < 3; round++) {
      const { rows } = await read(database, "SELECT pg_backend_pid()");
      await outside.runSql(`SELECT pg_terminate_backend(${rows[0]?.[0]})`);
      if (round === 1) await new Promise((resolve) => setTimeout(resolve, 50));
      assert.deepEqual((await read(database, "SELECT 1")).rows, [["1"]]);
    }
    await database.close();
  },
  "a session ended under a statement is an error, and the next call works": async (outside) => {
    const database = outside.open({ poolSize: 1 });
    const call = expectError(
      read(database, "SELECT pg_sleep(600), 'end-me'", { timeoutMs: 600_000 }),
      "PGMCP_CONNECTION_LOST",
    );
    await until("end-me", async () => await running(outside, "end-me") === 1);
    await outside.runSql(
      "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND query LIKE '%end-me%'",
    );
    await call;
    assert.deepEqual((await read(database, "SELECT 1")).rows, [["1"]]);
    await database.close();
  },
  "a table made a second ago is seen by everything": async (outside, { database }) => {
    const question = {
      ...{ functions: [], operators: [], types: [] },
      relations: [{ schema: "bare", name: "just_made" }],
    };
    assert.deepEqual((await database.catalogue.resolve(question)).relations, [null]);
    await outside.runSql("CREATE TABLE bare.just_made AS SELECT 5 AS five");
    assert.equal((await database.catalogue.resolve(question)).relations[0]?.kind, "r");
    assert.deepEqual((await read(database, "SELECT * FROM bare.just_made")).rows, [["5"]]);
    const page = await database.explorer.listTables({ limit: 5, schema: "bare" });
    assert.deepEqual(page.tables.map((table) => table.name), ["just_made"]);
    await database.explorer.describeTable({ table: "just_made" });
    await outside.runSql("DROP TABLE bare.just_made");
  },
  "defaults of the database and the role do not change an answer": async (outside) => {
    const sql =
      "SELECT length('a\\'), DATE '2024-02-01', INTERVAL '1 day 2 hours', '\\x41'::bytea, " +
      "0.1::float8 + 0.2, NULL = NULL, current_setting('statement_timeout'), " +
      // What a comparison with NULL, a quote behind a backslash, NULL in an array and XML without
      // a root element mean.
      "(SELECT count(*) FROM (VALUES (NULL::int)) AS v(x) WHERE x = NULL), E'it\\'s', " +
      "('{NULL}'::text[])[1] IS NULL, 'a<b/>'::xml, " +
      "current_setting('row_security'), current_setting('transaction_isolation')";
    const path = "SELECT current_setting('search_path')";
    const before = outside.open({ poolSize: 1, schemas: ["shop", "public"] });
    const plain = [(await read(before, sql)).rows, (await read(before, path)).rows];
    await before.close();
    assert.deepEqual(plain[0]?.[0]?.slice(0, 3), ["2", "2024-02-01", "1 day 02:00:00"]);
    for (const scope of ["DATABASE", "ROLE"]) {
      const name = scope === "DATABASE" ? "current_database()" : "current_user";
      const each = DEFAULTS.map(([setting, value]) =>
        `EXECUTE format('ALTER ${scope} %I SET ${setting} = ${
          value?.replaceAll("'", "''")
        }', ${name});`
      );
      await outside.runSql(`DO $do$ BEGIN ${each.join("\n")} END $do$`);
      const changed = outside.open({ poolSize: 1, schemas: ["shop", "public"] });
      try {
        assert.deepEqual(
          [(await read(changed, sql)).rows, (await read(changed, path)).rows],
          plain,
        );
        assert.equal((await write(changed, "DELETE FROM shop.written")).affectedRows, 0);
        assert.equal((await changed.explorer.listTables({ limit: 50 })).total, 8);
      } finally {
        await changed.close();
        await outside.runSql(
          `BEGIN READ WRITE; DO $do$ BEGIN EXECUTE format('ALTER ${scope} %I RESET ALL', ${name}); END $do$; COMMIT`,
        );
      }
    }
  },
  "only allowed schemas exist, for every question": async (outside) => {
    const database = outside.open({ schemas: ["shop"] });
    const schemas = await database.explorer.listSchemas();
    assert.deepEqual(schemas.map((schema) => schema.name), ["shop"]);
    assert.equal((await database.explorer.listTables({ limit: 50 })).total, 7);
    await expectError(
      database.explorer.listTables({ limit: 5, schema: "hidden" }),
      "PGMCP_SCHEMA_NOT_FOUND",
    );
    const one = await database.explorer.describeTable({ table: "customers" });
    assert.equal(one.schema, "shop");
    assert.deepEqual(one.referencedBy.map((key) => key.schema), ["shop"]);
    await expectError(
      database.explorer.describeTable({ table: "hidden.customers" }),
      "PGMCP_SCHEMA_NOT_FOUND",
    );
    await expectError(
      database.explorer.describeTable({ table: "only_here" }),
      "PGMCP_TABLE_NOT_FOUND",
    );
    // The allowed schemas are the search path.
    assert.equal((await read(database, "SELECT id FROM customers")).rows.length, 2);
    const error = await expectError(
      read(database, "SELECT * FROM only_her"),
      "PGMCP_UNDEFINED_NAME",
    );
    assert.ok(!error.hint.includes("only_here"));
    await database.close();
  },
  "what the role may not read does not exist for the explorer": async (outside) => {
    const database = outside.open({ role: "contract_reader" });
    const page = await database.explorer.listTables({ limit: 50 });
    assert.deepEqual(page.tables.map((table) => table.name), ["customers", "notes"]);
    await expectError(
      database.explorer.describeTable({ table: "shop.written" }),
      "PGMCP_TABLE_NOT_FOUND",
    );
    const denied = await expectError(
      read(database, "SELECT * FROM shop.written"),
      "PGMCP_PERMISSION_DENIED",
    );
    assert.match(denied.message, /^permission denied for table written/);
    await database.close();
  },
  "closing ends what runs, and later calls are refused": async (outside) => {
    const database = outside.open({ poolSize: 2 });
    const call = expectError(
      read(database, "SELECT pg_sleep(600), 'close-me'", { timeoutMs: 600_000 }),
      "PGMCP_SHUTTING_DOWN",
    );
    await until("close-me", async () => await running(outside, "close-me") === 1);
    await database.close();
    await call;
    assert.equal(await running(outside, "close-me"), 0);
    await expectError(read(database, "SELECT 1"), "PGMCP_SHUTTING_DOWN");
    await database.close();
  },
};
