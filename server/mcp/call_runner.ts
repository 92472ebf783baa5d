// Runs what a request asks for: counted, cancellable, with progress. Every handler
// that can reach a database goes through here.

import type { ServerContext } from "@modelcontextprotocol/server";
import { openToolContext, type ToolContext } from "../tools/tool_context.ts";
import type { CallsInFlight } from "./calls_in_flight.ts";
import { DEFAULT_PROGRESS_MS, reportProgress } from "./report_progress.ts";
import type { RequestScope } from "./request_scope.ts";
import { type Phase, watchPhases } from "./watch_phases.ts";

/** Runs `body` for a request. Throws `PGMCP_SHUTTING_DOWN` and what it throws. */
export type CallRunner = <T>(
  request: ServerContext,
  body: (context: ToolContext) => Promise<T>,
) => Promise<T>;

/** Options of {@linkcode createCallRunner}. */
export interface CallRunnerOptions {
  /** Where running calls are counted. */
  readonly calls: CallsInFlight;
  /** How often progress is reported, in milliseconds; 1,000 by default. */
  readonly progressEveryMs?: number;
}

/** Makes the runner of one scope's calls; cheap. */
export function createCallRunner(scope: RequestScope, options: CallRunnerOptions): CallRunner {
  const { calls, progressEveryMs = DEFAULT_PROGRESS_MS } = options;

  return function run({ mcpReq, http }, body) {
    // In the 2025 era a client that hangs up does not abort the SDK's signal,
    // and nobody could fetch the answer later: the request's own signal does.
    const signals = [mcpReq.signal, http?.req?.signal];
    return runInScope(scope, { calls, signals }, async (context) => {
      if (mcpReq._meta?.progressToken === undefined) return await body(context);
      let phase: Phase = "starting";
      const watched = watchPhases(context, (entered) => phase = entered);
      const progress = { everyMs: progressEveryMs, phase: () => phase };
      return await reportProgress(mcpReq, progress, () => body(watched));
    });
  };
}

/** Reasons to stop, and where the call is counted. */
export interface ScopedRun {
  readonly calls: CallsInFlight;
  readonly signals: readonly (AbortSignal | undefined)[];
}

/** Runs `body` for whoever `scope` is of. Throws `PGMCP_SHUTTING_DOWN` and what it throws. */
export function runInScope<T>(
  scope: RequestScope,
  { calls, signals }: ScopedRun,
  body: (context: ToolContext) => Promise<T>,
): Promise<T> {
  const { databases, principal, ended, traceparent } = scope;
  const reasons = [...signals, ended].filter((signal) => signal !== undefined);
  return calls.run(reasons, async (signal) => {
    const { context, release } = openToolContext(databases, {
      signal,
      principal,
      ...(traceparent === undefined ? {} : { traceparent }),
    });
    try {
      return await body(context);
    } finally {
      release();
    }
  });
}
