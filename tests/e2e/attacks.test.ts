// The attacks through the whole product: a `pgmcp stdio` process beside a real
// PostgreSQL, as a superuser, asked over MCP. Nothing in the cluster may have changed,
// and nothing hidden may have been told, by any tool.

import assert from "node:assert/strict";
import { startAttackCluster } from "../security/attack_cluster.ts";
import { differences } from "../security/cluster_snapshot.ts";
import { allAttacks } from "../security/ledger.ts";
import { needsPolicy } from "../security/needs_policy.ts";
import { postgresSkipReason } from "../support/postgres_server.ts";
import { runStdioLine } from "../support/run_stdio.ts";
import { testUnless } from "../support/test_unless.ts";

const withPostgres = testUnless(postgresSkipReason());

const MOD = decodeURIComponent(new URL("../../mod.ts", import.meta.url).pathname);
const LINE = `deno run -q --no-prompt -P=local ${MOD} stdio`;

/** Values that only hidden schemas, files and catalogues hold. */
const HIDDEN = /ceo|hidden-password|SCRAM-SHA-256|large object/;

interface Call {
  readonly name: string;
  readonly arguments: Readonly<Record<string, unknown>>;
}

interface Answer {
  readonly result?: { readonly isError?: boolean; readonly content?: readonly unknown[] };
  readonly error?: { readonly message: string };
}

async function talk(url: string, calls: readonly Call[]): Promise<readonly Answer[]> {
  const env = { DATABASE_URL: url, SCHEMAS: "app", MAX_ROWS: "100", QUERY_TIMEOUT: "2s" };
  const run = await runStdioLine(LINE, { env, calls });
  assert.equal(run.code, 0, run.stderr);
  assert.doesNotMatch(run.stderr, HIDDEN);
  // The lines of the process, which the protocol says are JSON-RPC answers.
  return run.answers as readonly Answer[];
}

/** Statements that a client could hope the explain tool puts after its own EXPLAIN. */
const EXPLAINED = [
  "ANALYZE DELETE FROM app.notes",
  "(ANALYZE) DELETE FROM app.notes",
  "ANALYZE SELECT pg_advisory_lock(7)",
  "VERBOSE UPDATE app.notes SET n = 0",
  ") SELECT 1; DELETE FROM app.notes; --",
  "SELECT 1) DELETE FROM app.notes --",
  "EXECUTE p",
  "CREATE TABLE app.made AS SELECT 1 AS a",
  "DECLARE c CURSOR WITH HOLD FOR SELECT 1",
  "SELECT pg_read_file('/etc/hostname')",
  "SELECT app.evil_dom '1'",
  "SELECT * FROM private.salaries",
];

/** Names that are no names of tables that may be seen. */
const NAMES = [
  "private.salaries",
  '"private"."salaries"',
  "pg_catalog.pg_authid",
  "pg_authid",
  "information_schema.tables",
  "app.orders_pkey",
  "app.counter",
  "notes'; DROP TABLE app.notes; --",
  'notes"; DROP TABLE app.notes; --',
  "notes\\'; DROP TABLE app.notes; --",
  "app.no\u0000tes",
  "app." + "x".repeat(10_000),
];

withPostgres("no attack gets through the running product", async (t) => {
  await using cluster = await startAttackCluster();
  const database = await cluster.copy();
  await using watch = await cluster.watch(database);
  const before = await watch.snapshot();

  await t.step("by the query tool", async () => {
    const attacks = allAttacks.filter((attack) =>
      attack.mode === "read" && needsPolicy(attack) === null &&
      !attack.accept.includes("rewrite") &&
      attack.class !== "resource"
    );
    assert.ok(attacks.length > 300);
    const calls = attacks.map(({ sql }) => ({ name: "query", arguments: { sql } }));
    const answers = await talk(database.url, calls);
    const through = attacks.filter((_, index) => answers[index]?.result?.isError !== true);
    assert.deepEqual(through.map(({ id }) => id), []);
    for (const [index, answer] of answers.entries()) {
      assert.match(JSON.stringify(answer), /PGMCP_[A-Z_]+/, attacks[index]?.id);
    }
  });

  await t.step("by the explain tool", async () => {
    const calls = EXPLAINED.flatMap((sql) =>
      [true, false].map((analyze) => ({ name: "explain", arguments: { sql, analyze } }))
    );
    const answers = await talk(database.url, calls);
    const through = calls.filter((_, index) => answers[index]?.result?.isError !== true);
    assert.deepEqual(through, []);
  });

  await t.step("by names of tables and schemas", async () => {
    const calls = NAMES.flatMap((name) => [
      { name: "describe_table", arguments: { table_name: name } },
      { name: "list_tables", arguments: { schema: name } },
      { name: "list_tables", arguments: { name } },
      { name: "list_tables", arguments: { cursor: name } },
      { name: "describe_table", arguments: { table_name: "salaries", schema: name } },
    ]);
    const answers = await talk(database.url, calls);
    for (const [index, answer] of answers.entries()) {
      assert.doesNotMatch(
        JSON.stringify(answer.result ?? answer.error),
        /salary|rolpassword|PGMCP_INTERNAL/,
        JSON.stringify(calls[index]).slice(0, 200),
      );
    }
  });

  await t.step("and the cluster is as before", async () => {
    assert.deepEqual(differences(before, await watch.snapshot({ trustTransactionId: false })), []);
  });
});
