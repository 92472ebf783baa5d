// What findings mean: the grade's formula, and the way to the database and the process,
// which no test server can be made to show.

import assert from "node:assert/strict";
import { examine } from "../../../core/doctor/examine.ts";
import type { Finding, Severity } from "../../../core/doctor/finding.ts";
import { gradeOf, meetsGrade, parseGrade } from "../../../core/doctor/grade.ts";
import { nameList } from "../../../core/doctor/name_list.ts";
import { EXAMINED_SETTINGS } from "../../../core/doctor/setting_findings.ts";
import type { Subject } from "../../../core/doctor/subject.ts";
import type { Posture } from "../../../core/ports/posture.ts";
import { createParser } from "../../../core/sql/parse.ts";
import { READER_POSTURE } from "./reader_posture.ts";
import { NETWORK, subjectOf } from "./subject_of.ts";

function idsOf(examined: Subject): readonly string[] {
  return examine(examined).findings.map(({ id, severity }) => `${severity} ${id}`);
}

function findings(...severities: readonly Severity[]): readonly Finding[] {
  return severities.map((severity) => ({ id: "x", severity, what: "", why: "", fix: [] }));
}

Deno.test("the worst finding decides the grade", () => {
  assert.equal(gradeOf([]), "A");
  assert.equal(gradeOf(findings("low", "info", "low")), "A");
  assert.equal(gradeOf(findings("low", "medium", "medium")), "B");
  assert.equal(gradeOf(findings("medium", "high")), "C");
  assert.equal(gradeOf(findings("high", "high")), "D");
  assert.equal(gradeOf(findings("low", "critical")), "F");
});

Deno.test("a grade meets itself and what is worse", () => {
  assert.ok(meetsGrade("A", "B"));
  assert.ok(meetsGrade("B", "B"));
  assert.ok(!meetsGrade("C", "B"));
  assert.ok(!meetsGrade("F", "D"));
  assert.equal(parseGrade(" b "), "B");
  assert.equal(parseGrade("E"), null);
  assert.equal(parseGrade(""), null);
});

Deno.test("a role that only reads, over TLS that is checked, has no findings", () => {
  assert.deepEqual(examine(subjectOf({})), { grade: "A", findings: [] });
});

Deno.test("every setting that is judged is asked for", () => {
  assert.deepEqual(Object.keys(READER_POSTURE.settings).sort(), [...EXAMINED_SETTINGS].sort());
});

Deno.test("findings stand worst first", () => {
  const attributes = { ...READER_POSTURE.attributes, createDatabase: true, replication: true };
  const settings = { ...READER_POSTURE.settings, statement_timeout: "0" };
  assert.deepEqual(idsOf(subjectOf({ attributes, settings })), [
    "high role.replication",
    "medium role.createdb",
    "low setting.statement_timeout",
  ]);
});

Deno.test("a connection in clear text counts as far as it leaves the machine", () => {
  const clear = (origin: "local" | "network") => ({ transport: { encrypted: false, origin } });
  const local = { connection: { ...NETWORK, remote: false } };
  assert.deepEqual(idsOf(subjectOf(clear("network"))), ["high connection.clear_text"]);
  assert.deepEqual(idsOf(subjectOf(clear("local"), local)), []);
  // The server sees a neighbour where the URL names another machine: a pooler, or a tunnel.
  assert.deepEqual(idsOf(subjectOf(clear("local"))), ["medium connection.through_pooler"]);
  const unknown = { transport: { encrypted: null, origin: "network" } } as const;
  assert.deepEqual(idsOf(subjectOf(unknown)), ["high connection.clear_text"]);
});

Deno.test("TLS without a checked certificate is said, and a password in the URL", () => {
  const connection = { ...NETWORK, checksCertificate: false, passwordInUrl: true };
  assert.deepEqual(idsOf(subjectOf({}, { connection })), [
    "low connection.unverified",
    "info connection.password_in_url",
  ]);
});

Deno.test("permissions of Deno without bounds cost the grade that their reach is worth", () => {
  const unboundedPermissions = ["env", "net", "run"] as const;
  assert.deepEqual(idsOf(subjectOf({}, { unboundedPermissions })), [
    "high deno.run",
    "medium deno.net",
    "low deno.env",
  ]);
});

Deno.test("a predefined role that nobody knows yet counts as medium, the owner's not twice", () => {
  const member = { ...READER_POSTURE.attributes, inherited: true, predefined: true };
  const memberships = [
    { ...member, name: "pg_of_tomorrow" },
    { ...member, name: "pg_database_owner" },
    { ...member, name: "pg_monitor" },
    { ...member, name: "pg_read_all_stats" },
  ];
  assert.deepEqual(idsOf(subjectOf({ memberships })), [
    "medium member.pg_of_tomorrow",
    "medium member.pg_monitor",
  ]);
});

Deno.test("a name with a line break cannot get out of a fix, whatever the finding", async () => {
  const evil = 'a"; DROP TABLE x; --\nDROP TABLE y';
  const right = { schema: evil, throughPublic: true };
  const objects = { schema: evil, count: 1, examples: [evil] };
  const member = { ...READER_POSTURE.attributes, inherited: false, predefined: false };
  const definer = { ownerIsSuperuser: true, securityDefiner: true, untrustedLanguage: null };
  const posture: Partial<Posture> = {
    role: evil,
    database: evil,
    attributes: { ...READER_POSTURE.attributes, createRole: true },
    memberships: [{ ...member, name: evil, superuser: true }],
    ownsDatabase: true,
    createsTemporaryTables: true,
    createsIn: [right],
    writes: [
      { ...right, ...objects, kind: "relation", privileges: ["INSERT"] },
      { ...right, ...objects, kind: "sequence", privileges: ["USAGE"] },
    ],
    owned: [{ ...objects, owner: evil }],
    readable: [{ schema: evil, tables: 1, owners: [evil] }],
    secretCatalogues: ["pg_authid"],
    extensions: [{ name: "dblink", usable: true }, { name: "file_fdw", usable: false }],
    foreignServers: [evil],
    functions: [
      { ...definer, schema: evil, signature: "f()", owner: evil, pinsSearchPath: false },
      { ...definer, schema: evil, signature: "g()", owner: evil, pinsSearchPath: true },
    ],
    functionCount: 2,
    settings: { temp_file_limit: "-1", statement_timeout: "0", log_statement: "all" },
    otherApplications: [evil],
  };
  const { findings } = examine(subjectOf(posture, { schemas: ["public"] }));
  assert.ok(findings.length > 15, findings.map(({ id }) => id).join());
  const parser = createParser();
  for (const { id, fix } of findings) {
    for (const line of fix) {
      if (line.startsWith("postgres://") || line.startsWith("DATABASE_URL")) continue;
      // Where a name is for the reader to choose.
      const outcome = await parser.parse(line.replaceAll("…", "someone"));
      if (outcome.kind !== "tree") assert.fail(`${id} is not SQL: ${line}`);
      assert.ok(outcome.statements.length < 2, `${id} is more than one statement: ${line}`);
      assert.doesNotMatch(JSON.stringify(outcome), /DropStmt.*OBJECT_TABLE/, id);
    }
  }
});

Deno.test("names in a sentence are few, and say how many more there are", () => {
  assert.equal(nameList([]), "");
  assert.equal(nameList(["a"]), "a");
  assert.equal(nameList(["a", "b", "c"]), "a, b and c");
  assert.equal(nameList(["a", "b", "c", "d", "e", "f"]), "a, b, c, d, e and 1 more");
  assert.equal(nameList(["a"], 9), "a and 8 more");
});
