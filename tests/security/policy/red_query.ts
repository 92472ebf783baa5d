// Random SELECTs of the kinds that random_query has none of: window functions, grouping sets,
// LATERAL, recursion, WITH names that hide tables, USING, DISTINCT ON, ordered sets, HAVING that
// PostgreSQL turns round, rows compared with rows, lists, JSON. Orders are total where they matter.

import type { RandomSource } from "../fuzz/random_source.ts";

/** A table of the schema `app`, with an `id`, and its columns by what can be done with them. */
export interface QueriedTable {
  readonly name: string;
  readonly ints: readonly string[];
  readonly texts: readonly string[];
  readonly dates: readonly string[];
  /** Columns of other types. */
  readonly others?: readonly string[];
}

const TABLES: readonly QueriedTable[] = [
  {
    name: "people",
    ints: ["id", "tenant_id", "level"],
    texts: ["name", "email", "ssn", "phone", "card", "note"],
    dates: ["born"],
  },
  {
    name: "sales",
    ints: ["id", "tenant_id", "person_id", "amount"],
    texts: ["status", "memo"],
    dates: ["day"],
  },
  { name: "places", ints: ["id", "level"], texts: ["name"], dates: ["born"] },
  { name: "logs", ints: ["id", "person_id"], texts: ["ip", "line"], dates: [] },
];

