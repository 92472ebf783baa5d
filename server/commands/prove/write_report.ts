// The file that `pgmcp prove` writes its report to. It writes over none.

import { fileTrouble, lacksPermission } from "../../../core/config/file_trouble.ts";
import { PgmcpError } from "../../../core/errors.ts";

/** Throws where there is something at `path`. */
export async function requireNewFile(path: string): Promise<void> {
  try {
    await Deno.lstat(path);
  } catch (cause) {
    // What else may be wrong shows when it is written: to look needs another permission.
    if (cause instanceof Deno.errors.NotFound || lacksPermission(cause)) return;
    throw unwritable(path, cause);
  }
  throw unwritable(path, new Deno.errors.AlreadyExists());
}

/** Writes a report to a new file; one that exists is not written over. */
export async function writeReport(path: string, text: string): Promise<void> {
  try {
    await Deno.writeTextFile(path, text, { createNew: true });
  } catch (cause) {
    throw unwritable(path, cause);
  }
}

function unwritable(path: string, cause: unknown): PgmcpError {
  return new PgmcpError("PGMCP_INVALID_ARGUMENT", {
    message: `Cannot write ${JSON.stringify(path)}: ${fileTrouble(cause)}`,
    hint: lacksPermission(cause) ? `Run deno with --allow-write=${path}.` : "Name another file.",
    cause,
  });
}
