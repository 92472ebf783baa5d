// Every column of PostgreSQL's catalogue, given to every catalogue function and to every type that
// prints names of objects: what is let through tells of nothing hidden, and that little is.

import assert from "node:assert/strict";
import { openPostgres } from "../../../agent/databases/postgres/open_postgres.ts";
import { parsePolicy } from "../../../core/policy/parse_policy.ts";
import { createPolicyGuard } from "../../../core/services/policy_guard.ts";
import { CATALOGUE_FUNCTION_REVIEW } from "../../../core/sql/allow_lists/allowed_function_review.ts";
import { CATALOGUE_COLUMNS } from "../../../core/sql/allow_lists/catalogue_columns.gen.ts";
import { hasShownFilter } from "../../../core/sql/allow_lists/shown_catalogue_filters.ts";
import { splitNames } from "../../../core/sql/allow_lists/split_names.ts";
import { createParser } from "../../../core/sql/parse.ts";
import { testsOnPostgres } from "../../support/tests_on_postgres.ts";
import { FIXTURE, POLICY } from "./shown_catalogue_world.ts";

const LIMITS = { maxRows: 5_000, maxBytes: 4_000_000, timeoutMs: 20_000 };
const TYPES = ["regclass", "regtype", "regnamespace", "regrole", "regproc"];

/** What functions are given beside the column. */
const OTHERS: Readonly<Record<string, string>> = {
  col_description: ", 4",
  format_type: ", NULL",
  obj_description: ", 'pg_class'",
  pg_get_expr: ", 'app.customers'::regclass::oid",
  pg_get_serial_sequence: ", 'hidden_ssn'",
};

/** What is made of a column. */
function expressionsOf(column: string): readonly string[] {
  return [
    ...[column, `${column}::text::regclass`, `${column}::text::oid::regclass`],
    ...TYPES.map((type) => `${column}::${type}`),
    ...[...splitNames(CATALOGUE_FUNCTION_REVIEW)].map((name) => {
      const other = name.endsWith("_privilege") ? ", 'SELECT'" : OTHERS[name] ?? "";
      return `${name}(${column}${other})`;
    }),
  ];
}

const onPostgres = testsOnPostgres();

onPostgres("no column of the catalogue leads to a hidden name", async (server) => {
  const database = await server.createDatabase();
  await server.runSql(database.url, FIXTURE);
  const parsed = await parsePolicy(POLICY);
  assert.equal(parsed.kind, "policy");
  if (parsed.kind !== "policy") return;
  await using opened = openPostgres({ url: database.url, schemas: ["app", "other"], poolSize: 1 });
  const guard = createPolicyGuard({
    ...{ schemas: null, catalogue: opened.catalogue, parser: createParser() },
    ...{
      source: { policy: parsed.policy, hashKey: null },
      maxRows: LIMITS.maxRows,
      keepMs: 600_000,
    },
  });
  const found: string[] = [];
  let asked = 0;
  let answered = 0;
  for (const [relation, , columns] of CATALOGUE_COLUMNS) {
    const [schema = "", name = ""] = relation.split(".");
    if (!hasShownFilter(schema, name)) continue;
    for (const column of columns.split(" ").map((each) => each.split(":")[0])) {
      for (const expression of expressionsOf(`x.${column}`)) {
        const sql = `SELECT ${expression} FROM ${relation} x`;
        const principal = { id: "k1", role: null, team: null, attributes: { tenant: "1" } };
        const verdict = await guard.check(sql, { principal });
        asked++;
        if (verdict.kind !== "allow") continue;
        const request = { sql: verdict.sql, access: verdict.access, limits: LIMITS };
        const text = await opened.executor.execute(request).then(
          ({ rows }) => JSON.stringify(rows),
          (error) => String(error),
        );
        answered++;
        if (/hidden/i.test(text)) found.push(`${sql}: ${text.slice(0, 300)}`);
      }
    }
  }
  assert.deepEqual(found, []);
  assert.ok(asked > 5_000 && answered > 400, `${answered} of ${asked}`);
  // What is let through is a column as it is, or a function that one column was made for.
  assert.ok(answered < asked / 10, `${answered} of ${asked}`);
});
