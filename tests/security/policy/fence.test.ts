// Row filters need a fence: what happens without one, that ours holds, and that it keeps indexes.

import assert from "node:assert/strict";
import pg from "pg";
import { isLeakproofComparison } from "../../../core/policy/leakproof.ts";
import { parsePolicy } from "../../../core/policy/parse_policy.ts";
import { openPostgres } from "../../../agent/databases/postgres/open_postgres.ts";
import { createPolicyGuard } from "../../../core/services/policy_guard.ts";
import { createParser } from "../../../core/sql/parse.ts";
import { testsOnPostgres } from "../../support/tests_on_postgres.ts";

const onPostgres = testsOnPostgres();

/** Dearer than most conditions: PostgreSQL tries what is cheaper first. */
const FILTER = "tenant_id + 0 + 0 + 0 + 0 = ";

const TABLE_SQL = `
CREATE TABLE letters(id int PRIMARY KEY, tenant_id int, body text, amount int, sent timestamptz, price numeric);
INSERT INTO letters SELECT g, CASE WHEN g % 10 = 0 THEN 1 ELSE 2 END,
  CASE WHEN g % 10 = 0 THEN '7' ELSE 'secretbody' END, CASE WHEN g % 10 = 0 THEN 1 ELSE 0 END,
  '2026-01-01'::timestamptz + g * interval '1 hour', g FROM generate_series(1, 20000) g;
CREATE VIEW shares AS SELECT id, tenant_id, 10 / amount AS share, body::int AS number FROM letters;
CREATE INDEX ON letters(sent); ANALYZE letters;
`;

/** Conditions that fail on hidden rows and on no visible one; two fail while planning, on statistics. */
const LEAKY = [
  "body::int = 7",
  "10 / amount = 10",
  "body LIKE '%secret\\'",
  "body NOT LIKE '%secret\\'",
  "(CASE WHEN amount = 0 THEN 1 / amount ELSE 1 END) = 1",
  "id > 0 AND 1 / amount >= 1",
];

async function withClient(url: string, work: (client: pg.Client) => Promise<void>) {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await work(client);
  } finally {
    await client.end();
  }
}

async function guardOf(url: string) {
  const database = openPostgres({ url, schemas: ["public"], poolSize: 1 });
  const parsed = await parsePolicy(`policy:
  tables:
    letters: { row_filter: "${FILTER}{{principal.tenant}}" }
    shares: { row_filter: "${FILTER}{{principal.tenant}}" }
`);
  if (parsed.kind !== "policy") throw new Error("no policy");
  const guard = createPolicyGuard({
    ...{ schemas: ["public"], catalogue: database.catalogue, parser: createParser() },
    source: { policy: parsed.policy, hashKey: null },
  });
  const principal = { id: "k", role: null, team: null, attributes: { tenant: "1" } };
  return {
    async rewritten(sql: string) {
      const verdict = await guard.check(sql, { principal });
      assert.equal(verdict.kind, "allow", JSON.stringify(verdict));
      return verdict.kind === "allow" ? verdict : null;
    },
    [Symbol.asyncDispose]: () => database.close(),
  };
}

onPostgres(
  "conditions that fail on hidden rows fail without a fence, and not with ours",
  async (server) => {
    const { url } = await server.createDatabase();
    await server.runSql(url, TABLE_SQL);
    await using guard = await guardOf(url);
    await withClient(url, async (client) => {
      for (const condition of LEAKY) {
        const bare =
          `SELECT count(*) FROM (SELECT * FROM letters WHERE ${FILTER}1) x WHERE ${condition}`;
        await assert.rejects(client.query(bare), /secretbody|zero|escape/, condition);
        const verdict = await guard.rewritten(`SELECT count(*) FROM letters WHERE ${condition}`);
        const { rows } = await client.query(verdict?.sql ?? "", [...verdict?.values ?? []]);
        assert.ok(Number(rows[0].count) >= 0, condition);
        // Planning alone tries conditions on statistics of all rows.
        await client.query(`EXPLAIN ${verdict?.sql}`, [...verdict?.values ?? []]);
      }
    });
  },
);

onPostgres(
  "OFFSET 0 alone is no fence against the planner's look at statistics",
  async (server) => {
    const { url } = await server.createDatabase();
    await server.runSql(url, TABLE_SQL);
    await withClient(url, async (client) => {
      const offset =
        "SELECT 1 FROM (SELECT * FROM letters WHERE tenant_id = 1 OFFSET 0) x WHERE body LIKE '%secret\\'";
      await assert.rejects(client.query(`EXPLAIN ${offset}`), /escape/);
    });
  },
);

