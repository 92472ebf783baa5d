// A random schema with a random policy over it: tables with keys, generated columns and indexes, a
// partitioned one, a child, views upon views; masks, denied columns and tables, row filters, a role,
// globs. What the policy is to do to the data is kept beside it, as SQL.

import {
  type ColumnType,
  hiddenPair,
  isText,
  type RandomMask,
  randomMask,
  TYPES,
} from "./random_columns.ts";
import { type NamedView, namedView } from "./named_view.ts";
import type { RandomSource } from "./random_source.ts";

/** A column. */
export interface RandomColumn {
  readonly name: string;
  readonly type: ColumnType;
  readonly mask: RandomMask | null;
  readonly denied: boolean;
  /** What it is generated from, as SQL. */
  readonly generated: string | null;
}

/** A table, and its partitions or its child. */
export interface RandomTable {
  readonly name: string;
  readonly columns: readonly RandomColumn[];
  readonly denied: boolean;
  /** The condition of the rows that are seen, in a policy's words; null for all. */
  readonly filter: string | null;
  readonly parts: "none" | "partitions" | "child";
  /** Of a unique key with the tenant: the further columns. */
  readonly indexes: readonly (readonly string[])[];
}

/** A view. */
export interface RandomView {
  readonly name: string;
  readonly materialized: boolean;
  readonly query: string;
  /** What the policy says of it, where it names it; null where it follows the tables that it reads. */
  readonly named: NamedView | null;
}

/** All of it. */
export interface RandomSchema {
  readonly tables: readonly RandomTable[];
  readonly views: readonly RandomView[];
  readonly policy: string;
}

/** The tenant whose rows are seen. */
export const TENANT = "1";
/** The role of who asks. */
export const ROLE = "analyst";
const INT = TYPES.find(({ sql }) => sql === "int") ?? neverType();

function neverType(): ColumnType {
  throw new Error("Cannot make a schema: no types");
}

/** Makes one. */
export function randomSchema(random: RandomSource): RandomSchema {
  const tables = Array.from({ length: 3 + random.below(3) }, (_, index) => table(random, index));
  const views = randomViews(random, tables);
  return { tables, views, policy: policyOf(random, { tables, views }) };
}

function plain(name: string): RandomColumn {
  return { name, type: INT, mask: null, denied: false, generated: null };
}

/** What filters of tables after those look into: which rows pass hangs on nothing that is hidden there. */
const LOOKUPS = [
  { after: 0, query: "app.t0 x WHERE x.id < 30" },
  { after: 0, query: "app.t0 x WHERE x.tenant = 1" },
  { after: 1, query: "app.t1 y JOIN app.t0 x ON x.id = y.ref WHERE y.tenant = 1" },
];

function table(random: RandomSource, index: number): RandomTable {
  const columns: RandomColumn[] = [plain("id"), plain("tenant"), plain("ref")];
  for (let place = 0; place < 3 + random.below(4); place++) {
    const type = random.pick(TYPES);
    const mask = random.oneIn(2) ? randomMask(random, type) : null;
    const denied = mask === null && random.oneIn(5);
    columns.push({ name: `c${place}`, type, mask, denied, generated: null });
  }
  const source = random.pick(columns.slice(3));
  const shownText = `coalesce(${source.name}${isText(source.type) ? "" : " IS NULL"}, ${
    isText(source.type) ? "''" : "false"
  })`;
  const type = TYPES.find(({ sql }) => sql === (isText(source.type) ? "text" : "bool")) ?? INT;
  if (random.oneIn(2)) {
    const how = random.oneIn(2) && !source.type.sql.startsWith("kinds.") ? "VIRTUAL" : "STORED";
    const generated = `GENERATED ALWAYS AS (${shownText}) ${how}`;
    columns.push({ name: "made", type, mask: null, denied: false, generated });
  }
  const names = columns.filter(({ generated }) => generated === null).map(({ name }) => name);
  const filter = random.oneIn(3) ? null : random.pick([
    "tenant = {{principal.tenant}}",
    "tenant = {{principal.tenant}} AND id > 4",
    "tenant = {{principal.tenant}} AND ref IS NOT NULL",
    "tenant IN ({{principal.tenant}}, 7)",
    ...LOOKUPS.filter(({ after }) => index > after).map(({ query }) =>
      `tenant = {{principal.tenant}} AND ref IN (SELECT x.id FROM ${query})`
    ),
  ]);
  return {
    ...{ name: `t${index}`, columns, filter },
    denied: index > 1 && random.oneIn(7),
    parts: random.pick(["none", "none", "partitions", "child"]),
    indexes: Array.from({ length: 1 + random.below(4) }, () =>
      random.pick<() => string[]>([
        () => [random.pick(names)],
        () => ["tenant", random.pick(names)],
        () => [random.pick(names), "id"],
        () => [random.pick(names), random.pick(names)],
      ])()),
  };
}

