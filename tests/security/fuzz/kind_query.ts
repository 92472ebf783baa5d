// Random SELECTs of columns of every type: compared, ordered, grouped, taken apart and put into
// others, as whole rows, and in no order.

import type { QueriedTable } from "../policy/red_query.ts";
import type { RandomSource } from "./random_source.ts";

/** One SELECT over `tables`. */
export function kindQuery(random: RandomSource, tables: readonly QueriedTable[]): string {
  const [table, other] = [random.pick(tables), random.pick(tables)];
  const columnsOf = (
    { ints, texts, dates, others = [] }: QueriedTable,
  ) => [...ints, ...texts, ...dates, ...others];
  const any = (alias = "a") => `${alias}.${random.pick(columnsOf(alias === "a" ? table : other))}`;
  const n = () => random.below(25);
  const from = `app.${table.name} a`;
  const second = `app.${other.name} b`;
  const condition = () =>
    random.pick<() => string>([
      () => `a.id ${random.pick(["<", ">", "="])} ${n()}`,
      () => `${any()} IS ${random.pick(["", "NOT "])}NULL`,
      () => `${any()}::text LIKE '%${n()}%'`,
      () => `${any()} IS DISTINCT FROM ${any()}`,
      () => `${any()} IN (SELECT ${any("b")} FROM ${second})`,
      () => `${any()} = ${any()}`,
      () => `a.tenant = 1`,
      () => `(${any()}, ${any()}) = (${any()}, ${any()})`,
    ])();
  const where = () => random.oneIn(2) ? "" : ` WHERE ${condition()}`;
  return random.pick<() => string>([
    () => `SELECT ${any()}, ${any()} FROM ${from}${where()}`,
    () => `SELECT ${any()} FROM ${from}${where()} LIMIT ${n()}`,
    () => `SELECT * FROM ${from}${where()}`,
    () => `SELECT * FROM ONLY ${from}${where()}`,
    () => `SELECT DISTINCT ${any()}, ${any()} FROM ${from}${where()}`,
    () =>
      `SELECT ${any()} AS k, count(*), count(DISTINCT ${any()}) FROM ${from}${where()} GROUP BY 1`,
    () => `SELECT a.id, ${any()} FROM ${from}${where()} ORDER BY ${any()}, a.id LIMIT ${n()}`,
    () => `SELECT a.id FROM ${from}${where()} ORDER BY ${any()} DESC NULLS LAST`,
    () => `SELECT array_agg(${any()}), count(${any()}) FROM ${from}${where()}`,
    () => `SELECT array_agg(${any()} ORDER BY ${any()}, a.id) FROM ${from}${where()}`,
    () => `SELECT a.id, to_jsonb(a), a::text FROM ${from}${where()}`,
    () => `SELECT a FROM ${from}${where()} ORDER BY a.id`,
    () => `SELECT a.id, b.id FROM ${from} JOIN ${second} ON ${any()} = ${any("b")}`,
    () =>
      `SELECT a.id, b.id FROM ${from} ${
        random.pick(["LEFT", "FULL"])
      } JOIN ${second} ON a.id = b.ref`,
    () =>
      `SELECT count(*), min(a.id) FROM ${from} JOIN ${second} ON a.ref = b.id AND ${condition()}`,
    () =>
      `SELECT a.id FROM ${from} WHERE EXISTS (SELECT 1 FROM ${second} WHERE ${
        any("b")
      } = ${any()})`,
    () => `SELECT min(${any()}), max(${any()}) FROM ${from}${where()}`,
    () => `SELECT a.id, rank() OVER (ORDER BY ${any()}) FROM ${from}${where()}`,
    () => `SELECT a.id, lag(${any()}) OVER (PARTITION BY ${any()} ORDER BY a.id) FROM ${from}`,
    () => `SELECT ${any()} FROM ${from} UNION SELECT ${any("b")} FROM ${second}`,
    () =>
      `SELECT ${any()}, ${any()} FROM ${from} EXCEPT ALL SELECT ${any()}, ${any()} FROM ${from}`,
    () => `SELECT (SELECT ${any("b")} FROM ${second} WHERE b.id = a.ref) FROM ${from}${where()}`,
    () => `SELECT * FROM ${from} NATURAL JOIN ${second}`,
    () =>
      `SELECT count(*) FROM ${from} JOIN ${second} USING (id, ${random.pick(columnsOf(table))})`,
    () =>
      `SELECT ${any()}::text || '', pg_typeof(${any()}), pg_column_size(${any()}) FROM ${from}${where()}`,
    () => `SELECT a.id, x.key, x.value FROM ${from}, jsonb_each(to_jsonb(a)) x${where()}`,
    () => `EXPLAIN SELECT ${any()} FROM ${from}${where()}`,
    () => `SELECT a.id, 100 / (${any()}::text::int - ${n()}) FROM ${from}${where()}`,
    () => `SELECT ${any()}::text::date FROM ${from}${where()}`,
    () =>
      `WITH w AS MATERIALIZED (SELECT * FROM ${from}) SELECT ${
        any().replace("a.", "w.")
      } FROM w LIMIT ${n()}`,
    () => `SELECT count(*), ${any()} FROM ${from} GROUP BY GROUPING SETS ((${any()}), ())`,
    () => `SELECT a.${random.pick(columnsOf(table))}x FROM ${from}`,
    () => `SELECT x.${random.pick(columnsOf(table))} FROM ${from}`,
  ])();
}
