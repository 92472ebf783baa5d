// What the agent needs of Deno's permissions: its databases, its server, the files that the
// configuration names, and nothing else.

import type { ReadVariable } from "../core/config/read_settings.ts";
import type { AgentSettings } from "./config.ts";
import { type RequiredPermissions, requiredPermissions } from "./required_permissions.ts";
import { serverHost, type TunnelSettings } from "./tunnel/tunnel_settings.ts";

/** The permissions, and the variables that the databases' URLs name. */
export interface AgentNeeds extends RequiredPermissions {
  /** Their values are secret. */
  readonly env: readonly string[];
}

/** All that the settings need. Throws `PGMCP_INVALID_CONFIGURATION` where CONFIG_FILE cannot be used. */
export async function agentNeeds(
  settings: AgentSettings,
  tunnel: TunnelSettings,
  variable: ReadVariable,
): Promise<AgentNeeds> {
  const databases = await databaseNeeds(settings, variable);
  return {
    net: [...databases.net, serverHost(tunnel.serverUrl)],
    read: [...databases.read, ...(tunnel.caFile === null ? [] : [tunnel.caFile])],
    write: databases.write,
    env: databases.env,
  };
}

async function databaseNeeds(
  settings: AgentSettings,
  variable: ReadVariable,
): Promise<AgentNeeds> {
  const { configFile, database, policies, policyFile } = settings;
  if (configFile !== null) {
    const { configFileNeeds } = await import("./config_file/config_file_needs.ts");
    return await configFileNeeds(configFile, variable);
  }
  const needs = database === null
    ? { net: [], read: [], write: [] }
    : await requiredPermissions(database);
  if (policyFile === null) return { ...needs, env: [] };
  const signatures = policies.publicKeys.length > 0 ? [`${policyFile}.sig`] : [];
  return { ...needs, read: [...needs.read, policyFile, ...signatures], env: [] };
}
