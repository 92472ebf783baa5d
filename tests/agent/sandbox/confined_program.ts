// A program in the agent's place: confines itself to one host and port, then tries everything
// from inside and prints what became of it. Arguments: the host, the port, a mode, and files
// that it needs to read and write. Modes: `try`; `report`, which tries nothing; `require`, which does not
// start where anything stands open.

import { tryEverything } from "../../support/try_everything.ts";
import { runConfined } from "../../../agent/sandbox/run_confined.ts";

const [host = "", port = "", mode = "", ...files] = Deno.args;
const variables = {
  DATABASE_HOST: host,
  DATABASE_PORT: port,
  MODE: mode,
  NEEDED_FILE: files[0] ?? "",
};

try {
  const exitCode = await runConfined({
    needs: { net: [`${host}:${port}`], read: files, write: files },
    variables,
    signal: new AbortController().signal,
    required: mode === "require",
    workerUrl: new URL("./confined_worker.ts", import.meta.url),
    async run() {
      if (mode === "report") return 0;
      console.log(JSON.stringify(await tryEverything({ host, port: Number(port) })));
      return 0;
    },
    log: (level, message) => console.error(`${level} ${message}`),
    wholeCommand: "deno run --whole",
    show: (command) => console.error(command),
  });
  Deno.exit(exitCode);
} catch (error) {
  if (!(error instanceof Error)) throw error;
  console.error(`error ${"code" in error ? error.code : ""} ${error.message}`);
  Deno.exit(3);
}
