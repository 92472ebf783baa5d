// What a policy costs: a point query on a masked and filtered table of a million rows, the check of
// typical SQL, and TPC-H with masks on columns that it does not read.

import { openPostgres } from "../../agent/databases/postgres/open_postgres.ts";
import { parsePolicy } from "../../core/policy/parse_policy.ts";
import type { Database } from "../../core/ports/database.ts";
import { createGuard, type Guard } from "../../core/services/guard.ts";
import { createPolicyGuard } from "../../core/services/policy_guard.ts";
import { runQuery } from "../../core/services/run_query.ts";
import { createParser } from "../../core/sql/parse.ts";
import type { PostgresServer } from "../support/postgres_server.ts";
import type { Measurement } from "./measurement.ts";
import { median } from "./median.ts";
import { takeTurns } from "./take_turns.ts";
import { compareTpch } from "./tpch/compare_tpch.ts";

const TABLE_SQL = `CREATE TABLE accounts(id int PRIMARY KEY, tenant_id int, email text, body text,
    amount numeric, created_at timestamptz);
  INSERT INTO accounts SELECT g, g % 50, 'u' || g || '@x.example', 'body ' || g, g / 100.0,
    '2026-11-01'::timestamptz - g * interval '1 min' FROM generate_series(1, 1000000) g;
  CREATE INDEX ON accounts(created_at); ANALYZE accounts;`;

const POLICY = `policy:
  tables:
    accounts:
      mask_columns: { email: { partial: { keep_domain: true } } }
      row_filter: "tenant_id = {{principal.tenant}}"
`;

const TYPICAL =
  `SELECT a.id, a.email, count(*) AS n, sum(a.amount) AS total, max(a.created_at) AS last
FROM accounts a JOIN accounts b ON b.id = a.id AND b.tenant_id = a.tenant_id
  LEFT JOIN (SELECT tenant_id, avg(amount) AS mean FROM accounts WHERE created_at > '2026-01-01'
    GROUP BY tenant_id) m ON m.tenant_id = a.tenant_id
WHERE a.created_at >= '2026-02-01' AND a.body LIKE 'body 1%' AND (a.amount > 10 OR a.amount < 2)
  AND b.id IN (1, 2, 3, 4, 5)
GROUP BY a.id, a.email HAVING count(*) > 1 ORDER BY total DESC, last LIMIT 20`;

const LIMITS = { maxRows: 100, maxBytes: 1024 * 1024, timeoutMs: 20_000 };
const PRINCIPAL = { id: "bench", role: null, team: null, attributes: { tenant: "7" } };
const SECTION = "policy";
const WARM_UP_CALLS = 300;
/** How many times as long a point query may take under a policy. */
const POINT_TARGET = 1.5;

const POINTS: Readonly<Record<string, (call: number) => string>> = {
  "point query, the same text": () => "SELECT * FROM accounts WHERE id = 5007",
  "point query, a new text": (call) => `SELECT * FROM accounts WHERE id = ${call * 50 + 7}`,
  "point query with a leaky condition": (call) =>
    `SELECT * FROM accounts WHERE id = ${call * 50 + 7} AND amount > 0.01`,
};

/** Measures it on `server`; `scale` is TPC-H's. */
export async function measurePolicy(
  server: PostgresServer,
  options: { readonly rounds: number; readonly scale: number },
): Promise<readonly Measurement[]> {
  const { url } = await server.createDatabase();
  await server.runSql(url, TABLE_SQL);
  await using database = openPostgres({ url, poolSize: 1 });
  const parsed = await parsePolicy(POLICY);
  if (parsed.kind !== "policy") throw new Error("the policy of the benchmark is none");
  const { catalogue } = database;
  const parts = { maxRows: LIMITS.maxRows, catalogue };
  const plain = createGuard(parts);
  const source = { policy: parsed.policy, hashKey: null };
  const held = createPolicyGuard({ ...parts, parser: createParser(), source });
  const measurements: Measurement[] = [];
  for (const [name, sqlOf] of Object.entries(POINTS)) {
    const samples = await takeTurns({
      without: (call) => ask(plain, database, sqlOf(call)),
      under: (call) => ask(held, database, sqlOf(call)),
    }, { calls: options.rounds, warmUpCalls: WARM_UP_CALLS });
    const base = median(samples.get("without") ?? []);
    const value = median(samples.get("under") ?? []);
    measurements.push(
      { section: SECTION, name: `${name}, no policy`, unit: "ms", ...base },
      {
        ...{ section: SECTION, name, unit: "ms", ...value },
        ...name.includes("leaky") ? {} : { target: base.value * POINT_TARGET },
        ratio: { of: "no policy", times: value.value / base.value },
      },
    );
  }
  measurements.push(...await measureChecks(plain, held, options.rounds));
  const found = await compareTpch(server, { scale: options.scale, rounds: 3 });
  if (found.some(({ same }) => !same)) throw new Error("TPC-H differs under the policy");
  const plainMs = found.reduce((sum, each) => sum + each.plainMs, 0);
  const policyMs = found.reduce((sum, each) => sum + each.policyMs, 0);
  const name = `TPC-H, 22 queries at scale ${options.scale}`;
  measurements.push(
    { section: SECTION, name: `${name}, no policy`, unit: "ms", value: plainMs },
    {
      ...{ section: SECTION, name, unit: "ms", value: policyMs, target: plainMs * 1.3 },
      ratio: { of: "no policy", times: policyMs / plainMs },
    },
  );
  return measurements;
}

/** Checks of the typical text before any is measured. */
const WARM_CHECKS = 1_000;

async function measureChecks(
  plain: Guard,
  held: Guard,
  rounds: number,
): Promise<readonly Measurement[]> {
  const times: Record<string, number[]> = { plain: [], fresh: [], known: [] };
  // A server's engine has long compiled both guards.
  for (let round = -WARM_CHECKS; round < 0; round++) {
    await checked(plain, `${TYPICAL} OFFSET ${-round}`);
    await checked(held, `${TYPICAL} OFFSET ${-round}`);
  }
  for (let round = WARM_CHECKS + 1; round <= WARM_CHECKS + rounds; round++) {
    const sql = `${TYPICAL} OFFSET ${round}`;
    times["plain"]?.push(await checked(plain, sql));
    times["fresh"]?.push(await checked(held, sql));
    times["known"]?.push(await checked(held, sql));
  }
  const named = `check of ${TYPICAL.length} characters`;
  return [
    { name: `${named}, no policy`, values: times["plain"] ?? [] },
    { name: `${named}, a new text`, values: times["fresh"] ?? [] },
    { name: `${named}, seen before`, values: times["known"] ?? [] },
  ].map(({ name, values }) => ({ section: SECTION, name, unit: "ms", ...median(values) }));
}

async function ask(guard: Guard, database: Database, sql: string): Promise<void> {
  const context = { guard, executor: database.executor, limits: LIMITS };
  const outcome = await runQuery(context, sql, { principal: PRINCIPAL });
  if (outcome.kind !== "rows") throw new Error(`Cannot measure: ${outcome.verdict.message}`);
}

async function checked(guard: Guard, sql: string): Promise<number> {
  const startedMs = performance.now();
  const verdict = await guard.check(sql, { principal: PRINCIPAL });
  if (verdict.kind !== "allow") throw new Error(`Cannot measure: ${verdict.message}`);
  return performance.now() - startedMs;
}
