// The server's end of a link: waits for hello, agrees on a version, and hears of the agent's
// databases. Who may connect, and which databases count, is left to whoever accepts.

import { PgmcpError } from "../errors.ts";
import { VERSION } from "../version.ts";
import type { FrameSocket } from "./frame_socket.ts";
import type { HeartbeatOptions } from "./heartbeat.ts";
import type { AgentHello, OfferedDatabase, ServerHello } from "./hello.ts";
import { isRecord } from "./json_rpc.ts";
import { Link } from "./link.ts";
import type { IncomingCall } from "./link_options.ts";
import {
  CAPABILITIES,
  CLOSE_CODES,
  HELLO_TIMEOUT_MS,
  MAX_ANSWER_BYTES,
  MAX_CALL_BYTES,
  PROTOCOL_VERSIONS,
} from "./protocol.ts";
import { readAgentHello, readOffered, readProtocolRange } from "./read_hello.ts";

/** Options of {@linkcode openServerLink}. */
export interface ServerLinkOptions {
  /** Looks at who says hello; gives the databases that are not served and why. Throws a `PgmcpError` to turn the agent away. */
  readonly welcome: (hello: AgentHello) => ServerHello["refused"];
  /** The link is ready for calls. */
  readonly ready: (link: Link, hello: AgentHello) => void;
  /** The agent offers these from now on. */
  readonly offered: (databases: readonly OfferedDatabase[]) => void;
  /** The agent asks for no new calls. */
  readonly draining: () => void;
  /** Hears of a failure that is none of ours. */
  readonly fault: (error: unknown) => void;
  readonly heartbeat?: HeartbeatOptions;
  /** {@linkcode HELLO_TIMEOUT_MS} by default. */
  readonly helloTimeoutMs?: number;
  /** The largest answer that is taken; {@linkcode MAX_ANSWER_BYTES} by default. */
  readonly maxAnswerBytes?: number;
}

/** Takes over `socket`, and calls back when the agent has said hello. */
export function openServerLink(socket: FrameSocket, options: ServerLinkOptions): Link {
  const { maxAnswerBytes = MAX_ANSWER_BYTES } = options;
  let greeted = false;

  // Turned away: the answer first, so that the agent can say why.
  function turnAway(error: PgmcpError, call: IncomingCall): Promise<never> {
    const code = error.code === "PGMCP_TUNNEL_VERSION"
      ? CLOSE_CODES.versionMismatch
      : CLOSE_CODES.notAdmitted;
    void call.answered.then(() => link.close({ code, reason: error.message }));
    return Promise.reject(error);
  }

  function greet(params: unknown, call: IncomingCall): Promise<ServerHello> {
    greeted = true;
    clearTimeout(timer);
    try {
      const protocol = agreedVersion(params);
      const hello = readAgentHello(params, "hello");
      const refused = options.welcome(hello);
      const deflate = hello.capabilities.includes("deflate");
      link.agree({ deflate, maxSendBytes: MAX_CALL_BYTES });
      void call.answered.then(() => {
        if (link.isOpen) options.ready(link, hello);
      });
      return Promise.resolve({
        protocol,
        software: VERSION,
        capabilities: CAPABILITIES,
        maxAnswerBytes,
        refused,
      });
    } catch (error) {
      if (error instanceof PgmcpError && error.code !== "PGMCP_TUNNEL_PROTOCOL") {
        return turnAway(error, call);
      }
      throw error;
    }
  }

  const link = new Link(socket, {
    handlers: {
      request({ method, params }, call) {
        return method === "hello" && !greeted ? greet(params, call) : null;
      },
      notification(method, { databases }) {
        if (!greeted) return false;
        switch (method) {
          case "databases":
            options.offered(readOffered(databases, "databases"));
            return true;
          case "draining":
            options.draining();
            return true;
          default:
            return false;
        }
      },
      fault: options.fault,
    },
    maxFrameBytes: maxAnswerBytes,
    ...(options.heartbeat === undefined ? {} : { heartbeat: options.heartbeat }),
  });
  const timer = setTimeout(
    () => link.close({ code: CLOSE_CODES.helloTimeout, reason: "no hello" }),
    options.helloTimeoutMs ?? HELLO_TIMEOUT_MS,
  );
  void link.ended.then(() => clearTimeout(timer));
  return link;
}

/** The newest version that both speak. Of a newer hello only the range can be read, so it is read first. */
function agreedVersion(params: unknown): number {
  const theirs = readProtocolRange(
    isRecord(params) ? params.protocol : undefined,
    "hello.protocol",
  );
  const ours = PROTOCOL_VERSIONS;
  const agreed = Math.min(theirs.max, ours.max);
  if (agreed >= Math.max(theirs.min, ours.min)) return agreed;
  const older = theirs.max < ours.min ? "agent" : "server";
  throw new PgmcpError("PGMCP_TUNNEL_VERSION", {
    message: `The agent speaks versions ${theirs.min} to ${theirs.max} of the tunnel's protocol, ` +
      `the server ${ours.min} to ${ours.max}.`,
    hint: `Upgrade the ${older}.`,
  });
}
