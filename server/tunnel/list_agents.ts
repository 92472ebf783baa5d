// The agents that are connected, as `/ready` tells of them.

import type { ConnectedAgent } from "./connected_agent.ts";

/** A connected agent, in words that are safe to show to whoever may use its databases. */
export interface ListedAgent {
  readonly agent: string;
  readonly version: string;
  readonly databases: readonly string[];
  readonly status: "connected" | "draining";
  /** When it connected. */
  readonly since: string;
  /** How many calls it works on. */
  readonly calls: number;
}

/** Those of `agents` that bring a database which `mayUse` lets through, and only these databases. */
export function listAgents(
  agents: Iterable<ConnectedAgent>,
  mayUse: (database: string) => boolean = () => true,
): readonly ListedAgent[] {
  const listed: ListedAgent[] = [];
  for (const { agentId, databases, draining, link, sinceMs, software } of agents) {
    const names = [...databases.keys()].filter(mayUse);
    if (names.length === 0) continue;
    listed.push({
      agent: agentId,
      version: software,
      databases: names,
      status: draining ? "draining" : "connected",
      since: new Date(sinceMs).toISOString(),
      calls: link.asked,
    });
  }
  return listed;
}
