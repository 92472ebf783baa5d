// The first words of a plan's node, as PostgreSQL's text format has them
// (explain.c, ExplainNode): what it does, by which index, on which relation.

import { readableName } from "./readable_name.ts";
import type { PlanNode } from "./read_plan.ts";

/** The keys of a node that its title uses up. */
export const TITLE_KEYS: ReadonlySet<string> = new Set([
  "Node Type",
  "Parent Relationship",
  "Subplan Name",
  "Strategy",
  "Partial Mode",
  "Parallel Aware",
  "Join Type",
  "Scan Direction",
  "Index Name",
  "Schema",
  "Relation Name",
  "Function Name",
  "CTE Name",
  "Alias",
  "Command",
]);

/** The title of a node, such as `Hash Left Join` or `Index Scan using orders_pkey on orders o`. */
export function planNodeTitle(node: PlanNode): string {
  const parallel = node["Parallel Aware"] === true ? "Parallel " : "";
  return parallel + operation(node) + index(node) + relation(node);
}

function operation(node: PlanNode): string {
  const type = text(node["Node Type"]) ?? "Node";
  const strategy = text(node["Strategy"]);
  const mode = text(node["Partial Mode"]);
  switch (type) {
    case "Aggregate": {
      const kind = strategy === "Sorted"
        ? "GroupAggregate"
        : strategy === "Hashed"
        ? "HashAggregate"
        : strategy === "Mixed"
        ? "MixedAggregate"
        : "Aggregate";
      return mode === undefined || mode === "Simple" ? kind : `${mode} ${kind}`;
    }
    case "SetOp":
      return `${strategy === "Hashed" ? "HashSetOp" : "SetOp"} ${text(node["Command"]) ?? ""}`
        .trim();
    case "Nested Loop":
    case "Hash Join":
    case "Merge Join": {
      const join = text(node["Join Type"]);
      if (join === undefined || join === "Inner") return type;
      return type === "Nested Loop"
        ? `Nested Loop ${join} Join`
        : type.replace("Join", `${join} Join`);
    }
    default:
      return node["Scan Direction"] === "Backward" ? `${type} Backward` : type;
  }
}

function index(node: PlanNode): string {
  const name = nameOf(node["Index Name"]);
  if (name === undefined) return "";
  return node["Node Type"] === "Bitmap Index Scan" ? ` on ${name}` : ` using ${name}`;
}

function relation(node: PlanNode): string {
  const name = nameOf(node["Relation Name"]) ?? nameOf(node["Function Name"]) ??
    nameOf(node["CTE Name"]);
  const alias = nameOf(node["Alias"]);
  const schema = nameOf(node["Schema"]);
  if (name === undefined) return alias === undefined ? "" : ` on ${alias}`;
  const full = schema === undefined ? name : `${schema}.${name}`;
  return ` on ${full}${alias === undefined || alias === name ? "" : ` ${alias}`}`;
}

function nameOf(value: unknown): string | undefined {
  const name = text(value);
  return name === undefined || name === "" ? undefined : readableName(name);
}

function text(value: unknown): string | undefined {
  return typeof value === "string" ? value : undefined;
}
