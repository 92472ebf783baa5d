// What a PostgreSQL server says of pgmcp's statements, seen from a connection of
// its own: faults are over only when nothing of them is left there.

import pg from "pg";
import { until } from "./until.ts";

/** A view of a server's sessions. */
export interface ActivityWatch extends AsyncDisposable {
  /** The process ids of statements of `pgmcp` that run now; only those that hold `text`, where given. */
  running(text?: string): Promise<readonly number[]>;
  /** Waits for one that holds `text`, beside those of the processes `others`; gives its process id. */
  started(text: string, others?: readonly number[]): Promise<number>;
  /** Waits until none runs. A connection is cleaned when its statement's answer has left: a moment after. */
  quiet(): Promise<void>;
  /** How many sessions `pgmcp` has, running or not. */
  sessions(): Promise<number>;
  /** Ends every session of `pgmcp`; resolves to how many there were. */
  terminateAll(): Promise<number>;
}

/** Connects as the superuser that `url` names; `applicationName` is `pgmcp` by default. */
export async function watchActivity(
  url: string,
  applicationName: string = "pgmcp",
): Promise<ActivityWatch> {
  const client = new pg.Client({ connectionString: url });
  // A test that stops the server ends this connection too.
  client.on("error", () => {});
  await client.connect();

  async function select(what: string, condition: string): Promise<readonly number[]> {
    const { rows } = await client.query(
      `SELECT pid, ${what} FROM pg_stat_activity WHERE application_name = $1 AND ${condition}`,
      [applicationName],
    );
    return rows.map((row: { readonly pid: number }) => row.pid);
  }

  function running(text = ""): Promise<readonly number[]> {
    const held = `strpos(query, ${client.escapeLiteral(text)}) > 0`;
    return select("state", `state = 'active' AND ${held}`);
  }

  async function started(text: string, others: readonly number[] = []): Promise<number> {
    let found: number | undefined;
    await until(`a statement with ${text}`, async () => {
      found = (await running(text)).find((pid) => !others.includes(pid));
      return found !== undefined;
    });
    return found ?? 0;
  }

  return {
    running,
    started,
    quiet: () => until("the end of all statements", async () => (await running()).length === 0),
    sessions: async () => (await select("state", "true")).length,
    terminateAll: async () => (await select("pg_terminate_backend(pid)", "true")).length,
    async [Symbol.asyncDispose]() {
      await client.end().catch(() => {}); // The server may be gone.
    },
  };
}
