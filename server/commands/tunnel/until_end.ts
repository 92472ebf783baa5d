// The end of processes that run together: asked for by a signal, or because one of them ended.

import { FAILURE_EXIT_CODE } from "../exit_codes.ts";
import type { LaunchedTunnel } from "./launch_tunnel.ts";
import { partEnded } from "./start_part.ts";

/** How long after a process's end the signal that ended it may come, in milliseconds. */
const SIGNAL_WITHIN_MS = 200;

/** Waits for the signal, or for a process that ends. Throws `PGMCP_INTERNAL` where one ended by itself. */
export async function untilEnd(
  tunnel: Pick<LaunchedTunnel, "firstEnd">,
  requested: Promise<void>,
): Promise<number> {
  const end = await Promise.race([requested.then(() => null), tunnel.firstEnd]);
  if (end === null) return 0;
  // Ctrl+C reaches all processes of a terminal at once: one of them may be the first to end.
  const asked = await Promise.race([requested.then(() => true), soon(false)]);
  if (asked || end.code === 0) return asked ? 0 : FAILURE_EXIT_CODE;
  throw partEnded(end);
}

function soon<T>(value: T): Promise<T> {
  const { promise, resolve } = Promise.withResolvers<T>();
  setTimeout(() => resolve(value), SIGNAL_WITHIN_MS);
  return promise;
}
