// What a call of a tool has around it.

import { PgmcpError } from "../../core/errors.ts";
import type { ServedDatabase } from "./served_database.ts";

/** The surroundings of one call. */
export interface ToolContext {
  /** Aborts when the caller is gone or the process ends; never after the call. */
  readonly signal: AbortSignal;
  /** The database the call is for; throws `PGMCP_NO_DATABASE` where there is none. */
  database(): ServedDatabase;
}

/** The context of one call on `database`, which is null where none is configured. */
export function createToolContext(
  database: ServedDatabase | null,
  signal: AbortSignal,
): ToolContext {
  return {
    signal,
    database() {
      if (database === null) throw new PgmcpError("PGMCP_NO_DATABASE");
      return database;
    },
  };
}
