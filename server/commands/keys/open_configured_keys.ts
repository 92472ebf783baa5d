// The keys that KEYS_FILE names, for the commands that change them beside a server. Where
// a file has to be there, one that is not is an error: a lockdown of a file that nobody
// serves from would look like one that holds.

import { readSettings, type ReadVariable } from "../../../core/config/read_settings.ts";
import { PgmcpError } from "../../../core/errors.ts";
import type { ApiKeyStore } from "../../../core/ports/api_key_store.ts";
import { MEMORY_KEYS, readServeSettings } from "../../serve_settings.ts";

/** Options of {@linkcode openConfiguredKeys}. */
export interface OpenConfiguredKeysOptions {
  /** Makes the file where there is none; false by default. */
  readonly create?: boolean;
}

/** Opens them. Throws `PGMCP_INVALID_CONFIGURATION` and `PGMCP_KEYS_UNAVAILABLE`. */
export async function openConfiguredKeys(
  variable: ReadVariable,
  options: OpenConfiguredKeysOptions = {},
): Promise<ApiKeyStore> {
  // The other settings are a server's, and may not be readable here.
  const only: ReadVariable = (name) => name === "KEYS_FILE" ? variable(name) : undefined;
  const { keysFile } = readSettings(only, readServeSettings);
  if (keysFile === null || keysFile === MEMORY_KEYS) {
    throw new PgmcpError("PGMCP_INVALID_CONFIGURATION", {
      message: keysFile === null
        ? "Cannot tell where the keys are: KEYS_FILE is not set"
        : "Cannot reach keys that a server keeps in its memory",
      hint: "Set KEYS_FILE to the file that the server uses, such as ./data/pgmcp.sqlite.",
    });
  }
  if (options.create !== true) refuseMissing(keysFile);
  const { openSqliteApiKeyStore } = await import("../../stores/sqlite_api_key_store.ts");
  return openSqliteApiKeyStore(keysFile);
}

function refuseMissing(keysFile: string): void {
  try {
    Deno.statSync(keysFile);
  } catch (error) {
    // A permission that is missing is said where the file is opened.
    if (!(error instanceof Deno.errors.NotFound)) return;
    throw new PgmcpError("PGMCP_INVALID_CONFIGURATION", {
      message: `Cannot use KEYS_FILE ${JSON.stringify(keysFile)}: there is no such file.`,
      hint: "Name the file that the server uses; pgmcp serve and pgmcp keys create make one.",
      cause: error,
    });
  }
}
