// `pgmcp tunnel`: server and agent as two processes in one terminal, for the database that the
// variables name; without one the embedded shop, as a third. Keys are made for this run.

import { readSettings, type ReadVariable } from "../../../core/config/read_settings.ts";
import { entrySpecifier } from "../../../core/run_line/entry_specifier.ts";
import { VERSION } from "../../../core/version.ts";
import { readServerSettings, type ServerSettings } from "../../config.ts";
import type { AgentSide } from "../agent_side.ts";
import type { DatabaseSide } from "../database_side.ts";
import { drawClientSettings } from "../demo/client_settings.ts";
import { FAILURE_EXIT_CODE } from "../exit_codes.ts";
import { listenForShutdown } from "../shutdown_signal.ts";
import { printableLine } from "../terminal/printable.ts";
import type { Screen } from "../terminal/screen.ts";
import { createStyle } from "../terminal/style.ts";
import { drawTunnel } from "./draw_tunnel.ts";
import { embeddedPlan } from "./embedded_plan.ts";
import { freePort } from "./free_port.ts";
import { type LaunchedTunnel, launchTunnel } from "./launch_tunnel.ts";
import { partEnded } from "./start_part.ts";

/** What {@linkcode runTunnel} needs. */
export interface RunTunnelOptions {
  readonly variable: ReadVariable;
  readonly agentSide: AgentSide;
  readonly databaseSide: DatabaseSide;
  /** Standard output. */
  readonly screen: Screen;
  /** Standard error. */
  readonly errorScreen: Screen;
  /** The URL of the module that was started. */
  readonly entryUrl: string;
}

/** How many ports above the default one are tried where it is taken. */
const PORTS_TRIED = 20;
/** DATABASE_NAME where nobody says. */
const DEFAULT_NAME = "default";

/** Runs until a signal comes or a process ends; returns the exit code. */
export async function runTunnel(options: RunTunnelOptions): Promise<number> {
  const { agentSide, databaseSide, entryUrl, errorScreen, screen, variable } = options;
  const { choice, server } = readSettings(variable, (reader) => ({
    choice: databaseSide.readSettings(reader),
    server: readServerSettings(reader),
  }));
  const embedded = !choice.configured && choice.configFile === null;
  const style = createStyle(screen.colour);
  using shutdown = listenForShutdown();
  const level = server.logLevel;
  await using tunnel = await launchTunnel({
    ...{ agentSide, databaseSide, entryUrl, embedded },
    ...listenWhere(server),
    logLevel: level === "debug" ? "debug" : "info",
    plan: (url) =>
      embedded ? embeddedPlan(url, { entryUrl, variable }) : {
        variable: (name) => variable(name) ?? (name === "DATABASE_NAME" ? DEFAULT_NAME : undefined),
      },
    onLine(name, line) {
      if (!isWanted(line, level)) return;
      const label = createStyle(errorScreen.colour).cyan(name.padEnd(8));
      errorScreen.write(`${label} │ ${printableLine(line)}\n`);
    },
  });
  screen.write([
    "",
    style.bold(`pgmcp ${VERSION}`),
    "",
    ...drawTunnel(pictureOf(tunnel), screen),
    ...drawClientSettings({
      mcpUrl: tunnel.mcpUrl,
      key: tunnel.clientKey,
      entry: entrySpecifier(entryUrl),
      denoVersion: Deno.version.deno,
    }, { columns: screen.columns, style }),
    `${style.green("●")} Serving at ${style.bold(tunnel.mcpUrl)}  ${style.dim("(Ctrl+C ends it)")}`,
    "",
  ].join("\n"));
  return await untilEnd(tunnel, shutdown.requested);
}

/** Waits for the signal, or for a process that ends. Throws `PGMCP_INTERNAL` where one ended by itself. */
export async function untilEnd(
  tunnel: Pick<LaunchedTunnel, "firstEnd">,
  requested: Promise<void>,
): Promise<number> {
  const end = await Promise.race([requested.then(() => null), tunnel.firstEnd]);
  if (end === null) return 0;
  // Ctrl+C reaches all processes of a terminal at once: one of them may be the first to end.
  const asked = await Promise.race([requested.then(() => true), soon(false)]);
  if (asked || end.code === 0) return asked ? 0 : FAILURE_EXIT_CODE;
  throw partEnded(end);
}

/** Where the server is to listen: the port that was asked for, or else the next free one. */
export function listenWhere(
  server: ServerSettings,
): { readonly host: string; readonly port: number } {
  const { host, port, portGiven } = server;
  return { host, port: freePort({ host, from: port, more: portGiven ? 0 : PORTS_TRIED }) };
}

/** Of which processes, and where, a picture is drawn. */
export function pictureOf({ mcpUrl, parts }: Pick<LaunchedTunnel, "mcpUrl" | "parts">) {
  const serverPlace = new URL(mcpUrl).host;
  const agent = parts.find(({ name }) => name === "agent");
  const places = agent?.line.permissions.net ?? [];
  return { serverPlace, parts, databasePlaces: places.filter((place) => place !== serverPlace) };
}

/** Whether a line of a process's log is to be shown at LOG_LEVEL. */
export function isWanted(line: string, level: ServerSettings["logLevel"]): boolean {
  const [, logged] = /^\S+Z (DEBUG|INFO|WARNING|ERROR) /.exec(line) ?? [];
  // What is no line of the log is a failure's own words.
  if (logged === undefined) return !/^First start: | \((?:AGENT_KEY|Authorization)/.test(line);
  const levels = ["debug", "info", "warning", "error"];
  return levels.indexOf(logged.toLowerCase()) >= levels.indexOf(level);
}

/** How long after a process's end the signal that ended it may come, in milliseconds. */
const SIGNAL_WITHIN_MS = 200;

function soon<T>(value: T): Promise<T> {
  const { promise, resolve } = Promise.withResolvers<T>();
  setTimeout(() => resolve(value), SIGNAL_WITHIN_MS);
  return promise;
}
