// The guard of architecture § 4, layers 1 to 3 and the row cap of layer 5, as one
// straight line: text → parse → statement → walk → names → wrap → catalogue → plan. It
// refuses what no list allows. It runs nothing but that EXPLAIN; what the executor must
// do (layer 6) stays true even if this is fooled.

import { DEFAULT_QUERY_SETTINGS } from "../config/query_settings.ts";
import type { Catalogue, ObjectName } from "../ports/catalogue.ts";
import type { CallOptions, QueryExecutor } from "../ports/query_executor.ts";
import { checkText } from "../sql/check_text.ts";
import { collectsInParallel, viewsCollectInParallel } from "../sql/collects_in_parallel.ts";
import { createDecisionCache } from "../sql/decision_cache.ts";
import { filterCatalogue, namesCatalogue } from "../sql/filter_catalogue.ts";
import { gatherFacts } from "../sql/gather_facts.ts";
import { judgeNames } from "../sql/judge_names.ts";
import { limitRows } from "../sql/limit_rows.ts";
import { measuresQuery } from "../sql/measures_query.ts";
import type { NamePolicy } from "../sql/name_policy.ts";
import { createParser, type ParsedTree, type Parser } from "../sql/parse.ts";
import { type ReadStatement, readStatement } from "../sql/read_statement.ts";
import type { Refusal } from "../sql/refusal.ts";
import {
  createPlanCheck,
  type PlannedRequest,
  type ResolvedStatement,
} from "../sql/plan_check/check_plan.ts";
import type { ShownObjects } from "../sql/shown_objects.ts";
import { showSetting } from "../sql/show_setting.ts";
import { type StatementFacts, withoutTree } from "../sql/facts.ts";
import { bareNode } from "../sql/tree.ts";
import type { AllowVerdict, Verdict } from "../sql/verdict.ts";
import { EXHAUSTED, UNFILTERABLE, UNWRAPPABLE } from "./guard_refusals.ts";
import { createNameCheck } from "./name_check.ts";
import { refusalVerdict } from "./refusal_verdict.ts";
import { syntaxErrorVerdict } from "./syntax_error_verdict.ts";
import { undecidedVerdict } from "./undecided_verdict.ts";

/** How much text the decisions kept in memory may hold, in UTF-16 code units. */
export const DEFAULT_CACHE_CHARACTERS = 1_048_576;

/** Options of {@linkcode createGuard}. */
export interface GuardOptions {
  /** Refuse every write; true by default. */
  readonly readOnly?: boolean;
  /** The schemas whose relations may be named; all but the system's by default. */
  readonly schemas?: readonly string[] | null;
  /** Users' functions that may be called; one without a schema is looked up on the search path. None by default. */
  readonly allowFunctions?: readonly ObjectName[];
  /** The row cap wrapped around what returns rows; 100 by default. */
  readonly maxRows?: number;
  /** Says what undecided names are; without one they stay undecided. */
  readonly catalogue?: Catalogue;
  /**
   * Plans what the catalogue was asked about, where a text does not show what runs; without one
   * there is no such second look. What it throws of a statement is thrown by the check.
   */
  readonly planner?: Planner;
  /** Whether somebody with the catalogue checks again: then nothing is refused that it could allow. False by default. */
  readonly checkedAgain?: boolean;
  /** The parser, where several guards share one; an own one by default. */
  readonly parser?: Parser;
  /** How much text the decisions kept in memory may hold; {@linkcode DEFAULT_CACHE_CHARACTERS} by default, 0 for none. */
  readonly cacheCharacters?: number;
}

/** Options for a caller that does a part of the guard's work itself. */
export interface PartialGuardOptions extends GuardOptions {
  /** Walks statements, where the caller walks them too and remembers what it found; `gatherFacts` by default. */
  readonly gather?: typeof gatherFacts;
  /** Whether the caller puts the row cap around what is allowed, and runs nothing without; false by default. */
  readonly rowsCappedLater?: boolean;
  /** What a policy shows where it hides something; with it `schemas` are to be limited too. Nothing is hidden by default. */
  readonly shown?: ShownObjects | null;
}

/** Plans statements. */
export interface Planner {
  /** Runs the EXPLAIN. */
  readonly executor: QueryExecutor;
  /** How long planning may take, in milliseconds. */
  readonly timeoutMs: number;
  /** Plan also where the text shows all that runs; false by default. */
  readonly always?: boolean;
  /** Suggest no names where planning fails: the nearest one may be hidden from the caller. False by default. */
  readonly withoutSuggestions?: boolean;
}

