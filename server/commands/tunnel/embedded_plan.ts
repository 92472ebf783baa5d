// What an agent of the embedded shop serves: the shop as it is and, where this program runs from
// files, the same under a policy. A program from a registry has no example files beside it.

import { QUERY_VARIABLES } from "../../../core/config/query_settings.ts";
import type { ReadVariable } from "../../../core/config/read_settings.ts";
import { entrySpecifier } from "../../../core/run_line/entry_specifier.ts";
import type { AgentPlan } from "./launch_tunnel.ts";

/** What the shop is called. */
export const SHOP = "shop";
/** What it is called under the policy. */
export const SHOP_WITH_POLICY = "shop_policy";

/** Whether both are there. */
export function hasPolicyExample(entryUrl: string): boolean {
  return new URL(entryUrl).protocol === "file:";
}

/** The plan for the shop at `url`; `variable` gives the limits of queries and nothing else. */
export function embeddedPlan(
  url: string,
  { entryUrl, variable }: { readonly entryUrl: string; readonly variable: ReadVariable },
): AgentPlan {
  const folder = entrySpecifier(new URL("./", entryUrl).href);
  const own: Readonly<Record<string, string>> = hasPolicyExample(entryUrl)
    ? { CONFIG_FILE: `${folder}examples/demo/pgmcp.yaml`, PGMCP_DEMO_URL: url }
    : { DATABASE_URL: url, DATABASE_NAME: SHOP };
  return {
    variable: (name) => own[name] ?? (QUERY_VARIABLES.includes(name) ? variable(name) : undefined),
    ...(hasPolicyExample(entryUrl) ? { folder } : {}),
  };
}
