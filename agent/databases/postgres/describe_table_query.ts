// The question that describes one table, and how its answer is read. Lists come
// as JSON, so that one round trip brings everything.

import type { TableDescription } from "../../../core/ports/schema_explorer.ts";
import { ESTIMATED_ROWS, SIZE_BYTES, tableKind } from "./list_tables.ts";
import { VISIBLE_SCHEMAS } from "./visible_relations.ts";

/** How many partitions are named. */
const SHOWN_PARTITIONS = 20;

// The labels of the column's type: an enum, an array of one, or a domain over one.
const ENUM_LABELS = `(SELECT pg_catalog.json_agg(e.enumlabel ORDER BY e.enumsortorder)
    FROM pg_catalog.pg_enum e
    WHERE e.enumtypid IN (t.oid, t.typelem, t.typbasetype))`;

const COLUMNS = `SELECT pg_catalog.json_agg(pg_catalog.json_build_object(
    'name', a.attname,
    'type', pg_catalog.format_type(a.atttypid, a.atttypmod),
    'nullable', NOT (a.attnotnull OR t.typnotnull),
    'default', pg_catalog.pg_get_expr(d.adbin, d.adrelid),
    'generated', CASE WHEN a.attidentity <> '' THEN 'identity' WHEN a.attgenerated <> '' THEN 'generated' END,
    'comment', pg_catalog.col_description(a.attrelid, a.attnum),
    'enumValues', ${ENUM_LABELS}) ORDER BY a.attnum)
  FROM pg_catalog.pg_attribute a
  JOIN pg_catalog.pg_type t ON t.oid = a.atttypid
  LEFT JOIN pg_catalog.pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
  WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped`;

function namesOf(key: "conkey" | "confkey", relation: "conrelid" | "confrelid"): string {
  return `(SELECT pg_catalog.json_agg(a.attname ORDER BY k.place)
    FROM pg_catalog.unnest(con.${key}) WITH ORDINALITY k(number, place)
    JOIN pg_catalog.pg_attribute a ON a.attrelid = con.${relation} AND a.attnum = k.number)`;
}

const KEYS = `SELECT pg_catalog.json_agg(pg_catalog.json_build_object(
    'kind', con.contype, 'name', con.conname, 'columns', ${namesOf("conkey", "conrelid")},
    'definition', CASE WHEN con.contype = 'c' THEN pg_catalog.pg_get_constraintdef(con.oid) END)
    ORDER BY con.conname)
  FROM pg_catalog.pg_constraint con WHERE con.conrelid = c.oid AND con.contype IN ('p','u','c')`;

const FOREIGN_KEYS = `SELECT pg_catalog.json_agg(pg_catalog.json_build_object(
    'name', con.conname, 'columns', ${namesOf("conkey", "conrelid")},
    'referencedSchema', other.nspname, 'referencedTable', target.relname,
    'referencedColumns', ${namesOf("confkey", "confrelid")},
    'onDelete', CASE con.confdeltype WHEN 'r' THEN 'RESTRICT' WHEN 'c' THEN 'CASCADE'
      WHEN 'n' THEN 'SET NULL' WHEN 'd' THEN 'SET DEFAULT' ELSE 'NO ACTION' END)
    ORDER BY con.conname)
  FROM pg_catalog.pg_constraint con
  JOIN pg_catalog.pg_class target ON target.oid = con.confrelid
  JOIN schemas other ON other.oid = target.relnamespace
  WHERE con.conrelid = c.oid AND con.contype = 'f'`;

// A partition's copy of its parent's key would only repeat it.
const REFERENCED_BY = `SELECT pg_catalog.json_agg(pg_catalog.json_build_object(
    'name', con.conname, 'schema', other.nspname, 'table', source.relname,
    'columns', ${namesOf("conkey", "conrelid")},
    'referencedColumns', ${namesOf("confkey", "confrelid")})
    ORDER BY other.nspname, source.relname, con.conname)
  FROM pg_catalog.pg_constraint con
  JOIN pg_catalog.pg_class source ON source.oid = con.conrelid
  JOIN schemas other ON other.oid = source.relnamespace
  WHERE con.confrelid = c.oid AND con.contype = 'f' AND con.conparentid = 0`;

