// A process to be measured, whose log nobody reads: pgmcp writes a line a call, and whoever read
// those on the same two cores would be measured, too. That it is ready is asked of it instead.

import { until } from "../support/until.ts";

/** A running process. */
export interface UnreadProcess {
  readonly pid: number;
  /** Ends it gracefully. Throws where it ends with a failure. */
  end(): Promise<void>;
}

/** Starts `command`, whose outputs must lead nowhere; resolves when `isReady`. */
export async function startUnread(
  command: Deno.Command,
  isReady: () => Promise<boolean>,
): Promise<UnreadProcess> {
  const child = command.spawn();
  await until("the process that is measured", isReady);
  return {
    pid: child.pid,
    async end() {
      child.kill("SIGTERM");
      const { code } = await child.status;
      if (code !== 0) throw new Error(`Cannot measure: the process ended with ${code}`);
    },
  };
}
