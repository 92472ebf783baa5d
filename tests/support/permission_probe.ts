// Run in place of mod.ts under the flags that `--print-command` prints: tries from
// inside to reach what it should not, and prints what became of each try as JSON.
// Arguments after the command: the database's host and port.

import { tryEverything } from "./try_everything.ts";

const [, host = "127.0.0.1", port = "0"] = Deno.args;

console.log(JSON.stringify(await tryEverything({ host, port: Number(port) })));
