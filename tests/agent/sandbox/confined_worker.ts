// The same in the Worker: what `confined_program.ts` moves to where it holds too much.

import { type AgentProgram, serveAgentWorker } from "../../../agent/sandbox/serve_agent_worker.ts";
import { tryEverything } from "../../support/try_everything.ts";

const work: AgentProgram = async ({ variable }) => {
  if (variable("MODE") === "report") return 0;
  const host = variable("DATABASE_HOST") ?? "";
  const port = Number(variable("DATABASE_PORT"));
  const tries = await tryEverything({ host, port });
  const file = variable("NEEDED_FILE") ?? "";
  console.log(JSON.stringify(file === "" ? tries : { ...tries, ...await tryFile(file) }));
  return 0;
};

/** Uses the file, which fails the whole where it may not, and tries the one beside it. */
async function tryFile(file: string): Promise<Readonly<Record<string, string>>> {
  (await Deno.open(file, { read: true, write: true })).close();
  const beside = await Deno.readTextFile(`${file}.other`).then(() => "reached", () => "denied");
  return { "the file beside it": beside };
}

await serveAgentWorker(() => Promise.resolve(work));
