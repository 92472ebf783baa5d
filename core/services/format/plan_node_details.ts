// The lines below a plan's node: conditions, keys, and what ANALYZE measured. Where
// PostgreSQL's text format joins several figures in a line (explain.c), so does
// this; every other key is shown as it is.

import { TITLE_KEYS } from "./plan_node_title.ts";
import { isPlanNode, type PlanNode } from "./read_plan.ts";
import { visibleText } from "./visible_text.ts";

// Shown on the node's own line, in another line, or in PostgreSQL's text under VERBOSE only.
const SILENT = new Set([
  "Plan",
  "Plans",
  "Startup Cost",
  "Total Cost",
  "Plan Rows",
  "Plan Width",
  "Actual Startup Time",
  "Actual Total Time",
  "Actual Rows",
  "Actual Loops",
  "Inner Unique",
  "Sort Space Used",
  "Sort Space Type",
  "Original Hash Buckets",
  "Original Hash Batches",
  "Hash Batches",
  "HashAgg Batches",
  "Sampling Parameters",
  "Maximum Storage",
]);
const BUFFERS = /^(?:Shared|Local|Temp) (?:Hit|Read|Dirtied|Written) Blocks$/;

/** The detail lines of a node or of a plan's closing part, without indentation. */
export function planNodeDetails(node: PlanNode): readonly string[] {
  const lines = Object.entries(node).flatMap(([key, value]) => {
    if (TITLE_KEYS.has(key) || SILENT.has(key) || BUFFERS.test(key)) return [];
    // "Async Capable: false" and counters at zero say nothing.
    if (value === false || value === 0 || value === null) return [];
    if (Array.isArray(value) && value.length === 0) return [];
    return detail(key, value, node);
  });
  const buffers = bufferLine(node);
  return buffers === "" ? lines : [...lines, `Buffers: ${buffers}`];
}

function detail(key: string, value: unknown, node: PlanNode): readonly string[] {
  switch (key) {
    case "Sort Method":
      return [
        "Sort Space Used" in node
          ? `${key}: ${shown(value)}  ${shown(node["Sort Space Type"])}: ${
            shown(node["Sort Space Used"])
          }kB`
          : `${key}: ${shown(value)}`,
      ];
    case "Storage": {
      const most = node["Maximum Storage"];
      return [
        `${key}: ${shown(value)}${most === undefined ? "" : `  Maximum Storage: ${shown(most)}kB`}`,
      ];
    }
    case "Hash Buckets":
      return [`Buckets: ${shown(value)}  Batches: ${shown(node["Hash Batches"])}${memory(node)}`];
    case "Peak Memory Usage":
      if ("Hash Buckets" in node) return [];
      return [
        "HashAgg Batches" in node
          ? `Batches: ${shown(node["HashAgg Batches"])}${memory(node)}`
          : memory(node).trim(),
      ];
    case "Grouping Sets":
      return Array.isArray(value) ? value.flatMap(groupingSet) : [];
    case "Sampling Method": {
      const parameters = node["Sampling Parameters"];
      return [`Sampling: ${shown(value)} (${parameters === undefined ? "" : shown(parameters)})`];
    }
    default:
      break;
  }
  if (isPlanNode(value)) {
    const inside = planNodeDetails(value);
    return inside.length === 0 ? [] : [`${key}:`, ...inside.map((line) => `  ${line}`)];
  }
  return [`${key}: ${shown(value)}${key.endsWith(" Time") ? " ms" : ""}`];
}

function memory(node: PlanNode): string {
  const used = node["Peak Memory Usage"];
  return used === undefined ? "" : `  Memory Usage: ${shown(used)}kB`;
}

function groupingSet(set: unknown): readonly string[] {
  if (!isPlanNode(set)) return [];
  const sortKey = set["Sort Key"];
  const sorted = sortKey === undefined ? [] : [`Sort Key: ${shown(sortKey)}`];
  const keys = (["Hash Key", "Group Key"] as const).flatMap((title) => {
    const sets = set[`${title}s`];
    if (!Array.isArray(sets)) return [];
    return sets.map((key) => `${title}: ${shown(key) === "" ? "()" : shown(key)}`);
  });
  return [...sorted, ...keys];
}

function bufferLine(node: PlanNode): string {
  return ["Shared", "Local", "Temp"].flatMap((kind) => {
    const parts = ["Hit", "Read", "Dirtied", "Written"].flatMap((action) => {
      const blocks = node[`${kind} ${action} Blocks`];
      return typeof blocks === "number" && blocks > 0 ? [`${action.toLowerCase()}=${blocks}`] : [];
    });
    return parts.length === 0 ? [] : [`${kind.toLowerCase()} ${parts.join(" ")}`];
  }).join(", ");
}

function shown(value: unknown): string {
  if (Array.isArray(value)) return value.map(shown).join(", ");
  return visibleText(typeof value === "string" ? value : JSON.stringify(value) ?? "");
}
