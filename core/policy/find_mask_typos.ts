// Masks that are nearly the name of a kind: `rdact` hides a value as well as `redact` does, but
// `hsah` where a hash was meant is another policy. Any text is a mask, so it is only a warning.

import { editDistance } from "../sql/edit_distance.ts";
import type { Mask, Policy } from "./policy.ts";
import { MASK_KEYS } from "./policy_keys.ts";
import type { RuleRemark } from "./rule_remark.ts";

/** Finds them by the text alone. */
export function findMaskTypos(policy: Policy): readonly RuleRemark[] {
  const levels = [["", policy.base] as const, ...policy.roles];
  return levels.flatMap(([role, rules]) =>
    rules.tables.flatMap(({ key, maskColumns }) =>
      [...maskColumns].flatMap(([column, mask]) => {
        const meant = meantKind(mask);
        if (meant === null) return [];
        const path = `tables.${key}.mask_columns.${column}`;
        const text = `Every row shows the text ${JSON.stringify(meant.text)}. ` +
          `Did you mean the mask ${meant.kind}?`;
        return [{ rule: role === "" ? path : `roles.${role}.${path}`, text }];
      })
    )
  );
}

/** `hash()`, `partial: 4` and the like: the name of a kind, and what no text would have behind it. */
const WITH_PARAMETERS = /^([a-z]+)\s*[(:{=]/;

function meantKind(mask: Mask): { readonly text: string; readonly kind: string } | null {
  if (mask.kind !== "literal") return null;
  const { text } = mask;
  const word = text.trim().toLowerCase();
  const named = WITH_PARAMETERS.exec(word)?.[1] ?? word;
  const kind = Object.keys(MASK_KEYS).find((one) =>
    one !== "literal" && editDistance(named, one) <= (named === word ? 1 : 0)
  );
  // The word itself is a text only where `{ literal: … }` says so.
  return kind === undefined || kind === word ? null : { text, kind };
}