/** Checks statements. */
export interface Guard {
  /** Loads the parser now, in the background of something else, rather than at the first check. */
  load(): Promise<void>;
  /**
   * Says whether `sql` may run, and as what. Never throws on bad SQL; throws what the catalogue throws, and what the
   * database says of a statement that is planned.
   */
  check(sql: string, options?: CallOptions): Promise<Verdict>;
}

/** A guard whose caller may have something else run than what it let through. */
export interface PartialGuard extends Guard {
  /** As `check`, without planning. */
  judge(sql: string, options?: CallOptions): Promise<JudgedStatement>;
}

/** A statement as text and catalogue leave it. */
export type JudgedStatement =
  | { readonly verdict: Verdict; readonly holdToPlan: null }
  | {
    readonly verdict: AllowVerdict;
    /** Plans what is to run as `verdict`, whose plan has to be looked at: it comes to that verdict or to a refusal. */
    holdToPlan(verdict: AllowVerdict, planned: ReplacedQuery): Promise<Verdict>;
  };

/** What to plan, and what was put into it. */
export type ReplacedQuery = PlannedRequest & Pick<ResolvedStatement, "conditions">;

/** What the text alone decides. */
interface Decision {
  /** The verdict, as far as names need no catalogue. */
  readonly verdict: Verdict;
  /** The names, where the verdict is not a refusal. */
  readonly facts: StatementFacts | null;
  /** What to plan; absent where there is no query, or the caller will have another. */
  readonly planned?: PlannedRequest;
}

/** Makes a guard; the parser loads at the first check, or with `load`. */
export function createGuard(options: GuardOptions = {}): Guard {
  return createPartialGuard(options);
}

