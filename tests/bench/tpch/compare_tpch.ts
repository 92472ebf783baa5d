// TPC-H's queries with a policy that masks columns they do not read, and without one: the same rows,
// and how long both took.

import { openPostgres } from "../../../agent/databases/postgres/open_postgres.ts";
import { parsePolicy } from "../../../core/policy/parse_policy.ts";
import { createGuard } from "../../../core/services/guard.ts";
import { createPolicyGuard } from "../../../core/services/policy_guard.ts";
import { runQuery } from "../../../core/services/run_query.ts";
import { createParser } from "../../../core/sql/parse.ts";
import type { PostgresServer } from "../../support/postgres_server.ts";
import { TPCH_QUERIES } from "./tpch_queries.ts";
import { TPCH_POLICY, tpchTables } from "./tpch_tables.ts";

/** One query, both ways. */
export interface TpchComparison {
  /** Q1 is 1. */
  readonly number: number;
  readonly rows: number;
  readonly same: boolean;
  /** The median, in milliseconds. */
  readonly plainMs: number;
  readonly policyMs: number;
}

const LIMITS = { maxRows: 10_000, maxBytes: 16 * 1024 * 1024, timeoutMs: 60_000 };

/** Runs each query `rounds` times both ways, in turns, on tables of that scale. */
export async function compareTpch(
  server: PostgresServer,
  options: { readonly scale: number; readonly rounds: number },
): Promise<readonly TpchComparison[]> {
  const { url } = await server.createDatabase();
  await server.runSql(url, tpchTables(options.scale));
  await using database = openPostgres({ url, poolSize: 1 });
  const parsed = await parsePolicy(TPCH_POLICY);
  if (parsed.kind !== "policy") throw new Error("the policy of the benchmark is none");
  const { catalogue, executor } = database;
  const parts = { maxRows: LIMITS.maxRows, catalogue, parser: createParser() };
  const source = { policy: parsed.policy, hashKey: null };
  const ways = [createGuard(parts), createPolicyGuard({ ...parts, source })];
  const found: TpchComparison[] = [];
  for (const [index, sql] of TPCH_QUERIES.entries()) {
    const times: [number[], number[]] = [[], []];
    const answers = ["", ""];
    let rows = 0;
    for (let round = 0; round < options.rounds; round++) {
      for (const [way, guard] of ways.entries()) {
        const startedMs = performance.now();
        const outcome = await runQuery({ guard, executor, limits: LIMITS }, sql);
        times[way === 0 ? 0 : 1].push(performance.now() - startedMs);
        if (outcome.kind !== "rows") throw new Error(`Q${index + 1}: ${outcome.verdict.message}`);
        answers[way] = JSON.stringify(outcome.result.rows);
        rows = outcome.result.rows.length;
      }
    }
    found.push({
      ...{ number: index + 1, rows, same: answers[0] === answers[1] },
      ...{ plainMs: median(times[0]), policyMs: median(times[1]) },
    });
  }
  return found;
}

function median(values: readonly number[]): number {
  return values.toSorted((one, other) => one - other)[values.length >> 1] ?? 0;
}
