// How large a query grows while it is planned. PostgreSQL pulls sub-selects and WITH queries up and
// copies their expressions to wherever their columns are used, so that twenty-four nestings of
// `SELECT x + x AS x FROM (…)`, 600 bytes, become 16 million nodes: gigabytes and minutes, which no
// timeout interrupts (measured on PostgreSQL 18, also under EXPLAIN). An estimate from above:
// it takes every sub-select for one that is pulled up, but for LIMIT, MATERIALIZED and aggregates.

import { ALLOWED_FUNCTION_REVIEW } from "./allowed_function_review.ts";
import { splitNames } from "./split_names.ts";
import {
  bareNode,
  isTreeNode,
  nodeList,
  nodeOfType,
  stringNode,
  stringNodes,
  textField,
  type TreeNode,
  unwrapNode,
} from "../tree.ts";

/** A query that grows beyond this many nodes is to be refused; 130,000 took 0.3 s and 90 MB. */
export const MAX_PLANNED_NODES = 100_000;

// An aggregate's result is neither copied nor pushed below its GROUP BY.
const AGGREGATES = splitNames(ALLOWED_FUNCTION_REVIEW.aggregates ?? "");

// Deeper nesting than this is refused rather than followed.
const MAX_DEPTH = 300;

// With more columns a query is refused by PostgreSQL.
const MAX_COLUMNS = 1_664;

/** How many nodes each column of a range stands for; "" is any column whose name is not plain. */
type Columns = ReadonlyMap<string, number>;

/** A query's columns, and the nodes of the whole of it. */
interface Estimate {
  readonly columns: Columns;
  readonly nodes: number;
}

/** A WITH query in scope: estimated when it is first used, for under RECURSIVE it may be used before it stands. */
interface NamedQuery {
  readonly name: string;
  readonly estimate: (depth: number) => Estimate;
  /** Whether every use of it is a copy. */
  readonly copied: boolean;
  readonly outer: NamedQuery | null;
}

/** What names mean at one place. */
interface Scope {
  readonly queries: NamedQuery | null;
  readonly ranges: ReadonlyMap<string, Columns>;
  readonly depth: number;
}

const NOTHING: Estimate = { columns: new Map(), nodes: 0 };
const ENDLESS: Estimate = { columns: new Map([["", Infinity]]), nodes: Infinity };

/** The nodes a statement may have once its sub-selects are pulled up: wrapped, or a bare `SelectStmt`. */
export function estimatePlannedNodes(statement: unknown): number {
  if (!isTreeNode(statement)) return Infinity;
  const outer: Scope = { queries: null, ranges: new Map(), depth: 0 };
  const found = unwrapNode(statement);
  if (found === null || found.type === "SelectStmt") return estimateQuery(statement, outer).nodes;
  // INSERT, UPDATE, DELETE, MERGE: their WITH queries and ranges, then everything else.
  const { withClause: _with, fromClause, usingClause, sourceRelation, ...rest } = found.node;
  const named = withQueries(found.node, outer);
  const from = estimateFrom([fromClause, usingClause, sourceRelation].flat(), named.scope);
  return named.nodes + from.nodes + countNodes(rest, from.scope);
}

function estimateQuery(query: unknown, outer: Scope): Estimate {
  let select = nodeOfType(query, "SelectStmt") ?? bareNode(query);
  if (select === null) return NOTHING;
  if (outer.depth > MAX_DEPTH) return ENDLESS;
  let { scope, nodes } = withQueries(select, { ...outer, depth: outer.depth + 1 });
  // Chains of UNION lean to the left: followed in a loop, so that no length exhausts the stack.
  const arms: Estimate[] = [];
  for (let left = bareNode(select.larg); left !== null; left = bareNode(select.larg)) {
    const arm = estimateQuery(select.rarg, scope);
    arms.push(arm);
    nodes += arm.nodes + estimateTail(select, scope).nodes;
    select = left;
    // The left arm in brackets has WITH queries of its own, which no other arm sees.
    const named = withQueries(select, scope);
    scope = named.scope;
    nodes += named.nodes;
    if (nodes > MAX_PLANNED_NODES) return ENDLESS;
  }
  const first = estimateArm(select, scope);
  const largest = arms.reduce((most, { columns }) => Math.max(most, largestOf(columns)), 0);
  const columns = new Map([...first.columns].map(([name, n]) => [name, Math.max(n, largest)]));
  return { columns, nodes: first.nodes + nodes };
}

