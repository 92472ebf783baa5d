// Names of result types. Those of everyday types are known; others are asked for
// once a connection, by a query behind the result.

import { PgmcpError } from "../../../core/errors.ts";
import type { QueryColumn } from "../../../core/ports/query_executor.ts";
import type { TransactionResult } from "./statement_attempt.ts";
import type { TransactionRunner } from "./transaction_runner.ts";
import type { WireField } from "./wire_connection.ts";

// OIDs of built-in types are fixed (PostgreSQL, src/include/catalog/pg_type.dat).
const KNOWN: ReadonlyMap<number, string> = new Map([
  ...([[16, "boolean"], [17, "bytea"], [18, '"char"'], [19, "name"], [20, "bigint"]] as const),
  ...([[21, "smallint"], [23, "integer"], [25, "text"], [26, "oid"], [114, "json"]] as const),
  ...([[142, "xml"], [600, "point"], [650, "cidr"], [700, "real"]] as const),
  ...([[701, "double precision"], [705, "unknown"], [790, "money"], [829, "macaddr"]] as const),
  ...([[869, "inet"], [1000, "boolean[]"], [1005, "smallint[]"], [1007, "integer[]"]] as const),
  ...([[1009, "text[]"], [1015, "character varying[]"], [1016, "bigint[]"]] as const),
  ...([[1021, "real[]"], [1022, "double precision[]"], [1042, "character"]] as const),
  ...([[1043, "character varying"], [1082, "date"], [1083, "time without time zone"]] as const),
  ...([[1114, "timestamp without time zone"], [1184, "timestamp with time zone"]] as const),
  ...([[1186, "interval"], [1231, "numeric[]"], [1266, "time with time zone"]] as const),
  ...([[1560, "bit"], [1562, "bit varying"], [1700, "numeric"], [2278, "void"]] as const),
  ...([[2249, "record"], [2950, "uuid"], [2951, "uuid[]"], [3614, "tsvector"]] as const),
  ...([[3615, "tsquery"], [3802, "jsonb"], [3807, "jsonb[]"], [4072, "jsonpath"]] as const),
]);

const ASK = `SELECT t.oid, pg_catalog.format_type(t.oid, NULL)
FROM pg_catalog.pg_type t WHERE t.oid = ANY ($1::pg_catalog.oid[])`;

const ASK_LIMITS = { maxRows: 2_000, maxBytes: 1024 * 1024, timeoutMs: 5_000 };

/** The columns of a result, with the names of their types. */
export async function nameColumns(
  result: TransactionResult,
  runner: TransactionRunner,
  options: { readonly access: "read" | "write"; readonly signal?: AbortSignal },
): Promise<readonly QueryColumn[]> {
  const fields = result.fields ?? [];
  const cache = result.session.typeNames;
  const unknown = fields.map((field) => field.typeOid)
    .filter((oid) => !KNOWN.has(oid) && !cache.has(oid));
  if (unknown.length > 0) {
    try {
      const values = [`{${unknown.join(",")}}`];
      const { signal } = options;
      const request = { sql: ASK, values, access: "read", limits: ASK_LIMITS } as const;
      const answer = await runner.run(request, signal === undefined ? {} : { signal });
      for (const [oid, name] of answer.rows) cache.set(Number(oid), name ?? "");
    } catch (error) {
      // A write is committed by now: it is answered, if need be without a type's name.
      if (options.access === "read" || !(error instanceof PgmcpError)) throw error;
    }
  }
  return fields.map((field) => nameColumn(field, cache));
}

function nameColumn(field: WireField, cache: ReadonlyMap<number, string>): QueryColumn {
  const { name, typeOid } = field;
  // A type that was dropped meanwhile has no name any more.
  const typeName = KNOWN.get(typeOid) ?? cache.get(typeOid) ?? `type ${typeOid}`;
  return { name, typeOid, typeName };
}
