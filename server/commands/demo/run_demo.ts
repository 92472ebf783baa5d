// `pgmcp demo`: server, agent and an embedded database as three processes, the picture of them,
// live calls through all three, and the settings that connect a client. It never opens another
// database: DATABASE_URL is left alone.

import { readSettings, type ReadVariable } from "../../../core/config/read_settings.ts";
import { entrySpecifier } from "../../../core/run_line/entry_specifier.ts";
import { VERSION } from "../../../core/version.ts";
import { readServerSettings } from "../../config.ts";
import type { AgentSide } from "../agent_side.ts";
import type { DatabaseSide } from "../database_side.ts";
import { listenForShutdown } from "../shutdown_signal.ts";
import { drawBox } from "../terminal/draw_box.ts";
import { printableLine } from "../terminal/printable.ts";
import type { Screen } from "../terminal/screen.ts";
import { startProgress } from "../terminal/start_progress.ts";
import { createStyle } from "../terminal/style.ts";
import { drawTunnel } from "../tunnel/draw_tunnel.ts";
import { embeddedPlan, hasPolicyExample, SHOP, SHOP_WITH_POLICY } from "../tunnel/embedded_plan.ts";
import { type LaunchedTunnel, launchTunnel } from "../tunnel/launch_tunnel.ts";
import { isWanted } from "../tunnel/is_wanted.ts";
import { serverPort } from "../tunnel/server_port.ts";
import { untilEnd } from "../tunnel/until_end.ts";
import { callToolOverHttp } from "./call_tool_over_http.ts";
import { drawClientSettings } from "./client_settings.ts";
import { DEMO_CALLS, DEMO_POLICY_CALLS, type DemoCall } from "./demo_calls.ts";
import { DEMO_POLICY_FILE, readDemoPolicy } from "./demo_policy.ts";
import { drawCall } from "./draw_call.ts";

/** What {@linkcode runDemo} needs. */
export interface DemoOptions {
  readonly variable: ReadVariable;
  readonly agentSide: AgentSide;
  readonly databaseSide: DatabaseSide;
  /** Standard output. */
  readonly screen: Screen;
  /** Standard error. */
  readonly errorScreen: Screen;
  /** Show the calls and end. */
  readonly once: boolean;
  /** The URL of the module that was started. */
  readonly entryUrl: string;
}

/** Runs the demo until a signal comes, or once; returns the exit code. */
export async function runDemo(options: DemoOptions): Promise<number> {
  const { databaseSide, entryUrl, screen } = options;
  const variable: ReadVariable = (name) => demoVariable(name, options.variable);
  const { choice, server } = readSettings(variable, (reader) => ({
    choice: databaseSide.readSettings(reader),
    server: readServerSettings(reader),
  }));
  const style = createStyle(screen.colour);

  function write(lines: readonly string[]): void {
    screen.write(lines.map((line) => `${line}\n`).join(""));
  }

  write([
    "",
    ...drawBox([
      "An MCP server that lets a model query PostgreSQL, safely.",
      style.dim(
        `A shop in an embedded database: in memory, ${
          choice.query.readOnly ? "read-only" : "writable"
        }, gone when this ends.`,
      ),
    ], { title: `pgmcp ${VERSION}`, columns: Math.min(screen.columns, 86), style }),
    "",
  ]);
  using shutdown = listenForShutdown();
  await using tunnel = await start(options, { variable, server });
  write(drawTunnel(tunnel, screen));
  const shown = show(tunnel, { write, screen, entryUrl });
  // Whoever is in a hurry, and a process that ends, do not wait for the calls.
  const ended = untilEnd(tunnel, shutdown.requested);
  ended.catch(() => {}); // It is waited for below.
  const early = await Promise.race([shown.then(() => null), ended]);
  if (early !== null) {
    shown.catch(() => {}); // Its connection ends with the server.
    return early;
  }
  if (options.once) return 0;
  const mcpUrl = `${tunnel.mcpUrl}/${SHOP}`;
  write([
    style.dim("Connect a client; paste one of these:"),
    "",
    ...drawClientSettings({
      ...{ mcpUrl, key: tunnel.clientKey, entry: entrySpecifier(entryUrl) },
      denoVersion: Deno.version.deno,
    }, { columns: screen.columns, style }),
    ...hasPolicyExample(entryUrl)
      ? [
        style.dim(`Under the policy: ${tunnel.mcpUrl}/${SHOP_WITH_POLICY}; both: ${tunnel.mcpUrl}`),
      ]
      : [],
    `${style.green("●")} Serving at ${style.bold(mcpUrl)}  ${style.dim("(Ctrl+C ends it)")}`,
  ]);
  const code = await ended;
  write(["", style.dim("Ending …")]);
  return code;
}

