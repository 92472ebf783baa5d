// The Worker that the agent is confined to where its process holds more than it needs.

import { runAgent } from "./run_agent.ts";
import { serveAgentWorker } from "./sandbox/serve_agent_worker.ts";

serveAgentWorker(runAgent);
