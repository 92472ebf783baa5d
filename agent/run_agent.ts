// The agent: opens its databases, dials its server, and answers calls until it is asked to end.
// Everything it reads comes in as variables, and it asks for no permission of its own accord, so
// that it runs alike in the process and in a Worker that holds only what it needs.

import { readSettings, type ReadVariable } from "../core/config/read_settings.ts";
import { fileTrouble, lacksPermission } from "../core/config/file_trouble.ts";
import { PgmcpError } from "../core/errors.ts";
import type { DatabaseDirectory } from "../core/ports/database_directory.ts";
import { visibleText } from "../core/services/format/visible_text.ts";
import { openAgentLink } from "../core/tunnel/open_agent_link.ts";
import { type AgentLog, createAgentLog } from "./agent_log.ts";
import { readAgentSettings } from "./config.ts";
import { openServerDatabase } from "./open_server_database.ts";
import type { OpenDatabase } from "./prepare_database.ts";
import { isLoopbackHost } from "./tunnel/is_loopback_host.ts";
import { dial } from "./tunnel/dial.ts";
import { offerDatabases } from "./tunnel/offered_databases.ts";
import { stayConnected } from "./tunnel/stay_connected.ts";
import { readTunnelSettings, serverHost, type TunnelSettings } from "./tunnel/tunnel_settings.ts";
import { writeStandardError } from "./write_standard_error.ts";

/** What {@linkcode runAgent} needs. */
export interface RunAgentOptions {
  /** Gives the value of an environment variable; undefined where it is not set. */
  readonly variable: ReadVariable;
  /** Aborting it asks for the end: calls in flight may finish. */
  readonly signal: AbortSignal;
  /** Takes the lines of the log; standard error by default. */
  readonly write?: (text: string) => void;
  /** Opens a database; those of a server alone by default. */
  readonly openDatabase?: OpenDatabase;
}

/** How long calls in flight may take to finish at the end. */
const DRAIN_MS = 10_000;

/** Serves until the signal aborts; gives the exit code. Throws `PGMCP_INVALID_CONFIGURATION`. */
export async function runAgent(options: RunAgentOptions): Promise<number> {
  const { signal, variable } = options;
  const { agent, tunnel } = readSettings(variable, (reader) => {
    const agent = readAgentSettings(reader);
    const tunnel = readTunnelSettings(reader, agent.configFile !== null);
    return { agent, tunnel };
  });
  const log = createAgentLog({
    level: tunnel.logLevel,
    write: options.write ?? writeStandardError,
  });
  using ending = new DisposableStack();
  const { openDatabase = openServerDatabase } = options;
  await using directory = await openDirectory({
    ...{ agent, tunnel, variable, log, ending, openDatabase },
  });
  const offered = offerDatabases(directory, new URL(tunnel.serverUrl).hostname);
  const ca = tunnel.caFile === null ? {} : { ca: await readCertificates(tunnel.caFile) };
  const agentId = crypto.randomUUID();
  const { serverUrl, key } = tunnel;

  function fault(error: unknown): void {
    log("error", `A call failed inside pgmcp: ${error instanceof Error ? error.name : "unknown"}`);
  }

  offered.parser.load().catch((error) => log("warn", `Cannot load the parser yet: ${error}`));
  // One of several is opened when it is first asked.
  const [only, ...others] = directory.entries;
  if (only !== undefined && others.length === 0) {
    only.database.ping().catch((error) => {
      const why = error instanceof PgmcpError
        ? `${error.message} ${error.hint}`
        : "something went wrong inside pgmcp";
      log("warn", `Cannot connect to ${only.name} yet, calls will try again: ${why}`);
    });
  }
  await stayConnected({
    dial: (stop) => dial(serverUrl, { key, signal: stop, ...ca }),
    open: (socket) =>
      openAgentLink(socket, {
        agentId,
        offered: offered.list(),
        lease: (name) => offered.lease(name),
        fault,
        // Over loopback nothing is gained by it.
        deflate: !isLoopbackHost(new URL(serverUrl).hostname),
      }),
    onLink(link) {
      const refused = new Map(link.server.refused.map(({ name, reason }) => [name, reason]));
      for (const [name, reason] of refused) {
        // A stranger's text: its lines are not lines of this log.
        log("warn", `The server does not serve ${name}: ${visibleText(reason)}`);
      }
      const names = offered.list().map(({ name }) => name).filter((name) => !refused.has(name));
      log("info", `Connected to ${serverHost(serverUrl)}: serving ${names.join(", ")}`);
      return directory.onChange(() => link.offer(offered.list()));
    },
    signal,
    log,
    drainMs: DRAIN_MS,
  });
  log("info", "Ended.");
  return 0;
}

async function openDirectory(
  { agent, tunnel, variable, log, ending, openDatabase }: {
    readonly agent: ReturnType<typeof readAgentSettings>;
    readonly tunnel: TunnelSettings;
    readonly variable: ReadVariable;
    readonly log: AgentLog;
    /** What ends with the agent. */
    readonly ending: DisposableStack;
    readonly openDatabase: OpenDatabase;
  },
): Promise<DatabaseDirectory> {
  const { configFile, database: location, policies, query, requireGrade } = agent;
  if (configFile !== null) {
    const { openConfigFile } = await import("./config_file/open_config_file.ts");
    const { reloadOnHangup } = await import("./config_file/reload_on_hangup.ts");
    const directory = await openConfigFile(configFile, {
      ...{ variable, log, policies, requireGrade, openDatabase },
    });
    ending.use(reloadOnHangup(directory));
    return directory;
  }
  if (location === null) {
    throw new PgmcpError("PGMCP_INVALID_CONFIGURATION", {
      message: "Cannot start the agent: DATABASE_URL is not set",
      hint: "Set DATABASE_URL=postgres://…, or CONFIG_FILE for several databases.",
    });
  }
  const { openConfiguredDatabase } = await import("./open_configured_database.ts");
  const { singleDirectory } = await import("./single_directory.ts");
  const database = await openConfiguredDatabase(agent, {
    ...{ location, openDatabase },
    log: (message, level) => log(level, message),
  });
  return singleDirectory(database, {
    name: tunnel.databaseName ?? "",
    description: tunnel.databaseDescription,
    settings: query,
  });
}

async function readCertificates(path: string): Promise<string> {
  try {
    const text = await Deno.readTextFile(path);
    if (text.includes("-----BEGIN CERTIFICATE-----")) return text;
  } catch (cause) {
    throw new PgmcpError("PGMCP_INVALID_CONFIGURATION", {
      message: `Cannot read SERVER_CA "${path}": ${fileTrouble(cause)}`,
      hint: lacksPermission(cause)
        ? `Run deno with --allow-read=${path}; --print-command prints the whole line.`
        : "Name a file that is there, in PEM.",
      cause,
    });
  }
  throw new PgmcpError("PGMCP_INVALID_CONFIGURATION", {
    message: `Cannot use SERVER_CA "${path}": it holds no certificate in PEM`,
    hint: "Name the authority's certificate; such a file has a line -----BEGIN CERTIFICATE-----.",
  });
}
