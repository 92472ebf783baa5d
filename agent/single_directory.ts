// A directory of the one database that the variables name, for whoever asks for a directory.

import type { QuerySettings } from "../core/config/query_settings.ts";
import type { Database } from "../core/ports/database.ts";
import type { DatabaseDirectory, DirectoryEntry } from "../core/ports/database_directory.ts";

/** What is said of the database. */
export interface SingleEntry {
  /** What clients call it. */
  readonly name: string;
  /** What it holds; null where nobody said. */
  readonly description: string | null;
  readonly settings: QuerySettings;
}

/** A directory of `database` alone, which it closes. */
export function singleDirectory(database: Database, about: SingleEntry): DatabaseDirectory {
  const entry: DirectoryEntry = { ...about, problem: null, database };
  return {
    entries: [entry],
    lease: (name) => name === about.name ? { entry, release() {} } : null,
    onChange: () => () => {},
    close: () => database.close(),
    [Symbol.asyncDispose]: () => database.close(),
  };
}
