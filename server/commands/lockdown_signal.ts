// SIGUSR2 stops everything, as `pgmcp lockdown` does, where somebody has a process id and
// no time. It needs no file to be written, as on a full disk. Not SIGUSR1: by that Deno opens a debugger's port.

import { getLogger } from "@logtape/logtape";
import type { ApiKeyGate } from "../gates/api_key_gate.ts";

const log = getLogger(["pgmcp", "keys"]);
const SIGNAL: Deno.Signal = "SIGUSR2";

/** Listens until it is disposed of. */
export function listenForLockdown(gate: ApiKeyGate): Disposable {
  function lock(): void {
    const lockdown = { sinceMs: Date.now(), reason: `${SIGNAL} was received` };
    gate.stopAll(lockdown).catch((error: unknown) => {
      log.error("Only this server is stopped as yet, and goes on trying to keep that: {error}", {
        error,
      });
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
