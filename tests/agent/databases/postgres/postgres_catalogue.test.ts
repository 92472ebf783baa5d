// How long the catalogue keeps its answers. What it answers is the contract's.

import assert from "node:assert/strict";
import { ConnectionPool } from "../../../../agent/databases/postgres/connection_pool.ts";
import { createPostgresCatalogue } from "../../../../agent/databases/postgres/postgres_catalogue.ts";
import {
  openSession,
  type PostgresSession,
} from "../../../../agent/databases/postgres/postgres_session.ts";
import { createTransactionRunner } from "../../../../agent/databases/postgres/transaction_runner.ts";
import { postgresSkipReason, startPostgres } from "../../../support/postgres_server.ts";

const missing = postgresSkipReason();

Deno.test({
  name: `the catalogue keeps functions and types for a while, and missing relations never${
    missing === null ? "" : ` (left out: ${missing})`
  }`,
  ignore: missing !== null,
  fn: async () => {
    await using server = await startPostgres();
    const { url } = await server.createDatabase();
    const session = {
      ...{ url, connectTimeoutMs: 5_000, applicationName: "pgmcp", schemas: null },
    };
    const pool = new ConnectionPool<PostgresSession>({
      ...{ size: 2, maxWaiting: 9, waitTimeoutMs: 5_000, idleTimeoutMs: 60_000 },
      open: (signal) => openSession(session, signal),
    });
    const runner = createTransactionRunner(pool);
    let time = 0;
    const catalogue = createPostgresCatalogue({ runner, keepMs: 1_000, now: () => time });
    const name = { schema: null, name: "made" };
    const question = { functions: [name], operators: [], types: [name], relations: [name] };

    assert.deepEqual(await catalogue.resolve(question), {
      ...{ functions: [], operators: [], types: [], relations: [null] },
    });
    await server.runSql(
      url,
      "CREATE TABLE made (a int); CREATE FUNCTION made(int) RETURNS int LANGUAGE sql AS 'SELECT 1'",
    );
    time = 999;
    const soon = await catalogue.resolve(question);
    assert.deepEqual([soon.functions, soon.types], [[], []]);
    assert.equal(soon.relations[0]?.kind, "r");
    time = 1_001;
    const later = await catalogue.resolve(question);
    assert.deepEqual(later.functions.map((one) => one.volatility), ["volatile"]);
    assert.deepEqual(later.types.map((one) => one.kind), ["composite"]);
    await pool.close();
  },
});

Deno.test("the catalogue does not keep a failure", async () => {
  let asked = 0;
  const catalogue = createPostgresCatalogue({
    runner: {
      run: () => {
        asked++;
        return Promise.reject(new Error("down"));
      },
      close: () => Promise.resolve(),
    },
  });
  const question = { functions: [], operators: [], types: [], relations: [] };
  await assert.rejects(catalogue.resolve(question), /down/);
  await assert.rejects(catalogue.resolve(question), /down/);
  assert.equal(asked, 2);
});
