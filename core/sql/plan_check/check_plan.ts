// The second layer behind the names: the database plans the statement that is about to run, in the
// same kind of transaction and under the same settings, and its plan is held to what was resolved.
// Planning runs immutable functions, so this comes after everything the text and the catalogue can
// tell. A plan that cannot be read is refused: whoever gets here has something to protect.

import type {
  Catalogue,
  CatalogueAnswer,
  CatalogueQuestion,
  CatalogueReach,
  ObjectName,
  RelationInfo,
  ResolveOptions,
} from "../../ports/catalogue.ts";
import type { CatalogueEvidence } from "../../ports/catalogue_evidence.ts";
import type { CallOptions, QueryExecutor, QueryRequest } from "../../ports/query_executor.ts";
import { askCatalogue } from "../ask_catalogue.ts";
import { createDecisionCache } from "../decision_cache.ts";
import type { StatementFacts } from "../facts.ts";
import { gatherFacts } from "../gather_facts.ts";
import { systemSchemaOf } from "../judge_relations.ts";
import { isNamedFunction, mayBeNamed, type NamePolicy } from "../name_policy.ts";
import type { Parser } from "../parse.ts";
import { readStatement } from "../read_statement.ts";
import type { Refusal } from "../refusal.ts";
import { judgeNodes, judgePlan, type PlanLicence } from "./judge_plan.ts";
import { readsOthers } from "./needs_plan_check.ts";
import { type PlanFacts, readPlanFacts } from "./plan_facts.ts";

/** Options of {@linkcode createPlanCheck}. */
export interface PlanCheckOptions {
  readonly parser: Parser;
  readonly catalogue: Catalogue;
  /** Runs the EXPLAIN. */
  readonly executor: QueryExecutor;
  /** How long planning may take, in milliseconds. */
  readonly timeoutMs: number;
  /** Suggest no names in errors: the nearest one may be hidden from the caller. False by default. */
  readonly withoutSuggestions?: boolean;
  readonly policy: NamePolicy;
  /** How much text the verdicts kept may hold, in UTF-16 code units. */
  readonly cacheCharacters: number;
}

/** The query to plan: of an EXPLAIN the inner one; its source where it has one, and what it binds. */
export type PlannedRequest = Pick<QueryRequest, "sql" | "source" | "values">;

/** A statement whose names were resolved. */
export interface ResolvedStatement {
  readonly request: PlannedRequest;
  readonly facts: StatementFacts;
  readonly answer: CatalogueAnswer;
  /** The answer's relations in the order of the facts. */
  readonly relations: readonly (RelationInfo | null)[];
  /** The conditions that were put into the text, judged when they were; none by default. */
  readonly conditions?: readonly AddedCondition[];
}

/** What a condition names that is not the client's. */
export interface AddedCondition {
  readonly calls: readonly ObjectName[];
  /** What its sub-queries read; nothing by default. */
  readonly tables?: readonly Pick<RelationInfo, "schema" | "name" | "kind">[];
}

/** What the plan says. */
export type PlanVerdict =
  | { readonly kind: "refusal"; readonly refusal: Refusal }
  /** It holds, as long as this evidence does. */
  | { readonly kind: "holds"; readonly evidence: readonly CatalogueEvidence[] };

/** Checks plans. */
export interface PlanCheck {
  /** Plans a statement and judges the plan; throws what the database says of the statement. */
  check(statement: ResolvedStatement, options?: CallOptions): Promise<PlanVerdict>;
}

const EXPLAIN = "EXPLAIN (VERBOSE, COSTS OFF, FORMAT JSON) ";
const MAX_PLAN_ROWS = 100_000;
const MAX_PLAN_BYTES = 8 * 1024 * 1024;

/** More text than this is not parsed again: the plan of a thousand partitions says the same things a thousand times. */
const MAX_EXPRESSION_CHARACTERS = 4 * 1024 * 1024;

