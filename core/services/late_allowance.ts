// The allowance of a policy, loaded with the first query: who has no policy loads none of it.

import type { PolicyAllowanceOptions } from "./policy_allowance.ts";
import type { QueryAllowance } from "./query_allowance.ts";

/** Makes the allowance of a policy at its first use. */
export function lateAllowance(options: PolicyAllowanceOptions): QueryAllowance {
  let made: Promise<QueryAllowance> | null = null;
  function allowance(): Promise<QueryAllowance> {
    made ??= import("./policy_allowance.ts").then(({ policyAllowance }) =>
      policyAllowance(options)
    );
    return made;
  }
  return {
    begin(call) {
      const begun = allowance().then((ready) => ready.begin(call));
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
