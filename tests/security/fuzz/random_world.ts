// Three databases of a random schema: one under its policy, one under it too whose hidden rows and
// values are others, and a copy to whose data the policy was applied by hand.

import { createHmac } from "node:crypto";
import { openPostgres } from "../../../agent/databases/postgres/open_postgres.ts";
import type { Principal } from "../../../core/auth/principal.ts";
import { PgmcpError } from "../../../core/errors.ts";
import { parsePolicy } from "../../../core/policy/parse_policy.ts";
import type { QueryOutcome } from "../../../core/ports/query_service.ts";
import { createGuard } from "../../../core/services/guard.ts";
import { createPolicyGuard } from "../../../core/services/policy_guard.ts";
import { runQuery } from "../../../core/services/run_query.ts";
import { createParser } from "../../../core/sql/parse.ts";
import type { PostgresServer } from "../../support/postgres_server.ts";
import { HASH_KEY } from "../policy/policy_world.ts";
import type { QueriedTable } from "../policy/red_query.ts";
import {
  type RandomColumn,
  randomRows,
  randomSchema,
  type RandomTable,
  ROLE,
  schemaSql,
  TENANT,
  viewSql,
} from "./random_schema.ts";
import type { RandomSource } from "./random_source.ts";

/** What one statement gave. */
export interface RandomAnswer {
  readonly kind: "rows" | "refused" | "error";
  /** In the order they came in. */
  readonly rows: readonly string[];
  /** Everything that left but times. */
  readonly text: string;
  /** The code of the error or refusal; empty for rows. */
  readonly code: string;
}

/** The three databases. */
export interface RandomWorld extends AsyncDisposable {
  readonly policy: string;
  /** What can be asked of it: hidden names too. */
  readonly tables: readonly QueriedTable[];
  ask(sql: string): Promise<RandomAnswer>;
  askElsewhere(sql: string): Promise<RandomAnswer>;
  askCopy(sql: string): Promise<RandomAnswer>;
}

const LIMITS = { maxRows: 3_000, maxBytes: 4 * 1024 * 1024, timeoutMs: 10_000 };
const SCHEMAS = ["app", "kinds"];
const PRINCIPAL: Principal = { id: "k1", role: ROLE, team: null, attributes: { tenant: TENANT } };

/** The schemas of random tables, and the types of their columns. */
export const KINDS_SQL = `
CREATE SCHEMA app; CREATE SCHEMA kinds;
CREATE TYPE kinds.mood AS ENUM ('low', 'mid', 'high');
CREATE DOMAIN kinds.code AS text CHECK (value <> '');
CREATE TYPE kinds.pair AS (n int, t text);
`;

/** Makes them on `server`; `settings` are of all three, such as `enable_seqscan = off`. */
export async function createRandomWorld(
  server: PostgresServer,
  { random, settings }: { readonly random: RandomSource; readonly settings: readonly string[] },
): Promise<RandomWorld> {
  const schema = randomSchema(random);
  const rows = schema.tables.map((table) => randomRows(random, table));
  const side = (at: 0 | 1) => rows.map((pair) => pair[at]).join("\n");
  const views = schema.views.map(viewSql);
  const here = await server.createDatabase();
  await server.runSql(here.url, KINDS_SQL + schemaSql(schema));
  const there = await server.createDatabase(here.name);
  await server.runSql(here.url, `${side(0)}\n${views.join("\n")}`);
  await server.runSql(there.url, `${side(1)}\n${views.join("\n")}`);
  const copy = await server.createDatabase(here.name);
  for (const { name } of [here, there, copy]) {
    // Parallel workers answer in the order in which they are done.
    const set = ["max_parallel_workers_per_gather = 0", ...settings].map((each) =>
      `ALTER DATABASE ${name} SET ${each};`
    );
    await server.runSql(server.url, set.join("\n"));
  }
  const parsed = await parsePolicy(schema.policy);
  if (parsed.kind !== "policy") throw new Error(`The policy is none: ${schema.policy}`);
  const source = { policy: parsed.policy, hashKey: HASH_KEY };
  const parser = createParser();
  const databases = [here, there, copy].map(({ url }) =>
    openPostgres({ url, schemas: SCHEMAS, poolSize: 1 })
  );
  const [original, elsewhere, applied] = databases;
  if (original === undefined || elsewhere === undefined || applied === undefined) {
    throw new Error("Cannot open three databases");
  }
  const parts = { schemas: SCHEMAS, maxRows: LIMITS.maxRows, parser };
  const asker = ({ catalogue, executor }: typeof original) => {
    const guard = createPolicyGuard({
      ...{ ...parts, catalogue, source, keepMs: 600_000 },
      planner: { executor, timeoutMs: LIMITS.timeoutMs },
    });
    return (sql: string) =>
      answerOf(() => runQuery({ guard, executor, limits: LIMITS }, sql, { principal: PRINCIPAL }));
  };
  const ask = asker(original);
  // What follows for views, parts and generated columns is taken from the answers: what is shown has to
  // show what the copy does.
  const shows = async (sql: string) => (await ask(sql)).kind === "rows";
  const shownViews = new Set<string>();
  for (const { name } of schema.views) {
    if (await shows(`SELECT 1 FROM app.${name}`)) shownViews.add(name);
  }
  const made = new Map<string, boolean>();
  for (const { name } of schema.tables) {
    made.set(name, await shows(`SELECT made FROM app.${name}`));
    made.set(`${name}_c`, await shows(`SELECT own FROM app.${name}_c`));
  }
  const applying = [
    hashSql(),
    "ALTER SCHEMA app RENAME TO original; CREATE SCHEMA app;",
    ...schema.tables.filter(({ denied }) => !denied).map((table) =>
      applySql(table, (name) => made.get(name) === true)
    ),
  ];
  await server.runSql(copy.url, applying.join("\n"));
  for (const view of schema.views) {
    if (view.named !== null) {
      const { shown, filter } = view.named;
      const from = `FROM original.${view.name} a${whereSql(filter)}`;
      await server.runSql(
        copy.url,
        `CREATE TABLE app.${view.name} AS SELECT ${shown.join(", ")} ${from};`,
      );
      continue;
    }
    // A view that shows nothing hidden can be made over what is shown.
    if (shownViews.has(view.name)) await server.runSql(copy.url, viewSql(view));
  }
  const plain = createGuard({ ...parts, catalogue: applied.catalogue });
  return {
    policy: schema.policy,
    // Few hidden names, or nothing would be answered.
    tables: [
      ...schema.tables.filter(({ denied }) => !denied || random.oneIn(4)).flatMap((table) => {
        const isShown = made.get(table.name) === true;
        return queried(
          table,
          ({ denied, generated }) =>
            random.oneIn(5) || (!denied && (generated === null || isShown)),
        );
      }),
      ...schema.views.filter(({ name }) => shownViews.has(name) || random.oneIn(6))
        .map(({ name, named }) => ({
          name,
          ...(named === null ? { ints: ["id"], texts: [], dates: [] } : kindsOf(named.columns)),
        })),
    ],
    ask,
    askElsewhere: asker(elsewhere),
    askCopy: (sql) =>
      answerOf(() => runQuery({ guard: plain, executor: applied.executor, limits: LIMITS }, sql)),
    async [Symbol.asyncDispose]() {
      for (const database of databases) await database.close();
    },
  };
}

