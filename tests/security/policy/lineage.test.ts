// What follows from a policy for what it does not name: partitions, children, views at any depth,
// materialised views, generated columns. And which policies do not fit a database.

import assert from "node:assert/strict";
import { openPostgres } from "../../../agent/databases/postgres/open_postgres.ts";
import { compilePolicy } from "../../../core/policy/compile_policy.ts";
import { createFilterJudge } from "../../../core/policy/filter_judge.ts";
import { type CompiledPolicy, relationKey } from "../../../core/policy/compiled_policy.ts";
import { parsePolicy } from "../../../core/policy/parse_policy.ts";
import { createGuard } from "../../../core/services/guard.ts";
import { createParser } from "../../../core/sql/parse.ts";
import type { PostgresServer } from "../../support/postgres_server.ts";
import { testsOnPostgres } from "../../support/tests_on_postgres.ts";

const onPostgres = testsOnPostgres();

const TABLES_SQL = `
CREATE TABLE a(id int, name text, ssn text, half text GENERATED ALWAYS AS (left(ssn, 3)) STORED,
  twice int GENERATED ALWAYS AS (id * 2) STORED);
CREATE TABLE child(extra text) INHERITS (a);
CREATE TABLE grandchild() INHERITS (child);
CREATE TABLE p(id int, ip text) PARTITION BY RANGE (id);
CREATE TABLE p1 PARTITION OF p FOR VALUES FROM (0) TO (10) PARTITION BY RANGE (id);
CREATE TABLE p11 PARTITION OF p1 FOR VALUES FROM (0) TO (5);
CREATE TABLE f(id int, t int);
CREATE VIEW v_names AS SELECT id, name FROM a;
CREATE VIEW v_ssn AS SELECT id, ssn AS x FROM a;
CREATE VIEW v_row AS SELECT to_jsonb(a) AS j FROM a;
CREATE VIEW v_where AS SELECT id FROM a WHERE ssn LIKE '1%';
CREATE VIEW v_deep AS SELECT x FROM v_ssn;
CREATE VIEW v_rows AS SELECT id FROM f;
CREATE VIEW v_stats AS SELECT tablename, most_common_vals::text FROM pg_stats;
CREATE VIEW v_join AS SELECT n.name FROM v_names n JOIN p USING (id);
CREATE MATERIALIZED VIEW m_ssn AS SELECT ssn FROM a;
CREATE MATERIALIZED VIEW m_names AS SELECT name FROM v_names;
CREATE SCHEMA other; CREATE TABLE other.secrets(k text);
`;

async function compiled(
  server: PostgresServer,
  yaml: string,
  role: string | null = null,
): Promise<CompiledPolicy> {
  const { url } = await server.createDatabase();
  await server.runSql(url, TABLES_SQL);
  await using database = openPostgres({ url });
  const parsed = await parsePolicy(yaml);
  assert.ok(parsed.kind === "policy", JSON.stringify(parsed));
  const parser = createParser();
  const guard = createGuard({ parser, catalogue: database.catalogue });
  const policy = await compilePolicy(parsed.policy, await database.catalogue.readEntries(), {
    ...{ role, parser, hasHashKey: false },
  });
  const judge = createFilterJudge({
    async judgeFilter(probe) {
      const verdict = await guard.check(probe);
      return verdict.kind === "allow" ? null : verdict.message;
    },
  });
  const refused = await judge.problemsOf(policy.relations.values());
  return { ...policy, problems: [...policy.problems, ...refused] };
}

function kindOf(policy: CompiledPolicy, name: string, schema = "public"): string {
  return policy.relations.get(relationKey({ schema, name }))?.kind ?? "unknown";
}

function hidden(policy: CompiledPolicy, name: string): readonly string[] {
  const rule = policy.relations.get(relationKey({ schema: "public", name }));
  return rule?.kind === "protected" ? [...rule.hidden.keys()] : [];
}

onPostgres(
  "views, children, partitions and generated columns follow what they are made of",
  async (server) => {
    const policy = await compiled(
      server,
      `policy:
  tables:
    a: { mask_columns: { ssn: redact } }
    p: { mask_columns: { ip: "0" } }
    f: { row_filter: "t = 1" }
`,
    );
    assert.deepEqual(policy.problems, []);
    const kinds = Object.fromEntries(
      [
        "a",
        "child",
        "grandchild",
        "p",
        "p1",
        "p11",
        "f",
        "v_names",
        "v_ssn",
        "v_row",
        "v_where",
        "v_deep",
        "v_rows",
        "v_stats",
        "v_join",
        "m_ssn",
        "m_names",
      ].map((name) => [name, kindOf(policy, name)]),
    );
    assert.deepEqual(kinds, {
      ...{ a: "protected", child: "protected", grandchild: "protected" },
      ...{ p: "protected", p1: "protected", p11: "protected", f: "protected" },
      ...{ v_names: "open", v_ssn: "denied", v_row: "denied", v_where: "denied", v_deep: "denied" },
      ...{ v_rows: "denied", v_stats: "denied", v_join: "open", m_ssn: "denied", m_names: "open" },
    });
    assert.deepEqual(hidden(policy, "a"), ["half"]);
    assert.deepEqual(hidden(policy, "grandchild"), ["half"]);
    const noted = policy.lineage.map(({ object }) => object);
    for (const object of ["public.v_ssn", "public.m_ssn", "public.p11", "public.a.half"]) {
      assert.ok(noted.includes(object), `${object} is not told of`);
    }
  },
);

