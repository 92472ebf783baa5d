// "Did you mean": adds the nearest names that exist to an error about a name that
// does not. It offers only names in allowed schemas that the role may read, and
// columns only of tables whose names stand in the statement.

import { PgmcpError } from "../../../core/errors.ts";
import type { CallOptions, QueryRequest } from "../../../core/ports/query_executor.ts";
import { hintForForeignName } from "../../../core/sql/foreign_names.ts";
import { nearestNames } from "../../../core/sql/nearest_names.ts";
import type { TransactionRunner } from "./transaction_runner.ts";
import { arrayLiteral, VISIBLE_RELATIONS } from "./visible_relations.ts";

/** What a suggestion is made from. */
export interface SuggestionContext {
  readonly request: QueryRequest;
  readonly runner: TransactionRunner;
  readonly schemas: readonly string[] | null;
  readonly call: CallOptions;
}

const LIMITS = { maxRows: 20_000, maxBytes: 4 * 1024 * 1024, timeoutMs: 2_000 };

const TABLES = `SELECT n.nspname, c.relname ${VISIBLE_RELATIONS} LIMIT 20000`;
const COLUMNS = `SELECT DISTINCT a.attname FROM pg_catalog.pg_attribute a
WHERE a.attnum > 0 AND NOT a.attisdropped
  AND a.attrelid IN (SELECT c.oid ${VISIBLE_RELATIONS} AND c.relname = ANY ($2::pg_catalog.name[]))`;
const FUNCTIONS = `SELECT DISTINCT p.proname FROM pg_catalog.pg_proc p
WHERE p.pronamespace = 11 AND p.prokind <> 'p'`;

/** The error with names to try instead; the same error where there are none. */
export async function suggestNames(
  error: PgmcpError,
  context: SuggestionContext,
): Promise<PgmcpError> {
  try {
    const foreign = foreignHint(error, context);
    const nearest = foreign === null ? await findNearest(error, context) : [];
    if (foreign === null && nearest.length === 0) return error;
    return new PgmcpError(error.code, {
      message: error.message,
      hint: foreign ?? (error.hint.startsWith("Perhaps")
        // The server's own suggestion for a column names one of these.
        ? `Perhaps you meant ${nearest.join(" or ")}.`
        : `Perhaps you meant ${nearest.join(" or ")}. ${error.hint}`),
      ...(error.sqlState === undefined ? {} : { sqlState: error.sqlState }),
    });
  } catch (failure) {
    // The statement's own error is what the caller needs; a suggestion is an extra.
    if (failure instanceof PgmcpError) return error;
    throw failure;
  }
}

/** A table or column that no name is near to, for it was not meant as one. */
function foreignHint(error: PgmcpError, { request }: SuggestionContext): string | null {
  const name = missingName(error.message)?.replaceAll('"', "");
  const kind = KINDS.get(error.sqlState ?? "");
  // Where the server knows better (LATERAL, RECURSIVE), it says so.
  const known = error.hint.startsWith("To reference") || error.hint.startsWith("Use WITH");
  if (name === undefined || kind === undefined || known) return null;
  return hintForForeignName({ name, kind }, request.source?.sql ?? request.sql);
}

const KINDS: ReadonlyMap<string, "relation" | "column"> = new Map([
  ["42P01", "relation"],
  ["42703", "column"],
]);

async function findNearest(
  error: PgmcpError,
  context: SuggestionContext,
): Promise<readonly string[]> {
  const missing = missingName(error.message);
  if (missing === null) return [];
  const schemas = context.schemas === null ? null : arrayLiteral(context.schemas);
  switch (error.sqlState) {
    case "42P01": {
      const tables = await ask(context, TABLES, [schemas]);
      const names = nearestNames(lastPart(missing), tables.map(([, name]) => name ?? ""));
      return names.flatMap((name) =>
        tables.filter((row) => row[1] === name).map(([schema]) => `${schema}.${name}`)
      ).slice(0, 4);
    }
    case "42703": {
      const words = arrayLiteral(wordsOf(context.request.source?.sql ?? context.request.sql));
      const columns = await ask(context, COLUMNS, [schemas, words]);
      return nearestNames(lastPart(missing), columns.map(([name]) => name ?? ""));
    }
    case "42883": {
      if (!missing.includes("(")) return [];
      const name = lastPart(missing.slice(0, missing.indexOf("(")));
      const functions = await ask(context, FUNCTIONS, []);
      const known = functions.map(([each]) => each ?? "");
      // A known function of that name was called with other types: what is called alike is no help.
      return known.includes(name) ? [] : nearestNames(name, known);
    }
    default:
      return [];
  }
}

async function ask(
  context: SuggestionContext,
  sql: string,
  values: readonly (string | null)[],
): Promise<readonly (readonly (string | null)[])[]> {
  const request = { sql, values, access: "read", limits: LIMITS } as const;
  return (await context.runner.run(request, context.call)).rows;
}

// `relation "x" does not exist`, `column o.x does not exist`, `function f(text) does not exist`.
function missingName(message: string): string | null {
  const line = message.split("\n")[0] ?? "";
  return /^(?:relation|column|function) (.+?) does not exist/.exec(line)?.[1] ??
    /^missing FROM-clause entry for table "(.+)"/.exec(line)?.[1] ?? null;
}

function lastPart(name: string): string {
  const plain = name.replaceAll('"', "");
  return plain.slice(plain.lastIndexOf(".") + 1);
}

function wordsOf(sql: string): readonly string[] {
  const words = sql.match(/"(?:[^"]|"")+"|[\p{L}_][\p{L}\p{N}_$]*/gu) ?? [];
  const names = words.map((word) =>
    word.startsWith('"') ? word.slice(1, -1).replaceAll('""', '"') : word.toLowerCase()
  );
  return [...new Set(names)];
}
