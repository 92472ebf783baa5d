// The answer to a type that does not exist, or is not to be known of.

import { dotted } from "./name_policy.ts";
import type { Refusal } from "./refusal.ts";

/** Says that there is no such type. */
export function refuseUndefinedType(
  type: {
    readonly schema: string | null;
    readonly name: string;
    readonly location: number | null;
  },
): Refusal {
  return {
    code: "PGMCP_UNDEFINED_NAME",
    message: `There is no type ${dotted(type)}`,
    hint: "Use PostgreSQL's built-in types, or a type of the database by its exact name.",
    fragment: dotted(type),
    location: type.location,
  };
}
