// All that the text alone says of a statement's names and constants. What only a
// catalogue can say is left open: ask_catalogue.ts asks, settle.ts decides.

import { isObjectNameType } from "./allow_lists/types.ts";
import { countJoined } from "./count_joined.ts";
import type { StatementFacts } from "./facts.ts";
import { findMixedObjectValue } from "./find_object_values.ts";
import { judgeAttributes } from "./judge_attributes.ts";
import { judgeComparisons } from "./judge_comparisons.ts";
import { judgeConstants } from "./judge_constants.ts";
import { judgeExtensionCalls } from "./judge_extension_calls.ts";
import { judgeFunctions } from "./judge_functions.ts";
import { judgeLookups } from "./judge_lookups.ts";
import { judgeRelations } from "./judge_relations.ts";
import { judgeTypes } from "./judge_types.ts";
import { judgeWindows } from "./judge_windows.ts";
import { type NamePolicy, whatIsHidden } from "./name_policy.ts";
import type { Refusal } from "./refusal.ts";

/**
 * The most items in all FROM clauses together. PostgreSQL plans some thousands of
 * them for minutes, and no timeout ends that soon; nobody writes as many by hand.
 */
export const MAX_FROM_ITEMS = 500;

/**
 * The most of them that are planned together. PostgreSQL 18 plans 100 joins in 40 MB, 400 in 260 MB
 * and with many indexes in more; the arms of a UNION cost it nothing beside.
 */
export const MAX_JOINED_ITEMS = 100;

/**
 * Refuses what the text alone shows to be refused. With a catalogue to come,
 * attributes of relations wait for it, for it knows the columns.
 */
export function judgeNames(
  facts: StatementFacts,
  policy: NamePolicy,
  catalogueFollows: boolean,
): Refusal | null {
  if (facts.ranges.length > MAX_FROM_ITEMS) return refuseRanges("names", MAX_FROM_ITEMS);
  const [root] = facts.selects;
  if (
    facts.ranges.length > MAX_JOINED_ITEMS && root !== undefined &&
    countJoined(root) > MAX_JOINED_ITEMS
  ) return refuseRanges("joins", MAX_JOINED_ITEMS);
  return judgeFunctions(facts, policy) ?? judgeExtensionCalls(facts, policy) ??
    judgeRelations(facts, policy) ??
    judgeTypes(facts, policy) ?? judgeLookups(facts, policy) ??
    judgeObjectValues(facts, policy) ?? judgeConstants(facts) ?? judgeComparisons(facts) ??
    judgeWindows(facts) ??
    judgeAttributes(catalogueFollows ? fieldsOnly(facts) : facts, policy, null);
}

/** Refuses values that could make names of hidden objects out of numbers, where there are hidden ones. */
function judgeObjectValues(facts: StatementFacts, policy: NamePolicy): Refusal | null {
  const found = policy.schemas === null ? null : findMixedObjectValue(facts, isObjectNameType);
  if (found === null) return null;
  return {
    code: "PGMCP_TYPE_NOT_ALLOWED",
    message: `A value that prints as the name of an object may mix with numbers here, and so ${
      whatIsHidden(policy)
    }`,
    hint: "Cast it to text at once, as in oid::regclass::text or pg_typeof(x)::text.",
    fragment: null,
    location: found.location,
  };
}

function refuseRanges(does: "names" | "joins", most: number): Refusal {
  return {
    code: "PGMCP_SQL_TOO_COMPLEX",
    message: `The statement ${does} more than ${most} tables and sub-selects in FROM`,
    hint: "Read fewer tables at a time.",
    fragment: null,
    location: null,
  };
}

function fieldsOnly(facts: StatementFacts): StatementFacts {
  return {
    ...facts,
    attributes: facts.attributes.filter((attribute) => attribute.qualifier === null),
  };
}
