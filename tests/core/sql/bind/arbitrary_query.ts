// Queries made at random over a few tables whose names and columns are made to clash, so that
// every lookup has something wrong to find. The maker keeps a rough idea of what is in scope, so
// that the server takes many of them; now and then it names something else on purpose.

import fc from "fast-check";
import { COLUMNS } from "./clashing_tables.ts";
import type { Item, Level, Made } from "./made_scope.ts";
import { createChoices } from "./create_choices.ts";

const ALIASES = ["a", "b", "c", "t", "u", "x", "id"];
const NAMES = ["a", "b", "id", "x", "y", "q", "p", "z"];
const MOST_DEPTH = 4;

/** Makes one query from a seed. */
function makeQuery(seed: number): string {
  const { random, chance, pick, several } = createChoices(seed);
  let depth = 0;

  function reference(level: Level): string {
    if (chance(0.04)) return pick(NAMES);
    if (chance(0.04)) return `${pick(ALIASES)}.${pick(NAMES)}`;
    let at = level;
    while (at.outer !== null && (at.items.length === 0 || chance(0.15))) at = at.outer;
    if (at.columns.length > 0 && chance(0.35)) return pick(at.columns);
    const named = at.items.filter((item) => item.alias !== null && item.columns.length > 0);
    if (named.length === 0) return at.columns.length === 0 ? "1" : pick(at.columns);
    const item = pick(named);
    const column = pick(item.columns);
    return pick([
      `${item.alias}.${column}`,
      `${item.alias}.${column}`,
      `(${item.alias}).${column}`,
    ]);
  }

  function row(level: Level): string {
    const named = level.items.filter((item) => item.alias !== null);
    return named.length === 0 ? "1" : pick(named).alias ?? "1";
  }

  function expression(level: Level): string {
    if (depth > MOST_DEPTH) return reference(level);
    const makers: readonly (() => string)[] = [
      () => pick(["1", "'x'", "NULL::int"]),
      () => row(level),
      () => `(${oneColumn(level)} LIMIT 1)`,
      () => `EXISTS (${query(level).sql})`,
      () => `ARRAY(${oneColumn(level)})`,
      () => `CASE WHEN ${reference(level)} IS NULL THEN ${reference(level)} END`,
      () => `ROW(${row(level)}.*, ${reference(level)})::text`,
      () => `count(${reference(level)}) OVER (PARTITION BY ${reference(level)})`,
      () => `to_jsonb(${row(level)}) -> 'x'`,
      () => `(${row(level)}).p.x`,
      () => `COALESCE(${reference(level)}::text, 'x')`,
    ];
    return chance(0.6) ? reference(level) : pick(makers)();
  }

  function oneColumn(outer: Level): string {
    const level = levelIn(outer);
    const from = fromClause(level);
    return `SELECT ${reference(level)} ${from}${where(level)}`;
  }

  function freeAlias(taken: readonly Item[]): string {
    const used = new Set(taken.map(({ alias }) => alias));
    const free = ALIASES.filter((alias) => !used.has(alias));
    return chance(0.02) || free.length === 0 ? pick(ALIASES) : pick(free);
  }

  function levelIn(outer: Level | null, ctes?: Level["ctes"]): Level {
    return { outer, items: [], columns: [], ctes: ctes ?? outer?.ctes ?? new Map() };
  }

  function named(columns: readonly string[], alias: string): { text: string; item: Item } {
    if (!chance(0.15) || columns.length === 0) {
      return { text: ` AS ${alias}`, item: { alias, columns } };
    }
    const count = 1 + Math.floor(random() * Math.min(3, columns.length));
    const names = [...NAMES].sort(() => random() - 0.5).slice(0, count);
    const renamed = columns.map((column, index) => names[index] ?? column);
    return { text: ` AS ${alias}(${names.join(", ")})`, item: { alias, columns: renamed } };
  }

  function range(level: Level): { sql: string; item: Item } {
    const alias = freeAlias(level.items);
    const table = pick([...Object.keys(COLUMNS), ...level.ctes.keys(), ...level.ctes.keys()]);
    const plain = (): [string, readonly string[]] => {
      const bare = level.ctes.get(table) ?? COLUMNS[table] ?? [];
      return [`${chance(0.1) && !level.ctes.has(table) ? "ONLY " : ""}${table}`, bare];
    };
    const nested = (lateral: boolean) => (): [string, readonly string[]] => {
      const made = query(lateral ? level : level.outer ?? levelIn(null, level.ctes), level.ctes);
      return [`${lateral ? "LATERAL " : ""}(${made.sql})`, made.columns];
    };
    const makers: readonly (() => [string, readonly string[]])[] = [
      nested(false),
      nested(true),
      () => [`generate_series(1, ${chance(0.5) ? "3" : "(" + expression(level) + ")::int"})`, [
        alias,
      ]],
      () => [`unnest(ARRAY['x', 'y']) WITH ORDINALITY`, [alias, "ordinality"]],
      () => [`unnest(ARRAY[1], ARRAY['x'])`, ["unnest", "unnest"]],
      () => [`jsonb_each(to_jsonb(${row(level)}))`, ["key", "value"]],
      () => [`json_array_elements('[]')`, ["value"]],
      () => [`(VALUES (1, 'x'), (${expression(level.outer ?? levelIn(null))}::int, 'y'))`, [
        "column1",
        "column2",
      ]],
      () => ["ROWS FROM (generate_series(1, 2), jsonb_to_recordset('[]') AS (x int, q text))", [
        "generate_series",
        "x",
        "q",
      ]],
      () => [
        `JSON_TABLE(to_jsonb(${
          reference(level)
        }::text), '$' COLUMNS (NESTED '$.k' COLUMNS (q int), x int))`,
        ["x", "q"],
      ],
      () => ["XMLTABLE('/r' PASSING '<r/>' COLUMNS x int, y text)", ["x", "y"]],
    ];
    const [sql, columns] = depth > MOST_DEPTH || chance(0.6) ? plain() : pick(makers)();
    if (
      /^(ONLY )?[a-cv]$/.test(sql) && chance(0.15) &&
      !level.items.some((item) => item.alias === sql)
    ) {
      return { sql, item: { alias: sql.replace("ONLY ", ""), columns } };
    }
    const { text, item } = named(columns, alias);
    return { sql: `${sql}${text}`, item };
  }

  function fromClause(level: Level): string {
    if (chance(0.05)) return "";
    const parts = several(2, () => joined(level));
    return ` FROM ${parts.join(", ")}`;
  }

  // Adds what it makes to the level.
  function joined(level: Level): string {
    const first = range(level);
    const before = level.columns;
    level.items = [...level.items, first.item];
    let [sql, columns] = [first.sql, first.item.columns];
    let own: readonly Item[] = [first.item];
    while (chance(0.35)) {
      const second = range(level);
      const kind = pick(["JOIN", "LEFT JOIN", "RIGHT JOIN", "FULL JOIN", "JOIN"]);
      const shared = [...new Set(columns)].filter((column) => second.item.columns.includes(column));
      const once = shared.filter((column) =>
        [columns, second.item.columns].every((list) =>
          list.filter((each) => each === column).length === 1
        )
      );
      own = [...own, second.item];
      if (once.length === shared.length && chance(0.25)) {
        sql = `${sql} NATURAL ${kind} ${second.sql}`;
        columns = merged(columns, second.item.columns, shared);
      } else if (once.length > 0 && chance(0.6)) {
        const using = once.slice(0, 1 + Math.floor(random() * once.length));
        sql = `${sql} ${kind} ${second.sql} USING (${using.join(", ")})`;
        columns = merged(columns, second.item.columns, using);
      } else {
        const inside = { ...level, items: own, columns: [...columns, ...second.item.columns] };
        sql = chance(0.3)
          ? `${sql} CROSS JOIN ${second.sql}`
          : `${sql} ${kind} ${second.sql} ON ${expression(inside)} IS NULL`;
        columns = [...columns, ...second.item.columns];
      }
      level.items = [...level.items, second.item];
      if (chance(0.2)) {
        const rest = level.items.filter((item) => !own.includes(item));
        const { text, item } = named(columns, freeAlias(rest));
        sql = `(${sql})${text}`;
        columns = item.columns;
        own = [item];
        level.items = [...rest, item];
      }
    }
    level.columns = [...before, ...columns];
    return sql;
  }

  function merged(
    left: readonly string[],
    right: readonly string[],
    using: readonly string[],
  ): readonly string[] {
    return [...using, ...[...left, ...right].filter((column) => !using.includes(column))];
  }

  function where(level: Level): string {
    return chance(0.3) ? ` WHERE ${expression(level)} IS NOT NULL` : "";
  }

  function target(level: Level): Made {
    if (chance(0.15)) return { sql: "*", columns: level.columns };
    const item = level.items.length === 0 ? undefined : pick(level.items);
    if (item?.alias !== null && item !== undefined && chance(0.2)) {
      return { sql: chance(0.5) ? `${item.alias}.*` : `(${item.alias}).*`, columns: item.columns };
    }
    const name = pick(NAMES);
    const value = expression(level);
    if (chance(0.4)) return { sql: `${value} AS ${name}`, columns: [name] };
    return { sql: value, columns: [/^[\w.()]*?(\w+)$/.exec(value)?.[1] ?? "?column?"] };
  }

  function order(level: Level, columns: readonly string[]): string {
    if (!chance(0.3)) return "";
    const names = columns.filter((column) => /^[a-z]\w*$/.test(column));
    if (names.length > 0 && chance(0.4)) return ` ORDER BY ${pick(names)}`;
    return ` ORDER BY ${pick([reference(level), `${reference(level)} IS NULL`, "1"])}`;
  }

  function select(outer: Level | null, ctes?: Level["ctes"]): Made {
    const level = levelIn(outer, ctes);
    const from = fromClause(level);
    if (chance(0.1) && from !== "") {
      const [key, other] = [reference(level), reference(level)];
      const sql = `SELECT ${key}, ${other} AS x, count(*) AS n${from}${where(level)} GROUP BY ${
        pick([`${key}, x`, `(${key}, ${other})`, `ROLLUP (${key}, ${other})`])
      }`;
      return { sql: `${sql}, ${other}`, columns: ["?column?", "x", "n"] };
    }
    const targets = several(3, () => target(level));
    const columns = targets.flatMap((each) => each.columns);
    const list = targets.map((each) => each.sql).join(", ");
    const distinct = chance(0.08) ? `DISTINCT ON (${reference(level)}) ` : "";
    const sorted = distinct === "" ? order(level, columns) : "";
    return { sql: `SELECT ${distinct}${list}${from}${where(level)}${sorted}`, columns };
  }

  function unions(outer: Level | null, ctes?: Level["ctes"]): Made {
    const level = levelIn(outer, ctes);
    const arms = [0, 1].map(() => {
      const inside = { ...level };
      const from = fromClause(inside);
      return `SELECT ${reference(inside)}::text AS ${pick(NAMES)}, ${
        expression(inside)
      }::text${from}`;
    });
    const sql = arms.join(` ${pick(["UNION", "UNION ALL", "EXCEPT"])} `);
    return { sql: `${sql}${chance(0.3) ? " ORDER BY 1" : ""}`, columns: [] };
  }

  function withQueries(outer: Level | null, ctes: Level["ctes"] = outer?.ctes ?? new Map()): Made {
    const known = new Map(ctes);
    const parts: string[] = [];
    const recursive = chance(0.3);
    const names = [...new Set(several(2, () => pick(ALIASES)))];
    for (const name of names) {
      const made = recursive && chance(0.6) ? recursiveQuery(name, known) : query(outer, known);
      parts.push(
        `${name}${made.sql.startsWith("(") ? "" : " AS "}${
          made.sql.startsWith("(") ? made.sql : `(${made.sql})`
        }`,
      );
      known.set(name, made.columns);
    }
    const inner = select(outer, known);
    const words = recursive ? "WITH RECURSIVE" : "WITH";
    return { sql: `${words} ${parts.join(", ")} ${inner.sql}`, columns: inner.columns };
  }

  function recursiveQuery(name: string, ctes: Level["ctes"]): Made {
    const free = ["a", "b", "c"].filter((each) => each !== name && !ctes.has(each));
    const other = free.length === 0 ? "s.a" : pick(free);
    const second =
      `SELECT r.id, r.x FROM ${name} AS r JOIN ${other} AS o ON r.id = o.id WHERE o.x IS NULL`;
    if (chance(0.4)) {
      const search = chance(0.5) ? " SEARCH DEPTH FIRST BY id SET q" : "";
      const cycle = chance(0.5) ? " CYCLE id SET y USING z" : "";
      const added = [...(search === "" ? [] : ["q"]), ...(cycle === "" ? [] : ["y", "z"])];
      return {
        sql: `(id, x) AS (SELECT 1, x FROM ${other} UNION ALL ${second})${search}${cycle}`,
        columns: ["id", "x", ...added],
      };
    }
    return {
      sql: `(id, x) AS (SELECT id, x FROM ${other} UNION ALL ${second})`,
      columns: ["id", "x"],
    };
  }

  function query(outer: Level | null, ctes?: Level["ctes"]): Made {
    depth++;
    const make = depth > MOST_DEPTH || chance(0.7) ? select : pick([unions, withQueries, select]);
    const made = make(outer, ctes);
    depth--;
    return made;
  }

  return query(null).sql;
}

/** A query. */
export const arbitraryQuery: fc.Arbitrary<string> = fc.integer().map(makeQuery);
