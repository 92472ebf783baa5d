// A database with the policy of a file: whoever serves it finds the policy on it, and
// closing the one closes the other.

import type { InspectableDatabase } from "../../core/ports/posture.ts";
import { openPolicyFile, type PolicyFileOptions } from "./open_policy_file.ts";

/** Opens the policy at `path`, then the database. Throws `PGMCP_INVALID_CONFIGURATION` where the policy cannot be used. */
export async function underPolicy(
  path: string,
  options: PolicyFileOptions & { readonly open: () => Promise<InspectableDatabase> },
): Promise<InspectableDatabase> {
  const policy = await openPolicyFile(path, options);
  const database = await options.open().catch((error) => {
    policy.close();
    throw error;
  });
  async function close(): Promise<void> {
    policy.close();
    await database.close();
  }
  return { ...database, policy, close, [Symbol.asyncDispose]: close };
}
