// Where schemas are hidden: names that PostgreSQL looks up though they are of no table and no type:
// collations, and in text the configurations, dictionaries and parsers of full-text search. One that
// is there would answer otherwise than one that is not, so that a name in a schema that is not shown
// is refused, whether there is one or not; and so is a name that is made here.

import { splitNames } from "./allow_lists/split_names.ts";
import { castsTo } from "./casts_to.ts";
import type { FunctionFact, NamedFact, StatementFacts } from "./facts.ts";
import { dotted, type NamePolicy } from "./name_policy.ts";
import { constantText, nameParts } from "./object_name.ts";
import type { Refusal } from "./refusal.ts";
import { nodeOfType } from "./tree.ts";

/** Types whose values are such names. */
const SEARCH_TYPES: ReadonlySet<string> = splitNames("regconfig regdictionary _regconfig");

/** Functions whose first argument names a configuration, where there are several. */
const CONFIGURED: ReadonlySet<string> = splitNames(
  `json_to_tsvector jsonb_to_tsvector phraseto_tsquery plainto_tsquery to_tsquery to_tsvector
  ts_debug ts_headline websearch_to_tsquery`,
);

/** Functions whose first argument names a dictionary or a parser. */
const NAMED: ReadonlySet<string> = splitNames("ts_lexize ts_parse ts_token_type");

/** Refuses the first such name that is not of a schema which is shown. */
export function judgeLookups(facts: StatementFacts, policy: NamePolicy): Refusal | null {
  if (policy.schemas === null) return null;
  const collation = facts.collations.find(({ schema }) => isHidden(schema, policy));
  if (collation !== undefined) return refuse("collation", collation);
  for (const call of facts.functions) {
    const [first] = call.args;
    const names = NAMED.has(call.name) || SEARCH_TYPES.has(call.name) ||
      (CONFIGURED.has(call.name) && call.args.length > 1);
    if (!names) continue;
    const text = constantText(first);
    if (text !== null && hiddenName(text, policy)) return refuseText(text, call);
    // The database takes no column for a configuration unless it is one: only what is cast is made.
    if (text === null && !CONFIGURED.has(call.name) && !isColumnOfTables(first, facts)) {
      return refuseMade(call);
    }
  }
  return judgeValues(facts, policy);
}

/** Whether a statement has such names. */
export function looksUpNames(
  { attributes, collations, functions, types }: StatementFacts,
): boolean {
  return collations.length > 0 || types.some(({ name }) => SEARCH_TYPES.has(name)) ||
    functions.some(({ name }) => isOfSearch(name)) ||
    attributes.some(({ name }) => SEARCH_TYPES.has(name));
}

function isOfSearch(name: string): boolean {
  return CONFIGURED.has(name) || NAMED.has(name) || SEARCH_TYPES.has(name) ||
    name === "get_current_ts_config";
}

/** Values of such types, which a text beside them becomes without a cast. */
function judgeValues(facts: StatementFacts, policy: NamePolicy): Refusal | null {
  const attribute = facts.attributes.find(({ name }) => SEARCH_TYPES.has(name));
  if (attribute !== undefined) return refuseMade(attribute);
  const typed = facts.types.filter(({ name }) => SEARCH_TYPES.has(name));
  for (const type of typed) {
    const casts = castsTo(type.name, facts);
    const plain = casts?.every(({ arg }) =>
      constantText(arg) !== null || isColumnOfTables(arg, facts)
    );
    if (plain !== true) return refuseMade(type);
  }
  const mixes = typed.length > 0 ||
    facts.functions.some(({ name }) => name === "get_current_ts_config");
  const found = mixes ? facts.texts.find(({ text }) => hiddenName(text, policy)) : undefined;
  return found === undefined ? null : refuseText(found.text, found);
}

/** A column, and nothing but tables and views in FROM: the client does not choose what is in it. */
function isColumnOfTables(expression: unknown, { hasUnnamedRange, ranges }: StatementFacts) {
  return nodeOfType(expression, "ColumnRef") !== null && !hasUnnamedRange &&
    ranges.every(({ relation }) => relation !== null);
}

function hiddenName(text: string, policy: NamePolicy): boolean {
  return isHidden(nameParts(text)?.at(-2) ?? null, policy);
}

function isHidden(schema: string | null, { schemas }: NamePolicy): boolean {
  return schema !== null && schema !== "pg_catalog" && schemas?.has(schema) === false;
}

function refuseText(text: string, { location }: Pick<NamedFact, "location">): Refusal {
  return refuse("text search configuration or dictionary", { schema: null, name: text, location });
}

function refuse(what: string, name: NamedFact): Refusal {
  return {
    code: "PGMCP_UNDEFINED_NAME",
    message: `There is no ${what} ${dotted(name)}`,
    hint: "Use one of PostgreSQL's own, or one of a schema that list_schemas shows.",
    fragment: dotted(name),
    location: name.location,
  };
}

function refuseMade({ location, name }: Pick<FunctionFact, "location" | "name">): Refusal {
  return {
    code: "PGMCP_TYPE_NOT_ALLOWED",
    message: `${name} would look up a name that is made here, and so tell which hidden ones exist`,
    hint: "Write the name as a literal, as in 'english'::regconfig.",
    fragment: name,
    location,
  };
}
