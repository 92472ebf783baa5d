// A guard that holds to a policy. What the policy denies is refused first, in the words for what
// does not exist; then the guard judges as it does without one; then every protected table in the
// statement is replaced by what of it exists. The result is parsed again and must be the client's
// statement with those replacements, or it does not run.

import { LOCAL_PRINCIPAL } from "../auth/principal.ts";
import { PgmcpError } from "../errors.ts";
import type { CompiledPolicy, RelationRule } from "../policy/compiled_policy.ts";
import { relationKey } from "../policy/compiled_policy.ts";
import { noFindings } from "../policy/policy_findings.ts";
import { type ProtectedStatement, protectStatement } from "../policy/protect_statement.ts";
import { refuseCatalogue } from "../policy/refuse_catalogue.ts";
import { refuse, refuseRelation } from "../policy/refuse_hidden.ts";
import { refuseRowType } from "../policy/refuse_row_type.ts";
import { refuseWrite } from "../policy/refuse_write.ts";
import type { CatalogueAnswer, ObjectName } from "../ports/catalogue.ts";
import type { CallOptions } from "../ports/query_executor.ts";
import { checkText } from "../sql/check_text.ts";
import { createDecisionCache, type DecisionCache } from "../sql/decision_cache.ts";
import { explainedStarts } from "../sql/explained_starts.ts";
import { type RelationFact, type StatementFacts, withoutTree } from "../sql/facts.ts";
import { gatherFacts } from "../sql/gather_facts.ts";
import { systemSchemaOf } from "../sql/judge_relations.ts";
import { limitRows } from "../sql/limit_rows.ts";
import type { Parser } from "../sql/parse.ts";
import { type ReadStatement, readStatement } from "../sql/read_statement.ts";
import type { Refusal } from "../sql/refusal.ts";
import { offsetOfByte } from "../sql/text_positions.ts";
import type { AllowVerdict, Verdict } from "../sql/verdict.ts";
import {
  createGuard,
  DEFAULT_CACHE_CHARACTERS,
  DEFAULT_MAX_ROWS,
  type Guard,
  type GuardOptions,
} from "./guard.ts";
import { createProtection, type Protection, type ProtectionOptions } from "./protection.ts";
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

/** What was made of a text for one compiled policy. */
type Prepared =
  | { readonly kind: "refusal"; readonly refusal: Refusal }
  | {
    readonly kind: "statement";
    /** What replaces the verdict's text; null where the policy leaves it as it is. */
    readonly sql: string | null;
    readonly statement: Exclude<ProtectedStatement, { readonly kind: "refusal" }>;
    readonly explains: boolean;
  };

