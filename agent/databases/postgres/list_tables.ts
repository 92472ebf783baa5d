// Schemas and pages of tables from PostgreSQL's catalogue. Sizes and comments are
// read for the page only: a database can have 10,000 tables. Partitions are left
// out, unless a name filter finds them and not the table they are part of.

import { PgmcpError } from "../../../core/errors.ts";
import type {
  ListTablesRequest,
  SchemaSummary,
  TableKind,
  TablePage,
  TableSummary,
} from "../../../core/ports/schema_explorer.ts";
import { nearestNames } from "../../../core/sql/nearest_names.ts";
import { type CatalogueReader, withoutSizesIfLocked } from "./catalogue_reader.ts";
import { decodeCursor, encodeCursor } from "./page_cursor.ts";
import { READABLE_RELATION, VISIBLE_RELATIONS, VISIBLE_SCHEMAS } from "./visible_relations.ts";

const SCHEMAS = `SELECT n.nspname,
  (SELECT pg_catalog.count(*) FROM pg_catalog.pg_class c
    WHERE c.relnamespace = n.oid AND NOT c.relispartition AND ${READABLE_RELATION}),
  pg_catalog.obj_description(n.oid, 'pg_namespace')
${VISIBLE_SCHEMAS}
ORDER BY n.nspname`;

/** The estimate of a table `c` in rows: a partitioned table's may only be known of its partitions. */
export const ESTIMATED_ROWS = `CASE
    WHEN c.relkind = 'v' THEN NULL
    WHEN c.reltuples > 0 OR (c.reltuples = 0 AND c.relpages > 0) THEN c.reltuples::pg_catalog.int8
    WHEN c.relkind = 'p' THEN (SELECT pg_catalog.sum(l.reltuples)::pg_catalog.int8
      FROM pg_catalog.pg_partition_tree(c.oid) t JOIN pg_catalog.pg_class l ON l.oid = t.relid
      WHERE t.isleaf AND l.reltuples > 0)
  END`;

/** The size of a table `c` in bytes, if `$2` asks for sizes. */
export const SIZE_BYTES = `CASE WHEN $2::pg_catalog.bool AND c.relkind IN ('r','m')
    THEN pg_catalog.pg_total_relation_size(c.oid) END`;

// $1 schemas, $2 with sizes, $3 schema, $4 name pattern, $5 and $6 where the last page ended, $7 limit
// and, where only some tables are meant, $8 their OIDs: joined, for there may be as many as tables.
const AMONG = `AND EXISTS (
      SELECT 1 FROM pg_catalog.unnest($8::pg_catalog.oid[]) meant WHERE meant = c.oid)`;

function tablesQuery(among: string): string {
  return `WITH visible AS MATERIALIZED (
  SELECT n.nspname, c.oid, c.relname
  ${VISIBLE_RELATIONS}
    AND ($3::pg_catalog.text IS NULL OR n.nspname = $3::pg_catalog.text)
    AND ($4::pg_catalog.text IS NULL OR c.relname ~~* $4::pg_catalog.text)
    AND NOT (c.relispartition AND ($4::pg_catalog.text IS NULL OR EXISTS (
      SELECT 1 FROM pg_catalog.pg_inherits i JOIN pg_catalog.pg_class parent ON parent.oid = i.inhparent
      WHERE i.inhrelid = c.oid AND parent.relname ~~* $4::pg_catalog.text)))
    ${among}
), page AS (
  SELECT v.nspname, v.oid FROM visible v
  WHERE $5::pg_catalog.text IS NULL
    OR v.nspname > $5::pg_catalog.name
    OR (v.nspname = $5::pg_catalog.name AND v.relname > $6::pg_catalog.name)
  ORDER BY v.nspname, v.relname LIMIT $7::pg_catalog.int8
)
SELECT (SELECT pg_catalog.count(*) FROM visible), page.nspname, c.relname, c.relkind, c.relispartition,
  ${ESTIMATED_ROWS},
  ${SIZE_BYTES},
  pg_catalog.obj_description(c.oid, 'pg_class')
FROM (SELECT 1) one LEFT JOIN (page JOIN pg_catalog.pg_class c ON c.oid = page.oid) ON true
ORDER BY page.nspname, c.relname`;
}

const TABLES = tablesQuery("");
const TABLES_AMONG = tablesQuery(AMONG);

const KINDS: Readonly<Record<string, TableKind>> = {
  r: "table",
  v: "view",
  m: "materialized view",
  p: "partitioned table",
  f: "foreign table",
};

/** The most tables of a page, whatever is asked. */
const MAX_PAGE_TABLES = 1_000;

/** The schemas that may be read. */
export async function listSchemas(reader: CatalogueReader): Promise<readonly SchemaSummary[]> {
  const rows = await reader.read(SCHEMAS, []);
  return rows.map(([name, count, comment]) => ({
    name: name ?? "",
    tableCount: Number(count),
    comment: comment ?? null,
  }));
}

/** A page of tables. */
export async function listTables(
  reader: CatalogueReader,
  request: ListTablesRequest,
): Promise<TablePage> {
  const { among } = request;
  const limit = Math.max(1, Math.min(MAX_PAGE_TABLES, Math.trunc(request.limit)));
  const after = request.cursor === undefined ? null : decodeCursor(request.cursor);
  const pattern = request.nameFilter === undefined ? null : likePattern(request.nameFilter);
  const place = [after?.schema ?? null, after?.name ?? null, String(limit + 1)];
  const rows = await withoutSizesIfLocked((sizes) =>
    reader.read(among === undefined ? TABLES : TABLES_AMONG, [
      ...[sizes, request.schema ?? null, pattern, ...place],
      ...among === undefined ? [] : [`{${among.join(",")}}`],
    ])
  );
  const total = Number(rows[0]?.[0] ?? 0);
  if (total === 0 && request.schema !== undefined) await requireSchema(reader, request.schema);
  const found = rows.filter((row) => row[1] !== null).map(toSummary);
  const tables = found.slice(0, limit);
  const last = tables.at(-1);
  const nextCursor = found.length > limit && last !== undefined ? encodeCursor(last) : null;
  return { tables, total, nextCursor };
}

/** Throws `PGMCP_SCHEMA_NOT_FOUND` unless `schema` may be read. */
export async function requireSchema(reader: CatalogueReader, schema: string): Promise<void> {
  const names = (await listSchemas(reader)).map((summary) => summary.name);
  if (names.includes(schema)) return;
  const nearest = nearestNames(schema, names);
  throw new PgmcpError("PGMCP_SCHEMA_NOT_FOUND", {
    message: `There is no schema "${schema}".`,
    ...(nearest.length === 0 ? {} : { hint: `Perhaps you meant ${nearest.join(" or ")}.` }),
  });
}

/** What `relkind` and `relispartition` say a relation is. */
export function tableKind(relkind: string | null, isPartition: boolean): TableKind {
  return isPartition ? "partition" : KINDS[relkind ?? ""] ?? "table";
}

function toSummary(row: readonly (string | null)[]): TableSummary {
  const [, schema, name, relkind, isPartition, estimate, size, comment] = row;
  return {
    schema: schema ?? "",
    name: name ?? "",
    kind: tableKind(relkind ?? null, isPartition === "t"),
    estimatedRows: estimate === null ? null : Number(estimate),
    sizeBytes: size === null ? null : Number(size),
    comment: comment ?? null,
  };
}

// `_` is common in names and means itself; `*` and `%` are any run of characters.
function likePattern(filter: string): string {
  return `%${filter.replaceAll(/[\\_]/g, "\\$&").replaceAll("*", "%")}%`;
}
