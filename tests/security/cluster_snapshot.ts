// The state of a whole PostgreSQL cluster as data, to compare before and after a
// statement. A row's identity is (ctid, xmin, xmax): no row can be written, moved,
// deleted or locked without changing one of them, also by a transaction that was
// rolled back; so one hash a table says whether anybody touched it, and it is far
// cheaper than hashing contents. The next transaction id says the same of anything
// that tried to write at all.

import pg from "pg";
import { FILES_SQL, RELATIONS_SQL, SEQUENCES_SQL, SHARED_SQL } from "./snapshot_queries.ts";

/** What was found, by name. */
export type ClusterSnapshot = ReadonlyMap<string, string>;

const OPEN_SESSIONS = "sessions in a transaction";
/** How long the sessions of others may take to end their transactions, in milliseconds. */
const CLEANING_MS = 500;

type Rows = readonly (readonly unknown[])[];
type Item = readonly [name: string, value: string];

/** Connections that look at every database of a cluster. */
export interface ClusterWatch extends AsyncDisposable {
  /**
   * Takes a snapshot. Rows cannot change without a transaction id, so while the next
   * one is the same the rows' hashes are taken from the snapshot before, unless
   * `trustTransactionId` is false.
   */
  snapshot(options?: { readonly trustTransactionId?: boolean }): Promise<ClusterSnapshot>;
}

/** Options of {@linkcode watchCluster}. */
export interface WatchOptions {
  /** A superuser's URL of each database to look at. */
  readonly urls: readonly string[];
  /** Files outside the data directory that no statement may make. */
  readonly forbiddenFiles: readonly string[];
}

/** Connects to each database; the connections stay open between snapshots. */
export async function watchCluster(options: WatchOptions): Promise<ClusterWatch> {
  const clients = new Map<string, pg.Client>();
  const lost = new WeakSet<pg.Client>();

  async function connect(url: string): Promise<pg.Client> {
    const client = new pg.Client({ connectionString: url, application_name: "snapshot" });
    client.on("error", () => void lost.add(client));
    await client.connect();
    await client.query("SET search_path = pg_catalog; SET max_parallel_workers_per_gather = 0");
    return client;
  }

  // An attack may end other sessions; the next snapshot connects again.
  async function clientOf(url: string): Promise<pg.Client> {
    const known = clients.get(url);
    if (known !== undefined && !lost.has(known)) return known;
    const fresh = await connect(url);
    clients.set(url, fresh);
    return fresh;
  }

  async function ask(url: string, text: string, values: readonly unknown[] = []): Promise<Rows> {
    const client = await clientOf(url);
    const { rows } = await client.query({ text, values: [...values], rowMode: "array" });
    return rows;
  }

  // A session is cleaned while its last answer is already on its way; what stays open is found.
  async function settledShared(url: string): Promise<Rows> {
    const startedMs = performance.now();
    for (;;) {
      const rows = await ask(url, SHARED_SQL, [[...clients.values()].map(processId)]);
      const open = rows.some(([name, count]) => name === OPEN_SESSIONS && count !== "0");
      if (!open || performance.now() - startedMs > CLEANING_MS) return rows;
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  }

  async function shared(url: string): Promise<readonly Item[]> {
    const settled = await settledShared(url);
    const files = await ask(url, FILES_SQL, [options.forbiddenFiles]);
    return [...settled, ...files].map(item);
  }

  async function sequences(url: string): Promise<readonly Item[]> {
    return (await ask(url, SEQUENCES_SQL)).map(item).map((found) => inDatabase(url, found));
  }

  async function relations(url: string): Promise<readonly Item[]> {
    const listed = await ask(url, RELATIONS_SQL);
    const found = await ask(url, listed.map((row) => String(row[0])).join("\nUNION ALL\n"));
    return found.map(item).map((one) => inDatabase(url, one));
  }

  for (const url of options.urls) await clientOf(url);
  let known: { readonly transactionId: string; readonly rows: readonly Item[] } | null = null;
  return {
    async snapshot({ trustTransactionId = true } = {}) {
      const [first = ""] = options.urls;
      const cluster = new Map(await shared(first));
      const counters = await Promise.all(options.urls.map(sequences));
      const transactionId = cluster.get("next transaction id") ?? "";
      if (known === null || known.transactionId !== transactionId || !trustTransactionId) {
        known = { transactionId, rows: (await Promise.all(options.urls.map(relations))).flat() };
      }
      return new Map([...cluster, ...counters.flat(), ...known.rows]);
    },
    async [Symbol.asyncDispose]() {
      for (const client of clients.values()) if (!lost.has(client)) await client.end();
    },
  };
}

/** What differs, as lines for an assertion's message. */
export function differences(
  before: ClusterSnapshot,
  after: ClusterSnapshot,
): readonly string[] {
  const names = [...new Set([...before.keys(), ...after.keys()])].sort();
  return names.filter((name) => before.get(name) !== after.get(name))
    .map((name) => `${name}: ${before.get(name) ?? "absent"} → ${after.get(name) ?? "absent"}`);
}

// pg keeps the backend's process id on the client, but its types do not tell.
function processId(client: pg.Client): number {
  return "processID" in client && typeof client.processID === "number" ? client.processID : 0;
}

function inDatabase(url: string, [name, value]: Item): Item {
  return [`${new URL(url).pathname.slice(1)} ${name}`, value];
}

function item(row: readonly unknown[]): Item {
  return [String(row[0]), String(row[1])];
}
