// `pgmcp policy`: each subcommand is loaded when it is meant.

import type { PolicyAction } from "./policy_action.ts";
import type { PolicySurroundings } from "./open_policy_target.ts";

/** Does what `action` says; returns the exit code. */
export async function runPolicy(
  action: PolicyAction,
  surroundings: PolicySurroundings,
): Promise<number> {
  switch (action.kind) {
    case "check": {
      const { checkPolicy } = await import("./check_policy.ts");
      return await checkPolicy(action, surroundings);
    }
    case "explain": {
      const { explainPolicy } = await import("./explain_policy.ts");
      return await explainPolicy(action, surroundings);
    }
    case "test": {
      const { testPolicy } = await import("./test_policy.ts");
      return await testPolicy(action, surroundings);
    }
    case "sql": {
      const { printPolicySql } = await import("./print_policy_sql.ts");
      return await printPolicySql(action, surroundings);
    }
    case "suggest": {
      const { suggestPolicy } = await import("./suggest_policy.ts");
      return await suggestPolicy(action, surroundings);
    }
    case "sign": {
      const { signPolicyFile } = await import("./sign_policy_file.ts");
      return await signPolicyFile(action, surroundings);
    }
    case "schema": {
      const { policySchema } = await import("../../../core/policy/policy_schema.ts");
      surroundings.screen.write(`${JSON.stringify(policySchema(), null, 2)}\n`);
      return 0;
    }
  }
}
