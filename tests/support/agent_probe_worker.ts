// The agent's Worker, with the same tries from inside.

import { serveAgentWorker } from "../../agent/sandbox/serve_agent_worker.ts";
import { probeOnSignal } from "./probe_on_signal.ts";

await serveAgentWorker(async () => {
  const { runAgent } = await import("../../agent/run_agent.ts");
  return (options) => {
    probeOnSignal(options.variable("DATABASE_URL") ?? "", "worker");
    return runAgent(options);
  };
});
