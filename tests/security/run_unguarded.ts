// Runs one statement as a superuser with nothing in its way, to see what it does: a
// statement that does nothing is no attack, and a test that refuses it proves nothing.
// The cluster is its own and is put back after each statement.

import pg from "pg";
import type { AttackCluster } from "./attack_cluster.ts";
import { type ClusterWatch, differences } from "./cluster_snapshot.ts";
import { SESSION_STATE_SQL } from "./session_state.ts";

/** What a statement did. */
export interface Effect {
  /** What changed in the cluster. */
  readonly changed: readonly string[];
  /** Whether its session was left otherwise than before. */
  readonly session: boolean;
  /** How many rows it returned, NULL-only rows left out. */
  readonly answered: number;
  /** The database's error, if it gave one. */
  readonly error: string | null;
  /** Whether it still ran when the test lost patience. */
  readonly ranOn: boolean;
}

/** Runs statements one after the other, each on an untouched copy. */
export interface UnguardedRunner extends AsyncDisposable {
  run(sql: string): Promise<Effect>;
}

const PATIENCE_MS = 400;

/** Whether a statement did anything worth refusing. */
export function didSomething(effect: Effect): boolean {
  return effect.changed.length > 0 || effect.session || effect.answered > 0 || effect.ranOn;
}

/** A runner on a cluster that nothing else uses. */
export async function unguardedRunner(cluster: AttackCluster): Promise<UnguardedRunner> {
  let database = await cluster.copy();
  let watch: ClusterWatch = await cluster.watch(database);
  let before = await watch.snapshot();

  async function restore(): Promise<void> {
    await watch[Symbol.asyncDispose]();
    const used = database;
    await cluster.server.runSql(cluster.server.url, RESTORE_SQL);
    for (const name of ["/tmp/pgmcp_pwned", "/tmp/pgmcp_copy.csv", "/tmp/pgmcp_lo"]) {
      await Deno.remove(name).catch(ignoreMissing);
    }
    await cluster.server.runSql(cluster.server.url, `DROP DATABASE "${used.name}" WITH (FORCE)`);
    database = await cluster.copy();
    watch = await cluster.watch(database);
    before = await watch.snapshot();
  }

  return {
    async run(sql) {
      const client = new pg.Client({ connectionString: database.url });
      client.on("error", () => {}); // an attack may end this session; the query then fails too
      await client.connect();
      await client.query(`SET search_path = app, public; SET statement_timeout = ${PATIENCE_MS}`);
      const stateBefore = await sessionState(client);
      const outcome = await attempt(client, sql);
      const stateAfter = await sessionState(client);
      const changed = differences(before, await watch.snapshot());
      await client.end().catch(() => {});
      if (changed.length > 0) await restore();
      return { ...outcome, changed, session: stateBefore !== stateAfter };
    },
    async [Symbol.asyncDispose]() {
      await watch[Symbol.asyncDispose]();
    },
  };
}

async function attempt(
  client: pg.Client,
  sql: string,
): Promise<Pick<Effect, "answered" | "error" | "ranOn">> {
  try {
    const results = [await client.query({ text: sql, rowMode: "array" })].flat();
    const rows = results.flatMap((result) => result.rows ?? []);
    const answered = rows.filter((row) => row.some((value: unknown) => value !== null)).length;
    return { answered, error: null, ranOn: false };
  } catch (error) {
    const text = error instanceof Error ? error.message : String(error);
    return { answered: 0, error: text, ranOn: text.includes("statement timeout") };
  }
}

// The transaction's status shows in `transaction_read_only` failing or in the locks held.
async function sessionState(client: pg.Client): Promise<string> {
  try {
    const { rows } = await client.query(SESSION_STATE_SQL);
    const { rows: times } = await client.query("SELECT now() = statement_timestamp() AS fresh");
    return `${rows[0].state} ${times[0].fresh}`;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

function ignoreMissing(error: unknown): void {
  if (!(error instanceof Deno.errors.NotFound)) throw error;
}

const RESTORE_SQL = `DO $$
DECLARE n text;
BEGIN
  FOR n IN SELECT slot_name FROM pg_replication_slots LOOP PERFORM pg_drop_replication_slot(n); END LOOP;
  FOR n IN SELECT roname FROM pg_replication_origin LOOP PERFORM pg_replication_origin_drop(n); END LOOP;
  FOR n IN SELECT rolname FROM pg_roles WHERE rolname = 'intruder' LOOP EXECUTE format('DROP ROLE %I', n); END LOOP;
END$$;
ALTER ROLE reader NOSUPERUSER;`;
