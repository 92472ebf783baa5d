// What the role may do as a member of other roles: PostgreSQL's own by name, and roles
// whose rights come only with SET ROLE, which the questions about grants cannot see.

import { quoteIdentifier } from "../sql/quote.ts";
import type { Finding } from "./finding.ts";
import { PREDEFINED_ROLES, UNKNOWN_PREDEFINED_ROLE } from "./predefined_roles.ts";
import type { Subject } from "./subject.ts";

/** What pg_monitor is itself a member of. */
const IN_PG_MONITOR: ReadonlySet<string> = new Set([
  "pg_read_all_settings",
  "pg_read_all_stats",
  "pg_stat_scan_tables",
]);

/** The findings about memberships. */
export function membershipFindings(subject: Subject): readonly Finding[] {
  const { memberships, role } = subject.posture;
  const monitors = memberships.some(({ name }) => name === "pg_monitor");
  return memberships.flatMap((one): readonly Finding[] => {
    const fix = [`REVOKE ${quoteIdentifier(one.name)} FROM ${quoteIdentifier(role)};`];
    if (one.predefined) {
      // The database's owner is a member of it by itself: reported as ownership.
      if (one.name === "pg_database_owner") return [];
      if (IN_PG_MONITOR.has(one.name) && monitors) return [];
      const known = Object.hasOwn(PREDEFINED_ROLES, one.name)
        ? PREDEFINED_ROLES[one.name]
        : undefined;
      const { severity, why } = known ?? UNKNOWN_PREDEFINED_ROLE;
      const what = `The role ${role} is a member of ${one.name}.`;
      return [{ id: `member.${one.name}`, severity, what, why, fix }];
    }
    if (one.inherited) return [];
    return [{
      id: "member.set_role",
      severity: "medium",
      what: `The role ${role} can become ${one.name} by SET ROLE.`,
      why: `What ${one.name} may do is then open too, and is not shown here.`,
      fix,
    }];
  });
}