function withQueries(select: TreeNode, outer: Scope): { scope: Scope; nodes: number } {
  const clause = bareNode(select.withClause);
  if (clause === null) return { scope: outer, nodes: 0 };
  const named: NamedQuery[] = [];
  const last = (): NamedQuery | null => named.at(-1) ?? outer.queries;
  for (const entry of nodeList(clause.ctes)) {
    const query = nodeOfType(entry, "CommonTableExpr");
    if (query === null) continue;
    const before = last();
    // Without RECURSIVE a query sees only the ones before it.
    const visible = (): NamedQuery | null => clause.recursive === true ? last() : before;
    const next = {
      name: textField(query.ctename) ?? "",
      estimate: once((depth) => estimateNamed(query, { ...outer, queries: visible(), depth })),
      copied: query.ctematerialized === "CTEMaterializeNever",
      outer: before,
    };
    if (clause.recursive !== true) next.estimate(outer.depth);
    named.push(next);
  }
  const nodes = named.reduce((sum, query) => sum + query.estimate(outer.depth).nodes, 0);
  return { scope: { ...outer, queries: last() }, nodes };
}

function findQuery(scope: Scope, name: string): NamedQuery | null {
  let query = scope.queries;
  while (query !== null && query.name !== name) query = query.outer;
  return query;
}

function estimateNamed(query: TreeNode, scope: Scope): Estimate {
  const inner = estimateQuery(query.ctequery, scope);
  const kept = query.ctematerialized === "CTEMaterializeAlways";
  const columns = kept ? flatten(inner.columns) : inner.columns;
  return { columns: rename(columns, query.aliascolnames), nodes: inner.nodes };
}

// A recursive query's use of itself is a plain scan.
function once(estimate: (depth: number) => Estimate): (depth: number) => Estimate {
  let known: Estimate | null = null;
  return (depth) => {
    if (known !== null) return known;
    known = NOTHING;
    known = estimate(depth);
    return known;
  };
}

// ORDER BY and LIMIT of a UNION.
function estimateTail(select: TreeNode, scope: Scope): Estimate {
  const tail = [select.sortClause, select.limitCount, select.limitOffset];
  return { columns: NOTHING.columns, nodes: countNodes(tail, scope) };
}

function estimateArm(select: TreeNode, outer: Scope): Estimate {
  const { targetList, fromClause, withClause: _with, valuesLists, ...clauses } = select;
  const { scope, nodes } = estimateFrom(fromClause, outer);
  const columns = new Map<string, number>();
  const values = countNodes(valuesLists, scope);
  if (values > 0) columns.set("", values);
  let total = nodes + values + countNodes(clauses, scope);
  for (const entry of nodeList(targetList)) {
    const target = nodeOfType(entry, "ResTarget");
    const fields = nodeList(nodeOfType(target?.val, "ColumnRef")?.fields);
    const size = countNodes(target?.val, scope);
    total += size;
    if (nodeOfType(fields.at(-1), "A_Star") !== null) {
      const own = scope.ranges.get(stringNode(fields.at(-2)) ?? "");
      for (const range of own === undefined ? scope.ranges.values() : [own]) {
        for (const [name, each] of range) addColumn(columns, name, each);
      }
      continue;
    }
    const called = stringNodes(nodeOfType(target?.val, "FuncCall")?.funcname).at(-1);
    const name = textField(target?.name) ?? stringNode(fields.at(-1)) ?? called ?? "";
    const grouped = nodeList(select.groupClause).length > 0 && AGGREGATES.has(called ?? "");
    addColumn(columns, name, grouped ? 1 : size);
  }
  const cut = select.limitCount !== undefined || select.limitOffset !== undefined;
  return { columns: cut ? flatten(columns) : columns, nodes: total };
}

