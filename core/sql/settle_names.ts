// What a statement's names come to with the catalogue's answer: by the plain rules, which need
// no tree, and, where those refuse for want of scopes, once more with every name bound.

import type { CatalogueAnswer } from "../ports/catalogue.ts";
import type { StatementFacts } from "./facts.ts";
import { gatherFacts } from "./gather_facts.ts";
import type { NamePolicy } from "./name_policy.ts";
import type { Parser } from "./parse.ts";
import { readStatement } from "./read_statement.ts";
import type { Refusal } from "./refusal.ts";
import { settle } from "./settle.ts";
import { mayFallByScope, settleByScope } from "./settle_by_scope.ts";

/** What it is settled with. */
export interface SettleNamesOptions {
  readonly answer: CatalogueAnswer;
  readonly policy: NamePolicy;
  readonly parser: Parser;
  readonly readOnly: boolean;
}

/** Judges `facts`, which were gathered from `sql`; null if its names may stand. */
export async function settleNames(
  sql: string,
  facts: StatementFacts,
  options: SettleNamesOptions,
): Promise<Refusal | null> {
  const { answer, policy, parser, readOnly } = options;
  const refusal = settle(facts, answer, policy);
  if (refusal === null || !mayFallByScope(refusal)) return refusal;
  const outcome = await parser.parse(sql);
  if (outcome.kind !== "tree") return refusal;
  const statement = readStatement(outcome.statements, { readOnly });
  if (statement.kind !== "statement" || statement.root === null) return refusal;
  const gathered = gatherFacts(statement.root, statement.statement);
  if (gathered.kind !== "facts") return refusal;
  return settleByScope(statement.root, gathered.facts, { answer, policy });
}
