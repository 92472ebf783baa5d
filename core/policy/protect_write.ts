// Puts a policy into a write. What it reads is replaced as in a SELECT. Of its target it may touch
// only rows that pass the row filters, which are put before its own condition; and only such rows
// may it leave behind, which a last column of RETURNING sees to, on the rows as triggers left them.
// Masked and denied columns are refused everywhere. The result is parsed again and must be the
// client's statement with those replacements; anything else is refused.

import type { Parser } from "../sql/parse.ts";
import type { ReadStatement } from "../sql/read_statement.ts";
import type { Refusal } from "../sql/refusal.ts";
import { type Replacements, sameTree } from "../sql/same_tree.ts";
import { spliceText } from "../sql/splice_text.ts";
import { offsetOfByte } from "../sql/text_positions.ts";
import { bareNode, nodeList, nodeOfType } from "../sql/tree.ts";
import { bindProtected } from "./bind_protected.ts";
import type { ProtectedRelation } from "./compiled_policy.ts";
import { findFindings } from "./find_findings.ts";
import { leaksOnTarget } from "./leaks_on_target.ts";
import type { PolicyFindings } from "./policy_findings.ts";
import type { ProtectOptions } from "./protect_statement.ts";
import { refuse } from "./refuse_hidden.ts";
import { refuseWrittenColumns } from "./refuse_written_columns.ts";
import { CHECK_FUNCTION } from "./render_target.ts";
import { replaceScans } from "./replace_scans.ts";
import { NO_PARTS, spliceTarget } from "./splice_target.ts";
import { type Binding, createBinder } from "./sql_template.ts";
import type { StatementMeaning } from "./statement_meaning.ts";

/** What became of the write. */
export type ProtectedWrite =
  | { readonly kind: "refusal"; readonly refusal: Refusal }
  | {
    readonly kind: "protected";
    /** The text to send, parsed and compared. */
    readonly sql: string;
    /** The values to bind, `$1` first. */
    readonly bindings: readonly Binding[];
    readonly findings: PolicyFindings;
    /** How many columns at the end of each returned row are checks of ours. */
    readonly checkColumns: 0 | 1;
  };

/** Puts the policy into `sql`, an INSERT, UPDATE, DELETE or MERGE whose target may be written. */
export async function protectWrite(
  sql: string,
  read: ReadStatement,
  options: ProtectOptions,
): Promise<ProtectedWrite> {
  const { compiled, parser, root } = options;
  // Such a query stands in the tree once for each column.
  if (nodeList(root.node.targetList).some(isSetByQuery)) return refused(SET_BY_QUERY);
  const bound = bindProtected(options);
  if (bound.kind === "refusal") return bound;
  const { meaning, scanRules } = bound;
  const columns = refuseWrittenColumns(root, meaning, scanRules);
  if (columns !== null) return refused(columns);
  const target = meaning.bound.scans.findIndex((scan) => scan.target);
  const targetRule = scanRules[target];
  const rule = targetRule?.kind === "protected" ? targetRule : null;
  const filtered = rule === null || rule.filters.length === 0 ? null : rule;
  const unsafe = refuseOnTarget(options, { meaning, target, rule });
  if (unsafe !== null) return refused(unsafe);

  const binder = createBinder();
  // Fenced always: there is no telling here what a condition of a write may be moved to.
  const fence = { binder, fenced: true, copies: new Map<number, readonly string[]>() };
  const scans = await replaceScans(sql, { ...options, ...bound, ...fence });
  if ("refusal" in scans) return refused(scans.refusal);
  const start = offsetOfByte(sql, read.start);
  const end = read.length === 0 ? sql.length : offsetOfByte(sql, read.start + read.length);
  const alias = meaning.bound.scans[target]?.alias ?? "";
  const parts = filtered === null
    ? NO_PARTS
    : await spliceTarget({ sql, start, end }, { root, parser, binder, rule: filtered, alias });
  if (parts === null) return refused(UNWRITABLE);
  const spliced = spliceText(sql, [...scans.splices, ...parts.splices]);
  // Splices are within the statement: what stands before and behind it is as long as it was.
  const made = spliced.slice(start, spliced.length - (sql.length - end));
  const meant = { [root.type]: { ...root.node, ...parts.fields } };
  if (!await isParsedAs(made, meant, { parser, replacements: scans.replacements })) {
    return refused(UNWRITABLE);
  }
  return {
    kind: "protected",
    sql: made,
    bindings: binder.bindings(),
    findings: findFindings(meaning, {
      ...compiled,
      ...{ root: root.node, rules: scanRules },
      notes: filtered === null || root.type === "InsertStmt" ? [] : [touchedNote(filtered)],
    }),
    checkColumns: parts.fields.returningClause === undefined ? 0 : 1,
  };
}

