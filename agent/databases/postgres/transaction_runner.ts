// Runs a statement in its own transaction on a connection of the pool, and sees to
// its end: on abort, past its time, or when far more comes than is kept, the
// statement is cancelled in the database, and the connection is not lent again
// before that cancel request has been taken. Errors leave as PgmcpError.

import { PgmcpError } from "../../../core/errors.ts";
import type { CatalogueEvidence } from "../../../core/ports/catalogue_evidence.ts";
import type { AcquireOptions, ConnectionPool, Lease } from "./connection_pool.ts";
import type { PostgresSession } from "./postgres_session.ts";
import { EVIDENCE_FAILED, NOT_AS_SUPPOSED, sharedMoment } from "./session_settings.ts";
import { type BatchOutcome, runBatch, type RunningBatch } from "./statement_batch.ts";
import {
  type Attempt,
  concludeAttempt,
  isToBeConfirmed,
  settlingFailure,
  type StopReason,
  type TransactionRequest,
  type TransactionResult,
} from "./statement_attempt.ts";
import { StuckBackends } from "./stuck_backends.ts";
import { waitForLocks } from "./wait_for_locks.ts";

/** Runs statements. */
export interface TransactionRunner {
  run(
    request: TransactionRequest,
    options?: { readonly signal?: AbortSignal },
  ): Promise<TransactionResult>;
  /** Cancels what runs, and waits for its end. */
  close(): Promise<void>;
}

/** The server's own timer comes first; after this much more time the cancel request goes out, in milliseconds. */
export const DEADLINE_GRACE_MS = 500;

/** A statement that does not end this long after its cancel request is not waited for, in milliseconds. */
export const CANCEL_GRACE_MS = 2_000;

/** A connection that is not clean this long after its statement was answered is given up, in milliseconds. */
export const CLEANING_TIMEOUT_MS = 2_000;

/**
 * After so many statements in a row without a commit of anybody's the next ones count on it, and are
 * asked twice where that was wrong; before, evidence is looked at in the same round trip where it has to be.
 */
const QUIET_STATEMENTS = 10;

/** A connection that died while it was idle is found dead within a round trip; in milliseconds. */
export const IDLE_DEATH_MS = 500;

