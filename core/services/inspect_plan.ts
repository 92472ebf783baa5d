// Limits on plans: what the planner thinks a statement costs, and whether it reads a large
// table whole. One EXPLAIN more for each statement, so only where a policy asks for it.
// Of a masked or filtered table no number is told, not even in a refusal: they count rows
// that do not exist for whoever asks.

import { PgmcpError } from "../errors.ts";
import type { Policy, PolicyLimits } from "../policy/policy.ts";
import { levelsOf, rulesForTable } from "../policy/rules_for_table.ts";
import type { CallOptions, QueryExecutor, QueryRequest } from "../ports/query_executor.ts";
import { quoteLiteral } from "../sql/quote.ts";
import type { AllowVerdict } from "../sql/verdict.ts";
import type { TableView } from "./table_views.ts";
import { isPlanNode, type PlanNode, readPlan } from "./format/read_plan.ts";

/** What {@linkcode inspectPlan} looks at. */
export interface PlanInspection {
  readonly executor: QueryExecutor;
  /** What is about to run. */
  readonly request: QueryRequest;
  readonly verdict: AllowVerdict;
  readonly call: CallOptions;
  readonly policy: Policy;
  readonly role: string | null;
  readonly limits: PolicyLimits;
  readonly view: TableView;
}

/** A scan of a whole table. */
interface FullScan {
  readonly schema: string;
  readonly name: string;
  readonly filter: string | null;
}

const EXPLAIN = "EXPLAIN (FORMAT JSON, VERBOSE) ";
const EXPLAIN_LIMITS = { maxRows: 10_000, maxBytes: 4 * 1024 * 1024 };

/** Whether the policy limits plans at all for `role`. */
export function limitsPlans(policy: Policy, role: string | null): boolean {
  const levels = levelsOf(policy, role) ?? [];
  return levels.some(({ rules: { limits, tables } }) =>
    limits.maxCost !== null || limits.blockFullScansOverRows !== null ||
    tables.some((rules) => rules.blockFullScansOverRows !== null)
  );
}

/** Throws `PGMCP_PLAN_REFUSED` where the plan is over a limit of the policy, and what EXPLAIN throws. */
export async function inspectPlan(inspection: PlanInspection): Promise<void> {
  const { limits, verdict, view } = inspection;
  // Of an EXPLAIN there is no plan, and SHOW has none.
  if (verdict.statement === "show" || verdict.statement === "explain") return;
  const plan = (await explain(inspection))["Plan"];
  if (!isPlanNode(plan)) throw new PgmcpError("PGMCP_INTERNAL");
  const seen = [...nodesOf(plan)];
  const guarded = seen.some((node) => isGuarded(node, view));
  const cost = Number(plan["Total Cost"]);
  if (limits.maxCost !== null && !(cost <= limits.maxCost)) {
    throw refused(
      guarded
        ? `The planner's cost is over the ${limits.maxCost} that the policy allows.`
        : `The planner's cost is ${Math.round(cost)}; the policy allows ${limits.maxCost}.`,
      "Narrow it with WHERE on an indexed column, or read fewer tables; explain shows the plan.",
    );
  }
  await refuseFullScans(inspection, seen.flatMap(fullScan));
}

async function explain({ call, executor, request }: PlanInspection): Promise<PlanNode> {
  const result = await executor.execute({
    ...request,
    sql: EXPLAIN + request.sql,
    access: "read",
    limits: { ...EXPLAIN_LIMITS, timeoutMs: request.limits.timeoutMs },
    ...(request.source === undefined
      ? {}
      : { source: { ...request.source, offset: request.source.offset + EXPLAIN.length } }),
  }, call);
  return readPlan(result.rows.map((row) => row[0] ?? "").join("\n"));
}

