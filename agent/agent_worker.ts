// The Worker that the agent is confined to where its process holds more than it needs. It opens
// the databases of servers alone.

import { serveAgentWorker } from "./sandbox/serve_agent_worker.ts";

await serveAgentWorker(async () => (await import("./run_agent.ts")).runAgent);
