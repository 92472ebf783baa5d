// A folder that the embedded database keeps its data in, filled by a script.

import { PGlite } from "@electric-sql/pglite";
import { openPglite } from "../../agent/databases/pglite/open_pglite.ts";

/** Makes the folder and runs `sql` in it, by a session of its own that guards nothing. Whoever asks removes it. */
export async function pgliteFolder(sql: string): Promise<string> {
  const dataDir = await Deno.makeTempDir({ prefix: "pgmcp-contract-" });
  await using making = openPglite({ dataDir });
  await making.ping();
  await making.close();
  const loading = await PGlite.create(dataDir);
  await loading.exec(sql);
  await loading.close();
  return dataDir;
}
