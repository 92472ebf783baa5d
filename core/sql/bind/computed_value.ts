// An expression whose value is computed when the statement runs, before what reads it: a column of
// a WITH query that is kept, of a recursive one, of a set that a function makes. Nothing there folds,
// but how long the value can get still follows from the expression. Stands among the definitions of
// a column in place of the expressions; the parser makes no such node.

import { nodeList, nodeOfType } from "../tree.ts";

/** The type of the node. */
export const COMPUTED_VALUE = "ComputedValue";

/** Options of {@linkcode computedValues}. */
export interface ComputedValuesOptions {
  /** Whether the very query that computes the values reads them, again and again; false by default. */
  readonly recursive?: boolean;
}

/** Wraps the definitions of a column. */
export function computedValues(
  definitions: readonly unknown[],
  { recursive = false }: ComputedValuesOptions = {},
): readonly unknown[] {
  const [only, another] = definitions;
  if (!recursive && only === undefined) return [];
  const isWrapped = another === undefined && nodeOfType(only, COMPUTED_VALUE) !== null;
  return isWrapped && !recursive
    ? definitions
    : [{ [COMPUTED_VALUE]: { args: definitions, recursive } }];
}

/** Whether no expression in the text defines a column. */
export function isUndefined(definitions: readonly unknown[]): boolean {
  return definitions.every((each) => {
    const computed = nodeOfType(each, COMPUTED_VALUE);
    return computed !== null && nodeList(computed.args).length === 0;
  });
}
