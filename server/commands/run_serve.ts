// `pgmcp serve`: MCP over HTTP until a signal comes. Without a database it serves
// too, and /ready says why it is not ready. Where others can reach it, it asks for keys,
// and for a database role that cannot do much.

import { getLogger } from "@logtape/logtape";
import {
  createSettingReader,
  readSettings,
  type ReadVariable,
  type SettingReader,
} from "../../core/config/read_settings.ts";
import { guardDatabase } from "../../core/services/guard_database.ts";
import { type AppOptions, createApp } from "../app.ts";
import { readServerSettings } from "../config.ts";
import { namesOfAddress } from "../gates/host_name.ts";
import { ListChanges } from "../list_changes.ts";
import { serveHttp } from "../serve_http.ts";
import { isReachable, readServeSettings } from "../serve_settings.ts";
import { servedDatabases } from "../tools/served_databases.ts";
import { configureLogging } from "./configure_logging.ts";
import type { DatabaseSide } from "./database_side.ts";
import { listenForLockdown } from "./lockdown_signal.ts";
import { openGate } from "./open_gate.ts";
import { readTlsFiles } from "./read_tls_files.ts";
import { warmUpInBackground } from "./warm_up_in_background.ts";
import { listenForShutdown } from "./shutdown_signal.ts";
import type { Screen } from "./terminal/screen.ts";

/** What {@linkcode runServe} needs. */
export interface ServeOptions {
  readonly variable: ReadVariable;
  readonly databaseSide: DatabaseSide;
  /** Standard error. */
  readonly screen: Screen;
  /** Whether it ends with its standard input; false by default. */
  readonly endWithStdin?: boolean;
}

/** REQUIRE_GRADE where others can reach the server: a key that leaks must not be worth more. */
const REACHABLE_GRADE = "B";

/** Serves until a signal comes; returns the exit code. */
export async function runServe(options: ServeOptions): Promise<number> {
  const { databaseSide, screen } = options;
  const reachable = isReachableBy(options.variable);
  const { choice, server, serving } = readSettings(options.variable, (reader) => ({
    choice: databaseSide.readSettings(reachable ? gradedByDefault(reader) : reader),
    server: readServerSettings(reader),
    serving: readServeSettings(reader),
  }));
  configureLogging({ level: server.logLevel, screen });
  const log = getLogger(["pgmcp", "serve"]);
  using shutdown = listenForShutdown({ endWithStdin: options.endWithStdin ?? false });
  const { keysFile, allowedOrigins, tls } = serving;
  await using opened = await openGate({ keysFile, reachable, screen });
  using _lockdown = listenForLockdown(opened.gate);

  async function serve(what: Pick<AppOptions, "database" | "listChanges">): Promise<number> {
    const allowedHosts = [...serving.allowedHosts, ...namesOfAddress(server.host)];
    // Agents need keys, also where clients do not.
    const all = keysFile === null ? what : await withAgents(what);
    const app = createApp({ ...all, gate: opened.gate, allowedHosts, allowedOrigins });
    const { host, port } = server;
    const http = serveHttp(app, {
      host,
      port,
      beyondLoopback: opened.gate.keysRequired,
      ...(tls === null ? {} : { tls: readTlsFiles(tls) }),
    });
    log.info("Serving at {url}", { url: http.mcpUrl });
    if (reachable && allowedHosts.length === 0) {
      log.warn("ALLOWED_HOSTS is not set: requests under other names than localhost are refused.");
    }
    if (!opened.gate.keysRequired) {
      log.info("Without keys, for this machine only: KEYS_FILE would ask for keys.");
    }
    await shutdown.requested;
    log.info("Ending: calls in flight may finish.");
    await http.shutdown();
    return 0;
  }

  if (choice.configFile !== null) {
    const { openConfigFile } = await import("./open_config_file.ts");
    await using directory = await openConfigFile(choice.configFile, {
      variable: options.variable,
      log: (level, message) => log[level]("{message}", { message }),
      quotas: opened.quotas,
    });
    const { databases, listChanges } = directory;
    return await serve({ database: databases, listChanges });
  }
  await using database = choice.configured
    ? await choice.open((message, level) => log[level]("{message}", { message }))
    : null;
  if (database !== null && choice.graded) {
    const { refuseBelowGrade } = await import("./doctor/refuse_below_grade.ts");
    await refuseBelowGrade(
      database,
      (error) => log.warn("Cannot examine the role yet: {error}", { error }),
    );
  }
  const { quotas } = opened;
  const served = database === null ? null : guardDatabase(database, choice.query, { quotas });
  if (served === null) {
    if (keysFile === null) log.warn("DATABASE_URL is not set: there is no database to query.");
    else log.info("Agents may bring databases; there is none of its own.");
  } else {
    void warmUpInBackground(served, (reason) => {
      log.warn("Cannot connect yet, calls will try again: {reason}", { reason });
    });
  }
  return await serve({ database: served });
}

/** What is served, with the databases that agents bring. */
async function withAgents(
  own: Pick<AppOptions, "database" | "listChanges">,
): Promise<Pick<AppOptions, "database" | "listChanges" | "tunnel">> {
  const { createTunnel } = await import("../tunnel/tunnel.ts");
  const { listChanges = new ListChanges() } = own;
  const tunnel = createTunnel({ own: servedDatabases(own.database), listChanges });
  return { database: tunnel.databases, listChanges, tunnel };
}

/** Whether others may come to reach the server; what is wrong with a setting is told later. */
function isReachableBy(variable: ReadVariable): boolean {
  const reader = createSettingReader(variable, () => {});
  return isReachable(readServerSettings(reader).host, readServeSettings(reader));
}

/** `reader`, with a grade where none is asked for; REQUIRE_GRADE=F takes any role. */
function gradedByDefault(reader: SettingReader): SettingReader {
  return {
    ...reader,
    text: (name) => reader.text(name) ?? (name === "REQUIRE_GRADE" ? REACHABLE_GRADE : undefined),
  };
}
