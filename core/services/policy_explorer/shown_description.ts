// What a policy leaves of a table's description. A denied column is not there, nor is
// anything that names it: keys, indexes, checks, defaults, comments. Of a masked one the
// type stays, and what its values could be told from goes.

import type { RelationRule } from "../../policy/compiled_policy.ts";
import type { Mask } from "../../policy/policy.ts";
import type { AllowedTable, TableRuling } from "../../policy/rules_for_table.ts";
import type {
  ColumnDescription,
  ForeignKey,
  NamedDefinition,
  ReferencingKey,
  TableDescription,
} from "../../ports/schema_explorer.ts";
import { holdsName, withoutNames } from "./without_names.ts";

/** What else is known of a policy. */
export interface ShownContext {
  /** What a relation is for whoever asks; undefined where there is none. */
  rule(schema: string, name: string): RelationRule | undefined;
  /** What the file says of it. */
  ruling(schema: string, name: string): TableRuling;
}

/** `table` as the policy shows it. */
export function shownDescription(
  table: TableDescription,
  context: ShownContext,
): TableDescription {
  const rule = context.rule(table.schema, table.name);
  const ruling = context.ruling(table.schema, table.name);
  const said = ruling.kind === "allowed" ? ruling : null;
  const hidden = rule?.kind === "protected" ? [...rule.hidden.keys()] : [];
  const masked = rule?.kind === "protected"
    ? rule.shown.flatMap(({ column, mask }) => mask === null ? [] : [column.name])
    : [];
  const filtering = rule?.kind === "protected"
    ? rule.filters.flatMap(({ columns }) => [...columns])
    : [];
  const isShown = (name: string) => !hidden.includes(name);
  // A condition on what is masked or filtered by can hold values that nobody is to see.
  const secret = [...hidden, ...masked, ...filtering];
  const guarded = rule?.kind === "protected";
  return {
    ...table,
    estimatedRows: guarded ? null : table.estimatedRows,
    sizeBytes: guarded ? null : table.sizeBytes,
    comment: said?.description ?? withoutNames(table.comment, hidden),
    columns: table.columns.filter(({ name }) => isShown(name)).map((column) =>
      shownColumn(column, { hidden, said, masked: masked.includes(column.name) })
    ),
    primaryKey: table.primaryKey.every(isShown) ? table.primaryKey : [],
    uniqueConstraints: table.uniqueConstraints.filter(({ columns }) => columns.every(isShown)),
    foreignKeys: table.foreignKeys.filter((key) =>
      key.columns.every(isShown) && areShown(referenced(key), context)
    ),
    referencedBy: table.referencedBy.filter((key) =>
      key.referencedColumns.every(isShown) && areShown(referencing(key), context)
    ),
    checks: table.checks.filter(({ definition }) => !holdsName(definition, secret)),
    indexes: table.indexes.filter((index) => isShownIndex(index, { hidden, secret })),
    partitionKey: withoutNames(table.partitionKey, hidden),
    partitions: shownPartitions(table, context),
    ...(rule?.kind === "protected" && rule.filters.length > 0 ? { rowsFiltered: true } : {}),
  };
}

function shownColumn(
  column: ColumnDescription,
  options: {
    readonly hidden: readonly string[];
    readonly said: AllowedTable | null;
    readonly masked: boolean;
  },
): ColumnDescription {
  const { hidden, masked, said } = options;
  const mask = said?.masks.get(column.name)?.mask;
  return {
    ...column,
    default: masked ? null : withoutNames(column.default, hidden),
    // Few labels tell as much as values.
    enumValues: masked ? null : column.enumValues,
    comment: said?.columns.get(column.name)?.description ?? withoutNames(column.comment, hidden),
    // One that is masked by what it is made of has no rule of its own.
    ...(masked ? { mask: mask === undefined ? "by the policy" : maskName(mask) } : {}),
  };
}

function maskName(mask: Mask): string {
  switch (mask.kind) {
    case "literal":
      return "one text for all";
    case "redact":
      return "redacted";
    case "null":
      return "always null";
    case "partial":
      return "in part";
    case "hash":
      return "hashed: equal values stay equal";
    case "year":
      return "year only";
    case "bucket":
      return `in steps of ${mask.size}`;
  }
}

interface OtherTable {
  readonly schema: string;
  readonly name: string;
  readonly columns: readonly string[];
}

function referenced(key: ForeignKey): OtherTable {
  const { referencedSchema, referencedTable, referencedColumns } = key;
  return { schema: referencedSchema, name: referencedTable, columns: referencedColumns };
}

function referencing({ schema, table, columns }: ReferencingKey): OtherTable {
  return { schema, name: table, columns };
}

function areShown({ schema, name, columns }: OtherTable, context: ShownContext): boolean {
  const rule = context.rule(schema, name);
  if (rule === undefined || rule.kind === "denied") return false;
  // A column that was renamed since is none that is known to be shown.
  const shown = rule.kind === "open" ? rule.entry.columns : rule.shown.map(({ column }) => column);
  return columns.every((column) => shown.some(({ name }) => name === column));
}

// An index's condition and its expressions can hold values, as in WHERE salary > 100000.
function isShownIndex(
  { definition }: NamedDefinition,
  { hidden, secret }: { readonly hidden: readonly string[]; readonly secret: readonly string[] },
): boolean {
  if (holdsName(definition, hidden)) return false;
  const holdsValues = / WHERE /i.test(definition) || LITERAL.test(definition);
  return !(holdsValues && holdsName(definition, secret));
}

/** A text or a number in a definition. */
const LITERAL = /'|(?<![\p{L}\p{N}_$"])\d/u;

function shownPartitions(
  table: TableDescription,
  context: ShownContext,
): TableDescription["partitions"] {
  if (table.partitions === null) return null;
  const { names: all, total } = table.partitions;
  const shown = all.filter((name) => {
    const rule = context.rule(table.schema, name);
    return rule !== undefined && rule.kind !== "denied";
  });
  return { names: shown, total: total - (all.length - shown.length) };
}
