// A client of the 2026-07-28 protocol over one kept connection, made by hand: Deno's
// fetch costs about as much as the server's share of a call, and would be measured too.

import { modernRequest } from "../support/run_stdio.ts";

/** One connection. */
export interface HttpCaller {
  /** Calls a tool; the answer as it came. Throws if the answer is an error. */
  call(name: string, input: Readonly<Record<string, unknown>>): Promise<string>;
  close(): void;
}

/** Connects to `url`, such as `http://127.0.0.1:8080`, and calls at its path, or at `/mcp`; `key` is an API key. */
export async function connectHttpCaller(url: string, key?: string): Promise<HttpCaller> {
  const { hostname, pathname, port, host } = new URL(url);
  const path = pathname === "/" ? "/mcp" : pathname;
  const authorization = key === undefined ? "" : `authorization: Bearer ${key}\r\n`;
  const connection = await Deno.connect({ hostname, port: Number(port) });
  connection.setNoDelay(true);
  const encoder = new TextEncoder();
  const decoder = new TextDecoder();
  const buffer = new Uint8Array(256 * 1024);
  let id = 0;

  async function read(): Promise<string> {
    const count = await connection.read(buffer);
    if (count === null) throw new Error("Cannot go on: the server closed the connection");
    return decoder.decode(buffer.subarray(0, count), { stream: true });
  }
  async function response(): Promise<string> {
    let text = await read();
    while (!isWhole(text)) text += await read();
    return text;
  }

  return {
    async call(name, input) {
      const body = encoder.encode(JSON.stringify(modernRequest(++id, { name, arguments: input })));
      const head = encoder.encode(
        `POST ${path} HTTP/1.1\r\nhost: ${host}\r\ncontent-type: application/json\r\n${authorization}` +
          "accept: application/json, text/event-stream\r\nmcp-protocol-version: 2026-07-28\r\n" +
          `mcp-method: tools/call\r\nmcp-name: ${name}\r\ncontent-length: ${body.length}\r\n\r\n`,
      );
      const request = new Uint8Array(head.length + body.length);
      request.set(head);
      request.set(body, head.length);
      for (let sent = 0; sent < request.length;) {
        sent += await connection.write(request.subarray(sent));
      }
      const text = await response();
      if (!text.startsWith("HTTP/1.1 200") || text.includes('"isError":true')) {
        throw new Error(`Cannot measure: ${text.slice(0, 2000)}`);
      }
      return text;
    },
    close: () => connection.close(),
  };
}

// The texts called for here are ASCII, so characters are bytes.
function isWhole(text: string): boolean {
  const end = text.indexOf("\r\n\r\n");
  if (end < 0) return false;
  const length = /\r\ncontent-length: (\d+)/i.exec(text.slice(0, end))?.[1];
  if (length === undefined) return text.endsWith("\r\n0\r\n\r\n");
  return text.length >= end + 4 + Number(length);
}
