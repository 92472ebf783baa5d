// Progress of a slow call (MCP, "Progress"): every second how long it has taken and
// what it is waiting for, to a client that asked for it with a progress token. A
// database does not say how far a query is, so there is no total.

import { getLogger } from "@logtape/logtape";
import type { Phase } from "./watch_phases.ts";

const log = getLogger(["pgmcp", "progress"]);

/** How often progress is reported, in milliseconds. */
export const DEFAULT_PROGRESS_MS = 1_000;

/** Where progress is told. */
export interface ProgressChannel {
  /** The client's name for it. */
  readonly token: string | number;
  /** Sends a notification. */
  notify(notification: ProgressNotification): Promise<void>;
}

/** What is told. */
export interface ProgressNotification {
  readonly method: "notifications/progress";
  readonly params: {
    progressToken: string | number;
    progress: number;
    message: string;
  };
}

/** Options of {@linkcode reportProgress}. */
export interface ProgressOptions {
  /** How often, in milliseconds. */
  readonly everyMs: number;
  /** The phase that was entered last. */
  phase(): Phase;
}

/** Runs `call`, with progress while it lasts; never after its end, for the client has forgotten the token by then. */
export async function reportProgress<T>(
  channel: ProgressChannel,
  options: ProgressOptions,
  call: () => Promise<T>,
): Promise<T> {
  const startedMs = performance.now();
  const timer = setInterval(() => {
    const progress = Math.round((performance.now() - startedMs) / 100) / 10;
    const message = `${options.phase()}, ${progress} s`;
    channel.notify({
      method: "notifications/progress",
      params: { progressToken: channel.token, progress, message },
    }).catch((error: unknown) => {
      // The client is gone; the call's own signal ends it.
      log.debug("Cannot report progress: {error}", { error: String(error) });
    });
  }, options.everyMs);
  try {
    return await call();
  } finally {
    clearInterval(timer);
  }
}
