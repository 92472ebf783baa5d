// The part of the contract about transactions and sessions: a read leaves nothing
// behind, a write is committed as a whole or not at all, and no session remembers.

import assert from "node:assert/strict";
import type { Database } from "../../core/ports/database.ts";
import { read, write } from "./execute_contract.ts";
import { expectError } from "./expect_error.ts";

async function count(database: Database, condition: string): Promise<string | null | undefined> {
  const sql = `SELECT count(*) FROM shop.written WHERE ${condition}`;
  return (await read(database, sql)).rows[0]?.[0];
}

/** The cases, by title. */
export const TRANSACTION_CASES: Readonly<Record<string, (database: Database) => Promise<void>>> = {
  "a read that writes is refused by the database": async (database) => {
    const error = await expectError(
      read(database, "INSERT INTO shop.written VALUES (1, 'read')"),
      "PGMCP_QUERY_FAILED",
    );
    assert.equal(error.sqlState, "25006");
    assert.equal(await count(database, "body = 'read'"), "0");
  },
  "what a READ ONLY transaction lets through is rolled back": async (database) => {
    await read(database, "EXPLAIN ANALYZE CREATE TABLE shop.smuggled AS SELECT 1");
    await read(database, "SELECT set_config('search_path', 'hidden', false)");
    await read(database, "SELECT set_config('DateStyle', 'German', false)");
    await read(database, "SELECT lo_create(424242)").catch(() => {});
    const { rows } = await read(
      database,
      "SELECT to_regclass('shop.smuggled'), current_setting('DateStyle') LIKE 'ISO%', current_schemas(false) && '{hidden}', (SELECT count(*) FROM pg_largeobject_metadata WHERE oid = 424242)",
    );
    assert.deepEqual(rows, [[null, "t", "f", "0"]]);
  },
  "locks, prepared statements and channels do not outlive the call": async (database) => {
    await read(database, "SELECT pg_advisory_lock(4711)");
    await read(database, "PREPARE kept AS SELECT 1");
    await write(database, "LISTEN kept");
    await write(database, "CREATE TEMP TABLE kept (a int)");
    const { rows } = await read(
      database,
      "SELECT (SELECT count(*) FROM pg_locks WHERE locktype = 'advisory'), (SELECT count(*) FROM pg_prepared_statements), (SELECT count(*) FROM pg_listening_channels()), to_regclass('pg_temp.kept')",
    );
    assert.deepEqual(rows, [["0", "0", "0", null]]);
  },
  "a setting committed in the session is gone with the next call": async (database) => {
    await write(database, "SET standard_conforming_strings = off");
    await write(database, "SET work_mem = '77MB'");
    const { rows } = await read(
      database,
      "SELECT length('a\\'), current_setting('work_mem') = '77MB'",
    );
    assert.deepEqual(rows, [["2", "f"]]);
  },
  "the transaction is READ ONLY, and the system's names come first": async (database) => {
    const { rows } = await read(
      database,
      "SELECT current_setting('transaction_read_only'), (current_schemas(true))[1]",
    );
    assert.deepEqual(rows, [["on", "pg_catalog"]]);
  },
  "a write is committed, and says how many rows it touched": async (database) => {
    const inserted = await write(
      database,
      "INSERT INTO shop.written VALUES (10, 'w'), (11, 'w'), (12, 'w') RETURNING id, body",
    );
    assert.equal(inserted.affectedRows, 3);
    assert.deepEqual(inserted.rows, [["10", "w"], ["11", "w"], ["12", "w"]]);
    const updated = await write(database, "UPDATE shop.written SET body = 'x' WHERE id < 12");
    assert.deepEqual([updated.affectedRows, updated.columns, updated.rows], [2, [], []]);
    assert.equal(await count(database, "body = 'x'"), "2");
    assert.equal((await write(database, "DELETE FROM shop.written")).affectedRows, 3);
  },
  "a write returns no more rows than the cap, and is committed whole": async (database) => {
    const sql =
      "INSERT INTO shop.written SELECT g, repeat('r', 1000) FROM generate_series(1000, 5999) g RETURNING *";
    const capped = await write(database, sql, { maxRows: 2 });
    assert.deepEqual([capped.rows.length, capped.truncatedBy], [2, "rows"]);
    assert.equal(capped.affectedRows, 5000);
    assert.equal(await count(database, "id >= 1000"), "5000");
    const cut = await write(database, "DELETE FROM shop.written RETURNING *", { maxBytes: 500 });
    assert.deepEqual([cut.rows.length, cut.truncatedBy, cut.affectedRows], [0, "bytes", 5000]);
    assert.equal(await count(database, "true"), "0");
  },
  "a write that fails leaves nothing": async (database) => {
    const sql = "INSERT INTO shop.written SELECT g / 2, 'f' FROM generate_series(2, 9) g";
    const error = await expectError(write(database, sql), "PGMCP_QUERY_FAILED");
    assert.equal(error.sqlState, "23505");
    assert.equal(await count(database, "body = 'f'"), "0");
  },
  "a write that fails only at COMMIT leaves nothing and is told": async (database) => {
    const sql = "INSERT INTO shop.written VALUES (20, 'c', 1), (21, 'c', 1)";
    const error = await expectError(write(database, sql), "PGMCP_QUERY_FAILED");
    assert.equal(error.sqlState, "23505");
    assert.equal(await count(database, "body = 'c'"), "0");
  },
  "calls for one connection are served in turn": async (database) => {
    const calls = Array.from({ length: 20 }, (_, index) => read(database, `SELECT ${index}`));
    const answers = (await Promise.all(calls)).map((result) => result.rows[0]?.[0]);
    assert.deepEqual(answers, calls.map((_, index) => String(index)));
  },
  "a call whose signal is aborted already runs nothing": async (database) => {
    const call = read(database, "SELECT 1", { signal: AbortSignal.abort() });
    await expectError(call, "PGMCP_CANCELLED");
  },
  "a call aborted while it waits for the connection ends at once": async (database) => {
    const busy = read(database, "SELECT count(*) FROM generate_series(1, 3000000)");
    const waiting = new AbortController();
    const refused = expectError(
      read(database, "SELECT 1", { signal: waiting.signal }),
      "PGMCP_CANCELLED",
    );
    waiting.abort();
    await refused;
    assert.deepEqual((await busy).rows, [["3000000"]]);
  },
  "ping says the product and its version": async (database) => {
    const info = await database.ping();
    assert.equal(info.product, "PostgreSQL");
    assert.match(info.version, /^1[3-8](\.|$)/);
  },
};

