// Starts the agent in a Worker that holds exactly what its configuration needs. The Worker
// loads its modules first, for which it needs what the process holds; then the process can
// give everything back. It carries signals and the exit code, and nothing else.

import { PgmcpError } from "../../core/errors.ts";
import type { RequiredPermissions } from "../required_permissions.ts";
import type { FromAgentWorker, ToAgentWorker } from "./agent_worker_messages.ts";

/** What {@linkcode startConfinedWorker} needs. */
export interface ConfinedWorkerOptions {
  /** The Worker's module. */
  readonly url: URL;
  /** All that it may touch. */
  readonly needs: RequiredPermissions;
}

/** A Worker whose modules are loaded. */
export interface ConfinedWorker {
  /** Runs the agent with these variables until `signal` asks for its end; gives its exit code. Throws what the agent throws as `PgmcpError`. */
  run(variables: Readonly<Record<string, string>>, signal: AbortSignal): Promise<number>;
  /** Ends it before it ran. */
  close(): void;
}

/** Starts it; null where its modules cannot be loaded, as without permission to read them. */
export async function startConfinedWorker(
  options: ConfinedWorkerOptions,
): Promise<ConfinedWorker | null> {
  const { url, needs: { net, read, write } } = options;
  if (!mayBeRead(url)) return null;
  const worker = new Worker(url, {
    type: "module",
    name: "pgmcp-agent",
    deno: {
      permissions: {
        net: list(net),
        read: list(read),
        write: list(write),
        env: false,
        run: false,
        sys: false,
        ffi: false,
        import: false,
      },
    },
  });
  const loaded = Promise.withResolvers<boolean>();
  const ended = Promise.withResolvers<number>();
  worker.onmessage = (event: MessageEvent<FromAgentWorker>) => {
    const message = event.data;
    switch (message.kind) {
      case "loaded":
        return loaded.resolve(true);
      case "ended":
        return ended.resolve(message.exitCode);
      case "failed":
        return ended.reject(new PgmcpError(message.code, message));
    }
  };
  worker.onerror = (event) => {
    // Before: it is not loaded. After: it is over, and Deno has said why.
    event.preventDefault();
    loaded.resolve(false);
    ended.reject(new Error(`the agent's Worker failed: ${event.message}`));
  };
  // Nobody waits for the end of one that is not loaded.
  ended.promise.catch(() => {});
  if (!await loaded.promise) {
    worker.terminate();
    return null;
  }

  function tell(message: ToAgentWorker): void {
    worker.postMessage(message);
  }

  return {
    async run(variables, signal) {
      const stop = () => tell({ kind: "stop" });
      signal.addEventListener("abort", stop, { once: true });
      try {
        tell({ kind: "run", variables });
        if (signal.aborted) stop();
        return await ended.promise;
      } finally {
        signal.removeEventListener("abort", stop);
        worker.terminate();
      }
    },
    close: () => worker.terminate(),
  };
}

// Deno would write its own error about it, or ask at a terminal.
function mayBeRead(url: URL): boolean {
  return url.protocol !== "file:" ||
    Deno.permissions.querySync({ name: "read", path: url }).state === "granted";
}

// An empty list and `false` are the same to Deno; a list it can hold to is what it types.
function list(values: readonly string[]): string[] | false {
  return values.length === 0 ? false : [...values];
}
