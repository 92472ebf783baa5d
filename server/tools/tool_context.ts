// What a call has around it, whether of a tool, a resource, a prompt or a completion.

import { PgmcpError } from "../../core/errors.ts";
import type { ServedDatabase } from "./served_database.ts";

/** The surroundings of one call. */
export interface ToolContext {
  /** Aborts when the caller is gone or the process ends; never after the call. */
  readonly signal: AbortSignal;
  /** The names of the databases that are served, in order; a single one is {@linkcode SINGLE_DATABASE_NAME}. */
  readonly databaseNames: readonly string[];
  /** The database of that name, or the only one; throws `PGMCP_NO_DATABASE` where there is none. */
  database(name?: string): ServedDatabase;
}

/** The name of a database that was configured without one, as in `pgmcp://default/schemas`. */
export const SINGLE_DATABASE_NAME = "default";

/** The context of one call on `database`, which is null where none is configured. */
export function createToolContext(
  database: ServedDatabase | null,
  signal: AbortSignal,
): ToolContext {
  return {
    signal,
    databaseNames: database === null ? [] : [SINGLE_DATABASE_NAME],
    database(name = SINGLE_DATABASE_NAME) {
      if (database === null) throw new PgmcpError("PGMCP_NO_DATABASE");
      if (name !== SINGLE_DATABASE_NAME) throw noSuchDatabase(name);
      return database;
    },
  };
}

function noSuchDatabase(name: string): PgmcpError {
  return new PgmcpError("PGMCP_NO_DATABASE", {
    message: `There is no database "${name}".`,
    hint: `The only database is "${SINGLE_DATABASE_NAME}".`,
  });
}
