/**
 * pgmcp: an MCP server that lets a model query a PostgreSQL database, safely.
 *
 * As a program it is `pgmcp`; see `pgmcp --help`. As a library it offers the SQL guard, which
 * needs no database and no permission:
 *
 * ```ts
 * import { createGuard } from "@pgmcp/pgmcp";
 *
 * const verdict = await createGuard().check("DROP TABLE orders");
 * console.log(verdict.kind); // refuse
 * ```
 *
 * and a database behind that guard and its limits, with `--ignore-env` (its driver looks for
 * libpq's variables) and, where it is not embedded as this one, `--allow-net=host:port`:
 *
 * ```ts
 * import { DEFAULT_QUERY_SETTINGS, guardDatabase, openDatabase } from "@pgmcp/pgmcp";
 *
 * await using database = await openDatabase({ kind: "pglite", dataDir: null });
 * const { queries } = guardDatabase(database, DEFAULT_QUERY_SETTINGS);
 * const outcome = await queries.query({ sql: "SELECT 6 * 7" });
 * if (outcome.kind === "rows") console.log(outcome.result.rows); // [["42"]]
 * ```
 *
 * A policy goes onto the database, `guardDatabase({ ...database, policy }, settings)`, from the text
 * of its file: see {@linkcode policyFromText}. Whom a call is for is its `principal`.
 *
 * @module
 */

import { AGENT_VARIABLES, readAgentSettings } from "./agent/config.ts";
import type { DatabaseLocation } from "./agent/database_location.ts";
import { requiredPermissions } from "./agent/required_permissions.ts";
import { openConfiguredDatabase } from "./agent/open_configured_database.ts";
import { openDatabase } from "./agent/open_database.ts";
import type { AgentSide } from "./server/commands/agent_side.ts";
import type { DatabaseSide } from "./server/commands/database_side.ts";

export { openDatabase, type OpenDatabaseOptions } from "./agent/open_database.ts";
export {
  type DatabaseLocation,
  type LocationProblem,
  parseDatabaseUrl,
  type PgliteLocation,
  type PostgresEndpoint,
  type PostgresLocation,
} from "./agent/database_location.ts";
export type { Principal } from "./core/auth/principal.ts";
export { DEFAULT_QUERY_SETTINGS, type QuerySettings } from "./core/config/query_settings.ts";
export type { Grade } from "./core/doctor/grade.ts";
export {
  ERROR_TABLE,
  type ErrorCode,
  type ErrorEntry,
  PgmcpError,
  type PgmcpErrorOptions,
} from "./core/errors.ts";
export type * from "./core/policy/policy.ts";
export { policyFromText, type PolicyFromTextOptions } from "./core/policy/policy_from_text.ts";
export type { PolicyFindings } from "./core/policy/policy_findings.ts";
export type * from "./core/policy/policy_source.ts";
export type * from "./core/ports/catalogue.ts";
export type * from "./core/ports/catalogue_evidence.ts";
export type * from "./core/ports/database.ts";
export type * from "./core/ports/guarded_database.ts";
export type * from "./core/ports/posture.ts";
export type * from "./core/ports/protection_catalogue.ts";
export type * from "./core/ports/query_executor.ts";
export type * from "./core/ports/query_service.ts";
export type * from "./core/ports/quota_store.ts";
export type * from "./core/ports/schema_explorer.ts";
export type { PlanNode } from "./core/services/format/read_plan.ts";
export { createGuard, type Guard, type GuardOptions, type Planner } from "./core/services/guard.ts";
export {
  guardDatabase,
  type GuardDatabaseOptions,
  type WarmDatabase,
} from "./core/services/guard_database.ts";
export type {
  ParsedSyntaxError,
  ParsedTree,
  ParseOutcome,
  Parser,
  ParserExhausted,
} from "./core/sql/parse.ts";
export type * from "./core/sql/verdict.ts";
export { VERSION } from "./core/version.ts";
export type { Place } from "./core/yaml/file_problem.ts";

/** Where the demo's data is, when no database is named. */
const DEMO_LOCATION: DatabaseLocation = { kind: "pglite", dataDir: null };

const databaseSide: DatabaseSide = {
  variables: AGENT_VARIABLES,
  secretVariables: ["DATABASE_URL", "POLICY_HASH_KEY"],
  readSettings(reader) {
    const settings = readAgentSettings(reader);
    const location = settings.database ?? DEMO_LOCATION;
    const { configFile } = settings;
    return {
      configured: settings.database !== null,
      configFile: configFile === null ? null : {
        async permissions(variable) {
          const { configFileNeeds } = await import("./agent/config_file/config_file_needs.ts");
          return await configFileNeeds(configFile, variable);
        },
        async open(options) {
          const { openConfigFile } = await import("./agent/config_file/open_config_file.ts");
          const { policies, requireGrade } = settings;
          return await openConfigFile(configFile, {
            ...options,
            ...{ policies, requireGrade, openDatabase },
          });
        },
      },
      query: settings.query,
      graded: settings.requireGrade !== null,
      async doctorTargets(variable) {
        const { doctorTargets } = await import("./agent/doctor_targets.ts");
        return await doctorTargets(settings, { variable, demo: DEMO_LOCATION });
      },
      async permissions() {
        const needs = await requiredPermissions(location);
        const { policies, policyFile } = settings;
        if (policyFile === null) return needs;
        const signatures = policies.publicKeys.length > 0 ? [`${policyFile}.sig`] : [];
        return { ...needs, read: [...needs.read, policyFile, ...signatures] };
      },
      open: (log) => openConfiguredDatabase(settings, { location, log, openDatabase }),
    };
  },
};

const agentSide: AgentSide = {
  async start(options) {
    const { startAgent } = await import("./agent/start_agent.ts");
    return await startAgent({
      ...options,
      openDatabase,
      workerUrl: new URL("./agent/whole_agent_worker.ts", import.meta.url),
    });
  },
  async runLine(options) {
    const { agentRunLine } = await import("./agent/agent_run_line.ts");
    return await agentRunLine(options);
  },
  async serveEmbedded(options) {
    const { serveEmbedded } = await import("./agent/serve_embedded.ts");
    return await serveEmbedded(options);
  },
};

if (import.meta.main) {
  const { runMain } = await import("./server/commands/run_main.ts");
  Deno.exit(await runMain(Deno.args, { agentSide, databaseSide, entryUrl: import.meta.url }));
}