function randomViews(
  random: RandomSource,
  tables: readonly RandomTable[],
): readonly RandomView[] {
  const views: RandomView[] = [];
  for (let index = 0; index < 4; index++) {
    const { name, columns } = random.pick(tables);
    if (random.oneIn(3)) {
      const named = namedView(random, random.pick(tables.filter(({ denied }) => !denied)));
      const { materialized, query } = named;
      views.push({ name: `v${index}`, materialized, query, named });
      continue;
    }
    const some = columns.slice(1).filter(() => random.oneIn(3)).map((each) => each.name);
    const other = random.pick(tables).name;
    const last = views.at(-1);
    const query = random.pick<() => string>([
      () => `SELECT ${["id", ...some].join(", ")} FROM app.${name}`,
      () => `SELECT ${["id", ...some].join(", ")} FROM app.${name} WHERE id % 3 <> 0`,
      () => `SELECT a.id, b.tenant FROM app.${name} a JOIN app.${other} b ON b.id = a.ref`,
      () => `SELECT tenant AS id, count(*) AS ref FROM app.${name} GROUP BY 1`,
      () => `SELECT id FROM app.${name} UNION SELECT ref FROM app.${other}`,
      () => last === undefined ? `SELECT 1 AS id` : `SELECT id FROM app.${last.name} WHERE id > 2`,
    ])();
    views.push({ name: `v${index}`, materialized: random.oneIn(4), query, named: null });
  }
  return views;
}

function policyOf(
  random: RandomSource,
  { tables, views }: {
    readonly tables: readonly RandomTable[];
    readonly views: readonly RandomView[];
  },
): string {
  const closed = random.oneIn(3);
  const byGlob = random.oneIn(3) && tables.length < 5;
  const denied = tables.filter((each) => each.denied).map(({ name }) => `app.${name}`);
  const shown = tables.filter((each) => !each.denied);
  const base = new Map<string, string[]>();
  const role = new Map<string, string[]>();
  for (const each of shown) {
    const [first, second]: [string[], string[]] = [[], []];
    const place = () => random.oneIn(3) ? second : first;
    const masks = each.columns.filter(({ mask }) => mask !== null);
    const [early, late] = [
      masks.filter((_, at) => at % 2 === 0),
      masks.filter((_, at) => at % 2 === 1),
    ];
    const written = (list: readonly RandomColumn[]) =>
      `mask_columns: { ${list.map(({ name, mask }) => `${name}: ${mask?.text}`).join(", ")} }`;
    if (early.length > 0) first.push(written(early));
    if (late.length > 0) second.push(written(late));
    const hidden = each.columns.filter((column) => column.denied).map(({ name }) => name);
    if (hidden.length > 0) place().push(`deny_columns: [${hidden.join(", ")}]`);
    if (each.filter !== null) place().push(`row_filter: "${each.filter}"`);
    base.set(`app.${each.name}`, first);
    if (second.length > 0) {
      role.set(byGlob && each.name === "t0" ? "a*p.t0" : `app.${each.name}`, second);
    }
  }
  for (const { name, named } of views) {
    if (named === null) continue;
    base.set(`app.${name}`, [...named.rules]);
    // Each level shows only what it names itself.
    role.set(`app.${name}`, ['description: "named"']);
  }
  if (!closed) { for (const [name, rules] of base) if (rules.length === 0) base.delete(name); }
  const entries = (map: ReadonlyMap<string, readonly string[]>, indent: string) =>
    map.size === 0
      ? ""
      : `${indent}tables:\n${
        [...map].map(([name, rules]) =>
          `${indent}  ${JSON.stringify(name)}: { ${
            rules.length === 0 ? 'description: "plain"' : rules.join(", ")
          } }\n`
        ).join("")
      }`;
  const deny = denied.length === 0 ? "" : `  deny_tables: [${denied.join(", ")}]\n`;
  const allowed = closed && views.length > 2 ? `  default: deny\n` : "";
  return `policy:\n${allowed}${deny}${entries(base, "  ")}  roles:\n    ${ROLE}:${
    role.size === 0 ? " {}\n" : `\n${entries(role, "      ")}`
  }`;
}

