// Which agents are connected, and which databases they bring: where calls can go. A name that was
// brought once stays known for a day, so that a call can be told since when nobody brings it.

import { PgmcpError } from "../../core/errors.ts";
import type { OfferedDatabase } from "../../core/tunnel/hello.ts";
import { type BroughtDatabase, type ConnectedAgent, takesCalls } from "./connected_agent.ts";

/** A database that some agent brings, or has brought. */
export interface KnownDatabase {
  /** What an agent said of it last. */
  readonly offered: OfferedDatabase;
  /** Since when no agent brings it, as milliseconds since 1970; null while one does. */
  readonly missingSinceMs: number | null;
}

/** Where a call can go. */
export interface CallRoute {
  readonly agent: ConnectedAgent;
  readonly brought: BroughtDatabase;
}

/** How many names without an agent are remembered. */
const MAX_MISSING = 1_000;
/** For how long; after that it is like one that never was. */
const MISSING_FOR_MS = 24 * 60 * 60 * 1000;

/** The agents of one server. */
export class AgentDirectory {
  readonly #now: () => number;
  readonly #onChange: () => void;
  readonly #agents = new Set<ConnectedAgent>();
  // In the order in which the names were first brought.
  #known: ReadonlyMap<string, KnownDatabase> = new Map();
  /** When the first of the missing ones is forgotten. */
  #forgetAtMs = Infinity;

  /** Makes an empty one; `now` gives milliseconds since 1970. */
  constructor(options: { readonly now: () => number; readonly onChange: () => void }) {
    this.#now = options.now;
    this.#onChange = options.onChange;
  }

  /** The agents that are connected. */
  get agents(): ReadonlySet<ConnectedAgent> {
    return this.#agents;
  }

  /** The databases by name; another map after every change. */
  get databases(): ReadonlyMap<string, KnownDatabase> {
    if (this.#now() >= this.#forgetAtMs) this.refresh();
    return this.#known;
  }

  /** The same agent, of the same key, that is connected already. */
  find(keyId: string, agentId: string): ConnectedAgent | null {
    for (const agent of this.#agents) {
      if (agent.keyId === keyId && agent.agentId === agentId) return agent;
    }
    return null;
  }

  /** Calls may go to `agent` from now on. */
  add(agent: ConnectedAgent): void {
    this.#agents.add(agent);
    this.refresh();
  }

  /** They may not any more. */
  remove(agent: ConnectedAgent): void {
    if (this.#agents.delete(agent)) this.refresh();
  }

  /** The agent with the fewest calls, other than `except`; null where there is none. */
  route(name: string, except: ConnectedAgent | null = null): CallRoute | null {
    let best: CallRoute | null = null;
    for (const agent of this.#agents) {
      const brought = agent.databases.get(name);
      if (brought === undefined || agent === except || !takesCalls(agent)) continue;
      if (best === null || agent.link.asked < best.agent.link.asked) best = { agent, brought };
    }
    return best;
  }

  /** The error of a call that can go nowhere. */
  unavailable(name: string): PgmcpError {
    const since = this.databases.get(name)?.missingSinceMs ?? null;
    if (since === null) return new PgmcpError("PGMCP_AGENT_UNAVAILABLE");
    return new PgmcpError("PGMCP_AGENT_UNAVAILABLE", {
      message: `No agent of this database is connected, since ${new Date(since).toISOString()}.`,
    });
  }

  /** Looks again at what the agents bring; to be called when that has changed. */
  refresh(): void {
    const brought = new Map<string, OfferedDatabase>();
    for (const agent of this.#agents) {
      if (!takesCalls(agent)) continue;
      for (const [name, { offered }] of agent.databases) {
        // The first agent speaks for all; the others' own settings hold for calls to them.
        if (!brought.has(name)) brought.set(name, offered);
      }
    }
    const nowMs = this.#now();
    const known = new Map<string, KnownDatabase>();
    for (const [name, before] of this.#known) {
      const offered = brought.get(name);
      known.set(
        name,
        offered === undefined
          ? { offered: before.offered, missingSinceMs: before.missingSinceMs ?? nowMs }
          : { offered, missingSinceMs: null },
      );
    }
    for (const [name, offered] of brought) {
      if (!known.has(name)) known.set(name, { offered, missingSinceMs: null });
    }
    this.#forgetAtMs = forgetMissing(known, nowMs);
    this.#known = known;
    this.#onChange();
  }
}

/** Takes the names out of `known` that were missing for too long, and the oldest of too many; says when the next one is due. */
function forgetMissing(known: Map<string, KnownDatabase>, nowMs: number): number {
  const missing = [...known].flatMap(([name, { missingSinceMs }]) =>
    missingSinceMs === null ? [] : [{ name, untilMs: missingSinceMs + MISSING_FOR_MS }]
  ).sort((one, other) => one.untilMs - other.untilMs);
  const tooMany = missing.length - MAX_MISSING;
  const kept = missing.filter(({ untilMs }, at) => at >= tooMany && untilMs > nowMs);
  const names = new Set(kept.map(({ name }) => name));
  for (const { name } of missing) if (!names.has(name)) known.delete(name);
  return kept[0]?.untilMs ?? Infinity;
}
