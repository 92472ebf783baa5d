// A socket to a PostgreSQL server, encrypted as the settings ask (PostgreSQL,
// section 54.2.12): TCP or Unix, TLS asked for or begun at once, the certificate
// checked. It refuses bytes that came before TLS began: whoever sent them was not
// the server. What is said over the socket is left to others.

import { Buffer } from "node:buffer";
import net from "node:net";
import type { Socket } from "node:net";
import type { Encryption, TlsSettings } from "./connection_settings.ts";
import type { PostgresEndpoint } from "./connection_string.ts";

/** What to open. */
export interface SocketOptions {
  readonly endpoint: PostgresEndpoint;
  /** The very address to connect to, where the name may stand for several. */
  readonly address?: string;
  readonly encryption: Encryption;
  /** Needed unless nothing is encrypted. */
  readonly tls: TlsSettings | null;
  /** Ends the attempt; its reason is thrown. */
  readonly signal: AbortSignal;
}

/** An open socket. */
export interface OpenedSocket {
  readonly socket: Socket;
  readonly encrypted: boolean;
}

/** Why TLS could not be had. */
export class TlsFailure extends Error {
  /** The code of node:tls, or one of this file's. */
  readonly code: string;

  /** Keeps what went wrong underneath. */
  constructor(code: string, cause?: unknown) {
    super(code, { cause });
    this.name = "TlsFailure";
    this.code = code;
  }
}

/** The server has no TLS. */
export const TLS_NOT_OFFERED = "TLS_NOT_OFFERED";
/** What answered the request for TLS is no PostgreSQL server, or something stands between. */
export const TLS_BAD_ANSWER = "TLS_BAD_ANSWER";

// SSLRequest (PostgreSQL, section 54.7).
const SSL_REQUEST = Buffer.from([0, 0, 0, 8, 4, 210, 22, 47]);

/** Opens it. Throws the socket's error, {@linkcode TlsFailure}, or the signal's reason. */
export async function openSocket(options: SocketOptions): Promise<OpenedSocket> {
  const { endpoint, encryption, tls, signal } = options;
  signal.throwIfAborted();
  const socket = new net.Socket();
  const connected = happens(socket, "connect", signal);
  try {
    if (endpoint.host.startsWith("/")) socket.connect(`${endpoint.host}/.s.PGSQL.${endpoint.port}`);
    else socket.connect(endpoint.port, options.address ?? endpoint.host);
    await connected;
    socket.setNoDelay(true);
    if (encryption === "none" || tls === null) return { socket, encrypted: false };
    if (!tls.direct) {
      socket.write(SSL_REQUEST);
      const answer = await readAnswer(socket, signal);
      if (answer === "N" && encryption === "tls if offered") return { socket, encrypted: false };
      if (answer === "N") throw new TlsFailure(TLS_NOT_OFFERED);
      if (answer !== "S") throw new TlsFailure(TLS_BAD_ANSWER);
    }
    return { socket: await encrypt(socket, { ...options, tls }), encrypted: true };
  } catch (error) {
    connected.catch(() => {}); // Its failure is the one thrown here, or comes of the line below.
    socket.on("error", () => {});
    socket.destroy();
    throw error;
  }
}

async function encrypt(
  socket: Socket,
  options: SocketOptions & { readonly tls: TlsSettings },
): Promise<Socket> {
  const { endpoint: { host }, tls, signal } = options;
  const { default: nodeTls } = await import("node:tls");
  const checksName = tls.check === "chain and name";
  const secured = nodeTls.connect({
    socket,
    host,
    // An address is no server name (RFC 6066, section 3).
    ...(tls.sni && net.isIP(host) === 0 ? { servername: host } : {}),
    rejectUnauthorized: tls.check !== "none",
    ...(checksName ? {} : { checkServerIdentity: () => undefined }),
    ...(tls.ca === null ? {} : { ca: tls.ca }),
    ...(tls.cert === null ? {} : { cert: tls.cert }),
    ...(tls.key === null ? {} : { key: tls.key }),
    ...(tls.passphrase === null ? {} : { passphrase: tls.passphrase }),
    ...(tls.direct ? { ALPNProtocols: ["postgresql"] } : {}),
    minVersion: tls.minVersion,
    maxVersion: tls.maxVersion,
  });
  try {
    await happens(secured, "secureConnect", signal);
  } catch (error) {
    secured.on("error", () => {});
    secured.destroy();
    signal.throwIfAborted();
    throw new TlsFailure(codeOf(error), error);
  }
  return secured;
}

// Exactly one byte, read so that nothing behind it is taken for part of the encrypted stream.
async function readAnswer(socket: Socket, signal: AbortSignal): Promise<string> {
  await happens(socket, "readable", signal);
  const bytes: Buffer | null = socket.read();
  if (bytes === null) throw new TlsFailure(TLS_BAD_ANSWER);
  return bytes.length === 1 ? bytes.toString("latin1") : "";
}

function happens(socket: Socket, event: string, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    function settle(outcome: () => void): void {
      socket.off(event, onEvent);
      socket.off("error", onError);
      socket.off("close", onClose);
      signal.removeEventListener("abort", onAbort);
      outcome();
    }
    const onEvent = () => settle(resolve);
    const onError = (error: Error) => settle(() => reject(error));
    const onClose = () => settle(() => reject(new Error("closed")));
    const onAbort = () => settle(() => reject(signal.reason));
    socket.on(event, onEvent);
    socket.on("error", onError);
    socket.on("close", onClose);
    signal.addEventListener("abort", onAbort, { once: true });
  });
}

function codeOf(error: unknown): string {
  const code = typeof error === "object" && error !== null && "code" in error ? error.code : "";
  return typeof code === "string" ? code : "";
}
