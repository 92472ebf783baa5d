// Limits on plans: what the planner thinks a statement costs, and whether it reads a large
// table whole, itself or its partitions together. One EXPLAIN more for each statement, so only
// where a policy asks for it; what an EXPLAIN ANALYZE runs is held to them like any query.
// Of a masked or filtered table no number is told, not even in a refusal: they count rows
// that do not exist for whoever asks.

import { PgmcpError } from "../errors.ts";
import type { Policy, PolicyLimits } from "../policy/policy.ts";
import { levelsOf, rulesForTable } from "../policy/rules_for_table.ts";
import type { NamedTable } from "../policy/table_pattern.ts";
import type { CallOptions, QueryExecutor, QueryRequest } from "../ports/query_executor.ts";
import type { AllowVerdict } from "../sql/verdict.ts";
import type { TableView } from "./table_views.ts";
import { countRows } from "./count_rows.ts";
import { isPlanNode, type PlanNode, readPlan } from "./format/read_plan.ts";
import { type WholeRead, wholeReads } from "./whole_reads.ts";

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
  const { limits, request, verdict, view } = inspection;
  // SHOW has no plan, and an EXPLAIN without ANALYZE reads no table.
  const sql = verdict.statement === "explain" ? verdict.measured : request.sql;
  if (verdict.statement === "show" || sql === undefined) return;
  const plan = (await explain(inspection, sql))["Plan"];
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
  await refuseWholeReads(inspection, wholeReads(plan));
}

/** Plans `sql`, which is what the request's text ends with. */
async function explain(
  { call, executor, request }: PlanInspection,
  sql: string,
): Promise<PlanNode> {
  const moved = EXPLAIN.length - (request.sql.length - sql.length);
  const result = await executor.execute({
    ...request,
    sql: EXPLAIN + sql,
    access: "read",
    limits: { ...EXPLAIN_LIMITS, timeoutMs: request.limits.timeoutMs },
    ...(request.source === undefined
      ? {}
      : { source: { ...request.source, offset: request.source.offset + moved } }),
  }, call);
  return readPlan(result.rows.map((row) => row[0] ?? "").join("\n"));
}

async function refuseWholeReads(
  inspection: PlanInspection,
  reads: readonly WholeRead[],
): Promise<void> {
  const limited = limitedTables(inspection, reads);
  if (limited.length === 0) return;
  const { call, executor, request: { limits: { timeoutMs } } } = inspection;
  const asking = { call, executor, timeoutMs };
  const walked = limited.flatMap(({ parts }) => parts.map((part) => part.walked));
  const sizes = await countRows(walked, asking);
  for (const { table, most, parts } of limited) {
    const rows = Math.round(rowsOf(parts, sizes));
    if (rows <= most) continue;
    const kind = inspection.view.kindOf(table);
    const known = [table, ...parts].every((each) => inspection.view.kindOf(each) === "open");
    // What stands below a view may be a table that does not exist for whoever asks.
    const name = kind === "denied" ? "a table" : keyOf(table);
    const [only, ...others] = parts;
    const itself = others.length === 0 && only !== undefined && keyOf(only) === keyOf(table);
    throw refused(
      `The plan reads all of ${itself ? name : `the partitions that it needs of ${name}`}${
        known ? `, about ${rows} rows` : ""
      }; the policy allows that up to ${most} rows.`,
      // The filter of a table with rules names columns that may be hidden.
      `${
        known && only !== undefined ? indexHint(only, name) : ""
      }Narrow it by a column that has an index; describe_table shows them.`,
    );
  }
}

/** A table that may not be read whole where it is large, and what is read of it: itself, or partitions. */
interface LimitedTable {
  readonly table: NamedTable;
  readonly most: number;
  readonly parts: readonly WholeRead[];
}

/** The tables themselves before those that they are partitions of. */
function limitedTables(
  { policy, role, view }: PlanInspection,
  reads: readonly WholeRead[],
): readonly LimitedTable[] {
  const found = new Map<string, { readonly table: NamedTable; readonly parts: WholeRead[] }>();
  const own = reads.map((read) => ({ table: read, read }));
  const above = view.reach(reads).flatMap(({ tables }, index) => {
    const read = reads[index];
    return read === undefined ? [] : tables.map((table) => ({ table, read }));
  }).filter(({ table, read }) => keyOf(table) !== keyOf(read));
  for (const { table, read } of [...own, ...above]) {
    const known = found.get(keyOf(table)) ?? { table, parts: [] };
    known.parts.push(read);
    found.set(keyOf(table), known);
  }
  return [...found.values()].flatMap(({ table, parts }) => {
    const most = scanLimit(table, policy, role);
    return most === null ? [] : [{ table, most, parts }];
  });
}

/** The rows of all parts together; what a plan reads twice is a table once. */
function rowsOf(parts: readonly WholeRead[], sizes: ReadonlyMap<string, number>): number {
  const byTable = Map.groupBy(parts, keyOf);
  return [...byTable.values()].reduce((sum, reads) => {
    const rows = reads.map((read) => read.rowsOf(sizes.get(keyOf(read.walked)) ?? 0));
    return sum + Math.max(...rows);
  }, 0);
}

function keyOf({ schema, name }: NamedTable): string {
  return `${schema}.${name}`;
}

function scanLimit(table: NamedTable, policy: Policy, role: string | null): number | null {
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

// Whatever hides a row or a value of a table makes its numbers tell of what is hidden.
function isGuarded(node: PlanNode, view: TableView): boolean {
  const { "Schema": schema, "Relation Name": name } = node;
  return typeof schema === "string" && typeof name === "string" &&
    view.kindOf({ schema, name }) !== "open";
}

// The first column that the filter compares is the likeliest to want an index.
function indexHint({ filter }: WholeRead, table: string): string {
  const column = /\(?(?:\w+\.)?([a-z_]\w*)(?:\)?::[\w ]+)? (?:=|<|>|<=|>=|~~|IS) /.exec(
    filter ?? "",
  )?.[1];
  return column === undefined ? "" : `An index on ${table} (${column}) would help. `;
}

function refused(message: string, hint: string): PgmcpError {
  return new PgmcpError("PGMCP_PLAN_REFUSED", { message, hint });
}
