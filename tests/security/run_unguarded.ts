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
const TRANSACTION = "BEGIN READ ONLY";

/** What an open transaction of the test's own changes. */
const OPEN_TRANSACTION = /^sessions in a transaction/;

/** Whether a statement did anything worth refusing; one that failed may still have used a transaction id. */
export function didSomething(effect: Effect): boolean {
  const changed = effect.changed.filter((line) =>
    effect.error === null || !line.startsWith("next transaction id")
  );
  return changed.length > 0 || effect.session || effect.answered > 0 || effect.ranOn;
}

/** A runner on a cluster that nothing else uses. */
export async function unguardedRunner(cluster: AttackCluster): Promise<UnguardedRunner> {
  let database = await cluster.copy();
  let watch: ClusterWatch = await cluster.watch(database);
  let before = await watch.snapshot();

  // The state after the openings alone: asking for it before an attack would make some
  // of them too late, as SET TRANSACTION is after any query.
  const untouched = new Map<string, string>();
  for (const opening of ["", TRANSACTION]) {
    const client = await openSession(database.url, opening);
    untouched.set(opening, await sessionState(client));
    await client.end();
  }

  async function restore(): Promise<void> {
    await watch[Symbol.asyncDispose]();
    const used = database;
    await undoInside(used.url);
    await cluster.server.runSql(cluster.server.url, RESTORE_SQL);
    await cluster.server.runSql(cluster.server.url, "ALTER SYSTEM RESET ALL");
    for (const name of ["/tmp/pgmcp_pwned", "/tmp/pgmcp_copy.csv", "/tmp/pgmcp_lo"]) {
      await Deno.remove(name).catch(ignoreMissing);
    }
    await cluster.server.runSql(cluster.server.url, `DROP DATABASE "${used.name}" WITH (FORCE)`);
    database = await cluster.copy();
    watch = await cluster.watch(database);
    before = await watch.snapshot();
  }

  async function once(sql: string, opening: string): Promise<Effect> {
    const client = await openSession(database.url, opening);
    const outcome = await attempt(client, sql.replaceAll("@database@", database.name));
    const stateAfter = await sessionState(client);
    const changed = differences(before, await watch.snapshot())
      .filter((line) => opening === "" || !OPEN_TRANSACTION.test(line));
    await client.end().catch(() => {});
    if (changed.length > 0) await restore();
    return {
      ...outcome,
      changed,
      session: outcome.error === null && stateAfter !== untouched.get(opening),
    };
  }

  return {
    async run(sql) {
      const plain = await once(sql, "");
      if (didSomething(plain)) return plain;
      // Some do something only where they would be tried: inside the transaction that guards.
      return await once(sql, TRANSACTION);
    },
    async [Symbol.asyncDispose]() {
      await watch[Symbol.asyncDispose]();
    },
  };
}

async function openSession(url: string, opening: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: url });
  client.on("error", () => {}); // an attack may end this session; the query then fails too
  await client.connect();
  await client.query(`SET search_path = app, public; SET statement_timeout = ${PATIENCE_MS}`);
  await client.query(opening);
  return client;
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

// Inside a transaction `now()` stands still, so it differs from the statement's own time.
async function sessionState(client: pg.Client): Promise<string> {
  try {
    const { rows } = await client.query(SESSION_STATE_SQL);
    const { rows: [time] } = await client.query("SELECT now() = statement_timestamp() AS outside");
    return `${rows[0].state} ${time.outside ? "no transaction" : "in a transaction"}`;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

async function undoInside(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  const { rows } = await client.query("SELECT gid FROM pg_prepared_xacts");
  for (const { gid } of rows) await client.query(`ROLLBACK PREPARED '${gid}'`);
  const { rows: subscriptions } = await client.query(
    "SELECT quote_ident(subname) AS name FROM pg_subscription s JOIN pg_database d ON d.oid = subdbid WHERE datname = current_database()",
  );
  for (const { name } of subscriptions) {
    await client.query(`ALTER SUBSCRIPTION ${name} SET (slot_name = NONE)`);
    await client.query(`DROP SUBSCRIPTION ${name}`);
  }
  await client.end();
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
ALTER ROLE reader NOSUPERUSER;
ALTER DATABASE postgres RESET ALL;
UPDATE pg_database SET datallowconn = true WHERE datname = 'template1';`;
