// What analysts, BI tools and ORMs send, in four more databases' worth of tables: a warehouse with
// three channels of sale, films in many small tables, a business with tenants, quoted names. Answered
// as PostgreSQL answers it, and under a policy answered but for what is named here with its rewrite.

import assert from "node:assert/strict";
import { openPostgres } from "../../agent/databases/postgres/open_postgres.ts";
import type { Principal } from "../../core/auth/principal.ts";
import { parsePolicy } from "../../core/policy/parse_policy.ts";
import { createPolicyGuard } from "../../core/services/policy_guard.ts";
import { runQuery } from "../../core/services/run_query.ts";
import { createParser } from "../../core/sql/parse.ts";
import { testsOnPostgres } from "../support/tests_on_postgres.ts";
import { REFUSED_ON_PURPOSE } from "./expected_refusals.ts";
import { readCorpus } from "./read_corpus.ts";
import { runCorpus } from "./run_corpus.ts";

const LIMITS = { maxRows: 5_000, maxBytes: 20_000_000, timeoutMs: 20_000 };
const SCHEMAS = ["mart", "films", "saas", "nw"];
const TENANT: Principal = { id: "k", role: null, team: null, attributes: { tenant: "2" } };

const COMMENTS =
  "SELECT d.objsubid, d.description FROM pg_description d WHERE d.objoid = 'films.title'::regclass AND d.classoid = 'pg_class'::regclass";

/** Refused under the policy, by topic and title, with what answers the same question there. */
const REWRITTEN: Readonly<Record<string, string>> = {
  "introspection: sizes of tables of a schema":
    "SELECT pg_size_pretty(pg_total_relation_size('films.keyword')), pg_indexes_size('films.keyword')",
  "introspection: comments on columns": COMMENTS,
  "introspection: comments by obj_description": COMMENTS,
  "introspection: Django: tables": COMMENTS,
  "introspection: Django: columns": COMMENTS,
  "introspection: Rails: columns": COMMENTS,
  "introspection: view definitions":
    "SELECT viewname, viewowner FROM pg_views WHERE schemaname = 'saas'",
  "introspection: triggers":
    "SELECT relname, relhastriggers FROM pg_class WHERE relnamespace = 'films'::regnamespace AND relkind = 'r'",
  "introspection: user tables with statistics (plan)":
    "SELECT relname, reltuples FROM pg_class WHERE relnamespace = 'films'::regnamespace AND relkind = 'r'",
};

const onPostgres = testsOnPostgres();
const corpus = await readCorpus("wider");

Deno.test("the wider corpus holds at least 470 different statements", () => {
  assert.ok(corpus.length >= 470, String(corpus.length));
  assert.equal(new Set(corpus.map(({ sql }) => sql)).size, corpus.length);
  const names = new Set(corpus.map(({ topic, title }) => `${topic}: ${title}`));
  assert.equal(names.size, corpus.length);
  for (const name of Object.keys(REWRITTEN)) assert.ok(names.has(name), name);
});

onPostgres("the wider corpus is answered as PostgreSQL answers it", async (server, test) => {
  const { url, name } = await server.createDatabase();
  await server.runSql(url, `ALTER DATABASE "${name}" SET TimeZone = 'UTC'`);
  await server.runSql(url, await readText("wider_schema.sql"));
  await test.step("with every schema open", async () => {
    assert.deepEqual((await runCorpus(corpus, url, null)).failures, []);
  });
  await test.step("with SCHEMAS limited", async () => {
    const data = corpus.filter(({ topic }) => topic !== "introspection");
    assert.deepEqual((await runCorpus(data, url, SCHEMAS)).failures, []);
  });
  await test.step("under a policy, but for what is named with a rewrite", () => underPolicy(url));
});

async function underPolicy(url: string): Promise<void> {
  await using database = openPostgres({ url, schemas: null, poolSize: 1 });
  const { catalogue, executor } = database;
  const parsed = await parsePolicy(await readText("wider_policy.yaml"));
  assert.ok(parsed.kind === "policy");
  const guard = createPolicyGuard({
    ...{ schemas: null, maxRows: LIMITS.maxRows, catalogue, parser: createParser() },
    planner: { executor, timeoutMs: LIMITS.timeoutMs, always: true },
    source: { policy: parsed.policy, hashKey: new Uint8Array(32).fill(3) },
    keepMs: 600_000,
  });
  const ask = (sql: string) =>
    runQuery({ guard, executor, limits: LIMITS }, sql, { principal: TENANT });
  const failures: string[] = [];
  for (const { topic, title, sql } of corpus) {
    const name = `${topic}: ${title}`;
    if (Object.hasOwn(REFUSED_ON_PURPOSE, name)) continue;
    const outcome = await ask(sql).catch((error: unknown) => error);
    const answered = typeof outcome === "object" && outcome !== null && "kind" in outcome &&
      outcome.kind === "rows";
    if (answered === Object.hasOwn(REWRITTEN, name)) {
      failures.push(`${name}: ${answered ? "no longer refused" : JSON.stringify(outcome)}`);
    }
  }
  for (const rewrite of new Set(Object.values(REWRITTEN))) {
    const outcome = await ask(rewrite);
    if (outcome.kind !== "rows") failures.push(`${rewrite}: ${JSON.stringify(outcome)}`);
  }
  assert.deepEqual(failures, []);
}

function readText(name: string): Promise<string> {
  return Deno.readTextFile(new URL(`./${name}`, import.meta.url));
}
