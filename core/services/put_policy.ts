// What a policy makes of one statement that the guard lets through: the text to run, with protected
// tables replaced and the row cap around it. The result is parsed again and must be the client's
// statement with those replacements; anything else is refused.

import { PgmcpError } from "../errors.ts";
import type { CompiledPolicy, RelationRule } from "../policy/compiled_policy.ts";
import { hiddenOrderOfViews } from "../policy/hidden_order.ts";
import { noFindings, type PolicyFindings } from "../policy/policy_findings.ts";
import { type ProtectedStatement, protectStatement } from "../policy/protect_statement.ts";
import { protectWrite } from "../policy/protect_write.ts";
import { refuse } from "../policy/refuse_hidden.ts";
import { refuseWrite } from "../policy/refuse_write.ts";
import type { Binding } from "../policy/sql_template.ts";
import type { DecisionCache } from "../sql/decision_cache.ts";
import { explainedStarts } from "../sql/explained_starts.ts";
import type { StatementFacts } from "../sql/facts.ts";
import { limitRows } from "../sql/limit_rows.ts";
import type { Parser } from "../sql/parse.ts";
import type { ReadStatement } from "../sql/read_statement.ts";
import type { Refusal } from "../sql/refusal.ts";
import { offsetOfByte } from "../sql/text_positions.ts";
import type { TreeNode, TypedNode } from "../sql/tree.ts";
import type { AllowVerdict } from "../sql/verdict.ts";

/** A statement as it was parsed and walked. */
export interface WalkedStatement {
  readonly read: ReadStatement;
  readonly root: TypedNode;
  readonly facts: StatementFacts;
}

/** What is needed beside the text. */
export interface PutPolicyOptions {
  readonly parser: Parser;
  readonly maxRows: number;
  /** Keeps the trees of sub-selects. */
  readonly trees: DecisionCache<TreeNode>;
  readonly compiled: CompiledPolicy;
  /** What each relation of the statement is, in the order of its facts. */
  readonly rules: readonly (RelationRule | null)[];
  readonly facts: StatementFacts;
  /** Parses and walks the text. */
  walk(): Promise<WalkedStatement | null>;
}

/** What was made of it. */
export type PutPolicy =
  | { readonly kind: "refusal"; readonly refusal: Refusal }
  /** It runs as it is. */
  | { readonly kind: "open"; readonly findings: PolicyFindings }
  | {
    readonly kind: "protected";
    readonly sql: string;
    /** Of a read the query in `sql`: of an EXPLAIN what it explains, else the same. Null for a write. */
    readonly query: string | null;
    readonly bindings: readonly Binding[];
    readonly findings: PolicyFindings;
    /** Where it gives a plan, of which only the shape may be shown: the names of relations that are left out too. Null for any other. */
    readonly shapeOnly: ReadonlySet<string> | null;
    /** Of a write: how many columns at the end of each returned row are checks of ours. */
    readonly checkColumns?: 0 | 1;
  };

/** Puts the policy into `sql`, which the guard lets through as `verdict` says. */
export async function putPolicy(
  sql: string,
  verdict: AllowVerdict,
  options: PutPolicyOptions,
): Promise<PutPolicy> {
  const { compiled, parser, rules, trees } = options;
  const findings = {
    ...noFindings(compiled.hash),
    hiddenOrder: hiddenOrderOfViews(rules, compiled),
  };
  const open = { kind: "open", findings } as const;
  if (verdict.access === "write") {
    const refusal = refuseWrite(options.facts, rules);
    if (refusal !== null) return { kind: "refusal", refusal };
  }
  const explains = verdict.statement === "explain";
  const touches = rules.some((rule) =>
    rule?.kind === "protected" || (explains && showsHiddenPlan(rule, compiled))
  );
  if (!touches) return open;
  const walked = await options.walk();
  if (walked === null) throw new PgmcpError("PGMCP_INTERNAL");
  const { root, facts } = walked;
  const protecting = { compiled, parser, rules, trees, root, facts };
  if (verdict.access === "write") {
    const made = await protectWrite(sql, walked.read, protecting);
    return made.kind === "refusal" ? made : { ...made, query: null, shapeOnly: null };
  }
  const made = await protectStatement(sql, protecting);
  if (made.kind === "refusal") return made;
  const wrapped = await wrap(sql, walked.read, { ...options, made });
  if (wrapped === null) {
    const refusal = refuse("does not mean the same with its tables replaced", null);
    return { kind: "refusal", refusal };
  }
  const bindings = made.kind === "protected" ? made.bindings : [];
  const told = made.kind === "protected" ? made.findings : findings;
  const shape = explains ? { ...told, notes: [...told.notes, SHAPE_NOTE] } : told;
  const shapeOnly = explains ? compiled.deniedNames : null;
  return { kind: "protected", ...wrapped, bindings, findings: shape, shapeOnly };
}

/** Whether it is a view whose plan tells more than its rows. */
function showsHiddenPlan(rule: RelationRule | null, { viewsOverHidden }: CompiledPolicy): boolean {
  return rule !== null && viewsOverHidden.has(rule.entry.oid);
}

const SHAPE_NOTE =
  "Of this plan only the shape is shown: the policy masks or filters a table of it, and numbers and conditions would tell of what it hides.";

interface WrapOptions extends PutPolicyOptions {
  readonly made: Exclude<ProtectedStatement, { readonly kind: "refusal" }>;
}

async function wrap(
  sql: string,
  read: ReadStatement,
  { made, parser, maxRows }: WrapOptions,
): Promise<{ readonly sql: string; readonly query: string } | null> {
  const end = read.length === 0 ? sql.length : offsetOfByte(sql, read.start + read.length);
  const start = offsetOfByte(sql, read.start);
  // Splices are within the statement: what stands before and behind it is as long as it was.
  const spliced = made.kind === "protected" ? made.sql : sql;
  const statement = spliced.slice(start, spliced.length - (sql.length - end));
  const explains = read.statement === "explain";
  for (const queryStart of explains ? explainedStarts(statement, 0) : [0]) {
    const place = { ...read, statement: "select", start: 0, length: 0 } as const;
    const replacements = made.kind === "protected" ? made.replacements : {};
    const query = statement.slice(queryStart);
    const limited = await limitRows(query, place, { parser, maxRows, replacements });
    if (limited === null) continue;
    const { sql: capped } = limited;
    // Of the client's options none is kept: each shows numbers, values or conditions.
    return { query: capped, sql: explains ? `EXPLAIN (FORMAT JSON, COSTS OFF) ${capped}` : capped };
  }
  return null;
}
