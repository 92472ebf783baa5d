// The sets of objects that a policy shows, as SQL: what the conditions on PostgreSQL's catalogue are
// made of. They start from the relations and columns that are named, and follow what hangs on those:
// an index or a constraint is shown where all its columns are, and its expressions where nothing of
// its table is hidden.

import { quoteLiteral } from "../quote.ts";
import { hidesColumns, type ShownObjects } from "../shown_objects.ts";

/** Conditions and lists, as SQL. */
export interface ShownSets {
  /** Whether the OID in a column is of a relation that is shown. */
  isShown(column: string): string;
  /** Whether it is of one of which nothing is hidden. */
  isWhole(column: string): string;
  /** Whether it is of one that is shown with all its columns. */
  hasAllColumns(column: string): string;
  /** Whether the name in a column is of a schema that is shown. */
  isSchema(column: string): string;
  /** Whether a relation that is shown has columns that are not. */
  readonly hidesColumns: boolean;
}

/** Makes them. */
export function shownSets(shown: ShownObjects): ShownSets {
  const isOfShown = (column: string, which: string) =>
    `${column} OPERATOR(pg_catalog.=) ANY (SELECT s.oid FROM pgmcp_shown s${which})`;
  return {
    isShown: (column) => isOfShown(column, ""),
    isWhole: (column) => isOfShown(column, " WHERE s.whole"),
    hasAllColumns: (column) => isOfShown(column, " WHERE s.all_columns"),
    isSchema: (column) =>
      `${column} OPERATOR(pg_catalog.=) ANY (${arrayOf(shown.schemas, "name")})`,
    hidesColumns: hidesColumns(shown),
  };
}

/** Whether a row of values is among those of a query. */
export function isAmong(values: string, query: string): string {
  return `ROW(${values}) OPERATOR(pg_catalog.=) ANY (${query})`;
}

/** The sets of relations: tables and the like, indexes, and sequences that belong to columns. */
export type RelationSet = "pgmcp_shown" | "pgmcp_index" | "pgmcp_sequence";

/** A query of the schemas and names of a set, of some of which the OID may be looked at as `x.oid`. */
export function namesOf(set: RelationSet, condition = "true"): string {
  return `SELECT n.nspname, r.relname FROM ${set} x JOIN pg_catalog.pg_class r ON r.oid OPERATOR(pg_catalog.=) x.oid JOIN pg_catalog.pg_namespace n ON n.oid OPERATOR(pg_catalog.=) r.relnamespace WHERE ${condition}`;
}

/** Whether the OID in a column is of an object of a set. */
export function isOf(column: string, set: RelationSet): string {
  return `${column} OPERATOR(pg_catalog.=) ANY (SELECT x.oid FROM ${set} x)`;
}

/** `WITH` and the definitions of the sets that `text` names, and of those that they name; empty for none. */
export function withSets(text: string, shown: ShownObjects): string {
  const definitions = definitionsOf(shown);
  const needed: string[] = [];
  let seen = text;
  // Each names only those before it.
  for (const [name, query] of definitions.toReversed()) {
    if (!seen.includes(name)) continue;
    needed.unshift(`${name} AS (${query})`);
    seen += query;
  }
  return needed.length === 0 ? "" : `WITH ${needed.join(", ")} `;
}