const UNWRITABLE = refuse(
  "writes where its clauses cannot be found for sure",
  null,
  "Write it plainly: UPDATE t SET … WHERE … RETURNING …, without comments and without clause words as names.",
);

const SET_BY_QUERY = refuse(
  "sets several columns by one query",
  null,
  "Set each by itself: SET a = (SELECT …), b = (SELECT …); or use UPDATE … FROM.",
);

function isSetByQuery(assignment: unknown): boolean {
  const several = nodeOfType(nodeOfType(assignment, "ResTarget")?.val, "MultiAssignRef");
  return several !== null && nodeOfType(several.source, "SubLink") !== null;
}

interface Target {
  readonly meaning: StatementMeaning;
  /** The place of its scan. */
  readonly target: number;
  /** Its rule where anything of it is hidden. */
  readonly rule: ProtectedRelation | null;
}

/** Refuses what would tell of rows or values of the target that are hidden. */
function refuseOnTarget(
  { root, facts }: ProtectOptions,
  { meaning, target, rule }: Target,
): Refusal | null {
  if (rule === null) return null;
  const { node } = root;
  const { name } = rule.entry;
  if (root.type === "MergeStmt") {
    return refuse(
      `merges into ${name}, of which columns, values or rows are hidden`,
      null,
      "Write an UPDATE and an INSERT, each by itself.",
    );
  }
  const alias = meaning.bound.scans[target]?.alias ?? "";
  // What a filter calls the tables of its sub-queries starts so too.
  if (RESERVED.has(alias) || alias.startsWith("pgmcp_")) {
    return refuse(`calls its target ${alias}`, null, "Give it another alias.");
  }
  if (rule.filters.length === 0) return null;
  // The check of what is left behind sees the table as it was before.
  if (rule.filters.some(({ readsItself }) => readsItself)) {
    return refuse(`writes to ${name}, whose row filter reads other rows of ${name}`, null);
  }
  if (node.onConflictClause !== undefined) {
    return refuse(
      `inserts into ${name} with ON CONFLICT, which would tell of rows that are hidden`,
      null,
      "Leave ON CONFLICT out; UPDATE the rows that there are in a statement of its own.",
    );
  }
  if (facts.functions.some((call) => call.name === CHECK_FUNCTION)) {
    return refuse(`calls ${CHECK_FUNCTION}() in a write to ${name}`, null, "Leave it out.");
  }
  if (node.whereClause === undefined || !leaksOnTarget(node.whereClause, target, meaning)) {
    return null;
  }
  return refuse(
    `writes to ${name}, of which rows are hidden, by a condition that could fail on those`,
    null,
    `Compare its columns with literals by =, <, IN or BETWEEN; or find the rows by themselves: WHERE id IN (SELECT id FROM ${name} WHERE …).`,
  );
}

/** What RETURNING and ON CONFLICT call other versions of a row. */
const RESERVED: ReadonlySet<string> = new Set(["old", "new", "excluded"]);

async function isParsedAs(
  sql: string,
  meant: unknown,
  { parser, replacements }: { readonly parser: Parser; readonly replacements: Replacements },
): Promise<boolean> {
  const outcome = await parser.parse(sql);
  if (outcome.kind !== "tree" || outcome.statements.length !== 1) return false;
  return sameTree(bareNode(outcome.statements[0])?.stmt, meant, replacements);
}

function touchedNote({ entry }: ProtectedRelation): string {
  return `Only rows of ${entry.schema}.${entry.name} that the policy's row filter shows were touched.`;
}

function refused(refusal: Refusal): ProtectedWrite {
  return { kind: "refusal", refusal };
}
