// Asks a server to cancel what a connection runs (CancelRequest: PostgreSQL,
// section 54.2.9), on a connection of its own, encrypted and checked as the
// connection itself is: who sees the key could cancel what comes later.

import { Buffer } from "node:buffer";
import type { OpenedSocket } from "./open_socket.ts";

/** What names a connection to its server. */
export interface CancelKey {
  readonly processID: number;
  readonly secretKey: number;
}

/** How long the request may take, in milliseconds. */
const CANCEL_TIMEOUT_MS = 2_000;
/** CancelRequest (PostgreSQL, section 54.7). */
const CANCEL_REQUEST_CODE = 80_877_102;

/**
 * Sends the request and waits for the server to close the connection. Returns
 * whether it did: one that could not be sent stops nothing, and one still under
 * way would hit whatever the client runs next. Never rejects.
 */
export async function sendCancel(
  key: CancelKey,
  open: (signal: AbortSignal) => Promise<OpenedSocket>,
): Promise<boolean> {
  const limit = AbortSignal.timeout(CANCEL_TIMEOUT_MS);
  const opened = await open(limit).catch(() => null);
  if (opened === null) return false;
  const { socket } = opened;
  const { promise, resolve } = Promise.withResolvers<boolean>();
  const onTimeout = () => resolve(false);
  limit.addEventListener("abort", onTimeout, { once: true });
  socket.on("close", () => resolve(true));
  // The server hangs up without a word, which TLS may call an error.
  socket.on("error", () => resolve(true));
  socket.on("data", () => {});
  const request = Buffer.alloc(16);
  request.writeInt32BE(16, 0);
  request.writeInt32BE(CANCEL_REQUEST_CODE, 4);
  request.writeInt32BE(key.processID, 8);
  request.writeInt32BE(key.secretKey, 12);
  socket.write(request);
  const over = await promise;
  limit.removeEventListener("abort", onTimeout);
  socket.destroy();
  return over;
}