function queried(
  { name, columns, parts }: RandomTable,
  isAsked: (column: RandomColumn) => boolean,
): readonly QueriedTable[] {
  const columnsOf = kindsOf(columns.filter(isAsked));
  const more = parts === "child"
    ? [`${name}_c`]
    : parts === "none"
    ? []
    : [`${name}_p0`, `${name}_p1`];
  return [name, ...more].map((each) => ({ name: each, ...columnsOf }));
}

function kindsOf(columns: readonly RandomColumn[]): Omit<QueriedTable, "name"> {
  const of = (kind: string) =>
    columns.filter(({ type }) => type.kind === kind).map((column) => column.name);
  return { ints: of("int"), texts: of("text"), dates: of("date"), others: of("other") };
}

/** The table as the policy shows it. Partitions become children, which answer alike. */
function applySql(
  { name, columns, parts, filter }: RandomTable,
  isShown: (name: string) => boolean,
): string {
  const shown = columns.filter((column) =>
    !column.denied && (column.generated === null || isShown(name))
  );
  const where = whereSql(filter);
  const scan = (table: string, more = "") =>
    `CREATE TABLE app.${table} AS SELECT ${
      shown.map(shownSql).join(", ")
    }${more} FROM ONLY original.${table} a${where};`;
  if (parts === "none") return `${scan(name)} ALTER TABLE app.${name} ADD PRIMARY KEY (id);`;
  if (parts === "child") {
    return `${scan(name)} ${
      scan(`${name}_c`, isShown(`${name}_c`) ? ", own" : "")
    } ALTER TABLE app.${name}_c INHERIT app.${name};`;
  }
  return [0, 1].reduce(
    (sql, at) =>
      `${sql} ${scan(`${name}_p${at}`)} ALTER TABLE app.${name}_p${at} INHERIT app.${name};`,
    scan(name),
  );
}

function whereSql(filter: string | null): string {
  if (filter === null) return "";
  const applied = filter.replaceAll("{{principal.tenant}}", TENANT);
  return ` WHERE ${applied.replaceAll("app.", "original.")}`;
}

function shownSql({ name, mask, type }: RandomColumn): string {
  return mask === null ? `a.${name}` : `(${mask.sql(`a.${name}`, type)}) AS ${name}`;
}

async function answerOf(run: () => Promise<QueryOutcome>): Promise<RandomAnswer> {
  try {
    const outcome = await run();
    const { notes, rules, maskedColumns, filteredTables } = outcome.report;
    const report = { notes, rules, maskedColumns, filteredTables };
    if (outcome.kind === "refused") {
      const { verdict } = outcome;
      const text = JSON.stringify({ verdict, report });
      return { kind: "refused", rows: [], text, code: verdict.code };
    }
    const { columns, rows, truncatedBy } = outcome.result;
    // The numbers of types are the database's own.
    const named = columns.map(({ name, typeName }) => ({ name, typeName }));
    const text = JSON.stringify({ columns: named, rows, truncatedBy, report });
    return { kind: "rows", rows: rows.map((row) => JSON.stringify(row)), text, code: "" };
  } catch (error) {
    if (!(error instanceof PgmcpError)) throw error;
    const { code, sqlState, message, hint } = error;
    const text = JSON.stringify({ code, sqlState, message, hint });
    return { kind: "error", rows: [], text, code };
  }
}

/** The hash mask, of the key's two pads. */
function hashSql(): string {
  const own = createHmac("sha256", HASH_KEY).update(`pgmcp hash mask\0${ROLE}`).digest();
  const pad = (byte: number) =>
    Array.from({ length: 64 }, (_, at) => ((own[at] ?? 0) ^ byte).toString(16).padStart(2, "0"))
      .join("");
  return `CREATE FUNCTION kinds.hashed(text) RETURNS text LANGUAGE sql IMMUTABLE RETURN
    left(encode(sha256('\\x${pad(0x5c)}'::bytea || sha256('\\x${
    pad(0x36)
  }'::bytea || convert_to($1, 'UTF8'))), 'hex'), 32);`;
}