/** The cases in which a statement is stopped: an adapter may lose its connection over them. */
export const STOP_CASES: Readonly<Record<string, (database: Database) => Promise<void>>> = {
  "a statement past its time is ended, and the next call works": async (database) => {
    const slow = "SELECT count(*) FROM generate_series(1, 1000000000000)";
    await expectError(read(database, slow, { timeoutMs: 300 }), "PGMCP_QUERY_TIMEOUT");
    assert.deepEqual((await read(database, "SELECT 1")).rows, [["1"]]);
  },
  "an aborted call ends its statement, and the next call works": async (database) => {
    const controller = new AbortController();
    const slow = "SELECT count(*) FROM generate_series(1, 1000000000000)";
    const call = expectError(
      read(database, slow, { signal: controller.signal }),
      "PGMCP_CANCELLED",
    );
    setTimeout(() => controller.abort(), 100);
    await call;
    assert.deepEqual((await read(database, "SELECT 1")).rows, [["1"]]);
  },
  "an abort never ends the call behind it": async (database) => {
    for (let round = 0; round < 25; round++) {
      const controller = new AbortController();
      const first = read(database, "SELECT pg_sleep(0.001)", { signal: controller.signal });
      setTimeout(() => controller.abort(), round % 5);
      await first.catch(() => {});
      assert.deepEqual((await read(database, "SELECT 7")).rows, [["7"]]);
    }
  },
};
