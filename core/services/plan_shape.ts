// The shape of a plan: which kinds of nodes, over which tables, joined how. Costs, row counts and
// conditions are left out: of a table with hidden rows they count those too, and a condition may be
// the filter itself. What is shown is listed; everything else PostgreSQL may ever say is not.

import { FILTER_ALIAS } from "../policy/filter_alias.ts";
import type { QueryResult } from "../ports/query_executor.ts";
import { planText } from "./format/plan_text.ts";
import { isPlanNode, type PlanNode, readPlan } from "./format/read_plan.ts";

const SHOWN: ReadonlySet<string> = new Set([
  ...["Node Type", "Parent Relationship", "Relation Name", "Schema", "Alias", "Join Type"],
  ...["Strategy", "Partial Mode", "Parallel Aware", "Async Capable", "Scan Direction"],
  ...["CTE Name", "Command"],
]);

/** The name that a protected table has inside what replaces it; it says nothing to a reader. */
const OWN_ALIAS = /^pgmcp_scan(_\d+)?$/;

/** What the policy's own conditions read may be a table that does not exist for the reader. */
const FILTER_ALIAS_PATTERN = new RegExp(`^${FILTER_ALIAS}\\d+(_\\d+)?$`);

const TABLE_NAMES: ReadonlySet<string> = new Set(["Relation Name", "Schema", "Alias"]);

/** `plan` with nothing but its shape; relations of the names in `denied` are not named. */
export function planShape(plan: PlanNode, denied: ReadonlySet<string>): PlanNode {
  const root = plan["Plan"];
  return isPlanNode(root) ? { Plan: shapeOfNode(root, denied) } : {};
}

/** A result of EXPLAIN (FORMAT JSON) as lines of text that show the shape alone. */
export function shapeOnly(result: QueryResult, denied: ReadonlySet<string>): QueryResult {
  const plan = planShape(readPlan(result.rows.map((row) => row[0] ?? "").join("\n")), denied);
  const columns = result.columns.map((column) => ({ ...column, typeOid: 25, typeName: "text" }));
  return { ...result, columns, rows: planText(plan).split("\n").map((line) => [line]) };
}

function shapeOfNode(node: PlanNode, denied: ReadonlySet<string>): PlanNode {
  const shape: Record<string, unknown> = {};
  const unnamed = FILTER_ALIAS_PATTERN.test(String(node["Alias"])) ||
    denied.has(String(node["Relation Name"]));
  for (const [key, value] of Object.entries(node)) {
    if (!SHOWN.has(key) || (key === "Alias" && OWN_ALIAS.test(String(value)))) continue;
    if (!(unnamed && TABLE_NAMES.has(key))) shape[key] = value;
  }
  const plans = node["Plans"];
  if (Array.isArray(plans)) {
    shape["Plans"] = plans.filter(isPlanNode).map((each) => shapeOfNode(each, denied));
  }
  return shape;
}
