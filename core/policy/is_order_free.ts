// Whether what a query answers is the same in whichever order its table's rows are read: then no
// index on what is hidden can tell of it, and PostgreSQL may choose. Only plain queries of one table
// are known to be: those sorted by its whole primary key, which leaves nothing open, and those of one
// row of aggregates that give one value of what is equal. Whatever numbers rows, collects them, or
// asks the clock shows when each came; what is not known here may.

import type { BoundScan } from "../sql/bind/bound_statement.ts";
import { someNode } from "../sql/some_node.ts";
import { bareNode, nodeList, nodeOfType, stringNodes, type TreeNode } from "../sql/tree.ts";
import type { CompiledPolicy, ProtectedRelation, RelationRule } from "./compiled_policy.ts";
import { varies } from "./needs_fence.ts";
import type { StatementMeaning } from "./statement_meaning.ts";

/** The parts of such a query. */
const CLAUSES: ReadonlySet<string> = new Set([
  ...["targetList", "fromClause", "whereClause", "sortClause"],
  ...["limitCount", "limitOffset", "limitOption", "op"],
]);
/** What may stand in them: nothing that has rows of its own, or sees more than one. */
const NODES: ReadonlySet<string> = new Set([
  ...["A_ArrayExpr", "A_Const", "A_Expr", "A_Star", "BooleanTest", "BoolExpr", "CaseExpr"],
  ...["CaseWhen", "CoalesceExpr", "ColumnRef", "FuncCall", "Integer", "List", "MinMaxExpr"],
  ...["NullTest", "RangeVar", "ResTarget", "SortBy", "SQLValueFunction", "String", "TypeCast"],
]);

/** Aggregates that come to the same for rows in any order, whatever they are given. */
const COUNTS: ReadonlySet<string> = new Set(["bool_and", "bool_or", "count", "every"]);
/** Those that give one of the values. */
const EXTREMES: ReadonlySet<string> = new Set(["max", "min"]);
/** Types whose equal values are one and the same, unlike 1.0 and 1.00, or texts of some collations. */
const EXACT: ReadonlySet<string> = new Set(
  "date int2 int4 int8 oid time timestamp timestamptz uuid".split(" "),
);

/** What holds rows of its own (`pg_class.relkind`): tables, partitioned tables, materialised views. */
const STORED: ReadonlySet<string> = new Set(["r", "p", "m"]);

/** Whether the SELECT `root` is such a query. `rules` are those of the bound scans, in order. */
export function isOrderFree(
  root: TreeNode,
  meaning: StatementMeaning,
  { rules, parents }: {
    readonly rules: readonly (RelationRule | null)[];
    readonly parents: CompiledPolicy["parents"];
  },
): boolean {
  const { exact, outputs, scans: [scan, ...scans] } = meaning.bound;
  const [rule] = rules;
  if (!exact || scan === undefined || scans.length > 0 || scan.renamed) return false;
  if (rule?.kind !== "protected" || !outputs.has(root) || !isPlain(root)) return false;
  // Which rows a view has can hang on the order in which it reads them: it may have a LIMIT.
  if (!STORED.has(rule.entry.kind)) return false;
  const [from, ...others] = nodeList(root.fromClause);
  if (others.length > 0 || nodeOfType(from, "RangeVar") !== scan.node) return false;
  if (nodeList(root.targetList).every((target) => isAggregateOfEquals(target, meaning))) {
    return true;
  }
  return isTable(scan, rule, parents) && sortsByKey(root, rule, meaning);
}

function isPlain(root: TreeNode): boolean {
  if (Object.keys(root).some((clause) => !CLAUSES.has(clause))) return false;
  const other = someNode(root, (type, node) => {
    // A field of one type only is written small, and names none.
    const known = !/^[A-Z]/.test(type) || NODES.has(type);
    return known && node.over === undefined ? "go on" : "found";
  });
  return !other && !varies(root);
}

function isAggregateOfEquals(target: unknown, meaning: StatementMeaning): boolean {
  const call = nodeOfType(nodeOfType(target, "ResTarget")?.val, "FuncCall");
  if (call === null || call.agg_order !== undefined) return false;
  if (varies(call.args) || varies(call.agg_filter)) return false;
  const [name = "", ...schema] = stringNodes(call.funcname).toReversed();
  if (schema.some((each) => each !== "pg_catalog")) return false;
  const [argument] = nodeList(call.args);
  return COUNTS.has(name) ||
    (EXTREMES.has(name) && EXACT.has(meaning.typeOf(argument) ?? ""));
}

/** Whether its key is that of all its rows: those of inheritance children are held by other keys. */
function isTable(
  scan: BoundScan,
  { entry: { kind, oid } }: ProtectedRelation,
  parents: CompiledPolicy["parents"],
): boolean {
  return kind === "p" || (kind === "r" && (scan.node.inh !== true || !parents.has(oid)));
}

function sortsByKey(
  root: TreeNode,
  { entry }: ProtectedRelation,
  meaning: StatementMeaning,
): boolean {
  const keys = entry.columns.filter(({ key }) => key === true).map(({ number }) => number);
  const sorted = new Set(
    nodeList(root.sortClause).map((item) => sortedColumn(item, root, meaning)),
  );
  return keys.length > 0 &&
    keys.every((key) => sorted.has(key) && meaning.maskAt(0, key) === null);
}

/** The number of the table's column that an item of ORDER BY is; null for anything else. */
function sortedColumn(item: unknown, root: TreeNode, meaning: StatementMeaning): number | null {
  const sort = nodeOfType(item, "SortBy");
  if (sort === null || sort.useOp !== undefined) return null;
  const { columns = [], complete = false } = meaning.bound.outputs.get(root) ?? {};
  const place = bareNode(nodeOfType(sort.node, "A_Const")?.ival)?.ival;
  if (typeof place === "number") {
    return complete ? columns[place - 1]?.origin?.attnum ?? null : null;
  }
  const reference = nodeOfType(sort.node, "ColumnRef");
  const means = reference === null ? null : meaning.of(reference);
  if (means?.kind === "column") return means.attnum;
  if (means?.kind !== "output") return null;
  const named = columns.filter(({ name }) => name === means.name);
  return named.length === 1 ? named[0]?.origin?.attnum ?? null : null;
}
