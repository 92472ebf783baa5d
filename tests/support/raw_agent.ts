// An agent that says on the wire whatever a test wants, with none of pgmcp's code between.

import type { LinkEnd } from "../../core/tunnel/frame_socket.ts";
import type { Admission } from "../../server/gates/admission.ts";
import type { Tunnel } from "../../server/tunnel/tunnel.ts";
import { createSocketPair } from "./socket_pair.ts";
import { admitAll } from "./tunnel_agents.ts";

/** A database as the least of hellos offers it. */
export const OFFERED = {
  name: "shop",
  description: null,
  readOnly: true,
  limits: { maxRows: 100, maxBytes: 100_000, timeoutMs: 10_000 },
  engine: "PostgreSQL",
  problem: null,
};

/** What a test tells of it. */
export interface RawAgentOptions {
  readonly admission?: Admission;
  /** The databases it offers, unread. */
  readonly databases?: readonly unknown[];
  readonly agentId?: string;
  /** What it answers a request with, as JSON text: a result, or null for nothing. */
  readonly answer?: (method: string) => string | null;
}

/** The agent. */
export interface RawAgent {
  /** Sends anything. */
  send(frame: string): void;
  /** Resolves when the server has ended the link. */
  readonly ended: Promise<LinkEnd>;
}

/** Connects one to `tunnel`; resolves once hello is answered. */
export async function connectRawAgent(
  tunnel: Tunnel,
  options: RawAgentOptions = {},
): Promise<RawAgent> {
  const { admission = admitAll(), agentId = crypto.randomUUID(), answer, databases } = options;
  const [agentEnd, serverEnd] = createSocketPair().ends;
  tunnel.connect(serverEnd, admission);
  const ended = Promise.withResolvers<LinkEnd>();
  const greeted = Promise.withResolvers<void>();
  agentEnd.listen({
    frame(frame) {
      const { id, method } = JSON.parse(String(frame));
      if (method === undefined) return greeted.resolve();
      const result = id === undefined ? null : answer?.(method) ?? null;
      if (result !== null) agentEnd.send(`{"jsonrpc":"2.0","id":${id},"result":${result}}`);
    },
    end: ended.resolve,
  });
  const params = {
    protocol: { min: 1, max: 1 },
    software: "0",
    agentId,
    databases: databases ?? [OFFERED],
    capabilities: [],
  };
  agentEnd.send(JSON.stringify({ jsonrpc: "2.0", id: 0, method: "hello", params }));
  await greeted.promise;
  // The server counts it in once its own answer has gone.
  for (let turn = 0; turn < 20; turn++) await Promise.resolve();
  return { send: (frame) => agentEnd.send(frame), ended: ended.promise };
}
