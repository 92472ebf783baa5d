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

/** Bounded arguments by the name of a built-in function. */
export const BOUNDED_FUNCTIONS: ReadonlyMap<string, readonly ArgumentBound[]> = new Map([
  ["repeat", [{ argument: 1, max: 10_000 }]],
  ["lpad", [{ argument: 1, max: 10_000 }]],
  ["rpad", [{ argument: 1, max: 10_000 }]],
  ["factorial", [{ argument: 0, max: 1_000 }]],
  ["power", [{ argument: 1, max: 1_000 }]],
  ["pow", [{ argument: 1, max: 1_000 }]],
  ["exp", [{ argument: 0, max: 1_000 }]],
]);

/** Bounded operands by the symbol of a built-in operator. */
export const BOUNDED_OPERATORS: ReadonlyMap<string, readonly ArgumentBound[]> = new Map([
  ["^", [{ argument: 1, max: 1_000 }]],
]);

/** The largest type modifier (length or precision) by the name of a built-in type. */
export const BOUNDED_TYPE_MODIFIERS: ReadonlyMap<string, number> = new Map([
  ["bpchar", 10_000],
  ["bit", 80_000],
]);

/** Whether a literal JSON path is cheap to evaluate: few `.**`, each of which multiplies the work. */
export function isBoundedJsonPath(path: string): boolean {
  return path.split("**").length - 1 <= 1;
}

/** Whether a literal format string of `format` is cheap: no field width of more than three digits, none from an argument. */
export function isBoundedFormat(format: string): boolean {
  return !/%(?:\d+\$)?-?(?:\d{4}|\*)/.test(format);
}
