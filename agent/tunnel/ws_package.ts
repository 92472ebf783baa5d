// The parts of the `ws` package that are used, with types of our own: the package carries none,
// and nothing else of it is to creep in. It is what dials, because Deno's own client leaves
// Nagle's algorithm on, which costs up to 44 ms a message, and takes no `Authorization`.

import { WebSocket } from "ws";

/** What a server answered instead of upgrading (an HTTP response of Node's). */
export interface WsRefusal {
  readonly statusCode?: number;
  on(event: "data", listener: (chunk: Uint8Array) => void): void;
  on(event: "end" | "error", listener: () => void): void;
  destroy(): void;
}

/** A WebSocket. */
export interface WsSocket {
  readonly bufferedAmount: number;
  readonly readyState: number;
  binaryType: string;
  send(data: string | Uint8Array): void;
  close(code: number, reason: string): void;
  /** Ends the connection without a word. */
  terminate(): void;
  on(event: "open", listener: () => void): void;
  on(event: "message", listener: (data: unknown, isBinary: boolean) => void): void;
  on(event: "close", listener: (code: number, reason: Uint8Array) => void): void;
  on(event: "error", listener: (error: Error) => void): void;
  on(
    event: "unexpected-response",
    listener: (request: unknown, response: WsRefusal) => void,
  ): void;
}

/** What a dial is made with. */
export interface WsOptions {
  readonly headers: Readonly<Record<string, string>>;
  readonly handshakeTimeout: number;
  readonly maxPayload: number;
  readonly perMessageDeflate: boolean;
  readonly followRedirects: boolean;
  /** Certificates of authorities, in PEM, beside the usual ones. */
  readonly ca?: string;
}

/** Dials. */
export function createWsSocket(
  url: string,
  protocol: string,
  options: WsOptions,
): WsSocket {
  return new WebSocket(url, [protocol], options);
}
