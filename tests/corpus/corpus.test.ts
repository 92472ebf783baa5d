// No false refusals: every statement of the corpus runs on PostgreSQL 18 through the whole
// pipeline, guard with the real catalogue and executor, and answers what the database
// answers without pgmcp. What is refused on purpose or still waits is named with its reason.

import assert from "node:assert/strict";
import { postgresSkipReason, startPostgres } from "../support/postgres_server.ts";
import { EXTENSIONS, loadCorpus } from "./corpus_database.ts";
import { REFUSED_ON_PURPOSE, WAITING } from "./expected_refusals.ts";
import { readCorpus } from "./read_corpus.ts";
import { runCorpus, type Tally } from "./run_corpus.ts";

const corpus = await readCorpus();
const wider = await readCorpus("wider");

const missing = postgresSkipReason();

Deno.test("the corpus holds at least 400 different statements", () => {
  assert.ok(corpus.length >= 400, String(corpus.length));
  assert.equal(new Set(corpus.map(({ sql }) => sql)).size, corpus.length);
  const names = new Set([...corpus, ...wider].map(({ topic, title }) => `${topic}: ${title}`));
  assert.equal(names.size, corpus.length + wider.length);
  for (const name of [...Object.keys(REFUSED_ON_PURPOSE), ...Object.keys(WAITING)]) {
    assert.ok(names.has(name), name);
  }
});

Deno.test({
  name: "what analysts and clients send is answered as PostgreSQL 18 answers it" +
    (missing === null ? "" : ` (left out: ${missing})`),
  ignore: missing !== null,
  async fn(test) {
    const settings = { shared_preload_libraries: "pg_stat_statements" };
    await using server = await startPostgres({ settings });
    const { bare, extended } = await loadCorpus(server);
    const plainSql = corpus.filter(({ topic }) => topic !== "extensions");
    await test.step("with every schema open", async () => {
      report(await runCorpus(plainSql, bare, null), "no SCHEMAS");
    });
    await test.step("with extensions, whose functions overload built-in names", async () => {
      report(await runCorpus(corpus, extended, null), `${EXTENSIONS.length} extensions`);
    });
    await test.step("with SCHEMAS limited", async () => {
      const data = plainSql.filter(({ topic }) => topic !== "catalogue" && topic !== "clients");
      report(await runCorpus(data, bare, ["public", "lab"]), "SCHEMAS=public,lab");
    });
  },
});

function report({ failures, answered, waiting, onPurpose }: Tally, where: string): void {
  console.log(
    `${where}: ${answered} answered, ${onPurpose} refused on purpose, ${waiting} waiting`,
  );
  assert.deepEqual(failures, []);
}
