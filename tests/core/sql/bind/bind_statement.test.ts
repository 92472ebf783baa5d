// The binder against PostgreSQL 18: over queries made at random and over the corpus, the columns
// that the server says are read and handed out are those that the binder says.

import assert from "node:assert/strict";
import fc from "fast-check";
import { createParser } from "../../../../core/sql/parse.ts";
import { loadCorpus } from "../../../corpus/corpus_database.ts";
import { type CorpusStatement, readCorpus } from "../../../corpus/read_corpus.ts";
import { testsOnPostgres } from "../../../support/tests_on_postgres.ts";
import { arbitraryQuery } from "./arbitrary_query.ts";
import { TABLES } from "./clashing_tables.ts";
import { TRICKY_QUERIES } from "./tricky_queries.ts";
import { compareNames } from "./compare_names.ts";
import { NameOracle } from "./name_oracle.ts";

const parser = createParser();
const onPostgres = testsOnPostgres({
  settings: { shared_preload_libraries: "pg_stat_statements" },
});
const RUNS = Number(Deno.env.get("BIND_RUNS") ?? "3000");

onPostgres("the binder reads queries made at random as the server does", async (server) => {
  const database = await server.createDatabase();
  await server.runSql(database.url, TABLES);
  await using oracle = await NameOracle.open(database.url);
  const tally = new Map<string, number>();
  const property = fc.asyncProperty(arbitraryQuery, async (sql) => {
    const { kind, detail } = await compareNames(sql, { oracle, parser });
    tally.set(kind, (tally.get(kind) ?? 0) + 1);
    assert.notEqual(kind, "different", `${detail}: ${sql}`);
    assert.notEqual(kind, "unbound", `${detail}: ${sql}`);
  });
  await fc.assert(property, { numRuns: RUNS });
  console.log(Object.fromEntries(tally));
  assert.ok((tally.get("same") ?? 0) > RUNS / 20, "too few queries are taken by the server");
});

onPostgres(
  "the binder reads queries written for one rule each as the server does",
  async (server) => {
    const database = await server.createDatabase();
    await server.runSql(database.url, TABLES);
    await using oracle = await NameOracle.open(database.url);
    const wrong: string[] = [];
    for (const sql of TRICKY_QUERIES) {
      const { kind, detail } = await compareNames(sql, { oracle, parser });
      if (kind !== "same") wrong.push(`${kind} ${detail}: ${sql}`);
    }
    assert.deepEqual(wrong, []);
  },
);

/** Reads statements both ways; those that are read otherwise, and how many are read alike. */
async function readBothWays(statements: readonly CorpusStatement[], url: string) {
  await using oracle = await NameOracle.open(url);
  const wrong: string[] = [];
  let same = 0;
  for (const { topic, title, sql } of statements) {
    const { kind, detail } = await compareNames(sql.replace(/;\s*$/, ""), { oracle, parser });
    if (kind === "same") same++;
    else if (kind !== "refused") {
      wrong.push(`${topic}: ${title}: ${kind} ${detail}`.replace(/: inexact.*/, ""));
    }
  }
  return { same, wrong };
}

onPostgres("the binder reads what analysts and clients send as the server does", async (server) => {
  const { extended } = await loadCorpus(server);
  const { same, wrong } = await readBothWays(await readCorpus(), extended);
  assert.ok(same >= 440, String(same));
  // Functions of a database's own, whose columns the binder is not told.
  assert.deepEqual(wrong, ["clients: JDBC: getPrimaryKeys", "extensions: hstore: pairs"]);
});

onPostgres("the binder reads the wider corpus as the server does", async (server) => {
  const { url } = await server.createDatabase();
  const schema = new URL("../../../corpus/wider_schema.sql", import.meta.url);
  await server.runSql(url, await Deno.readTextFile(schema));
  const { same, wrong } = await readBothWays(await readCorpus("wider"), url);
  assert.ok(same >= 465, String(same));
  // A function that may not be called, whose columns the binder is not told.
  assert.deepEqual(wrong, ["documents: why it cannot be cast"]);
});
