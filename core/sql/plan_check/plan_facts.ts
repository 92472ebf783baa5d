// What a plan holds, as EXPLAIN (VERBOSE, FORMAT JSON) shows it: the kinds of its nodes, the
// relations it reads, the functions it reads rows from, and all its expressions as texts. A key that
// is not known is taken for an expression, and so has to be one that can be read and judged.

import { isTreeNode, type TreeNode } from "../tree.ts";
import { readablePlanText } from "./plan_text.ts";

/** Something the plan names with its schema, as the database resolved it. */
export interface PlannedName {
  readonly schema: string;
  readonly name: string;
}

/** The contents of a plan. */
export interface PlanFacts {
  readonly nodeTypes: ReadonlySet<string>;
  readonly relations: readonly PlannedName[];
  /** The functions in FROM. */
  readonly functions: readonly PlannedName[];
  /** One SELECT that holds every expression of the plan. */
  readonly expressions: string;
  /** Whether parts of it were left out because the values of this moment do not need them. */
  readonly pruned: boolean;
}

/** Keys whose texts are names and words. */
const WORDS: ReadonlySet<string> = new Set([
  "Alias",
  "Async Capable",
  "Cache Mode",
  "Command",
  "CTE Name",
  "Custom Plan Provider",
  "Function Name",
  "Index Name",
  "Join Type",
  "Node Type",
  "Operation",
  "Params Evaluated",
  "Parent Relationship",
  "Partial Mode",
  "Relation Name",
  "Sampling Method",
  "Scan Direction",
  "Schema",
  "Strategy",
  "Subplan Name",
  "Table Function Name",
  "Tuplestore Name",
]);

/** Keys whose expressions have an order behind them: `x DESC NULLS LAST`. */
const ORDERS: ReadonlySet<string> = new Set(["Sort Key", "Presorted Key"]);

/** Reads `plan`, the parsed JSON of EXPLAIN; null where it is none. */
export function readPlanFacts(plan: unknown): PlanFacts | null {
  const root = Array.isArray(plan) && isTreeNode(plan[0]) ? plan[0].Plan : undefined;
  if (!isTreeNode(root)) return null;
  const nodeTypes = new Set<string>();
  const relations: PlannedName[] = [];
  const functions: PlannedName[] = [];
  const values: string[] = [];
  const orders: string[] = [];
  const tables: string[] = [];
  let pruned = false;

  function addText(key: string, text: string): void {
    const readable = readablePlanText(text);
    // An empty grouping set; the whole row of a relation that was planned away.
    if (readable === "()" || readable === "*") return;
    if (ORDERS.has(key)) orders.push(readable);
    else if (key === "Table Function Call") tables.push(readable);
    // `w1 AS (PARTITION BY …)`, since PostgreSQL 18.
    else if (key === "Window") values.push(readable.replace(/^.*? AS \(/s, "count(*) OVER ("));
    // In brackets, for there may be several: they make a row then.
    else values.push(`(${readable})`);
  }

  function addTexts(key: string, content: unknown): void {
    if (typeof content === "string") addText(key, content);
    else if (Array.isArray(content)) { for (const each of content) addTexts(key, each); }
    else if (isTreeNode(content)) {
      for (const [inner, each] of Object.entries(content)) addTexts(inner, each);
    }
  }

  function addNode(node: TreeNode): void {
    const { Schema: schema, "Relation Name": relation, "Function Name": called } = node;
    nodeTypes.add(String(node["Node Type"]));
    if (typeof relation === "string") relations.push({ schema: String(schema), name: relation });
    if (typeof called === "string") functions.push({ schema: String(schema), name: called });
    if (typeof node["Subplans Removed"] === "number") pruned ||= node["Subplans Removed"] > 0;
    for (const [key, content] of Object.entries(node)) {
      if (key !== "Plans" && !WORDS.has(key)) addTexts(key, content);
    }
  }

  const nodes: unknown[] = [root];
  for (let node = nodes.pop(); node !== undefined; node = nodes.pop()) {
    if (!isTreeNode(node)) return null;
    addNode(node);
    if (Array.isArray(node.Plans)) nodes.push(...node.Plans);
  }
  const from = tables.length === 0 ? "" : ` FROM ${tables.join(", ")}`;
  const order = orders.length === 0 ? "" : ` ORDER BY ${orders.join(", ")}`;
  const expressions = `SELECT ${values.length === 0 ? "1" : values.join(", ")}${from}${order}`;
  return { nodeTypes, relations, functions, expressions, pruned };
}
