// The Worker that the agent is confined to where its process holds more than it needs.

import { serveAgentWorker } from "./sandbox/serve_agent_worker.ts";

await serveAgentWorker(async () => (await import("./run_agent.ts")).runAgent);
