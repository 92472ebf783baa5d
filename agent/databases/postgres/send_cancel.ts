// Asks a server to cancel what runs on a connection (CancelRequest: PostgreSQL,
// section 54.2.9), on a connection of its own, over TLS where the client's is.

import { createPgConnection, type PgClient } from "./pg_package.ts";

/** How long the request may take, in milliseconds. */
const CANCEL_TIMEOUT_MS = 2_000;

/**
 * Sends the request and waits for the server to close the connection: one still
 * under way would hit whatever the client runs next. Whether it arrived is not
 * known; the caller waits for the statement's end.
 */
export async function sendCancel(client: PgClient): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const connection = createPgConnection(client.ssl);
  function send(): void {
    connection.cancel(client.processID, client.secretKey);
  }
  connection.on("connect", () => client.ssl ? connection.requestSsl() : send());
  connection.on("sslconnect", send);
  connection.on("error", resolve);
  connection.on("end", resolve);
  const timer = setTimeout(resolve, CANCEL_TIMEOUT_MS);
  if (client.host.startsWith("/")) connection.connect(`${client.host}/.s.PGSQL.${client.port}`);
  else connection.connect(client.port, client.host);
  await promise;
  clearTimeout(timer);
  connection.stream.destroy();
}
