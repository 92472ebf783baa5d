// One table in full, from PostgreSQL's catalogue, in two questions: which table
// the name means, and everything about it. What it tells of other tables, it
// tells of allowed schemas only.

import { PgmcpError } from "../../../core/errors.ts";
import type {
  DescribeTableRequest,
  TableDescription,
} from "../../../core/ports/schema_explorer.ts";
import { nearestNames } from "../../../core/sql/nearest_names.ts";
import { type CatalogueReader, withoutSizesIfLocked } from "./catalogue_reader.ts";
import { DESCRIBE_TABLE, readDescription } from "./describe_table_query.ts";
import { requireSchema } from "./list_tables.ts";
import {
  type NamePart,
  parseTableName,
  spellings,
  type TableName,
} from "../../../core/sql/table_name.ts";
import { arrayLiteral, VISIBLE_RELATIONS } from "./visible_relations.ts";

// $2 names, $3 schemas or NULL
const FIND = `SELECT c.oid, n.nspname, c.relname ${VISIBLE_RELATIONS}
  AND c.relname = ANY ($2::pg_catalog.name[])
  AND ($3::pg_catalog.text[] IS NULL OR n.nspname = ANY ($3::pg_catalog.text[]))
ORDER BY n.nspname, c.relname`;

// $2 schemas or NULL
const NAMES = `SELECT n.nspname, c.relname ${VISIBLE_RELATIONS}
  AND ($2::pg_catalog.text[] IS NULL OR n.nspname = ANY ($2::pg_catalog.text[]))
ORDER BY n.nspname, c.relname LIMIT 20000`;

/** How many candidates an error names. */
const MAX_CANDIDATES = 10;

interface Found {
  readonly oid: string;
  readonly schema: string;
  readonly name: string;
}

/** Describes the table that the request names. */
export async function describeTable(
  reader: CatalogueReader,
  request: DescribeTableRequest,
): Promise<TableDescription> {
  const name = withSchema(parseTableName(request.table), request.schema);
  const found = await find(reader, name);
  const rows = await withoutSizesIfLocked((sizes) =>
    reader.read(DESCRIBE_TABLE, [sizes, found.oid])
  );
  const row = rows[0];
  // Dropped between the two questions.
  if (row === undefined) throw await notFound(reader, name);
  return readDescription({ schema: found.schema, name: found.name }, row);
}

function withSchema(name: TableName, schema: string | undefined): TableName {
  if (schema === undefined || schema === "") return name;
  const given: NamePart = { text: schema, quoted: false };
  if (name.schema !== null && !spellings(given).includes(name.schema.text)) {
    throw new PgmcpError("PGMCP_INVALID_ARGUMENT", {
      message:
        `The table's name says schema "${name.schema.text}", the schema argument "${schema}".`,
      hint: "Name the schema once.",
    });
  }
  return { schema: name.schema ?? given, table: name.table };
}

async function find(reader: CatalogueReader, name: TableName): Promise<Found> {
  const tables = spellings(name.table);
  const schemas = name.schema === null ? null : spellings(name.schema);
  const rows = await reader.read(FIND, [
    arrayLiteral(tables),
    schemas === null ? null : arrayLiteral(schemas),
  ]);
  const all = rows.map(([oid, schema, table]): Found => ({
    oid: oid ?? "",
    schema: schema ?? "",
    name: table ?? "",
  }));
  // A name to the letter goes before one in another case.
  const exact = all.filter((one) => one.name === tables[0]);
  const candidates = exact.length > 0 ? exact : all;
  const literal = candidates.filter((one) => schemas === null || one.schema === schemas[0]);
  const [first, ...others] = literal.length > 0 ? literal : candidates;
  if (first === undefined) throw await notFound(reader, name);
  if (others.length === 0) return first;
  throw ambiguous(name, [first, ...others]);
}

function ambiguous(name: TableName, candidates: readonly Found[]): PgmcpError {
  const shown = candidates.slice(0, MAX_CANDIDATES).map((one) => `${one.schema}.${one.name}`);
  const more = candidates.length > MAX_CANDIDATES ? " …" : "";
  return new PgmcpError("PGMCP_TABLE_AMBIGUOUS", {
    message: `${candidates.length} schemas have a table "${name.table.text}": ${
      shown.join(", ")
    }${more}`,
  });
}

async function notFound(reader: CatalogueReader, name: TableName): Promise<PgmcpError> {
  if (name.schema !== null) {
    const [literal = "", folded = literal] = spellings(name.schema);
    await requireSchema(reader, folded).catch(() => requireSchema(reader, literal));
  }
  const schemas = name.schema === null ? null : arrayLiteral(spellings(name.schema));
  const rows = await reader.read(NAMES, [schemas]);
  const nearest = nearestNames(name.table.text, rows.map(([, table]) => table ?? ""));
  const shown = nearest.flatMap((near) =>
    rows.filter((row) => row[1] === near).map(([schema]) => `${schema}.${near}`)
  ).slice(0, MAX_CANDIDATES);
  const place = name.schema === null ? "" : ` in schema "${name.schema.text}"`;
  return new PgmcpError("PGMCP_TABLE_NOT_FOUND", {
    message: `There is no table "${name.table.text}"${place}.`,
    ...(shown.length === 0 ? {} : { hint: `Perhaps you meant ${shown.join(" or ")}.` }),
  });
}
