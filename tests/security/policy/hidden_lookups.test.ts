// Names that are of no table and no type: collations, and in text the configurations, dictionaries
// and parsers of full-text search. Of a schema that is not shown one that is there and one that never
// was are answered alike.

import assert from "node:assert/strict";
import { openPostgres } from "../../../agent/databases/postgres/open_postgres.ts";
import { PgmcpError } from "../../../core/errors.ts";
import { parsePolicy } from "../../../core/policy/parse_policy.ts";
import type { QueryOutcome } from "../../../core/ports/query_service.ts";
import { createGuard, type Guard } from "../../../core/services/guard.ts";
import { createPolicyGuard } from "../../../core/services/policy_guard.ts";
import { runQuery } from "../../../core/services/run_query.ts";
import { createParser } from "../../../core/sql/parse.ts";
import { testsOnPostgres } from "../../support/tests_on_postgres.ts";

const onPostgres = testsOnPostgres();

const TABLES_SQL = `
CREATE SCHEMA app; CREATE SCHEMA hid; CREATE SCHEMA tools;
CREATE TABLE app.notes(id int PRIMARY KEY, lang text, body text); CREATE TABLE hid.things(id int);
INSERT INTO app.notes VALUES (1, 'english', 'cats'), (2, 'simple', 'dogs');
CREATE TEXT SEARCH DICTIONARY hid.words (TEMPLATE = simple); CREATE TEXT SEARCH DICTIONARY tools.words (TEMPLATE = simple);
CREATE TEXT SEARCH CONFIGURATION hid.words (COPY = simple); CREATE TEXT SEARCH CONFIGURATION tools.words (COPY = simple);
CREATE TEXT SEARCH PARSER hid.words (START = prsd_start, GETTOKEN = prsd_nexttoken, END = prsd_end, LEXTYPES = prsd_lextype);
CREATE COLLATION hid.words (provider = libc, locale = 'C'); CREATE COLLATION tools.words (provider = libc, locale = 'C');
`;

/** `$` stands for the name. */
const FORMS = [
  "SELECT 'a' COLLATE $",
  "SELECT body COLLATE $ FROM app.notes",
  "SELECT id FROM app.notes ORDER BY body COLLATE $",
  "SELECT 'a'::text COLLATE $ < 'b'",
  "SELECT max(body COLLATE $) FROM app.notes",
  "SELECT collation for ('a' COLLATE $)",
  "SELECT * FROM jsonb_to_record('{}') AS x(a text COLLATE $)",
  "WITH RECURSIVE r(a) AS (SELECT 'a' COLLATE $) SELECT * FROM r",
  "SELECT to_tsvector('$', 'a b')",
  "SELECT pg_catalog.to_tsvector('$', body) FROM app.notes",
  "SELECT to_tsvector('$'::regconfig, 'a b')",
  "SELECT '$'::regconfig",
  "SELECT CAST('$' AS pg_catalog.regconfig)",
  "SELECT regconfig '$'",
  "SELECT regconfig('$')",
  "SELECT ('$'::text).regconfig",
  "SELECT '$'::text::regconfig",
  "SELECT ('$' || '')::regconfig",
  "SELECT '{$}'::regconfig[]",
  "SELECT ARRAY['$']::regconfig[]",
  "SELECT c::regconfig FROM (VALUES ('$')) v(c)",
  "WITH v(c) AS (SELECT '$') SELECT to_tsvector(c::regconfig, 'a') FROM v",
  "SELECT to_tsquery('$', 'a')",
  "SELECT plainto_tsquery('$', 'a'), phraseto_tsquery('$', 'a'), websearch_to_tsquery('$', 'a')",
  "SELECT ts_headline('$', 'a', to_tsquery('simple', 'a'))",
  `SELECT json_to_tsvector('$', '{}', '"all"'), jsonb_to_tsvector('$', '{}', '"all"')`,
  "SELECT * FROM ts_debug('$', 'a')",
  "SELECT ts_lexize('$', 'a')",
  "SELECT '$'::regdictionary",
  "SELECT ts_lexize(('$'::text)::regdictionary, 'a')",
  "SELECT * FROM ts_parse('$', 'a')",
  "SELECT * FROM ts_token_type('$')",
  "SELECT t.* FROM (VALUES ('$')) v(c), ts_parse(v.c, 'a') t",
  "SELECT coalesce(NULL, '$', get_current_ts_config())",
  "SELECT CASE WHEN true THEN '$' ELSE get_current_ts_config() END",
  "SELECT nullif(get_current_ts_config(), '$')",
  "SELECT get_current_ts_config() UNION SELECT '$'",
  "SELECT * FROM (VALUES (get_current_ts_config()), ('$')) v",
  "SELECT greatest('simple'::regconfig, '$')",
  `SELECT json_value('"$"', '$' RETURNING regconfig)`,
  `SELECT * FROM json_table('["$"]', '$[*]' COLUMNS (a regconfig PATH '$'))`,
  `SELECT * FROM jsonb_to_record('{"a": "$"}') AS x(a regconfig)`,
];

