// The same in the Worker: what `confined_program.ts` moves to where it holds too much.

import { type AgentProgram, serveAgentWorker } from "../../../agent/sandbox/serve_agent_worker.ts";
import { tryEverything } from "../../support/try_everything.ts";

const work: AgentProgram = async ({ variable }) => {
  if (variable("MODE") === "report") return 0;
  const host = variable("DATABASE_HOST") ?? "";
  const port = Number(variable("DATABASE_PORT"));
  console.log(JSON.stringify(await tryEverything({ host, port })));
  return 0;
};

await serveAgentWorker(() => Promise.resolve(work));
