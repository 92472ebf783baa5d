// The allowance of a policy, loaded with the first query: who has no policy loads none of it.

import type { CompiledPolicy } from "../policy/compiled_policy.ts";
import type { CallOptions } from "../ports/query_executor.ts";
import type { PolicyAllowanceOptions } from "./policy_allowance.ts";
import type { QueryAllowance } from "./query_allowance.ts";

/** Options of {@linkcode lateAllowance}. */
export interface LateAllowanceOptions extends Omit<PolicyAllowanceOptions, "viewFor"> {
  /** The policy as it holds for the caller. Throws where it cannot be applied. */
  compiledFor(call: CallOptions): Promise<CompiledPolicy>;
}

/** Makes the allowance of a policy at its first use. */
export function lateAllowance(options: LateAllowanceOptions): QueryAllowance {
  let made: Promise<QueryAllowance> | null = null;

  async function make(): Promise<QueryAllowance> {
    const [{ policyAllowance }, { createTableViews }] = await Promise.all([
      import("./policy_allowance.ts"),
      import("./table_views.ts"),
    ]);
    const viewOf = createTableViews();
    return policyAllowance({
      ...options,
      viewFor: async (call) => viewOf(await options.compiledFor(call)),
    });
  }

  return {
    begin(call) {
      made ??= make();
      const begun = made.then((ready) => ready.begin(call));
      // What fails here is heard by whoever asks; a refused statement asks nothing.
      begun.catch(() => {});
      return {
        admit: async (verdict, limits) => await (await begun).admit(verdict, limits),
        inspect: async (verdict, request) => await (await begun).inspect(verdict, request),
        settle: async (result) => await (await begun).settle(result),
      };
    },
  };
}
