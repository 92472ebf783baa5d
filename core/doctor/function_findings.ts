// Functions that do more than the role could: with their owner's rights, as the server's
// operating system user, or built-in ones that are kept from ordinary roles.

import type { RiskyFunction } from "../ports/posture.ts";
import { counted } from "../services/format/counted.ts";
import { quoteIdentifier } from "../sql/quote.ts";
import type { Finding } from "./finding.ts";
import { nameList } from "./name_list.ts";
import type { Subject } from "./subject.ts";

/** The findings about functions. */
export function functionFindings(subject: Subject): readonly Finding[] {
  const { functionCount, functions, grantedBuiltIns, role } = subject.posture;
  const open = functions.filter((one) =>
    one.securityDefiner && one.ownerIsSuperuser && !one.pinsSearchPath
  );
  const definers = functions.filter((one) => one.securityDefiner && !open.includes(one));
  const untrusted = functions.filter((one) => one.untrustedLanguage !== null);
  // Names of a list that was cut short stand for the rest too.
  const unseen = functionCount - functions.length;
  const findings: Finding[] = [];
  if (grantedBuiltIns.length > 0) {
    findings.push({
      id: "function.built_in",
      severity: "high",
      what: `The role ${role} may call ${nameList(grantedBuiltIns)}.`,
      why: "PostgreSQL keeps them for superusers: they read files, load them, or steer the server.",
      fix: grantedBuiltIns.map((name) =>
        `REVOKE EXECUTE ON FUNCTION pg_catalog.${name} FROM ${quoteIdentifier(role)}, PUBLIC;`
      ),
    });
  }
  if (open.length > 0) {
    findings.push({
      id: "function.superuser_definer",
      severity: "high",
      what: `${counted(open.length, "function")} the role may call ${
        open.length === 1 ? "runs" : "run"
      } with a superuser's rights and an open search_path: ${nameList(open.map(nameOf))}.`,
      why: "Whoever can put a table or function on the path makes them run it as superuser.",
      fix: open.flatMap((one) => [
        `ALTER ROUTINE ${sqlOf(one)} SET search_path = pg_catalog, pg_temp;`,
        `REVOKE EXECUTE ON ROUTINE ${sqlOf(one)} FROM PUBLIC, ${quoteIdentifier(role)};`,
      ]),
    });
  }
  if (untrusted.length > 0) {
    findings.push({
      id: "function.untrusted_language",
      severity: "high",
      what: `${counted(untrusted.length, "function")} the role may call ${
        untrusted.length === 1 ? "is" : "are"
      } written in an untrusted language: ${nameList(untrusted.map(nameOf))}.`,
      why: "Such code runs as the server's operating system user, with its files and its network.",
      fix: untrusted.map((one) => revokeFrom(one, role)),
    });
  }
  if (definers.length > 0) {
    const total = definers.length + unseen;
    findings.push({
      id: "function.security_definer",
      severity: "medium",
      what: `${counted(total, "function")} the role may call ${
        total === 1 ? "runs" : "run"
      } with the rights of another: ${nameList(definers.map(nameOf), total)}.`,
      why: "What they do with their owner's rights, no grant to the role bounds.",
      fix: definers.map((one) => revokeFrom(one, role)),
    });
  }
  return findings;
}

function nameOf(one: RiskyFunction): string {
  return `${one.schema}.${one.signature}`;
}

// The signature comes from the catalogue, already quoted where it must be.
function sqlOf(one: RiskyFunction): string {
  return `${quoteIdentifier(one.schema)}.${one.signature}`;
}

function revokeFrom(one: RiskyFunction, role: string): string {
  return `REVOKE EXECUTE ON ROUTINE ${sqlOf(one)} FROM PUBLIC, ${quoteIdentifier(role)};`;
}