function definitionsOf(shown: ShownObjects): readonly (readonly [string, string])[] {
  const sets = shownSets(shown);
  const { whole, parts } = shown;
  const columns = parts.flatMap(({ oid, columns }) =>
    columns.map((column) => ({ oid, ...column }))
  );
  const flags = (values: readonly boolean[]) => arrayOf(values.map(String), "bool");
  const columnOf = (relation: string, number: string) =>
    isAmong(`${relation}, ${number}`, "SELECT c.relation, c.number FROM pgmcp_column c");
  const allColumns = (relation: string, numbers: string) =>
    `NOT EXISTS (SELECT FROM pg_catalog.unnest(${numbers}) AS u(number) WHERE (${
      columnOf(relation, "u.number")
    }) IS NOT TRUE)`;
  const isKind = (kinds: string) =>
    `k.contype OPERATOR(pg_catalog.=) ANY ('{${[...kinds].join(",")}}'::pg_catalog."char"[])`;
  const none = "OPERATOR(pg_catalog.=) 0::pg_catalog.oid";
  return [
    [
      "pgmcp_shown",
      `SELECT u.oid, true AS whole, true AS all_columns FROM pg_catalog.unnest(${
        arrayOf(whole, "oid")
      }) AS u(oid) UNION ALL SELECT u.oid, false, u.all_columns FROM ${
        rowsFrom([
          arrayOf(parts.map(({ oid }) => oid), "oid"),
          flags(parts.map((part) => !part.hidesColumns)),
        ])
      } AS u(oid, all_columns)`,
    ],
    // By their names: a policy knows no others. Of a relation that is shown as it is, all there are.
    [
      "pgmcp_named",
      `SELECT u.relation, u.name, u.masked FROM ${
        rowsFrom([
          arrayOf(columns.map(({ oid }) => oid), "oid"),
          arrayOf(columns.map(({ name }) => name), "name"),
          flags(columns.map(({ masked }) => masked)),
        ])
      } AS u(relation, name, masked)`,
    ],
    [
      "pgmcp_column",
      `SELECT a.attrelid AS relation, a.attnum AS number, a.attname AS name, a.atttypid AS type, a.attgenerated OPERATOR(pg_catalog.<>) '' AS generated, COALESCE(s.masked, false) AS masked FROM pg_catalog.pg_attribute a LEFT JOIN pgmcp_named s ON s.relation OPERATOR(pg_catalog.=) a.attrelid AND s.name OPERATOR(pg_catalog.=) a.attname WHERE (${
        sets.isWhole("a.attrelid")
      }) OR s.name IS NOT NULL`,
    ],
    [
      "pgmcp_index",
      `SELECT i.indexrelid AS oid, i.indrelid AS relation FROM pg_catalog.pg_index i WHERE ${
        sets.isWhole("i.indrelid")
      } OR (${sets.isShown("i.indrelid")} AND i.indexprs IS NULL AND i.indpred IS NULL AND ${
        allColumns("i.indrelid", "i.indkey")
      })`,
    ],
    // All of them, for names that several tables have.
    [
      "pgmcp_constraint",
      `SELECT k.oid, k.conname AS name, n.nspname AS schema, t.relname AS table_name, tn.nspname AS table_schema, (${
        sets.isShown("k.conrelid")
      } AND ${allColumns("k.conrelid", "k.conkey")} AND (k.conindid ${none} OR ${
        isOf("k.conindid", "pgmcp_index")
      }) AND CASE WHEN ${isKind("pun")} THEN true WHEN ${isKind("cx")} THEN ${
        sets.isWhole("k.conrelid")
      } WHEN ${isKind("f")} THEN ${sets.isShown("k.confrelid")} AND ${
        allColumns("k.confrelid", "k.confkey")
      } ELSE false END) IS TRUE AS shown FROM pg_catalog.pg_constraint k JOIN pg_catalog.pg_namespace n ON n.oid OPERATOR(pg_catalog.=) k.connamespace LEFT JOIN pg_catalog.pg_class t ON t.oid OPERATOR(pg_catalog.=) k.conrelid LEFT JOIN pg_catalog.pg_namespace tn ON tn.oid OPERATOR(pg_catalog.=) t.relnamespace`,
    ],
    [
      "pgmcp_sequence",
      `SELECT d.objid AS oid FROM pg_catalog.pg_depend d WHERE d.classid OPERATOR(pg_catalog.=) 'pg_catalog.pg_class'::pg_catalog.regclass AND d.refclassid OPERATOR(pg_catalog.=) 'pg_catalog.pg_class'::pg_catalog.regclass AND d.deptype OPERATOR(pg_catalog.=) ANY ('{a,i}'::pg_catalog."char"[]) AND d.objsubid OPERATOR(pg_catalog.=) 0 AND ${
        isAmong(
          "d.refobjid, d.refobjsubid",
          "SELECT c.relation, c.number::pg_catalog.int4 FROM pgmcp_column c",
        )
      } AND EXISTS (SELECT FROM pg_catalog.pg_class q WHERE q.oid OPERATOR(pg_catalog.=) d.objid AND q.relkind OPERATOR(pg_catalog.=) 'S')`,
    ],
  ];
}

/** Lists side by side, as rows. */
function rowsFrom(lists: readonly string[]): string {
  return `ROWS FROM (${lists.map((list) => `pg_catalog.unnest(${list})`).join(", ")})`;
}

function arrayOf(values: readonly string[], type: "oid" | "name" | "bool"): string {
  const quoted = values.map((value) =>
    type === "name" ? `"${value.replace(/["\\]/g, "\\$&")}"` : value
  );
  return `${quoteLiteral(`{${quoted.join(",")}}`)}::pg_catalog.${type}[]`;
}
