// The words for statements that never run here: what they are called, why not,
// and how to do here what people want from them.

/** How one kind of statement is refused. */
export interface StatementWords {
  /** Its name in SQL. */
  readonly words: string;
  /** Why not, to complete "… is not allowed:". */
  readonly why: string;
  readonly hint: string;
}

const NO_SESSION =
  "every call runs in its own transaction with its own limits; leave it out and send only the SELECT.";
const READ_INSTEAD = "Read with SELECT; an operator changes the database with their own tools.";
const DDL_HINT =
  "Use WITH name AS (SELECT …) for an intermediate result; an operator changes the database with their own tools.";

function words(name: string, why: string, hint: string): StatementWords {
  return { words: name, why, hint };
}

function ddl(name: string): StatementWords {
  return words(name, "it changes the database's definitions", DDL_HINT);
}

/** The words by node type. */
export const STATEMENT_WORDS: Readonly<Record<string, StatementWords>> = {
  TransactionStmt: words(
    "BEGIN, COMMIT or ROLLBACK",
    "there is no session to keep it in",
    NO_SESSION,
  ),
  VariableSetStmt: words(
    "SET",
    "settings belong to a session, and every call starts afresh",
    "For a time zone write ts AT TIME ZONE 'Europe/Berlin'; for a schema write schema.table; limits are set by the operator.",
  ),
  PrepareStmt: words("PREPARE", "there is no session to keep it in", "Send the SELECT itself."),
  ExecuteStmt: words("EXECUTE", "there is no session that holds it", "Send the SELECT itself."),
  DeallocateStmt: words("DEALLOCATE", "there is no session that holds it", "Leave it out."),
  DeclareCursorStmt: words(
    "DECLARE CURSOR",
    "there is no session to keep it in",
    "Send the SELECT itself, and page with WHERE key > last ORDER BY key LIMIT n.",
  ),
  FetchStmt: words(
    "FETCH",
    "there are no cursors",
    "Page with WHERE key > last ORDER BY key LIMIT n.",
  ),
  ClosePortalStmt: words("CLOSE", "there are no cursors", "Leave it out."),
  DiscardStmt: words("DISCARD", "there is no session", "Leave it out."),
  ListenStmt: words("LISTEN", "there is no session to be notified", "Poll with a SELECT."),
  UnlistenStmt: words("UNLISTEN", "there is no session", "Leave it out."),
  NotifyStmt: words("NOTIFY", "it reaches other sessions", READ_INSTEAD),
  LoadStmt: words("LOAD", "it loads code into the server", READ_INSTEAD),
  CallStmt: words(
    "CALL",
    "a procedure can do anything, also COMMIT",
    "Read with SELECT what the procedure would read.",
  ),
  DoStmt: words("DO", "its block can do anything", "Write it as one SELECT, with CTEs."),
  CopyStmt: words(
    "COPY",
    "it moves data between the database and files or programs",
    "Use SELECT; the query tool's format tsv gives tab-separated rows.",
  ),
  LockStmt: words("LOCK", "reading needs no lock", "Leave it out."),
  VacuumStmt: words(
    "VACUUM or ANALYZE",
    "it is maintenance",
    "For a plan use the explain tool, or EXPLAIN ANALYZE SELECT …; for sizes and estimates list_tables.",
  ),
  ClusterStmt: words("CLUSTER", "it is maintenance", READ_INSTEAD),
  ReindexStmt: words("REINDEX", "it is maintenance", READ_INSTEAD),
  CheckPointStmt: words("CHECKPOINT", "it is maintenance", READ_INSTEAD),
  TruncateStmt: words("TRUNCATE", "it deletes every row", READ_INSTEAD),
  CreateStmt: words(
    "CREATE TABLE",
    "it changes the database's definitions",
    "In place of a temporary table use WITH name AS (SELECT …) in the same statement.",
  ),
  CreateTableAsStmt: words(
    "CREATE TABLE AS",
    "it creates a table",
    "In place of a temporary table use WITH name AS (SELECT …) in the same statement.",
  ),
  ViewStmt: words(
    "CREATE VIEW",
    "it changes the database's definitions",
    "Use WITH name AS (SELECT …) in the same statement.",
  ),
  RefreshMatViewStmt: words("REFRESH MATERIALIZED VIEW", "it writes", READ_INSTEAD),
  IndexStmt: ddl("CREATE INDEX"),
  DropStmt: ddl("DROP"),
  AlterTableStmt: ddl("ALTER TABLE"),
  RenameStmt: ddl("ALTER … RENAME"),
  CreateFunctionStmt: ddl("CREATE FUNCTION"),
  CreateExtensionStmt: ddl("CREATE EXTENSION"),
  CreateSchemaStmt: ddl("CREATE SCHEMA"),
  CreateSeqStmt: ddl("CREATE SEQUENCE"),
  CreateTrigStmt: ddl("CREATE TRIGGER"),
  CreatedbStmt: ddl("CREATE DATABASE"),
  DropdbStmt: ddl("DROP DATABASE"),
  CommentStmt: ddl("COMMENT"),
  CreateRoleStmt: words("CREATE ROLE", "it changes who may do what", READ_INSTEAD),
  AlterRoleStmt: words("ALTER ROLE", "it changes who may do what", READ_INSTEAD),
  DropRoleStmt: words("DROP ROLE", "it changes who may do what", READ_INSTEAD),
  GrantStmt: words("GRANT or REVOKE", "it changes who may do what", READ_INSTEAD),
  GrantRoleStmt: words("GRANT or REVOKE", "it changes who may do what", READ_INSTEAD),
  AlterSystemStmt: words("ALTER SYSTEM", "it changes the server's settings", READ_INSTEAD),
};
