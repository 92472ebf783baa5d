// Holds what the binder says of a query against what the server says, in words where they differ.

import { bindStatement } from "../../../../core/sql/bind/bind_statement.ts";
import type {
  BoundStatement,
  ColumnOrigin,
  Unbound,
} from "../../../../core/sql/bind/bound_statement.ts";
import type { Parser } from "../../../../core/sql/parse.ts";
import { readStatement } from "../../../../core/sql/read_statement.ts";
import type { TreeNode } from "../../../../core/sql/tree.ts";
import type { NameOracle } from "./name_oracle.ts";

/** What a comparison found. */
export interface Comparison {
  /** `refused`: the server takes no such statement; `unbound` and `inexact`: the binder is not sure. */
  readonly kind: "same" | "refused" | "unbound" | "inexact" | "different";
  readonly detail: string;
  /** Whether the columns read could be compared, too. */
  readonly reads: boolean;
}

/** Binds a query, and asks the server. */
export async function compareNames(
  sql: string,
  { oracle, parser }: { readonly oracle: NameOracle; readonly parser: Parser },
): Promise<Comparison> {
  const server = await oracle.ask(sql);
  if (typeof server === "string") return { kind: "refused", detail: server, reads: false };
  const parsed = await parser.parse(sql);
  if (parsed.kind !== "tree") return { kind: "refused", detail: parsed.kind, reads: false };
  const statement = readStatement(parsed.statements, { readOnly: true });
  if (statement.kind !== "statement" || statement.root === null) {
    return { kind: "refused", detail: "no query", reads: false };
  }
  const bound: BoundStatement | Unbound = bindStatement(statement.root, oracle.options);
  if (bound.kind === "unbound") return { kind: "unbound", detail: bound.reason, reads: false };
  const problems = [
    ...differentColumns(bound, { root: statement.root.node, columns: server.columns }),
    ...(server.reads === null ? [] : differentReads(bound, server.reads)),
  ];
  const reads = server.reads !== null;
  if (problems.length > 0) return { kind: "different", detail: problems.join("; "), reads };
  if (bound.exact) return { kind: "same", detail: "", reads };
  const unknown = bound.references.filter(({ means }) => means.kind === "unknown");
  return { kind: "inexact", detail: JSON.stringify(unknown.map(({ means }) => means)), reads };
}

function differentColumns(
  bound: BoundStatement,
  { root, columns }: {
    readonly root: TreeNode;
    readonly columns: readonly { readonly name: string; readonly origin: string | null }[];
  },
): readonly string[] {
  const output = bound.outputs.get(root);
  if (output === undefined) return ["no output"];
  if (!output.complete) return bound.exact ? ["an incomplete output that is exact"] : [];
  if (output.columns.length !== columns.length) {
    return [`${output.columns.length} columns, not ${columns.length}`];
  }
  return columns.flatMap(({ name, origin }, index) => {
    const own = output.columns[index];
    const from = own === undefined || own.origin === null ? null : nameOf(bound, own.origin);
    const wrong: string[] = [];
    if (own?.name !== name) wrong.push(`column ${index + 1} is ${own?.name}, not ${name}`);
    // A null says that it is not known.
    if (from !== null && from !== origin) wrong.push(`${name} comes from ${from}, not ${origin}`);
    return wrong;
  });
}

function differentReads(bound: BoundStatement, server: ReadonlySet<string>): readonly string[] {
  const [all, byName] = [new Set<string>(), new Set<string>()];
  bound.scans.forEach(({ reads }, scan) => {
    for (const { attnum, forms } of reads) {
      const name = nameOf(bound, { scan, attnum });
      all.add(name);
      // The server notes no columns for a row as a whole.
      if ([...forms].some((form) => form !== "row")) byName.add(name);
    }
  });
  const unsure = bound.scans.some((scan) => scan.readsUnknown);
  // The server also notes the fields it takes of composite values: those are of no scan.
  const scanned = new Set(
    bound.scans.map(({ relation }) => `${relation?.schema}.${relation?.name}`),
  );
  const missed = [...server].filter((name) =>
    !all.has(name) && scanned.has(name.split(".").slice(0, 2).join("."))
  );
  const invented = [...byName].filter((name) => !server.has(name) && !isPinned(name));
  return [
    ...(unsure ? [] : missed.map((name) => `${name} is read, and the binder does not see it`)),
    ...invented.map((name) => `${name} is not read`),
  ];
}

/** Of what PostgreSQL brings no dependency is noted. */
function isPinned(name: string): boolean {
  return name.startsWith("pg_catalog.") || name.startsWith("information_schema.");
}

function nameOf(bound: BoundStatement, { scan, attnum }: ColumnOrigin): string {
  const relation = bound.scans[scan]?.relation;
  const column = relation?.columns.find((each) => each.attnum === attnum)?.name ?? attnum;
  return `${relation?.schema}.${relation?.name}.${column}`;
}
