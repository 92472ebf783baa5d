// What a PostgreSQL server says of pgmcp's statements, seen from a connection of
// its own: faults are over only when nothing of them is left there.

import pg from "pg";

/** A view of a server's sessions. */
export interface ActivityWatch extends AsyncDisposable {
  /** The process ids of statements of `pgmcp` that run now; only those that hold `text`, where given. */
  running(text?: string): Promise<readonly number[]>;
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

  return {
    running: (text = "") =>
      select("state", `state = 'active' AND strpos(query, ${client.escapeLiteral(text)}) > 0`),
    sessions: async () => (await select("state", "true")).length,
    terminateAll: async () => (await select("pg_terminate_backend(pid)", "true")).length,
    async [Symbol.asyncDispose]() {
      await client.end().catch(() => {}); // The server may be gone.
    },
  };
}
