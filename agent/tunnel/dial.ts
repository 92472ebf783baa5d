// Dials a server: one outbound WebSocket, the key in its request. It says why it cannot, in words
// that hold neither the key nor what the server wrote.

import { PgmcpError } from "../../core/errors.ts";
import { BROKEN_CODE, type FrameSocket } from "../../core/tunnel/frame_socket.ts";
import { MAX_CALL_BYTES, SUBPROTOCOL } from "../../core/tunnel/protocol.ts";
import { createWsSocket, type WsRefusal, type WsSocket } from "./ws_package.ts";

/** Options of {@linkcode dial}. */
export interface DialOptions {
  /** The agent's key; secret. */
  readonly key: string;
  /** Certificates of authorities, in PEM, beside the usual ones. */
  readonly ca?: string;
  /** How long it may take, in milliseconds; {@linkcode DEFAULT_DIAL_TIMEOUT_MS} by default. */
  readonly timeoutMs?: number;
  /** Aborting it gives up. */
  readonly signal?: AbortSignal;
}

/** How long a dial may take: whoever comes back within 5 s cannot wait longer. */
const DEFAULT_DIAL_TIMEOUT_MS = 4_000;
/** How long the other side may take to confirm a close before the connection is cut. */
const CLOSE_TIMEOUT_MS = 2_000;
const OPEN = 1;
/** What the commonest errors of Node's sockets mean for whoever set SERVER_URL. */
const HINTS: Readonly<Record<string, string>> = {
  ECONNREFUSED: "Nothing listens there: check host and port in SERVER_URL, and that it runs.",
  ENOTFOUND: "The name is not known: check the host in SERVER_URL.",
  ERR_SSL_WRONG_VERSION_NUMBER:
    "It speaks no TLS at this port: check the port in SERVER_URL, and whether it has TLS_CERT or a proxy.",
};
/** Closed without a code (RFC 6455, section 7.4.1). */
const NO_CODE = 1005;

/** Dials `url`. Throws `PGMCP_AGENT_REFUSED` where the server will not have this agent, `PGMCP_SERVER_UNREACHABLE` for anything else. */
export function dial(url: string, options: DialOptions): Promise<FrameSocket> {
  const { key, ca, signal, timeoutMs = DEFAULT_DIAL_TIMEOUT_MS } = options;
  const dialled = Promise.withResolvers<FrameSocket>();
  const socket = createWsSocket(url, SUBPROTOCOL, {
    headers: { authorization: `Bearer ${key}` },
    handshakeTimeout: timeoutMs,
    maxPayload: MAX_CALL_BYTES,
    perMessageDeflate: false,
    followRedirects: false,
    ...(ca === undefined ? {} : { ca }),
  });
  socket.binaryType = "nodebuffer";
  const giveUp = () => socket.terminate();
  signal?.addEventListener("abort", giveUp, { once: true });
  const frames = wsFrames(socket);
  socket.on("open", () => {
    // From now on whoever has the link ends it, in good order.
    signal?.removeEventListener("abort", giveUp);
    dialled.resolve(frames);
  });
  socket.on("unexpected-response", (_request, response) => {
    dialled.reject(refused(response));
    response.destroy();
    socket.terminate();
  });
  socket.on("error", (error) => dialled.reject(unreachable(error)));
  socket.on("close", () => {
    signal?.removeEventListener("abort", giveUp);
    dialled.reject(new PgmcpError("PGMCP_SERVER_UNREACHABLE"));
  });
  return dialled.promise;
}

function wsFrames(socket: WsSocket): FrameSocket {
  const decoder = new TextDecoder();
  return {
    listen({ frame, end }) {
      socket.on("message", (data, isBinary) => {
        if (!(data instanceof Uint8Array)) return;
        frame(isBinary ? Uint8Array.from(data) : decoder.decode(data));
      });
      socket.on("close", (code, reason) =>
        end({
          code: code === NO_CODE ? BROKEN_CODE : code,
          reason: decoder.decode(reason),
        }));
    },
    send(data) {
      if (socket.readyState === OPEN) socket.send(data);
    },
    get unsentBytes() {
      return socket.bufferedAmount;
    },
    close({ code, reason }) {
      socket.close(code, reason.slice(0, 120));
      // A peer that is gone confirms nothing.
      const cut = setTimeout(() => socket.terminate(), CLOSE_TIMEOUT_MS);
      socket.on("close", () => clearTimeout(cut));
    },
  };
}

function refused({ statusCode = 0 }: WsRefusal): PgmcpError {
  switch (statusCode) {
    case 401:
    case 403:
      return new PgmcpError("PGMCP_AGENT_REFUSED", {
        message: `The server refuses AGENT_KEY (status ${statusCode}).`,
        hint:
          "Check that SERVER_URL ends in /agent; or make a key with pgmcp keys create --agent " +
          "on the server, and set it as AGENT_KEY.",
      });
    case 404:
    case 426:
      return new PgmcpError("PGMCP_AGENT_REFUSED", {
        message:
          `The server takes no agents of this version at this address (status ${statusCode}).`,
        hint: "Check the path in SERVER_URL, /agent, and that both are of one version.",
      });
    default:
      return new PgmcpError("PGMCP_SERVER_UNREACHABLE", {
        message: `The server does not take agents now (status ${statusCode}).`,
      });
  }
}

function unreachable(error: Error): PgmcpError {
  const code = "code" in error && typeof error.code === "string" ? error.code : null;
  const tls = code !== null && /CERT|TLS|SELF_SIGNED|UNABLE_TO/.test(code) ||
    /certificate|UnknownIssuer/i.test(error.message);
  const hint = tls
    ? "Its certificate is not trusted: name its authority's file in SERVER_CA."
    : code === null
    ? undefined
    : HINTS[code];
  return new PgmcpError("PGMCP_SERVER_UNREACHABLE", {
    message: `The server cannot be reached${code === null ? "" : ` (${code})`}.`,
    ...(hint === undefined ? {} : { hint }),
    cause: error,
  });
}
