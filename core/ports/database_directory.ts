// The databases that are served, by name. Which process holds their connections,
// and how the list comes to change while pgmcp runs, is left to whoever implements it.

import type { QuerySettings } from "../config/query_settings.ts";
import type { PgmcpError } from "../errors.ts";
import type { Database } from "./database.ts";

/** One of the databases. */
export interface DirectoryEntry {
  /** What clients call it. */
  readonly name: string;
  /** What it holds, for a model that chooses; null where nobody said. */
  readonly description: string | null;
  /** What a client's SQL may do in it. */
  readonly settings: QuerySettings;
  /** Why it cannot be used, which is also what each of its calls throws; null where it can. */
  readonly problem: PgmcpError | null;
  /** The database; opened at its first call. */
  readonly database: Database;
}

/** An entry that stays open until it is given back, also if it is removed meanwhile. */
export interface DirectoryLease {
  readonly entry: DirectoryEntry;
  /** Gives it back; safe to call twice. */
  release(): void;
}

/** The databases there are now. */
export interface DatabaseDirectory extends AsyncDisposable {
  /** The entries in their order; another array after every change. */
  readonly entries: readonly DirectoryEntry[];
  /** The entry of that name as it is now; null where there is none. */
  lease(name: string): DirectoryLease | null;
  /** Hears of every change; the result stops that. */
  onChange(listener: () => void): () => void;
  /** Closes every database; safe to call twice. */
  close(): Promise<void>;
}
