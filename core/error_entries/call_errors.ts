// What calls of tools and databases fail with; a part of the error table.

import type { ErrorCode } from "../error_code.ts";
import { type ErrorEntry, failure } from "./error_entry.ts";

/** The codes of calls. */
export const CALL_ERRORS = {
  // Calls.
  PGMCP_INVALID_ARGUMENT: {
    ...failure(400, "An argument is not valid.", "Correct the argument."),
    jsonRpcCode: -32602,
  },
  PGMCP_INVALID_CONFIGURATION: failure(
    500,
    "The configuration is not valid.",
    "Correct the named setting.",
  ),
  PGMCP_DATABASE_NOT_FOUND: failure(
    404,
    "There is no such database.",
    "list_databases shows the databases there are.",
  ),
  PGMCP_SCHEMA_NOT_FOUND: failure(
    404,
    "There is no such schema.",
    "list_schemas shows the schemas there are.",
  ),
  PGMCP_TABLE_NOT_FOUND: failure(
    404,
    "There is no such table.",
    "list_tables shows the tables there are.",
  ),
  PGMCP_TABLE_AMBIGUOUS: failure(
    409,
    "More than one schema has a table of that name.",
    "Name the schema too, as schema.table.",
  ),
  // The database's own errors, without row values.
  PGMCP_UNDEFINED_NAME: failure(
    422,
    "A name in the SQL does not exist.",
    "list_tables shows the tables there are, describe_table the columns of one.",
  ),
  PGMCP_QUERY_FAILED: failure(422, "The database reported an error.", "Correct the SQL."),
  PGMCP_PERMISSION_DENIED: failure(
    403,
    "The database role may not do this.",
    "An operator can GRANT SELECT to the role that pgmcp connects with.",
  ),
  PGMCP_QUERY_TIMEOUT: failure(
    504,
    "The query ran longer than QUERY_TIMEOUT and was cancelled in the database.",
    "Narrow it with WHERE, aggregate less, or look at its plan with explain.",
    true,
  ),
  PGMCP_CANCELLED: failure(
    499,
    "The call was cancelled, and the query with it.",
    "Call again if it is still wanted.",
    true,
  ),
  PGMCP_RESULT_TOO_LARGE: failure(
    413,
    "One row is larger than MAX_RESULT_BYTES.",
    "Select fewer or shorter columns, for example left(column, 200).",
  ),
  PGMCP_CATALOGUE_CHANGED: failure(
    503,
    "A table, view, function or type was changed while the statement was checked.",
    "Call again: it is checked anew.",
    true,
  ),
  PGMCP_NO_DATABASE: failure(
    503,
    "No database is configured.",
    "Set DATABASE_URL, or CONFIG_FILE for several.",
  ),
  PGMCP_DATABASE_UNREACHABLE: failure(
    503,
    "The database cannot be reached.",
    "Check that it runs and that host and port in DATABASE_URL are right; calls recover by themselves.",
    true,
  ),
  PGMCP_AUTHENTICATION_FAILED: failure(
    503,
    "The database refused the user name or password.",
    "Check user and password in DATABASE_URL.",
  ),
  PGMCP_UNSUPPORTED_SERVER: failure(
    503,
    "This server version is not supported.",
    "pgmcp reads PostgreSQL 13 to 18.",
  ),
  PGMCP_GRADE_TOO_LOW: failure(
    503,
    "The database role may do too much.",
    "Run pgmcp doctor: it says what ends each finding, and --script makes a role with less.",
  ),
  PGMCP_NOT_CONFINED: failure(
    503,
    "The agent could do more than its configuration needs.",
    "Start it with the line that pgmcp agent --print-command prints.",
  ),
  PGMCP_SERVER_UNREACHABLE: failure(
    502,
    "The pgmcp server cannot be reached.",
    "Try again in a moment; if it stays like this, check the address and whether the server runs.",
    true,
  ),
  PGMCP_CONNECTION_LOST: failure(
    503,
    "The connection to the database broke during the call.",
    "Call again; a new connection is made by itself.",
    true,
  ),
  PGMCP_OUTCOME_UNKNOWN: failure(
    503,
    "The connection broke during a write: whether it was committed is not known.",
    "Look at the data before you write again.",
  ),
} satisfies Partial<Record<ErrorCode, ErrorEntry>>;
