// Catalogue relations of which only some columns may be read: every column read
// must be named, and be one of them. What would read a hidden column without
// naming it (`*`, a whole row, NATURAL JOIN, the alias of a join, renaming by
// position) is refused.

import type { ColumnFact, RangeFact, RelationFact, StatementFacts } from "./facts.ts";
import type { Refusal } from "./refusal.ts";
import { nodeList, nodeOfType, unwrapNode } from "./tree.ts";
import type { TreeNode } from "./tree.ts";

/**
 * Columns that are hidden, in PostgreSQL 13 to 18. A name that the statement gives
 * itself, as an alias, is not held against the list of readable columns; it must
 * not be one of these, or an alias would open the column of its name.
 */
const HIDDEN_COLUMNS: ReadonlySet<string> = new Set([
  ..."attmissingval attacl attoptions attfdwoptions relpartbound relacl datacl".split(" "),
  ..."datfrozenxid datminmxid dattablespace dathasloginevt daticurules extconfig".split(" "),
  ..."extcondition lanacl lanplcallfoid laninline lanvalidator definition nspacl".split(" "),
  ..."last_value typdefault typdefaultbin typacl view_definition".split(" "),
]);

/** Judges the columns of `limited` relations, each with the columns that may be read. */
export function judgeCatalogueColumns(
  facts: StatementFacts,
  limited: ReadonlyMap<RelationFact, ReadonlySet<string>>,
): Refusal | null {
  const [first] = limited.keys();
  if (first === undefined || readsOnlyReadable(facts, limited)) return null;
  if (facts.joinsHideColumns) {
    return refuse(first, "NATURAL JOIN or an alias of a join", first.location);
  }
  const ranges = facts.ranges.flatMap((range) => {
    const relation = range.relation === null ? undefined : facts.relations[range.relation];
    const columns = relation === undefined ? undefined : limited.get(relation);
    return relation === undefined || columns === undefined ? [] : [{ range, relation, columns }];
  });
  for (const { range, relation } of ranges) {
    if (range.renamed) return refuse(relation, "a list of column aliases", relation.location);
  }
  const limitedNodes = new Map<TreeNode, RelationFact>(
    [...limited.keys()].map((relation) => [relation.node, relation]),
  );
  for (const select of facts.selects) {
    const relation = hasBareStar(select) ? findLimited(select.fromClause, limitedNodes) : null;
    if (relation !== null) return refuse(relation, "*", relation.location);
  }
  const known = knownNames(facts, limited);
  for (const column of facts.columns) {
    const refusal = judgeColumn(column, ranges, known, facts.ranges.length > ranges.length);
    if (refusal !== null) return refusal;
  }
  return null;
}

/** Whether the binder sees that nothing but readable columns is read. */
function readsOnlyReadable(
  { bound, relations }: StatementFacts,
  limited: ReadonlyMap<RelationFact, ReadonlySet<string>>,
): boolean {
  // A NATURAL JOIN merges other columns where SCHEMAS leaves some out, and a list renames others.
  if (bound === null || bound.joins.some((join) => join.natural)) return false;
  const columnsOf = new Map<TreeNode, ReadonlySet<string>>(
    relations.flatMap((relation) => {
      const columns = limited.get(relation);
      return columns === undefined ? [] : [[relation.node, columns] as const];
    }),
  );
  const scans = bound.scans.filter(({ node }) => columnsOf.has(node));
  // What is not resolved could be a hidden column, or the row of such a relation.
  const doubtful = new Set([...HIDDEN_COLUMNS, "", ...scans.map(({ alias }) => alias)]);
  return scans.length === columnsOf.size &&
    bound.references.every(({ means }) => means.kind !== "unknown" || !doubtful.has(means.name)) &&
    scans.every((scan) =>
      !scan.readsUnknown && !scan.renamed &&
      scan.reads.every(({ name }) => columnsOf.get(scan.node)?.has(name) === true)
    );
}

interface LimitedRange {
  readonly range: RangeFact;
  readonly relation: RelationFact;
  readonly columns: ReadonlySet<string>;
}

function judgeColumn(
  column: ColumnFact,
  ranges: readonly LimitedRange[],
  known: ReadonlySet<string>,
  others: boolean,
): Refusal | null {
  if (column.qualifier === null) {
    // A bare `*` has been looked at with its FROM.
    if (column.name === null) return null;
    const wholeRow = ranges.find(({ range }) => range.alias === column.name);
    const relation = wholeRow?.relation ?? ranges[0]?.relation;
    // Beside other relations it may be a column of those.
    const foreign = others && !HIDDEN_COLUMNS.has(column.name);
    if (relation === undefined) return null;
    if (wholeRow === undefined && (foreign || known.has(column.name))) return null;
    return refuse(relation, column.name, column.location);
  }
  for (const { range, relation, columns } of ranges) {
    if (range.alias !== column.qualifier) continue;
    if (column.name === null || !columns.has(column.name)) {
      return refuse(relation, `${column.qualifier}.${column.name ?? "*"}`, column.location);
    }
  }
  return null;
}

/** Names that are a readable column, or a name that the statement itself gives. */
function knownNames(
  facts: StatementFacts,
  limited: ReadonlyMap<RelationFact, ReadonlySet<string>>,
): ReadonlySet<string> {
  const known = new Set<string>();
  for (const columns of limited.values()) for (const name of columns) known.add(name);
  for (const range of facts.ranges) {
    for (const name of range.columns) if (!HIDDEN_COLUMNS.has(name)) known.add(name);
  }
  for (const select of facts.selects) {
    for (const entry of nodeList(select.targetList)) {
      const name = nodeOfType(entry, "ResTarget")?.name;
      if (typeof name === "string" && !HIDDEN_COLUMNS.has(name)) known.add(name);
    }
  }
  return known;
}

function hasBareStar(select: TreeNode): boolean {
  return nodeList(select.targetList).some((entry) => {
    const column = nodeOfType(nodeOfType(entry, "ResTarget")?.val, "ColumnRef");
    const fields = nodeList(column?.fields);
    return fields.length === 1 && unwrapNode(fields[0])?.type === "A_Star";
  });
}

function findLimited(
  from: unknown,
  limited: ReadonlyMap<TreeNode, RelationFact>,
): RelationFact | null {
  const items: unknown[] = [...nodeList(from)];
  for (let item = items.pop(); item !== undefined; item = items.pop()) {
    const unwrapped = unwrapNode(item);
    if (unwrapped === null) continue;
    const found = limited.get(unwrapped.node);
    if (found !== undefined) return found;
    if (unwrapped.type === "JoinExpr") items.push(unwrapped.node.larg, unwrapped.node.rarg);
    if (unwrapped.type === "RangeTableSample") items.push(unwrapped.node.relation);
  }
  return null;
}

function refuse(relation: RelationFact, what: string, location: number | null): Refusal {
  return {
    code: "PGMCP_RELATION_NOT_ALLOWED",
    message:
      `Of ${relation.name} only some columns may be read, and ${what} may reach one of the others`,
    hint:
      `Name the columns one by one, as ${relation.name}.column; for tables and views use describe_table.`,
    fragment: what,
    location,
  };
}