/** How many rows a table has. */
const ROWS = 40;
/** A child has those of higher numbers. */
const CHILD_ABOVE = 25;

/** The rows of `table` as two INSERTs: of two databases that differ in what the policy hides. */
export function randomRows(
  random: RandomSource,
  each: RandomTable,
): readonly [string, string] {
  const written = each.columns.filter(({ generated }) => generated === null);
  const names = written.map(({ name }) => name).join(", ");
  const rows: [string[], string[]] = [[], []];
  for (let id = 1; id <= ROWS; id++) {
    const part = each.parts === "child" && id > CHILD_ABOVE ? `${each.name}_c` : each.name;
    const tenant = each.filter === null ? 1 + random.below(2) : random.oneIn(2) ? 1 : 2;
    const ref = random.oneIn(8) ? "NULL" : String(1 + random.below(ROWS));
    const gone = each.denied || (each.filter !== null && tenant !== 1);
    const pairs = written.map(({ name, type, mask, denied }): readonly [string, string] => {
      if (name === "id") return [String(id), String(id)];
      if (name === "tenant") return gone ? ["2", "3"] : [String(tenant), String(tenant)];
      if (name === "ref") return gone ? [ref, String(1 + random.below(ROWS))] : [ref, ref];
      if (gone) return hiddenPair(random, type, null);
      if (denied || mask !== null) return hiddenPair(random, type, mask);
      const value = random.oneIn(8) ? "NULL" : type.value(random.below(20));
      return [value, value];
    });
    for (const side of [0, 1] as const) {
      // There are fewer of them there; rows that keys refer to stay.
      if (side === 1 && gone && each.name !== "t0" && random.oneIn(3)) continue;
      const values = pairs.map((pair) => pair[side]).join(", ");
      rows[side].push(`INSERT INTO app.${part} (${names}) VALUES (${values});`);
    }
  }
  return [rows[0].join("\n"), rows[1].join("\n")];
}

/** The tables and views. */
export function schemaSql({ tables }: RandomSchema): string {
  return tables.map(({ name, columns, parts, indexes }) => {
    const written = columns.map((column) =>
      `${column.name} ${column.type.sql} ${column.generated ?? ""}`
    );
    const first = tables[0];
    const isKey = first !== undefined && first.parts !== "child" && first.name !== name;
    const refers = isKey ? `, FOREIGN KEY (ref) REFERENCES app.${first.name} (id)` : "";
    const key = parts === "child" ? "" : ", PRIMARY KEY (id), UNIQUE (id, tenant)";
    return [
      `CREATE TABLE app.${name} (${written.join(", ")}${key}${refers})${
        parts === "partitions" ? " PARTITION BY RANGE (id)" : ""
      };`,
      ...parts === "partitions"
        ? [0, 20].map((from, at) =>
          `CREATE TABLE app.${name}_p${at} PARTITION OF app.${name} FOR VALUES FROM (${from}) TO (${
            at === 0 ? 20 : 1000
          });`
        )
        : [],
      ...parts === "child" ? [`CREATE TABLE app.${name}_c (own text) INHERITS (app.${name});`] : [],
      ...indexes.map((keys) => [...new Set(keys)]).filter((keys) =>
        keys.every((key) => indexable(columns, key))
      ).map((keys) => `CREATE INDEX ON app.${name} (${keys.join(", ")});`),
    ].join("\n");
  }).join("\n");
}

function indexable(columns: readonly RandomColumn[], key: string): boolean {
  return columns.some(({ name }) => name === key);
}

/** The views, over whatever tables have their names. */
export function viewSql({ name, materialized, query, named }: RandomView): string {
  const made = `CREATE ${materialized ? "MATERIALIZED " : ""}VIEW app.${name}${
    named?.barrier === true && !materialized ? " WITH (security_barrier)" : ""
  } AS ${query};`;
  const indexed = materialized ? named?.indexes ?? [] : [];
  return [made, ...indexed.map((keys) => `CREATE INDEX ON app.${name} (${keys.join(", ")});`)]
    .join("\n");
}
