// What a statement's settings come to: limits for the transaction, and the path that names take.

import assert from "node:assert/strict";
import {
  LOCK_TIMEOUT_MS,
  pinnedSearchPath,
  settingsStatement,
} from "../../../../agent/databases/postgres/session_settings.ts";

Deno.test("a lock is waited for as long as the statement may run, and never for long", () => {
  const valuesFor = (timeoutMs: number) =>
    settingsStatement({ timeoutMs, searchPath: null }).values;
  assert.deepEqual(valuesFor(200), ["200", "200"]);
  assert.deepEqual(valuesFor(600_000), ["600000", String(LOCK_TIMEOUT_MS)]);
  // No timeout at all is what 0 is to PostgreSQL.
  for (const timeoutMs of [0, 0.2, -1]) assert.deepEqual(valuesFor(timeoutMs), ["1", "1"]);
});

Deno.test("everything is set for the transaction, by functions that nobody can put others before", () => {
  const { sql, values } = settingsStatement({
    ...{ timeoutMs: 1_000, searchPath: '"app", pg_temp', watchesClient: true },
  });
  assert.deepEqual(values, ["1000", "1000", '"app", pg_temp']);
  const calls = sql.replace(/^SELECT /, "").split(/,(?=pg_catalog)/);
  for (const call of calls) {
    assert.match(call, /^pg_catalog\.set_config\('\w+',(?:'[\w, ]*'|\$\d),true\)$/);
  }
});

Deno.test("what was seen at several moments is looked at again, unless they are one", () => {
  const seen = (moment: string) => ({ question: "SELECT 1", answer: "1", moment });
  function momentOf(...moments: readonly string[]): unknown {
    const evidence = moments.map(seen);
    const settings = { timeoutMs: 1_000, searchPath: null, evidence };
    return settingsStatement(settings).values?.[2];
  }
  assert.equal(momentOf("7:9:"), "7:9:");
  assert.equal(momentOf("7:9:", "7:9:"), "7:9:");
  assert.equal(momentOf("7:9:", "7:10:"), "none");
  assert.equal(momentOf(""), "none");
});

Deno.test("a pinned path ends in temporary tables, and names neither them nor the catalogue before", () => {
  assert.equal(pinnedSearchPath(["app", 'od"d']), '"app", "od""d", pg_temp');
  const hostile = ["pg_temp", "pg_temp_3", "app", "pg_catalog"];
  assert.equal(pinnedSearchPath(hostile), '"app", pg_temp');
  assert.equal(pinnedSearchPath([]), "pg_temp");
});
