// Between the look at what a verdict rests on and the end of its statement: a change that is under way
// holds locks, and the statement would wait for them after the look; what has no locks can change at
// any time; a connection of its own may have another search path than the one the names were looked
// for on. Each is seen to do harm where nobody looks again.

import assert from "node:assert/strict";
import { openPostgres } from "../../agent/databases/postgres/open_postgres.ts";
import { LOCK_TIMEOUT_MS } from "../../agent/databases/postgres/session_settings.ts";
import { PgmcpError } from "../../core/errors.ts";
import type { Catalogue } from "../../core/ports/catalogue.ts";
import type { CatalogueEvidence } from "../../core/ports/catalogue_evidence.ts";
import { createGuard } from "../../core/services/guard.ts";
import { runQuery } from "../../core/services/run_query.ts";
import { createParser } from "../../core/sql/parse.ts";
import {
  postgresSkipReason,
  type PostgresVersion,
  startPostgres,
} from "../support/postgres_server.ts";
import { until } from "../support/until.ts";
import { watchActivity } from "../support/watch_activity.ts";
import pg from "pg";

const FIXTURE = `
CREATE SCHEMA app; CREATE SCHEMA hidden; CREATE SCHEMA other;
CREATE TABLE hidden.secret (word text); INSERT INTO hidden.secret VALUES ('canary');
CREATE FUNCTION hidden.tell() RETURNS text LANGUAGE plpgsql SECURITY DEFINER
  AS 'BEGIN RETURN (SELECT word FROM hidden.secret); END';
CREATE TABLE hidden.signs (id int);
CREATE FUNCTION hidden.wait() RETURNS int LANGUAGE plpgsql
  AS 'BEGIN WHILE NOT EXISTS (SELECT FROM hidden.signs) LOOP PERFORM pg_sleep(0.01); END LOOP; RETURN 1; END';
CREATE TABLE app.orders (id int, note varchar(40)); INSERT INTO app.orders VALUES (1, 'plain');
CREATE VIEW app.shown AS SELECT id, note::text AS note FROM app.orders;
CREATE TABLE app.parted (note text, id int) PARTITION BY RANGE (id);
CREATE TABLE app.part PARTITION OF app.parted FOR VALUES FROM (0) TO (20) PARTITION BY RANGE (id);
CREATE TABLE app.leaf PARTITION OF app.part FOR VALUES FROM (10) TO (20);
INSERT INTO app.parted VALUES ('plain', 10);
CREATE EXTENSION file_fdw; CREATE SERVER files FOREIGN DATA WRAPPER file_fdw;
CREATE FUNCTION other.lower(varchar) RETURNS text LANGUAGE sql AS 'SELECT hidden.tell()';
CREATE VIEW other.orders AS SELECT 1 AS id, hidden.tell() AS note;
`;

const CHANGES: readonly { title: string; sql: string; change: string }[] = [
  {
    title: "a view is replaced by one that calls a user's function",
    sql: "SELECT note FROM app.shown",
    change: "CREATE OR REPLACE VIEW app.shown AS SELECT id, hidden.tell() AS note FROM app.orders",
  },
  {
    title: "a table gets a better fitting function, and its lock is held for another reason",
    sql: "SELECT lower(note) AS note FROM app.orders",
    change: `LOCK TABLE app.orders;
      CREATE FUNCTION app.lower(varchar) RETURNS text LANGUAGE sql AS 'SELECT hidden.tell()'`,
  },
  {
    title:
      "a partition, which is locked while the statement is planned, gets one that runs a program",
    sql: "SELECT note FROM app.parted ORDER BY id",
    change: `CREATE FOREIGN TABLE hidden.far PARTITION OF app.part FOR VALUES FROM (0) TO (10)
      SERVER files OPTIONS (program 'echo canary,1', format 'csv')`,
  },
];

const LIMITS = { maxRows: 10, maxBytes: 10_000, timeoutMs: 10_000 };
const VERSIONS: readonly PostgresVersion[] = [13, 18];
const skipped = postgresSkipReason();
const parser = createParser();

