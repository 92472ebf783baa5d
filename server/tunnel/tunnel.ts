// The server's side of the tunnel: lets agents in, knows which databases they bring, and serves
// these beside its own. Whom a key lets in is a gate's business; it is asked before the upgrade.

import { getLogger } from "@logtape/logtape";
import { PgmcpError } from "../../core/errors.ts";
import { createPartialGuard, type Guard } from "../../core/services/guard.ts";
import { createParser, type Parser } from "../../core/sql/parse.ts";
import type { HeartbeatOptions } from "../../core/tunnel/heartbeat.ts";
import type { AgentHello, OfferedDatabase, ServerHello } from "../../core/tunnel/hello.ts";
import type { FrameSocket, LinkEnd } from "../../core/tunnel/frame_socket.ts";
import type { Link } from "../../core/tunnel/link.ts";
import { openServerLink } from "../../core/tunnel/open_server_link.ts";
import { CLOSE_CODES } from "../../core/tunnel/protocol.ts";
import { remoteDatabase, type RemoteDatabaseOptions } from "../../core/tunnel/remote_database.ts";
import { faultTrace } from "../fault_trace.ts";
import type { Admission } from "../gates/admission.ts";
import type { ListChanges } from "../list_changes.ts";
import type { ServedDatabases } from "../tools/served_databases.ts";
import { AgentDirectory } from "./agent_directory.ts";
import type { ConnectedAgent } from "./connected_agent.ts";
import { mergedDatabases } from "./merged_databases.ts";

const log = getLogger(["pgmcp", "tunnel"]);

/** Options of {@linkcode createTunnel}. */
export interface TunnelOptions extends RemoteDatabaseOptions {
  /** The server's own databases. */
  readonly own: ServedDatabases;
  /** Where it is announced that databases came or went. */
  readonly listChanges: ListChanges;
  /** The parser, where others share one; an own one by default. */
  readonly parser?: Parser;
  readonly heartbeat?: HeartbeatOptions;
  /** The most agents at once; {@linkcode DEFAULT_MAX_AGENTS} by default. */
  readonly maxAgents?: number;
  /** The most of them that one key may have, so that others have room; {@linkcode DEFAULT_MAX_AGENTS_OF_KEY} by default. */
  readonly maxAgentsOfKey?: number;
  /** The most databases that the agents of one key may bring together; {@linkcode DEFAULT_MAX_DATABASES_OF_KEY} by default. */
  readonly maxDatabasesOfKey?: number;
  /** The clock, as milliseconds since 1970. */
  readonly now?: () => number;
}

/** The most agents at once. */
const DEFAULT_MAX_AGENTS = 10_000;
/** The most agents of one key at once. */
const DEFAULT_MAX_AGENTS_OF_KEY = 5_000;
/** The most databases that the agents of one key may bring together. */
const DEFAULT_MAX_DATABASES_OF_KEY = 20_000;
/** How much text the decisions of a guard here may hold, in UTF-16 code units. */
const CACHE_CHARACTERS = 128 * 1024;
/** How long several agents' coming and going is gathered before clients are told, in milliseconds. */
const ANNOUNCE_AFTER_MS = 50;

/** The server's side. */
export interface Tunnel {
  /** Its own databases and those that agents bring. */
  readonly databases: ServedDatabases;
  /** The agents that are connected. */
  readonly agents: ReadonlySet<ConnectedAgent>;
  /** Whether one more agent of that key may connect. */
  hasRoom(admission: Admission): boolean;
  /** Takes over the socket of an agent that a gate let in. */
  connect(socket: FrameSocket, admission: Admission): void;
  /** Ends every link; the agents dial again by themselves. */
  close(): void;
}

