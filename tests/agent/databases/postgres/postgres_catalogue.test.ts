// How long the catalogue keeps its answers, and what ends that. What it answers is the contract's.

import assert from "node:assert/strict";
import { connectionSettings } from "../../../../agent/databases/postgres/connection_settings.ts";
import { ConnectionPool } from "../../../../agent/databases/postgres/connection_pool.ts";
import { openPostgres } from "../../../../agent/databases/postgres/open_postgres.ts";
import { createPostgresCatalogue } from "../../../../agent/databases/postgres/postgres_catalogue.ts";
import {
  openSession,
  type PostgresSession,
} from "../../../../agent/databases/postgres/postgres_session.ts";
import { createTransactionRunner } from "../../../../agent/databases/postgres/transaction_runner.ts";
import { postgresSkipReason, startPostgres } from "../../../support/postgres_server.ts";

const missing = postgresSkipReason();

Deno.test({
  name:
    `the catalogue keeps functions and types until it is to forget or to be fresh, and missing relations never${
      missing === null ? "" : ` (left out: ${missing})`
    }`,
  ignore: missing !== null,
  fn: async () => {
    await using server = await startPostgres();
    const { url } = await server.createDatabase();
    const session = {
      settings: connectionSettings(url),
      ...{ connectTimeoutMs: 5_000, applicationName: "pgmcp", schemas: null },
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

    const { evidence, ...first } = await catalogue.resolve(question);
    assert.deepEqual(first, { functions: [], operators: [], types: [], relations: [null] });
    assert.ok(evidence !== undefined);
    await server.runSql(
      url,
      "CREATE TABLE made (a int); CREATE FUNCTION made(int) RETURNS int LANGUAGE sql AS 'SELECT 1'",
    );
    time = 999;
    const soon = await catalogue.resolve(question);
    assert.deepEqual([soon.functions, soon.types], [[], []]);
    assert.equal(soon.relations[0]?.kind, "r");
    time = 1_001;
    const kept = await catalogue.resolve(question);
    assert.deepEqual([kept.functions, kept.types], [[], []]);
    const later = await catalogue.resolve(question, { fresh: true });
    assert.deepEqual(later.functions.map((one) => one.volatility), ["volatile"]);
    assert.deepEqual(later.types.map((one) => one.kind), ["composite"]);
    await server.runSql(url, "DROP FUNCTION made(int)");
    assert.equal((await catalogue.resolve(question)).functions.length, 1);
    catalogue.forget();
    assert.equal((await catalogue.resolve(question)).functions.length, 0);
    await pool.close();
  },
});

Deno.test({
  name: `the catalogue tells types and relations that a user's cast can run code on${
    missing === null ? "" : ` (left out: ${missing})`
  }`,
  ignore: missing !== null,
  fn: async () => {
    await using server = await startPostgres();
    const { url } = await server.createDatabase();
    await server.runSql(
      url,
      `CREATE TYPE implied AS ENUM ('a'); CREATE TYPE written AS ENUM ('a');
      CREATE TYPE many AS ENUM ('a'); CREATE TYPE harmless AS ENUM ('a');
      CREATE FUNCTION f(implied) RETURNS int LANGUAGE sql AS 'SELECT 1';
      CREATE FUNCTION f(written) RETURNS int LANGUAGE sql AS 'SELECT 1';
      CREATE FUNCTION f(int) RETURNS many[] LANGUAGE sql AS 'SELECT NULL::many[]';
      CREATE CAST (implied AS int) WITH FUNCTION f(implied) AS IMPLICIT;
      CREATE CAST (written AS int) WITH FUNCTION f(written);
      CREATE CAST (int AS many[]) WITH FUNCTION f(int);
      CREATE CAST (harmless AS int) WITH INOUT AS IMPLICIT;
      CREATE TABLE t_implied (a implied); CREATE TABLE t_implied_array (a implied[]);
      CREATE TABLE t_written (a written); CREATE TYPE pair AS (a written, b int);
      CREATE TYPE span AS RANGE (SUBTYPE = implied); CREATE TABLE t_pair (a pair[]); CREATE TABLE t_harmless (a harmless, b text, c int);
      CREATE TABLE t_dropped (a implied, b text); ALTER TABLE t_dropped DROP COLUMN a;
      CREATE VIEW v_implied AS SELECT a FROM t_implied`,
    );
    await using database = openPostgres({ url, schemas: null });
    const unnamed = (name: string) => ({ schema: null, name });
    const answer = await database.catalogue.resolve({
      ...{ functions: [], operators: [] },
      types: ["implied", "_implied", "written", "many", "_many", "harmless", "pair", "span"].map(
        unnamed,
      ),
      relations: [
        "t_implied",
        "t_implied_array",
        "v_implied",
        "t_written",
        "t_pair",
        "t_harmless",
        "t_dropped",
      ]
        .map(unnamed),
    });
    assert.deepEqual(answer.types.map((one) => [one.name, one.castsRunCode]), [
      ...[["implied", true], ["_implied", true], ["written", true], ["many", true]],
      ...[["_many", true], ["harmless", false]],
      ...[["pair", true], ["span", true]],
    ]);
    assert.deepEqual(answer.relations.map((one) => [one?.name, one?.castsRunCode]), [
      ...[["t_implied", true], ["t_implied_array", true], ["v_implied", true]],
      ...[["t_written", true], ["t_pair", true], ["t_harmless", false], ["t_dropped", false]],
    ]);
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
