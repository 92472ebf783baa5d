// What the role's attributes allow. An attribute is never inherited, but a member takes it
// with SET ROLE (PostgreSQL, section 22.3), so that of every role it is a member of counts.

import type { RoleAttributes } from "../ports/posture.ts";
import { quoteIdentifier } from "../sql/quote.ts";
import type { Finding, Severity } from "./finding.ts";
import type { Subject } from "./subject.ts";

interface AttributeRisk {
  readonly attribute: keyof RoleAttributes;
  readonly id: string;
  readonly word: string;
  readonly severity: (subject: Subject) => Severity;
  readonly why: string;
}

/** From this version on CREATEROLE grants only roles it has ADMIN on (release notes of PostgreSQL 16). */
const TAMED_CREATEROLE_VERSION = 160_000;

const RISKS: readonly AttributeRisk[] = [
  {
    attribute: "superuser",
    id: "role.superuser",
    word: "SUPERUSER",
    severity: () => "critical",
    why: "No grant binds it: it reads and writes everything, files and programs of the server too.",
  },
  {
    attribute: "createRole",
    id: "role.createrole",
    word: "CREATEROLE",
    severity: ({ posture }) =>
      posture.serverVersion < TAMED_CREATEROLE_VERSION ? "critical" : "high",
    why: "It makes roles and changes those of others; before PostgreSQL 16 it can grant itself " +
      "pg_execute_server_program.",
  },
  {
    attribute: "replication",
    id: "role.replication",
    word: "REPLICATION",
    severity: () => "high",
    why:
      "It can copy the whole cluster, password hashes included, and keep its WAL from being removed.",
  },
  {
    attribute: "bypassRowSecurity",
    id: "role.bypassrls",
    word: "BYPASSRLS",
    severity: () => "high",
    why: "Row security policies do not hold for it.",
  },
  {
    attribute: "createDatabase",
    id: "role.createdb",
    word: "CREATEDB",
    severity: () => "medium",
    why: "It can fill the disk with databases, and owns what it makes.",
  },
];

const EMBEDDED_SUPERUSER: Finding = {
  id: "role.superuser",
  severity: "medium",
  what: "The embedded database has one role, which is SUPERUSER.",
  why:
    "Whoever got past pgmcp could change its data. There is no server, file or network behind it.",
  fix: ["DATABASE_URL=postgres://…  -- a server, for data that matters"],
};

/** The findings about attributes. */
export function roleFindings(subject: Subject): readonly Finding[] {
  const { attributes, memberships, role } = subject.posture;
  if (attributes.superuser && subject.connection.kind === "embedded") return [EMBEDDED_SUPERUSER];
  // The others follow from it.
  return (attributes.superuser ? RISKS.slice(0, 1) : RISKS).flatMap((risk): readonly Finding[] => {
    const finding = { id: risk.id, severity: risk.severity(subject), why: risk.why };
    if (attributes[risk.attribute]) {
      return [{
        ...finding,
        what: `The role ${role} is ${risk.word}.`,
        fix: risk.attribute === "superuser"
          ? ["-- Connect as a role that can only read: pgmcp doctor --script"]
          : [`ALTER ROLE ${quoteIdentifier(role)} NO${risk.word};`],
      }];
    }
    const through = memberships.filter((one) => one[risk.attribute]);
    return through.length === 0 ? [] : [{
      ...finding,
      what: `The role ${role} becomes ${risk.word} by SET ROLE ${through[0]?.name ?? ""}.`,
      fix: through.map(({ name }) =>
        `REVOKE ${quoteIdentifier(name)} FROM ${quoteIdentifier(role)};`
      ),
    }];
  });
}
