// A database's guard and explorer under its policy, whose code is loaded beside everything
// else that starts: who has no policy loads none of it.

import type { CompiledPolicy } from "../policy/compiled_policy.ts";
import type { PolicySource } from "../policy/policy_source.ts";
import type { CallOptions } from "../ports/query_executor.ts";
import type { SchemaExplorer } from "../ports/schema_explorer.ts";
import type { Guard } from "./guard.ts";
import type { HeldDatabase, HeldParts } from "./hold_to_policy.ts";

/** What stands before a database under a policy, as far as it is asked. */
export interface LateHold {
  readonly guard: Guard;
  readonly explorer: SchemaExplorer;
  /** What holds for the caller. Throws where the policy cannot be applied. */
  compiledFor(call: CallOptions): Promise<CompiledPolicy>;
  /** Says once in the log where the policy does not fit the database. */
  announce(): Promise<void>;
}

/** Puts the policy of `source` before what `parts` and `explorer` reach. */
export function lateHold(
  source: PolicySource,
  explorer: SchemaExplorer,
  parts: HeldParts,
): LateHold {
  const loading: Promise<HeldDatabase> = import("./hold_to_policy.ts").then(({ holdToPolicy }) =>
    holdToPolicy(source, explorer, parts)
  );
  // What fails here every call hears: nothing is answered without the policy.
  loading.catch(() => {});
  return {
    guard: {
      load: async () => await (await loading).guard.load(),
      check: async (sql, call) => await (await loading).guard.check(sql, call),
    },
    explorer: {
      listSchemas: async (call) => await (await loading).explorer.listSchemas(call),
      listTables: async (request, call) => await (await loading).explorer.listTables(request, call),
      describeTable: async (request, call) =>
        await (await loading).explorer.describeTable(request, call),
    },
    compiledFor: async (call) => await (await loading).guard.protection.compiledFor(call),
    announce: async () => await (await loading).announce(),
  };
}
