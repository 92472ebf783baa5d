// Whether a server may say of a caller what it says: the agent's policy lists the roles
// and attribute values of each. What is not listed is refused rather than dropped: a
// caller without its attributes would be another one.

import type { Principal } from "../auth/principal.ts";
import type { Policy, ServerGrant } from "./policy.ts";

/** Why `principal` is not what `server` may assert; null where it is. */
export function refusePrincipal(
  policy: Policy,
  principal: Principal,
  server: string,
): string | null {
  if (policy.servers.length === 0) return null;
  const grants = grantsOf(policy, server);
  if (grants.length === 0) return "the policy names no such server";
  if (grants.some((grant) => mayAssert(grant, principal))) return null;
  return "the policy does not let this server assert this role or these attributes";
}

/** What the policy grants `server`, by its name and as any. */
export function grantsOf(policy: Policy, server: string): readonly ServerGrant[] {
  return policy.servers.filter((grant) => grant.server === server || grant.server === "*");
}

function mayAssert(grant: ServerGrant, { role, attributes }: Principal): boolean {
  return (role === null || holds(grant.roles, role)) &&
    Object.entries(attributes).every(([name, value]) =>
      holds(grant.attributes.get(name) ?? [], value)
    );
}

function holds(list: readonly string[], value: string): boolean {
  return list.includes(value) || list.includes("*");
}
