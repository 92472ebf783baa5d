// A guard that holds to a policy. What the policy denies is refused first, in the words for what
// does not exist; then the guard judges as it does without one; then every protected table in the
// statement is replaced by what of it exists.

import { LOCAL_PRINCIPAL } from "../auth/principal.ts";
import { DEFAULT_QUERY_SETTINGS } from "../config/query_settings.ts";
import type { CompiledPolicy } from "../policy/compiled_policy.ts";
import { shownObjects } from "../policy/shown_objects.ts";
import { noFindings } from "../policy/policy_findings.ts";
import type { CallOptions } from "../ports/query_executor.ts";
import { checkText } from "../sql/check_text.ts";
import { createDecisionCache, type DecisionCache } from "../sql/decision_cache.ts";
import { type StatementFacts, withoutTree } from "../sql/facts.ts";
import { type GatheredFacts, gatherFacts } from "../sql/gather_facts.ts";
import type { Parser } from "../sql/parse.ts";
import type { ShownObjects } from "../sql/shown_objects.ts";
import { tellsOfObjects } from "../sql/tells_of_objects.ts";
import { readStatement } from "../sql/read_statement.ts";
import type { TreeNode, TypedNode } from "../sql/tree.ts";
import type { AllowVerdict, StatementKind, Verdict } from "../sql/verdict.ts";
import { explainGrouping } from "./explain_grouping.ts";
import { findRules, type FoundRules, type RulesMemory } from "./find_rules.ts";
import {
  createPartialGuard,
  DEFAULT_CACHE_CHARACTERS,
  type Guard,
  type GuardOptions,
  type PartialGuard,
} from "./guard.ts";
import { createProtection, type Protection, type ProtectionOptions } from "./protection.ts";
import { type PutPolicy, putPolicy, type WalkedStatement } from "./put_policy.ts";
import { refusalVerdict } from "./refusal_verdict.ts";
import { rememberingParser } from "./remembering_parser.ts";

/** Options of {@linkcode createPolicyGuard}. */
export interface PolicyGuardOptions
  extends
    Omit<GuardOptions, "catalogue" | "checkedAgain">,
    Pick<ProtectionOptions, "source" | "keepMs" | "now"> {
  readonly catalogue: NonNullable<GuardOptions["catalogue"]>;
  readonly parser: Parser;
}

/** A guard and what it knows of the policy. */
export interface PolicyGuard extends Guard {
  readonly protection: Protection;
}

/** The guards that a policy stands on. */
interface InnerGuards {
  /** For statements that are replaced afterwards: never planned as they are, for the planner would try their conditions on statistics of all rows. */
  readonly touched: PartialGuard;
  /** For those that run as they are. */
  readonly open: PartialGuard;
}

/** The most sub-selects whose trees are kept: each is some ten kilobytes. */
const MAX_TREES = 200;