async function answerOf(run: () => Promise<QueryOutcome>): Promise<string> {
  try {
    const outcome = await run();
    if (outcome.kind === "rows") return JSON.stringify(outcome.result.rows);
    const { code, message, hint, position, fragment } = outcome.verdict;
    return `${code} ${message} ${hint} ${position} ${fragment}`;
  } catch (error) {
    if (!(error instanceof PgmcpError)) throw error;
    return `${error.code} ${error.sqlState} ${error.message} ${error.hint}`;
  }
}

function named(form: string, name: string): string {
  return form.replaceAll(/\$(?!\[|' (COLUMNS|RETURNING)|'\)\))/g, () => name);
}

onPostgres("a name that is looked up tells nothing of hidden schemas", async (server) => {
  const { url } = await server.createDatabase();
  await server.runSql(url, TABLES_SQL);
  const parsed = await parsePolicy("policy: { deny_tables: [hid.*] }");
  assert.ok(parsed.kind === "policy");
  const source = { policy: parsed.policy, hashKey: null };
  await using database = openPostgres({ url, poolSize: 1 });
  const { catalogue, executor } = database;
  const shared = { catalogue, parser: createParser() };
  const guards: Readonly<Record<string, Guard>> = {
    "SCHEMAS": createGuard({ ...shared, schemas: ["app", "tools"] }),
    "policy": createPolicyGuard({ ...shared, source }),
    "both": createPolicyGuard({ ...shared, source, schemas: ["app", "tools", "hid"] }),
  };
  const limits = { maxRows: 100, maxBytes: 65_536, timeoutMs: 5_000 };
  for (const [label, guard] of Object.entries(guards)) {
    const ask = (sql: string) => answerOf(() => runQuery({ guard, executor, limits }, sql));
    for (const form of FORMS) {
      const hidden = await ask(named(form, "hid.words"));
      for (const absent of ["hid.wordz", "hix.words"]) {
        const other = await ask(named(form, absent));
        assert.equal(hidden.replaceAll("hid.words", absent), other, `${label}: ${form}`);
      }
      assert.match(hidden, /^PGMCP_(UNDEFINED_NAME|TYPE_NOT_ALLOWED|ATTRIBUTE_NOT_ALLOWED) /, form);
    }
    for (
      const [sql, rows] of [
        ["SELECT 'a' COLLATE tools.words", '[["a"]]'],
        [`SELECT 'a' COLLATE "C"`, '[["a"]]'],
        [`SELECT 'a' COLLATE pg_catalog."C"`, '[["a"]]'],
        [
          "SELECT to_tsvector('english', 'see hid.words') @@ to_tsquery('simple', 'cat')",
          '[["f"]]',
        ],
        ["SELECT to_tsvector('tools.words', 'a b')", `[["'a':1 'b':2"]]`],
        [
          "SELECT to_tsvector(lang::regconfig, body) FROM app.notes ORDER BY id",
          `[["'cat':1"],["'dogs':1"]]`,
        ],
        [
          "SELECT CASE lang WHEN 'english' THEN 'english'::regconfig ELSE 'simple' END FROM app.notes ORDER BY id",
          '[["english"],["simple"]]',
        ],
        ["SELECT ts_lexize('english_stem', 'cats')", '[["{cat}"]]'],
        ["SELECT count(*) FROM ts_parse('default', 'a b')", '[["3"]]'],
        ["SELECT get_current_ts_config() IS NOT NULL", '[["t"]]'],
      ] as const
    ) assert.equal(await ask(sql), rows, `${label}: ${sql}`);
  }
});
