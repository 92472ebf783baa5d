// What becomes of a connection whose statement is answered, and which is not clean yet. The server is
// one in memory that answers every statement, and ends a cleaning when it is told to.

import assert from "node:assert/strict";
import { ConnectionPool } from "../../../../agent/databases/postgres/connection_pool.ts";
import type { PostgresSession } from "../../../../agent/databases/postgres/postgres_session.ts";
import {
  CLEANING_TIMEOUT_MS,
  createTransactionRunner,
  type TransactionRunner,
} from "../../../../agent/databases/postgres/transaction_runner.ts";
import type { QueryRequest } from "../../../../core/ports/query_executor.ts";
import type { WireMessage } from "../../../../agent/databases/postgres/wire_connection.ts";

const READ: QueryRequest = {
  sql: "SELECT 1",
  access: "read",
  limits: { maxRows: 1, maxBytes: 100, timeoutMs: 60_000 },
};

function completed(tag: string): WireMessage {
  return { kind: "completed", tag };
}

const PARSED: WireMessage = { kind: "parsed" };
const ANSWER: readonly WireMessage[] = [
  ...[PARSED, completed("BEGIN"), PARSED, completed("SELECT 1"), PARSED],
  { kind: "row", values: ["1"], bytes: 1 },
  ...[completed("SELECT 1"), { kind: "ready", status: "T" } as const],
];
const CLEANED: readonly WireMessage[] = [
  ...[PARSED, completed("ROLLBACK"), PARSED, completed("DISCARD ALL")],
  { kind: "ready", status: "I" },
];

interface Server {
  readonly runner: TransactionRunner;
  readonly sessions: readonly { isLost(): boolean; clean(): void }[];
  readonly cancelled: () => number;
}

function startServer(options: { readonly cleans: boolean }): Server {
  const sessions: { isLost(): boolean; clean(): void }[] = [];
  let cancels = 0;
  function open(): Promise<PostgresSession> {
    let listener: ((message: WireMessage) => void) | null = null;
    let lost = false;
    function clean(): void {
      for (const message of CLEANED) listener?.(message);
    }
    function destroy(): void {
      lost = true;
      listener?.({ kind: "lost" });
    }
    const isLost = () => lost;
    sessions.push({ isLost, clean });
    return Promise.resolve({
      wire: {
        ...{ place: "memory", isPrivate: true, mark: null, serverVersion: "18.1" },
        ...{ timeZone: () => "UTC", isLost, destroy, close: () => Promise.resolve() },
        startBatch(_batch, heard) {
          listener = heard;
          queueMicrotask(() => {
            for (const message of ANSWER) listener?.(message);
            if (options.cleans) setTimeout(clean, 1);
          });
        },
        endBatch() {
          listener = null;
        },
        cancel() {
          cancels++;
          return Promise.resolve(true);
        },
      },
      ...{ searchPath: "pg_temp", pathSchemas: [], watchesClient: false, isPrimary: true },
      ...{ mark: null, unmark() {}, typeNames: new Map(), isLost, destroy },
      close: () => Promise.resolve(destroy()),
    });
  }
  const pool = new ConnectionPool<PostgresSession>({
    ...{ size: 1, maxWaiting: 5, waitTimeoutMs: 60_000, idleTimeoutMs: 60_000, open },
  });
  return { runner: createTransactionRunner(pool), sessions, cancelled: () => cancels };
}

Deno.test("a connection serves the next statement once it is clean, and an abort after the answer cancels nothing", async () => {
  const server = startServer({ cleans: true });
  const controller = new AbortController();
  for (let call = 0; call < 3; call++) {
    const { rows } = await server.runner.run(READ, { signal: controller.signal });
    assert.deepEqual(rows, [["1"]]);
  }
  controller.abort();
  assert.equal(server.sessions.length, 1);
  assert.equal(server.cancelled(), 0);
  await server.runner.close();
  assert.equal(server.sessions[0]?.isLost(), false);
});

Deno.test("a connection that never comes clean is given up, and its place is another's", async () => {
  const server = startServer({ cleans: false });
  const started = performance.now();
  assert.deepEqual((await server.runner.run(READ)).rows, [["1"]]);
  assert.deepEqual((await server.runner.run(READ)).rows, [["1"]]);
  assert.ok(performance.now() - started >= CLEANING_TIMEOUT_MS - 10);
  assert.deepEqual(server.sessions.map(({ isLost }) => isLost()), [true, false]);
  server.sessions[1]?.clean();
  await server.runner.close();
});

Deno.test("closing does not wait long for a connection that never comes clean", async () => {
  const server = startServer({ cleans: false });
  await server.runner.run(READ);
  const started = performance.now();
  await server.runner.close();
  assert.ok(performance.now() - started < 2 * CLEANING_TIMEOUT_MS + 1_000);
  assert.equal(server.sessions[0]?.isLost(), true);
});