/** Makes a plan check. */
export function createPlanCheck(options: PlanCheckOptions): PlanCheck {
  const { catalogue, executor, parser, policy, withoutSuggestions = false } = options;
  const cache = createDecisionCache<KeptPlan>(options.cacheCharacters);

  async function explain(
    { request, answer }: ResolvedStatement,
    call: CallOptions,
  ): Promise<PlanFacts | null> {
    const { sql, source, values } = request;
    const limits = {
      maxRows: MAX_PLAN_ROWS,
      maxBytes: MAX_PLAN_BYTES,
      timeoutMs: options.timeoutMs,
    };
    const result = await executor.execute({
      ...{ sql: EXPLAIN + sql, access: "read", limits, withoutSuggestions },
      ...(values === undefined ? {} : { values }),
      source: {
        sql: source?.sql ?? sql,
        offset: (source?.offset ?? 0) + EXPLAIN.length,
      },
      ...(answer.evidence === undefined ? {} : { evidence: [answer.evidence] }),
    }, call);
    if (result.truncatedBy !== null) return null;
    return readPlanFacts(parseJson(result.rows.map((row) => row[0] ?? "").join("\n")));
  }

  async function factsOf(expressions: string): Promise<StatementFacts | null> {
    if (expressions.length > MAX_EXPRESSION_CHARACTERS) return null;
    const outcome = await parser.parse(expressions);
    if (outcome.kind !== "tree") return null;
    const statement = readStatement(outcome.statements, { readOnly: true });
    if (statement.kind !== "statement" || statement.root === null) return null;
    const gathered = gatherFacts(statement.root, "select");
    return gathered.kind === "facts" ? gathered.facts : null;
  }

  /** What the catalogue says of the names in a plan, and of what the statement's relations read. */
  async function ask(asked: PlanQuestions, call: ResolveOptions): Promise<PlanAnswers> {
    const { question, roots } = asked;
    return {
      answer: question === null ? NOTHING : await catalogue.resolve(question, call),
      reach: roots.length === 0 ? NOWHERE : await catalogue.reach(roots, call),
    };
  }

  async function judge(statement: ResolvedStatement, call: CallOptions): Promise<Judgement> {
    const plan = await explain(statement, call);
    const step = plan === null ? null : judgeNodes(plan);
    if (step !== null) return { refusal: step };
    const facts = plan === null ? null : await factsOf(plan.expressions);
    if (plan === null || facts === null) return { refusal: UNREADABLE };
    const licence = licenceOf(statement, policy);
    const asked = {
      question: askCatalogue({ ...facts, attributes: [], relations: [] }),
      roots: [
        ...statement.relations.filter((relation) => relation !== null).filter(readsOthers),
        ...tablesOf(statement),
      ].map(({ schema, name }) => ({ schema, name })),
    };
    let answers = await ask(asked, call);
    let refusal = judgePlan({ plan, facts, ...answers }, licence);
    if (refusal !== null) {
      // What is kept is good enough to let it run, for its evidence is looked at again.
      answers = await ask(asked, { ...call, fresh: true });
      refusal = judgePlan({ plan, facts, ...answers }, licence);
    }
    if (refusal !== null) return { refusal };
    // What a named function calls is seen by no evidence, and long lists are not looked at again.
    const lasts = !licence.callsNamed &&
      (asked.roots.length === 0 || answers.reach.evidence !== null);
    return { refusal: null, asked, answers, lasts };
  }

  return {
    async check(statement, call = {}): Promise<PlanVerdict> {
      const { sql, values } = statement.request;
      const { answer, searchPath } = statement.answer.evidence ?? {};
      // Other values can be found in other partitions.
      const key = JSON.stringify([sql, values, answer, searchPath]);
      const kept = cache.get(key);
      if (kept !== undefined) {
        // The catalogue forgets what was seen to have changed, and answers otherwise then.
        const evidence = evidenceOf(await ask(kept.asked, call));
        if (sameEvidence(evidence, kept.evidence)) return { kind: "holds", evidence };
      }
      const judged = await judge(statement, call);
      if (judged.refusal !== null) return { kind: "refusal", refusal: judged.refusal };
      const evidence = evidenceOf(judged.answers);
      if (judged.lasts) cache.set(key, { asked: judged.asked, evidence });
      return { kind: "holds", evidence };
    },
  };
}

/** What a plan asks of the catalogue. */
interface PlanQuestions {
  readonly question: CatalogueQuestion | null;
  /** The relations that others are read with. */
  readonly roots: readonly ObjectName[];
}

interface PlanAnswers {
  readonly answer: CatalogueAnswer;
  readonly reach: CatalogueReach;
}

/** A plan that held once, and upon what. */
interface KeptPlan {
  readonly asked: PlanQuestions;
  readonly evidence: readonly CatalogueEvidence[];
}

type Judgement =
  | { readonly refusal: Refusal }
  | {
    readonly refusal: null;
    readonly asked: PlanQuestions;
    readonly answers: PlanAnswers;
    /** Whether its evidence tells when it holds no longer. */
    readonly lasts: boolean;
  };

function evidenceOf({ answer, reach }: PlanAnswers): readonly CatalogueEvidence[] {
  return [answer.evidence ?? null, reach.evidence].filter((each) => each !== null);
}

function sameEvidence(
  left: readonly CatalogueEvidence[],
  right: readonly CatalogueEvidence[],
): boolean {
  return left.length === right.length &&
    left.every(({ answer, question }, index) =>
      answer === right[index]?.answer && question === right[index]?.question
    );
}

const NOTHING: CatalogueAnswer = { functions: [], operators: [], types: [], relations: [] };

const NOWHERE: CatalogueReach = { relations: [], evidence: null };

const UNREADABLE: Refusal = {
  code: "PGMCP_CONSTRUCT_NOT_ALLOWED",
  message: "The database's plan of the statement holds something that pgmcp cannot read",
  hint: "Write the statement more plainly, or read the tables under the view.",
  fragment: null,
  location: null,
};

function tablesOf({ conditions = [] }: ResolvedStatement) {
  return conditions.flatMap(({ tables = [] }) => tables);
}

function licenceOf(
  statement: ResolvedStatement,
  policy: NamePolicy,
): PlanLicence {
  const { facts, answer, relations, conditions = [] } = statement;
  const resolved = relations.filter((relation) => relation !== null);
  const named = [...resolved, ...tablesOf(statement)];
  const runs = [...resolved, ...answer.types].flatMap((each) => each.runs);
  return {
    named,
    namesSystem: facts.relations.some((relation) => systemSchemaOf(relation) !== null),
    hasViews: named.some(({ kind }) => kind === "v"),
    runs,
    callsNamed: answer.functions.some((found) => isNamedFunction(found, policy)) ||
      runs.some((run) => isNamedFunction({ ...run, onPath: false }, policy)) ||
      conditions.some(({ calls }) => calls.some((call) => mayBeNamed(call, policy))),
    policy,
  };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // No JSON is no plan, which is refused.
    return null;
  }
}
