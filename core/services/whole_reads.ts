// Which tables a plan reads whole, by whichever node, and how many rows of each.

import type { NamedTable } from "../policy/table_pattern.ts";
import { isPlanNode, type PlanNode } from "./format/read_plan.ts";

/** A scan that no index narrows. */
export interface WholeRead extends NamedTable {
  /** What its rows are compared with; null for nothing. */
  readonly filter: string | null;
  /** What is walked from end to end: the table, or an index, which may be of some rows only. */
  readonly walked: NamedTable;
  /** How many rows it looks at, where what is walked has `rows`. */
  rowsOf(rows: number): number;
}

/** Nodes that read all that is below them before they give a row: no LIMIT above them ends that. */
const GATHERING_NODES: ReadonlySet<string> = new Set(
  ["Aggregate", "Group", "Hash", "Materialize", "SetOp", "Sort", "Unique", "WindowAgg"],
);

const INDEX_SCANS: ReadonlySet<string> = new Set(["Index Scan", "Index Only Scan"]);

/** The scans of whole tables in `plan` (EXPLAIN's JSON, VERBOSE). */
export function wholeReads(plan: PlanNode): readonly WholeRead[] {
  return [...readsIn(plan, 1)];
}

/** `share`: how much of its rows is asked for, as the planner thinks; what a LIMIT above leaves. */
function* readsIn(node: PlanNode, share: number): Generator<WholeRead> {
  const { "Node Type": type, "Schema": schema, "Relation Name": name } = node;
  if (typeof type !== "string") return;
  if (typeof schema === "string" && typeof name === "string") {
    const { "Filter": filter, "Index Name": index } = node;
    const rowsOf = rowsRead(node, type, share);
    const walked = { schema, name: typeof index === "string" ? index : name };
    const read = { schema, name, walked, filter: typeof filter === "string" ? filter : null };
    if (rowsOf !== null) yield { ...read, rowsOf };
  }
  const plans = node["Plans"];
  if (!Array.isArray(plans)) return;
  for (const plan of plans) {
    if (!isPlanNode(plan)) continue;
    const whole = GATHERING_NODES.has(type) || standsApart(plan);
    yield* readsIn(plan, whole ? 1 : share * (type === "Limit" ? limitShare(node, plan) : 1));
  }
}

/** How much of what is below a LIMIT it takes. */
function limitShare(limit: PlanNode, below: PlanNode): number {
  const share = Number(limit["Plan Rows"]) / Number(below["Plan Rows"]);
  return share < 1 ? share : 1;
}

/** What is computed for a value or a WITH query hangs below a node that need not be the one that reads it. */
function standsApart({ "Parent Relationship": relationship }: PlanNode): boolean {
  return relationship === "InitPlan" || relationship === "SubPlan";
}

/** Null for a scan that is narrowed. */
function rowsRead(node: PlanNode, type: string, share: number): WholeRead["rowsOf"] | null {
  const all = (rows: number): number => rows;
  // A range of places is as wide as its writer likes, and no statistics tell.
  if (type === "Seq Scan" || type === "Tid Range Scan") return all;
  if (type === "Sample Scan") return sampledRows(node);
  if (!INDEX_SCANS.has(type) || node["Index Cond"] !== undefined) return null;
  // An index in whose order rows come: it ends with those that are asked for.
  return (rows) => rows * share;
}

function sampledRows(node: PlanNode): WholeRead["rowsOf"] {
  const { "Sampling Method": method, "Sampling Parameters": parameters } = node;
  const written: unknown = Array.isArray(parameters) ? parameters[0] : undefined;
  const amount = typeof written === "string" ? /^'?([\d.]+)/.exec(written)?.[1] : undefined;
  if (amount !== undefined && method === "system") return (rows) => rows * Number(amount) / 100;
  if (amount !== undefined && method === "system_rows") return (rows) => Math.min(rows, +amount);
  // BERNOULLI takes a part of the rows, and reads them all to do so.
  return (rows) => rows;
}
