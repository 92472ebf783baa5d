// The report for people: whole, plain without colour, and safe to show.

import assert from "node:assert/strict";
import { examine } from "../../../../core/doctor/examine.ts";
import type { Posture } from "../../../../core/ports/posture.ts";
import { drawExamination } from "../../../../server/commands/doctor/draw_examination.ts";
import { READER_POSTURE } from "../../../core/doctor/reader_posture.ts";

function draw(posture: Partial<Posture>, screen = { columns: 80, colour: false }) {
  const subject = {
    posture: { ...READER_POSTURE, ...posture },
    connection: { kind: "server", remote: true, checksCertificate: true, passwordInUrl: false },
    unboundedPermissions: [],
    schemas: null,
    readOnly: true,
  } as const;
  return drawExamination({
    info: { product: "PostgreSQL", version: "18.4" },
    subject,
    diagnosis: examine(subject),
  }, { name: null, screen });
}

Deno.test("a clean role is said to be, in a few lines", () => {
  assert.deepEqual(draw({}).filter((line) => line !== ""), [
    "╭─ pgmcp doctor ───────────────────────────────────────────────────────────────╮",
    "│ role      reader                                                             │",
    "│ database  shop, PostgreSQL 18.4                                              │",
    "│ grade     A: nothing above low                                               │",
    "╰──────────────────────────────────────────────────────────────────────────────╯",
  ]);
});

Deno.test("a finding shows what, why, the SQL that ends it and its name", () => {
  const lines = draw({ attributes: { ...READER_POSTURE.attributes, bypassRowSecurity: true } });
  assert.deepEqual(lines.slice(6, 10), [
    "✗ high       The role reader is BYPASSRLS.",
    "             Row security policies do not hold for it.",
    '             ALTER ROLE "reader" NOBYPASSRLS;',
    "             role.bypassrls",
  ]);
  assert.match(lines.at(-1) ?? "", /pgmcp doctor --script/);
});

Deno.test("names from the database cannot move the cursor, and many of them do not flood", () => {
  const createsIn = Array.from({ length: 40 }, (_, index) => ({
    schema: `s${index}\x1b[2J\u202e`,
    throughPublic: false,
  }));
  const text = draw({ createsIn, role: "r\x1b]0;x\x07" }).join("\n");
  assert.doesNotMatch(text.replaceAll("\n", ""), /\p{Cc}|\u202e/u);
  assert.match(text, /and 35 more/);
  assert.match(text, /-- and 34 more: --json shows all/);
});

Deno.test("colour is used only where it is welcome", () => {
  const attributes = { ...READER_POSTURE.attributes, superuser: true };
  assert.doesNotMatch(draw({ attributes }).join(""), /\p{Cc}/u);
  assert.match(draw({ attributes }, { columns: 80, colour: true }).join(""), /\p{Cc}\[31m/u);
});
