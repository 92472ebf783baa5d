import assert from "node:assert/strict";
import {
  estimatePlannedNodes,
  MAX_PLANNED_NODES,
} from "../../../../core/sql/allow_lists/planner_growth.ts";
import { createParser } from "../../../../core/sql/parse.ts";
import { bareNode, nodeOfType } from "../../../../core/sql/tree.ts";

const parser = createParser();

async function growth(sql: string): Promise<number> {
  const parsed = await parser.parse(sql);
  assert.equal(parsed.kind, "tree", sql);
  const statements = parsed.kind === "tree" ? parsed.statements : [];
  const statement = bareNode(statements[0])?.stmt;
  const bare = nodeOfType(statement, "SelectStmt");
  if (bare !== null) assert.equal(estimatePlannedNodes(bare), estimatePlannedNodes(statement));
  return estimatePlannedNodes(statement);
}

function nested(levels: number, expression: string, inner: string): string {
  let sql = inner;
  for (let level = 0; level < levels; level++) sql = `SELECT ${expression} FROM (${sql}) s${level}`;
  return sql;
}

function chained(levels: number, how: (level: number) => string): string {
  const queries = Array.from({ length: levels }, (_, level) => how(level + 1));
  return `WITH q0 AS (SELECT a AS x FROM t), ${queries.join(", ")} SELECT x FROM q${levels}`;
}

Deno.test("sub-selects that double an expression at every level are seen to explode", async () => {
  const bombs = [
    nested(24, "x + x AS x", "SELECT a AS x FROM t"),
    nested(24, "x || x AS x", "SELECT 'aaaa' AS x"),
    nested(24, "coalesce(x, x) AS x", "SELECT a AS x FROM t"),
    nested(24, "CASE WHEN x > 1 THEN x ELSE 0 END AS x", "SELECT a AS x FROM t"),
    nested(24, "y + y", "SELECT a FROM t").replace(/\) s(\d+)/g, ") s$1(y)"),
    nested(24, "x + y AS x, x + y AS y", "SELECT a AS x, b AS y FROM t"),
    nested(24, "*", nested(24, "x + x AS x", "SELECT a AS x FROM t")),
    chained(24, (level) => `q${level} AS (SELECT x + x AS x FROM q${level - 1})`),
    chained(24, (level) => `q${level}(x) AS (SELECT r.x * r.x FROM q${level - 1} AS r)`),
    chained(
      24,
      (level) => `q${level} AS NOT MATERIALIZED (SELECT a.x FROM q${level - 1} a, q${level - 1} b)`,
    ),
    chained(
      24,
      (level) => `q${level} AS (SELECT x + x AS x FROM q${level - 1} UNION ALL SELECT 1)`,
    ),
    nested(24, 'coalesce("coalesce", "coalesce")', "SELECT coalesce(a, a) FROM t"),
    nested(24, "x::int + x::int AS x", "VALUES (1)").replace(
      "(VALUES (1)) s0",
      "(VALUES (1)) s0(x)",
    ),
    nested(24, "j.p + j.p AS x", "SELECT a AS x FROM t").replace(
      /\) (s\d+)/g,
      ") $1 CROSS JOIN (SELECT 1) o) AS j(p, q)",
    ).replace(/FROM \(/g, "FROM (("),
    nested(24, "(SELECT x + x FROM t AS s0) AS x", "SELECT a AS x FROM t"),
    nested(24, "x + x AS x", "SELECT a AS x FROM t").replace(/\) s\d+/g, "), (SELECT 1)"),
    `WITH RECURSIVE ${
      Array.from({ length: 24 }, (_, at) => `q${24 - at} AS (SELECT x + x AS x FROM q${23 - at})`)
        .join(", ")
    }, q0 AS (SELECT a AS x FROM t) SELECT x FROM q24`,
    nested(24, "abs(x + x) AS x", "SELECT a AS x FROM t").replace(/\) (s\d+)/g, ") $1 GROUP BY 1"),
    `SELECT (${nested(24, "x + x AS x", "SELECT a AS x FROM t")})`,
    `SELECT 1 WHERE EXISTS (${nested(24, "x + x AS x", "SELECT a AS x FROM t")})`,
  ];
  bombs.push(`INSERT INTO u ${bombs[0]}`, `UPDATE u SET a = s.x FROM (${bombs[0]}) s`);
  bombs.push(bombs[7]?.replace("SELECT x FROM q24", "DELETE FROM u USING q24 WHERE x = 1") ?? "");
  const doubled = chained(24, (level) => `q${level} AS (SELECT x + x AS x FROM q${level - 1})`);
  bombs.push(`(${doubled}) EXCEPT SELECT 1`, `((${doubled}) UNION SELECT 1) UNION ALL SELECT 2`);
  for (const sql of bombs) assert.ok(await growth(sql) > MAX_PLANNED_NODES, sql);
});

Deno.test("ordinary pipelines of sub-selects and WITH queries stay small", async () => {
  const plain = [
    "SELECT 1",
    "SELECT o.id, o.total * 1.2 AS gross FROM orders o JOIN customers c ON c.id = o.customer_id",
    `WITH m AS (SELECT date_trunc('month', d) AS m, sum(total) AS s FROM orders GROUP BY 1),
       g AS (SELECT m, s, lag(s) OVER (ORDER BY m) AS p FROM m),
       r AS (SELECT m, s, p, CASE WHEN p > 0 THEN (s - p) / p ELSE 0 END AS growth FROM g)
     SELECT m, round(growth * 100, 1), CASE WHEN growth > 0.1 THEN 'up' ELSE 'flat' END
     FROM r WHERE growth IS NOT NULL ORDER BY growth DESC`,
    chained(30, (level) => `q${level} AS (SELECT x + 1 AS x FROM q${level - 1} WHERE x > 0)`),
    chained(30, (level) => `q${level} AS MATERIALIZED (SELECT x + x AS x FROM q${level - 1})`),
    chained(30, (level) => `q${level} AS (SELECT sum(x + x) AS x FROM q${level - 1} GROUP BY x)`),
    nested(30, "*", "SELECT a, b, c FROM t"),
    `WITH RECURSIVE n AS (SELECT 1 AS i UNION ALL SELECT i + 1 FROM n WHERE i < 100) SELECT i FROM n`,
    Array.from({ length: 500 }, (_, at) => `SELECT ${at}`).join(" UNION ALL "),
    `SELECT ${Array.from({ length: 3000 }, () => "1").join("+")}`,
  ];
  for (const sql of plain) assert.ok(await growth(sql) < MAX_PLANNED_NODES, sql.slice(0, 200));
});