/** Makes a guard for a caller that does a part of its work, such as the guard of a policy. */
export function createPartialGuard(options: PartialGuardOptions): PartialGuard {
  const parser = options.parser ?? createParser();
  const { readOnly = true, maxRows = DEFAULT_QUERY_SETTINGS.maxRows, catalogue } = options;
  const catalogueFollows = catalogue !== undefined || options.checkedAgain === true;
  const cache = createDecisionCache<Decision>(options.cacheCharacters ?? DEFAULT_CACHE_CHARACTERS);
  const policy: NamePolicy = {
    schemas: options.schemas === undefined || options.schemas === null
      ? null
      : new Set(options.schemas),
    allowFunctions: options.allowFunctions ?? [],
    shown: options.shown ?? null,
  };
  const nameCheck = createNameCheck({ catalogue, settling: { policy, parser, readOnly } });
  const { planner, cacheCharacters = DEFAULT_CACHE_CHARACTERS } = options;
  const planCheck = catalogue === undefined || planner === undefined
    ? null
    : createPlanCheck({ ...planner, catalogue, parser, policy, cacheCharacters });

  async function decide(sql: string): Promise<Decision> {
    const known = cache.get(sql);
    if (known !== undefined) return known;
    const badText = checkText(sql);
    if (badText !== null) return refused(sql, badText);
    const decision = await decideByText(sql).catch((error) => exhaustedBy(error, sql));
    cache.set(sql, decision, heldBy(decision));
    return decision;
  }

  async function decideByText(sql: string): Promise<Decision> {
    const outcome = await parser.parse(sql);
    if (outcome.kind === "exhausted") return refused(sql, EXHAUSTED);
    if (outcome.kind === "syntax error") {
      return { verdict: syntaxErrorVerdict(sql, outcome), facts: null };
    }
    return await decideByTree(outcome);
  }

  // Of a text whose comments were blanked before it could be parsed, the blanked one is judged and sent.
  async function decideByTree({ text: sql, statements }: ParsedTree): Promise<Decision> {
    const statement = readStatement(statements, { readOnly });
    if (statement.kind === "refusal") return refused(sql, statement.refusal);
    if (statement.root === null) {
      return { verdict: showSetting(sql, statement.setting ?? ""), facts: null };
    }
    const gathered = (options.gather ?? gatherFacts)(statement.root, statement.statement);
    if (gathered.kind === "refusal") return refused(sql, gathered.refusal);
    const facts = gathered.facts;
    const badName = judgeNames(facts, policy, catalogueFollows);
    if (badName !== null) return refused(sql, badName);
    const allowed = {
      kind: "allow",
      statement: statement.statement,
      access: facts.access,
      relations: facts.relations.map(({ schema, name }) => ({ schema, name })),
      ...(collectsInParallel(facts) ? { alone: true } : {}),
    } as const;
    if (facts.access === "write") {
      return { verdict: { ...allowed, sql }, facts: withoutTree(facts) };
    }
    if (options.rowsCappedLater === true) {
      return { verdict: { ...allowed, sql }, facts: withoutTree(facts) };
    }
    const filtered = policy.schemas === null || !namesCatalogue(facts)
      ? { sql, statement }
      : await filterByText(sql, facts, statements);
    if (filtered === null) return refused(sql, UNFILTERABLE);
    const limited = await limitRows(filtered.sql, filtered.statement, { parser, maxRows });
    if (limited === null) return refused(sql, UNWRAPPABLE);
    // Past a splice the database's positions mean nothing in the client's text: none is before it.
    const offset = filtered.sql === sql ? limited.offset : limited.sql.length + 1;
    const verdict: AllowVerdict = {
      ...{ ...allowed, sql: limited.sql, source: { sql, offset } },
      ...(measuresQuery(statement) ? { measured: limited.query } : {}),
    };
    // Of an EXPLAIN the query alone is planned: what stands before it is left out.
    const planned = {
      sql: limited.query,
      source: { sql, offset: offset - (limited.sql.length - limited.query.length) },
    };
    return { verdict, facts: withoutTree(facts), planned };
  }

  async function filterByText(
    sql: string,
    facts: StatementFacts,
    statements: readonly unknown[],
  ): Promise<{ readonly sql: string; readonly statement: ReadStatement } | null> {
    const statement = bareNode(statements[0])?.stmt;
    const filtered = await filterCatalogue(sql, facts, { parser, policy, statement });
    if (filtered === null) return null;
    const read = readStatement(filtered.statements, { readOnly: true });
    return read.kind === "statement" ? { sql: filtered.sql, statement: read } : null;
  }

  /** Holds what is named to the catalogue's answer. */
  async function judge(
    sql: string,
    { verdict, facts }: Decision,
    call: CallOptions,
  ): Promise<JudgedStatement> {
    if (facts === null || verdict.kind !== "allow") return { verdict, holdToPlan: null };
    if (catalogue === undefined) {
      return { verdict: undecidedVerdict(sql, facts, policy) ?? verdict, holdToPlan: null };
    }
    const names = await nameCheck.check(sql, facts, call);
    if (names === null) return { verdict, holdToPlan: null };
    if (names.kind === "refusal") {
      return { verdict: refusalVerdict(sql, names.refusal), holdToPlan: null };
    }
    const { answer, relations } = names;
    const known: AllowVerdict = {
      ...verdict,
      ...(viewsCollectInParallel(relations) ? { alone: true } : {}),
      ...(answer.evidence === undefined ? {} : { evidence: [answer.evidence] }),
    };
    const due = planner?.always === true || names.needsPlan;
    if (planCheck === null || !due) return { verdict: known, holdToPlan: null };
    return {
      verdict: known,
      async holdToPlan(replaced, { conditions = [], ...request }) {
        const statement = { request, facts, answer, relations, conditions };
        const plan = await planCheck.check(statement, call);
        if (plan.kind === "refusal") return refusalVerdict(sql, plan.refusal);
        return { ...replaced, evidence: [...replaced.evidence ?? [], ...plan.evidence] };
      },
    };
  }

  return {
    load: () => parser.load(),
    judge: async (sql, call = {}) => await judge(sql, await decide(sql), call),
    async check(sql: string, call: CallOptions = {}): Promise<Verdict> {
      const decision = await decide(sql);
      const { planned } = decision;
      const { verdict, holdToPlan } = await judge(sql, decision, call);
      return holdToPlan === null || planned === undefined
        ? verdict
        : await holdToPlan(verdict, planned);
    },
  };
}

/** How much text a decision holds that is neither the client's nor short. */
function heldBy({ verdict }: Decision): number {
  return verdict.kind === "allow" && verdict.source !== undefined
    ? Math.max(0, verdict.sql.length - verdict.source.sql.length)
    : 0;
}

/** What overflows the stack here is nested as deeply as what overflows the parser's. */
function exhaustedBy(error: unknown, sql: string): Decision {
  if (!(error instanceof RangeError)) throw error;
  return refused(sql, EXHAUSTED);
}

function refused(sql: string, refusal: Refusal): Decision {
  return { verdict: refusalVerdict(sql, refusal), facts: null };
}
