// Holds the names of a statement to the catalogue, and remembers for its facts what is asked and
// what came of the last answer: the same facts and the same answer come to the same.

import type { Catalogue, CatalogueAnswer, CatalogueQuestion } from "../ports/catalogue.ts";
import type { CallOptions } from "../ports/query_executor.ts";
import { askCatalogue } from "../sql/ask_catalogue.ts";
import type { StatementFacts } from "../sql/facts.ts";
import type { Refusal } from "../sql/refusal.ts";
import { needsPlanCheck } from "../sql/plan_check/needs_plan_check.ts";
import { alignRelations } from "../sql/settle.ts";
import { settleNames, type SettleNamesOptions } from "../sql/settle_names.ts";

/** Options of {@linkcode createNameCheck}. */
export interface NameCheckOptions {
  /** Whom to ask; without one nothing is asked. */
  readonly catalogue: Catalogue | undefined;
  readonly settling: Omit<SettleNamesOptions, "answer">;
}

/** Names that may stand. */
export interface StandingNames {
  readonly kind: "standing";
  readonly answer: CatalogueAnswer;
  readonly relations: ReturnType<typeof alignRelations>;
  /** Whether only the plan shows what runs. */
  readonly needsPlan: boolean;
}

/** What names come to; null where there is nobody, or nothing, to ask. */
export type CheckedNames =
  | StandingNames
  | { readonly kind: "refusal"; readonly refusal: Refusal }
  | null;

/** Checks names. */
export interface NameCheck {
  /** Checks those of `facts`, gathered from `sql`. Throws what the catalogue throws. */
  check(sql: string, facts: StatementFacts, call: CallOptions): Promise<CheckedNames>;
}

/** Makes the check. */
export function createNameCheck({ catalogue, settling }: NameCheckOptions): NameCheck {
  // Facts live as long as the decision that holds them.
  const questions = new WeakMap<StatementFacts, CatalogueQuestion | null>();
  const standing = new WeakMap<StatementFacts, StandingNames>();

  function questionOf(facts: StatementFacts): CatalogueQuestion | null {
    const known = questions.get(facts);
    if (known !== undefined) return known;
    const question = askCatalogue(facts);
    questions.set(facts, question);
    return question;
  }

  return {
    async check(sql, facts, call): Promise<CheckedNames> {
      const question = questionOf(facts);
      if (catalogue === undefined || question === null) return null;
      let answer = await catalogue.resolve(question, call);
      const known = standing.get(facts);
      if (known?.answer === answer) return known;
      if (await settleNames(sql, facts, { answer, ...settling }) !== null) {
        // What is kept is good enough to let a statement run, for its evidence is looked at again.
        answer = await catalogue.resolve(question, { ...call, fresh: true });
        const refusal = await settleNames(sql, facts, { answer, ...settling });
        if (refusal !== null) return { kind: "refusal", refusal };
      }
      const relations = alignRelations(facts, answer);
      const needsPlan = needsPlanCheck(facts, answer, relations);
      const names = { kind: "standing", answer, relations, needsPlan } as const;
      standing.set(facts, names);
      return names;
    },
  };
}