/** Makes the guard. */
export function createPolicyGuard(options: PolicyGuardOptions): PolicyGuard {
  const { catalogue, source, maxRows = DEFAULT_MAX_ROWS } = options;
  const parser = rememberingParser(options.parser);
  const { planner, ...unplanned } = options;
  // A text that names what the policy hides is never planned as it is: the planner would try its
  // conditions on statistics of all rows.
  const guard = createGuard({ ...unplanned, parser });
  const openGuard = planner === undefined ? guard : createGuard({ ...options, parser });
  const closedGuards = new WeakMap<CompiledPolicy, Guard>();

  /** Where something is hidden, names and numbers of objects are guarded as where SCHEMAS is limited. */
  function guardFor(compiled: CompiledPolicy, touched: boolean): Guard {
    if (options.schemas !== undefined && options.schemas !== null) {
      return touched ? guard : openGuard;
    }
    if (!compiled.hides) return openGuard;
    const known = closedGuards.get(compiled);
    if (known !== undefined) return known;
    const schemas = [...compiled.relations.values()].map(({ entry }) => entry.schema);
    const made = createGuard({ ...unplanned, parser, schemas: [...new Set(schemas)] });
    closedGuards.set(compiled, made);
    return made;
  }
  const protection = createProtection({ ...options, parser, judgeFilter });
  const cacheCharacters = options.cacheCharacters ?? DEFAULT_CACHE_CHARACTERS;
  const names = createDecisionCache<StatementFacts>(cacheCharacters);
  const prepared = new WeakMap<CompiledPolicy, DecisionCache<Prepared>>();

  async function judgeFilter(probe: string): Promise<string | null> {
    const verdict = await guard.check(probe);
    return verdict.kind === "allow" ? null : `The row filter is refused: ${verdict.message}`;
  }

  async function readFacts(sql: string): Promise<StatementFacts | null> {
    return names.get(sql) ?? (await readTree(sql))?.facts ?? null;
  }

  async function readTree(sql: string) {
    // The lexer is quadratic on some texts: those are never handed to it.
    const outcome = checkText(sql) === null ? await parser.parse(sql) : null;
    if (outcome?.kind !== "tree") return null;
    const read = readStatement(outcome.statements, { readOnly: options.readOnly ?? true });
    if (read.kind === "refusal" || read.root === null) return null;
    const gathered = gatherFacts(read.root, read.statement);
    return gathered.kind === "refusal" ? null : { read, root: read.root, facts: gathered.facts };
  }

  /** What each relation of the facts is; the first that is not, or is denied, as a refusal. */
  async function findRules(
    facts: StatementFacts,
    call: CallOptions,
  ): Promise<
    {
      readonly compiled: CompiledPolicy;
      readonly rules: readonly (RelationRule | null)[];
      readonly refusal: Refusal | null;
    }
  > {
    const asked = facts.relations.filter((relation) => systemSchemaOf(relation) === null);
    const relations: readonly ObjectName[] = asked.map(({ schema, name }) => ({ schema, name }));
    const question = { functions: [], operators: [], types: [], relations };
    let compiled = await protection.compiledFor(call);
    for (const fresh of [false, true]) {
      const answer: CatalogueAnswer | null = relations.length === 0
        ? null
        : await catalogue.resolve(question, { ...call, fresh });
      if (fresh) compiled = await protection.compiledFor({ ...call, fresh });
      const found = rulesOf(facts, answer, compiled);
      // A name that is not known may be of a table that was just made.
      if ((found.unknown === null && found.missing === null) || fresh) {
        const refusal = found.missing ?? found.unknown;
        return {
          compiled,
          rules: found.rules,
          refusal: refusal === null
            ? refuseRowType(facts, compiled) ?? (compiled.hides ? refuseCatalogue(facts) : null)
            : refuseRelation(refusal, visibleNames(compiled, options.schemas ?? null)),
        };
      }
    }
    throw new PgmcpError("PGMCP_INTERNAL");
  }

  async function prepare(
    sql: string,
    verdict: AllowVerdict,
    found: { readonly compiled: CompiledPolicy; readonly rules: readonly (RelationRule | null)[] },
  ): Promise<Prepared> {
    const { compiled, rules } = found;
    const cache = prepared.get(compiled) ?? createDecisionCache<Prepared>(cacheCharacters);
    prepared.set(compiled, cache);
    // The same text may name other relations, once the search path's schemas hold others.
    const key = JSON.stringify([sql, rules.map((rule) => rule?.entry.oid ?? null)]);
    const known = cache.get(key);
    if (known !== undefined) return known;
    const made = await prepareAnew(sql, verdict, found);
    cache.set(key, made);
    return made;
  }

  async function prepareAnew(
    sql: string,
    verdict: AllowVerdict,
    { compiled, rules }: {
      readonly compiled: CompiledPolicy;
      readonly rules: readonly (RelationRule | null)[];
    },
  ): Promise<Prepared> {
    const open = { kind: "open", findings: noFindings(compiled.hash) } as const;
    const explains = verdict.statement === "explain";
    if (verdict.access === "write") {
      const facts = await readFacts(sql);
      const refusal = facts === null ? null : refuseWrite(facts, rules);
      if (refusal !== null) return { kind: "refusal", refusal };
      return { kind: "statement", sql: null, statement: open, explains };
    }
    if (!rules.some((rule) => rule?.kind === "protected")) {
      return { kind: "statement", sql: null, statement: open, explains };
    }
    // A catalogue relation beside a protected table was filtered in a text of its own.
    if (rules.includes(null)) {
      return {
        kind: "refusal",
        refusal: refuse(
          "names system relations beside protected tables",
          null,
          "Ask for them in a statement of their own.",
        ),
      };
    }
    const tree = await readTree(sql);
    if (tree === null) throw new PgmcpError("PGMCP_INTERNAL");
    const statement = await protectStatement(sql, {
      compiled,
      parser,
      rules,
      root: tree.root,
      facts: tree.facts,
    });
    if (statement.kind === "refusal") return statement;
    if (statement.kind === "open") return { kind: "statement", sql: null, statement, explains };
    const wrapped = await wrap(sql, tree.read, statement);
    if (wrapped === null) {
      return {
        kind: "refusal",
        refusal: refuse(
          "does not mean the same with its tables replaced",
          null,
          tree.facts.sampleMethods.length > 0
            ? "TABLESAMPLE reads the table itself: WHERE random() < 0.1 takes a sample too."
            : undefined,
        ),
      };
    }
    return { kind: "statement", sql: wrapped, statement, explains };
  }

  async function wrap(
    sql: string,
    read: ReadStatement,
    { sql: text, replacements }: Extract<ProtectedStatement, { readonly kind: "protected" }>,
  ): Promise<string | null> {
    const end = read.length === 0 ? sql.length : offsetOfByte(sql, read.start + read.length);
    const start = offsetOfByte(sql, read.start);
    // Splices are within the statement: what stands before and behind it is as long as it was.
    const statement = text.slice(start, text.length - (sql.length - end));
    const starts = read.statement === "explain" ? explainedStarts(statement, 0) : [0];
    for (const queryStart of starts) {
      const query = statement.slice(queryStart);
      const place = { ...read, statement: "select", start: 0, length: 0 } as const;
      const limited = await limitRows(query, place, { parser, maxRows, replacements });
      if (limited === null) continue;
      return read.statement === "explain"
        ? `EXPLAIN (FORMAT JSON, COSTS OFF) ${limited.sql}`
        : limited.sql;
    }
    return null;
  }

  async function judge(sql: string, call: CallOptions): Promise<Verdict> {
    const facts = await readFacts(sql);
    if (facts === null) return withPolicy(await guard.check(sql, call), source.policy.hash);
    names.set(sql, withoutTree(facts));
    const found = await findRules(facts, call);
    // Before anything else is said of a name: of what is denied nothing may be told.
    if (found.refusal !== null) return refusalVerdict(sql, found.refusal);
    const touched = found.rules.some((rule) => rule?.kind === "protected");
    const verdict = await guardFor(found.compiled, touched).check(sql, call);
    if (verdict.kind !== "allow") return verdict;
    const made = await prepare(sql, verdict, found);
    if (made.kind === "refusal") return refusalVerdict(sql, made.refusal);
    const policy = made.statement.findings;
    if (made.sql === null || made.statement.kind !== "protected") return { ...verdict, policy };
    const values = await protection.valuesOf(
      made.statement.bindings,
      call.principal ?? LOCAL_PRINCIPAL,
    );
    return {
      ...verdict,
      sql: made.sql,
      policy,
      values,
      shapeOnly: made.explains,
      source: { sql, offset: made.sql.length + 1 },
    };
  }

  return {
    protection,
    load: () => guard.load(),
    async check(sql: string, call: CallOptions = {}): Promise<Verdict> {
      const verdict = await judge(sql, call);
      return verdict.kind === "refuse" ? { ...verdict, policyHash: source.policy.hash } : verdict;
    },
  };
}

