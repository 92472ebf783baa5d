// A policy as DDL, for those who want it in the database too: a role that may read one
// schema of views and nothing else, and for each table a view of what the policy leaves, a
// security barrier where it leaves rows out (PostgreSQL, section 39.5). It is a second wall
// and no copy: limits are not in it, and the key of `hash` never is.

import { quoteIdentifier, quoteLiteral } from "../sql/quote.ts";
import type { CompiledPolicy, ProtectedRelation, RelationRule } from "./compiled_policy.ts";
import { SCAN_ALIAS } from "./compile_policy.ts";
import type { Binding, SqlTemplate } from "./sql_template.ts";

/** Options of {@linkcode policyDdl}. */
export interface PolicyDdlOptions {
  /** The role that may read the views. */
  readonly role: string;
  /** The schema they are made in. */
  readonly schema: string;
  /** What the policy is called, for a comment. */
  readonly file: string;
}

/** The SQL that makes what `compiled` says, to be run by the tables' owner. */
export function policyDdl(compiled: CompiledPolicy, options: PolicyDdlOptions): string {
  const shown = [...compiled.relations.values()].filter(({ kind }) => kind !== "denied")
    .toSorted((left, right) => compareNames(left, right));
  const names = Map.groupBy(shown, ({ entry }) => entry.name);
  const role = quoteIdentifier(options.role);
  const schema = quoteIdentifier(options.schema);
  const head = [
    `-- What the policy ${comment(options.file)} (sha256:${
      compiled.hash.slice(0, 12)
    }) leaves, as views.`,
    "-- Run it as the owner of the tables. Limits and quotas are pgmcp's alone.",
    "BEGIN;",
    `CREATE ROLE ${role} LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS;`,
    `-- Set its password with \\password ${comment(options.role)} in psql.`,
    `CREATE SCHEMA ${schema};`,
    `GRANT USAGE ON SCHEMA ${schema} TO ${role};`,
    `ALTER ROLE ${role} SET search_path = ${schema};`,
    `ALTER ROLE ${role} SET default_transaction_read_only = on;`,
  ];
  const views = shown.flatMap((rule) => {
    const { entry } = rule;
    const alone = names.get(entry.name)?.length === 1;
    const view = `${schema}.${
      quoteIdentifier(alone ? entry.name : `${entry.schema}_${entry.name}`)
    }`;
    return ["", ...viewSql(rule, view), `GRANT SELECT ON ${view} TO ${role};`];
  });
  return [...head, ...views, "COMMIT;", ""].join("\n");
}

function viewSql(rule: RelationRule, view: string): readonly string[] {
  const { entry } = rule;
  const table = `${quoteIdentifier(entry.schema)}.${quoteIdentifier(entry.name)}`;
  if (rule.kind !== "protected") return [`CREATE VIEW ${view} AS SELECT * FROM ${table};`];
  const columns = rule.shown.map(({ column, mask }) => {
    const name = quoteIdentifier(column.name);
    if (mask === null) return `${SCAN_ALIAS}.${name}`;
    // Without the key it would be another hash than pgmcp's, and one that can be enumerated.
    if (needsKey(mask.template)) {
      return `NULL::pg_catalog.text AS ${name} /* hash: pgmcp holds the key */`;
    }
    return `${rendered(mask.template)} AS ${name}`;
  });
  const where = rule.filters.map(({ template }) => `(${rendered(template)}\n)`);
  return [
    `CREATE VIEW ${view}${where.length > 0 ? " WITH (security_barrier = true)" : ""} AS`,
    `SELECT ${columns.join(",\n  ")}`,
    `FROM ${table} AS ${SCAN_ALIAS}${where.length > 0 ? `\nWHERE ${where.join(" AND ")}` : ""};`,
    ...attributeComments(rule),
  ];
}

function attributeComments({ filters }: ProtectedRelation): readonly string[] {
  const names = new Set(filters.flatMap(({ attributes }) => attributes));
  return [...names].map((name) =>
    `-- Its rows need SET pgmcp.${name} = '…' by whoever connects; a client that may SET it chooses its rows.`
  );
}

function rendered(template: SqlTemplate): string {
  return template.map((piece) => typeof piece === "string" ? piece : valueSql(piece)).join("");
}

function valueSql(binding: Binding): string {
  if (binding.kind === "key") return "NULL";
  return `pg_catalog.current_setting(${quoteLiteral(`pgmcp.${binding.name}`)})`;
}

function needsKey(template: SqlTemplate): boolean {
  return template.some((piece) => typeof piece !== "string" && piece.kind === "key");
}

function comment(text: string): string {
  return text.replaceAll(/\p{Cc}/gu, " ");
}

function compareNames(left: RelationRule, right: RelationRule): number {
  const [one, other] = [left, right].map(({ entry }) => `${entry.schema}\0${entry.name}`);
  return (one ?? "") < (other ?? "") ? -1 : 1;
}
