// Limits on plans are no oracle: what a refusal tells of partitions of a filtered table, and
// of what stands below a view.

import assert from "node:assert/strict";
import { parseDatabaseUrl } from "../../agent/database_location.ts";
import { openDatabase } from "../../agent/open_database.ts";
import { DEFAULT_QUERY_SETTINGS } from "../../core/config/query_settings.ts";
import { PgmcpError } from "../../core/errors.ts";
import { parsePolicy } from "../../core/policy/parse_policy.ts";
import { guardDatabase } from "../../core/services/guard_database.ts";
import { fixedSource } from "../../server/commands/policy/read_policy.ts";
import { testsOnPostgres } from "../support/tests_on_postgres.ts";

const onPostgres = testsOnPostgres();

const SCHEMA = `
CREATE TABLE logs (id int, tenant int, note text) PARTITION BY RANGE (id);
CREATE TABLE logs_first PARTITION OF logs FOR VALUES FROM (0) TO (100000);
INSERT INTO logs SELECT g, g % 7, 'n' FROM generate_series(1, 43210) g;
CREATE TABLE vaulted (id int, note text);
INSERT INTO vaulted SELECT g, 'n' FROM generate_series(1, 54321) g;
CREATE VIEW shown AS SELECT note FROM vaulted WHERE id > 0;
CREATE TABLE plain (id int, note text);
INSERT INTO plain SELECT g, 'n' FROM generate_series(1, 12345) g;
ANALYZE;
`;

const POLICY = `policy:
  deny_tables: [vaulted]
  block_full_scans: {over_rows: 10}
  max_cost: 1_000_000
  tables:
    logs: {row_filter: "tenant = 3"}
    shown: {description: Notes that may be read}
`;

onPostgres("a refused plan tells no number of hidden rows, and no hidden name", async (server) => {
  const { url } = await server.createDatabase();
  await server.runSql(url, SCHEMA);
  const location = parseDatabaseUrl(url);
  assert.ok(location.kind !== "problem");
  await using database = await openDatabase(location);
  const refusals = async (text: string, sql: string): Promise<string> => {
    const parsed = await parsePolicy(text);
    assert.ok(parsed.kind === "policy");
    const policy = fixedSource(parsed, "policy.yaml");
    const { queries } = guardDatabase({ ...database, policy }, DEFAULT_QUERY_SETTINGS);
    try {
      const outcome = await queries.query({ sql });
      return outcome.kind === "refused"
        ? `${outcome.verdict.code} ${outcome.verdict.message}`
        : "rows";
    } catch (error) {
      if (error instanceof PgmcpError) return `${error.code} ${error.message} ${error.hint}`;
      throw error;
    }
  };
  const logs = await refusals(POLICY, "SELECT count(note) FROM logs");
  assert.match(logs, /^PGMCP_PLAN_REFUSED The plan reads all of public\.logs_first; the policy/);
  assert.doesNotMatch(logs, /\d{3}|tenant/);
  const below = await refusals(POLICY, "SELECT count(note) FROM shown");
  assert.match(below, /^PGMCP_(PLAN_REFUSED The plan reads all of a table;|UNDEFINED_NAME)/);
  assert.doesNotMatch(below, /vaulted|54/);
  const cheap = POLICY.replace("1_000_000", "1");
  for (const table of ["logs", "shown"]) {
    const refused = await refusals(cheap, `SELECT count(note) FROM ${table}`);
    assert.match(
      refused,
      /^PGMCP_(PLAN_REFUSED The planner's cost is over the 1 that|UNDEFINED_NAME)/,
    );
    assert.doesNotMatch(refused, /\d{2}/);
  }
  // Of a table that is shown as it is, the numbers are news to nobody.
  assert.match(await refusals(POLICY, "SELECT count(note) FROM plain"), /about 12345 rows/);
});
