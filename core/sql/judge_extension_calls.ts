// Calls of reviewed functions of extensions whose one argument decides what they do: a file that is
// named in text, a count without end. Goes by the name alone, for which function is called only the
// catalogue can say; one that an operator has allowed by its name is left alone.

import {
  ARGUMENT_BOUNDS,
  type ArgumentBound,
  MAX_SEGMENTS,
  MIN_FRACTION,
} from "./allow_lists/extensions/argument_bounds.ts";
import type { FunctionFact, StatementFacts } from "./facts.ts";
import { createFolding } from "./folding.ts";
import { literalText } from "./measure_constant.ts";
import { dotted, type NamePolicy } from "./name_policy.ts";
import type { Refusal } from "./refusal.ts";
import { bareNode, nodeOfType, stringNodes, textField } from "./tree.ts";

/** Refuses the first call with an argument that it must not have. */
export function judgeExtensionCalls(facts: StatementFacts, policy: NamePolicy): Refusal | null {
  for (const call of facts.functions) {
    const bound = call.schema === "pg_catalog" ? undefined : ARGUMENT_BOUNDS.get(call.name);
    if (bound === undefined || isWithin(call, bound, facts)) continue;
    if (policy.allowFunctions.some(({ name }) => name === call.name)) continue;
    return {
      code: "PGMCP_FUNCTION_NOT_ALLOWED",
      message: `The function ${dotted(call)} ${bound.otherwise}`,
      hint: HINTS[bound.kind],
      fragment: dotted(call),
      location: call.location,
    };
  }
  return null;
}

const HINTS: Readonly<Record<ArgumentBound["kind"], string>> = {
  integer:
    "Give it a geometry and a number, as in ST_Transform(geom, 4326) or ST_Transform(geom, srid::integer).",
  segments:
    `Write the number of segments, or the text that holds it, as a literal of at most ${MAX_SEGMENTS}.`,
  fraction: `Write the fraction as a literal of at least ${MIN_FRACTION}.`,
};

function isWithin(call: FunctionFact, bound: ArgumentBound, facts: StatementFacts): boolean {
  const { args, argumentCount } = call;
  if (args.length <= bound.argument && argumentCount !== null) return true;
  // Arguments that are named stand in any order.
  if (argumentCount === null || call.named === true || args.length > bound.mostArguments) {
    return false;
  }
  const argument = args[bound.argument];
  switch (bound.kind) {
    case "integer":
      return isInteger(argument);
    case "segments":
      return hasFewSegments(argument);
    case "fraction": {
      const number = numberOf(argument);
      return number === null
        ? !createFolding(facts.bound).folds(argument)
        : Math.abs(number) >= MIN_FRACTION;
    }
  }
}

const INTEGERS: ReadonlySet<string> = new Set(["int2", "int4", "int8"]);

function isInteger(argument: unknown): boolean {
  const cast = nodeOfType(argument, "TypeCast");
  if (cast !== null) {
    const [name = "", schema = "pg_catalog"] = stringNodes(bareNode(cast.typeName)?.names)
      .toReversed();
    return schema === "pg_catalog" && INTEGERS.has(name);
  }
  const [called = ""] = stringNodes(nodeOfType(argument, "FuncCall")?.funcname).toReversed();
  if (called !== "") return called === "st_srid";
  return bareNode(nodeOfType(argument, "A_Const")?.ival) !== null;
}

function hasFewSegments(argument: unknown): boolean {
  const text = literalText(argument);
  if (text !== null) {
    return (text.match(/\d+/g) ?? []).every((each) => Number(each) <= MAX_SEGMENTS);
  }
  const number = numberOf(argument);
  return number !== null && number <= MAX_SEGMENTS;
}

/** The number that is written there; null for anything else. */
function numberOf(argument: unknown): number | null {
  const constant = nodeOfType(argument, "A_Const");
  const integer = bareNode(constant?.ival);
  // The parser leaves out what is zero.
  if (integer !== null) return typeof integer.ival === "number" ? integer.ival : 0;
  const text = textField(bareNode(constant?.fval)?.fval);
  return text === null ? null : Number(text);
}
