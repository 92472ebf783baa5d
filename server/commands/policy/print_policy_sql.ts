// `pgmcp policy sql`: the policy as DDL.

import { PgmcpError } from "../../../core/errors.ts";
import { policyDdl } from "../../../core/policy/policy_ddl.ts";
import { examinePolicy } from "../../../core/services/examine_policy.ts";
import { createParser } from "../../../core/sql/parse.ts";
import { openPolicyTarget, type PolicySurroundings } from "./open_policy_target.ts";
import type { PolicyAction } from "./policy_action.ts";
import { readValidPolicy } from "./read_policy.ts";

/** Prints the DDL; returns the exit code. */
export async function printPolicySql(
  action: PolicyAction & { readonly kind: "sql" },
  surroundings: PolicySurroundings,
): Promise<number> {
  const { dbRole, file, role = "", schema } = action;
  const parsed = await readValidPolicy(file);
  await using target = await openPolicyTarget(surroundings, { ...action, withPolicy: false });
  const { database: { catalogue }, settings } = target;
  const found = await examinePolicy(parsed, { catalogue, settings, parser: createParser() });
  const [problem] = found.problems;
  if (problem !== undefined) {
    throw new PgmcpError("PGMCP_INVALID_CONFIGURATION", {
      message: `Cannot write the policy as SQL: ${problem.rule}: ${problem.text}`,
      hint: `pgmcp policy check ${file} says all that is wrong.`,
    });
  }
  const compiled = found.compiled.get(role);
  if (compiled === undefined) {
    throw new PgmcpError("PGMCP_INVALID_ARGUMENT", {
      message: `Cannot use --role: the policy has no role ${JSON.stringify(role)}`,
      hint: `It has ${[...parsed.policy.roles.keys()].join(", ") || "none"}.`,
    });
  }
  surroundings.screen.write(policyDdl(compiled, { role: dbRole, schema, file }));
  return 0;
}
