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
  const { whole, parts, schemas } = shown;
  const among = (column: string, oids: readonly string[]) =>
    `${column} OPERATOR(pg_catalog.=) ANY (${arrayOf(oids, "oid")})`;
  const oidsOf = (some: typeof parts) => some.map(({ oid }) => oid);
  return {
    isShown: (column) => among(column, [...whole, ...oidsOf(parts)]),
    isWhole: (column) => among(column, whole),
    hasAllColumns: (column) =>
      among(column, [...whole, ...oidsOf(parts.filter((part) => !part.hidesColumns))]),
    isSchema: (column) => `${column} OPERATOR(pg_catalog.=) ANY (${arrayOf(schemas, "name")})`,
    hidesColumns: hidesColumns(shown),
  };
}

/** Whether a row of values is among those of a query. */
export function isAmong(values: string, query: string): string {
  return `ROW(${values}) OPERATOR(pg_catalog.=) ANY (${query})`;
}

/** Whether the OID in a column is of an object of a set. */
export function isOf(column: string, set: "pgmcp_index" | "pgmcp_sequence"): string {
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
  const columns = shown.parts.flatMap(({ oid, columns }) =>
    columns.map((column) => ({ oid, ...column }))
  );
  const lists = [
    arrayOf(columns.map(({ oid }) => oid), "oid"),
    arrayOf(columns.map(({ name }) => name), "name"),
    arrayOf(columns.map(({ masked }) => String(masked)), "bool"),
  ].map((list) => `pg_catalog.unnest(${list})`);
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
    // By their names: a policy knows no others. Of a relation that is shown as it is, all there are.
    [
      "pgmcp_named",
      `SELECT s.relation, s.name, s.masked FROM ROWS FROM (${
        lists.join(", ")
      }) AS s(relation, name, masked)`,
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
    [
      "pgmcp_relation",
      `SELECT n.nspname AS schema, c.relname AS name, c.oid FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid OPERATOR(pg_catalog.=) c.relnamespace WHERE ${
        sets.isShown("c.oid")
      } OR ${isOf("c.oid", "pgmcp_index")} OR ${isOf("c.oid", "pgmcp_sequence")}`,
    ],
  ];
}

function arrayOf(values: readonly string[], type: "oid" | "name" | "bool"): string {
  const quoted = values.map((value) =>
    type === "name" ? `"${value.replace(/["\\]/g, "\\$&")}"` : value
  );
  return `${quoteLiteral(`{${quoted.join(",")}}`)}::pg_catalog.${type}[]`;
}