/** Makes a runner over `pool`. */
export function createTransactionRunner(pool: ConnectionPool<PostgresSession>): TransactionRunner {
  const closing = new AbortController();
  const running = new Set<Promise<unknown>>();
  const stuck = new StuckBackends(pool.size);
  const lastSeen = new WeakMap<CatalogueEvidence, string>();
  /** How many statements in a row found that nothing had been committed since their evidence was seen. */
  let quietInARow = 0;

  function asLastSeen(evidence: CatalogueEvidence): CatalogueEvidence {
    return { ...evidence, moment: lastSeen.get(evidence) ?? evidence.moment };
  }

  async function run(
    request: TransactionRequest,
    options: { readonly signal?: AbortSignal } = {},
  ): Promise<TransactionResult> {
    if (request.sql.includes("\0")) throw new PgmcpError("PGMCP_SQL_BAD_TEXT");
    const { signal } = options;
    return isWithoutWaiting(request)
      ? await waitForLocks((left) => runSupposing(left, signal), request, { signal })
      : await runSupposing(request, signal);
  }

  async function runSupposing(
    request: TransactionRequest,
    signal: AbortSignal | undefined,
  ): Promise<TransactionResult> {
    const first = await runOnce(request, { signal, thorough: false });
    if (first.attempt.stopped !== null || settlingFailure(first.attempt) !== NOT_AS_SUPPOSED) {
      return await conclude(request, first, signal);
    }
    // The statement did not run. What was only supposed of session and moment is now made sure of.
    const second = await runOnce(request, { signal, thorough: true });
    if (!first.attempt.supposedMoment || second.attempt.moved === false) first.session.unmark();
    return await conclude(request, second, signal);
  }

  async function conclude(
    request: TransactionRequest,
    { attempt, session }: Run,
    signal: AbortSignal | undefined,
  ): Promise<TransactionResult> {
    if (isToBeConfirmed(request, attempt)) await lookAgain(request, signal);
    return concludeAttempt(request, attempt, session);
  }

  /** Throws `PGMCP_CATALOGUE_CHANGED` where the evidence of `request` does not hold any more. */
  async function lookAgain(
    { evidence = [], limits }: TransactionRequest,
    signal: AbortSignal | undefined,
  ): Promise<void> {
    const look: TransactionRequest = { sql: "SELECT", access: "read", limits, evidence };
    const { attempt, session } = await runOnce(look, { signal, thorough: true, first: true });
    concludeAttempt(look, attempt, session);
  }

  async function runOnce(request: TransactionRequest, care: Care): Promise<Run> {
    const { signal, first = false } = care;
    const how = { first, ...(signal === undefined ? {} : { signal }) };
    let lease = await lend(request, how);
    let attempt = await runOn(lease, request, care);
    // A connection that died while it was idle says so only when it is used. A read changed nothing: once more, on a new one.
    if (attempt.outcome.lost && attempt.stopped === null && lease.reused) {
      if (request.access === "read" && isAsIfIdle(attempt.outcome)) {
        lease = await lend(request, { ...how, fresh: true });
        attempt = await runOn(lease, request, care);
      }
    }
    return { attempt, session: lease.connection };
  }

  /** A connection; throws where its path is not the one that the names of `request` were looked for on. */
  async function lend(
    { evidence = [] }: TransactionRequest,
    how: AcquireOptions,
  ): Promise<Lease<PostgresSession>> {
    const lease = await pool.acquire(how);
    const { searchPath: path } = lease.connection;
    if (evidence.every(({ searchPath = path }) => searchPath === path)) return lease;
    lease.release(true);
    throw new PgmcpError("PGMCP_CATALOGUE_CHANGED");
  }

  async function runOn(
    lease: Lease<PostgresSession>,
    request: TransactionRequest,
    { signal, thorough }: Care,
  ): Promise<Attempt> {
    const session = lease.connection;
    let stopped: StopReason | null = null;
    let cancelling: Promise<boolean> | null = null;
    let cutTimer: ReturnType<typeof setTimeout> | undefined;
    let cancelTaken = false;
    let answered = false;
    let givenUp = false;
    let batch: RunningBatch | null = null;

    function stop(reason: StopReason): void {
      if (stopped !== null) return;
      stopped = reason;
      cancelling = session.wire.cancel().then((taken) => cancelTaken = taken);
      cutTimer = setTimeout(() => {
        // The server did not hear it, or only cleans up.
        if (!cancelTaken || answered) return session.destroy();
        // The server heard it, and its backend goes on.
        givenUp = true;
        batch?.giveUp();
      }, CANCEL_GRACE_MS);
    }
    function giveUpCleaning(): void {
      session.destroy();
      pool.distrustIdle();
    }
    function onAbort(): void {
      stop("abort");
    }
    function onClosing(): void {
      stop("closing");
    }

    const { timeoutMs, maxRows, maxBytes } = request.limits;
    const evidence = (request.evidence ?? []).map(asLastSeen);
    const seenAt = sharedMoment(evidence);
    const supposedMoment = !thorough && quietInARow >= QUIET_STATEMENTS && session.isPrimary &&
      seenAt !== null;
    let deadline = setTimeout(() => stop("deadline"), timeoutMs + DEADLINE_GRACE_MS);
    signal?.addEventListener("abort", onAbort, { once: true });
    closing.signal.addEventListener("abort", onClosing, { once: true });
    const { promise: done, resolve: ended } = Promise.withResolvers<void>();
    running.add(done);

    function end(): void {
      signal?.removeEventListener("abort", onAbort);
      closing.signal.removeEventListener("abort", onClosing);
      clearTimeout(deadline);
      clearTimeout(cutTimer);
      running.delete(done);
      ended();
    }

    try {
      batch = runBatch(session.wire, {
        ...{ sql: request.sql, values: request.values ?? [], access: request.access },
        ...{
          timeoutMs,
          maxRows,
          maxBytes,
          searchPath: session.searchPath,
          watchesClient: session.watchesClient,
          isPrimary: session.isPrimary,
        },
        ...{ evidence, momentOnly: supposedMoment, mark: thorough ? null : session.mark },
        withoutWaiting: isWithoutWaiting(request),
        ...(request.without === undefined ? {} : { without: request.without }),
        ...(request.alone === undefined ? {} : { alone: request.alone }),
        onOverflow: () => stop("overflow"),
      });
      if (signal?.aborted) onAbort();
      // The connection may have been lent just before the end was called for.
      if (closing.signal.aborted) onClosing();
      const outcome = await batch.outcome;
      answered = true;
      clearTimeout(deadline);
      signal?.removeEventListener("abort", onAbort);
      const moved = hasMoved(outcome, seenAt);
      if (moved !== null) quietInARow = moved ? 0 : quietInARow + 1;
      if (outcome.moment !== null) {
        for (const each of request.evidence ?? []) lastSeen.set(each, outcome.moment);
      }
      const cancelOver = cancelling === null || await cancelling;
      if (givenUp) {
        stuck.keep({ lease, over: batch.over, cancel: () => session.wire.cancel() });
        end();
      } else {
        // The answer need not wait until the connection is clean.
        deadline = setTimeout(giveUpCleaning, CLEANING_TIMEOUT_MS);
        lease.releaseAfter(batch.over.then(async (clean) => {
          const unhit = cancelling === null || await cancelling;
          end();
          return clean && unhit;
        }));
      }
      // Not a word, though a cancel was asked for: where packets vanish, the connections that lie idle are gone too.
      if (stopped !== null && outcome.lost && !outcome.answered) pool.distrustIdle();
      return { outcome, stopped, cancelOver, supposedMoment, moved };
    } catch (error) {
      end();
      lease.release(false);
      throw error;
    }
  }

  return {
    run,
    async close() {
      closing.abort();
      await Promise.all(running);
      stuck.close();
    },
  };
}

/** Whether what the request rests on could change while it waits. What a write waits for is mostly rows. */
function isWithoutWaiting({ access, evidence = [] }: TransactionRequest): boolean {
  return access === "read" && evidence.length > 0;
}

/** How a statement is run. */
interface Care {
  readonly signal: AbortSignal | undefined;
  /** Whether nothing is supposed of the session behind the connection, and of what was committed meanwhile. */
  readonly thorough: boolean;
  /** Whether it takes its turn before all that wait; false by default. */
  readonly first?: boolean;
}

interface Run {
  readonly attempt: Attempt;
  readonly session: PostgresSession;
}

function hasMoved({ moment, error }: BatchOutcome, seenAt: string | null): boolean | null {
  if (moment !== null) return moment !== seenAt;
  return error?.phase === "begin" && error.server.code === EVIDENCE_FAILED ? true : null;
}

// Nothing came, or only the announcement of the session's end (57P01, 57P05 …), and at
// once. A statement that had run may be what took the server down: never once more.
function isAsIfIdle(outcome: BatchOutcome): boolean {
  if (outcome.durationMs > IDLE_DEATH_MS) return false;
  if (!outcome.answered) return true;
  return outcome.error?.phase === "begin" && outcome.error.server.code.startsWith("57P");
}
