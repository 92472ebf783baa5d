// The way to the server: encrypted or not, checked or not, and whether the role is
// pgmcp's own.

import type { Finding } from "./finding.ts";
import { nameList } from "./name_list.ts";
import { sqlComment } from "./sql_comment.ts";
import type { Subject } from "./subject.ts";

/** The findings about the connection. */
export function connectionFindings(subject: Subject): readonly Finding[] {
  const { connection, posture } = subject;
  if (connection.kind === "embedded") return [];
  const findings = [...tlsFindings(subject)];
  if (connection.passwordInUrl) {
    findings.push({
      id: "connection.password_in_url",
      severity: "info",
      what: "The password stands in DATABASE_URL.",
      why: "Whoever may look at the process, or at the client's settings, reads it there.",
      fix: ["postgres://user@host/database?password_file=/run/secrets/database_password"],
    });
  }
  if (posture.otherApplications.length > 0) {
    findings.push({
      id: "role.shared",
      severity: "low",
      what: `Other applications are connected as ${posture.role}: ${
        nameList(posture.otherApplications)
      }.`,
      why:
        "What is revoked or limited for pgmcp hits them too, and the log cannot tell them apart.",
      fix: [
        sqlComment(`A role of its own, in place of ${posture.role}: pgmcp doctor --script`),
      ],
    });
  }
  return findings;
}

function tlsFindings(subject: Subject): readonly Finding[] {
  const { connection, posture } = subject;
  const { encrypted, origin } = posture.transport;
  const fix = ["DATABASE_URL=postgres://…?sslmode=verify-full&sslrootcert=…"];
  if (encrypted === true) {
    if (!connection.remote || connection.checksCertificate) return [];
    return [{
      id: "connection.unverified",
      severity: "low",
      what: "The connection is encrypted; the server's certificate is not checked.",
      why: "Somebody between pgmcp and the server can answer in its place.",
      fix,
    }];
  }
  if (origin === "network") {
    return [{
      id: "connection.clear_text",
      severity: "high",
      what: "The connection crosses a network without TLS.",
      why: "Everybody on the way reads the rows, and can change the statements.",
      fix,
    }];
  }
  if (!connection.remote) return [];
  return [{
    id: "connection.through_pooler",
    severity: "medium",
    what: "The server is on another machine, yet sees a local connection without TLS.",
    why:
      "Something stands between, a pooler or a tunnel; doctor cannot see whether the way to it is encrypted.",
    fix,
  }];
}
