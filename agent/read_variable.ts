// Reads a variable of the environment, and never asks anybody for the permission: one that may
// not be read ends the start, for an unread SCHEMAS would open what it closes.

import { PgmcpError } from "../core/errors.ts";

/** Its value; undefined where it is not set. Throws `PGMCP_INVALID_CONFIGURATION` where it may not be read. */
export function readVariable(name: string): string | undefined {
  // Reading while the state is `prompt` would stop and ask on a terminal.
  if (Deno.permissions.querySync({ name: "env", variable: name }).state !== "prompt") {
    try {
      return Deno.env.get(name);
    } catch (error) {
      // Under --ignore-env the state is `denied` too, but reading gives undefined.
      if (!(error instanceof Deno.errors.NotCapable)) throw error;
    }
  }
  throw new PgmcpError("PGMCP_INVALID_CONFIGURATION", {
    message: `Cannot read ${name}: Deno's permission for it is missing`,
    hint: `Run with --allow-env=${name}, or with --ignore-env to leave all variables unset.`,
  });
}
