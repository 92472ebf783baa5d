// The kinds of values that tools take: what they let through is what their JSON Schema
// says, for which a general validator is asked.

import assert from "node:assert/strict";
import { z } from "zod";
import { ALL_TOOLS_OF_SEVERAL } from "../../../server/tools/all_tools.ts";
import {
  boolean,
  integer,
  list,
  memberProblem,
  nullable,
  number,
  object,
  oneOf,
  optional,
  type Schema,
  text,
} from "../../../server/tools/schema.ts";

const KINDS: Readonly<Record<string, Schema<unknown>>> = {
  text: text(),
  "text with a character": text({ min: 1, about: "A name" }),
  "one of two": oneOf(["json", "tsv"]),
  integer: integer(),
  "integer from 1 to 500": integer({ min: 1, max: 500 }),
  number: number(),
  boolean: boolean(),
  list: list(text()),
  object: object({ name: text(), size: optional(number()) }),
  nothing: object({}),
  "text or null": nullable(text()),
  "choice or null": nullable(oneOf(["rows"])),
  "object or null": nullable(object({ names: list(text()) })),
};

const VALUES: readonly unknown[] = JSON.parse(`[
  null, true, false, 0, 1, -1, 1.5, 500, 501, 1e300, "", "a", "json", "rows", "1",
  [], [1], ["a"], ["a", null], [[]], {}, {"name": "a"}, {"name": 1}, {"name": "a", "size": null},
  {"name": "a", "size": 2, "more": true}, {"names": ["a"]}, {"names": [1]}, {"size": 1}
]`);

Deno.test("a kind lets through just what its JSON Schema does", () => {
  for (const [name, kind] of Object.entries(KINDS)) {
    const general = z.fromJSONSchema(kind.json);
    for (const value of VALUES) {
      const expected = general.safeParse(value).success;
      assert.equal(kind.problem(value) === null, expected, `${name}: ${JSON.stringify(value)}`);
    }
  }
});

Deno.test("a problem names the member and what it has to be", () => {
  const members = { sql: text({ min: 1 }), limit: optional(integer({ min: 1, max: 5 })) };
  assert.equal(memberProblem(members, { sql: "a" }), null);
  assert.deepEqual(memberProblem(members, {}), { name: "sql", problem: "is missing" });
  assert.deepEqual(memberProblem(members, { sql: "" }), {
    name: "sql",
    problem: "may not be empty",
  });
  assert.deepEqual(memberProblem(members, { sql: "a", limit: 6 }), {
    name: "limit",
    problem: "has to be from 1 to 5",
  });
  assert.deepEqual(memberProblem(members, null), { name: null, problem: "has to be an object" });
  // A name that every object inherits is not one that was sent.
  assert.deepEqual(memberProblem({ constructor: text() }, {}), {
    name: "constructor",
    problem: "is missing",
  });
});

Deno.test("every argument of every tool has a kind that can be checked", () => {
  for (const tool of ALL_TOOLS_OF_SEVERAL) {
    for (const [name, member] of Object.entries({ ...tool.input, ...tool.output })) {
      assert.notEqual(member.problem(undefined), null, `${tool.name}.${name}`);
    }
  }
});
