// A database's guard and explorer under its policy: what they show is what the policy leaves. A
// policy that changes is held against the database before it applies.

import { LOCAL_PRINCIPAL } from "../auth/principal.ts";
import { PgmcpError } from "../errors.ts";
import type { PolicySource } from "../policy/policy_source.ts";
import { rulesForTables } from "../policy/rules_for_table.ts";
import type { SchemaExplorer } from "../ports/schema_explorer.ts";
import { createParser } from "../sql/parse.ts";
import type { GuardOptions } from "./guard.ts";
import { placeProblems } from "../policy/place_problems.ts";
import { policyExplorer } from "./policy_explorer/policy_explorer.ts";
import { createPolicyGuard, type PolicyGuard } from "./policy_guard.ts";

/** What stands before a database under a policy. */
export interface HeldDatabase {
  readonly guard: PolicyGuard;
  readonly explorer: SchemaExplorer;
  /** Says once in the log where the policy does not fit the database; rejects never. */
  announce(): Promise<void>;
}

/** What a guard needs, with the catalogue that a policy is held against. */
export type HeldParts = GuardOptions & {
  readonly catalogue: NonNullable<GuardOptions["catalogue"]>;
};

/** Puts the policy of `source` before what `parts` and `explorer` reach. */
export function holdToPolicy(
  source: PolicySource,
  explorer: SchemaExplorer,
  parts: HeldParts,
): HeldDatabase {
  const parser = parts.parser ?? createParser();
  const guard = createPolicyGuard({ ...parts, parser, source });
  source.onCandidate(async (candidate) => {
    try {
      return placeProblems(await guard.protection.examine(candidate), candidate);
    } catch (error) {
      // A database that does not answer cannot be asked. Before the first statement it will be.
      if (error instanceof PgmcpError) return [];
      throw error;
    }
  });
  let announced: unknown = null;
  async function announce(): Promise<void> {
    const { policy } = source;
    if (announced === policy) return;
    announced = policy;
    try {
      const problems = placeProblems(await guard.protection.examine(source), source);
      if (problems.length > 0) source.report(problems);
    } catch {
      // Only said, never waited for: every statement meets the same failure, and tells of it.
      announced = null;
    }
  }

  return {
    guard,
    announce,
    explorer: policyExplorer(explorer, async (call) => ({
      compiled: await guard.protection.compiledFor(call),
      ruling: rulesForTables(source.policy, (call.principal ?? LOCAL_PRINCIPAL).role),
    })),
  };
}
