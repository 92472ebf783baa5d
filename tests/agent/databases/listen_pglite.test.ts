// The embedded database on a port: the contract of a database over it, by the adapter for
// PostgreSQL servers; and what is its own: turns, its password, and clients that vanish.

import assert from "node:assert/strict";
import {
  listenPglite,
  PGLITE_HOST,
  type PgliteListener,
} from "../../../agent/databases/pglite/listen_pglite.ts";
import { PgliteServer } from "../../../agent/databases/pglite/pglite_server.ts";
import { openPostgres } from "../../../agent/databases/postgres/open_postgres.ts";
import { PgmcpError } from "../../../core/errors.ts";
import type { Database } from "../../../core/ports/database.ts";
import type { ContractTarget } from "../../contracts/contract_target.ts";
import { databaseContract } from "../../contracts/database_contract.ts";
import { pgliteFolder } from "../../support/pglite_folder.ts";

const PASSWORD = "not-a-secret";
const ENDLESS = "SELECT count(*) FROM orders a, orders b, orders c";

async function startContract(sql: string): Promise<ContractTarget> {
  const dataDir = await pgliteFolder(sql);
  const listening = listen(dataDir);
  const database = openPostgres({ url: listening.url, poolSize: 2 });
  return {
    database,
    outside: null,
    async [Symbol.asyncDispose]() {
      await listening[Symbol.asyncDispose]();
      await Deno.remove(dataDir, { recursive: true });
    },
  };
}

databaseContract("PGlite on a port", {
  start: startContract,
  noOutside: "an embedded database has one session, and nothing to ask beside it",
});

interface Listening extends AsyncDisposable {
  readonly listener: PgliteListener;
  readonly url: string;
}

function listen(dataDir: string | null = null): Listening {
  const server = new PgliteServer({ dataDir, demo: true, log() {}, now: () => new Date() });
  const listener = listenPglite({ server, port: 0, password: PASSWORD });
  return {
    listener,
    url: `postgres://postgres:${PASSWORD}@${PGLITE_HOST}:${listener.port}/postgres` +
      "?sslmode=disable&connect_timeout=60",
    async [Symbol.asyncDispose]() {
      listener[Symbol.dispose]();
      await server.close();
    },
  };
}

async function rows(
  database: Database,
  sql: string,
  options: { readonly signal?: AbortSignal; readonly timeoutMs?: number } = {},
): Promise<readonly unknown[]> {
  const { timeoutMs = 60_000, signal } = options;
  const limits = { maxRows: 10, maxBytes: 10_000, timeoutMs };
  const request = { sql, access: "read", limits } as const;
  return (await database.executor.execute(request, signal === undefined ? {} : { signal })).rows;
}

async function codeOf(work: Promise<unknown>): Promise<string> {
  try {
    await work;
    return "none";
  } catch (error) {
    if (error instanceof PgmcpError) return error.code;
    throw error;
  }
}

Deno.test("connections that ask at once take turns, and each gets its own answers", async () => {
  await using listening = listen();
  await using one = openPostgres({ url: listening.url, poolSize: 3 });
  await using two = openPostgres({ url: listening.url, poolSize: 3 });
  const numbers = Array.from({ length: 30 }, (_, index) => index);
  const answers = await Promise.all(
    numbers.map((number) => rows(number % 2 === 0 ? one : two, `SELECT ${number} AS n`)),
  );
  assert.deepEqual(answers.map((answer) => String(answer[0])), numbers.map(String));
});

Deno.test("a query that is cancelled or runs too long gives its turn to the others", async () => {
  await using listening = listen();
  await using one = openPostgres({ url: listening.url, poolSize: 1 });
  await using two = openPostgres({ url: listening.url, poolSize: 1 });
  await Promise.all([one.ping(), two.ping()]);
  const stop = new AbortController();
  const endless = codeOf(rows(one, ENDLESS, { signal: stop.signal }));
  const waiting = rows(two, "SELECT 1 AS n");
  stop.abort();
  assert.equal(await endless, "PGMCP_CANCELLED");
  assert.equal(String((await waiting)[0]), "1");
  assert.equal(await codeOf(rows(one, ENDLESS, { timeoutMs: 100 })), "PGMCP_QUERY_TIMEOUT");
  assert.equal(String((await rows(one, "SELECT 2 AS n"))[0]), "2");
});

