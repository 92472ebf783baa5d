// A plan as text, from EXPLAIN's JSON, laid out like PostgreSQL's own text format,
// which models have read most. Keys it does not know are shown as they are, so a
// newer server's plan loses nothing.

import { planNodeTitle, TITLE_KEYS } from "./plan_node_title.ts";
import { isPlanNode, type PlanNode } from "./read_plan.ts";
import { oneLineText } from "./visible_text.ts";

const FIGURES = new Set([
  "Startup Cost",
  "Total Cost",
  "Plan Rows",
  "Plan Width",
  "Actual Startup Time",
  "Actual Total Time",
  "Actual Rows",
  "Actual Loops",
]);
const BUFFERS = /^(Shared|Local|Temp) (Hit|Read|Dirtied|Written) Blocks$/;

/** The plan as text, a node a line with its conditions below it. */
export function planText(plan: PlanNode): string {
  const lines: string[] = [];
  const { Plan: root, ...rest } = plan;
  if (isPlanNode(root)) writeNode(root, { lines, indent: 0, isRoot: true });
  writeDetails(rest, { lines, indent: 0 });
  return lines.join("\n");
}

interface Place {
  readonly lines: string[];
  /** Spaces before the line. */
  readonly indent: number;
}

function writeNode(node: PlanNode, place: Place & { readonly isRoot: boolean }): void {
  const { lines, indent, isRoot } = place;
  const name = node["Subplan Name"];
  let at = indent;
  if (typeof name === "string") {
    lines.push(`${" ".repeat(at)}${oneLineText(name)}`);
    at += 2;
  }
  const arrow = isRoot ? "" : "->  ";
  lines.push(`${" ".repeat(at)}${arrow}${oneLineText(planNodeTitle(node))}${figures(node)}`);
  const below = at + arrow.length + 2;
  const { Plans: children, ...own } = node;
  writeDetails(own, { lines, indent: below });
  if (!Array.isArray(children)) return;
  for (const child of children) {
    if (isPlanNode(child)) writeNode(child, { lines, indent: below, isRoot: false });
  }
}

function figures(node: PlanNode): string {
  const estimated = "Total Cost" in node
    ? `  (cost=${fixed(node["Startup Cost"], 2)}..${fixed(node["Total Cost"], 2)} rows=${
      node["Plan Rows"]
    } width=${node["Plan Width"]})`
    : "";
  if (node["Actual Loops"] === undefined) return estimated;
  if (node["Actual Loops"] === 0) return `${estimated} (never executed)`;
  const time = "Actual Total Time" in node
    ? `time=${fixed(node["Actual Startup Time"], 3)}..${fixed(node["Actual Total Time"], 3)} `
    : "";
  return `${estimated} (actual ${time}rows=${node["Actual Rows"]} loops=${node["Actual Loops"]})`;
}

function writeDetails(node: PlanNode, place: Place): void {
  const pad = " ".repeat(place.indent);
  for (const [key, value] of Object.entries(node)) {
    if (TITLE_KEYS.has(key) || FIGURES.has(key) || BUFFERS.test(key)) continue;
    // "Async Capable: false", "Disabled: false" and zero counters say nothing.
    if (value === false || value === 0 || value === null) continue;
    if (Array.isArray(value) && value.length === 0) continue;
    if (isPlanNode(value)) {
      writeGroup(key, value, place);
    } else {
      const unit = key.endsWith(" Time") ? " ms" : "";
      place.lines.push(`${pad}${key}: ${shown(value)}${unit}`);
    }
  }
  const buffers = bufferLine(node);
  if (buffers !== "") place.lines.push(`${pad}Buffers: ${buffers}`);
}

function writeGroup(key: string, group: PlanNode, place: Place): void {
  const inside: string[] = [];
  writeDetails(group, { lines: inside, indent: place.indent + 2 });
  if (inside.length > 0) place.lines.push(`${" ".repeat(place.indent)}${key}:`, ...inside);
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
  return oneLineText(typeof value === "string" ? value : JSON.stringify(value));
}

function fixed(value: unknown, digits: number): string {
  return typeof value === "number" ? value.toFixed(digits) : String(value);
}