function open(url: string, schemas: readonly string[] | null) {
  const database = openPostgres({ url, schemas, poolSize: 2 });
  const { catalogue, executor } = database;
  const planner = { executor, timeoutMs: LIMITS.timeoutMs };
  const guard = createGuard({ schemas, parser, catalogue, planner });

  /** What a client gets: the first value, or why it gets none. */
  async function ask(sql: string): Promise<string> {
    const outcome = await runQuery({ guard, executor, limits: LIMITS }, sql);
    return outcome.kind === "refused" ? outcome.verdict.code : String(outcome.result.rows[0]?.[0]);
  }
  /** What it would get if nobody looked again. */
  async function unseen(sql: string): Promise<string> {
    const { rows } = await executor.execute({ sql, access: "read", limits: LIMITS });
    return String(rows[0]?.[0]);
  }
  return { ask, unseen, [Symbol.asyncDispose]: () => database.close() };
}

/** What the verdict on `sql` rests on. */
async function evidenceOf(
  sql: string,
  { catalogue }: { readonly catalogue: Catalogue },
): Promise<readonly CatalogueEvidence[]> {
  const verdict = await createGuard({ schemas: ["app"], parser, catalogue }).check(sql);
  if (verdict.kind !== "allow") assert.fail(`${verdict.code} ${verdict.message}`);
  assert.ok(verdict.evidence !== undefined && verdict.evidence.length > 0);
  return verdict.evidence;
}

function codeOf(error: unknown): string {
  if (error instanceof PgmcpError) return error.code;
  throw error;
}

