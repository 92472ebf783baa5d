// `pgmcp serve`: MCP over HTTP until a signal comes. Without a database it serves
// too, and /ready says why it is not ready.

import { getLogger } from "@logtape/logtape";
import { readSettings, type ReadVariable } from "../../core/config/read_settings.ts";
import { type App, createApp } from "../app.ts";
import { readServerSettings } from "../config.ts";
import { serveHttp } from "../serve_http.ts";
import { configureLogging } from "./configure_logging.ts";
import type { DatabaseSide } from "./database_side.ts";
import { serveDatabase, warmUpInBackground } from "./serve_database.ts";
import { listenForShutdown } from "./shutdown_signal.ts";
import type { Screen } from "./terminal/screen.ts";

/** What {@linkcode runServe} needs. */
export interface ServeOptions {
  readonly variable: ReadVariable;
  readonly databaseSide: DatabaseSide;
  /** Standard error. */
  readonly screen: Screen;
}

/** Serves until a signal comes; returns the exit code. */
export async function runServe(options: ServeOptions): Promise<number> {
  const { databaseSide, screen } = options;
  const { choice, server } = readSettings(options.variable, (reader) => ({
    choice: databaseSide.readSettings(reader),
    server: readServerSettings(reader),
  }));
  configureLogging({ level: server.logLevel, screen, redact: databaseSide.redact });
  const log = getLogger(["pgmcp", "serve"]);
  using shutdown = listenForShutdown();

  async function serve(app: App): Promise<void> {
    const http = serveHttp(app, server);
    log.info("Serving at {url}", { url: http.mcpUrl });
    await shutdown.requested;
    log.info("Ending: calls in flight may finish.");
    await http.shutdown();
  }

  if (choice.configFile !== null) {
    const { openConfigFile } = await import("./open_config_file.ts");
    await using opened = await openConfigFile(choice.configFile, {
      variable: options.variable,
      log: (level, message) => log[level]("{message}", { message }),
    });
    const { databases, listChanges } = opened;
    await serve(createApp({ database: databases, listChanges }));
    return 0;
  }
  await using database = choice.configured
    ? await choice.open((message) => log.warn("{message}", { message }))
    : null;
  if (database !== null && choice.graded) {
    const { refuseBelowGrade } = await import("./doctor/refuse_below_grade.ts");
    await refuseBelowGrade(
      database,
      (error) => log.warn("Cannot examine the role yet: {error}", { error }),
    );
  }
  const served = database === null ? null : serveDatabase(database, choice.query);
  if (served === null) log.warn("DATABASE_URL is not set: there is no database to query.");
  else {
    void warmUpInBackground(served, (error) => {
      log.warn("Cannot connect yet: {error} Calls will try again.", { error });
    });
  }
  await serve(createApp({ database: served }));
  return 0;
}
