// The guard reads with PostgreSQL 18's grammar, an older server with its own: what is a
// word of the grammar for one is a name for the other, and a user may have taken it.

import assert from "node:assert/strict";
import { postgresSkipReason, startPostgres } from "../support/postgres_server.ts";
import { startAttackCluster } from "./attack_cluster.ts";
import { differences } from "./cluster_snapshot.ts";
import { allAttacks } from "./ledger.ts";
import { needsPolicy } from "./needs_policy.ts";
import { openGuarded } from "./run_attack.ts";
import { testUnless } from "../support/test_unless.ts";

const withPostgres = testUnless(postgresSkipReason());

/** Calls that PostgreSQL 15 reads as calls of a function of that name. */
const CALLS: readonly (readonly [name: string, argumentTypes: string, call: string])[] = [
  ["json_scalar", "text", "json_scalar('x')"],
  ["json_serialize", "text", "json_serialize('x')"],
  ["json", "text", "json('x')"],
  ["json_exists", "text, text", "json_exists('x', 'y')"],
  ["json_value", "text, text", "json_value('x', 'y')"],
  ["json_query", "text, text", "json_query('x', 'y')"],
  ["json_array", "int, int", "json_array(1, 2)"],
  ["json_arrayagg", "int", "json_arrayagg(1)"],
  ["xmltext", "text", "xmltext('x')"],
  ["any_value", "int", "any_value(1)"],
  ["random_normal", "", "random_normal()"],
  ["uuidv7", "", "uuidv7()"],
  ["erf", "float8", "erf(1)"],
];

withPostgres("a user's function with a name that a later version took is not called", async (t) => {
  await using server = await startPostgres({ version: 15 });
  const database = await server.createDatabase();
  await server.runSql(database.url, "CREATE SCHEMA app; CREATE TABLE app.notes (id int)");
  for (const [name, types] of CALLS) {
    const body = "$$BEGIN RAISE EXCEPTION 'called'; END$$";
    const sql = `CREATE FUNCTION app."${name}"(${types}) RETURNS text LANGUAGE plpgsql AS ${body}`;
    await server.runSql(database.url, sql);
  }
  await using guarded = openGuarded(database.url, "read");
  for (const [name, , call] of CALLS) {
    await t.step(name, async () => {
      const outcome = await guarded.run(`SELECT ${call}`);
      assert.equal(outcome.kind, "reject", outcome.text);
    });
  }
  assert.equal((await guarded.run("SELECT count(*) FROM app.notes")).kind, "rewrite");
});

withPostgres("no statement of the ledger gets through on PostgreSQL 15", async () => {
  await using cluster = await startAttackCluster(15);
  const database = await cluster.copy();
  await using guarded = openGuarded(database.url, "read");
  await using watch = await cluster.watch(database);
  const before = await watch.snapshot();
  const through: string[] = [];
  for (const attack of allAttacks) {
    // The costly ones cost the same on every version; 18 has them.
    if (attack.class === "resource" || needsPolicy(attack) !== null) continue;
    const outcome = await guarded.run(attack.sql.replaceAll("@database@", database.name));
    const right = outcome.kind !== "error" && attack.accept.includes(outcome.kind);
    if (!right) through.push(`${attack.id} ${attack.sql}: ${outcome.kind} ${outcome.text}`);
  }
  assert.deepEqual(through, []);
  assert.deepEqual(differences(before, await watch.snapshot({ trustTransactionId: false })), []);
});