/** One SELECT over `tables`, of which there are at least one. */
export function redQuery(
  random: RandomSource,
  tables: readonly QueriedTable[] = TABLES,
): string {
  const names = tables.map(({ name }) => `app.${name}`);
  const scalarsOf = (table: QueriedTable, alias: string) =>
    scalars(random, table, { alias, names });
  const table = random.pick(tables);
  const a = scalarsOf(table, "a");
  const other = random.pick(tables);
  const b = scalarsOf(other, "b");
  const from = `${written(random, table)} a`;
  const second = `${written(random, other)} b`;
  const n = random.below(20);
  const key = a.any();
  const text = a.text();
  const where = () => random.oneIn(3) ? "" : ` WHERE ${a.condition()}`;
  return random.pick<() => string>([
    // Windows, in a total order.
    () =>
      `SELECT a.id, ${
        random.pick([
          "rank()",
          "dense_rank()",
          "count(*)",
          `lag(${a.text()})`,
          `first_value(${a.text()})`,
          `nth_value(${a.int()}, 2)`,
          `max(${a.text()})`,
        ])
      } OVER (${random.oneIn(2) ? `PARTITION BY ${a.any()} ` : ""}ORDER BY ${a.any()}, a.id${
        random.oneIn(3) ? " ROWS BETWEEN 1 PRECEDING AND 1 FOLLOWING" : ""
      }) AS w FROM ${from}${where()}`,
    () =>
      `SELECT * FROM (SELECT a.*, row_number() OVER (PARTITION BY ${a.any()} ORDER BY a.id) AS rn FROM ${from}) x WHERE x.rn <= ${
        1 + random.below(3)
      } AND ${scalarsOf(table, "x").condition()}`,
    // Groups.
    () =>
      `SELECT k, l, count(*), grouping(k, l) FROM (SELECT ${a.textNamed("k")}, ${
        a.intNamed("l")
      } FROM ${from}${where()}) g GROUP BY ${
        random.pick(["ROLLUP (k, l)", "CUBE (k, l)", "GROUPING SETS ((k), (l), ())"])
      }`,
    () =>
      `SELECT ${a.textNamed("k")}, count(*) FROM ${from}${where()} GROUP BY 1 HAVING ${
        random.pick([
          `NOT (count(*) > ${random.below(4)} OR max(${a.int()}) < ${n})`,
          `(min(a.id) < ${n} AND count(*) > 0) OR (min(a.id) < ${n} AND count(*) < 5)`,
          `bool_or(${a.condition()})`,
          `count(*) FILTER (WHERE ${a.condition()}) > ${random.below(3)}`,
        ])
      }`,
    () =>
      `SELECT ${key} AS k, count(*) FROM ${from} GROUP BY ${key} HAVING NOT (${key} IS NULL OR count(*) > ${n})`,
    () =>
      `SELECT ${key} AS k, count(*) FROM ${from} GROUP BY ${key} HAVING (100 / nullif(${a.int()}, 0) > 1 AND count(*) > 0) OR count(*) > ${n}`,
    () =>
      `SELECT i, count(*) FROM (SELECT ${
        a.intNamed("i")
      } FROM ${from}) g GROUP BY i HAVING NOT (12 / (i - ${n}) < 1 OR count(*) > ${n})`,
    () =>
      `SELECT percentile_disc(0.${
        1 + random.below(8)
      }) WITHIN GROUP (ORDER BY ${a.any()}), mode() WITHIN GROUP (ORDER BY ${a.int()}), rank(${n}) WITHIN GROUP (ORDER BY ${a.int()}) FROM ${from}${where()}`,
    () =>
      `SELECT a.id, ${
        a.textNamed("t")
      }, count(*), max(${b.int()}) FROM ${from} LEFT JOIN ${second} ON b.id = a.id AND ${b.condition()} GROUP BY a.id HAVING ${a.condition()} OR count(*) > ${n}`,
    () => `SELECT ${random.pick(["*", "a.*"])} FROM ${from}${where()} GROUP BY id ORDER BY id`,
    () =>
      `SELECT DISTINCT ON (${key}) ${key} AS v, a.id FROM ${from}${where()} ORDER BY ${key}, a.id`,
    () =>
      `SELECT string_agg(DISTINCT ${text}, ',' ORDER BY ${text}), array_agg(${a.int()} ORDER BY a.id), jsonb_agg(a ORDER BY a.id) FROM ${from}${where()}`,
    // Joins.
    () =>
      `SELECT a.*, l.* FROM ${from} ${
        random.pick(["CROSS", "LEFT", "INNER"])
      } JOIN LATERAL (SELECT ${b.textNamed("t")}, ${
        a.intNamed("i")
      } FROM ${second} WHERE b.id = ${a.int()} AND ${b.condition()}) l ON true`
        .replace(/(CROSS JOIN .*) ON true$/s, "$1"),
    () => `SELECT * FROM ${from} JOIN ${second} USING (id)${where()}`,
    () =>
      `SELECT id, count(*) FROM ${from} FULL JOIN ${second} USING (id) GROUP BY id HAVING count(*) > 0`,
    () =>
      `SELECT x.id, ${
        random.pick(["x.n", "count(x.n) OVER (PARTITION BY x.id)"])
      } FROM (${from} LEFT JOIN (SELECT id AS n FROM ${second} WHERE ${b.condition()}) c ON c.n = a.id) AS x`,
    () =>
      `SELECT a.id FROM ${from} WHERE (a.id, ${a.int()}) ${
        random.pick(["IN", "NOT IN"])
      } (SELECT b.id, ${b.int()} FROM ${second}${
        random.oneIn(2) ? ` WHERE ${b.condition()}` : ""
      })`,
    () => `SELECT a.id, b.id FROM ${from}, ${second} WHERE (a.id, ${n}) > (b.id, ${b.int()})`,
    () =>
      `SELECT a.id FROM ${from} WHERE ${a.int()} ${
        random.pick(["= ANY", "> ALL", "<> ALL", "<= SOME"])
      } (SELECT ${b.int()} FROM ${second} WHERE ${b.condition()})`,
    () => `SELECT a.id FROM ${from} WHERE a.id = ANY (ARRAY[1, ${n}, 40]) OR ${a.condition()}`,
    // WITH.
    () =>
      `WITH ${table.name} AS (SELECT * FROM ${
        qualified(table)
      } WHERE id > ${n}) SELECT * FROM ${table.name}, app.${table.name} b WHERE b.id = ${table.name}.id`,
    () =>
      `WITH w AS (WITH ${table.name} AS (SELECT 7 AS id, 'own'::text AS name) SELECT id, name FROM ${table.name}) SELECT w.*, a.id FROM w LEFT JOIN ${from} ON a.id > w.id`,
    () =>
      `WITH RECURSIVE r AS (SELECT a.id, ${
        a.textNamed("t")
      }, 1 AS d FROM ${from} WHERE a.id <= ${n} UNION ALL SELECT b.id, r.t, r.d + 1 FROM ${second} JOIN r ON b.id = r.id + 2 WHERE r.d < 4 AND ${b.condition()}) SELECT * FROM r`,
    () =>
      `WITH w AS ${random.pick(["", "MATERIALIZED ", "NOT MATERIALIZED "])}(SELECT a.id, ${
        a.textNamed("t")
      } FROM ${from}${where()}) SELECT x.id, y.t FROM w x JOIN w y ON x.id = y.id AND y.t <> '0'`,
    () =>
      `WITH w(p, q) AS (SELECT a.id, ${a.any()} FROM ${from}${where()}) SELECT q, count(*) FROM w GROUP BY q`,
    // Sets.
    () =>
      `(SELECT a.id, ${a.text()} FROM ${from}${where()}) ${
        random.pick(["UNION", "EXCEPT", "INTERSECT ALL", "UNION ALL"])
      } (SELECT b.id, ${b.text()} FROM ${second} WHERE ${b.condition()})`,
    () =>
      `SELECT x.i FROM (SELECT a.id AS i FROM ${from} UNION ALL SELECT ${b.int()} FROM ${second} UNION ALL VALUES (${n})) x WHERE x.i ${
        random.pick(["=", ">", "<>"])
      } ${n}`,
    () =>
      `SELECT * FROM (VALUES ((SELECT max(${a.any()})::text FROM ${from}${where()})), ((SELECT count(*)::text FROM ${second}))) v(x)`,
    () => `TABLE ${qualified(table)} ORDER BY id LIMIT ${1 + n}`,
    // Rows and JSON.
    () =>
      `SELECT a.id, (to_jsonb(a) - 'id')::text, a IS NULL, a IS NOT NULL, row(a.*) IS NULL FROM ${from}${where()}`,
    () =>
      `SELECT e.key, count(*), min(e.value) FROM ${from}, jsonb_each_text(to_jsonb(a)) e GROUP BY e.key`,
    () => `SELECT (x.r).${random.pick(table.ints)} FROM (SELECT a AS r FROM ${from}${where()}) x`,
    () => `SELECT (a).${random.pick(table.ints)}, (a.*) IS NULL FROM ${from}${where()}`,
    () => `SELECT count(*), count(DISTINCT a), max(a.id) FROM ${from} WHERE a = a OR a IS NULL`,
    () => `SELECT a.id, g FROM ${from}, generate_series(1, length(${a.text()})) g WHERE g < 4`,
    () => `SELECT a.id, unnest(ARRAY[${a.text()}, ${a.text()}]) AS u FROM ${from}${where()}`,
    () => `SELECT a.id, regexp_split_to_table(${a.text()}, '') AS u FROM ${from} WHERE a.id < ${n}`,
    // Values.
    () =>
      `SELECT a.id, CASE WHEN ${a.condition()} THEN ${a.text()} ELSE 'no' END AS c, coalesce(${a.text()}, '-') AS d FROM ${from} ORDER BY ${
        random.pick(["1", "2, 3, 1"])
      } LIMIT ${1 + n}`,
    () =>
      `SELECT a.id, (SELECT ${b.text()} FROM ${second} WHERE ${b.condition()} AND b.id = a.id) AS s FROM ${from}${where()}`,
    () =>
      `SELECT a.id, array(SELECT b.id FROM ${second} WHERE b.id <= ${a.int()} ORDER BY 1) FROM ${from}${where()}`,
    () =>
      `SELECT count(*) FROM ${from} WHERE ${a.condition()} AND NOT (${a.condition()} OR ${a.condition()})`,
    () =>
      `SELECT count(*) FROM ${from} LEFT JOIN ${second} ON b.id = a.id AND ${b.condition()} WHERE ${b.condition()}`,
    // Queries inside conditions, whatever stands in them.
    () =>
      `SELECT a.id FROM ${from} WHERE ${
        random.pick([
          `EXISTS (SELECT max(b.id / nullif(${a.int()} - ${n}, 0)) FROM ${second} WHERE ${b.condition()})`,
          `${a.int()} = (SELECT ${b.int()} FROM ${second} WHERE b.id = ${a.int()} ORDER BY ${b.any()}, b.id LIMIT 1)`,
          `${a.int()} < (SELECT count(*) FROM ${second} WHERE b.id <= a.id AND ${b.condition()})`,
          `(${a.int()} = ${n} OR EXISTS (SELECT FROM ${second} WHERE ${b.condition()} AND b.id = ${a.int()}))`,
          `${a.int()} IN (SELECT ${b.int()} FROM ${second} GROUP BY 1 HAVING count(*) > ${
            random.below(3)
          })`,
          `NOT (${a.int()} = ANY (SELECT ${b.int()} FROM ${second} LIMIT ${n}) AND random() > 2)`,
        ])
      }`,
    () =>
      `SELECT a.id, j.v, j.n FROM ${from}, JSON_TABLE(jsonb_build_array(${a.text()}, ${a.int()}), '$[*]' COLUMNS (v text PATH '$', n FOR ORDINALITY)) j${where()}`,
    () =>
      `SELECT a.id, u.v, u.n FROM ${from}, unnest(ARRAY[${a.text()}, ${a.text()}]) WITH ORDINALITY u(v, n)${where()}`,
    () =>
      `SELECT a.id, sum(${a.int()}) OVER (ORDER BY a.id ${
        random.pick([
          "RANGE BETWEEN 2 PRECEDING AND CURRENT ROW EXCLUDE TIES",
          "GROUPS BETWEEN 1 PRECEDING AND 1 FOLLOWING",
          "ROWS UNBOUNDED PRECEDING EXCLUDE CURRENT ROW",
        ])
      }) AS w FROM ${from}${where()}`,
    () =>
      `SELECT count(*) FILTER (WHERE ${a.condition()}), string_agg(${text}, ',' ORDER BY ${a.any()}, a.id) FILTER (WHERE ${a.condition()}) FROM ${from}`,
    () =>
      `SELECT * FROM (SELECT a.id FROM ${from}${where()}) x ${
        random.pick(["JOIN", "LEFT JOIN", "FULL JOIN"])
      } (SELECT b.id, ${b.textNamed("t")} FROM ${second}) y USING (id)`,
    () =>
      `SELECT a.id, b.id FROM ${from} JOIN ${second} ON a.id = b.id AND (${a.int()}, ${a.text()}) IS DISTINCT FROM (${b.int()}, ${b.text()})`,
    () =>
      `WITH RECURSIVE r(id, d) AS (SELECT a.id, 0 FROM ${from} WHERE a.id < ${n} UNION SELECT b.id, r.d + 1 FROM r JOIN ${second} ON b.id = r.id + 1 WHERE r.d < 3) SEARCH BREADTH FIRST BY id SET o SELECT id, d FROM r`,
  ])();
}

