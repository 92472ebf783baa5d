// What the guard says of SQL, layer by layer; a part of the error table.

import type { ErrorCode } from "../error_code.ts";
import { type ErrorEntry, refusal } from "./error_entry.ts";

/** The codes of refusals. */
export const GUARD_ERRORS = {
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
} satisfies Partial<Record<ErrorCode, ErrorEntry>>;