Deno.test("a client that vanishes leaves its transaction rolled back, and its query stopped", async () => {
  await using listening = listen();
  await using database = openPostgres({ url: listening.url, poolSize: 1 });
  await database.ping();
  for (const sql of ["BEGIN; CREATE TABLE left_behind (n int)", ENDLESS]) {
    const client = await logIn(listening.listener.port, PASSWORD);
    await client.write(message("Q", sql));
    // The other one's query waits for the turn that the open transaction holds.
    const waiting = rows(database, "SELECT to_regclass('left_behind') IS NULL AS gone");
    // It reads nothing more of the answer: it is gone.
    client.close();
    assert.equal(String((await waiting)[0]), "t");
  }
});

Deno.test("nobody is let in without the password", async () => {
  await using listening = listen();
  const wrong = listening.url.replace(PASSWORD, "not-the-secret");
  await using database = openPostgres({ url: wrong, poolSize: 1 });
  assert.equal(await codeOf(rows(database, "SELECT 1")), "PGMCP_AUTHENTICATION_FAILED");
  // A query where the password should stand, an empty one, and one cut short.
  for (const attempt of [message("Q", "SELECT 1"), message("p", ""), message("p", "not-a-secre")]) {
    using client = await greet(listening.listener.port);
    await client.write(attempt);
    const answer = await readToEnd(client);
    assert.match(answer, /28P01/);
    assert.doesNotMatch(answer, /server_version/);
  }
});

Deno.test("what is no message ends its connection, and no other", async () => {
  await using listening = listen();
  await using database = openPostgres({ url: listening.url, poolSize: 1 });
  await database.ping();
  for (const bytes of [[0, 0, 0, 0, 0, 0, 0, 0], [0xff, 0xff, 0xff, 0xff, 1]]) {
    using client = await Deno.connect({ hostname: PGLITE_HOST, port: listening.listener.port });
    await client.write(new Uint8Array(bytes));
    assert.equal(await readToEnd(client), "");
  }
  const started = await logIn(listening.listener.port, PASSWORD);
  await started.write(new Uint8Array([0x51, 0x7f, 0xff, 0xff, 0xff]));
  await readToEnd(started);
  started.close();
  assert.equal(String((await rows(database, "SELECT 1 AS n"))[0]), "1");
});

/** Begins a session, up to the question for the password. */
async function greet(port: number): Promise<Deno.TcpConn> {
  const client = await Deno.connect({ hostname: PGLITE_HOST, port });
  const text = new TextEncoder().encode("user\0postgres\0\0");
  const start = new Uint8Array(8 + text.length);
  new DataView(start.buffer).setUint32(0, start.length);
  new DataView(start.buffer).setUint32(4, 3 << 16);
  start.set(text, 8);
  await client.write(start);
  const answer = new Uint8Array(64);
  const size = await client.read(answer);
  assert.equal(answer[0], 0x52, `${size} bytes`);
  return client;
}

async function logIn(port: number, password: string): Promise<Deno.TcpConn> {
  const client = await greet(port);
  await client.write(message("p", password));
  // The answer may come in pieces; ReadyForQuery, of six bytes, is its end.
  let answer = "";
  const piece = new Uint8Array(4096);
  while (answer.at(-6) !== "Z") {
    const size = await client.read(piece) ?? assert.fail(`it ended after ${answer}`);
    answer += new TextDecoder("latin1").decode(piece.subarray(0, size));
  }
  return client;
}

function message(kind: string, text: string): Uint8Array<ArrayBuffer> {
  const body = new TextEncoder().encode(`${text}\0`);
  const bytes = new Uint8Array(5 + body.length);
  bytes[0] = kind.charCodeAt(0);
  new DataView(bytes.buffer).setUint32(1, 4 + body.length);
  bytes.set(body, 5);
  return bytes;
}

async function readToEnd(client: Deno.TcpConn): Promise<string> {
  let text = "";
  const decoder = new TextDecoder();
  const buffer = new Uint8Array(4096);
  for (;;) {
    const size = await client.read(buffer);
    if (size === null) return text;
    text += decoder.decode(buffer.subarray(0, size));
  }
}