function qualified(table: QueriedTable): string {
  return `app.${table.name}`;
}

function written(random: RandomSource, table: QueriedTable): string {
  return random.pick([qualified(table), table.name, `"app"."${table.name}"`]);
}

function scalars(
  random: RandomSource,
  table: QueriedTable,
  { alias, names }: { readonly alias: string; readonly names: readonly string[] },
) {
  const of = (names: readonly string[], fallback: string) =>
    names.length === 0 ? fallback : `${alias}.${random.pick(names)}`;
  const int = () => of(table.ints, "1");
  const text = () => {
    const column = of(table.texts, "'x'");
    return random.oneIn(3) ? random.pick([`upper(${column})`, `left(${column}, 3)`]) : column;
  };
  const date = () => of(table.dates, "'2024-01-05'::date");
  const n = () => random.below(20);
  const condition = (): string =>
    random.pick<() => string>([
      () => `${int()} ${random.pick(["=", "<", ">=", "<>"])} ${n()}`,
      () => `${int()} = ${n()}.0`,
      () => `${int()}::bigint IN (${n()}, ${n()})`,
      () => `${int()} BETWEEN SYMMETRIC ${n()} AND ${n()}`,
      () => `${int()} NOT IN (${n()}, ${n()})`,
      () => `${int()} IS DISTINCT FROM ${n()}`,
      () => `${int()} = ANY ('{1,${n()},12}')`,
      () => `${text()} ILIKE '%${n()}%'`,
      () => `${text()} SIMILAR TO '[a-z]%'`,
      () => `${text()} = ANY (ARRAY['7', 'n2', 'paid', '****'])`,
      () => `${text()} > 'm' COLLATE "C"`,
      () => `${text()} IS NOT NULL`,
      () => `${date()} BETWEEN '2024-01-05' AND '2024-02-05'`,
      () => `extract(year FROM ${date()}) = 2024`,
      () => `(${int()} > ${n()}) IS NOT TRUE`,
      () => `10 / nullif(${int()}, ${n()}) >= 0`,
      () => `${text()}::int > 3`,
      () => `(${int()}, ${int()}) < (${n()}, ${n()})`,
      () => `CASE WHEN ${int()} > ${n()} THEN ${text()} ELSE '' END <> ''`,
      () => `${int()} % ${2 + random.below(3)} = 1`,
      () => `${int()} = (SELECT min(id) FROM ${names[1] ?? names[0]})`,
      () => `EXISTS (SELECT 1 FROM ${names[0]} p WHERE p.id = ${int()})`,
    ])();
  return {
    ...{ int, text, date, condition },
    any: () => random.pick([int, text, date])(),
    textNamed: (name: string) => `${text()} AS ${name}`,
    intNamed: (name: string) => `${int()} AS ${name}`,
  };
}
