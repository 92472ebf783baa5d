// What to name rows by instead of a system column, such as ctid: where a row is stored tells of others.

import type { ProtectedRelation } from "./compiled_policy.ts";

/** The hint. */
export function systemColumnHint({ entry, shown }: ProtectedRelation): string {
  const keys = shown.filter(({ column, mask }) => column.key === true && mask === null)
    .map(({ column }) => column.name);
  const whole = keys.length > 0 &&
    keys.length === entry.columns.filter(({ key }) => key === true).length;
  return `System columns of a table under the policy do not exist.${
    whole ? ` Its rows are named by ${keys.join(", ")}.` : " Name its rows by other columns."
  }`;
}
