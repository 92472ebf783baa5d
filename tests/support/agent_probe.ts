// Run in place of mod.ts under the line that `pgmcp agent --print-command` prints: the agent
// itself, which on SIGUSR1 tries from inside to reach what it should not, and prints what became
// of each try as JSON. Where it holds too much the same happens in its Worker.

import { startAgent } from "../../agent/start_agent.ts";
import { probeOnSignal } from "./probe_on_signal.ts";

const variable = (name: string) => Deno.env.get(name);

probeOnSignal(variable("DATABASE_URL") ?? "", "process");
Deno.exit(
  await startAgent({
    variable,
    entryUrl: import.meta.url,
    args: ["agent"],
    workerUrl: new URL("./agent_probe_worker.ts", import.meta.url),
  }),
);
