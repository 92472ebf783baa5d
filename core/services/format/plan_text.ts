// A plan as text, from EXPLAIN's JSON, laid out like PostgreSQL's own text format,
// which models have read most. Keys it does not know are shown as they are, so a
// newer server's plan loses nothing.

import { planNodeDetails } from "./plan_node_details.ts";
import { planNodeTitle } from "./plan_node_title.ts";
import { isPlanNode, type PlanNode } from "./read_plan.ts";
import { visibleText } from "./visible_text.ts";

/** The plan as text, a node a line with its conditions below it. */
export function planText(plan: PlanNode): string {
  const root = plan["Plan"];
  return [...(isPlanNode(root) ? nodeLines(root, "") : []), ...planNodeDetails(plan)].join("\n");
}

function nodeLines(node: PlanNode, arrow: string): readonly string[] {
  const children: readonly unknown[] = Array.isArray(node["Plans"]) ? node["Plans"] : [];
  const below = [
    ...planNodeDetails(node),
    ...children.flatMap((child) => isPlanNode(child) ? nodeLines(child, "->  ") : []),
  ];
  const lines = [
    `${arrow}${visibleText(planNodeTitle(node))}${figures(node)}`,
    ...indented(below, arrow.length + 2),
  ];
  const name = node["Subplan Name"];
  return typeof name === "string" ? [visibleText(name), ...indented(lines, 2)] : lines;
}

function indented(lines: readonly string[], spaces: number): readonly string[] {
  return lines.map((line) => " ".repeat(spaces) + line);
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

function fixed(value: unknown, digits: number): string {
  return typeof value === "number" ? value.toFixed(digits) : String(value);
}