async function start(
  options: DemoOptions,
  { server, variable }: {
    readonly server: ReturnType<typeof readServerSettings>;
    readonly variable: ReadVariable;
  },
): Promise<LaunchedTunnel> {
  const { agentSide, databaseSide, entryUrl, errorScreen, screen } = options;
  const { host } = server;
  const port = serverPort(server);
  const progress = startProgress(screen, "Starting server, agent and the embedded PostgreSQL …");
  try {
    return await launchTunnel({
      ...{ agentSide, databaseSide, entryUrl, host, port, embedded: true },
      logLevel: server.logLevel === "debug" ? "debug" : "info",
      plan: (url) => embeddedPlan(url, { entryUrl, variable }),
      onLine(name, line) {
        if (isWanted(line, server.logLevel)) errorScreen.write(`${name}: ${printableLine(line)}\n`);
      },
    });
  } finally {
    progress.stop();
  }
}

async function show(
  tunnel: LaunchedTunnel,
  { entryUrl, screen, write }: {
    readonly write: (lines: readonly string[]) => void;
    readonly screen: Screen;
    readonly entryUrl: string;
  },
): Promise<void> {
  const style = createStyle(screen.colour);

  async function showCalls(
    calls: readonly DemoCall[],
    { database, firstNumber }: { readonly database: string; readonly firstNumber: number },
  ): Promise<void> {
    const endpoint = { mcpUrl: `${tunnel.mcpUrl}/${database}`, key: tunnel.clientKey };
    for (const [index, call] of calls.entries()) {
      const input = { sql: call.sql, format: "structured" };
      const answer = await callToolOverHttp(endpoint, { name: "query", input });
      write(drawCall({ ...call, number: firstNumber + index }, answer, screen));
    }
  }

  const progress = startProgress(screen, "Loading the shop …");
  try {
    // A call would wait as well, but say nothing.
    await tunnel.parts.find(({ name }) => name === "database")?.said(/ answers at /);
  } finally {
    progress.stop();
  }
  write([style.dim("Three calls, as a model makes them:"), ""]);
  await showCalls(DEMO_CALLS, { database: SHOP, firstNumber: 1 });
  if (!hasPolicyExample(entryUrl)) return;
  const lines = await readDemoPolicy(entryUrl);
  write([
    style.dim(`Three more under a policy of ${lines.length} lines, ${DEMO_POLICY_FILE}:`),
    "",
    ...lines.map((line) => `   ${style.dim(line)}`),
    "",
  ]);
  await showCalls(DEMO_POLICY_CALLS, {
    database: SHOP_WITH_POLICY,
    firstNumber: DEMO_CALLS.length + 1,
  });
}

/** The variables as the demo sees them: no other database, and nothing on the screen that is not its own. */
function demoVariable(name: string, variable: ReadVariable): string | undefined {
  if (["DATABASE_URL", "CONFIG_FILE", "POLICY_FILE"].includes(name)) return undefined;
  return variable(name) ?? (name === "LOG_LEVEL" ? "warning" : undefined);
}