onPostgres(
  "leaky conditions through joins, sub-queries, WITH, sets and HAVING are fenced too",
  async (server) => {
    const { url } = await server.createDatabase();
    await server.runSql(url, TABLE_SQL);
    await using guard = await guardOf(url);
    const statements = [
      "SELECT count(*) FROM letters a JOIN letters b ON a.id = b.id AND 1 / a.amount = 1",
      "SELECT count(*) FROM (SELECT body::int AS n, id FROM letters) x WHERE n = 7",
      "WITH w AS (SELECT 1 / amount AS n FROM letters) SELECT count(*) FROM w WHERE n = 1",
      "SELECT count(*) FROM letters a LEFT JOIN letters b ON b.id = a.id AND b.body::int = 7",
      "SELECT amount FROM letters GROUP BY amount HAVING 1 / amount = 1",
      "SELECT count(*) FROM (SELECT body::int AS n FROM letters UNION ALL SELECT 1) x WHERE n > 0",
      "SELECT count(*) FROM letters WHERE id IN (SELECT 1 / amount FROM letters)",
      "SELECT count(*) FROM letters a WHERE EXISTS (SELECT 1 FROM letters b WHERE 1 / b.amount = a.amount)",
      "SELECT count(*) FROM letters a, LATERAL (SELECT 1 / a.amount AS n) x WHERE x.n = 1",
      "SELECT count(*) FROM letters a, generate_series(1, 1 / a.amount) g WHERE g = 1",
      "SELECT count(*) FROM shares WHERE share = 10",
      "SELECT count(*) FROM shares WHERE share IN (10, 20) AND id > 0",
      "SELECT count(*) FROM shares a JOIN shares b ON a.number = b.number WHERE a.id = 10",
      "SELECT (SELECT count(*) FROM letters b WHERE 1 / b.amount = 1)",
      "SELECT (SELECT count(*) FROM letters b WHERE 1 / b.amount = a.amount) FROM letters a",
      "SELECT a.id FROM letters a ORDER BY (SELECT count(*) FROM letters b WHERE b.body::int = 7), 1 LIMIT 1",
      "SELECT CASE WHEN EXISTS (SELECT 1 FROM letters b WHERE 1 / b.amount = 1) THEN 1 END",
      "SELECT count(*) FROM letters GROUP BY (SELECT max(b.id) FROM letters b WHERE 1 / b.amount = 1)",
      "SELECT count(*) FILTER (WHERE 1 / amount = 1) FROM letters",
      "SELECT DISTINCT 1 / amount FROM letters ORDER BY 1",
    ];
    await withClient(url, async (client) => {
      for (const sql of statements) {
        const verdict = await guard.rewritten(sql);
        await client.query(verdict?.sql ?? "", [...verdict?.values ?? []]).catch(
          (error: unknown) => {
            throw new Error(`${sql}: ${error}\n${verdict?.sql}`);
          },
        );
      }
    });
  },
);

onPostgres("an index is used, with a fence and without", async (server) => {
  const { url } = await server.createDatabase();
  await server.runSql(url, TABLE_SQL);
  await using guard = await guardOf(url);
  const expected = [
    ["SELECT * FROM letters WHERE id = 5010", false],
    ["SELECT * FROM letters WHERE id = 5010 AND body LIKE '7%'", true],
    ["SELECT * FROM letters WHERE id IN (10, 20) AND price > 1", true],
    ["SELECT * FROM letters WHERE sent >= '2028-04-10' AND price > 1", true],
    ["SELECT * FROM letters WHERE 5010 = id AND length(body) = 1", true],
    ["SELECT * FROM letters WHERE id BETWEEN 10 AND 30 AND price > 1", true],
    ["SELECT count(*) FROM letters a JOIN letters b ON b.id = a.id WHERE a.id = 20", false],
  ] as const;
  await withClient(url, async (client) => {
    for (const [sql, fenced] of expected) {
      const verdict = await guard.rewritten(sql);
      assert.equal(verdict?.sql.includes("UNION ALL"), fenced, sql);
      const { rows } = await client.query(`EXPLAIN ${verdict?.sql}`, [...verdict?.values ?? []]);
      const plan = rows.map((row: Readonly<Record<string, string>>) => row["QUERY PLAN"]).join(
        "\n",
      );
      assert.match(plan, /Index Cond/, `${sql}\n${plan}`);
    }
  });
});

onPostgres(
  "the comparisons taken for leakproof are those that PostgreSQL marks so",
  async (server) => {
    await withClient(server.url, async (client) => {
      const { rows } = await client.query(`SELECT l.typname AS one, r.typname AS other,
        bool_and(p.proleakproof) AS leakproof
      FROM pg_operator o JOIN pg_proc p ON p.oid = o.oprcode
        JOIN pg_type l ON l.oid = o.oprleft JOIN pg_type r ON r.oid = o.oprright
      WHERE o.oprname IN ('=', '<>', '<', '<=', '>', '>=') GROUP BY 1, 2`);
      let leakproof = 0;
      for (const { one, other, leakproof: marked } of rows) {
        if (!isLeakproofComparison(one, other)) continue;
        assert.ok(marked, `${one} and ${other}`);
        leakproof++;
      }
      assert.ok(leakproof > 30, `${leakproof}`);
      assert.ok(!isLeakproofComparison("numeric", "numeric"));
      assert.ok(!isLeakproofComparison("date", "timestamptz"));
    });
  },
);
