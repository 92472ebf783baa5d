// Where SCHEMAS is limited, or a policy hides something, a catalogue relation shows only what may be
// seen: it is replaced, wherever it is named, by a sub-select with a condition. The client's text is spliced at
// the places of the names; the result is parsed again and must be the same tree with sub-selects in
// place of those relations. Anything else is refused.

import { catalogueFilterFor } from "./catalogue_filter_for.ts";
import { endOfName, endOfQualifier } from "./end_of_name.ts";
import type { RelationFact, StatementFacts } from "./facts.ts";
import { systemSchemaOf } from "./judge_relations.ts";
import { isSystemSchema, type NamePolicy } from "./name_policy.ts";
import type { Parser } from "./parse.ts";
import { parseSelect } from "./parse_select.ts";
import { quoteIdentifier } from "./quote.ts";
import { sameTree } from "./same_tree.ts";
import { type Splice, spliceText } from "./splice_text.ts";
import { offsetOfByte } from "./text_positions.ts";
import { bareNode, locationOf, nodeList, stringNode, type TreeNode } from "./tree.ts";

/** What to filter, and how. */
export interface FilterCatalogueOptions {
  readonly parser: Parser;
  /** What may be seen. */
  readonly policy: NamePolicy;
  /** The parsed statement as a whole: what stands in `stmt`. */
  readonly statement: unknown;
}

/** The most catalogue relations in one statement: each becomes a sub-select of some hundred characters. */
const MAX_FILTERED = 50;

/** The longest text that comes of it: of a large database each sub-select names thousands of tables. */
const MAX_FILTERED_CHARACTERS = 1_000_000;

/** The filtered text, and what the parser says of it. */
export interface FilteredStatement {
  readonly sql: string;
  readonly statements: readonly unknown[];
}

/** Whether there is something to filter. */
export function namesCatalogue(facts: StatementFacts): boolean {
  return facts.relations.some((relation) => systemSchemaOf(relation) !== null);
}

/** The text with every catalogue relation replaced; null if it cannot be done without changing what the rest means. */
export async function filterCatalogue(
  sql: string,
  facts: StatementFacts,
  options: FilterCatalogueOptions,
): Promise<FilteredStatement | null> {
  const relations = facts.relations.filter((relation) => systemSchemaOf(relation) !== null);
  if (relations.length > MAX_FILTERED) return null;
  const splices: Splice[] = [];
  const meant = new Map<TreeNode, unknown>();
  const parsed = new Map<string, TreeNode | null>();
  for (const relation of relations) {
    const query = filteredQuery(relation, options.policy);
    if (query === null || relation.location === null) return null;
    const start = offsetOfByte(sql, relation.location);
    const end = endOfName(sql, start, relation.node.schemaname === undefined ? 1 : 2);
    if (end === null) return null;
    if (!parsed.has(query)) parsed.set(query, await parseSelect(query, options.parser));
    const tree = parsed.get(query) ?? null;
    if (tree === null) return null;
    const own = relation.node.alias === undefined ? ` AS ${quoteIdentifier(relation.name)}` : "";
    splices.push({ start, end, text: `(${query})${own}` });
    const alias = relation.node.alias ?? { aliasname: relation.name };
    meant.set(relation.node, { RangeSubselect: { subquery: { SelectStmt: tree }, alias } });
  }
  const columns = new Map<TreeNode, unknown>();
  for (const node of qualifiedColumns(facts)) {
    const splice = withoutSchema(sql, node, facts);
    if (splice === null) return null;
    splices.push(splice);
    columns.set(node, { ColumnRef: { ...node, fields: nodeList(node.fields).slice(1) } });
  }
  const filtered = spliceText(sql, splices);
  if (filtered.length > MAX_FILTERED_CHARACTERS) return null;
  const outcome = await options.parser.parse(filtered);
  if (outcome.kind !== "tree" || outcome.statements.length !== 1) return null;
  const statement = bareNode(outcome.statements[0])?.stmt;
  const same = sameTree(statement, options.statement, { RangeVar: meant, ColumnRef: columns });
  return same ? { sql: filtered, statements: outcome.statements } : null;
}

// OFFSET 0 keeps the client's own conditions from being tried on rows that the filter hides: an
// error in one would tell of them.
function filteredQuery(relation: RelationFact, policy: NamePolicy): string | null {
  const schema = systemSchemaOf(relation);
  if (schema === null || relation.node.inh !== true) return null;
  const filter = catalogueFilterFor({ schema, name: relation.name }, policy);
  if (filter === null) return null;
  const from = `${quoteIdentifier(schema)}.${quoteIdentifier(relation.name)}`;
  return `${filter.with}SELECT ${filter.columns} FROM ${from} WHERE ${filter.condition} OFFSET 0`;
}

/** Columns written as `pg_catalog.pg_class.oid`: the sub-select is called `pg_class` and has no schema. */
function qualifiedColumns(facts: StatementFacts): readonly TreeNode[] {
  const nodes = new Set(facts.bound?.references.map(({ node }) => node));
  return [...nodes].filter(({ fields }) => {
    const [schema, , another] = nodeList(fields).map(stringNode);
    return another !== undefined && schema !== null && schema !== undefined &&
      isSystemSchema(schema);
  });
}

/** Leaves out the schema before such a column; null where the name alone could mean something else. */
function withoutSchema(sql: string, node: TreeNode, facts: StatementFacts): Splice | null {
  const [schema, name, , more] = nodeList(node.fields).map(stringNode);
  const location = locationOf(node);
  if (typeof schema !== "string" || typeof name !== "string" || more !== undefined) return null;
  if (location === null) return null;
  const only = (facts.rangesByAlias.get(name) ?? []).every(({ relation }) => {
    const fact = relation === null ? undefined : facts.relations[relation];
    return fact !== undefined && fact.node.alias === undefined && fact.name === name &&
      systemSchemaOf(fact) === schema;
  });
  const start = offsetOfByte(sql, location);
  const end = endOfQualifier(sql, start, 1);
  return only && end !== null ? { start, end, text: "" } : null;
}
