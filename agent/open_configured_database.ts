// Opens the database that the variables name, under its policy where there is one.

import type { Database } from "../core/ports/database.ts";
import type { AgentSettings } from "./config.ts";
import type { DatabaseLocation } from "./database_location.ts";
import type { OpenDatabase } from "./prepare_database.ts";

/** Options of {@linkcode openConfiguredDatabase}. */
export interface ConfiguredDatabaseOptions {
  /** Where it is. */
  readonly location: DatabaseLocation;
  /** Opens it. */
  readonly openDatabase: OpenDatabase;
  /** Hears what happens to it and to its policy, in safe words. */
  readonly log: (message: string, level: "info" | "warn") => void;
}

/** Opens it; nothing is connected yet. Throws `PGMCP_INVALID_CONFIGURATION` where its policy cannot be used. */
export async function openConfiguredDatabase(
  settings: AgentSettings,
  { location, log, openDatabase }: ConfiguredDatabaseOptions,
): Promise<Database> {
  const { policies, policyFile, poolSize, query, requireGrade } = settings;
  const open = () =>
    openDatabase(location, {
      ...query,
      ...{ poolSize, requireGrade },
      demo: settings.database === null,
      log: (message) => log(message, "warn"),
    });
  if (policyFile === null) return await open();
  const { underPolicy } = await import("./policy_file/under_policy.ts");
  return await underPolicy(policyFile, {
    settings: policies,
    log: (level, message) => log(message, level),
    open,
  });
}
