// What a policy makes of a statement, without running it: it is planned at most.

import type { Principal } from "../../../core/auth/principal.ts";
import { PgmcpError } from "../../../core/errors.ts";
import type { PolicySource } from "../../../core/policy/policy_source.ts";
import { createPolicyGuard, type PolicyGuard } from "../../../core/services/policy_guard.ts";
import { createParser } from "../../../core/sql/parse.ts";
import type { Verdict } from "../../../core/sql/verdict.ts";
import type { ChosenDatabase } from "../open_chosen_database.ts";
import type { CallerFlags } from "./policy_action.ts";

/** A guard that holds to `source` on the target's database. */
export function policyGuardOf(
  target: Pick<ChosenDatabase, "database" | "settings">,
  source: PolicySource,
): PolicyGuard {
  const { database: { catalogue, executor }, settings } = target;
  const { allowFunctions, maxRows, queryTimeoutMs, readOnly, schemas } = settings;
  const parser = createParser();
  return createPolicyGuard({
    ...{ allowFunctions, maxRows, readOnly, schemas },
    ...{ catalogue, parser, source },
    planner: { executor, timeoutMs: queryTimeoutMs },
  });
}

/** The verdict on `sql`; what the database says of it while it is planned is a refusal too. */
export async function tryStatement(
  guard: PolicyGuard,
  sql: string,
  principal: Principal,
): Promise<Verdict> {
  try {
    return await guard.check(sql, { principal });
  } catch (error) {
    const refused = error instanceof PgmcpError &&
      (error.code === "PGMCP_POLICY_NOT_APPLICABLE" || error.sqlState !== undefined);
    if (!refused) throw error;
    const { code, hint, message } = error;
    return { kind: "refuse", code, message, hint, fragment: null, position: null };
  }
}

/** Whoever is meant by `--role` and `--attribute`. Throws `PGMCP_INVALID_ARGUMENT`. */
export function callerOf({ attribute, role }: CallerFlags): Principal {
  const attributes = attribute.map((text) => {
    const [, name, value] = /^([A-Za-z_]\w*)=(.*)$/s.exec(text) ?? [];
    if (name !== undefined && value !== undefined) return [name, value] as const;
    throw new PgmcpError("PGMCP_INVALID_ARGUMENT", {
      message: `Cannot use --attribute: ${JSON.stringify(text.slice(0, 60))} is not name=value`,
      hint: "Write it as --attribute tenant=1.",
    });
  });
  return {
    id: "local",
    role: role ?? null,
    team: null,
    attributes: Object.fromEntries(attributes),
  };
}
