// The agent's side of the Worker it is confined to: says that it is loaded, runs when it is
// told to, with the variables it is given, and ends when a signal asks for it.

import type { ReadVariable } from "../../core/config/read_settings.ts";
import { PgmcpError } from "../../core/errors.ts";
import type { FromAgentWorker, ToAgentWorker } from "./agent_worker_messages.ts";
import { forgetVariables } from "./give_back.ts";

/** The agent, wherever it runs: reads its variables, serves until `signal` aborts, gives its exit code. */
export type AgentProgram = (
  options: { readonly variable: ReadVariable; readonly signal: AbortSignal },
) => Promise<number>;

/** Serves the Worker that this is called in, with what `load` loads. */
export async function serveAgentWorker(load: () => Promise<AgentProgram>): Promise<void> {
  // The types of the page's scope hold here too, and it has no such function.
  const tell: (message: FromAgentWorker) => void = Reflect.get(globalThis, "postMessage");
  const stop = new AbortController();
  // No variable can be read in here, and packages made for Node stop at one while they load.
  forgetVariables();
  const program = await load();

  async function run(told: Readonly<Record<string, string>>): Promise<void> {
    const variables = new Map(Object.entries(told));
    try {
      const exitCode = await program({
        variable: (name) => variables.get(name),
        signal: stop.signal,
      });
      tell({ kind: "ended", exitCode });
    } catch (error) {
      // Deno writes the stack of anything else, and the process says that it is over.
      if (!(error instanceof PgmcpError)) throw error;
      tell({ kind: "failed", code: error.code, message: error.message, hint: error.hint });
    }
  }

  addEventListener("message", (event) => {
    // Only the process that started the Worker can send it anything.
    const { data } = event as MessageEvent<ToAgentWorker>;
    if (data.kind === "run") void run(data.variables);
    else stop.abort();
  });
  tell({ kind: "loaded" });
}
