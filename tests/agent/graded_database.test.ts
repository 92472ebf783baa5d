// REQUIRE_GRADE in front of a database: nothing passes before the examination has.

import assert from "node:assert/strict";
import { gradedDatabase } from "../../agent/graded_database.ts";
import type { Examination } from "../../core/doctor/examination.ts";
import type { Grade } from "../../core/doctor/grade.ts";
import { PgmcpError } from "../../core/errors.ts";
import type { InspectableDatabase } from "../../core/ports/posture.ts";
import { expectError } from "../contracts/expect_error.ts";
import { READER_POSTURE } from "../core/doctor/reader_posture.ts";
import { createMemoryDatabase } from "../support/memory_database.ts";

const REQUEST = {
  sql: "SELECT 1",
  access: "read",
  limits: { maxRows: 1, maxBytes: 100, timeoutMs: 100 },
} as const;
const QUESTION = { functions: [], operators: [], types: [], relations: [] };

function open(): InspectableDatabase & { readonly requests: readonly unknown[] } {
  const database = createMemoryDatabase({ results: { "SELECT 1": {} } });
  return { ...database, posture: { readPosture: () => Promise.resolve(READER_POSTURE) } };
}

function examined(grade: Grade): Examination {
  return {
    info: { product: "Memory", version: "1" },
    subject: {
      posture: READER_POSTURE,
      connection: {
        kind: "server",
        remote: false,
        checksCertificate: false,
        passwordInUrl: false,
      },
      unboundedPermissions: [],
      schemas: null,
      readOnly: true,
    },
    diagnosis: {
      grade,
      findings: [{ id: "role.superuser", severity: "critical", what: "", why: "", fix: [] }],
    },
  };
}

Deno.test("a role whose grade is enough is examined once, and then served", async () => {
  let examinations = 0;
  const database = open();
  const graded = gradedDatabase(database, {
    least: "B",
    examine() {
      examinations++;
      return Promise.resolve(examined("B"));
    },
  });
  await Promise.all([graded.executor.execute(REQUEST), graded.ping()]);
  await graded.catalogue.resolve(QUESTION);
  assert.equal(examinations, 1);
  assert.equal(database.requests.length, 1);
});

Deno.test("below the grade every call is refused and says why, until the role is mended", async () => {
  let grade: Grade = "F";
  const database = open();
  const graded = gradedDatabase(database, {
    least: "B",
    examine: () => Promise.resolve(examined(grade)),
  });
  const calls: readonly (() => Promise<unknown>)[] = [
    () => graded.executor.execute(REQUEST),
    () => graded.explorer.listSchemas(),
    () => graded.explorer.listTables({ limit: 1 }),
    () => graded.explorer.describeTable({ table: "t" }),
    () => graded.catalogue.resolve(QUESTION),
    () => graded.ping(),
  ];
  for (const call of calls) {
    const error = await expectError(call(), "PGMCP_GRADE_TOO_LOW");
    assert.equal(
      error.message,
      "The database role has grade F, REQUIRE_GRADE asks for B (role.superuser).",
    );
  }
  assert.equal(database.requests.length, 0);
  grade = "A";
  await graded.executor.execute(REQUEST);
  assert.equal(database.requests.length, 1);
});

Deno.test("a role that cannot be examined is refused with the reason, and tried again", async () => {
  let reachable = false;
  const database = open();
  const graded = gradedDatabase(database, {
    least: "D",
    examine: () =>
      reachable
        ? Promise.resolve(examined("D"))
        : Promise.reject(new PgmcpError("PGMCP_DATABASE_UNREACHABLE")),
  });
  await expectError(graded.executor.execute(REQUEST), "PGMCP_DATABASE_UNREACHABLE");
  assert.equal(database.requests.length, 0);
  reachable = true;
  await graded.executor.execute(REQUEST);
});

Deno.test("a caller who gives up ends only the waiting", async () => {
  const { promise, resolve } = Promise.withResolvers<Examination>();
  const graded = gradedDatabase(open(), { least: "A", examine: () => promise });
  const controller = new AbortController();
  const given = graded.executor.execute(REQUEST, { signal: controller.signal });
  const patient = graded.executor.execute(REQUEST);
  controller.abort();
  await expectError(given, "PGMCP_CANCELLED");
  resolve(examined("A"));
  await patient;
});
