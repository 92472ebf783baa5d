// The guard's reading of a statement against the server's own, over the corpus, the ledger
// and mutants of both: how many statements a text holds, and which tables it reads.

import assert from "node:assert/strict";
import { loadCorpus } from "../corpus/corpus_database.ts";
import { readCorpus } from "../corpus/read_corpus.ts";
import { createGuard } from "../../core/services/guard.ts";
import { createParser } from "../../core/sql/parse.ts";
import { postgresSkipReason, startPostgres } from "../support/postgres_server.ts";
import { mutateAttack } from "./fuzz/mutate_attack.ts";
import { placeQuery } from "./fuzz/place_query.ts";
import { type RandomSource, randomSource } from "./fuzz/random_source.ts";
import { REWRITES } from "./fuzz/rewrite_text.ts";
import { allAttacks } from "./ledger.ts";
import { type ServerCount, ServerReading } from "./server_reading.ts";

const SEED = 20261122;
const MAX_CHARACTERS = 2_000;
const parser = createParser();
const corpus = await readCorpus();

async function ownCount(sql: string): Promise<ServerCount> {
  const parsed = await parser.parse(sql);
  if (parsed.kind !== "tree") return "syntax error";
  return parsed.statements.length > 1 ? "several" : "one or none";
}

/** A corpus statement written otherwise and put somewhere; it still only reads. */
function mutateQuery(sql: string, random: RandomSource): string {
  let mutant = sql.replace(/[;\s]+$/, "");
  for (let count = random.below(3); count > 0; count--) {
    mutant = random.pick(REWRITES)(mutant, random);
  }
  return /--[^\n]*$/.test(mutant) ? mutant : placeQuery(mutant, random.below(3), random);
}

function* texts(random: RandomSource): Generator<string> {
  for (const { sql } of corpus) {
    yield sql;
    yield `${sql}\n; SELECT 1`;
    for (let count = 0; count < 2; count++) yield mutateQuery(sql, random);
  }
  for (const { sql } of allAttacks) {
    // The protocol ends a text at NUL: what comes after it never reaches the server.
    if (sql.length > MAX_CHARACTERS || /\0|[\uD800-\uDFFF]/.test(sql)) continue;
    yield sql;
    for (let count = 0; count < 4; count++) yield mutateAttack(sql, random);
  }
}

async function compareCounts(server: ServerReading, version: number): Promise<number> {
  const guard = createGuard({ cacheCharacters: 0 });
  const different: string[] = [];
  let compared = 0;
  for (const sql of texts(randomSource(SEED))) {
    const [own, theirs] = [await ownCount(sql), await server.count(sql)];
    compared++;
    if (own === theirs) continue;
    // libpg-query does not look past a comment for the word after NOT, NULLS or UESCAPE, and
    // takes it for an error: a refusal, be it one too many, and never one too few.
    if (own === "syntax error" && /--|\/\*/.test(sql)) {
      if ((await guard.check(sql)).kind === "refuse") continue;
    }
    // An older server lacks newer syntax.
    if (theirs === "syntax error" && version < 18) continue;
    different.push(`${own}, the server ${theirs}: ${sql}`);
  }
  assert.deepEqual(different, []);
  return compared;
}

async function compareRelations(server: ServerReading): Promise<number> {
  const guard = createGuard({ cacheCharacters: 0 });
  const random = randomSource(SEED);
  const different: string[] = [];
  let compared = 0;
  for (const { sql, topic } of corpus) {
    if (topic === "extensions") continue;
    const mutants = [sql, mutateQuery(sql, random), mutateQuery(sql, random)];
    for (const text of mutants) {
      const verdict = await guard.check(text);
      if (verdict.kind !== "allow" || verdict.statement !== "select") continue;
      const planned = await server.planned(text);
      if (planned === null) continue;
      compared++;
      const named = await server.reached(verdict.relations);
      // Which tables PostgreSQL's own views read is recorded nowhere.
      const missing = [...planned].filter((name) =>
        !name.startsWith("pg_catalog.") && !named.has(name)
      );
      if (missing.length > 0) different.push(`${missing.join(", ")} not seen in: ${text}`);
    }
  }
  assert.deepEqual(different, []);
  return compared;
}

const skipped = postgresSkipReason();
for (const version of [18, 15] as const) {
  Deno.test({
    name: `the guard reads a text as PostgreSQL ${version} does` +
      (skipped === null ? "" : ` (left out: ${skipped})`),
    ignore: skipped !== null,
    async fn(test) {
      await using postgres = await startPostgres({
        version,
        settings: { shared_preload_libraries: "pg_stat_statements" },
      });
      const { bare } = await loadCorpus(postgres);
      await using server = await ServerReading.open(bare);
      await test.step("as many statements", async () => {
        const compared = await compareCounts(server, version);
        assert.ok(compared > 3_000, String(compared));
      });
      await test.step("no table read that the guard did not see", async () => {
        const compared = await compareRelations(server);
        assert.ok(compared > 700, String(compared));
      });
    },
  });
}
