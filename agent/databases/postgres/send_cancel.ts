// Asks a server to cancel what runs on a connection (CancelRequest: PostgreSQL,
// section 54.2.9), on a connection of its own, over TLS where the client's is.

import { createPgConnection, type PgClient } from "./pg_package.ts";

/** How long the request may take, in milliseconds. */
const CANCEL_TIMEOUT_MS = 2_000;

/**
 * Sends the request and waits for the server to close the connection. Returns
 * whether it did: a request still under way would hit whatever the client runs
 * next, so that client may not be used again.
 */
export async function sendCancel(client: PgClient): Promise<boolean> {
  const { promise, resolve } = Promise.withResolvers<boolean>();
  let sent = false;
  const connection = createPgConnection(client.ssl);
  function send(): void {
    sent = true;
    connection.cancel(client.processID, client.secretKey);
  }
  connection.on("connect", () => client.ssl ? connection.requestSsl() : send());
  connection.on("sslconnect", send);
  // Before it is sent, a failure leaves nothing under way.
  connection.on("error", () => resolve(!sent));
  connection.on("end", () => resolve(true));
  const timer = setTimeout(() => resolve(false), CANCEL_TIMEOUT_MS);
  if (client.host.startsWith("/")) connection.connect(`${client.host}/.s.PGSQL.${client.port}`);
  else connection.connect(client.port, client.host);
  const over = await promise;
  clearTimeout(timer);
  connection.stream.destroy();
  return over;
}
