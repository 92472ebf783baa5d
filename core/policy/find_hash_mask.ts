// Whether a policy needs the key of `hash` masks, and for which rule.

import type { Policy } from "./policy.ts";

/** The path of a rule that masks with `hash`; null where none does. */
export function findHashMask(policy: Policy): string | null {
  const levels = [["", policy.base] as const, ...policy.roles];
  for (const [role, rules] of levels) {
    for (const { key, maskColumns } of rules.tables) {
      for (const [column, mask] of maskColumns) {
        if (mask.kind !== "hash") continue;
        const path = `tables.${key}.mask_columns.${column}`;
        return role === "" ? path : `roles.${role}.${path}`;
      }
    }
  }
  return null;
}
