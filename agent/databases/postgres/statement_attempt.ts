// One attempt to run a statement, and what its caller is told of it: the rows, or an error that
// says what happened without showing a value.

import { PgmcpError } from "../../../core/errors.ts";
import type { QueryRequest } from "../../../core/ports/query_executor.ts";
import { cancelled } from "./connect_error.ts";
import type { PostgresSession } from "./postgres_session.ts";
import { EVIDENCE_FAILED } from "./session_settings.ts";
import type { BatchOutcome } from "./statement_batch.ts";
import { statementError } from "./statement_error.ts";
import type { WireField } from "./wire_connection.ts";

/** A statement to run: the port's request, and values for pgmcp's own statements. */
export interface TransactionRequest extends QueryRequest {
  readonly values?: readonly (string | null)[];
}

/** What a statement answered. */
export interface TransactionResult {
  readonly fields: readonly WireField[] | null;
  readonly rows: readonly (readonly (string | null)[])[];
  readonly truncatedBy: "rows" | "bytes" | null;
  readonly tag: string;
  readonly durationMs: number;
  readonly session: PostgresSession;
}

/** Why a statement was stopped. */
export type StopReason = "abort" | "deadline" | "overflow" | "closing";

/** One attempt. */
export interface Attempt {
  readonly outcome: BatchOutcome;
  readonly stopped: StopReason | null;
  /** Whether no cancel request is under way; false where the server did not take one. */
  readonly cancelOver: boolean;
  /** Whether it was to fail where anything at all had been committed since its evidence was seen. */
  readonly supposedMoment: boolean;
  /** Whether anything was committed since then; null where that is not known. */
  readonly moved: boolean | null;
}

/** The SQLSTATE of what failed before the statement; null where nothing did. */
export function settlingFailure({ outcome: { error } }: Attempt): string | null {
  return error?.phase === "begin" ? error.server.code : null;
}

/** Whether what the statement rests on was found to be otherwise, before it or behind it. */
function foundChanged({ outcome: { error } }: Attempt): boolean {
  if (error === null || error.server.code !== EVIDENCE_FAILED) return false;
  return error.phase === "begin" || error.phase === "look";
}

/**
 * Whether there is an answer, or an error of the statement's own, that is not to be told before its
 * evidence has been looked at once more. A write was looked at before it was committed.
 */
export function isToBeConfirmed(request: TransactionRequest, attempt: Attempt): boolean {
  const { outcome: { held, error, lost, truncatedBy }, stopped } = attempt;
  if (held || request.access === "write" || error?.phase === "begin") return false;
  return (stopped === null && !lost) || truncatedBy !== null;
}

/** What the caller of `request` is told. Throws what went wrong, as PgmcpError. */
export function concludeAttempt(
  request: TransactionRequest,
  attempt: Attempt,
  session: PostgresSession,
): TransactionResult {
  const { outcome, stopped } = attempt;
  const { fields, rows, truncatedBy, durationMs } = outcome;
  const result = { fields, rows, truncatedBy, durationMs, session, tag: outcome.tag ?? "" };
  // A committed write is told of, whatever was asked meanwhile.
  if (request.access === "write" && outcome.committed) return result;
  if (request.access === "write" && outcome.lost && outcome.error === null) {
    throw connectionLost("write");
  }
  if (stopped === "abort") throw cancelled();
  if (stopped === "closing") throw new PgmcpError("PGMCP_SHUTTING_DOWN");
  if (stopped === "deadline") {
    // The server did not even take the cancel request: that is no slow query.
    if (outcome.lost && !attempt.cancelOver) throw silence();
    throw new PgmcpError("PGMCP_QUERY_TIMEOUT");
  }
  if (foundChanged(attempt)) throw new PgmcpError("PGMCP_CATALOGUE_CHANGED");
  if (request.access === "read" && truncatedBy !== null) {
    if (truncatedBy === "bytes" && rows.length === 0) {
      throw new PgmcpError("PGMCP_RESULT_TOO_LARGE");
    }
    // Cut short on purpose: an error after that is our own cancel, or of rows that nobody asked for.
    if (stopped === "overflow" || outcome.lost || outcome.error === null) return result;
  }
  if (outcome.error !== null) {
    throw statementError(outcome.error.server, {
      ...{ sql: request.sql, phase: outcome.error.phase, durationMs },
      timeoutMs: request.limits.timeoutMs,
      ...(request.source === undefined ? {} : { source: request.source }),
    });
  }
  if (request.access === "write" || (outcome.lost && outcome.tag === null)) {
    throw connectionLost(request.access);
  }
  return result;
}

function silence(): PgmcpError {
  return new PgmcpError("PGMCP_CONNECTION_LOST", {
    message: "The database stopped answering; not even a request to cancel reached it.",
  });
}

function connectionLost(access: "read" | "write"): PgmcpError {
  if (access === "read") return new PgmcpError("PGMCP_CONNECTION_LOST");
  return new PgmcpError("PGMCP_CONNECTION_LOST", {
    message: "The connection broke during the write: it may or may not have been committed.",
    hint: "Look whether the change is there before writing again.",
  });
}
