// A database can have other defaults than the guard reads with: then the same text is
// another statement there. The adapter sets what the reading depends on before the
// statement is parsed; this shows it on a database whose every default is hostile.

import assert from "node:assert/strict";
import { postgresSkipReason } from "../support/postgres_server.ts";
import { startAttackCluster } from "./attack_cluster.ts";
import { differences } from "./cluster_snapshot.ts";
import { openGuarded } from "./run_attack.ts";
import { testUnless } from "../support/test_unless.ts";

const withPostgres = testUnless(postgresSkipReason());

const HOSTILE = {
  standard_conforming_strings: "off",
  backslash_quote: "on",
  escape_string_warning: "off",
  search_path: "private, app",
  default_transaction_read_only: "off",
  statement_timeout: "0",
  transform_null_equals: "on",
  row_security: "off",
  bytea_output: "escape",
};

/** Strings for the guard, calls for a server with standard_conforming_strings off. */
const DOUBLE_MEANINGS = [
  "SELECT 'a\\' AS x, ' || pg_advisory_lock(7)::text || '' --'",
  "SELECT '\\' AS a, ', pg_read_file($$/etc/hostname$$), ''--'",
  "SELECT 'x\\' FROM app.notes UNION SELECT emp FROM private.salaries --'",
];

withPostgres("a database's own defaults do not change what a statement means", async () => {
  await using cluster = await startAttackCluster();
  const database = await cluster.copy();
  const settings = Object.entries(HOSTILE).map(([name, value]) =>
    `ALTER DATABASE ${database.name} SET ${name} = ${value}`
  );
  await cluster.server.runSql(database.url, settings.join(";"));
  await using guarded = openGuarded(database.url, "read");
  await using watch = await cluster.watch(database);
  const session = await guarded.sessionState();
  const before = await watch.snapshot();

  for (const sql of DOUBLE_MEANINGS) {
    const outcome = await guarded.run(sql);
    assert.doesNotMatch(outcome.text, /ceo/, sql);
    assert.deepEqual(differences(before, await watch.snapshot()), [], sql);
  }
  const string = await guarded.run("SELECT 'a\\' AS x, ' || pg_advisory_lock(7)::text --' AS y");
  assert.equal(string.kind, "rewrite", string.text);
  assert.ok(string.text.includes("pg_advisory_lock(7)"), "it is a text, and comes back as one");

  const path = await guarded.run("SELECT count(*) FROM salaries");
  assert.equal(path.kind, "error", "search_path is SCHEMAS, not the database's");
  const late = await guarded.run("SELECT count(*) FROM app.big a, app.big b, app.big c");
  assert.match(late.text, /QUERY_TIMEOUT/);
  assert.equal(await guarded.sessionState(), session);
});
