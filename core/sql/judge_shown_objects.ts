// Under a policy that hides something: whether a catalogue function, or a cast to a type such as
// `regclass`, can only tell of what the policy shows. It can where its object comes from a column
// that holds OIDs of that kind, in a catalogue relation (of which only such rows are read there), or
// from a text that names a relation which is looked up like one in FROM. All else is refused.

import { isCatalogueFunction } from "./allow_lists/functions.ts";
import { isReadableCatalogueRelation } from "./allow_lists/catalogue_relations.ts";
import { hasShownFilter } from "./allow_lists/shown_catalogue_filters.ts";
import { splitNames } from "./allow_lists/split_names.ts";
import { isAllowedType } from "./allow_lists/types.ts";
import { catalogueColumn } from "./catalogue_column.ts";
import { castsTo } from "./casts_to.ts";
import type { FunctionFact, StatementFacts } from "./facts.ts";
import { systemSchemaOf } from "./judge_relations.ts";
import type { NamePolicy } from "./name_policy.ts";
import { RELATION_FUNCTIONS, textOfObject } from "./named_objects.ts";
import {
  concatenated,
  constantText,
  nameParts,
  relationName,
  withoutObjectCasts,
} from "./object_name.ts";
import { hidesColumns, type ShownObjects } from "./shown_objects.ts";
import { nodeList, nodeOfType, stringNodes } from "./tree.ts";

/** What an OID is of. */
type ObjectKind = "relation" | "type" | "constraint" | "schema" | "role" | "collation" | "opclass";

/** Columns that hold OIDs, or names, of what is shown and nothing else. */
const OBJECT_COLUMNS: ReadonlyMap<string, ObjectKind> = new Map([
  ...holding(
    "relation",
    `pg_class.oid pg_attribute.attrelid pg_attrdef.adrelid pg_index.indrelid pg_index.indexrelid
    pg_constraint.conrelid pg_constraint.confrelid pg_constraint.conindid pg_inherits.inhrelid
    pg_inherits.inhparent pg_partitioned_table.partrelid pg_sequence.seqrelid pg_depend.objid
    pg_depend.refobjid`,
  ),
  ...holding(
    "type",
    `pg_attribute.atttypid pg_class.reloftype pg_type.oid pg_type.typelem pg_type.typbasetype
    pg_sequence.seqtypid`,
  ),
  ...holding("constraint", "pg_constraint.oid"),
  ...holding("schema", "pg_namespace.oid pg_namespace.nspname pg_class.relnamespace"),
  ...holding("schema", "pg_constraint.connamespace pg_extension.extnamespace"),
  ...holding("role", "pg_class.relowner pg_namespace.nspowner pg_type.typowner pg_database.datdba"),
  ...holding("collation", "pg_collation.oid pg_attribute.attcollation"),
  ...holding("opclass", "pg_opclass.oid"),
]);

/** Catalogue functions by the kind of their first argument; those of relations stand in RELATION_FUNCTIONS. */
const FUNCTIONS: ReadonlyMap<string, ObjectKind> = new Map([
  ["format_type", "type"],
  ["pg_type_is_visible", "type"],
  ["pg_get_constraintdef", "constraint"],
  ["pg_get_userbyid", "role"],
  ["pg_collation_is_visible", "collation"],
  ["pg_opclass_is_visible", "opclass"],
  ["to_regnamespace", "schema"],
]);

/** Types that print as names of objects, by the kind of those. */
const OBJECT_TYPES: ReadonlyMap<string, ObjectKind> = new Map([
  ["regclass", "relation"],
  ["regtype", "type"],
  ["regnamespace", "schema"],
  ["regrole", "role"],
]);

/** Expressions in catalogue relations, and the columns with the relation that each is to be read for. */
const EXPRESSIONS: ReadonlyMap<string, string> = new Map([
  ["pg_catalog.pg_attrdef.adbin", "adrelid"],
  ["pg_catalog.pg_constraint.conbin", "conrelid"],
  ["pg_catalog.pg_index.indexprs", "indrelid"],
  ["pg_catalog.pg_index.indpred", "indrelid"],
]);

