// Writes the SQL that makes a role with no more rights than pgmcp needs, for the schemas
// in use. It can be run again, by a superuser or by whoever may make roles and owns the
// tables; what only a superuser may set is tried, and said where it could not be done.
// It holds no password: that is set apart, so that it stands in no file and no log.

import type { QuerySettings } from "../config/query_settings.ts";
import { PgmcpError } from "../errors.ts";
import type { Posture } from "../ports/posture.ts";
import { quoteIdentifier, quoteLiteral } from "../sql/quote.ts";
import { sqlComment } from "./sql_comment.ts";

/** What the script is for. */
export interface ReaderScriptOptions {
  readonly posture: Posture;
  readonly query: Pick<QuerySettings, "readOnly" | "schemas" | "queryTimeoutMs">;
  /** The role to make; `pgmcp_reader` by default. */
  readonly role?: string;
}

/** The role that the script makes by default. */
const DEFAULT_READER_ROLE = "pgmcp_reader";

const IDLE_TIMEOUT = "60s";
const LOCK_TIMEOUT = "2s";
const TEMP_FILE_LIMIT = "1GB";
const CONNECTION_LIMIT = 20;

/** The script, ending in a line break. */
export function readerScript(options: ReaderScriptOptions): string {
  const { posture, query } = options;
  const name = options.role ?? DEFAULT_READER_ROLE;
  requireReaderRole(name);
  const role = quoteIdentifier(name);
  const schemas = posture.readable.filter((one) => query.schemas?.includes(one.schema) ?? true);
  const lines = [
    sqlComment(
      `A role for pgmcp in the database ${posture.database}: it ${
        query.readOnly ? "reads" : "reads and writes"
      } these schemas, and nothing else.`,
    ),
    sqlComment("Run it in this database: psql -v ON_ERROR_STOP=1 -f this_file, and then"),
    sqlComment(`give the role a password, in psql: \\password ${name}`),
    "",
    "BEGIN;",
    "",
    "DO $$ BEGIN",
    `  IF NOT EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = ${quoteLiteral(name)}) THEN`,
    `    CREATE ROLE ${role} LOGIN CONNECTION LIMIT ${CONNECTION_LIMIT};`,
    "  END IF;",
    "END $$;",
    "",
    `GRANT CONNECT ON DATABASE ${quoteIdentifier(posture.database)} TO ${role};`,
    ...schemas.flatMap((one) => ["", ...schemaLines(one, { role, readOnly: query.readOnly })]),
    "",
    "-- What bounds the role whatever client uses it.",
    ...settingLines(query).map((setting) => `ALTER ROLE ${role} SET ${setting};`),
    "",
    "-- Superusers only, or whoever was granted SET on them: without, pgmcp doctor says so.",
    "DO $$ BEGIN",
    `  ALTER ROLE ${role} SET temp_file_limit = '${TEMP_FILE_LIMIT}';`,
    `  ALTER ROLE ${role} SET log_parameter_max_length = 0;`,
    "EXCEPTION WHEN insufficient_privilege THEN",
    "  RAISE NOTICE 'temp_file_limit and log_parameter_max_length are for a superuser to set';",
    "END $$;",
    "",
    "COMMIT;",
    ...publicLines(posture),
    "",
  ];
  return lines.join("\n");
}

/** Throws `PGMCP_INVALID_ARGUMENT` where the script cannot be for the role: the name stands inside a dollar-quoted block, and people type it. */
export function requireReaderRole(name: string): void {
  if (/^[a-z_][a-z0-9_-]{0,62}$/.test(name)) return;
  throw new PgmcpError("PGMCP_INVALID_ARGUMENT", {
    message: `Cannot write a script for the role ${JSON.stringify(name)}: its name is not plain.`,
    hint: `Use small letters, digits, _ and -, such as ${DEFAULT_READER_ROLE}.`,
  });
}

function schemaLines(
  one: Posture["readable"][number],
  options: { readonly role: string; readonly readOnly: boolean },
): readonly string[] {
  const { role, readOnly } = options;
  const schema = quoteIdentifier(one.schema);
  const privileges = readOnly ? "SELECT" : "SELECT, INSERT, UPDATE, DELETE";
  return [
    `GRANT USAGE ON SCHEMA ${schema} TO ${role};`,
    `GRANT ${privileges} ON ALL TABLES IN SCHEMA ${schema} TO ${role};`,
    ...(readOnly ? [] : [`GRANT USAGE ON ALL SEQUENCES IN SCHEMA ${schema} TO ${role};`]),
    // Without it, a table made tomorrow is not there for pgmcp.
    ...one.owners.map((owner) =>
      `ALTER DEFAULT PRIVILEGES FOR ROLE ${
        quoteIdentifier(owner)
      } IN SCHEMA ${schema} GRANT ${privileges} ON TABLES TO ${role};`
    ),
  ];
}

function settingLines(query: ReaderScriptOptions["query"]): readonly string[] {
  return [
    ...(query.readOnly ? ["default_transaction_read_only = on"] : []),
    `statement_timeout = '${shownDuration(query.queryTimeoutMs)}'`,
    `lock_timeout = '${LOCK_TIMEOUT}'`,
    `idle_in_transaction_session_timeout = '${IDLE_TIMEOUT}'`,
  ];
}

function shownDuration(milliseconds: number): string {
  return milliseconds % 1_000 === 0 ? `${milliseconds / 1_000}s` : `${milliseconds}ms`;
}

// What every role has through PUBLIC is not this script's to take away; it says how.
function publicLines(posture: Posture): readonly string[] {
  const creates = posture.createsIn.filter((one) => one.throughPublic);
  const lines = [
    ...creates.map((one) =>
      sqlComment(`REVOKE CREATE ON SCHEMA ${quoteIdentifier(one.schema)} FROM PUBLIC;`)
    ),
    sqlComment(`REVOKE TEMPORARY ON DATABASE ${quoteIdentifier(posture.database)} FROM PUBLIC;`),
  ];
  return [
    "",
    "-- Rights that every role has. If no other role needs them, take them away:",
    ...lines,
  ];
}
