// The keys that KEYS_FILE names, for the commands that change them beside a server.

import { readSettings, type ReadVariable } from "../../../core/config/read_settings.ts";
import { PgmcpError } from "../../../core/errors.ts";
import type { ApiKeyStore } from "../../../core/ports/api_key_store.ts";
import { MEMORY_KEYS, readServeSettings } from "../../serve_settings.ts";

/** Opens them; the file is made where there is none. Throws `PGMCP_INVALID_CONFIGURATION` and `PGMCP_KEYS_UNAVAILABLE`. */
export async function openConfiguredKeys(variable: ReadVariable): Promise<ApiKeyStore> {
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
  const { openSqliteApiKeyStore } = await import("../../stores/sqlite_api_key_store.ts");
  return openSqliteApiKeyStore(keysFile);
}
