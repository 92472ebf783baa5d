// `pgmcp tunnel`: server and agent as two processes in one terminal, for the database that the
// variables name; without one the embedded shop, as a third. Keys are made for this run.

import { readSettings, type ReadVariable } from "../../../core/config/read_settings.ts";
import { entrySpecifier } from "../../../core/run_line/entry_specifier.ts";
import { VERSION } from "../../../core/version.ts";
import { readServerSettings } from "../../config.ts";
import type { AgentSide } from "../agent_side.ts";
import type { DatabaseSide } from "../database_side.ts";
import { drawClientSettings } from "../demo/client_settings.ts";
import { listenForShutdown } from "../shutdown_signal.ts";
import { printableLine } from "../terminal/printable.ts";
import type { Screen } from "../terminal/screen.ts";
import { createStyle } from "../terminal/style.ts";
import { drawTunnel } from "./draw_tunnel.ts";
import { embeddedPlan } from "./embedded_plan.ts";
import { isWanted } from "./is_wanted.ts";
import { launchTunnel } from "./launch_tunnel.ts";
import { serverPort } from "./server_port.ts";
import { untilEnd } from "./until_end.ts";

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
    host: server.host,
    port: serverPort(server),
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
    ...drawTunnel(tunnel, screen),
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
