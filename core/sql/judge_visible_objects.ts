// Where SCHEMAS is limited: whether an OID or a name in text can only be of what may be seen. It
// can, if it is a column of a catalogue relation (of which only such rows are read there), or a
// literal that names a relation of an allowed schema. Everything else could count up the OIDs.

import { hasCatalogueFilter } from "./allow_lists/catalogue_filters.ts";
import { splitNames } from "./allow_lists/split_names.ts";
import { isAllowedType } from "./allow_lists/types.ts";
import { castsTo } from "./casts_to.ts";
import type { FunctionFact, StatementFacts } from "./facts.ts";
import type { BoundStatement } from "./bind/bound_statement.ts";
import { systemSchemaOf } from "./judge_relations.ts";
import { callTellsOfShown, castsTellOfShown } from "./judge_shown_objects.ts";
import type { NamePolicy } from "./name_policy.ts";
import { concatenated, constantText, nameParts, withoutObjectCasts } from "./object_name.ts";
import { nodeList, nodeOfType, stringNode, stringNodes, type TreeNode } from "./tree.ts";

/**
 * Catalogue functions that tell about the object of one argument and nothing beside it, by the place
 * of that argument, counted from the end where it is negative. Definitions of views and triggers
 * are left out: they hold hidden names.
 */
const OBJECT_ARGUMENTS: ReadonlyMap<string, readonly number[]> = new Map([
  ...placed(
    [0],
    `col_description format_type obj_description oidvectortypes pg_collation_is_visible
    pg_database_size pg_function_is_visible pg_get_constraintdef pg_get_function_arguments
    pg_get_function_identity_arguments pg_get_function_result pg_get_indexdef pg_get_partkeydef
    pg_get_serial_sequence pg_get_statisticsobjdef_columns pg_get_userbyid pg_indexes_size
    pg_opclass_is_visible pg_relation_size pg_statistics_obj_is_visible pg_table_is_visible
    pg_table_size pg_total_relation_size pg_ts_config_is_visible pg_type_is_visible
    shobj_description to_regclass to_regnamespace`,
  ),
  ...placed(
    [-2],
    `has_any_column_privilege has_database_privilege has_schema_privilege has_sequence_privilege
    has_table_privilege`,
  ),
  ...placed([-3], "has_column_privilege"),
  ...placed([0, 1], "pg_get_expr"),
]);

/** Catalogue functions whose object is a schema, as a literal. */
const OF_SCHEMAS: ReadonlySet<string> = new Set(["has_schema_privilege", "to_regnamespace"]);

/** Columns of catalogue relations that hold the names of schemas. */
const SCHEMA_COLUMNS: ReadonlySet<string> = new Set(["nspname", "schemaname", "table_schema"]);

/** Whether a call of a catalogue function can only tell about what may be seen. */
export function tellsOfVisible(
  call: FunctionFact,
  facts: StatementFacts,
  policy: NamePolicy,
): boolean {
  if (isUnderPolicy(policy)) return callTellsOfShown(call, facts, policy);
  const places = OBJECT_ARGUMENTS.get(call.name);
  if (places === undefined || call.argumentCount === null) return false;
  return places.every((place) => {
    const argument = call.args.at(place);
    if (argument === undefined) return false;
    return OF_SCHEMAS.has(call.name)
      ? isVisibleSchema(argument, facts, policy)
      : isVisibleObject(argument, facts, policy);
  });
}

/** Whether every cast to a type such as `regclass` in the statement is of what may be seen. */
export function castsVisibleOnly(
  type: string,
  facts: StatementFacts,
  policy: NamePolicy,
): boolean {
  if (isUnderPolicy(policy)) return castsTellOfShown(type, facts, policy);
  const casts = castsTo(type, facts);
  return casts !== null && casts.every((cast) => {
    if (isCatalogueColumn(cast.arg, facts)) return true;
    if (type === "regclass") return isVisibleObject(cast.arg, facts, policy);
    if (type === "regnamespace") return isVisibleSchema(cast.arg, facts, policy);
    const text = constantText(cast.arg);
    return type === "regtype" && text !== null && isAllowedType(text.trim());
  });
}

function isUnderPolicy({ shown = null }: NamePolicy): boolean {
  return shown !== null;
}

function isVisibleObject(
  expression: unknown,
  facts: StatementFacts,
  policy: NamePolicy,
): boolean {
  const uncast = withoutObjectCasts(expression);
  if (uncast !== expression) return isVisibleObject(uncast, facts, policy);
  const text = constantText(expression);
  if (text !== null) return namesVisibleRelation(text, policy);
  const operator = nodeOfType(expression, "A_Expr");
  if (operator?.kind === "AEXPR_NULLIF") return isVisibleObject(operator.lexpr, facts, policy);
  // The call is judged for itself: it tells the sequence of a table that is seen.
  const call = nodeOfType(expression, "FuncCall");
  if (stringNodes(call?.funcname).at(-1) === "pg_get_serial_sequence") return true;
  return isCatalogueColumn(expression, facts) || isCurrentDatabase(expression) ||
    isQualifiedName(expression, facts);
}

