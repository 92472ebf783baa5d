// `pgmcp serve` to be measured, as its printed line runs it.

import { ENGINE_FLAGS } from "../../core/run_line/engine_flags.ts";
import { cliCommand, LOCAL_PERMISSIONS } from "../support/run_cli.ts";
import { startUnread, type UnreadProcess } from "./unread_process.ts";

/** A running server. */
export interface UnreadServe extends UnreadProcess {
  /** Such as `http://127.0.0.1:41234`. */
  readonly url: string;
}

/** Starts one on a free port with these variables and no others; `permissions` are added to the task's. */
export async function startUnreadServe(
  env: Readonly<Record<string, string>>,
  permissions: readonly string[] = [],
): Promise<UnreadServe> {
  const port = String(freePort());
  const url = `http://127.0.0.1:${port}`;
  const command = cliCommand(["serve", "--port", port], {
    permissions: [...LOCAL_PERMISSIONS, ...permissions, ENGINE_FLAGS],
    env,
    ...{ stdin: "null", stdout: "null", stderr: "null" },
  });
  const process = await startUnread(command, () => isHealthy(url));
  return { ...process, url };
}

async function isHealthy(url: string): Promise<boolean> {
  try {
    const answer = await fetch(`${url}/health`);
    await answer.body?.cancel();
    return answer.ok;
  } catch {
    return false; // It does not listen yet.
  }
}

// Nobody else takes it in the moment in between, or the process does not start.
function freePort(): number {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  return listener.addr.port;
}