onPostgres("what the policy names is as it says", async (server) => {
  const policy = await compiled(
    server,
    `policy:
  tables:
    a: { mask_columns: { ssn: redact, half: redact } }
    v_ssn: { mask_columns: { x: "hidden" } }
    v_row: {}
`,
  );
  assert.deepEqual(policy.problems, []);
  assert.equal(kindOf(policy, "v_ssn"), "protected");
  assert.equal(kindOf(policy, "v_row"), "open");
  assert.equal(kindOf(policy, "v_deep"), "denied");
  assert.deepEqual(hidden(policy, "a"), []);
  // A pattern that happens to match names nobody.
  const pattern = await compiled(
    server,
    "policy:\n  tables:\n    a: { deny_columns: [ssn] }\n  allow_tables: ['*']\n",
  );
  assert.equal(kindOf(pattern, "v_ssn"), "denied");
});

onPostgres(
  "a table that may be read takes its partitions along, and nothing else",
  async (server) => {
    const policy = await compiled(server, "policy:\n  allow_tables: [p, v_names]\n");
    assert.deepEqual(policy.problems, []);
    for (
      const [name, kind] of [["p", "open"], ["p1", "open"], ["p11", "open"], ["a", "denied"], [
        "v_names",
        "open",
      ]] as const
    ) {
      assert.equal(kindOf(policy, name), kind, name);
    }
    assert.equal(kindOf(policy, "secrets", "other"), "denied");
    // What only the child has nobody allowed.
    const parent = await compiled(server, "policy:\n  allow_tables: [a]\n");
    for (const name of ["child", "grandchild"]) assert.deepEqual(hidden(parent, name), ["extra"]);
    const all = await compiled(server, "policy:\n  allow_tables: [a, child]\n");
    assert.equal(kindOf(all, "child"), "open");
    const denied = await compiled(server, "policy:\n  deny_tables: [p]\n");
    for (const name of ["p", "p1", "p11"]) assert.equal(kindOf(denied, name), "denied", name);
  },
);

onPostgres("a rule that another way round would pass by is a problem", async (server) => {
  const misplaced = [
    "policy:\n  tables:\n    p1: { mask_columns: { ip: redact } }\n",
    "policy:\n  deny_tables: [p11]\n",
    'policy:\n  tables:\n    child: { row_filter: "id = 1" }\n',
    "policy:\n  tables:\n    child: { deny_columns: [ssn] }\n    a: { mask_columns: { ssn: redact } }\n",
  ];
  for (const yaml of misplaced) {
    const { problems } = await compiled(server, yaml);
    assert.match(
      problems.map(({ message }) => message).join(),
      /The rule does not hold where public\.\w+ is read/,
      yaml,
    );
  }
});

onPostgres("a policy that does not fit names each rule and why", async (server) => {
  const { problems } = await compiled(
    server,
    `policy:
  deny_tables: [usres, other.secrets, x_*]
  writable_tables: [nowhere]
  tables:
    a:
      mask_columns: { snn: redact, id: year, name: hash }
      row_filter: "id = (SELECT 1)"
    f: { row_filter: "tt = 1" }
    p: { row_filter: "id = 1; DROP TABLE a" }
    v_names: { row_filter: "pg_sleep(1) IS NULL" }
    m_names: { row_filter: "name = '{{principal.team}}'" }
    nosuch: { deny_columns: [x] }
  roles:
    support: { tables: { f: { allow_columns: [idd] } } }
`,
  );
  const found = Object.fromEntries(problems.map(({ rule, message }) => [rule, message]));
  const expected: Readonly<Record<string, RegExp>> = {
    "deny_tables.usres": /There is no table usres/,
    "writable_tables.nowhere": /There is no table nowhere/,
    "tables.a.mask_columns.snn": /There is no column snn in a; the nearest are .*ssn/,
    "tables.a.mask_columns.id": /year does not fit: the column id is int4/,
    "tables.a.mask_columns.name": /hash needs a key/,
    "tables.a.row_filter": /holds a sub-query/,
    "tables.f.row_filter": /names tt, which is no column of f/,
    "tables.p.row_filter": /is more than an expression/,
    "tables.v_names.row_filter": /pg_sleep/,
    "tables.m_names.row_filter": /inside quotes/,
    "tables.nosuch": /There is no table nosuch/,
    "roles.support.tables.f.allow_columns.idd": /There is no column idd in f/,
  };
  assert.deepEqual(Object.keys(found).toSorted(), Object.keys(expected).toSorted());
  for (const [rule, pattern] of Object.entries(expected)) assert.match(found[rule] ?? "", pattern);
});

onPostgres(
  "a policy of a thousand tables is held against a database of as many in a moment",
  async (server) => {
    const { url } = await server.createDatabase();
    const names = Array.from({ length: 1000 }, (_, index) => `t${index}`);
    await server.runSql(
      url,
      names.map((name) =>
        `CREATE TABLE ${name}(id int, tenant_id int, name text, email text, ssn text, created_at timestamptz, amount numeric, note text);`
      ).join("\n"),
    );
    await using database = openPostgres({ url });
    const rules = names.map((name) =>
      `    ${name}: { mask_columns: { ssn: redact, email: partial }, row_filter: "tenant_id = {{principal.tenant}}" }\n`
    );
    const parsed = await parsePolicy(`policy:\n  tables:\n${rules.join("")}`);
    assert.ok(parsed.kind === "policy");
    const snapshot = await database.catalogue.readEntries();
    const startedMs = performance.now();
    const policy = await compilePolicy(parsed.policy, snapshot, {
      ...{ role: null, parser: createParser(), hasHashKey: false },
    });
    console.log(`compiled in ${(performance.now() - startedMs).toFixed(0)} ms`);
    assert.deepEqual(policy.problems, []);
    assert.equal(policy.relations.size, 1000);
  },
);
