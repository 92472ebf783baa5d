// The Worker that `pgmcp agent` is confined to where its process holds more than it needs: the
// agent with the embedded database.

import { openDatabase } from "./open_database.ts";
import { serveAgentWorker } from "./sandbox/serve_agent_worker.ts";

await serveAgentWorker(async () => {
  const { runAgent } = await import("./run_agent.ts");
  return (options) => runAgent({ ...options, openDatabase });
});
