// Tries everything on SIGUSR1, from wherever this is called, and prints what became of it.

import { tryEverything } from "./try_everything.ts";

/** From now on; `where` goes with what is printed. */
export function probeOnSignal(databaseUrl: string, where: "process" | "worker"): void {
  const { hostname, port } = new URL(databaseUrl);
  Deno.addSignalListener("SIGUSR1", async () => {
    const tries = await tryEverything({ host: hostname, port: Number(port) });
    console.log(JSON.stringify({ where, tries }));
  });
}
