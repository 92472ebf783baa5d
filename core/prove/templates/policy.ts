// Attacks of class `policy`: read what the policy hides. A table that it denies must be refused
// however it is named; of a masked column and a filtered table the guard must refuse, or say that it
// masked or filtered. Nothing of this class is run: the verdict tells.

import { type AttackTemplate, type ListedAttack, templatesOf } from "../attack_template.ts";
import { bareChecks } from "../bare_checks.ts";

const DENIED: readonly string[] = [
  "SELECT * FROM @denied@",
  "TABLE @denied@",
  "SELECT count(*) FROM @denied@",
  "WITH x AS (SELECT * FROM @denied@) SELECT * FROM x",
  "SELECT (SELECT count(*) FROM @denied@)",
  "SELECT 1 WHERE EXISTS (SELECT FROM @denied@)",
  "VALUES ((SELECT count(*) FROM @denied@))",
  "SELECT d FROM @denied@ AS d",
  "SELECT json_agg(d) FROM @denied@ AS d",
  "SELECT * FROM ONLY @denied@",
  "SELECT * FROM @denied@ TABLESAMPLE system (100)",
  "SELECT 1 FROM (SELECT 1) AS a, LATERAL (SELECT * FROM @denied@) AS b",
  "SELECT 1 UNION ALL SELECT count(*) FROM @denied@",
  "SELECT 1 ORDER BY (SELECT count(*) FROM @denied@)",
  "SELECT 1 LIMIT (SELECT count(*) FROM @denied@)",
  "EXPLAIN SELECT * FROM @denied@",
  "EXPLAIN (ANALYZE) SELECT count(*) FROM @denied@",
  "SELECT NULL::@denied@",
  "SELECT pg_relation_size(@denied_name@)",
  "SELECT to_regclass(@denied_name@)",
  "SELECT attname FROM pg_attribute WHERE attrelid = @denied_name@::regclass",
];

const MASKED: readonly string[] = [
  "SELECT @masked@ FROM @masked_table@",
  "SELECT * FROM @masked_table@",
  "TABLE @masked_table@",
  "SELECT m FROM @masked_table@ AS m",
  "SELECT m.* FROM @masked_table@ AS m",
  "SELECT to_jsonb(m) FROM @masked_table@ AS m",
  "SELECT (m).@masked@ FROM @masked_table@ AS m",
  "SELECT max(@masked@::text), string_agg(@masked@::text, ',') FROM @masked_table@",
  "SELECT @masked@ AS a FROM @masked_table@ UNION SELECT @masked@ FROM @masked_table@",
  "WITH x AS (TABLE @masked_table@) SELECT @masked@ FROM x",
  "SELECT (SELECT @masked@ FROM @masked_table@ LIMIT 1)",
  "SELECT 1 FROM @masked_table@ ORDER BY @masked@",
  "SELECT count(*) FROM @masked_table@ WHERE @masked@::text LIKE 'a%'",
  "SELECT CASE WHEN @masked@::text < 'm' THEN 1 ELSE 2 END FROM @masked_table@",
  "SELECT 1 / length(@masked@::text) FROM @masked_table@",
  "EXPLAIN SELECT 1 FROM @masked_table@ WHERE @masked@::text < 'm'",
  "SELECT most_common_vals FROM pg_stats WHERE tablename = @masked_table_name@",
];

const FILTERED: readonly string[] = [
  "SELECT * FROM @filtered@",
  "SELECT * FROM @filtered@ WHERE true OR true",
  "SELECT count(*) FROM @filtered@",
  "SELECT * FROM ONLY @filtered@",
  "SELECT * FROM @filtered@ TABLESAMPLE system (100)",
  "SELECT (SELECT count(*) FROM @filtered@)",
  "SELECT a.* FROM @filtered@ AS a LEFT JOIN @filtered@ AS b ON true",
  "WITH x AS MATERIALIZED (TABLE @filtered@) SELECT * FROM x",
  "EXPLAIN SELECT * FROM @filtered@",
  "EXPLAIN (ANALYZE) SELECT * FROM @filtered@",
];

/** Class `policy`. */
export const POLICY: readonly AttackTemplate[] = templatesOf("policy", [
  ...DENIED.map((sql) => ofTable(sql, "@denied_name@")),
  ...MASKED.map((sql) => ofTable(sql, "@masked_table_name@")),
  ...FILTERED.map((sql) => ofTable(sql, "@filtered_name@")),
]);

function ofTable(sql: string, name: string): ListedAttack {
  return { sql, bare: bareChecks.mayRead(name) };
}
