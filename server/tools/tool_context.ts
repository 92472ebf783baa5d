// What a call has around it, whether of a tool, a resource, a prompt or a completion.

import { PgmcpError } from "../../core/errors.ts";
import type { CallOptions } from "../../core/ports/query_executor.ts";
import { nearestNames } from "../../core/sql/nearest_names.ts";
import type { ServedDatabase } from "./served_database.ts";
import type { ServedDatabases, ServedLease, ServedSummary } from "./served_databases.ts";

/** What every call of a port gets; its signal aborts when the caller is gone or the process ends, never after the call. */
export interface PortCall extends CallOptions {
  readonly signal: AbortSignal;
}

/** The surroundings of one call. */
export interface ToolContext {
  /** Handed to each port: the signal, and for whom it is. */
  readonly call: PortCall;
  /** The databases that are served, in order. */
  readonly databases: readonly ServedSummary[];
  /** Their names; a single one without a name is `default`. */
  readonly databaseNames: readonly string[];
  /** The database of that name, or the only one. Throws `PGMCP_NO_DATABASE`, `PGMCP_DATABASE_NOT_FOUND`, and `PGMCP_INVALID_ARGUMENT` where a name is missing. */
  database(name?: string): ServedDatabase;
}

/** A context that holds the databases it was asked for. */
export interface OpenedToolContext {
  readonly context: ToolContext;
  /** Gives them back; the call is over. */
  release(): void;
}

/** Makes the context of one call. */
export function openToolContext(
  databases: ServedDatabases,
  call: PortCall,
): OpenedToolContext {
  const leases = new Map<string, ServedLease>();
  const { list } = databases;
  const names = list.map(({ name }) => name);

  function database(name?: string): ServedDatabase {
    const [only, ...others] = names;
    if (only === undefined) throw new PgmcpError("PGMCP_NO_DATABASE");
    if (name === undefined && others.length > 0) throw whichDatabase(names);
    const wanted = name ?? only;
    const lease = leases.get(wanted) ?? databases.lease(wanted);
    if (lease === null) throw noSuchDatabase(wanted, names);
    leases.set(wanted, lease);
    return lease.served;
  }

  return {
    context: { call, databases: list, databaseNames: names, database },
    release() {
      for (const lease of leases.values()) lease.release();
      leases.clear();
    },
  };
}

/** How many names an error shows. */
const MAX_SHOWN_NAMES = 10;

function whichDatabase(names: readonly string[]): PgmcpError {
  return new PgmcpError("PGMCP_INVALID_ARGUMENT", {
    message: `There are ${names.length} databases: name the one that is meant.`,
    hint: `Give database, such as ${names.slice(0, MAX_SHOWN_NAMES).join(", ")}.`,
  });
}

function noSuchDatabase(name: string, names: readonly string[]): PgmcpError {
  const nearest = nearestNames(name, names);
  const shown = nearest.length > 0 ? nearest : names.slice(0, MAX_SHOWN_NAMES);
  return new PgmcpError("PGMCP_DATABASE_NOT_FOUND", {
    message: `There is no database ${JSON.stringify(name.slice(0, 63))}. ${
      nearest.length > 0 ? "Nearest" : "There are"
    }: ${shown.join(", ")}.`,
  });
}
