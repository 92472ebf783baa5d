// A server's tunnel with agents on it, over sockets in memory: each agent with databases in memory.

import type { PgmcpError } from "../../core/errors.ts";
import type { GuardedDatabase } from "../../core/ports/guarded_database.ts";
import type { OfferedDatabase } from "../../core/tunnel/hello.ts";
import { type AgentLink, openAgentLink } from "../../core/tunnel/open_agent_link.ts";
import type { Admission } from "../../server/gates/admission.ts";
import { ListChanges } from "../../server/list_changes.ts";
import { createTunnel, type Tunnel, type TunnelOptions } from "../../server/tunnel/tunnel.ts";
import { createSocketPair, type SocketPair } from "./socket_pair.ts";

/** Neither end counts intervals, unless a test wants it. */
const NO_HEARTBEAT = { repeat: () => () => {} };

/** Makes a tunnel without databases of its own. */
export function createTestTunnel(options: Partial<TunnelOptions> = {}): Tunnel {
  return createTunnel({
    own: { list: [], lease: () => null },
    listChanges: new ListChanges(),
    heartbeat: NO_HEARTBEAT,
    ...options,
  });
}

/** An agent that a test connected. */
export interface TestAgent {
  readonly link: AgentLink;
  readonly pair: SocketPair;
}

/** Options of {@linkcode connectAgent}. */
export interface ConnectAgentOptions {
  readonly databases: Readonly<Record<string, GuardedDatabase>>;
  readonly agentId?: string;
  readonly admission?: Admission;
  /** What the agent says of each database beyond its limits. */
  readonly offered?: Partial<OfferedDatabase>;
}

/** Lets everything through. */
export function admitAll(id: string = "key"): Admission & { end(error: PgmcpError): void } {
  const controller = new AbortController();
  return {
    principal: { id, role: null, team: null, attributes: {} },
    rate: null,
    mayUse: () => true,
    ended: controller.signal,
    end: (error) => controller.abort(error),
  };
}

/** Connects one; it is served once this resolves. */
export async function connectAgent(
  tunnel: Tunnel,
  options: ConnectAgentOptions,
): Promise<TestAgent> {
  const pair = createSocketPair();
  const [agentEnd, serverEnd] = pair.ends;
  tunnel.connect(serverEnd, options.admission ?? admitAll());
  const databases = new Map(Object.entries(options.databases));
  const link = await openAgentLink(agentEnd, {
    agentId: options.agentId ?? crypto.randomUUID(),
    offered: offeredDatabases(options.databases, options.offered),
    lease(name) {
      const database = databases.get(name);
      return database === undefined ? null : { database, release() {} };
    },
    fault(error) {
      throw error;
    },
    heartbeat: NO_HEARTBEAT,
  });
  // The server counts it in once its own answer has gone.
  for (let turn = 0; turn < 20; turn++) await Promise.resolve();
  return { link, pair };
}

/** What an agent says of its databases. */
export function offeredDatabases(
  databases: Readonly<Record<string, GuardedDatabase>>,
  offered: Partial<OfferedDatabase> = {},
): readonly OfferedDatabase[] {
  return Object.entries(databases).map(([name, { limits, readOnly }]) => ({
    name,
    description: null,
    readOnly,
    limits,
    engine: "PostgreSQL",
    problem: null,
    ...offered,
  }));
}