function estimateFrom(fromClause: unknown, outer: Scope): { scope: Scope; nodes: number } {
  const ranges = new Map(outer.ranges);
  const scope = { ...outer, ranges };
  const renamed: TreeNode[] = [];
  let nodes = 0;
  const open = [...nodeList(fromClause)].reverse();
  for (let entry = open.pop(); open.length > 0 || entry !== undefined; entry = open.pop()) {
    const found = unwrapNode(entry);
    if (found === null) continue;
    const { type, node } = found;
    const alias = bareNode(node.alias);
    const name = textField(alias?.aliasname);
    if (type === "JoinExpr") {
      open.push(node.quals, node.rarg, node.larg);
      if (alias !== null) renamed.push(alias);
    } else if (type === "RangeSubselect") {
      // Only LATERAL sees what stands left of it; for an estimate from above both may.
      const inner = estimateQuery(node.subquery, scope);
      add(ranges, name ?? "", rename(inner.columns, alias?.colnames));
      nodes += inner.nodes;
    } else if (type === "RangeVar") {
      const own = textField(node.relname) ?? "";
      const query = node.schemaname === undefined ? findQuery(scope, own) : null;
      const estimate = query?.estimate(scope.depth) ?? NOTHING;
      add(ranges, name ?? own, rename(estimate.columns, alias?.colnames));
      nodes += 1 + (query?.copied === true ? estimate.nodes : 0);
    } else {
      nodes += countNodes(entry, scope);
    }
  }
  // (a JOIN b) AS j(x, y): any of the columns joined.
  for (const alias of renamed) {
    const largest = [...ranges.values()].reduce((most, each) => Math.max(most, largestOf(each)), 0);
    add(ranges, textField(alias.aliasname) ?? "", rename(new Map([["", largest]]), alias.colnames));
  }
  return { scope, nodes };
}

/** The nodes of an expression, its columns replaced by what they stand for. Runs on every node: kept fast. */
function countNodes(expression: unknown, scope: Scope): number {
  let nodes = 0;
  const open: unknown[] = [expression];
  while (open.length > 0) {
    const next = open.pop();
    if (Array.isArray(next)) {
      for (const each of next) open.push(each);
    } else if (isTreeNode(next)) {
      for (const field in next) {
        const content = next[field];
        if (typeof content !== "object" || content === null) continue;
        if (field === "SelectStmt") nodes += estimateQuery(content, scope).nodes;
        else if (field === "ColumnRef") nodes += sizeOfColumn(content, scope);
        else {
          nodes += 1;
          open.push(content);
        }
      }
    }
  }
  return nodes;
}

function sizeOfColumn(column: object, scope: Scope): number {
  if (scope.ranges.size === 0 || !("fields" in column)) return 1;
  const fields = nodeList(column.fields);
  const name = stringNode(fields.at(-1));
  const qualifier = stringNode(fields.at(-2));
  const qualified = qualifier === null ? undefined : scope.ranges.get(qualifier);
  const ranges = qualified === undefined ? [...scope.ranges.values()] : [qualified];
  // `*`, and a range's name, which is its whole row, stand for all the columns.
  if (name === null) return Math.max(1, ...ranges.map(sumOf));
  const row = qualifier === null ? scope.ranges.get(name) : undefined;
  return Math.max(
    row === undefined ? 1 : sumOf(row),
    ...ranges.map((columns) => columns.get(name) ?? columns.get("") ?? 0),
  );
}

// An inner range may hide an outer one of the same name, but not its columns: both count.
function add(ranges: Map<string, Columns>, name: string, columns: Columns): void {
  const known = ranges.get(name);
  const both = new Map(known);
  if (known !== undefined) { for (const [column, size] of columns) raise(both, column, size); }
  ranges.set(name, known === undefined ? columns : both);
}

function rename(columns: Columns, names: unknown): Columns {
  const list = stringNodes(names);
  if (list.length === 0) return columns;
  const largest = largestOf(columns);
  return new Map([...columns, ...list.map((name) => [name, largest] as const)]);
}

function flatten(columns: Columns): Columns {
  return new Map([...columns.keys()].map((name) => [name, 1]));
}

/** A column more: a second one of the same name cannot be named, but `*` copies it. */
function addColumn(columns: Map<string, number>, name: string, size: number): void {
  if (columns.has(name) && columns.size < MAX_COLUMNS) {
    columns.set(`${name}\0${columns.size}`, size);
  }
  raise(columns, name, size);
}

function raise(columns: Map<string, number>, name: string, size: number): void {
  columns.set(name, Math.max(size, columns.get(name) ?? 0));
}

function largestOf(columns: Columns): number {
  let largest = 0;
  for (const size of columns.values()) largest = Math.max(largest, size);
  return largest;
}

function sumOf(columns: Columns): number {
  let sum = 0;
  for (const size of columns.values()) sum += size;
  return sum;
}
