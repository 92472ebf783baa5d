// What folds into something huge or endless while a statement is planned, where no timeout fires:
// constant counts and exponents, type modifiers, JSON paths. Says which argument is bounded and by
// how much. Only what was measured to matter on PostgreSQL 18 stands here. A count that is not a
// plain literal but a constant expression is to be refused; one that reads a column is evaluated
// at run time, where statement_timeout holds.

/** A bound on one argument of a function, or on an operand of an operator. */
export interface ArgumentBound {
  /** Zero-based position of the argument. */
  readonly argument: number;
  /** The largest absolute value of a literal there. */
  readonly max: number;
}

// Arguments of numeric functions: `sqrt(1e131071)` takes 40 ms, and 1,600 of them fit into a
// statement. Bounded numbers give bounded digits; see isBoundedNumber.
const LARGEST_NUMBER = 1e300;

// (1e300 + 1) ^ 400 takes 9 ms, (1e40 + 7) ^ 400 less than 1 ms.
const POWER: readonly ArgumentBound[] = [{ argument: 0, max: 1e40 }, { argument: 1, max: 400 }];

/** Bounded arguments by the name of a built-in function. */
export const BOUNDED_FUNCTIONS: ReadonlyMap<string, readonly ArgumentBound[]> = new Map([
  // 300 MB and 2 s for repeat('x', 300000000); the product with the text's length counts too.
  ["repeat", [{ argument: 1, max: 100_000 }]],
  ["lpad", [{ argument: 1, max: 100_000 }]],
  ["rpad", [{ argument: 1, max: 100_000 }]],
  // factorial(1000) takes 1 ms, factorial(30000) 1.4 s.
  ["factorial", [{ argument: 0, max: 500 }]],
  ["power", POWER],
  ["pow", POWER],
  ["exp", [{ argument: 0, max: 1_000 }]],
  ["sqrt", [{ argument: 0, max: LARGEST_NUMBER }]],
  ["gcd", [{ argument: 0, max: LARGEST_NUMBER }, { argument: 1, max: LARGEST_NUMBER }]],
  ["lcm", [{ argument: 0, max: LARGEST_NUMBER }, { argument: 1, max: LARGEST_NUMBER }]],
]);

/** Bounded operands by the symbol of a built-in operator. */
export const BOUNDED_OPERATORS: ReadonlyMap<string, readonly ArgumentBound[]> = new Map([
  ["^", POWER],
]);

/**
 * The most elements that the constant dimensions of `array_fill(value, dimensions)` may multiply
 * to, given as `ARRAY[…]` or as a literal; 100 million took 2 s and 780 MB.
 */
export const MAX_FILLED_ELEMENTS = 100_000;

/**
 * How many times its argument the constant result of a function may be long. Forty nested calls of
 * `quote_literal` end in gigabytes. (`repeat`, `replace`, `regexp_replace` and `translate` multiply
 * by an argument.)
 */
export const CONSTANT_GROWTH: ReadonlyMap<string, number> = new Map([
  ["encode", 4],
  ["quote_ident", 2],
  ["quote_literal", 2],
  ["quote_nullable", 2],
]);

/**
 * Operators whose work grows with the sum of their operands' sizes. Every other's may grow with the
 * product: `@>` of arrays compares each element with each, LIKE tries a pattern at each place.
 */
export const LINEAR_OPERATORS: ReadonlySet<string> = new Set(
  "+ - || = <> < > <= >= -> ->> #> #>> ~ ~* !~ !~* ^@ @@ & | #".split(" "),
);

/** Functions of several arguments of which the same is true. */
export const LINEAR_FUNCTIONS: ReadonlySet<string> = new Set(
  `array_append array_cat array_prepend concat concat_ws format json_array json_build_array
  json_build_object json_object jsonb_build_array jsonb_build_object jsonb_concat jsonb_insert
  jsonb_object jsonb_set num_nonnulls num_nulls overlay to_tsvector to_tsquery
  websearch_to_tsquery plainto_tsquery phraseto_tsquery array_position array_positions array_remove
  array_replace starts_with unnest`.split(/\s+/),
);

/** Functions of extensions of which it is not: they hold each piece of one argument against the other. */
export const QUADRATIC_EXTENSION_FUNCTIONS: ReadonlySet<string> = new Set(
  "similarity similarity_dist strict_word_similarity word_similarity".split(" "),
);

/** Aggregates whose value is as long as all their rows. */
export const COLLECTING_FUNCTIONS: ReadonlySet<string> = new Set(
  `array_agg json_agg json_agg_strict json_object_agg json_object_agg_strict json_object_agg_unique
  json_object_agg_unique_strict jsonb_agg jsonb_agg_strict jsonb_object_agg jsonb_object_agg_strict
  jsonb_object_agg_unique jsonb_object_agg_unique_strict string_agg xmlagg`.split(/\s+/),
);

/** The same as syntax. */
export const COLLECTING_NODES: ReadonlySet<string> = new Set(
  "JsonArrayAgg JsonArrayQueryConstructor JsonObjectAgg".split(" "),
);

/** Functions whose value holds their arguments, and more: in a recursive query they add up. */
export const LENGTHENING_FUNCTIONS: ReadonlySet<string> = new Set(
  `array_append array_cat array_prepend array_to_json array_to_string concat concat_ws encode format
  json_build_array json_build_object jsonb_build_array jsonb_build_object jsonb_concat jsonb_insert
  jsonb_set lpad overlay quote_ident quote_literal quote_nullable regexp_replace repeat replace
  row_to_json rpad to_json to_jsonb xmlcomment xmltext`.split(/\s+/),
);

/** The most steps that folding a whole statement may take, as `weigh_folding.ts` counts them: some tenths of a second. */
export const MAX_FOLDING_STEPS = 100_000_000;

/** Functions of constants whose result may be large, beside those whose arguments are bounded. */
export const GROWING_FUNCTIONS: ReadonlySet<string> = new Set([
  ..."array_fill array_to_string format is_normalized normalize polygon power pow replace".split(
    " ",
  ),
  ..."regexp_replace translate xpath xpath_exists xmlexists".split(" "),
]);

/**
 * The largest type modifier (length in characters or bits) by the name of a built-in type that
 * pads to it. `char(10485760)` is 10 MB a constant; `varchar` and `varbit` do not pad.
 */
export const BOUNDED_TYPE_MODIFIERS: ReadonlyMap<string, number> = new Map([
  ["bpchar", 10_000],
  ["bit", 100_000],
]);

/**
 * Whether a number, as a literal or in a text that may be cast to `numeric`, is small enough to
 * calculate with: its exponent is at most 400 either way. A text that is no number is bounded.
 */
export function isBoundedNumber(text: string): boolean {
  const exponent = /^\s*[+-]?(?:[\d_]+(?:\.[\d_]*)?|\.[\d_]+)e([+-]?[\d_]+)\s*$/i.exec(text)?.[1];
  return exponent === undefined || Math.abs(Number(exponent.replaceAll("_", ""))) <= 400;
}

/** Whether a literal JSON path is cheap to evaluate: few `.**`, each of which multiplies the work. */
export function isBoundedJsonPath(path: string): boolean {
  return path.split("**").length - 1 <= 1;
}

/** Whether a literal format string of `format` is cheap: no field width of more than three digits, none from an argument. */
export function isBoundedFormat(format: string): boolean {
  return !/%(?:\d+\$)?-?(?:\d{4}|\*)/.test(format);
}
