// Runs what a request asks for: counted, cancellable, with progress. Every handler
// that can reach a database goes through here.

import type { ServerContext } from "@modelcontextprotocol/server";
import { openToolContext, type ToolContext } from "../tools/tool_context.ts";
import type { CallsInFlight } from "./calls_in_flight.ts";
import { DEFAULT_PROGRESS_MS, type ProgressChannel, reportProgress } from "./report_progress.ts";
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
  return function run({ mcpReq, http }, body) {
    // In the 2025 era a client that hangs up does not abort the SDK's signal,
    // and nobody could fetch the answer later: the request's own signal does.
    const signals = [mcpReq.signal, http?.req?.signal];
    const token = mcpReq._meta?.progressToken;
    const progress: ProgressChannel | null = token === undefined
      ? null
      : { token, notify: (told) => mcpReq.notify(told) };
    return runInScope(scope, { ...options, signals, progress }, body);
  };
}

/** Reasons to stop, and where the call is counted and its progress told. */
export interface ScopedRun extends CallRunnerOptions {
  /** Null where the client does not want to hear of progress. */
  readonly progress: ProgressChannel | null;
  readonly signals: readonly (AbortSignal | undefined)[];
}

/** Runs `body` for whoever `scope` is of. Throws `PGMCP_SHUTTING_DOWN` and what it throws. */
export function runInScope<T>(
  scope: RequestScope,
  options: ScopedRun,
  body: (context: ToolContext) => Promise<T>,
): Promise<T> {
  const { databases, principal, ended, traceparent } = scope;
  const { calls, signals, progress, progressEveryMs = DEFAULT_PROGRESS_MS } = options;
  const reasons = [...signals, ended].filter((signal) => signal !== undefined);
  return calls.run(reasons, async (signal) => {
    const { context, release } = openToolContext(databases, {
      signal,
      principal,
      ...(traceparent === undefined ? {} : { traceparent }),
    });
    try {
      if (progress === null) return await body(context);
      let phase: Phase = "starting";
      const watched = watchPhases(context, (entered) => phase = entered);
      const reporting = { everyMs: progressEveryMs, phase: () => phase };
      return await reportProgress(progress, reporting, () => body(watched));
    } finally {
      release();
    }
  });
}
