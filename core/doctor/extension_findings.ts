// Extensions and foreign servers through which the role leaves the database.

import { quoteIdentifier } from "../sql/quote.ts";
import type { Finding } from "./finding.ts";
import { nameList } from "./name_list.ts";
import { RISKY_EXTENSIONS } from "./risky_extensions.ts";
import { sqlComment } from "./sql_comment.ts";
import type { Subject } from "./subject.ts";

/** The findings about extensions. */
export function extensionFindings(subject: Subject): readonly Finding[] {
  const { extensions, foreignServers, role } = subject.posture;
  const findings = extensions.flatMap(({ name, usable }): readonly Finding[] => {
    const risk = Object.hasOwn(RISKY_EXTENSIONS, name) ? RISKY_EXTENSIONS[name] : undefined;
    if (risk === undefined) return [];
    return [{
      id: `extension.${name}`,
      severity: usable ? risk.severity : "info",
      what: usable
        ? `The extension ${name} is installed, and the role ${role} may use it.`
        : `The extension ${name} is installed; the role ${role} may not use it.`,
      why: risk.why,
      fix: usable
        ? [
          `DROP EXTENSION ${quoteIdentifier(name)};`,
          sqlComment(
            `or REVOKE EXECUTE ON its functions, and USAGE on its wrapper, FROM PUBLIC, ${role}`,
          ),
        ]
        : [sqlComment(`DROP EXTENSION ${quoteIdentifier(name)}; if nobody needs it`)],
    }];
  });
  if (foreignServers.length === 0) return findings;
  return [...findings, {
    id: "grant.foreign_servers",
    severity: "medium",
    what: `The role ${role} may use the foreign servers ${nameList(foreignServers)}.`,
    why: "It can reach what their user mappings reach.",
    fix: foreignServers.map((name) =>
      `REVOKE USAGE ON FOREIGN SERVER ${quoteIdentifier(name)} FROM ${
        quoteIdentifier(role)
      }, PUBLIC;`
    ),
  }];
}
