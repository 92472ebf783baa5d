// A directory of databases as the tools use it: each behind a guard of its own, made
// when it is first asked for. The guards share one parser, which is what is large.

import { ceiling } from "../../core/policy/ceiling.ts";
import type { DatabaseDirectory, DirectoryEntry } from "../../core/ports/database_directory.ts";
import type { QuotaStore } from "../../core/ports/quota_store.ts";
import { createMemoryQuotaStore } from "../../core/services/memory_quota_store.ts";
import { createParser, type Parser } from "../../core/sql/parse.ts";
import { guardDatabase } from "../../core/services/guard_database.ts";
import { ListChanges } from "../list_changes.ts";
import type { ServedDatabase } from "../tools/served_database.ts";
import type { ServedDatabases, ServedSummary } from "../tools/served_databases.ts";

/** A directory that is served. */
export interface ServedDirectory {
  readonly databases: ServedDatabases;
  /** Announces that the lists have changed, with the directory. */
  readonly listChanges: ListChanges;
  /** The parser that its guards share. */
  readonly parser: Parser;
}

/** How much text the decisions of one database's guard may hold, in UTF-16 code units: there may be forty. */
const CACHE_CHARACTERS = 128 * 1024;

/** Options of {@linkcode serveDirectory}. */
export interface ServeDirectoryOptions {
  /** Counts what policies limit, for all databases; in memory by default. */
  readonly quotas?: QuotaStore;
}

/** Puts guards and limits around every database of `directory`. */
export function serveDirectory(
  directory: DatabaseDirectory,
  options: ServeDirectoryOptions = {},
): ServedDirectory {
  // One for all, so that a database that is reloaded does not count anew.
  const { quotas = createMemoryQuotaStore() } = options;
  const parser = createParser();
  const listChanges = new ListChanges();
  const known = new WeakMap<DirectoryEntry, ServedDatabase>();
  let list = directory.entries.map(summary);

  directory.onChange(() => {
    list = directory.entries.map(summary);
    listChanges.announce("tools");
    listChanges.announce("prompts");
    listChanges.announce("resources");
  });

  function served(entry: DirectoryEntry): ServedDatabase {
    const before = known.get(entry);
    if (before !== undefined) return before;
    const made = guardDatabase(entry.database, entry.settings, {
      parser,
      cacheCharacters: CACHE_CHARACTERS,
      quotas,
    });
    known.set(entry, made);
    return made;
  }

  return {
    databases: {
      get list() {
        return list;
      },
      lease(name) {
        const lease = directory.lease(name);
        if (lease === null) return null;
        return { served: served(lease.entry), release: () => lease.release() };
      },
    },
    listChanges,
    parser,
  };
}

function summary(entry: DirectoryEntry): ServedSummary {
  const { database, name, description, settings, problem } = entry;
  const { maxRows } = ceiling({ maxRows: settings.maxRows, maxBytes: 0 }, database.policy);
  return {
    name,
    description,
    readOnly: settings.readOnly,
    maxRows,
    problem,
  };
}
