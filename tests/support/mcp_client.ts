// The official MCP client, in either protocol era, connected to an application
// in this process: its requests go to the application's fetch.

import { Client, StreamableHTTPClientTransport } from "@modelcontextprotocol/client";
import type { App } from "../../server/app.ts";

/** The eras of the protocol: the 2025 handshake with sessions, and 2026-07-28 without. */
export const ERAS = ["legacy", "modern"] as const;

/** An era of the protocol. */
export type Era = typeof ERAS[number];

/** A connected client. */
export interface ConnectedClient extends AsyncDisposable {
  readonly client: Client;
  readonly transport: StreamableHTTPClientTransport;
}

/** Makes a client that speaks one era only. */
export function createClient(era: Era): Client {
  return new Client({ name: "test", version: "1" }, {
    versionNegotiation: { mode: era === "legacy" ? "legacy" : { pin: "2026-07-28" } },
  });
}

/** Options of {@linkcode connectClient}. */
export interface ConnectOptions {
  /** The API key that it sends; none by default. */
  readonly key?: string;
}

/** Connects a client to `app`. */
export async function connectClient(
  app: App,
  era: Era,
  options: ConnectOptions = {},
): Promise<ConnectedClient> {
  const client = createClient(era);
  const { key } = options;
  const transport = new StreamableHTTPClientTransport(new URL("http://localhost/mcp"), {
    fetch: (url, init) => app.fetch(new Request(url, init)),
    ...(key === undefined ? {} : { requestInit: { headers: { authorization: `Bearer ${key}` } } }),
  });
  await client.connect(transport);
  return {
    client,
    transport,
    async [Symbol.asyncDispose]() {
      if (era === "legacy") await transport.terminateSession();
      await client.close();
    },
  };
}
