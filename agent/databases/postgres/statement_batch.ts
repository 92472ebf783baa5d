// One statement in its own transaction, as the steps of batch_steps.ts: what the server answers to each,
// and what became of it. It keeps no more rows and bytes than asked for; when to cancel is left to the
// caller.

import { batchSteps, type StepName, type StepsRequest } from "./batch_steps.ts";
import { MOMENT_STATEMENT, sharedMoment } from "./session_settings.ts";
import type { ServerError, WireConnection, WireField, WireMessage } from "./wire_connection.ts";

/** What to run. */
export interface BatchRequest extends StepsRequest {
  readonly maxRows: number;
  readonly maxBytes: number;
  /** Called once when much more is coming than is kept. */
  onOverflow(): void;
}

/**
 * Where an error struck: before the statement, while it was analysed (no row had been read), while it
 * ran, at the look behind it, or at the commit.
 */
export type BatchPhase = "begin" | "analysis" | "run" | "look" | "commit";

/** What became of it; a batch always ends with one. */
export interface BatchOutcome {
  /** Null where the statement returns no rows, or did not get so far. */
  readonly fields: readonly WireField[] | null;
  readonly rows: readonly (readonly (string | null)[])[];
  readonly truncatedBy: "rows" | "bytes" | null;
  /** The statement's command tag, such as `SELECT 3`; null if it did not end. */
  readonly tag: string | null;
  readonly error: { readonly phase: BatchPhase; readonly server: ServerError } | null;
  /** Whether a write was committed. */
  readonly committed: boolean;
  /** The moment at which the evidence was seen to hold; null where there was none, or no other than before. */
  readonly moment: string | null;
  /** Whether the evidence was seen to hold behind the statement, too; false where it may or may not. */
  readonly held: boolean;
  /** Whether the connection broke before the batch was through. */
  readonly lost: boolean;
  /** Whether the server had answered anything of this batch. */
  readonly answered: boolean;
  /** From sending to the statement's end, in milliseconds. */
  readonly durationMs: number;
}

/** Bytes and rows that may pass unread before the rest is called much. */
const OVERFLOW_BYTES = 256 * 1024;
const OVERFLOW_ROWS = 1_000;

/** A read's connection is cut when so much more than `maxBytes` has arrived: one value can be a gigabyte. */
const CUT_BYTES = 8 * 1024 * 1024;

/** A batch under way. */
export interface RunningBatch {
  /**
   * Never rejects; resolves when the statement has succeeded (the server is cleaning up), when the
   * batch is over, or when nobody waits any more.
   */
  readonly outcome: Promise<BatchOutcome>;
  /**
   * Resolves when the server is through with it, or the connection gone: to whether the connection is
   * as new, and may be used again.
   */
  readonly over: Promise<boolean>;
  /** Ends the waiting: the outcome is as if the connection broke now. */
  giveUp(): void;
}

