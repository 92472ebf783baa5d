// Random writes under random policies, each in two databases that differ in what the policy hides: they
// answer alike, leave the same behind where it is seen, and nothing of what is hidden is changed.

import assert from "node:assert/strict";
import pg from "pg";
import { openPostgres } from "../../../agent/databases/postgres/open_postgres.ts";
import { PgmcpError } from "../../../core/errors.ts";
import { parsePolicy } from "../../../core/policy/parse_policy.ts";
import { createPolicyGuard } from "../../../core/services/policy_guard.ts";
import { runQuery } from "../../../core/services/run_query.ts";
import { createParser } from "../../../core/sql/parse.ts";
import { testsOnPostgres } from "../../support/tests_on_postgres.ts";
import { CANARIES, HASH_KEY } from "../policy/policy_world.ts";
import {
  randomRows,
  randomSchema,
  type RandomTable,
  ROLE,
  schemaSql,
  TENANT,
  viewSql,
} from "./random_schema.ts";
import { randomSource } from "./random_source.ts";
import { KINDS_SQL } from "./random_world.ts";
import { randomWrite } from "./random_write.ts";

const onPostgres = testsOnPostgres({ settings: { autovacuum: "off", fsync: "off" } });

const SEEDS = [1, 2];
const WRITES = 60;
const LIMITS = { maxRows: 1_000, maxBytes: 1024 * 1024, timeoutMs: 10_000 };
const SCHEMAS = ["app", "kinds"];
const CALL = {
  principal: { id: "k1", role: ROLE, team: null, attributes: { tenant: TENANT } },
};

function isSeen({ denied, filter }: RandomTable): string {
  return denied ? "false" : (filter ?? "true").replaceAll("{{principal.tenant}}", TENANT);
}

/** Rows as a writer may see them, the values that are hidden of those, and rows that do not exist for the writer. */
function looks(tables: readonly RandomTable[]) {
  const values = ({ columns }: RandomTable, isHidden: boolean) => {
    const names = columns.filter(({ denied, generated, mask }) =>
      generated === null && (denied || mask !== null) === isHidden
    ).map(({ name }) => `a.${name}`);
    return `jsonb_build_array(a.id${names.map((name) => `, ${name}`).join("")})`;
  };
  const of = (what: (table: RandomTable) => string, where: (table: RandomTable) => string) =>
    `${
      tables.map((table) =>
        `SELECT '${table.name}', ${what(table)}::text FROM app.${table.name} a WHERE ${
          where(table)
        }`
      ).join(" UNION ALL ")
    } ORDER BY 1, 2`;
  return {
    seen: of((table) => values(table, false), isSeen),
    masked: of((table) => values(table, true), isSeen),
    absent: of(() => "to_jsonb(a)", (table) => `(${isSeen(table)}) IS NOT TRUE`),
  };
}

onPostgres("no random write shows, copies or changes what is hidden", async (server) => {
  let written = 0;
  for (const seed of SEEDS) {
    const random = randomSource(seed);
    const schema = randomSchema(random);
    // A filter that looks into another table shows other rows once that one is written to.
    const tables = schema.tables.map((each) => ({
      ...each,
      filter: each.filter?.replace(/ AND ref IN .*/, "") ?? null,
    }));
    const rows = schema.tables.map((table) => randomRows(random, table));
    const look = looks(tables);
    const text = schema.policy.replaceAll(/ AND ref IN \(.*?\)"/g, '"')
      .replace("policy:\n", 'policy:\n  writable_tables: ["*"]\n');
    const parsed = await parsePolicy(text);
    assert.ok(parsed.kind === "policy", text);
    const parser = createParser();
    const open = async (side: 0 | 1) => {
      const { url } = await server.createDatabase();
      const keys = /, FOREIGN KEY \(ref\) REFERENCES app\.\w+ \(id\)/g;
      const made = [KINDS_SQL, schemaSql(schema).replaceAll(keys, ""), ...rows.map((r) => r[side])];
      await server.runSql(url, [...made, ...schema.views.map(viewSql)].join("\n"));
      const database = openPostgres({ url, schemas: SCHEMAS, poolSize: 1 });
      const { catalogue, executor } = database;
      const source = { policy: parsed.policy, hashKey: HASH_KEY };
      const guard = createPolicyGuard({
        ...{ catalogue, parser, source, schemas: SCHEMAS, readOnly: false, keepMs: 600_000 },
      });
      const client = new pg.Client({ connectionString: url });
      await client.connect();
      return {
        async write(sql: string): Promise<{ readonly kind: string; readonly text: string }> {
          try {
            const outcome = await runQuery({ guard, executor, limits: LIMITS }, sql, CALL);
            if (outcome.kind === "refused") {
              const { code, message, hint } = outcome.verdict;
              return { kind: outcome.kind, text: JSON.stringify([code, message, hint]) };
            }
            const { columns, affectedRows } = outcome.result;
            const returned = outcome.result.rows.map((row) => JSON.stringify(row)).toSorted();
            const names = columns.map(({ name }) => name);
            const answer = [names, returned, affectedRows, outcome.report.notes];
            return { kind: outcome.kind, text: JSON.stringify(answer) };
          } catch (error) {
            if (!(error instanceof PgmcpError)) throw error;
            const { code, sqlState = "", message, hint } = error;
            const kind = sqlState.startsWith("23") ? "constraint" : "error";
            return { kind, text: JSON.stringify([code, sqlState, message, hint]) };
          }
        },
        async look(sql: string): Promise<string> {
          return JSON.stringify((await client.query({ text: sql, rowMode: "array" })).rows);
        },
        async [Symbol.asyncDispose]() {
          await client.end();
          await database.close();
        },
      };
    };
    await using here = await open(0);
    await using there = await open(1);
    const both = async (sql: string) => [await here.look(sql), await there.look(sql)];
    const absent = await both(look.absent);
    for (let at = 0; at < WRITES; at++) {
      const sql = randomWrite(random, schema, at);
      const masked = await both(look.masked);
      const [answer, other] = [await here.write(sql), await there.write(sql)];
      const told = `seed ${seed}: ${sql}\n    ${answer.text.slice(0, 300)}`;
      assert.doesNotMatch(answer.text + other.text, CANARIES, told);
      // That a key is taken tells of hidden rows, which a policy cannot help.
      if ([answer.kind, other.kind].includes("constraint")) {
        if (answer.kind !== other.kind) break;
        continue;
      }
      assert.equal(other.text, answer.text, told);
      const kept = sql.startsWith("UPDATE") ? masked : await both(look.masked);
      assert.deepEqual(await both(look.masked), kept, `${told}\n    changes masked values`);
      assert.deepEqual(await both(look.absent), absent, `${told}\n    changes hidden rows`);
      const [seen, elsewhere] = await both(look.seen);
      assert.equal(seen, elsewhere, `${told}\n    leaves something else behind`);
      if (answer.kind === "rows") written++;
    }
  }
  assert.ok(written > 20, `only ${written} were written`);
});
