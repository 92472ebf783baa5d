// Runs what a request asks for: counted, cancellable, with progress. Every handler
// that can reach a database goes through here.

import type { ServerContext } from "@modelcontextprotocol/server";
import type { ServedDatabase } from "../tools/served_database.ts";
import { createToolContext, type ToolContext } from "../tools/tool_context.ts";
import type { CallsInFlight } from "./calls_in_flight.ts";
import { DEFAULT_PROGRESS_MS, reportProgress } from "./report_progress.ts";
import { type Phase, watchPhases } from "./watch_phases.ts";

/** Runs `body` for a request. Throws `PGMCP_SHUTTING_DOWN` and what it throws. */
export type CallRunner = <T>(
  request: ServerContext,
  body: (context: ToolContext) => Promise<T>,
) => Promise<T>;

/** Options of {@linkcode createCallRunner}. */
export interface CallRunnerOptions {
  /** The database; null where none is configured. */
  readonly database: ServedDatabase | null;
  /** Where running calls are counted. */
  readonly calls: CallsInFlight;
  /** How often progress is reported, in milliseconds; 1,000 by default. */
  readonly progressEveryMs?: number;
}

/** Makes the runner. */
export function createCallRunner(options: CallRunnerOptions): CallRunner {
  const { database, calls, progressEveryMs = DEFAULT_PROGRESS_MS } = options;

  return function run(request, body) {
    const { mcpReq, http } = request;
    // In the 2025 era a client that hangs up does not abort the SDK's signal,
    // and nobody could fetch the answer later: the request's own signal does.
    const gone = http?.req?.signal;
    const signals = [mcpReq.signal, ...(gone === undefined ? [] : [gone])];
    return calls.run(signals, (signal) => {
      const context = createToolContext(database, signal);
      if (mcpReq._meta?.progressToken === undefined) return body(context);
      let phase: Phase = "starting";
      const watched = watchPhases(context, (entered) => phase = entered);
      const progress = { everyMs: progressEveryMs, phase: () => phase };
      return reportProgress(mcpReq, progress, () => body(watched));
    });
  };
}
