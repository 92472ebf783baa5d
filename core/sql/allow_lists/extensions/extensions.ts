// Says what of an extension may be used, by the review beside it. Knows nothing of who owns a
// function: that it belongs to the extension, the catalogue has to say.

import { splitNames } from "../split_names.ts";
import { EXTENSION_REVIEW } from "./extension_review.ts";

interface Extension {
  readonly functions: ReadonlySet<string>;
  readonly harmful: ReadonlySet<string>;
  readonly harmfulOperators: ReadonlySet<string>;
}

const extensions: ReadonlyMap<string, Extension> = new Map(
  Object.entries(EXTENSION_REVIEW).map(([name, { functions, harmful, harmfulOperators }]) => [
    name,
    {
      functions: splitNames(functions),
      harmful: splitNames(harmful ?? ""),
      harmfulOperators: splitNames(harmfulOperators ?? ""),
    },
  ]),
);

/** Whether an operator that belongs to the extension may be used. */
export function isAllowedExtensionOperator(extension: string, name: string): boolean {
  return extensions.get(extension)?.harmfulOperators.has(name) === false;
}

/** Whether a function that belongs to the extension may be called. */
export function isAllowedExtensionFunction(extension: string, name: string): boolean {
  return extensions.get(extension)?.functions.has(name) ?? false;
}

/** Whether a function of the extension may run where a view or an operator calls it. */
export function isHarmlessExtensionFunction(extension: string, name: string): boolean {
  const known = extensions.get(extension);
  if (known === undefined) return false;
  return known.functions.has(name) || !(known.harmful.has("*") || known.harmful.has(name));
}
