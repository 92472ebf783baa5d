// The embedded database on a TCP port of this machine, for a process that has it for its
// database server: PostgreSQL's protocol, a password, requests to cancel, and turns where several
// connections ask at once. It listens on loopback alone, and speaks no TLS.

import { ClientMessages } from "./client_messages.ts";
import type { PgliteServer } from "./pglite_server.ts";
import { PgliteSession } from "./pglite_session.ts";
import {
  ASK_PASSWORD,
  CANCEL_REQUEST,
  type CancelKey,
  GSS_REQUEST,
  SSL_REQUEST,
} from "./server_messages.ts";
import { Turns } from "./turns.ts";

/** Options of {@linkcode listenPglite}. */
export interface ListenPgliteOptions {
  /** The database; started with the first session. */
  readonly server: PgliteServer;
  /** The port; 0 takes any free one. */
  readonly port: number;
  /** What clients have to say; secret. */
  readonly password: string;
}

/** A listening database. */
export interface PgliteListener extends Disposable {
  readonly port: number;
}

/** Where it listens, always. */
export const PGLITE_HOST = "127.0.0.1";

/** How long after a failure the next connection is taken, in milliseconds. */
const ACCEPT_AGAIN_MS = 100;

/** Listens until it is disposed of; connections end with it. Throws what `Deno.listen` throws. */
export function listenPglite(options: ListenPgliteOptions): PgliteListener {
  const listener = Deno.listen({ hostname: PGLITE_HOST, port: options.port });
  const sessions = new Map<number, { readonly key: CancelKey; readonly session: PgliteSession }>();
  const connections = new Set<Deno.TcpConn>();
  const turns = new Turns();
  let lastId = 0;
  let closed = false;

  function cancel(request: DataView): void {
    const found = sessions.get(request.getUint32(8));
    if (found?.key.secret === request.getUint32(12)) found.session.cancel();
  }

  async function serve(connection: Deno.TcpConn): Promise<void> {
    const { password, server } = options;
    const writer = connection.writable.getWriter();
    function write(bytes: Uint8Array<ArrayBuffer>): void {
      // Nobody may be there any more; reading finds that out.
      writer.write(bytes).catch(() => {});
    }
    const messages = new ClientMessages();
    const key = { processId: ++lastId, secret: randomNumber() };
    let session: PgliteSession | null = null;

    function take(): boolean {
      for (let message = messages.next(); message !== null; message = messages.next()) {
        if (session !== null) {
          if (!session.take(message)) return false;
          continue;
        }
        const view = new DataView(message.bytes.buffer);
        const code = message.bytes.length < 8 ? 0 : view.getUint32(4);
        if (code === SSL_REQUEST || code === GSS_REQUEST) write(new Uint8Array([0x4e]));
        else if (code === CANCEL_REQUEST) {
          if (message.bytes.length === 16) cancel(view);
          return false;
        } else {
          session = new PgliteSession(message.bytes, {
            ...{ server, turns, password, key },
            write,
          });
          sessions.set(key.processId, { key, session });
          messages.started();
          write(ASK_PASSWORD);
        }
      }
      return true;
    }

    connections.add(connection);
    try {
      connection.setNoDelay(true);
      // Closed below, when what was written has left.
      for await (const chunk of connection.readable.values({ preventCancel: true })) {
        messages.push(chunk);
        if (!take()) break;
      }
    } finally {
      sessions.delete(key.processId);
      endOf(session);
      connections.delete(connection);
      await writer.close().catch(() => {}); // The other side may have closed it.
    }
  }

  async function accept(): Promise<void> {
    while (!closed) {
      try {
        const connection = await listener.accept();
        serve(connection).catch(() => {}); // A connection that breaks is the client's to tell of.
      } catch {
        // Closed, or no file descriptor left for another connection: the next one may find one.
        if (!closed) await new Promise((resolve) => setTimeout(resolve, ACCEPT_AGAIN_MS));
      }
    }
  }

  void accept();
  return {
    port: listener.addr.port,
    [Symbol.dispose]() {
      closed = true;
      listener.close();
      for (const connection of connections) closeQuietly(connection);
    },
  };
}

// A function, for a variable that a closure sets is null for the compiler.
function endOf(session: PgliteSession | null): void {
  session?.end();
}

function closeQuietly(connection: Deno.TcpConn): void {
  try {
    connection.close();
  } catch (error) {
    if (!(error instanceof Deno.errors.BadResource)) throw error;
  }
}

function randomNumber(): number {
  return crypto.getRandomValues(new Uint32Array(1))[0] ?? 0;
}
