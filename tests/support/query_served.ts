// One query in one of the databases that a `pgmcp serve` process serves, timed.

import { callRequest, type ServeProcess } from "./serve_process.ts";

/** What became of a call. */
export interface QueryCall {
  /** How long it took, in milliseconds. */
  readonly ms: number;
  /** The whole answer. */
  readonly text: string;
  /** Whether it is rows. */
  readonly ok: boolean;
}

/** Runs one query in a database of `served`. */
export async function queryServed(
  served: ServeProcess,
  database: string,
  sql: string,
): Promise<QueryCall> {
  const started = performance.now();
  const call = { name: "query", arguments: { database, sql } };
  const response = await fetch(callRequest(served.url, call));
  const text = await response.text();
  return { ms: performance.now() - started, text, ok: !/"isError":true|"error":/.test(text) };
}
