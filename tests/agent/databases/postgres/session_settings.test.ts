// What a statement's settings come to: limits for the transaction, and the path that names take.

import assert from "node:assert/strict";
import {
  LOCK_TIMEOUT_MS,
  pinnedSearchPath,
  settingsStatement,
  startOptions,
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

Deno.test("a session that has a setting since its start is not told again, but for what start options would undo", () => {
  const settings = { timeoutMs: 1_000, searchPath: null };
  const setBy = (sql: string) => [...sql.matchAll(/set_config\('(\w+)'/g)].map(([, name]) => name);
  const fixed = setBy(settingsStatement(settings).sql);
  const marked = settingsStatement({ ...settings, mark: "a mark" });
  const given = [...startOptions("a-mark").matchAll(/-c (\S+)=(\S+)/g)];
  assert.ok(given.length > 11);
  assert.deepEqual(
    fixed.toSorted(),
    [
      ...given.map(([, name]) => name).filter((name) => name !== "pgmcp.session"),
      ...setBy(marked.sql),
    ]
      .toSorted(),
  );
  assert.deepEqual(setBy(marked.sql).toSorted(), [
    ...["DateStyle", "idle_in_transaction_session_timeout", "lock_timeout", "statement_timeout"],
  ]);
  assert.match(marked.sql, /ln\(CASE WHEN pg_catalog\.current_setting\('pgmcp\.session',true\)/);
  assert.equal(marked.values?.at(-1), "a mark");
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

Deno.test("that nothing was committed is enough only where a moment is known", () => {
  function looksAgain(momentOnly: boolean, ...moments: readonly string[]): boolean {
    const evidence = moments.map((moment) => ({ question: "SELECT 1", answer: "1", moment }));
    const statement = settingsStatement({ timeoutMs: 1, searchPath: null, evidence, momentOnly });
    assert.equal(statement.sql.includes("query_to_xml"), statement.tellsMoment);
    return statement.tellsMoment;
  }
  assert.equal(looksAgain(true, "7:9:"), false);
  assert.equal(looksAgain(false, "7:9:"), true);
  assert.equal(looksAgain(true, ""), true);
  assert.equal(looksAgain(true, "7:9:", "7:10:"), true);
});

Deno.test("a pinned path ends in temporary tables, and names neither them nor the catalogue before", () => {
  assert.equal(pinnedSearchPath(["app", 'od"d']), '"app", "od""d", pg_temp');
  const hostile = ["pg_temp", "pg_temp_3", "app", "pg_catalog"];
  assert.equal(pinnedSearchPath(hostile), '"app", pg_temp');
  assert.equal(pinnedSearchPath([]), "pg_temp");
});
