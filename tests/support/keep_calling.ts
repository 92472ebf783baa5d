// Load on a database: callers that ask again as soon as they are answered, and what
// became of their calls.

import { type ErrorCode, PgmcpError } from "../../core/errors.ts";
import type { Database } from "../../core/ports/database.ts";
import { until } from "./until.ts";

/** Running callers. */
export interface Callers {
  /** How many calls were answered so far. */
  answered(): number;
  /** Resolves when so many more calls have been answered. */
  moreAnswers(count: number): Promise<void>;
  /** Lets the running calls end; the codes of those that failed, each with its number. */
  stop(): Promise<ReadonlyMap<ErrorCode, number>>;
}

/** Options of {@linkcode keepCalling}. */
export interface KeepCallingOptions {
  readonly callers: number;
  readonly sql: string;
  /** How long a statement may run, in milliseconds. */
  readonly timeoutMs: number;
}

/** Pause after a failed call, in milliseconds: a client does not ask again in the same instant. */
const AFTER_FAILURE_MS = 5;

/** Starts them. What a call throws that is no PgmcpError makes `stop` throw. */
export function keepCalling(database: Database, options: KeepCallingOptions): Callers {
  const { sql, timeoutMs } = options;
  const limits = { maxRows: 10, maxBytes: 10_000, timeoutMs };
  const failures = new Map<ErrorCode, number>();
  let answered = 0;
  let stopping = false;

  async function call(): Promise<void> {
    while (!stopping) {
      try {
        await database.executor.execute({ sql, access: "read", limits });
        answered++;
      } catch (error) {
        if (!(error instanceof PgmcpError)) throw error;
        failures.set(error.code, (failures.get(error.code) ?? 0) + 1);
        await new Promise((resolve) => setTimeout(resolve, AFTER_FAILURE_MS));
      }
    }
  }

  const running = Promise.all(Array.from({ length: options.callers }, call));
  running.catch(() => stopping = true); // It is thrown by stop().
  return {
    answered: () => answered,
    async moreAnswers(count) {
      const from = answered;
      await until(`${count} more answers`, () => stopping || answered >= from + count);
      if (stopping) await running;
    },
    async stop() {
      stopping = true;
      await running;
      return failures;
    },
  };
}
