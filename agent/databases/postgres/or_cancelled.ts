// Waiting for something that other callers share: one who gives up ends only the
// waiting. What is shared goes on.

import { cancelled } from "./connect_error.ts";

/** What `value` becomes, or `PGMCP_CANCELLED` once `signal` aborts. */
export function orCancelled<Value>(value: Promise<Value>, signal?: AbortSignal): Promise<Value> {
  if (signal === undefined) return value;
  if (signal.aborted) {
    value.catch(() => {}); // Nobody listens here; whoever shares it does.
    return Promise.reject(cancelled());
  }
  return new Promise((resolve, reject) => {
    function onAbort(): void {
      reject(cancelled());
    }
    signal.addEventListener("abort", onAbort, { once: true });
    value.then(resolve, reject).finally(() => signal.removeEventListener("abort", onAbort));
  });
}
