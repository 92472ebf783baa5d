// What grants let the role change or read beyond what pgmcp needs: tables, sequences,
// schemas, the database, and catalogue relations with secrets.

import type { WriteRights } from "../ports/posture.ts";
import { counted } from "../services/format/counted.ts";
import { quoteIdentifier } from "../sql/quote.ts";
import type { Finding } from "./finding.ts";
import { nameList } from "./name_list.ts";
import type { Subject } from "./subject.ts";

/** The findings about grants. */
export function grantFindings(subject: Subject): readonly Finding[] {
  return [
    ...writeFindings(subject, "relation"),
    ...writeFindings(subject, "sequence"),
    ...creationFindings(subject),
    ...readingFindings(subject),
  ];
}

function writeFindings(subject: Subject, kind: WriteRights["kind"]): readonly Finding[] {
  const { posture, readOnly } = subject;
  const rights = posture.writes.filter((one) => one.kind === kind);
  if (rights.length === 0) return [];
  const total = rights.reduce((sum, one) => sum + one.count, 0);
  const examples = rights.flatMap((one) => one.examples.map((name) => `${one.schema}.${name}`));
  const privileges = [...new Set(rights.flatMap((one) => one.privileges))].join(", ");
  const names = nameList(examples, total);
  const objects = kind === "relation" ? "TABLES" : "SEQUENCES";
  return [{
    id: kind === "relation" ? "grant.write_tables" : "grant.write_sequences",
    // Who asked for writes gets what they asked for.
    severity: !readOnly ? "info" : kind === "relation" ? "high" : "medium",
    what: `The role ${posture.role} has ${privileges} on ${
      counted(total, kind === "relation" ? "table" : "sequence")
    }: ${names}.`,
    why: readOnly
      ? "READ_ONLY=true is then kept by pgmcp and its read-only transaction alone."
      : "READ_ONLY=false asks for it; grant no more than the writes that are meant.",
    fix: readOnly
      ? rights.flatMap((one) =>
        [posture.role, ...(one.throughPublic ? ["PUBLIC"] : [])].map((grantee) =>
          `REVOKE ${one.privileges.join(", ")} ON ALL ${objects} IN SCHEMA ${
            quoteIdentifier(one.schema)
          } FROM ${grantee === "PUBLIC" ? grantee : quoteIdentifier(grantee)};`
        )
      )
      : ["-- REVOKE what is not meant to be written"],
  }];
}

function creationFindings(subject: Subject): readonly Finding[] {
  const { createsIn, createsSchemas, createsTemporaryTables, database, ownsDatabase, role } =
    subject.posture;
  const findings: Finding[] = [];
  if (createsIn.length > 0) {
    findings.push({
      id: "grant.create_in_schema",
      severity: "medium",
      what: `The role ${role} can create in ${counted(createsIn.length, "schema")}: ${
        nameList(createsIn.map((one) => one.schema))
      }.`,
      why: "A function or operator made there can be called in place of the one others mean.",
      fix: createsIn.map((one) =>
        `REVOKE CREATE ON SCHEMA ${quoteIdentifier(one.schema)} FROM ${
          one.throughPublic ? "PUBLIC" : quoteIdentifier(role)
        };`
      ),
    });
  }
  if (createsSchemas && !ownsDatabase) {
    findings.push({
      id: "grant.create_in_database",
      severity: "medium",
      what: `The role ${role} can create schemas in the database ${database}.`,
      why: "In a schema of its own it can create anything.",
      fix: [
        `REVOKE CREATE ON DATABASE ${quoteIdentifier(database)} FROM ${quoteIdentifier(role)};`,
      ],
    });
  }
  if (createsTemporaryTables) {
    findings.push({
      id: "grant.temporary",
      severity: "info",
      what: `The role ${role} can create temporary tables, as every role can by default.`,
      why: "They take space on the server's disk while a session lasts.",
      fix: [`REVOKE TEMPORARY ON DATABASE ${quoteIdentifier(database)} FROM PUBLIC;`],
    });
  }
  return findings;
}

function readingFindings(subject: Subject): readonly Finding[] {
  const { readable, role, secretCatalogues } = subject.posture;
  const findings: Finding[] = [];
  if (secretCatalogues.length > 0) {
    findings.push({
      id: "grant.read_secrets",
      severity: "high",
      what: `The role ${role} reads ${nameList(secretCatalogues)}.`,
      why: "They hold password hashes, connection strings, or samples of every table's rows.",
      fix: secretCatalogues.map((name) =>
        `REVOKE SELECT ON pg_catalog.${name} FROM ${quoteIdentifier(role)}, PUBLIC;`
      ),
    });
  }
  const { schemas } = subject;
  const beyond = schemas === null ? [] : readable.filter((one) => !schemas.includes(one.schema));
  if (beyond.length > 0) {
    findings.push({
      id: "grant.read_beyond_schemas",
      severity: "low",
      what: `The role ${role} also reads ${
        nameList(beyond.map((one) => `${one.schema} (${counted(one.tables, "table")})`))
      }, which SCHEMAS does not name.`,
      why: "SCHEMAS is then kept by pgmcp alone.",
      fix: beyond.map((one) =>
        `REVOKE USAGE ON SCHEMA ${quoteIdentifier(one.schema)} FROM ${quoteIdentifier(role)};`
      ),
    });
  }
  return findings;
}
