// The Worker of an embedded database ends in the middle of a statement: its caller is
// told, those that wait are served by the next Worker, and a folder keeps its data.

import assert from "node:assert/strict";
import { openPostgres } from "../../agent/databases/postgres/open_postgres.ts";
import { PgliteServer } from "../../agent/databases/pglite/pglite_server.ts";
import { PgliteStream } from "../../agent/databases/pglite/pglite_stream.ts";
import { IDLE_DEATH_MS } from "../../agent/databases/postgres/transaction_runner.ts";
import type { QueryResult } from "../../core/ports/query_executor.ts";
import { expectError } from "../contracts/expect_error.ts";
import { until } from "../support/until.ts";

const LIMITS = { maxRows: 10, maxBytes: 1_000, timeoutMs: 60_000 };

Deno.test("a Worker that ends mid-query costs its caller the answer, and nobody else", async () => {
  const dataDir = await Deno.makeTempDir({ prefix: "pgmcp-worker-" });
  const heard: string[] = [];
  const server = new PgliteServer({
    ...{ dataDir: `${dataDir}/database`, demo: false, now: () => new Date() },
    log: (message) => void heard.push(message),
  });
  const database = openPostgres({
    ...{ stream: () => new PgliteStream(server), poolSize: 1, connectTimeoutMs: 60_000 },
  });
  function run(sql: string, access: "read" | "write" = "read"): Promise<QueryResult> {
    return database.executor.execute({ sql, access, limits: LIMITS });
  }
  try {
    await run("CREATE TABLE public.kept AS SELECT 42 AS n", "write");
    const link = await server.start();
    const struck = expectError(
      run("SELECT count(*) FROM generate_series(1, 1000000) a, generate_series(1, 1000000) b"),
      "PGMCP_CONNECTION_LOST",
    );
    const waiting = run("SELECT n FROM kept");
    const started = performance.now();
    await until("the statement", () => link.busy && performance.now() - started > IDLE_DEATH_MS);
    link.terminate("killed by a test");
    await struck;
    assert.deepEqual((await waiting).rows, [["42"]]);
    assert.notEqual(await server.start(), link);
    assert.deepEqual(heard, ["the embedded database had to be opened again from its folder"]);
  } finally {
    await database.close();
    await server.close();
    await Deno.remove(dataDir, { recursive: true });
  }
});
