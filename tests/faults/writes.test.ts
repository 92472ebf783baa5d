// Writes while the database goes away: one that was answered is there, none is made
// twice, and one whose fate nobody knows is told of in these words.

import assert from "node:assert/strict";
import { openPostgres } from "../../agent/databases/postgres/open_postgres.ts";
import { PgmcpError } from "../../core/errors.ts";
import { startTcpRelay } from "../support/tcp_relay.ts";
import { testsOnPostgres } from "../support/tests_on_postgres.ts";
import { until } from "../support/until.ts";
import { watchActivity } from "../support/watch_activity.ts";

const onPostgres = testsOnPostgres();
const CALLERS = 6;
const LIMITS = { maxRows: 10_000, maxBytes: 1_000_000, timeoutMs: 10_000 };
/** The codes of a database that goes away. */
const GONE = new Set(["PGMCP_CONNECTION_LOST", "PGMCP_DATABASE_UNREACHABLE"]);
const UNKNOWN = /it may or may not have been committed/;

onPostgres(
  "a write whose connection ends before its answer is not made again",
  async (server) => {
    await server.runSql(server.url, "CREATE TABLE unanswered (n int)");
    await using relay = startTcpRelay(server.port);
    await using database = openPostgres({ url: relay.through(server.url), poolSize: 1 });
    const ask = (sql: string, access: "read" | "write") =>
      database.executor.execute({ sql, access, limits: LIMITS });
    // A connection that served before may have died while it was idle: a read would be tried again.
    await ask("SELECT 1", "read");
    await relay.quiet();
    relay.cutAnswers();
    await assert.rejects(ask("INSERT INTO public.unanswered VALUES (1)", "write"), UNKNOWN);
    const { rows } = await ask("SELECT count(*) FROM public.unanswered", "read");
    assert.deepEqual(rows, [["1"]]);
    assert.equal(relay.connections(), 2);
    await relay.quiet();
    relay.cutAnswers();
    assert.deepEqual((await ask("SELECT 2", "read")).rows, [["2"]]);
  },
);

onPostgres(
  "a write is made once or not at all, and is there once it was answered",
  async (server) => {
    await server.runSql(server.url, "CREATE TABLE written (id int)");
    await using database = openPostgres({ url: server.url, poolSize: 4 });
    const answered: number[] = [];
    const failed = new Map<number, PgmcpError>();
    let id = 0;
    let stopping = false;

    async function write(): Promise<void> {
      while (!stopping) {
        const mine = ++id;
        try {
          await database.executor.execute({
            sql: `INSERT INTO public.written SELECT ${mine} FROM pg_sleep(0.002)`,
            ...{ access: "write", limits: LIMITS },
          });
          answered.push(mine);
        } catch (error) {
          if (!(error instanceof PgmcpError)) throw error;
          failed.set(mine, error);
          await new Promise((resolve) => setTimeout(resolve, 5));
        }
      }
    }

    const writing = Promise.all(Array.from({ length: CALLERS }, write));
    async function more(count: number): Promise<void> {
      const from = answered.length;
      await until("more writes", () => answered.length >= from + count);
    }
    for (let round = 0; round < 3; round++) {
      await more(20);
      await using watch = await watchActivity(server.url);
      await watch.terminateAll();
    }
    await more(20);
    await server.restart("fast");
    await more(20);
    stopping = true;
    await writing;

    const { rows } = await database.executor.execute({
      ...{ sql: "SELECT id, count(*) FROM public.written GROUP BY id", access: "read" },
      limits: LIMITS,
    });
    const there = new Set(rows.map(([written]) => Number(written)));
    assert.deepEqual(rows.filter(([, times]) => times !== "1"), []);
    assert.deepEqual(answered.filter((written) => !there.has(written)), []);
    assert.ok(failed.size > 0, "nothing was struck, so nothing was tested");
    for (const [written, { code, message }] of failed) {
      assert.ok(GONE.has(code), message);
      // Whoever is told of a failure without these words may write again.
      if (!UNKNOWN.test(message)) assert.ok(!there.has(written), message);
    }
  },
);
