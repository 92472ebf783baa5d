// `pgmcp stdio`: MCP over standard input and output, beside a database. A database
// that is down does not end it: the tools say so, and recover by themselves.

import { getLogger } from "@logtape/logtape";
import { readSettings, type ReadVariable } from "../../core/config/read_settings.ts";
import { guardDatabase } from "../../core/services/guard_database.ts";
import { readServerSettings } from "../config.ts";
import { configureLogging } from "./configure_logging.ts";
import type { DatabaseSide } from "./database_side.ts";
import { warmUpInBackground } from "./warm_up_in_background.ts";
import { listenForShutdown } from "./shutdown_signal.ts";
import type { Screen } from "./terminal/screen.ts";

/** What {@linkcode runStdio} needs. */
export interface StdioOptions {
  readonly variable: ReadVariable;
  readonly databaseSide: DatabaseSide;
  /** Standard error. */
  readonly screen: Screen;
}

/** Serves until the input ends or a signal comes; returns the exit code. */
export async function runStdio(options: StdioOptions): Promise<number> {
  const { databaseSide, screen } = options;
  const { choice, server } = readSettings(options.variable, (reader) => ({
    choice: databaseSide.readSettings(reader),
    server: readServerSettings(reader),
  }));
  configureLogging({ level: server.logLevel, screen });
  const log = getLogger(["pgmcp", "stdio"]);
  if (choice.configFile !== null) {
    const { openConfigFile } = await import("./open_config_file.ts");
    await using opened = await openConfigFile(choice.configFile, {
      variable: options.variable,
      log: (level, message) => log[level]("{message}", { message }),
    });
    using shutdown = listenForShutdown();
    const { serveStdio } = await import("../serve_stdio.ts");
    const { databases, listChanges } = opened;
    await serveStdio({ database: databases, listChanges, signal: shutdown.signal });
    return 0;
  }
  if (!choice.configured) {
    screen.write(
      "pgmcp: DATABASE_URL is not set; serving the embedded demo database (a shop, in memory).\n",
    );
  }
  await using database = await choice.open((message, level) =>
    log[level]("{message}", { message })
  );
  if (choice.graded) {
    const { refuseBelowGrade } = await import("./doctor/refuse_below_grade.ts");
    await refuseBelowGrade(
      database,
      (error) => log.warn("Cannot examine the role yet: {error}", { error }),
    );
  }
  const served = guardDatabase(database, choice.query);
  using shutdown = listenForShutdown();
  // One after the other: a first answer needs all of it, one thread loads it, and the
  // database's answers are heard in between. At once, it takes 20 ms longer.
  await warmUpInBackground(served, (reason) => {
    log.warn("Cannot connect yet, calls will try again: {reason}", { reason });
  });
  const { serveStdio } = await import("../serve_stdio.ts");
  await serveStdio({ database: served, signal: shutdown.signal });
  return 0;
}
