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
  requireName("--db-role", dbRole);
  requireName("--schema", schema);
  const parsed = await readValidPolicy(file);
  const roles = [...parsed.policy.roles.keys()];
  if (role !== "" && !roles.includes(role)) {
    throw new PgmcpError("PGMCP_INVALID_ARGUMENT", {
      message: `Cannot use --role: the policy has no role ${JSON.stringify(role)}`,
      hint: roles.length === 0 ? "Leave it out." : `It has ${roles.join(", ")}.`,
    });
  }
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
  if (compiled === undefined) throw new PgmcpError("PGMCP_INTERNAL");
  surroundings.screen.write(policyDdl(compiled, { role: dbRole, schema, file }));
  return 0;
}

/** The longest name that PostgreSQL does not cut off, in bytes. */
const MAX_NAME_BYTES = 63;

function requireName(flag: string, name: string): void {
  const bytes = new TextEncoder().encode(name).length;
  const reserved = /^pg_/.test(name) || ["public", "none"].includes(name);
  const fits = bytes > 0 && bytes <= MAX_NAME_BYTES && !/\p{Cc}/u.test(name);
  if (fits && !reserved) return;
  const state = reserved
    ? `${JSON.stringify(name)} is PostgreSQL's own`
    : `it is not 1 to ${MAX_NAME_BYTES} bytes of text`;
  throw new PgmcpError("PGMCP_INVALID_ARGUMENT", {
    message: `Cannot use ${flag}: ${state}`,
    hint: "Choose a name that is new, such as pgmcp_policy_reader.",
  });
}
