// The databases of an agent, as it offers them: each behind a guard of its own, under its own
// limits, which nothing that comes over the tunnel can widen.

import { PgmcpError } from "../../core/errors.ts";
import { ceiling } from "../../core/policy/ceiling.ts";
import type { DatabaseDirectory, DirectoryEntry } from "../../core/ports/database_directory.ts";
import { guardDatabase, type WarmDatabase } from "../../core/services/guard_database.ts";
import { createMemoryQuotaStore } from "../../core/services/memory_quota_store.ts";
import { createParser, type Parser } from "../../core/sql/parse.ts";
import type { AnsweringLease } from "../../core/tunnel/answer_calls.ts";
import type { OfferedDatabase } from "../../core/tunnel/hello.ts";

/** What is offered. */
export interface OfferedDatabases {
  /** The parser that the guards share, to be loaded early. */
  readonly parser: Parser;
  /** What a server is told of them now. */
  list(): readonly OfferedDatabase[];
  /** The database of that name, for a call; null where there is none. Throws `PGMCP_SHUTTING_DOWN`. */
  lease(name: string): AnsweringLease | null;
}

/** How much text the decisions of one database's guard may hold, in UTF-16 code units. */
const CACHE_CHARACTERS = 128 * 1024;

/** Puts guards around the databases of `directory`, for `server`. */
export function offerDatabases(directory: DatabaseDirectory, server: string): OfferedDatabases {
  const parser = createParser();
  const quotas = createMemoryQuotaStore();
  const guarded = new WeakMap<DirectoryEntry, WarmDatabase>();

  function guard(entry: DirectoryEntry): WarmDatabase {
    const known = guarded.get(entry);
    if (known !== undefined) return known;
    const made = guardDatabase(entry.database, entry.settings, {
      parser,
      quotas,
      server,
      cacheCharacters: CACHE_CHARACTERS,
    });
    guarded.set(entry, made);
    return made;
  }

  return {
    parser,
    list: () => directory.entries.map(offer),
    lease(name) {
      const lease = directory.lease(name);
      if (lease === null) return null;
      return { database: guard(lease.entry), release: () => lease.release() };
    },
  };
}

function offer(
  { database, name, description, settings, problem }: DirectoryEntry,
): OfferedDatabase {
  const { maxRows, maxResultBytes, queryTimeoutMs, readOnly } = settings;
  return {
    name,
    description,
    readOnly,
    limits: ceiling(
      { maxRows, maxBytes: maxResultBytes, timeoutMs: queryTimeoutMs },
      database.policy,
    ),
    engine: "PostgreSQL",
    // A problem of the configuration names files and lines: that is for the agent's own log.
    problem: problem === null ? null : new PgmcpError("PGMCP_INVALID_CONFIGURATION").message,
  };
}
