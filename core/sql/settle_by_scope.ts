// The last word on names once more, for what the plain rules refuse: with every name bound in its
// scope. What is surely a column is no call by attribute notation, and a cast of a column's type
// cannot run where the column is not read. What the binder does not know stays refused.

import type { CatalogueAnswer, RelationInfo } from "../ports/catalogue.ts";
import { catalogueRelation } from "./bind_by_text.ts";
import { bindStatement } from "./bind/bind_statement.ts";
import type { BoundStatement, KnownRelation } from "./bind/bound_statement.ts";
import type { StatementFacts } from "./facts.ts";
import { systemSchemaOf } from "./judge_relations.ts";
import { makesCheckedValues } from "./makes_checked_values.ts";
import type { NamePolicy } from "./name_policy.ts";
import type { Refusal } from "./refusal.ts";
import { alignRelations, settle } from "./settle.ts";
import { nodeList, nodeOfType, type TreeNode, type TypedNode } from "./tree.ts";

const REFUSED_FOR_WANT_OF_SCOPE: ReadonlySet<string> = new Set([
  "PGMCP_ATTRIBUTE_NOT_ALLOWED",
  "PGMCP_OPERATOR_NOT_ALLOWED",
  "PGMCP_RELATION_NOT_ALLOWED",
]);

/** Whether a refusal of `settle` may fall when names are bound. */
export function mayFallByScope(refusal: Refusal): boolean {
  return REFUSED_FOR_WANT_OF_SCOPE.has(refusal.code);
}

/** What `settle` says when names are bound; `root` is what `facts` were gathered from. */
export function settleByScope(
  root: TypedNode,
  facts: StatementFacts,
  { answer, policy }: { readonly answer: CatalogueAnswer; readonly policy: NamePolicy },
): Refusal | null {
  const relations = alignRelations(facts, answer);
  const infos = new Map<TreeNode, RelationInfo | null>(
    facts.relations.map(({ node }, index) => [node, relations[index] ?? null]),
  );
  const overloaded = new Set(answer.functions.map(({ name }) => name));
  const bound = bindStatement(root, {
    relation: (node) => knownRelation(infos.get(node) ?? null) ?? catalogueRelation(node),
    isOverloaded: (name) => overloaded.has(name),
  });
  if (bound.kind === "unbound") return settle(facts, answer, policy);
  const columns = findColumns(bound);
  const attributes = facts.attributes.filter(({ node, part }) =>
    columns.get(node)?.get(part) !== true
  );
  // In the order of the question, which leaves out system relations.
  const asked = facts.relations.filter((relation) => systemSchemaOf(relation) === null);
  const narrowed = asked.map(({ node }) => {
    const info = infos.get(node) ?? null;
    if (info === null) return info;
    const castsRunCode = info.castsRunCode && castsCanRun(node, { info, bound, root });
    const scan = bound.scans.find((each) => each.node === node);
    const read = new Set(scan?.reads.map(({ name }) => name));
    const unread = scan !== undefined && !scan.readsUnknown &&
      info.objectColumns.every((name) => !read.has(name));
    const index = scan === undefined ? -1 : bound.scans.indexOf(scan);
    const columns = info.checkedColumns;
    const makes = columns.length > 0 && makesCheckedValues(root.node, bound, { index, columns });
    return {
      ...{ ...info, castsRunCode, checkedColumns: makes ? columns : [] },
      objectColumns: unread ? [] : info.objectColumns,
    };
  });
  return settle({ ...facts, attributes }, { ...answer, relations: narrowed }, policy);
}

function knownRelation(info: RelationInfo | null): KnownRelation | null {
  if (info === null) return null;
  const columns = info.columns.map((name, index) => ({ name, attnum: index + 1, type: null }));
  return { schema: info.schema, name: info.name, kind: info.kind, columns, complete: true };
}

const COLUMN_KINDS: ReadonlySet<string> = new Set(["column", "derived", "field"]);

/** By node and part of it, whether it surely is a column, whatever else it is bound as. */
function findColumns(
  { references }: BoundStatement,
): ReadonlyMap<TreeNode, ReadonlyMap<number | null, boolean>> {
  const found = new Map<TreeNode, Map<number | null, boolean>>();
  for (const { node, part, means } of references) {
    const parts = found.get(node) ?? new Map<number | null, boolean>();
    parts.set(part, (parts.get(part) ?? true) && COLUMN_KINDS.has(means.kind));
    found.set(node, parts);
  }
  return found;
}

interface Read {
  readonly info: RelationInfo;
  readonly bound: BoundStatement;
  readonly root: TypedNode;
}

/** Whether a column with such a cast is read, other than to hand it to the client as it is. */
function castsCanRun(node: TreeNode, { info, bound, root }: Read): boolean {
  const index = bound.scans.findIndex((scan) => scan.node === node);
  const scan = bound.scans[index];
  if (scan === undefined || scan.readsUnknown || scan.target || info.castColumns === null) {
    return true;
  }
  // Of an UPDATE they are assignments, which cast.
  const targets = root.type === "SelectStmt" ? nodeList(root.node.targetList) : [];
  const handedOut: ReadonlySet<TreeNode | null> = new Set(
    targets.map((entry) => nodeOfType(nodeOfType(entry, "ResTarget")?.val, "ColumnRef")),
  );
  const casts = new Set(info.castColumns);
  const others = bound.references.filter((reference) => !handedOut.has(reference.node));
  const stars = others.some(({ means }) => means.kind === "star");
  return others.some(({ means }) =>
    means.kind === "column" && means.scan === index && casts.has(means.name)
  ) || scan.reads.some(({ name, forms }) =>
    casts.has(name) && (forms.has("row") || forms.has("join") || (forms.has("star") && stars))
  );
}
