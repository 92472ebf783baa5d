// What to try after an error of the database, by its code and by the words that PostgreSQL has for it.
// It sees no value of a row: the message is the one that the caller is told.

import { hintForForeignFunction } from "./foreign_functions.ts";

interface FailureHint {
  /** SQLSTATE (PostgreSQL, appendix A). */
  readonly state: string;
  /** What the message has to hold; any message by default. */
  readonly pattern?: RegExp;
  readonly hint: string;
}

const CAST = "Cast one side, as in column::text = '5' or column = 5.";
const OUTSIDE = "Compute it in a sub-select and filter outside of it.";

const HINTS: readonly FailureHint[] = [
  {
    state: "22P02",
    hint:
      "Convert only what has the form: CASE WHEN text ~ '^-?\\d+(\\.\\d+)?$' THEN text::numeric END. A literal is converted to the type of what it is compared or combined with; the labels of an enum are in enum_range(NULL::schema.type).",
  },
  {
    state: "22007",
    hint: "Give the format: to_date(text, 'DD.MM.YYYY'), and leave other texts out with CASE.",
  },
  {
    state: "22008",
    hint: "Check that the day exists; to_date(text, 'MM/DD/YYYY') takes a format.",
  },
  {
    state: "23502",
    hint:
      "Give a value to each column that is not null and has no default: describe_table shows them.",
  },
  {
    state: "23503",
    hint:
      "The row that is referred to must be there first, and one that others refer to must stay: describe_table shows both.",
  },
  {
    state: "23505",
    hint: "A row with that key is there already: UPDATE it, or INSERT … ON CONFLICT.",
  },
  { state: "23514", hint: "describe_table shows the checks of the table." },
  { state: "22012", hint: "Divide by NULLIF(divisor, 0): the result is NULL then." },
  {
    state: "21000",
    hint: "Add ORDER BY … LIMIT 1, aggregate it, or write = ANY (SELECT …) or IN (SELECT …).",
  },
  {
    state: "42883",
    pattern: /operator does not exist: .*(text|character varying|unknown) \+ |\+ (text|unknown)$/,
    hint: "Texts are joined with ||, or by concat(a, b).",
  },
  { state: "42725", pattern: /unknown \+ unknown/, hint: "Texts are joined with ||." },
  {
    state: "42883",
    pattern: /operator does not exist: (boolean (=|<>) integer|integer (=|<>) boolean)/,
    hint: "Write the boolean alone, or compare it with true or false.",
  },
  {
    state: "42883",
    pattern: /operator does not exist: .* !?~~?\*? /,
    hint: "Patterns are matched on texts: column::text LIKE 'a%'.",
  },
  {
    state: "42883",
    pattern: /operator does not exist: (text|character varying) (->>?|#>>?|@>|\?) /,
    hint: "Cast the text to jsonb first: column::jsonb -> 'key'.",
  },
  {
    state: "42883",
    pattern:
      /operator does not exist: (date|timestamp|time) ?.* (=|<>|<|>|<=|>=) (integer|numeric)/,
    hint: "Write a date as text: ts >= '2024-01-01'; of a year extract(year FROM ts) = 2024.",
  },
  {
    state: "42883",
    pattern: /operator does not exist: (date|timestamp).* [+-] (integer|numeric)/,
    hint: "Add an interval: ts + INTERVAL '7 days'.",
  },
  { state: "42883", pattern: /operator does not exist: \S+( \w+)* (=|<>|<|>|<=|>=) /, hint: CAST },
  {
    state: "42803",
    pattern: /must appear in the GROUP BY/,
    hint: "Add the column to GROUP BY, or aggregate it: max(column), array_agg(column).",
  },
  { state: "42803", pattern: /not allowed in WHERE/, hint: "Filter groups with HAVING." },
  {
    state: "42803",
    pattern: /nested/,
    hint: "Aggregate once in a sub-select, once outside of it.",
  },
  { state: "42P20", hint: OUTSIDE },
  {
    state: "42P10",
    pattern: /SELECT DISTINCT/,
    hint: "Select what it is ordered by, or use GROUP BY with ORDER BY max(column).",
  },
  {
    state: "42804",
    pattern: /cannot be matched/,
    hint: "Cast to one type, as in column::text.",
  },
  {
    state: "0A000",
    pattern: /DISTINCT is not implemented for window/,
    hint:
      "Count in a sub-select: SELECT …, (SELECT count(DISTINCT x) FROM t WHERE t.g = o.g), or join a GROUP BY.",
  },
  { state: "42702", hint: "Write which table's it is: alias.column." },
  {
    state: "42601",
    pattern: /same number of columns/,
    hint: "Select NULL in place of a column that one side lacks.",
  },
];

/** What to do about an error with the code `state` and the first line `message`; null where nothing is known. */
export function hintForFailure(state: string, message: string): string | null {
  const called = /^function (?:pg_catalog\.)?([^\s(."]+)\(.*\) does not exist/.exec(message)?.[1];
  if (state === "42883" && called !== undefined) return hintForForeignFunction(called);
  return HINTS.find((each) => each.state === state && (each.pattern?.test(message) ?? true))
    ?.hint ?? null;
}
