// `pgmcp demo`: the embedded database, served over HTTP, with three live calls and
// the settings that connect a client. It never opens another database: DATABASE_URL
// is left alone.

import { getLogger } from "@logtape/logtape";
import { readSettings, type ReadVariable } from "../../../core/config/read_settings.ts";
import { PgmcpError } from "../../../core/errors.ts";
import { type ParsedPolicy, parsePolicy } from "../../../core/policy/parse_policy.ts";
import { VERSION } from "../../../core/version.ts";
import { type App, createApp } from "../../app.ts";
import { readServerSettings, type ServerSettings } from "../../config.ts";
import { type HttpServer, serveHttp } from "../../serve_http.ts";
import { configureLogging } from "../configure_logging.ts";
import type { DatabaseSide } from "../database_side.ts";
import { entrySpecifier } from "../../../core/run_line/entry_specifier.ts";
import { serveDatabase, warmUp } from "../serve_database.ts";
import { listenForShutdown } from "../shutdown_signal.ts";
import { drawBox } from "../terminal/draw_box.ts";
import type { Screen } from "../terminal/screen.ts";
import { startProgress } from "../terminal/start_progress.ts";
import { createStyle } from "../terminal/style.ts";
import { fixedSource } from "../policy/read_policy.ts";
import { callToolOverHttp } from "./call_tool_over_http.ts";
import { drawClientSettings } from "./client_settings.ts";
import { DEMO_CALLS, DEMO_POLICY_CALLS, type DemoCall } from "./demo_calls.ts";
import { DEMO_POLICY } from "./demo_policy.ts";
import { drawCall } from "./draw_call.ts";

/** What {@linkcode runDemo} needs. */
export interface DemoOptions {
  readonly variable: ReadVariable;
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

/** How many ports above the default one are tried where it is taken. */
const PORTS_TRIED = 20;

/** Runs the demo until a signal comes, or once; returns the exit code. */
export async function runDemo(options: DemoOptions): Promise<number> {
  const { databaseSide, screen, errorScreen, variable } = options;
  const { choice, server } = readSettings((name) => demoVariable(name, variable), (reader) => ({
    choice: databaseSide.readSettings(reader),
    server: readServerSettings(reader),
  }));
  configureLogging({ level: server.logLevel, screen: errorScreen, redact: databaseSide.redact });
  const log = getLogger(["pgmcp", "demo"]);
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
  const progress = startProgress(screen, "Starting the embedded PostgreSQL …");
  await using database = await choice.open((message) => log.warn("{message}", { message }));
  const served = serveDatabase(database, choice.query);
  try {
    await warmUp(served);
  } finally {
    progress.stop();
  }

  const app = createApp({ database: served });
  const http = options.once ? null : listen(app, server);
  const mcpUrl = http?.mcpUrl ?? `http://127.0.0.1:${server.port}/mcp`;
  write([style.dim("Three calls, as a model makes them:"), ""]);
  async function show(
    calls: readonly DemoCall[],
    options: { readonly app: App; readonly firstNumber: number },
  ): Promise<void> {
    for (const [index, call] of calls.entries()) {
      const input = { sql: call.sql, format: "structured" };
      const answer = await callToolOverHttp(options.app, mcpUrl, { name: "query", input });
      write(drawCall({ ...call, number: options.firstNumber + index }, answer, screen));
    }
  }

  await show(DEMO_CALLS, { app, firstNumber: 1 });
  const lines = DEMO_POLICY.trim().split("\n");
  write([
    style.dim(`Three more under a policy of ${lines.length} lines (pgmcp policy --help):`),
    "",
    ...lines.map((line) => `   ${style.dim(line)}`),
    "",
  ]);
  const policy = fixedSource(await parseDemoPolicy(), "policy.yaml");
  await using guarded = createApp({
    database: serveDatabase({ ...database, policy }, choice.query),
  });
  await show(DEMO_POLICY_CALLS, { app: guarded, firstNumber: DEMO_CALLS.length + 1 });
  if (http === null) {
    await app.close();
    return 0;
  }
  write([
    style.dim("Connect a client; paste one of these:"),
    "",
    ...drawClientSettings({
      mcpUrl,
      entry: entrySpecifier(options.entryUrl),
      denoVersion: Deno.version.deno,
    }, { columns: screen.columns, style }),
    `${style.green("●")} Serving at ${style.bold(mcpUrl)}  ${style.dim("(Ctrl+C ends it)")}`,
  ]);
  await shutdown.requested;
  write(["", style.dim("Ending …")]);
  await http.shutdown();
  return 0;
}

async function parseDemoPolicy(): Promise<ParsedPolicy> {
  const parsed = await parsePolicy(DEMO_POLICY);
  if (parsed.kind === "policy") return parsed;
  throw new PgmcpError("PGMCP_INTERNAL");
}

/** The variables as the demo sees them: no other database, and nothing on the screen that is not its own. */
function demoVariable(name: string, variable: ReadVariable): string | undefined {
  if (["DATABASE_URL", "CONFIG_FILE", "POLICY_FILE"].includes(name)) return undefined;
  return variable(name) ?? (name === "LOG_LEVEL" ? "warning" : undefined);
}

/** Listens on the port of the settings, or on the next free one unless it was asked for by name. */
function listen(app: App, settings: ServerSettings): HttpServer {
  const last = settings.portGiven ? settings.port : settings.port + PORTS_TRIED;
  for (let port = settings.port;; port++) {
    try {
      return serveHttp(app, { host: settings.host, port });
    } catch (error) {
      const taken = error instanceof PgmcpError && error.cause instanceof Deno.errors.AddrInUse;
      if (!taken || port >= last) throw error;
    }
  }
}