function isVisibleSchema(
  expression: unknown,
  facts: StatementFacts,
  policy: NamePolicy,
): boolean {
  const text = constantText(expression);
  if (text === null) return isCatalogueColumn(expression, facts);
  const [name, more] = nameParts(text) ?? [];
  return name !== undefined && more === undefined &&
    (name === "pg_catalog" || policy.schemas?.has(name) === true);
}

/** Whether a text is the name of a relation in an allowed schema, or on the search path, which is made of those. */
function namesVisibleRelation(text: string, policy: NamePolicy): boolean {
  const parts = nameParts(text);
  if (parts === null || parts.length > 2) return false;
  const schema = parts.length === 2 ? parts[0] : undefined;
  return schema === undefined || schema === "pg_catalog" || policy.schemas?.has(schema) === true;
}

/**
 * Whether an expression is a column of a catalogue relation: its qualifier means nothing else
 * anywhere in the statement, or there is nothing else in FROM.
 */
function isCatalogueColumn(expression: unknown, facts: StatementFacts): boolean {
  const node = nodeOfType(expression, "ColumnRef");
  if (facts.bound !== null && node !== null) return isBoundToCatalogue(node, facts.bound);
  const fields = nodeList(nodeOfType(expression, "ColumnRef")?.fields);
  const name = stringNode(fields.at(-1));
  if (name === null || fields.length > 2 || facts.hasUnnamedRange) return false;
  const ranges = fields.length === 2
    ? facts.rangesByAlias.get(stringNode(fields[0]) ?? "") ?? []
    : facts.ranges;
  // Without a qualifier the name of a relation is its whole row.
  if (fields.length === 1 && facts.rangesByAlias.has(name)) return false;
  return ranges.length > 0 && ranges.every((range) => {
    const relation = range.relation === null ? undefined : facts.relations[range.relation];
    const schema = relation === undefined ? null : systemSchemaOf(relation);
    return relation !== undefined && schema !== null && !range.renamed &&
      hasCatalogueFilter(schema, relation.name);
  });
}

/** The same where it is known what the name means: also a column that a query inside hands on. */
function isBoundToCatalogue(node: TreeNode, bound: BoundStatement): boolean {
  const means = bound.referencesByNode.get(node)?.[0]?.means;
  const origin = means?.kind === "column" ? means : means?.kind === "derived" ? means.origin : null;
  const scan = origin === null ? undefined : bound.scans[origin.scan];
  const relation = scan?.relation ?? null;
  return scan !== undefined && relation !== null && !scan.renamed &&
    hasCatalogueFilter(relation.schema, relation.name);
}

function isCurrentDatabase(expression: unknown): boolean {
  const call = nodeOfType(expression, "FuncCall");
  if (call !== null) return stringNodes(call.funcname).at(-1) === "current_database";
  return nodeOfType(expression, "SQLValueFunction")?.op === "SVFOP_CURRENT_CATALOG";
}

/** `schemaname || '.' || tablename`, also with quote_ident around the columns, and `format('%I.%I', …)` of them. */
function isQualifiedName(expression: unknown, facts: StatementFacts): boolean {
  const call = nodeOfType(expression, "FuncCall");
  const args = nodeList(call?.args);
  const isFormat = call !== null && stringNodes(call.funcname).at(-1) === "format" &&
    /^(%I|"%s"|%s)\.(%I|"%s"|%s)$/.test(constantText(args[0]) ?? "");
  const parts = isFormat ? args.slice(1) : concatenated(expression);
  const columns = parts.filter((part) => {
    const text = constantText(part);
    return text === null || !/^[".]+$/.test(text);
  }).map(unquoted);
  const [schema, name, more] = columns;
  return name !== undefined && more === undefined &&
    columns.every((column) => isCatalogueColumn(column, facts)) &&
    SCHEMA_COLUMNS.has(columnName(schema) ?? "");
}

function unquoted(expression: unknown): unknown {
  const call = nodeOfType(expression, "FuncCall");
  const quotes = call !== null && stringNodes(call.funcname).at(-1) === "quote_ident";
  return quotes ? nodeList(call.args)[0] : expression;
}

function columnName(expression: unknown): string | null {
  return stringNode(nodeList(nodeOfType(expression, "ColumnRef")?.fields).at(-1));
}

function placed(
  places: readonly number[],
  names: string,
): readonly (readonly [string, readonly number[]])[] {
  return [...splitNames(names)].map((name) => [name, places] as const);
}
