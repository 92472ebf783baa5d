// The short form of the fuzz, and what must hold for any text at all.

import assert from "node:assert/strict";
import fc from "fast-check";
import { createGuard } from "../../../core/services/guard.ts";
import { createParser } from "../../../core/sql/parse.ts";
import { ANALYST_STATEMENTS } from "../../core/sql/analyst_statements.ts";
import { allAttacks } from "../ledger.ts";
import { mutateAttack } from "./mutate_attack.ts";
import { placeQuery } from "./place_query.ts";
import { randomSource } from "./random_source.ts";
import { rewriteEnd, REWRITES } from "./rewrite_text.ts";
import { runFuzz } from "./run_fuzz.ts";
import { watchMemory } from "./watch_memory.ts";

const SHORT_RUN_MS = 10_000;
const SHORT_RUN_MUTANTS = 10_000;
const seeds = fc.nat({ max: 0xffffffff });

Deno.test("no mutant of an attack gets through in ten seconds", async () => {
  const report = await runFuzz({
    seed: 20261122,
    timeMs: SHORT_RUN_MS,
    maxMutants: SHORT_RUN_MUTANTS,
  });
  assert.deepEqual(report.through, []);
  assert.ok(report.attacks > 400, `${report.attacks} attacks`);
  assert.ok(report.mutants > 500, `${report.mutants} mutants`);
  // Mutants that are no SQL would pass whatever the guard does.
  assert.ok(report.syntaxErrors < report.mutants / 5, `${report.syntaxErrors} are no SQL`);
});

Deno.test("a seed draws the same mutants again", () => {
  const draw = (seed: number) => {
    const random = randomSource(seed);
    return allAttacks.slice(0, 200).map(({ sql }) => mutateAttack(sql, random));
  };
  assert.deepEqual(draw(7), draw(7));
  assert.notDeepEqual(draw(7), draw(8));
});

Deno.test("what is harmless stays allowed, written otherwise and put anywhere", async () => {
  const guard = createGuard({ schemas: ["app"], cacheCharacters: 0 });
  const harmless = [
    "SELECT upper('x')",
    "SELECT length('a.b') + 100",
    "SELECT n.id FROM app.notes n",
    "SELECT '12'::int4, pg_typeof(1)::text, 'it' || 'em' FROM app.notes",
  ];
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...harmless), seeds, async (sql, seed) => {
      const random = randomSource(seed);
      let mutant = sql;
      for (let count = random.below(4); count > 0; count--) {
        mutant = random.pick(REWRITES)(mutant, random);
      }
      mutant = placeQuery(mutant, random.below(4), random);
      const verdict = await guard.check(mutant);
      // Two rewrites of one literal may be no SQL together.
      if (verdict.kind === "refuse" && verdict.code === "PGMCP_SYNTAX_ERROR") return;
      assert.equal(verdict.kind, "allow", `${mutant}: ${JSON.stringify(verdict)}`);
    }),
    { numRuns: 400 },
  );
});

const words = fc.constantFrom(
  ...("SELECT FROM WHERE WITH AS VALUES TABLE ( ) , ; . * ' \" $$ $1 -- /* */ \n :: [ ] = || E' U&' " +
    "LIMIT 1 a b app notes now() upper( 'x' pg_sleep(1) pg_read_file INTO FOR UPDATE EXPLAIN ANALYZE " +
    "INSERT DELETE UNION ALL é 😀 CASE END NULL LATERAL OPERATOR(").split(" "),
);
const soup = fc.array(words, { maxLength: 30 }).map((parts) => parts.join(" "));

Deno.test("any text gets a verdict, and what is allowed is one statement that holds the text", async () => {
  const guard = createGuard({ cacheCharacters: 0 });
  const parser = createParser();
  await fc.assert(
    fc.asyncProperty(fc.oneof(soup, fc.string({ unit: "binary" })), async (sql) => {
      const verdict = await guard.check(sql);
      if (verdict.kind !== "allow") return assert.notEqual(verdict.message, "");
      const sent = await parser.parse(verdict.sql);
      assert.ok(sent.kind === "tree" && sent.statements.length === 1, verdict.sql);
      const { source } = verdict;
      if (source !== undefined) assert.ok(verdict.sql.length >= source.offset);
      assert.ok(!/\b(?:pg_sleep|pg_read_file)\s*\(/.test(verdict.sql), verdict.sql);
    }),
    { numRuns: 1_000 },
  );
});

Deno.test("the same text gets the same verdict, with a cache and without", async () => {
  const cached = createGuard({ schemas: ["app"] });
  const fresh = createGuard({ schemas: ["app"], cacheCharacters: 0 });
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...allAttacks), seeds, async ({ sql }, seed) => {
      const mutant = rewriteEnd(sql.slice(0, 2_000), randomSource(seed));
      const first = await cached.check(mutant);
      assert.deepEqual(await cached.check(mutant), first);
      assert.deepEqual(await fresh.check(mutant), first);
    }),
    { numRuns: 300 },
  );
});

Deno.test("memory does not grow with the number of different statements", async () => {
  const MEGABYTE = 1024 * 1024;
  const readings = await watchMemory({
    statements: 12_000,
    sql: ANALYST_STATEMENTS.filter((statement) => !statement.startsWith("SHOW")),
    every: 4_000,
  });
  const [early, late] = [readings[0], readings.at(-1)];
  assert.ok(early !== undefined && late !== undefined);
  // Some 100 MB is garbage that was not collected yet; a kept tree a statement would be 300 MB.
  const grown = late.residentBytes - early.residentBytes;
  assert.ok(grown < 150 * MEGABYTE, `${Math.round(grown / MEGABYTE)} MB`);
});