/** Makes it. */
export function createTunnel(options: TunnelOptions): Tunnel {
  const { listChanges, own, heartbeat, maxAgents = DEFAULT_MAX_AGENTS } = options;
  const { maxAgentsOfKey = DEFAULT_MAX_AGENTS_OF_KEY } = options;
  const { maxDatabasesOfKey = DEFAULT_MAX_DATABASES_OF_KEY } = options;
  const now = options.now ?? Date.now;
  const parser = options.parser ?? createParser();
  const links = new Set<Link>();
  // How many of them each key has.
  const linksOfKey = new Map<string, number>();
  const guards = new Map<boolean, Guard>();
  let announcing: ReturnType<typeof setTimeout> | undefined;

  function announce(): void {
    announcing ??= setTimeout(() => {
      announcing = undefined;
      listChanges.announce("tools");
      listChanges.announce("prompts");
      listChanges.announce("resources");
    }, ANNOUNCE_AFTER_MS);
  }

  const agents = new AgentDirectory({ now, onChange: announce });

  function guardOf(readOnly: boolean): Guard {
    const known = guards.get(readOnly);
    if (known !== undefined) return known;
    const made = createPartialGuard({
      readOnly,
      parser,
      // The agent has the catalogue, and puts the row cap around what runs.
      checkedAgain: true,
      rowsCappedLater: true,
      cacheCharacters: CACHE_CHARACTERS,
    });
    guards.set(readOnly, made);
    return made;
  }

  function count(keyId: string, change: 1 | -1): void {
    const links = (linksOfKey.get(keyId) ?? 0) + change;
    if (links > 0) linksOfKey.set(keyId, links);
    else linksOfKey.delete(keyId);
  }

  /** Whether an agent of that key may bring `count` databases, beside those that the key's other agents bring. */
  function mayBring(count: number, keyId: string, agentId: string): boolean {
    let total = count;
    for (const agent of agents.agents) {
      if (agent.keyId === keyId && agent.agentId !== agentId) total += agent.databases.size;
    }
    return total <= maxDatabasesOfKey;
  }

  /** Why a database of that name is not served for this key; null where it is. */
  function refusal(name: string, admission: Admission): string | null {
    if (!admission.mayUse(name)) return "the key may not bring this database";
    return own.list.some((each) => each.name === name)
      ? "the server has a database of that name itself"
      : null;
  }

  function refusals(
    databases: readonly OfferedDatabase[],
    admission: Admission,
  ): ServerHello["refused"] {
    return databases.flatMap(({ name }) => {
      const reason = refusal(name, admission);
      return reason === null ? [] : [{ name, reason }];
    });
  }

  function brought(
    link: Link,
    databases: readonly OfferedDatabase[],
    admission: Admission,
  ): ConnectedAgent["databases"] {
    const served = databases.filter(({ name }) => refusal(name, admission) === null);
    return new Map(
      served.map((
        offered,
      ) => [offered.name, { offered, database: remoteDatabase(link, offered, options) }]),
    );
  }

  function welcome(hello: AgentHello, admission: Admission): ServerHello["refused"] {
    if (!mayBring(hello.databases.length, admission.principal.id, hello.agentId)) {
      throw new PgmcpError("PGMCP_BUSY", { message: "The key's agents bring too many databases." });
    }
    const refused = refusals(hello.databases, admission);
    const [first] = refused;
    if (first !== undefined && refused.length === hello.databases.length) {
      throw new PgmcpError("PGMCP_INVALID_CONFIGURATION", {
        message: `Cannot serve ${JSON.stringify(first.name)}: ${first.reason}.`,
        hint: "Name databases that the key may bring, in DATABASE_NAME or CONFIG_FILE.",
      });
    }
    return refused;
  }

  function connect(socket: FrameSocket, admission: Admission): void {
    const { principal, ended } = admission;
    let agent: ConnectedAgent | null = null;

    function ready(link: Link, hello: AgentHello): void {
      const { agentId, databases, software } = hello;
      const before = agents.find(principal.id, agentId);
      agent = {
        agentId,
        keyId: principal.id,
        software,
        sinceMs: now(),
        link,
        databases: brought(link, databases, admission),
        draining: false,
      };
      // Before the older link ends, so that there is no moment without the database.
      agents.add(agent);
      before?.link.close({ code: CLOSE_CODES.replaced, reason: "the same agent connected anew" });
      log.info("Agent {agent} of key {key} connected: {databases}", {
        agent: agentId,
        key: principal.id,
        databases: [...agent.databases.keys()].join(", "),
      });
    }

    const link = openServerLink(socket, {
      welcome: (hello) => welcome(hello, admission),
      ready,
      offered(databases) {
        if (agent === null) return;
        if (!mayBring(databases.length, agent.keyId, agent.agentId)) {
          return agent.link.close({ code: CLOSE_CODES.notAdmitted, reason: "too many databases" });
        }
        agent.databases = brought(agent.link, databases, admission);
        agents.refresh();
      },
      draining() {
        if (agent === null || agent.draining) return;
        agent.draining = true;
        agents.refresh();
        void closeWhenAnswered(agent.link);
      },
      fault: (error) =>
        log.error("A link failed inside pgmcp: {trace}", { trace: faultTrace(error) }),
      ...(heartbeat === undefined ? {} : { heartbeat }),
    });
    links.add(link);
    count(principal.id, 1);

    function revoke(): void {
      const { reason } = ended;
      const why = reason instanceof PgmcpError ? reason.message : "the key does not hold any more";
      link.close({ code: CLOSE_CODES.notAdmitted, reason: why });
    }
    if (ended.aborted) revoke();
    ended.addEventListener("abort", revoke, { once: true });
    void link.ended.then((end: LinkEnd) => {
      links.delete(link);
      count(principal.id, -1);
      ended.removeEventListener("abort", revoke);
      if (agent === null) return log.info("A link ended before hello: {end}", { end: shown(end) });
      agents.remove(agent);
      log.info("Agent {agent} is gone: {end}", { agent: agent.agentId, end: shown(end) });
    });
  }

  return {
    databases: mergedDatabases(own, { agents, guardOf }),
    agents: agents.agents,
    hasRoom: ({ principal }) =>
      links.size < maxAgents && (linksOfKey.get(principal.id) ?? 0) < maxAgentsOfKey,
    connect,
    close() {
      clearTimeout(announcing);
      for (const link of links) {
        link.close({ code: CLOSE_CODES.goingAway, reason: "the server ends" });
      }
    },
  };
}

/** Closes the link of an agent that drains, once its last call is answered. */
async function closeWhenAnswered(link: Link): Promise<void> {
  while (link.isOpen && link.asked > 0) {
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
  }
  link.close({ code: CLOSE_CODES.done, reason: "drained" });
}

const LOOK_EVERY_MS = 20;

function shown({ code, reason }: LinkEnd): string {
  return `${reason === "" ? "the connection broke" : reason} (${code})`;
}