/** Pairs of columns of one relation that hold the schema and the name of a relation that is shown. */
const NAME_COLUMNS: ReadonlyMap<string, readonly [string, string]> = new Map([
  ["pg_catalog.pg_tables", ["schemaname", "tablename"]],
  ["pg_catalog.pg_views", ["schemaname", "viewname"]],
  ["pg_catalog.pg_matviews", ["schemaname", "matviewname"]],
  ["information_schema.tables", ["table_schema", "table_name"]],
  ["information_schema.views", ["table_schema", "table_name"]],
  ["information_schema.columns", ["table_schema", "table_name"]],
]);

/** Whether a call of a catalogue function can only tell of what is shown. */
export function callTellsOfShown(
  call: FunctionFact,
  facts: StatementFacts,
  policy: NamePolicy,
): boolean {
  if (call.argumentCount === null || !isCatalogueFunction(call.name)) return false;
  const { name, args } = call;
  if (name === "pg_get_expr") return isExpressionOfShown(args, facts, policy);
  if (name === "has_schema_privilege") return isOfKind(args.at(-2), "schema", facts, policy);
  if (name === "has_database_privilege") return isCurrentDatabase(args.at(-2));
  if (name === "obj_description" && constantText(args[1]) === "pg_namespace") {
    return isOfKind(args[0], "schema", facts, policy);
  }
  const relation = RELATION_FUNCTIONS.get(name);
  if (relation === undefined) {
    const kind = FUNCTIONS.get(name);
    return kind !== undefined && isOfKind(args[0], kind, facts, policy);
  }
  const object = args.at(relation.place);
  if (!isOfKind(object, "relation", facts, policy)) return false;
  if (relation.tells === "name") return true;
  const text = textOfObject(object);
  // What the text names is looked up, and what it tells is decided there.
  if (text !== null) return systemSchemaOf(relationName(text) ?? NO_NAME) === null;
  return relation.tells === "columns"
    ? !hidesColumns(shownOf(policy)) || isColumnOfSameRow(call, facts)
    : shownOf(policy).parts.length === 0;
}

/** Whether every cast to a type such as `regclass` in the statement is of what is shown. */
export function castsTellOfShown(
  type: string,
  facts: StatementFacts,
  policy: NamePolicy,
): boolean {
  const kind = OBJECT_TYPES.get(type);
  if (kind === undefined) return false;
  return castsTo(type, facts)?.every(({ arg }) => isOfKind(arg, kind, facts, policy)) ?? false;
}

function isOfKind(
  expression: unknown,
  kind: ObjectKind,
  facts: StatementFacts,
  policy: NamePolicy,
): boolean {
  const inner = withoutObjectCasts(expression);
  const text = constantText(inner);
  if (text !== null) return isNamed(text, kind, facts, policy);
  const operator = nodeOfType(inner, "A_Expr");
  if (operator?.kind === "AEXPR_NULLIF") return isOfKind(operator.lexpr, kind, facts, policy);
  const column = catalogueColumn(inner, facts);
  if (column !== null) return OBJECT_COLUMNS.get(`${column.relation}.${column.name}`) === kind;
  if (kind !== "relation") return false;
  // The call is judged for itself: it tells the sequence of a column that is shown.
  return argumentsOf("pg_get_serial_sequence", inner) !== null ||
    isNameOfSameRow(inner, facts, policy);
}

/** Whether a text names what is shown, or what will be looked up. */
function isNamed(
  text: string,
  kind: ObjectKind,
  facts: StatementFacts,
  policy: NamePolicy,
): boolean {
  if (kind === "type") return isAllowedType(text);
  if (kind === "schema") {
    const [name, more] = nameParts(text) ?? [];
    return name !== undefined && more === undefined &&
      (name === "pg_catalog" || shownOf(policy).schemas.includes(name));
  }
  const relation = kind === "relation" ? relationName(text) : null;
  if (relation === null) return false;
  const system = systemSchemaOf(relation);
  if (system !== null) return isReadableCatalogueRelation(system, relation.name);
  if (relation.schema !== null && policy.schemas?.has(relation.schema) === false) return false;
  return facts.namedObjects.some(({ schema, name }) =>
    schema === relation.schema && name === relation.name
  );
}

