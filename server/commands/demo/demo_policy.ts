// The policy that the demo's agent serves the shop under, as it is shown: its rules without comments.

import { entrySpecifier } from "../../../core/run_line/entry_specifier.ts";

/** Where it is, from the folder of the module that was started. */
export const DEMO_POLICY_FILE = "examples/demo/policy.yaml";

/** Its lines; `entryUrl` is the URL of the module that was started. */
export async function readDemoPolicy(entryUrl: string): Promise<readonly string[]> {
  const path = entrySpecifier(new URL(DEMO_POLICY_FILE, entryUrl).href);
  const lines = (await Deno.readTextFile(path)).trimEnd().split("\n");
  return lines.filter((line) => !line.startsWith("#"));
}
