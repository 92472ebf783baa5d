// SIGUSR2 stops everything, as `pgmcp lockdown` does, where somebody has a process id and
// no time. Not SIGUSR1: by that Deno opens a debugger's port.

import { getLogger } from "@logtape/logtape";
import type { ApiKeyStore } from "../../core/ports/api_key_store.ts";

const log = getLogger(["pgmcp", "keys"]);
const SIGNAL: Deno.Signal = "SIGUSR2";

/** Listens until it is disposed of. */
export function listenForLockdown(store: ApiKeyStore): Disposable {
  function lock(): void {
    const lockdown = { sinceMs: Date.now(), reason: `${SIGNAL} was received` };
    store.setLockdown(lockdown).catch((error: unknown) => {
      log.error("Cannot stop everything: {error}", { error });
    });
  }

  // Windows has no such signal.
  const supported = Deno.build.os !== "windows";
  if (supported) Deno.addSignalListener(SIGNAL, lock);
  return {
    [Symbol.dispose]() {
      if (supported) Deno.removeSignalListener(SIGNAL, lock);
    },
  };
}
