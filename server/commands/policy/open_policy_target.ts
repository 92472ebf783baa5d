// The database that a policy is held against: the configured one, one of CONFIG_FILE, or
// the demo's.

import { getLogger } from "@logtape/logtape";
import type { QuerySettings } from "../../../core/config/query_settings.ts";
import { readSettings, type ReadVariable } from "../../../core/config/read_settings.ts";
import { PgmcpError } from "../../../core/errors.ts";
import type { Database } from "../../../core/ports/database.ts";
import { readServerSettings } from "../../config.ts";
import { configureLogging } from "../configure_logging.ts";
import type { ConfigFileSource, DatabaseSide } from "../database_side.ts";
import type { Screen } from "../terminal/screen.ts";

/** What the commands of policies need. */
export interface PolicySurroundings {
  readonly variable: ReadVariable;
  readonly databaseSide: DatabaseSide;
  /** Standard output. */
  readonly screen: Screen;
  /** Standard error. */
  readonly errorScreen: Screen;
}

/** A database to hold a policy against. */
export interface PolicyTarget extends AsyncDisposable {
  readonly database: Database;
  readonly settings: QuerySettings;
}

/** Options of {@linkcode openPolicyTarget}. */
export interface TargetOptions {
  /** Its name in CONFIG_FILE. */
  readonly database?: string;
  /** Whether the policy that is configured for it is used; otherwise one is tried in its place. */
  readonly withPolicy: boolean;
}

/** Whether a database is configured, as opposed to the demo's. */
export function isConfigured({ databaseSide, variable }: PolicySurroundings): boolean {
  const choice = readSettings(variable, (reader) => databaseSide.readSettings(reader));
  return choice.configured || choice.configFile !== null;
}

/** Opens it; connects to nothing yet. */
export async function openPolicyTarget(
  surroundings: PolicySurroundings,
  options: TargetOptions,
): Promise<PolicyTarget> {
  const { databaseSide, errorScreen } = surroundings;
  const variable = choosing(surroundings.variable, options.withPolicy);
  const { choice, server } = readSettings(variable, (reader) => ({
    choice: databaseSide.readSettings(reader),
    server: readServerSettings(reader),
  }));
  configureLogging({
    level: server.logLevel === "info" ? "warning" : server.logLevel,
    screen: errorScreen,
    redact: databaseSide.redact,
  });
  const log = getLogger(["pgmcp", "policy"]);
  if (choice.configFile !== null) return await openNamed(choice.configFile, variable, options);
  if (options.database !== undefined) {
    throw new PgmcpError("PGMCP_INVALID_ARGUMENT", {
      message: "Cannot use --database: CONFIG_FILE is not set, and there is one database",
      hint: "Leave it out.",
    });
  }
  if (!choice.configured) {
    errorScreen.write(
      "pgmcp: DATABASE_URL is not set; this is about the embedded demo database.\n",
    );
  }
  const database = await choice.open((message) => log.warn("{message}", { message }));
  return {
    database,
    settings: choice.query,
    [Symbol.asyncDispose]: () => database.close(),
  };
}

async function openNamed(
  source: ConfigFileSource,
  variable: ReadVariable,
  options: TargetOptions,
): Promise<PolicyTarget> {
  const log = getLogger(["pgmcp", "policy"]);
  const directory = await source.open({
    variable,
    log: (level, message) => log[level]("{message}", { message }),
  });
  const names = directory.entries.map(({ name }) => name);
  const name = options.database ?? (names.length === 1 ? names[0] : undefined);
  const entry = directory.entries.find((one) => one.name === name);
  if (entry === undefined || entry.problem !== null) {
    await directory.close();
    throw entry?.problem ?? new PgmcpError("PGMCP_INVALID_ARGUMENT", {
      message: `Cannot choose a database: ${
        name === undefined ? "--database is not given" : `there is no ${JSON.stringify(name)}`
      }`,
      hint: `--database is one of ${names.join(", ")}.`,
    });
  }
  const { database, settings } = entry;
  return { database, settings, [Symbol.asyncDispose]: () => directory.close() };
}

// A role below the grade is no reason not to look at a policy.
function choosing(variable: ReadVariable, withPolicy: boolean): ReadVariable {
  return (name) => {
    if (name === "REQUIRE_GRADE" || (name === "POLICY_FILE" && !withPolicy)) return undefined;
    return variable(name);
  };
}
