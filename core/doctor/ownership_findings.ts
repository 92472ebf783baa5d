// What the role owns. An owner may always alter and drop, and grant itself back what was
// revoked: no grant bounds it.

import { counted } from "../services/format/counted.ts";
import { quoteIdentifier } from "../sql/quote.ts";
import type { Finding } from "./finding.ts";
import { nameList } from "./name_list.ts";
import { sqlComment } from "./sql_comment.ts";
import type { Subject } from "./subject.ts";

/** The findings about ownership. */
export function ownershipFindings(subject: Subject): readonly Finding[] {
  const { database, owned, ownsDatabase, role } = subject.posture;
  const findings: Finding[] = [];
  if (ownsDatabase) {
    findings.push({
      id: "owns.database",
      severity: "high",
      what: `The role ${role} owns the database ${database}.`,
      why: "It can change its settings for everyone, make schemas in it, and drop it.",
      fix: [
        `ALTER DATABASE ${quoteIdentifier(database)} OWNER TO …;  -- a role nobody logs in as`,
      ],
    });
  }
  if (owned.length > 0) {
    const total = owned.reduce((sum, one) => sum + one.count, 0);
    const examples = owned.flatMap((one) => one.examples.map((name) => `${one.schema}.${name}`));
    findings.push({
      id: "owns.relations",
      severity: "high",
      what: `The role ${role} owns ${counted(total, "relation")}: ${nameList(examples, total)}.`,
      why: "An owner alters and drops them, and grants itself what was revoked.",
      fix: [
        "-- Connect as a role of its own: pgmcp doctor --script",
        sqlComment(`or give them away: REASSIGN OWNED BY ${quoteIdentifier(role)} TO …;`),
      ],
    });
  }
  return findings;
}
