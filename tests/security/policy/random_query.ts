// Random SELECTs over the tables of the policy's world: joins, sub-queries, WITH, sets, groups,
// whole rows, stars, and conditions that fail on some rows. Most of them mean something.

import type { RandomSource } from "../fuzz/random_source.ts";

type Kind = "int" | "text" | "num" | "date" | "json";

interface Column {
  readonly name: string;
  readonly kind: Kind;
}

const KINDS_BY_NAME: Readonly<Record<string, Kind>> = {
  int: "int",
  num: "num",
  date: "date",
  text: "text",
};

const TABLES: Readonly<Record<string, readonly Column[]>> = {
  people: columns(
    "id:int tenant_id:int name:text email:text ssn:text phone:text card:text born:date salary:num level:int score:num note:text",
  ),
  sales: columns("id:int tenant_id:int person_id:int day:date amount:int status:text memo:text"),
  visits: columns("id:int person_id:int place_id:int what:text level:int"),
  places: columns("id:int name:text level:int born:date"),
  logs: columns("id:int person_id:int ip:text line:text"),
  logs_a: columns("id:int person_id:int ip:text line:text"),
  places_v: columns("id:int name:text"),
};

interface Range {
  readonly alias: string;
  readonly columns: readonly Column[];
}

/** One SELECT. */
export function randomQuery(random: RandomSource): string {
  return statement(random, 3, []);
}

function statement(random: RandomSource, depth: number, outer: readonly Range[]): string {
  if (depth > 1 && random.oneIn(8)) {
    const arm = () => `SELECT ${pickNames(random, "people", 2)} FROM ${named("people", random)}`;
    const set = random.pick(["UNION", "UNION ALL", "EXCEPT", "INTERSECT"]);
    return `${arm()} ${set} ${arm()}`;
  }
  if (depth > 1 && random.oneIn(6)) {
    const inner = statement(random, depth - 1, []);
    return `WITH w AS ${random.pick(["", "MATERIALIZED "])}(${inner}) ${
      random.pick([
        "SELECT * FROM w",
        "SELECT count(*) FROM w",
        "SELECT to_jsonb(w) FROM w",
        "SELECT w FROM w",
        "SELECT a.*, b.* FROM w a, w b WHERE a = b",
      ])
    }`;
  }
  const { text: from, ranges } = fromClause(random, depth);
  const all = [...ranges, ...outer];
  const where = random.oneIn(4) ? "" : ` WHERE ${condition(random, all, depth)}`;
  if (random.oneIn(4)) {
    const key = expression(random, ranges, "text", 1);
    const having = random.oneIn(3) ? ` HAVING count(*) > ${random.below(3)}` : "";
    return `SELECT ${key} AS k, count(*), ${
      aggregate(random, ranges)
    } FROM ${from}${where} GROUP BY ${random.pick(["1", key])}${having}`;
  }
  const targets = random.pick([
    () => "*",
    () => `${random.pick(ranges).alias}.*`,
    () => `to_jsonb(${random.pick(ranges).alias})`,
    () => random.pick(ranges).alias,
    () => aggregate(random, ranges),
    () =>
      [0, 1, 2].map((place) => `${expression(random, all, random.pick(KINDS), depth)} AS c${place}`)
        .join(", "),
  ])();
  const order = targets.includes(" AS c0") && random.oneIn(3)
    ? ` ORDER BY 1, 2, 3${random.oneIn(2) ? ` LIMIT ${1 + random.below(9)}` : ""}`
    : "";
  return `SELECT ${
    order === "" && random.oneIn(9) ? "DISTINCT " : ""
  }${targets} FROM ${from}${where}${order}`;
}

const KINDS: readonly Kind[] = ["int", "text", "num", "date", "json"];

function fromClause(
  random: RandomSource,
  depth: number,
): { readonly text: string; readonly ranges: readonly Range[] } {
  const ranges: Range[] = [];
  let text = "";
  const count = 1 + random.below(depth > 1 ? 3 : 2);
  for (let index = 0; index < count; index++) {
    const alias = `t${depth}${index}`;
    const derived = depth > 1 && random.oneIn(6);
    const table = random.pick(Object.keys(TABLES));
    const columnsOf = TABLES[table] ?? [];
    const source = derived
      ? `(SELECT * FROM app.${table}${
        random.oneIn(2)
          ? ` WHERE ${condition(random, [{ alias: table, columns: columnsOf }], 1)}`
          : ""
      })`
      : random.oneIn(9)
      ? `ONLY app.${table === "logs" ? "people" : table}`
      : named(table, random);
    const shown = !derived && source.startsWith("ONLY") && table === "logs"
      ? TABLES.people ?? []
      : columnsOf;
    const range = { alias, columns: shown };
    if (index === 0) text = `${source} ${alias}`;
    else if (random.oneIn(3)) {
      text += `, ${random.oneIn(3) ? "LATERAL " : ""}(SELECT * FROM ${
        named(table, random)
      }) ${alias}`;
    } else {
      const kind = random.pick(["JOIN", "LEFT JOIN", "RIGHT JOIN", "FULL JOIN"]);
      const left = random.pick(ranges);
      const equal = `${columnOf(random, left, "int")} = ${columnOf(random, range, "int")}`;
      const more = random.oneIn(3) && kind !== "FULL JOIN"
        ? ` AND ${condition(random, [left, range], 1)}`
        : "";
      text += ` ${kind} ${source} ${alias} ON ${equal}${more}`;
    }
    ranges.push(range);
  }
  return { text, ranges };
}

