// A server's tunnel in this process that listens on a real port, and agents in this process that
// dial it: for faults of the network, with heartbeats as short as a test can wait.

import { dial } from "../../agent/tunnel/dial.ts";
import { stayConnected } from "../../agent/tunnel/stay_connected.ts";
import type { ApiKeyStore } from "../../core/ports/api_key_store.ts";
import type { GuardedDatabase } from "../../core/ports/guarded_database.ts";
import type { HeartbeatOptions } from "../../core/tunnel/heartbeat.ts";
import { type AgentLink, openAgentLink } from "../../core/tunnel/open_agent_link.ts";
import { createApp } from "../../server/app.ts";
import { ListChanges } from "../../server/list_changes.ts";
import { serveHttp } from "../../server/serve_http.ts";
import { createTunnel, type Tunnel, type TunnelOptions } from "../../server/tunnel/tunnel.ts";
import { keyedGate } from "./keyed_gate.ts";
import { offeredDatabases } from "./tunnel_agents.ts";

/** A listening server. */
export interface ListeningTunnel extends AsyncDisposable {
  readonly tunnel: Tunnel;
  readonly port: number;
  readonly agentKey: string;
  /** Where its keys are, for a server that comes after it. */
  readonly keys: ApiKeyStore;
}

/** Options of {@linkcode listenForAgents}. */
export interface ListenOptions extends Partial<TunnelOptions> {
  /** Any free one by default. */
  readonly port?: number;
  readonly keys?: ApiKeyStore;
}

/** Starts one. */
export async function listenForAgents(options: ListenOptions = {}): Promise<ListeningTunnel> {
  const { keys, port = 0, ...tunnelOptions } = options;
  const keyed = keyedGate(keys === undefined ? {} : { store: keys });
  const { text: key } = await keyed.issue({ kind: "agent", databases: ["*"] });
  const listChanges = new ListChanges();
  const tunnel = createTunnel({
    own: { list: [], lease: () => null },
    listChanges,
    ...tunnelOptions,
  });
  const app = createApp({ database: tunnel.databases, listChanges, tunnel, gate: keyed.gate });
  const http = serveHttp(app, { host: "127.0.0.1", port });
  return {
    tunnel,
    port: http.port,
    agentKey: key,
    keys: keyed.store,
    async [Symbol.asyncDispose]() {
      await http.shutdown(0);
      keyed[Symbol.dispose]();
    },
  };
}

/** An agent that keeps itself connected. */
export interface StayingAgent extends AsyncDisposable {
  /** The links it has had, the newest last. */
  readonly links: readonly AgentLink[];
  /** When each was opened, as `performance.now()` gives it. */
  readonly openedMs: readonly number[];
}

/** Options of {@linkcode stayingAgent}. */
export interface StayingAgentOptions {
  readonly port: number;
  readonly key: string;
  readonly databases: Readonly<Record<string, GuardedDatabase>>;
  readonly agentId?: string;
  readonly heartbeat?: HeartbeatOptions;
  /** How long its calls may take to finish at the end, in milliseconds; 0 by default. */
  readonly drainMs?: number;
}

/** Starts one. */
export function stayingAgent(options: StayingAgentOptions): StayingAgent {
  const { port, key, agentId = crypto.randomUUID(), heartbeat } = options;
  const databases = new Map(Object.entries(options.databases));
  const links: AgentLink[] = [];
  const openedMs: number[] = [];
  const stop = new AbortController();
  const staying = stayConnected({
    dial: (signal) => dial(`ws://127.0.0.1:${port}/agent`, { key, signal, timeoutMs: 1_000 }),
    open: (socket) =>
      openAgentLink(socket, {
        agentId,
        offered: offeredDatabases(options.databases),
        lease(name) {
          const database = databases.get(name);
          return database === undefined ? null : { database, release() {} };
        },
        fault(error) {
          throw error;
        },
        deflate: false,
        ...(heartbeat === undefined ? {} : { heartbeat }),
      }),
    onLink(link) {
      links.push(link);
      openedMs.push(performance.now());
      return () => {};
    },
    signal: stop.signal,
    log() {},
    drainMs: options.drainMs ?? 0,
  });
  return {
    links,
    openedMs,
    async [Symbol.asyncDispose]() {
      stop.abort();
      await staying;
    },
  };
}
