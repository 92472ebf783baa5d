// Every failure pgmcp can report, in one table: what crosses a wire comes from
// here, so that no row value and no secret can ride along in an error's text.
// Refusals by the guard are values (see sql/verdict.ts) that carry the same codes.

import type { ErrorCode } from "./error_code.ts";

export type { ErrorCode };

/** How one code is shown: the HTTP status, the JSON-RPC code, a safe sentence, and what to do next. */
export interface ErrorEntry {
  /** HTTP status where the error ends a request. */
  readonly httpStatus: number;
  /** JSON-RPC 2.0 code, section 5.1; -32000 to -32099 are ours. */
  readonly jsonRpcCode: number;
  /** A sentence that is always safe to show. */
  readonly message: string;
  /** What the reader can do about it. */
  readonly hint: string;
  /** Whether the same call may succeed later without a change. */
  readonly retryable: boolean;
}

function refusal(message: string, hint: string): ErrorEntry {
  return { httpStatus: 422, jsonRpcCode: -32010, message, hint, retryable: false };
}

function failure(httpStatus: number, message: string, hint: string, retryable = false): ErrorEntry {
  return { httpStatus, jsonRpcCode: -32020, message, hint, retryable };
}

/** The one table from code to status, message and hint; the README's list is made from it. */
export const ERROR_TABLE: Readonly<Record<ErrorCode, ErrorEntry>> = {
  // Layer 1: text.
  PGMCP_SQL_EMPTY: refusal("There is no SQL statement in the text.", "Send one SELECT statement."),
  PGMCP_SQL_TOO_LONG: refusal(
    "The SQL text is too long.",
    "Send at most 32 KB; move long value lists into a join or fewer statements.",
  ),
  PGMCP_SQL_BAD_TEXT: refusal(
    "The SQL text is not well-formed Unicode or holds a NUL character.",
    "Remove control characters and send valid UTF-8.",
  ),
  PGMCP_SQL_TOO_COMPLEX: refusal(
    "The SQL text is too deeply nested or holds too many comments or operator characters.",
    "Simplify the statement, for example with CTEs, and leave comments out.",
  ),
  // Layer 2: grammar.
  PGMCP_SYNTAX_ERROR: refusal(
    "The SQL has a syntax error.",
    "Correct the SQL at the marked place.",
  ),
  PGMCP_MULTIPLE_STATEMENTS: refusal(
    "The text holds more than one statement.",
    "Send one statement a call; combine them with a CTE, a join or UNION ALL.",
  ),
  PGMCP_STATEMENT_NOT_ALLOWED: refusal(
    "This kind of statement is not allowed.",
    "Use SELECT, VALUES, TABLE, WITH … SELECT, SHOW or EXPLAIN of a SELECT.",
  ),
  PGMCP_READ_ONLY: refusal(
    "The connection is read-only, and the statement writes.",
    "Read with SELECT; an operator can admit single writes with READ_ONLY=false.",
  ),
  PGMCP_SELECT_INTO: refusal(
    "SELECT INTO creates a table.",
    "Leave INTO out; for intermediate results use WITH name AS (SELECT …).",
  ),
  PGMCP_LOCKING_CLAUSE: refusal(
    "FOR UPDATE and FOR SHARE lock rows.",
    "Leave the locking clause out; reading needs none.",
  ),
  PGMCP_DATA_MODIFYING_CTE: refusal(
    "A WITH query here modifies data.",
    "Only SELECT may stand inside WITH.",
  ),
  PGMCP_PARAMETER_NOT_ALLOWED: refusal(
    "Parameters such as $1 have no value here.",
    "Write the value into the SQL as a literal.",
  ),
  PGMCP_CONSTRUCT_NOT_ALLOWED: refusal(
    "The statement holds a construct that is not on the allow-list.",
    "Rewrite the statement without it.",
  ),
  PGMCP_EXPLAIN_OPTION_NOT_ALLOWED: refusal(
    "This EXPLAIN option is not allowed.",
    "Use ANALYZE, VERBOSE, COSTS, BUFFERS, TIMING, SUMMARY, SETTINGS or FORMAT.",
  ),
  PGMCP_SETTING_NOT_ALLOWED: refusal(
    "This setting may not be read here.",
    "SHOW works for settings such as server_version, TimeZone, DateStyle and search_path.",
  ),
  // Layer 3: names.
  PGMCP_FUNCTION_NOT_ALLOWED: refusal(
    "This function is not on the allow-list.",
    "Use PostgreSQL's built-in functions without side effects.",
  ),
  PGMCP_OPERATOR_NOT_ALLOWED: refusal(
    "This operator is not on the allow-list.",
    "Use PostgreSQL's built-in operators, without OPERATOR(schema.op).",
  ),
  PGMCP_TYPE_NOT_ALLOWED: refusal(
    "This type may not be named here.",
    "Use PostgreSQL's built-in types; a domain or reg* type can run code or reveal hidden names.",
  ),
  PGMCP_ATTRIBUTE_NOT_ALLOWED: refusal(
    "This attribute notation would call a function.",
    "Name a column, or call an allowed function as f(x).",
  ),
  PGMCP_RELATION_NOT_ALLOWED: refusal(
    "This relation may not be read.",
    "list_tables shows what can be read.",
  ),
  PGMCP_SCHEMA_NOT_ALLOWED: refusal(
    "This schema is not among the schemas that may be read.",
    "list_schemas shows which can; an operator can change SCHEMAS.",
  ),
  PGMCP_MASKED_COLUMN: refusal(
    "A masked column cannot be compared with another column.",
    "Join or compare by another column, such as the table's key.",
  ),
  PGMCP_POLICY_NOT_APPLICABLE: refusal(
    "The policy cannot be applied to this statement.",
    "Write it as a plain SELECT over the tables that list_tables shows.",
  ),
  PGMCP_POLICY_INVALID: refusal(
    "The policy does not fit the database, so nothing may be read.",
    "An operator finds what is wrong with: pgmcp policy check.",
  ),
  PGMCP_CONSTANT_TOO_LARGE: refusal(
    "A constant here would fold into something huge while the statement is planned.",
    "Use a smaller number.",
  ),
  PGMCP_NEEDS_CATALOGUE: refusal(
    "Only the database's catalogue can say what a name here is.",
    "Run it against the database, where the name is looked up.",
  ),
  // Calls.
  PGMCP_INVALID_ARGUMENT: {
    ...failure(400, "An argument is not valid.", "Correct the argument."),
    jsonRpcCode: -32602,
  },
  PGMCP_INVALID_CONFIGURATION: failure(
    500,
    "The configuration is not valid.",
    "Correct the named variable.",
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
    "describe_table shows the columns of a table.",
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
  PGMCP_GRADE_TOO_LOW: failure(503, "The database role may do too much.", "Run pgmcp doctor."),
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
  // The tunnel to a database's agent.
  PGMCP_AGENT_UNAVAILABLE: failure(
    503,
    "No agent of this database is connected.",
    "An operator can start pgmcp agent beside the database; calls recover by themselves.",
    true,
  ),
  PGMCP_AGENT_LOST: failure(
    503,
    "The link to the database's agent broke during the call.",
    "Call again; agents come back by themselves.",
    true,
  ),
  PGMCP_AGENT_TIMEOUT: failure(
    504,
    "The database's agent did not answer in time, and the call was cancelled.",
    "Call again, or narrow the query.",
    true,
  ),
  PGMCP_AGENT_REFUSED: failure(
    403,
    "The server will not have this agent.",
    "Make a key with pgmcp keys create --agent on the server, and set it as AGENT_KEY.",
  ),
  PGMCP_TUNNEL_PROTOCOL: failure(
    400,
    "A message of the tunnel is not what the protocol allows.",
    "Look which program is at the other end; both have to be pgmcp.",
  ),
  PGMCP_TUNNEL_VERSION: failure(
    426,
    "Server and agent speak no common version of the tunnel's protocol.",
    "Upgrade the older one.",
  ),
  PGMCP_BUSY: failure(503, "All database connections are busy.", "Call again in a moment.", true),
  PGMCP_SHUTTING_DOWN: failure(503, "pgmcp is shutting down.", "Call again when it is back.", true),
  // HTTP requests.
  PGMCP_NOT_FOUND: failure(404, "There is nothing at this address.", "MCP is at /mcp."),
  PGMCP_METHOD_NOT_ALLOWED: failure(
    405,
    "This method is not allowed here.",
    "Use GET for /health and /ready; POST, GET and DELETE for /mcp.",
  ),
  PGMCP_HOST_NOT_ALLOWED: failure(
    403,
    "The Host header names a host that is not served.",
    "Use a loopback name such as localhost, or an allowed host name.",
  ),
  PGMCP_ORIGIN_NOT_ALLOWED: failure(
    403,
    "Requests from this web origin are not allowed.",
    "Use a client outside the browser, or an allowed origin.",
  ),
  PGMCP_CONTENT_TYPE_NOT_ALLOWED: failure(
    415,
    "The body is not declared as JSON.",
    "Send Content-Type: application/json.",
  ),
  PGMCP_BODY_TOO_LARGE: failure(413, "The request's body is too large.", "Send at most 1 MiB."),
  PGMCP_BODY_NOT_JSON: {
    ...failure(400, "The request's body is not JSON.", "Send one JSON-RPC 2.0 message."),
    jsonRpcCode: -32700,
  },
  PGMCP_TOO_MANY_SESSIONS: failure(
    503,
    "There are too many open sessions.",
    "End sessions with DELETE, or call again when idle ones have expired.",
    true,
  ),
  // Who asks.
  PGMCP_KEY_REQUIRED: failure(
    401,
    "There is no API key in the request.",
    "Send the header Authorization: Bearer pgmcp_client_…; pgmcp keys create makes a key.",
  ),
  PGMCP_KEY_NOT_VALID: failure(
    401,
    "The API key is not valid.",
    "Check that it is whole; pgmcp keys list shows what was revoked or has expired, pgmcp keys create makes another.",
  ),
  PGMCP_KEY_WRONG_KIND: failure(
    403,
    "The API key is of the other kind.",
    "Clients need a key that begins with pgmcp_client_, agents one that begins with pgmcp_agent_.",
  ),
  PGMCP_KEYS_UNAVAILABLE: failure(
    503,
    "The API keys cannot be looked up.",
    "See pgmcp's log: the file that KEYS_FILE names cannot be read or written.",
    true,
  ),
  PGMCP_RATE_LIMITED: failure(
    429,
    "The API key has been used as often as it may be.",
    "Call again after the time that Retry-After gives.",
    true,
  ),
  PGMCP_QUOTA_EXCEEDED: failure(
    429,
    "The policy's quota is used up.",
    "Call again later; ask for less with fewer, wider queries.",
    true,
  ),
  PGMCP_PLAN_REFUSED: failure(
    422,
    "The plan is over a limit of the policy.",
    "Narrow the statement; explain shows its plan.",
  ),
  PGMCP_UNTRUSTED_COMBINATION: failure(
    403,
    "The policy does not let untrusted text be combined with other tables in one session.",
    "Ask in a new session.",
  ),
  PGMCP_LOCKED_DOWN: failure(
    503,
    "Everything is stopped by an operator.",
    "Ask them; pgmcp lockdown --lift ends it.",
  ),
  PGMCP_INTERNAL: {
    ...failure(500, "Something went wrong inside pgmcp.", "See pgmcp's log; please report it."),
    jsonRpcCode: -32603,
  },
};