async function refuseFullScans(
  inspection: PlanInspection,
  scans: readonly FullScan[],
): Promise<void> {
  const { policy, role, view } = inspection;
  const limited = scans.flatMap((scan) => {
    const most = scanLimit(scan, policy, role);
    return most === null ? [] : [{ scan, most }];
  });
  if (limited.length === 0) return;
  const sizes = await sizesOf(inspection, limited.map(({ scan }) => scan));
  for (const { scan, most } of limited) {
    const rows = sizes.get(`${scan.schema}.${scan.name}`) ?? 0;
    if (rows <= most) continue;
    const kind = view.kindOf(scan);
    const known = kind === "open";
    // What stands below a view may be a table that does not exist for whoever asks.
    const table = kind === "denied" ? "a table" : `${scan.schema}.${scan.name}`;
    throw refused(
      `The plan reads all of ${table}${
        known ? `, about ${rows} rows` : ""
      }; the policy allows that up to ${most} rows.`,
      // The filter of a table with rules names columns that may be hidden.
      `${
        known ? indexHint(scan) : ""
      }Narrow it by a column that has an index; describe_table shows them.`,
    );
  }
}

// The planner's own count of the table, not of the rows that the scan is thought to find.
async function sizesOf(
  { call, executor, request }: PlanInspection,
  scans: readonly FullScan[],
): Promise<ReadonlyMap<string, number>> {
  const named = scans.map(({ schema, name }) =>
    `(n.nspname OPERATOR(pg_catalog.=) ${
      quoteLiteral(schema)
    } AND c.relname OPERATOR(pg_catalog.=) ${quoteLiteral(name)})`
  );
  const { rows } = await executor.execute({
    sql: `SELECT n.nspname, c.relname, c.reltuples FROM pg_catalog.pg_class c
JOIN pg_catalog.pg_namespace n ON n.oid OPERATOR(pg_catalog.=) c.relnamespace
WHERE ${[...new Set(named)].join(" OR ")}`,
    access: "read",
    limits: { ...EXPLAIN_LIMITS, timeoutMs: request.limits.timeoutMs },
  }, call);
  return new Map(rows.map(([schema, name, count]) => [`${schema}.${name}`, Number(count)]));
}

function scanLimit(table: FullScan, policy: Policy, role: string | null): number | null {
  const ruling = rulesForTable(policy, role, table);
  const own = ruling.kind === "allowed" ? ruling.blockFullScansOverRows : null;
  const levels = levelsOf(policy, role) ?? [];
  const all = [own, ...levels.map(({ rules }) => rules.limits.blockFullScansOverRows)]
    .filter((limit) => limit !== null);
  return all.length === 0 ? null : Math.min(...all);
}

function* nodesOf(node: PlanNode): Generator<PlanNode> {
  yield node;
  const plans = node["Plans"];
  if (!Array.isArray(plans)) return;
  for (const below of plans) if (isPlanNode(below)) yield* nodesOf(below);
}

function fullScan(node: PlanNode): readonly FullScan[] {
  if (node["Node Type"] !== "Seq Scan") return [];
  const { "Schema": schema, "Relation Name": name, "Filter": filter } = node;
  if (typeof schema !== "string" || typeof name !== "string") return [];
  return [{ schema, name, filter: typeof filter === "string" ? filter : null }];
}

// Whatever hides a row or a value of a table makes its numbers tell of what is hidden.
function isGuarded(node: PlanNode, view: TableView): boolean {
  const { "Schema": schema, "Relation Name": name } = node;
  return typeof schema === "string" && typeof name === "string" &&
    view.kindOf({ schema, name }) !== "open";
}

// The first column that the filter compares is the likeliest to want an index.
function indexHint({ schema, name, filter }: FullScan): string {
  const column = /\(?(?:\w+\.)?([a-z_]\w*)(?:\)?::[\w ]+)? (?:=|<|>|<=|>=|~~|IS) /.exec(
    filter ?? "",
  )?.[1];
  return column === undefined ? "" : `An index on ${schema}.${name} (${column}) would help. `;
}

function refused(message: string, hint: string): PgmcpError {
  return new PgmcpError("PGMCP_PLAN_REFUSED", { message, hint });
}