const INDEXES = `SELECT pg_catalog.json_agg(pg_catalog.json_build_object(
    'name', ic.relname, 'definition', pg_catalog.pg_get_indexdef(i.indexrelid)) ORDER BY ic.relname)
  FROM pg_catalog.pg_index i JOIN pg_catalog.pg_class ic ON ic.oid = i.indexrelid
  WHERE i.indrelid = c.oid`;

const PARTITIONS = `SELECT pg_catalog.json_build_object(
    'names', COALESCE((SELECT pg_catalog.json_agg(shown.relname ORDER BY shown.relname) FROM (
      SELECT pc.relname FROM pg_catalog.pg_inherits i JOIN pg_catalog.pg_class pc ON pc.oid = i.inhrelid
      WHERE i.inhparent = c.oid ORDER BY pc.relname LIMIT ${SHOWN_PARTITIONS}) shown), '[]'::pg_catalog.json),
    'total', (SELECT pg_catalog.count(*) FROM pg_catalog.pg_inherits i WHERE i.inhparent = c.oid))
  WHERE c.relkind = 'p'`;

/** `$1` the allowed schemas, `$2` whether sizes are asked for, `$3` the table's OID. */
export const DESCRIBE_TABLE = `WITH schemas AS (SELECT n.oid, n.nspname ${VISIBLE_SCHEMAS})
SELECT c.relkind, c.relispartition,
  ${ESTIMATED_ROWS},
  ${SIZE_BYTES},
  pg_catalog.obj_description(c.oid, 'pg_class'),
  CASE WHEN c.relkind = 'p' THEN pg_catalog.pg_get_partkeydef(c.oid) END,
  (${COLUMNS}), (${KEYS}), (${FOREIGN_KEYS}), (${REFERENCED_BY}), (${INDEXES}), (${PARTITIONS})
FROM pg_catalog.pg_class c WHERE c.oid = $3::pg_catalog.oid`;

interface Key {
  readonly kind: "p" | "u" | "c";
  readonly name: string;
  readonly columns: readonly string[] | null;
  readonly definition: string;
}

/** Reads the answer to {@linkcode DESCRIBE_TABLE}. */
export function readDescription(
  table: { readonly schema: string; readonly name: string },
  row: readonly (string | null)[],
): TableDescription {
  const [relkind, isPartition, estimate, size, comment, partitionKey, ...lists] = row;
  const [columns, keys, foreignKeys, referencedBy, indexes, partitions] = lists;
  const constraints = parseList<Key>(keys);
  return {
    ...table,
    kind: tableKind(relkind ?? null, isPartition === "t"),
    estimatedRows: toNumber(estimate),
    sizeBytes: toNumber(size),
    comment: comment ?? null,
    columns: parseList(columns),
    primaryKey: constraints.find((key) => key.kind === "p")?.columns ?? [],
    uniqueConstraints: constraints.filter((key) => key.kind === "u")
      .map(({ name, columns }) => ({ name, columns: columns ?? [] })),
    foreignKeys: parseList(foreignKeys),
    referencedBy: parseList(referencedBy),
    checks: constraints.filter((key) => key.kind === "c")
      .map(({ name, definition }) => ({ name, definition })),
    indexes: parseList(indexes),
    partitionKey: partitionKey ?? null,
    partitions: partitions === null || partitions === undefined ? null : JSON.parse(partitions),
  };
}

function parseList<Item>(json: string | null | undefined): readonly Item[] {
  // The shape is the one that the query above builds.
  return json === null || json === undefined ? [] : JSON.parse(json) as readonly Item[];
}

function toNumber(text: string | null | undefined): number | null {
  return text === null || text === undefined ? null : Number(text);
}
