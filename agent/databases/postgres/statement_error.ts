// What may be told of an error that the server reports for a statement. Its text
// can hold row values (invalid input syntax for type integer: "…"; also of class
// 42: 'x'::regclass on a column names the value), so it is shown only where no
// row had been read yet, while the statement was analysed, outside of functions,
// and for kinds that speak of names and types. Everything else gets a sentence of
// our own. DETAIL, CONTEXT and the server's error are never kept.

import { type ErrorCode, PgmcpError } from "../../../core/errors.ts";
import type { SourceText } from "../../../core/ports/query_executor.ts";
import { hintForFailure } from "../../../core/sql/failure_hints.ts";
import { showPosition } from "../../../core/sql/show_position.ts";
import { sqlStateSentence } from "./sql_state_sentences.ts";
import type { BatchPhase } from "./statement_batch.ts";
import type { ServerError } from "./wire_connection.ts";

/** What was sent when the error came. */
export interface FailedStatement {
  readonly sql: string;
  readonly source?: SourceText;
  readonly phase: BatchPhase;
  readonly timeoutMs: number;
  /** How long it had run, in milliseconds. */
  readonly durationMs: number;
}

const UNDEFINED_NAME_STATES = new Set(["42P01", "42703", "42883", "42704", "3F000", "42P02"]);

/** How much earlier than its timer a server may give up, as a share of the time. */
const TIMER_SLACK = 0.9;

/** The error to throw for `error`. */
export function statementError(error: ServerError, statement: FailedStatement): PgmcpError {
  const code = errorCode(error, statement);
  const sqlState = error.code;
  if (code === "PGMCP_QUERY_TIMEOUT") {
    if (sqlState !== "55P03") return new PgmcpError(code, { sqlState });
    const message = "The query waited too long for a lock that another session holds.";
    return new PgmcpError(code, { sqlState, message, hint: "Call again when it is released." });
  }
  if (code === "PGMCP_CANCELLED") {
    const message = "The statement was cancelled in the database, by somebody else.";
    return new PgmcpError(code, { sqlState, message });
  }
  if (code === "PGMCP_CONNECTION_LOST") return new PgmcpError(code, { sqlState });
  const sentence = maySpeak(error, statement)
    ? oneLine(error.message)
    : sqlStateSentence(sqlState, code);
  const message = `${sentence}${caret(error, statement)}`;
  const hint = hintForFailure(sqlState, sentence) ??
    (mayHint(error, statement) ? oneLine(error.hint ?? "") : undefined);
  return new PgmcpError(code, { sqlState, message, ...(hint === undefined ? {} : { hint }) });
}

function errorCode(error: ServerError, statement: FailedStatement): ErrorCode {
  const state = error.code;
  if (state === "57014") {
    const timedOut = statement.durationMs >= statement.timeoutMs * TIMER_SLACK;
    return timedOut ? "PGMCP_QUERY_TIMEOUT" : "PGMCP_CANCELLED";
  }
  if (state === "55P03" || state === "25P03" || state === "25P04") return "PGMCP_QUERY_TIMEOUT";
  if (state.startsWith("57P") || state.startsWith("08")) return "PGMCP_CONNECTION_LOST";
  if (state === "53300") return "PGMCP_BUSY";
  if (state === "42501") return "PGMCP_PERMISSION_DENIED";
  // A name that a row holds (text::regclass) is not a name in the SQL.
  if (UNDEFINED_NAME_STATES.has(state) && statement.phase === "analysis" && !error.nested) {
    return "PGMCP_UNDEFINED_NAME";
  }
  return "PGMCP_QUERY_FAILED";
}

function maySpeak(error: ServerError, statement: FailedStatement): boolean {
  if (error.nested) return false;
  if (error.code === "42501") {
    return namesOnlyWhatWasSent(error.message, (statement.source ?? statement).sql);
  }
  if (statement.phase !== "analysis") return false;
  // A policy's own conditions may name what was there when it was loaded, and is gone now.
  if (UNDEFINED_NAME_STATES.has(error.code) && !wasSent(error, statement)) return false;
  return error.code.startsWith("42") || error.code === "3F000" || error.code === "0A000";
}

// The rights are checked when the statement starts to run; the table it names may be one behind a view, or
// one that a row filter looks into.
function namesOnlyWhatWasSent(message: string, sql: string): boolean {
  const name = /^permission denied for [a-z ]+ ([^"\s]+)$/.exec(message)?.[1];
  return name !== undefined && sql.includes(name);
}

/** Whether the names in the message, which are quoted or dotted, stand in the client's own text. */
function wasSent({ code, message }: ServerError, statement: FailedStatement): boolean {
  const text = (statement.source ?? statement).sql.toLowerCase();
  const names = [...message.matchAll(/"([^"]+)"|([^\s"().,:]+(?:\.[^\s"().,:]+)+)/g)];
  // In other languages names are quoted otherwise.
  if (names.length === 0) return statement.source === undefined || code === "42883";
  return names.flatMap(([, quoted, dotted]) => (quoted ?? dotted ?? "").split("."))
    .every((name) => text.includes(name.toLowerCase()));
}

// The server's hints about names list columns of the tables in the statement, and how to cast.
function mayHint(error: ServerError, statement: FailedStatement): boolean {
  return error.hint !== undefined && error.code.startsWith("42") && maySpeak(error, statement);
}

function caret(error: ServerError, statement: FailedStatement): string {
  if (error.position === undefined || error.nested) return "";
  const at = utf16Offset(statement.sql, error.position - 1);
  const source = statement.source ?? { sql: statement.sql, offset: 0 };
  const offset = at - source.offset;
  if (offset < 0 || offset > source.sql.length) return "";
  return `\n${showPosition(source.sql, offset)}`;
}

// The server counts characters, JavaScript counts UTF-16 code units.
function utf16Offset(text: string, characters: number): number {
  let offset = 0;
  for (let seen = 0; seen < characters && offset < text.length; seen++) {
    offset += (text.codePointAt(offset) ?? 0) > 0xffff ? 2 : 1;
  }
  return offset;
}

function oneLine(text: string): string {
  return text.replaceAll(/\p{Cc}+/gu, " ").trim();
}