function named(table: string, random: RandomSource): string {
  return random.pick([`app.${table}`, table, `"app"."${table}"`, `App . ${table}`]);
}

function condition(random: RandomSource, ranges: readonly Range[], depth: number): string {
  const left = () => expression(random, ranges, "int", 1);
  const plain: readonly (() => string)[] = [
    () => `${left()} = ${random.below(20)}`,
    () => `${left()} ${random.pick(["<", ">", "<=", ">=", "<>"])} ${random.below(20)}`,
    () => `${left()} IN (${random.below(9)}, ${random.below(20)}, ${random.below(40)})`,
    () => `${left()} BETWEEN ${random.below(9)} AND ${9 + random.below(20)}`,
    () =>
      `${expression(random, ranges, "text", 1)} = ${random.pick(["'paid'", "'n2'", "'7'", "''"])}`,
    () => `${expression(random, ranges, "text", 1)} LIKE ${random.pick(["'n%'", "'%1%'", "'_'"])}`,
    () => `${expression(random, ranges, "text", 1)} ~ ${random.pick(["'^n'", "'[0-9]'", "'a|b'"])}`,
    () => `${expression(random, ranges, "date", 1)} >= '2024-01-10'`,
    () => `${expression(random, ranges, "num", 1)} > ${random.below(2000)}`,
    () =>
      `${expression(random, ranges, random.pick(KINDS), 1)} IS ${
        random.oneIn(2) ? "NOT " : ""
      }NULL`,
    () => `length(${expression(random, ranges, "text", 1)}) > ${random.below(6)}`,
    // Fail on some rows.
    () => `${expression(random, ranges, "text", 1)}::int > 3`,
    () => `100 / (${left()} - ${random.below(12)}) > 4`,
    () => `to_jsonb(${random.pick(ranges).alias})::text LIKE '%7%'`,
  ];
  if (depth > 1 && random.oneIn(4)) {
    const inner = fromClause(random, 1);
    const linked = `${columnOf(random, inner.ranges[0] ?? ranges[0], "int")} = ${left()}`;
    return random.pick([
      `EXISTS (SELECT 1 FROM ${inner.text} WHERE ${linked})`,
      `NOT EXISTS (SELECT 1 FROM ${inner.text} WHERE ${linked} AND ${
        condition(random, inner.ranges, 1)
      })`,
      `${left()} IN (SELECT ${columnOf(random, inner.ranges[0], "int")} FROM ${inner.text})`,
    ]);
  }
  if (random.oneIn(4)) {
    const word = random.pick([" AND ", " AND ", " OR "]);
    return `(${condition(random, ranges, 1)}${word}${condition(random, ranges, 1)})`;
  }
  return random.oneIn(9) ? `NOT (${random.pick(plain)()})` : random.pick(plain)();
}

function expression(
  random: RandomSource,
  ranges: readonly Range[],
  kind: Kind,
  depth: number,
): string {
  const range = random.pick(ranges);
  if (kind === "json") return `to_jsonb(${range.alias})->'${random.pick(range.columns).name}'`;
  if (depth > 1 && random.oneIn(6)) {
    const inner = fromClause(random, 1);
    const outer = columnOf(random, range, "int");
    return `(SELECT count(*) FROM ${inner.text} WHERE ${
      columnOf(random, inner.ranges[0], "int")
    } = ${outer})${kind === "int" || kind === "num" ? "" : "::text"}`;
  }
  const column = columnOf(random, range, kind);
  if (!random.oneIn(4)) return column;
  switch (kind) {
    case "int":
      return random.pick([`(${column} + 1)`, `coalesce(${column}, -1)`, `abs(${column})`]);
    case "text":
      return random.pick([
        `upper(${column})`,
        `(${column} || 'x')`,
        `coalesce(${column}, '-')`,
        `left(${column}, 2)`,
      ]);
    case "num":
      return random.pick([`round(${column}::numeric)`, `(${column} * 2)`]);
    case "date":
      return random.pick([`(${column} + 1)`, `greatest(${column}, '2024-01-20')`]);
  }
}

function columnOf(random: RandomSource, range: Range | undefined, kind: Kind): string {
  const columnsOf = range?.columns ?? [];
  const fitting = columnsOf.filter((column) => column.kind === kind);
  const fallback: Readonly<Record<Kind, string>> = {
    int: "1",
    text: "'n1'",
    num: "1.5",
    date: "'2024-01-05'::date",
    json: "'{}'::jsonb",
  };
  if (fitting.length === 0 || range === undefined) return fallback[kind];
  return `${range.alias}.${random.pick(fitting).name}`;
}

function aggregate(random: RandomSource, ranges: readonly Range[]): string {
  return random.pick([
    () => "count(*)",
    () => `count(DISTINCT ${expression(random, ranges, "text", 1)})`,
    () => `sum(${expression(random, ranges, "int", 1)})`,
    () => `max(${expression(random, ranges, "text", 1)})`,
    () => `min(${expression(random, ranges, "date", 1)})`,
  ])();
}

function pickNames(random: RandomSource, table: string, count: number): string {
  const known = (TABLES[table] ?? []).filter(({ kind }) => kind === "text");
  return Array.from({ length: count }, () => random.pick(known).name).join(", ");
}

function columns(list: string): readonly Column[] {
  return list.split(" ").map((entry) => {
    const [name = "", kind = ""] = entry.split(":");
    return { name, kind: KINDS_BY_NAME[kind] ?? "text" };
  });
}