interface FoundRules {
  readonly rules: readonly (RelationRule | null)[];
  /** The first relation that does not exist. */
  readonly missing: RelationFact | null;
  /** The first relation that the compiled policy does not know, or that is denied by it. */
  readonly unknown: RelationFact | null;
}

function rulesOf(
  facts: StatementFacts,
  answer: CatalogueAnswer | null,
  compiled: CompiledPolicy,
): FoundRules {
  let asked = 0;
  let missing: RelationFact | null = null;
  let unknown: RelationFact | null = null;
  const rules = facts.relations.map((relation) => {
    if (systemSchemaOf(relation) !== null) return null;
    const info = answer?.relations[asked++] ?? null;
    const rule = info === null ? undefined : compiled.relations.get(relationKey(info));
    if (rule !== undefined && rule.kind !== "denied") return rule;
    // What is neither a table nor a view is nobody's to know of.
    if (info === null) missing ??= relation;
    else unknown ??= relation;
    return null;
  });
  return { rules, missing, unknown };
}

function visibleNames(
  compiled: CompiledPolicy,
  schemas: readonly string[] | null,
): readonly string[] {
  return [...compiled.relations.values()].filter(({ kind, entry }) =>
    kind !== "denied" && schemas?.includes(entry.schema) !== false
  ).map(({ entry }) => entry.name);
}

function withPolicy(verdict: Verdict, hash: string): Verdict {
  return verdict.kind === "allow" ? { ...verdict, policy: noFindings(hash) } : verdict;
}