/** Makes the guard. */
export function createPolicyGuard(options: PolicyGuardOptions): PolicyGuard {
  const { catalogue, source, maxRows = DEFAULT_QUERY_SETTINGS.maxRows } = options;
  const { schemas = null, allowFunctions = [] } = options;
  const parser = rememberingParser(options.parser);
  const walks = new WeakMap<TreeNode, GatheredFacts>();
  const guards = innerGuards(schemas);
  const protection = createProtection({ ...options, parser, judgeFilter });
  const memory: RulesMemory = { questions: new WeakMap(), found: new WeakMap() };
  const finding = { protection, catalogue, schemas, allowFunctions, memory };
  const cacheCharacters = options.cacheCharacters ?? DEFAULT_CACHE_CHARACTERS;
  const names = createDecisionCache<StatementFacts>(cacheCharacters);
  const trees = createDecisionCache<TreeNode>(cacheCharacters, MAX_TREES);
  const made = new WeakMap<CompiledPolicy, DecisionCache<PutPolicy>>();
  const closedGuards = new WeakMap<CompiledPolicy, InnerGuards>();

  function innerGuards(
    seen: readonly string[] | null,
    shown: ShownObjects | null = null,
  ): InnerGuards {
    const planner = options.planner === undefined
      ? {}
      : { planner: { ...options.planner, withoutSuggestions: true } };
    const parts = { ...options, ...planner, parser, gather, shown, schemas: seen };
    return {
      touched: createPartialGuard({ ...parts, rowsCappedLater: true }),
      open: createPartialGuard(parts),
    };
  }

  /** Where something is hidden, names and numbers of objects are guarded as where SCHEMAS is limited. */
  function guardsFor(compiled: CompiledPolicy, facts: StatementFacts): InnerGuards {
    if (!compiled.hides || (schemas !== null && !tellsOfObjects(facts))) return guards;
    const known = closedGuards.get(compiled);
    if (known !== undefined) return known;
    const open = [...compiled.openSchemas].filter((name) => schemas?.includes(name) !== false);
    const closed = innerGuards(open, shownObjects(compiled, schemas));
    closedGuards.set(compiled, closed);
    return closed;
  }

  async function judgeFilter(probe: string): Promise<string | null> {
    const verdict = await guards.touched.check(probe);
    return verdict.kind === "allow" ? null : `The row filter is refused: ${verdict.message}`;
  }

  // The inner guard walks the same tree.
  function gather(root: TypedNode, statement: StatementKind): GatheredFacts {
    const known = walks.get(root.node) ?? gatherFacts(root, statement);
    walks.set(root.node, known);
    return known;
  }

  async function walk(sql: string): Promise<WalkedStatement | null> {
    // The lexer is quadratic on some texts: those are never handed to it.
    const outcome = checkText(sql) === null ? await parser.parse(sql) : null;
    if (outcome?.kind !== "tree") return null;
    const read = readStatement(outcome.statements, { readOnly: options.readOnly ?? true });
    if (read.kind === "refusal" || read.root === null) return null;
    const gathered = gather(read.root, read.statement);
    return gathered.kind === "refusal" ? null : { read, root: read.root, facts: gathered.facts };
  }

  async function put(
    sql: string,
    verdict: AllowVerdict,
    { compiled, rules, facts, walked }: FoundRules & {
      readonly facts: StatementFacts;
      readonly walked: WalkedStatement | null;
    },
  ): Promise<PutPolicy> {
    const cache = made.get(compiled) ?? createDecisionCache<PutPolicy>(cacheCharacters);
    made.set(compiled, cache);
    // The same text may name other relations, once the search path's schemas hold others.
    const key = JSON.stringify([sql, rules.map((rule) => rule?.entry.oid ?? null)]);
    const known = cache.get(key);
    if (known !== undefined) return known;
    const found = await putPolicy(sql, verdict, {
      ...{ parser, maxRows, trees, compiled, rules, facts },
      walk: () => walked === null ? walk(sql) : Promise.resolve(walked),
    });
    cache.set(key, found);
    return found;
  }

  async function judge(sql: string, call: CallOptions): Promise<Verdict> {
    const known = names.get(sql);
    const walked = known === undefined ? await walk(sql) : null;
    const facts = known ?? walked?.facts ?? null;
    if (facts === null) {
      const verdict = await guards.open.check(sql, call);
      // What names nothing, such as SHOW.
      if (verdict.kind !== "allow") return verdict;
      return { ...verdict, policy: noFindings(source.policy.hash) };
    }
    if (known === undefined) names.set(sql, withoutTree(facts));
    const found = await findRules(facts, call, finding);
    // Before anything else is said of a name: of what is denied nothing may be told.
    if (found.refusal !== null) return refusalVerdict(sql, found.refusal);
    await protection.judge(found.compiled, found.rules);
    const touched = found.rules.some((rule) => rule?.kind === "protected");
    const inner = guardsFor(found.compiled, facts);
    const { verdict: judged, holdToPlan } = touched
      ? await inner.touched.judge(sql, call)
      : { verdict: await inner.open.check(sql, call), holdToPlan: null };
    if (judged.kind !== "allow") return judged;
    // What follows from a policy for a view or a partition holds as long as they are what they were.
    const seen = protection.evidenceFor(found.compiled);
    const evidence = [...judged.evidence ?? [], seen, found.evidence].filter((each) =>
      each !== null
    );
    const verdict = { ...judged, evidence };
    // Where comments had to be blanked, what is put into it goes into the blanked text.
    const text = touched ? judged.sql : sql;
    const policy = await put(text, verdict, { ...found, facts, walked });
    if (policy.kind === "refusal") return refusalVerdict(sql, policy.refusal);
    const { hiddenOrigins } = found.compiled;
    if (policy.kind === "open") return { ...verdict, policy: policy.findings, hiddenOrigins };
    const { principal = LOCAL_PRINCIPAL } = call;
    const values = await protection.valuesOf(policy.bindings, principal);
    // Past a splice the database's positions mean nothing in the client's text: none is before it.
    const clientText = { sql, offset: policy.sql.length + 1 };
    // What is put in its place runs nothing where it was an EXPLAIN.
    const { measured: _, ...unmeasured } = verdict;
    const replaced: AllowVerdict = {
      ...unmeasured,
      sql: policy.sql,
      policy: policy.findings,
      ...{ hiddenOrigins, values, source: clientText },
      shapeOnly: policy.shapeOnly,
      ...(policy.checkColumns === undefined ? {} : { checkColumns: policy.checkColumns }),
    };
    if (holdToPlan === null || policy.query === null) return replaced;
    const conditions = found.rules.flatMap((rule) =>
      rule?.kind === "protected" ? rule.filters : []
    );
    const planned = { sql: policy.query, source: clientText, values, conditions };
    return await holdToPlan(replaced, planned).catch((error) => {
      throw explainGrouping(error, replaced);
    });
  }

  return {
    protection,
    load: () => parser.load(),
    async check(sql: string, call: CallOptions = {}): Promise<Verdict> {
      const verdict = await judge(sql, call);
      return verdict.kind === "refuse" ? { ...verdict, policyHash: source.policy.hash } : verdict;
    },
  };
}
