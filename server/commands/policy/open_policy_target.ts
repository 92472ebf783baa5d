// The database that a policy is held against: the configured one, one of CONFIG_FILE, or
// the demo's.

import { readSettings, type ReadVariable } from "../../../core/config/read_settings.ts";
import { readServerSettings } from "../../config.ts";
import { configureLogging } from "../configure_logging.ts";
import type { DatabaseSide } from "../database_side.ts";
import { type ChosenDatabase, openChosenDatabase, requireNoName } from "../open_chosen_database.ts";
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

/** Options of {@linkcode openPolicyTarget}. */
export interface TargetOptions {
  /** Its name in CONFIG_FILE. */
  readonly database?: string;
  /** Whether the policy that is configured for it is used; otherwise one is tried in its place. */
  readonly withPolicy: boolean;
}

/** Whether a database is configured, as opposed to the demo's. Throws where `wanted` names one of no file. */
export function isConfigured(
  { databaseSide, variable }: PolicySurroundings,
  wanted: string | undefined,
): boolean {
  const choice = readSettings(variable, (reader) => databaseSide.readSettings(reader));
  if (choice.configFile === null) requireNoName(wanted);
  return choice.configured || choice.configFile !== null;
}

/** Opens it; connects to nothing yet. */
export async function openPolicyTarget(
  surroundings: PolicySurroundings,
  options: TargetOptions,
): Promise<ChosenDatabase> {
  const { databaseSide, errorScreen } = surroundings;
  const variable = choosing(surroundings.variable, options.withPolicy);
  const { choice, server } = readSettings(variable, (reader) => ({
    choice: databaseSide.readSettings(reader),
    server: readServerSettings(reader),
  }));
  configureLogging({
    level: server.logLevel === "info" ? "warning" : server.logLevel,
    screen: errorScreen,
  });
  const { database: wanted } = options;
  return await openChosenDatabase(choice, { wanted, variable, command: "policy", errorScreen });
}

// A role below the grade is no reason not to look at a policy.
function choosing(variable: ReadVariable, withPolicy: boolean): ReadVariable {
  return (name) => {
    if (name === "REQUIRE_GRADE" || (name === "POLICY_FILE" && !withPolicy)) return undefined;
    return variable(name);
  };
}