/** Runs one statement. */
export function runBatch(connection: WireConnection, request: BatchRequest): RunningBatch {
  const { promise: outcome, resolve } = Promise.withResolvers<BatchOutcome>();
  const { promise: over, resolve: end } = Promise.withResolvers<boolean>();
  const { evidence = [] } = request;
  const writes = request.access === "write";
  const { groups, settings, look } = batchSteps(request);
  const rows: (readonly (string | null)[])[] = [];
  let fields: readonly WireField[] | null = null;
  let truncatedBy: "rows" | "bytes" | null = null;
  let tag: string | null = null;
  let moment: string | null = null;
  let held = look === null;
  let error: BatchOutcome["error"] = null;
  let committed = false;
  let answered = false;
  let parsed = 0;
  let completed = 0;
  let group = 0;
  let groupFailed = false;
  let soiled = false;
  let keptBytes = 0;
  let receivedBytes = 0;
  let droppedBytes = 0;
  let droppedRows = 0;
  let overflowed = false;
  let endedAt = 0;
  const startedAt = performance.now();

  function finish(lost: boolean): void {
    connection.endBatch();
    settle(lost);
    end(!lost && !soiled);
  }

  function settle(lost: boolean): void {
    const durationMs = (endedAt === 0 ? performance.now() : endedAt) - startedAt;
    resolve({
      ...{ fields, rows, truncatedBy, tag, error, committed, moment, held },
      ...{ lost, answered, durationMs },
    });
  }

  function step(): StepName | undefined {
    return groups[0]?.[completed]?.name;
  }

  function phase(): BatchPhase {
    switch (step()) {
      case "begin":
      case "settings":
        return "begin";
      case "statement":
        return parsed > completed ? "run" : "analysis";
      case "look":
        return "look";
      default:
        return "commit";
    }
  }

  function onRow(values: readonly (string | null)[], bytes: number): void {
    const last = values.at(-1) ?? null;
    switch (step()) {
      case "settings":
        // The row holds the settings, and the moment last.
        if (settings.tellsMoment) moment = last;
        return;
      case "statement":
        return keep(values, bytes);
      case "look":
        held = look !== MOMENT_STATEMENT || last === (moment ?? sharedMoment(evidence));
    }
  }

  function onCompleted(ofTag: string): void {
    const name = step();
    completed++;
    if (name === "statement") {
      tag = ofTag;
      endedAt = performance.now();
    }
    if (name === "commit") committed = ofTag === "COMMIT";
  }

  function keep(values: readonly (string | null)[], bytes: number): void {
    if (truncatedBy === null) {
      if (rows.length >= request.maxRows) truncatedBy = "rows";
      else if (keptBytes + bytes > request.maxBytes) truncatedBy = "bytes";
      else {
        rows.push(values);
        keptBytes += bytes;
        return;
      }
    }
    droppedBytes += bytes;
    droppedRows++;
    if (writes) return;
    if (droppedBytes > OVERFLOW_BYTES || droppedRows > OVERFLOW_ROWS) overflow();
  }

  // Of a write nothing is cut: its COMMIT is still to come.
  function leaveOut(bytes: number): void {
    truncatedBy ??= rows.length >= request.maxRows ? "rows" : "bytes";
    droppedRows++;
    droppedBytes += bytes;
    if (writes) return;
    if (bytes > CUT_BYTES) return connection.destroy();
    overflow();
  }

  function overflow(): void {
    if (overflowed) return;
    overflowed = true;
    request.onOverflow();
  }

  function onMessage(message: WireMessage): void {
    switch (message.kind) {
      case "received":
        receivedBytes += message.bytes;
        if (!writes && receivedBytes > request.maxBytes + CUT_BYTES) {
          truncatedBy ??= "bytes";
          connection.destroy();
        }
        return;
      case "lost":
        return finish(true);
      case "copyIn":
        // The server would wait for data, and take our Syncs for it.
        soiled = true;
        return connection.destroy();
    }
    answered = true;
    switch (message.kind) {
      case "parsed":
        if (group === 0) parsed++;
        return;
      case "fields":
        if (group === 0) fields = message.fields;
        return;
      case "row":
        if (group === 0) onRow(message.values, message.bytes);
        return;
      case "largeRow":
        return leaveOut(message.bytes);
      case "completed":
        if (group === 0) onCompleted(message.tag);
        return;
      case "failed":
        groupFailed = true;
        if (group === 0) {
          if (endedAt === 0) endedAt = performance.now();
          error ??= { phase: phase(), server: message.error };
        } else soiled = true;
        return;
      case "ready":
        return onReady(message.status);
    }
  }

  function onReady(status: string): void {
    if (group > 0 && status !== "I") soiled = true;
    if (group === 0 && !groupFailed) {
      if (status !== (writes ? "I" : "T")) soiled = true;
      settle(false);
    }
    groupFailed = false;
    group++;
    if (group === groups.length) finish(false);
  }

  connection.startBatch({
    groups: groups.map((steps) => steps.map(({ statement }) => statement)),
    maxRowBytes: request.maxBytes,
  }, onMessage);
  return { outcome, over, giveUp: () => settle(true) };
}
