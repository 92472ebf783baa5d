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
  const { databases, principal, ended } = scope;

  return function run(request, body) {
    const { mcpReq, http } = request;
    // In the 2025 era a client that hangs up does not abort the SDK's signal,
    // and nobody could fetch the answer later: the request's own signal does.
    const gone = http?.req?.signal;
    const signals = [mcpReq.signal, gone, ended].filter((signal) => signal !== undefined);
    return calls.run(signals, async (signal) => {
      const { context, release } = openToolContext(databases, { signal, principal });
      try {
        if (mcpReq._meta?.progressToken === undefined) return await body(context);
        let phase: Phase = "starting";
        const watched = watchPhases(context, (entered) => phase = entered);
        const progress = { everyMs: progressEveryMs, phase: () => phase };
        return await reportProgress(mcpReq, progress, () => body(watched));
      } finally {
        release();
      }
    });
  };
}