/** An expression names columns by their numbers: of another relation it would print other names. */
function isExpressionOfShown(
  args: readonly unknown[],
  facts: StatementFacts,
  policy: NamePolicy,
): boolean {
  const expression = catalogueColumn(args[0], facts);
  if (expression === null) return false;
  const own = EXPRESSIONS.get(`${expression.relation}.${expression.name}`);
  if (own === undefined) return false;
  const relation = catalogueColumn(withoutObjectCasts(args[1]), facts);
  const sameRow = relation !== null && relation.name === own && relation.scan !== null &&
    relation.scan === expression.scan;
  // Where columns are hidden defaults that name any are not shown.
  const namesNone = expression.relation === "pg_catalog.pg_attrdef" ||
    !hidesColumns(shownOf(policy));
  return sameRow || (namesNone && isOfKind(args[1], "relation", facts, policy));
}

/** Whether `f(relation, column)` is of a column of pg_attribute that is read there. */
function isColumnOfSameRow({ name, args }: FunctionFact, facts: StatementFacts): boolean {
  const column = COLUMN_ARGUMENTS.get(name);
  if (column === undefined) return false;
  const [own, place, other] = column;
  const relation = catalogueColumn(withoutObjectCasts(args.at(place)), facts);
  const read = catalogueColumn(args.at(other), facts);
  return relation !== null && read !== null && relation.scan !== null &&
    relation.scan === read.scan && relation.relation === "pg_catalog.pg_attribute" &&
    relation.name === "attrelid" && read.name === own;
}

/** Functions of a column: which column of pg_attribute says which, and the places of both arguments. */
const COLUMN_ARGUMENTS: ReadonlyMap<string, readonly [string, number, number]> = new Map([
  ["pg_get_serial_sequence", ["attname", 0, 1]],
  ["has_column_privilege", ["attnum", -3, -2]],
]);

/** `schemaname || '.' || tablename` of one row, also with quote_ident around the columns, and `format('%I.%I', …)`. */
function isNameOfSameRow(
  expression: unknown,
  facts: StatementFacts,
  policy: NamePolicy,
): boolean {
  const format = argumentsOf("format", expression);
  const [first, second, third, more] = format ?? concatenated(expression);
  if (third === undefined || more !== undefined) return false;
  const joint = constantText(format === null ? second : first);
  const parts = format === null ? [first, third] : [second, third];
  const unwrapped = parts.map((part) => argumentsOf("quote_ident", part)?.[0] ?? part);
  const quotes = format === null
    ? unwrapped.every((part, index) => part !== parts[index])
    : joint === "%I.%I";
  if (joint !== (format === null ? "." : quotes ? "%I.%I" : "%s.%s")) return false;
  // Without quotes `Users` is `users`, which may be hidden.
  if (!quotes && !shownOf(policy).plainNames) return false;
  const [schema, name] = unwrapped.map((part) => catalogueColumn(withoutObjectCasts(part), facts));
  if (schema === undefined || schema === null || schema.scan === null) return false;
  const columns = NAME_COLUMNS.get(schema.relation);
  return name?.scan === schema.scan && schema.name === columns?.[0] && name.name === columns[1];
}

/** The arguments of a call of the built-in function; null for anything else. */
function argumentsOf(name: string, expression: unknown): readonly unknown[] | null {
  const call = nodeOfType(expression, "FuncCall");
  const names = stringNodes(call?.funcname);
  const builtin = names.length === 1 || (names.length === 2 && names[0] === "pg_catalog");
  return builtin && names.at(-1) === name ? nodeList(call?.args) : null;
}

function isCurrentDatabase(expression: unknown): boolean {
  return argumentsOf("current_database", expression) !== null ||
    nodeOfType(expression, "SQLValueFunction")?.op === "SVFOP_CURRENT_CATALOG";
}

const NO_NAME = { schema: null, name: "" };

const NOTHING: ShownObjects = {
  ...{ schemas: [], whole: [], parts: [] },
  hidesTypes: true,
  plainNames: false,
};

function shownOf({ shown = null }: NamePolicy): ShownObjects {
  return shown ?? NOTHING;
}

function holding(kind: ObjectKind, columns: string): readonly (readonly [string, ObjectKind])[] {
  return [...splitNames(columns)].filter((column) =>
    hasShownFilter("pg_catalog", column.split(".")[0] ?? "")
  ).map((column) => [`pg_catalog.${column}`, kind] as const);
}
