// The agent's end of a link: says hello, answers calls, says when its databases change, and
// drains. Dialling, and dialling again, is left to whoever has the network.

import { PgmcpError } from "../errors.ts";
import { VERSION } from "../version.ts";
import { answerCall, type LeaseDatabase } from "./answer_calls.ts";
import type { FrameSocket, LinkEnd } from "./frame_socket.ts";
import type { AgentHello, OfferedDatabase, ServerHello } from "./hello.ts";
import type { HeartbeatOptions } from "./heartbeat.ts";
import { Link } from "./link.ts";
import {
  CAPABILITIES,
  CLOSE_CODES,
  HELLO_TIMEOUT_MS,
  MAX_CALL_BYTES,
  PROTOCOL_VERSIONS,
} from "./protocol.ts";
import { readServerHello } from "./read_hello.ts";

/** Options of {@linkcode openAgentLink}. */
export interface AgentLinkOptions {
  /** Tells this agent from others; the same for every link of one process. */
  readonly agentId: string;
  /** The databases it offers now. */
  readonly offered: readonly OfferedDatabase[];
  /** Gives them to calls. */
  readonly lease: LeaseDatabase;
  /** Hears of a failure that is none of ours. */
  readonly fault: (error: unknown) => void;
  /** Whether large messages may be deflated; true by default. Over loopback it is not worth it. */
  readonly deflate?: boolean;
  readonly heartbeat?: HeartbeatOptions;
  /** {@linkcode HELLO_TIMEOUT_MS} by default. */
  readonly helloTimeoutMs?: number;
}

/** An agent's open link. */
export interface AgentLink {
  /** What the server said of itself. */
  readonly server: ServerHello;
  /** Resolves when it has ended. */
  readonly ended: Promise<LinkEnd>;
  /** Tells the server which databases there are now. */
  offer(databases: readonly OfferedDatabase[]): void;
  /** Asks for no new calls, answers those in flight, and ends; after `graceMs` it ends all the same. */
  drain(graceMs: number): Promise<void>;
  /** Ends it at once. */
  close(): void;
}

/** Says hello over `socket`. Throws what the server answers, and `PGMCP_AGENT_LOST` where it hangs up. */
export async function openAgentLink(
  socket: FrameSocket,
  options: AgentLinkOptions,
): Promise<AgentLink> {
  const { agentId, offered, lease, fault, deflate = true } = options;
  const capabilities = deflate ? CAPABILITIES : CAPABILITIES.filter((name) => name !== "deflate");
  const link = new Link(socket, {
    handlers: {
      request: (request, call) => answerCall(request, call, lease),
      notification: () => false,
      fault,
    },
    maxFrameBytes: MAX_CALL_BYTES,
    // A call may come right behind the answer to hello.
    inflate: deflate,
    ...(options.heartbeat === undefined ? {} : { heartbeat: options.heartbeat }),
  });
  const hello: AgentHello = {
    protocol: PROTOCOL_VERSIONS,
    software: VERSION,
    agentId,
    databases: offered,
    capabilities,
  };
  const timer = setTimeout(
    () => link.close({ code: CLOSE_CODES.helloTimeout, reason: "no answer to hello" }),
    options.helloTimeoutMs ?? HELLO_TIMEOUT_MS,
  );
  try {
    const server = readServerHello(await link.request("hello", hello), "the answer to hello");
    if (server.protocol < PROTOCOL_VERSIONS.min || server.protocol > PROTOCOL_VERSIONS.max) {
      throw new PgmcpError("PGMCP_TUNNEL_VERSION");
    }
    link.agree({
      deflate: deflate && server.capabilities.includes("deflate"),
      maxSendBytes: server.maxAnswerBytes,
    });
    return agentLink(link, server);
  } catch (error) {
    link.close({
      code: CLOSE_CODES.protocolError,
      reason: "the answer to hello is not understood",
    });
    throw error;
  } finally {
    clearTimeout(timer);
  }
}

function agentLink(link: Link, server: ServerHello): AgentLink {
  const done: LinkEnd = { code: CLOSE_CODES.goingAway, reason: "the agent ends" };
  return {
    server,
    ended: link.ended,
    offer: (databases) => link.notify("databases", { databases }),
    async drain(graceMs) {
      link.notify("draining");
      // Calls may be on their way that were sent before the server heard of it: only the server
      // knows when the last is answered, and closes then.
      const late = Promise.withResolvers<void>();
      const timer = setTimeout(() => late.resolve(), graceMs);
      await Promise.race([link.ended, late.promise]);
      clearTimeout(timer);
      link.close(done);
    },
    close: () => link.close(done),
  };
}
