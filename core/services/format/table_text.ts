// One table as text for a model: near to SQL, which models read best, a line a
// column. Comments and defaults come from the database and stay on their line.

import type { ColumnDescription, TableDescription } from "../../ports/schema_explorer.ts";
import { byteSize } from "./byte_size.ts";
import { readableName } from "./readable_name.ts";
import { rowEstimate } from "./row_estimate.ts";
import { visibleText } from "./visible_text.ts";

/** The description as text. */
export function tableText(table: TableDescription): string {
  const sections = [
    [
      heading(table),
      ...comment(table.comment, "-- "),
      ...(table.rowsFiltered === true ? ["-- The policy leaves rows out."] : []),
    ],
    table.columns.map(columnLine),
    section("primary key", table.primaryKey.length === 0 ? [] : [columnList(table.primaryKey)]),
    section("unique", table.uniqueConstraints.map((unique) => columnList(unique.columns))),
    section(
      "foreign keys",
      table.foreignKeys.map((key) =>
        `${columnList(key.columns)} -> ${relation(key.referencedSchema, key.referencedTable)}${
          columnList(key.referencedColumns)
        }${key.onDelete === "NO ACTION" ? "" : ` on delete ${key.onDelete}`}`
      ),
    ),
    section(
      "referenced by",
      table.referencedBy.map((key) =>
        `${relation(key.schema, key.table)}${columnList(key.columns)} -> ${
          columnList(key.referencedColumns)
        }`
      ),
    ),
    section("checks", table.checks.map((check) => visibleText(check.definition))),
    section("indexes", table.indexes.map((index) => visibleText(index.definition))),
    section(
      "partition key",
      table.partitionKey === null ? [] : [visibleText(table.partitionKey)],
    ),
    partitions(table),
  ];
  return sections.flat().join("\n");
}

function heading(table: TableDescription): string {
  const facts = [
    ...(table.estimatedRows === null ? [] : [`${rowEstimate(table.estimatedRows)} rows`]),
    ...(table.sizeBytes === null ? [] : [byteSize(table.sizeBytes)]),
  ];
  const name = relation(table.schema, table.name);
  return `${table.kind} ${name}${facts.length === 0 ? "" : ` (${facts.join(", ")})`}`;
}

function columnLine(column: ColumnDescription): string {
  const value = column.default === null ? "" : visibleText(column.default);
  const filled = column.generated === "generated"
    ? [`generated as (${value})`]
    : column.generated === "identity"
    ? ["identity"]
    : value === ""
    ? []
    : [`default ${value}`];
  const labels = column.enumValues?.map((label) => `'${visibleText(label).replaceAll("'", "''")}'`)
    .join(", ");
  return [
    `  ${identifier(column.name)} ${visibleText(column.type)}`,
    ...(column.nullable ? [] : ["not null"]),
    ...filled,
    ...(labels === undefined ? [] : [`enum (${labels})`]),
    ...(column.mask === undefined ? [] : [`masked (${column.mask})`]),
    ...comment(column.comment, "-- "),
  ].join(" ");
}

function partitions(table: TableDescription): readonly string[] {
  if (table.partitions === null) return [];
  const { names, total } = table.partitions;
  const more = total > names.length ? [`and ${total - names.length} more`] : [];
  return section(`partitions (${total})`, [[...names.map(identifier), ...more].join(", ")]);
}

function section(title: string, lines: readonly string[]): readonly string[] {
  const [first, ...others] = lines;
  if (first === undefined) return [];
  if (others.length === 0) return [`${title}: ${first}`];
  return [`${title}:`, ...lines.map((line) => `  ${line}`)];
}

function comment(text: string | null, prefix: string): readonly string[] {
  return text === null ? [] : [prefix + visibleText(text)];
}

function relation(schema: string, name: string): string {
  return `${identifier(schema)}.${identifier(name)}`;
}

function columnList(columns: readonly string[]): string {
  return `(${columns.map(identifier).join(", ")})`;
}

// Quoted where SQL needs it, so that a model can copy it.
function identifier(name: string): string {
  return visibleText(readableName(name));
}
