// The databases that serve now. A new list replaces the old one at once: what did not
// change keeps its connections, what did or is gone finishes its calls and closes.

import { PgmcpError } from "../../core/errors.ts";
import type { PolicySource } from "../../core/policy/policy_source.ts";
import type { Database } from "../../core/ports/database.ts";
import type {
  DatabaseDirectory,
  DirectoryEntry,
  DirectoryLease,
} from "../../core/ports/database_directory.ts";
import { brokenDatabase } from "../broken_database.ts";
import type { DatabaseLocation } from "../database_location.ts";
import { lateDatabase } from "../late_database.ts";
import type { ConfiguredDatabase } from "./parse_config_file.ts";

/** Opens a database that was configured. */
export type OpenConfigured = (
  location: DatabaseLocation,
  configured: ConfiguredDatabase,
) => Promise<Database>;

/** The policy of a database that was configured; null where it has none. */
export type PolicyOf = (configured: ConfiguredDatabase) => PolicySource | null;

/** What a new list changed, by name. */
export interface DirectoryChanges {
  readonly added: readonly string[];
  readonly changed: readonly string[];
  readonly removed: readonly string[];
}

interface Slot {
  readonly entry: DirectoryEntry;
  readonly configured: ConfiguredDatabase;
  leases: number;
  /** Resolves once a retired one has no lease left and is closed. */
  readonly closed: PromiseWithResolvers<void>;
  retired: boolean;
}

/** The databases of a configuration that can change. */
export class LiveDirectory implements DatabaseDirectory {
  readonly #open: OpenConfigured;
  readonly #policyOf: PolicyOf;
  readonly #listeners = new Set<() => void>();
  readonly #retiring = new Set<Slot>();
  #slots: ReadonlyMap<string, Slot> = new Map();
  #entries: readonly DirectoryEntry[] = [];
  #closed = false;

  /** Makes an empty one. */
  constructor(open: OpenConfigured, policyOf: PolicyOf = () => null) {
    this.#open = open;
    this.#policyOf = policyOf;
  }

  /** The entries as they are now. */
  get entries(): readonly DirectoryEntry[] {
    return this.#entries;
  }

  /** The entry of that name, kept open until it is given back; null where there is none. */
  lease(name: string): DirectoryLease | null {
    if (this.#closed) throw new PgmcpError("PGMCP_SHUTTING_DOWN");
    const slot = this.#slots.get(name);
    if (slot === undefined) return null;
    slot.leases++;
    let released = false;
    return {
      entry: slot.entry,
      release: () => {
        if (released) return;
        released = true;
        slot.leases--;
        this.#endIfDone(slot);
      },
    };
  }

  /** Hears of every change; the result stops that. */
  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  /** Serves these from now on. */
  replace(configured: readonly ConfiguredDatabase[]): DirectoryChanges {
    const before = this.#slots;
    const after = new Map(configured.map((each) => {
      const old = before.get(each.name);
      return [each.name, old !== undefined && same(old.configured, each) ? old : this.#slot(each)];
    }));
    this.#slots = after;
    this.#entries = [...after.values()].map((slot) => slot.entry);
    for (const slot of before.values()) {
      if (after.get(slot.entry.name) !== slot) this.#retire(slot);
    }
    const names = [...after.keys()];
    const changes = {
      added: names.filter((name) => !before.has(name)),
      changed: names.filter((name) => before.has(name) && before.get(name) !== after.get(name)),
      removed: [...before.keys()].filter((name) => !after.has(name)),
    };
    if (Object.values(changes).some((list) => list.length > 0)) {
      for (const listener of this.#listeners) listener();
    }
    return changes;
  }

  /** Closes every database, calls or not; safe to call twice. */
  async close(): Promise<void> {
    this.#closed = true;
    const slots = [...this.#slots.values(), ...this.#retiring];
    await Promise.all(slots.map((slot) => slot.entry.database.close()));
  }

  /** The same. */
  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  #slot(configured: ConfiguredDatabase): Slot {
    const { name, description, query, problem, location } = configured;
    const policy = this.#policyOf(configured);
    // One whose policy is not to be had is not served without it.
    const missing = configured.policyFile !== null && policy === null;
    const slot: Slot = {
      entry: {
        name,
        description,
        settings: query,
        problem,
        database: location === null || missing
          ? brokenDatabase(problem ?? new PgmcpError("PGMCP_NO_DATABASE"))
          : lateDatabase(async () => {
            await this.#folderFree(location, slot);
            return await this.#open(location, configured);
          }, policy === null ? {} : { policy }),
      },
      configured,
      leases: 0,
      closed: Promise.withResolvers<void>(),
      retired: false,
    };
    return slot;
  }

  // An embedded database's folder has one user at a time: the one before has to close first.
  async #folderFree(location: DatabaseLocation, next: Slot): Promise<void> {
    if (location.kind !== "pglite" || location.dataDir === null) return;
    for (const slot of [...this.#retiring]) {
      const old = slot.configured.location;
      const shared = old?.kind === "pglite" && old.dataDir === location.dataDir;
      if (shared && slot !== next) await slot.closed.promise;
    }
  }

  #retire(slot: Slot): void {
    slot.retired = true;
    this.#retiring.add(slot);
    this.#endIfDone(slot);
  }

  #endIfDone(slot: Slot): void {
    if (!slot.retired || slot.leases > 0) return;
    const done = () => {
      this.#retiring.delete(slot);
      slot.closed.resolve();
    };
    // One that fails to say goodbye is gone too.
    slot.entry.database.close().then(done, done);
  }
}

// Data only, in one order of members: equal texts mean equal settings.
function same(left: ConfiguredDatabase, right: ConfiguredDatabase): boolean {
  return JSON.stringify({ ...left, problem: left.problem?.message }) ===
    JSON.stringify({ ...right, problem: right.problem?.message });
}