for (const version of VERSIONS) {
  Deno.test({
    name: `what a change commits while a statement waits for its locks is seen: ${version}`,
    ignore: skipped !== null,
    fn: async (t) => {
      await using server = await startPostgres({ version });
      const template = await server.createDatabase();
      await server.runSql(template.url, FIXTURE);
      for (const { title, sql, change } of CHANGES) {
        await t.step(title, async () => {
          const { url } = await server.createDatabase(template.name);
          await using database = open(url, ["app"]);
          // Often enough that the next one counts on nothing having been committed.
          for (let call = 0; call < 20; call++) assert.equal(await database.ask(sql), "plain");
          const changer = new pg.Client(url);
          await changer.connect();
          await changer.query(`BEGIN; ${change}`);
          const [asked, unseen] = [database.ask(sql), database.unseen(sql)];
          await new Promise((resolve) => setTimeout(resolve, 200));
          await changer.query("COMMIT");
          await changer.end();
          const harm = await unseen;
          const code = await asked;
          assert.equal(harm, "canary", "the change does no harm");
          assert.match(code, /^PGMCP_(RELATION|FUNCTION)_NOT_ALLOWED$/);
        });
      }
      await t.step("what did not change is answered once the lock is released", async () => {
        const { url } = await server.createDatabase(template.name);
        await using database = open(url, ["app"]);
        const sql = "SELECT note FROM app.orders";
        assert.equal(await database.ask(sql), "plain");
        const holder = new pg.Client(url);
        await holder.connect();
        await holder.query("BEGIN; LOCK TABLE app.orders");
        const asked = database.ask(sql);
        await new Promise((resolve) => setTimeout(resolve, 100));
        await holder.query("ROLLBACK");
        assert.equal(await asked, "plain");

        await holder.query("BEGIN; LOCK TABLE app.orders");
        const startedAt = performance.now();
        await assert.rejects(
          database.ask(sql),
          (error) => error instanceof PgmcpError && /waited too long/.test(error.message),
        );
        assert.ok(performance.now() - startedAt > LOCK_TIMEOUT_MS / 2, "it did not wait");
        await holder.end();
      });
      await t.step("a write that waited for its locks is not committed over a change", async () => {
        const { url } = await server.createDatabase(template.name);
        await using database = openPostgres({ url, schemas: ["app"] });
        const evidence = await evidenceOf("SELECT lower(note) FROM app.orders", database);
        const sql = "UPDATE app.orders SET note = lower(note)";
        const write = (held: readonly CatalogueEvidence[]) =>
          database.executor.execute({ sql, access: "write", limits: LIMITS, evidence: held });
        const note = async () => {
          const { rows } = await database.executor.execute({
            ...{ sql: "SELECT note FROM app.orders", access: "read", limits: LIMITS },
          });
          return rows[0]?.[0];
        };
        const changer = new pg.Client(url);
        await changer.connect();
        /** What the write comes to when the change is committed while it waits. */
        async function waitThrough(held: readonly CatalogueEvidence[]): Promise<string> {
          await changer.query(`BEGIN; LOCK TABLE app.orders;
            CREATE OR REPLACE FUNCTION app.lower(varchar) RETURNS text LANGUAGE sql AS 'SELECT hidden.tell()'`);
          const written = write(held).then(() => "written", codeOf);
          await until("the write's wait", async () => {
            const waiting = "SELECT 1 FROM pg_locks WHERE NOT granted";
            return (await changer.query(waiting)).rows.length > 0;
          });
          await changer.query("COMMIT");
          return await written;
        }
        assert.equal(await waitThrough(evidence), "PGMCP_CATALOGUE_CHANGED");
        assert.equal(await note(), "plain");
        assert.equal(await waitThrough([]), "written");
        assert.equal(await note(), "canary", "the change does no harm");
        await changer.end();
      });
      await t.step("what is committed while a statement runs is looked at behind it", async () => {
        const { url } = await server.createDatabase(template.name);
        await using database = openPostgres({ url, schemas: ["app"] });
        const evidence = await evidenceOf("SELECT lower(note) FROM app.orders", database);
        /** What the statement is answered, where `change` is committed before its end. */
        async function meanwhile(change: string, sql: string): Promise<string> {
          const answer = database.executor
            .execute({ sql, access: "read", limits: LIMITS, evidence })
            .then(({ rows, truncatedBy }) => `${rows.length}, cut by ${truncatedBy}`, codeOf);
          await using watch = await watchActivity(url);
          await until("the statement", async () => (await watch.running("hidden.wait")).length > 0);
          await server.runSql(url, `${change}; INSERT INTO hidden.signs VALUES (1)`);
          const answered = await answer;
          await server.runSql(url, "DELETE FROM hidden.signs");
          return answered;
        }
        const short = "SELECT lower(note) FROM app.orders, hidden.wait() one";
        const long = `${short}, generate_series(1, 1000000)`;
        const wrong = `${short} WHERE 1 / (id - one) = 0`;
        const other = "CREATE TABLE app.t (id int); DROP TABLE app.t";
        assert.equal(await meanwhile(other, short), "1, cut by null");
        assert.equal(await meanwhile(other, long), "10, cut by rows");
        assert.equal(await meanwhile(other, wrong), "PGMCP_QUERY_FAILED");
        for (const sql of [short, long, wrong]) {
          const change = `CREATE FUNCTION app.lower(varchar) RETURNS text LANGUAGE sql
            AS 'SELECT hidden.tell()'`;
          assert.equal(await meanwhile(change, sql), "PGMCP_CATALOGUE_CHANGED");
          await server.runSql(url, "DROP FUNCTION app.lower(varchar)");
        }
      });
    },
  });
}

Deno.test({
  name: "names are looked for on one search path, whichever connection a statement gets",
  ignore: skipped !== null,
  fn: async () => {
    await using server = await startPostgres();
    const { name, url } = await server.createDatabase();
    await server.runSql(url, FIXTURE);
    await server.runSql(url, `ALTER DATABASE ${name} SET search_path = app`);
    await using database = open(url, null);
    const statements = ["SELECT note FROM orders", "SELECT lower(note) FROM app.orders"];
    for (const sql of statements) assert.equal(await database.ask(sql), "plain");
    await server.runSql(url, `ALTER DATABASE ${name} SET search_path = other, app`);
    // Two at once need a second connection, which has the new path.
    await Promise.all([...statements, ...statements].map((sql) => database.ask(sql)));
    for (const sql of statements) {
      assert.equal(await database.unseen(sql), "canary", "the change does no harm");
      const answers = await Promise.all([1, 2, 3, 4].map(() => database.ask(sql)));
      for (const answer of answers) assert.match(answer, /^PGMCP_\w+_NOT_ALLOWED$/);
    }
  },
});
