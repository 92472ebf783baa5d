// Writes core/sql/allow_lists/{functions,operators,types,catalogue_columns}.gen.ts and
// core/sql/bind/builtin_results.gen.ts: the union of what PostgreSQL 15
// to 18 have in pg_catalog, judged by the reviews in the same folder. Fails if a name is judged by
// none of them, or if an allowed function turns out volatile or internal. `--check` compares
// instead of writing and exits 1 on a difference; versions that are not there are then left out,
// and what the others hold must be judged as committed.
//
// deno run --no-lock --allow-read --allow-write=core/sql,/tmp --allow-run --allow-env --allow-sys=uid
//   tests/generate/allow_lists.ts [--check]

import {
  ALLOWED_FUNCTION_REVIEW,
  VOLATILE_FUNCTION_REVIEW,
} from "../../core/sql/allow_lists/allowed_function_review.ts";
import {
  REFUSED_FUNCTION_REVIEW,
  STRUCTURAL_REFUSALS,
} from "../../core/sql/allow_lists/function_review.ts";
import {
  ALLOWED_TYPE_REVIEW,
  REFUSED_TYPE_REVIEW,
} from "../../core/sql/allow_lists/type_review.ts";
import { makeBinderModules } from "./binder_lists.ts";
import {
  BUILT_IN_VERSIONS,
  type BuiltInCatalogue,
  type BuiltInFunction,
  readBuiltInCatalogue,
} from "./built_in_catalogue.ts";

const LISTS = new URL("../../core/sql/allow_lists/", import.meta.url);
const HEADER =
  "// Made by tests/generate/allow_lists.ts from the catalogues of PostgreSQL 15 to 18;\n" +
  "// do not edit. The judgements are in the *_review.ts files beside it.\n";

/** A refused name: why, and whether attribute notation can reach it. */
interface Refusal {
  readonly reason: string;
  readonly oneArgument: boolean;
}

const problems: string[] = [];
const catalogues = await readAll();
const complete = catalogues.length === BUILT_IN_VERSIONS.length;
const types = judgeTypes();
const functions = judgeFunctions();
const operators = judgeOperators();
if (problems.length > 0) {
  console.error(problems.join("\n"));
  Deno.exit(1);
}
const modules = new Map([
  ["functions.gen.ts", makeFunctionsModule()],
  [
    "operators.gen.ts",
    HEADER + makeConstant("BUILT_IN_OPERATORS", "Harmless operators.", operators),
  ],
  ["types.gen.ts", makeTypesModule()],
  ...makeBinderModules(catalogues, { header: HEADER, functions: functions.allowed }),
]);
if (Deno.args.includes("--check")) await compare();
else await write();

async function readAll(): Promise<readonly BuiltInCatalogue[]> {
  const found: BuiltInCatalogue[] = [];
  for (const version of BUILT_IN_VERSIONS) {
    const catalogue = await readBuiltInCatalogue(version);
    if (catalogue !== null) found.push(catalogue);
  }
  if (found.length === 0) throw new Error("Cannot read any PostgreSQL: no npm package is there");
  return found;
}

function judgeTypes(): {
  readonly allowed: readonly string[];
  readonly refused: readonly string[];
} {
  const [allowed, refused] = [new Set<string>(), new Set<string>()];
  const allowedNames = words(ALLOWED_TYPE_REVIEW);
  const refusedNames = new Set(REFUSED_TYPE_REVIEW.flatMap(({ names }) => [...words(names)]));
  for (const { name, kind, element } of seenTypes()) {
    const own = element ?? name;
    const isAllowed = allowedNames.has(own);
    if (isAllowed && kind !== "b" && kind !== "r" && kind !== "m") {
      problems.push(`type ${name}: allowed, but of kind ${kind}`);
    }
    // Row types of relations (kind c, or arrays of them) are refused as a rule.
    const isRow = catalogues.some((catalogue) => catalogue.relations.includes(`pg_catalog.${own}`));
    if (!isAllowed && !refusedNames.has(own) && !isRow) problems.push(`type ${name}: not reviewed`);
    (isAllowed ? allowed : refused).add(name);
  }
  return { allowed: sorted(allowed), refused: sorted(refused) };
}

function judgeFunctions(): {
  readonly allowed: readonly string[];
  readonly refused: ReadonlyMap<string, Refusal>;
} {
  const allowedNames = words(Object.values(ALLOWED_FUNCTION_REVIEW).join(" "));
  const volatileNames = words(VOLATILE_FUNCTION_REVIEW);
  const [allowed, refused] = [new Set<string>(), new Map<string, Refusal>()];
  const seen = catalogues.flatMap((catalogue) => catalogue.functions);
  for (const found of seen) {
    if (allowedNames.has(found.name)) {
      if (found.internalTypes || found.typeSupport) {
        problems.push(`function ${found.name}: allowed, but internal`);
      }
      if (found.volatile && !volatileNames.has(found.name)) {
        problems.push(`function ${found.name}: allowed, but volatile`);
      }
      if (refusedByName(found.name) !== undefined) {
        problems.push(`function ${found.name}: allowed and refused`);
      }
      allowed.add(found.name);
      continue;
    }
    const reason = refusedByName(found.name) ??
      STRUCTURAL_REFUSALS.find(({ applies }) => applies(found))?.reason;
    if (reason === undefined) problems.push(`function ${found.name}: not reviewed`);
    else refused.set(found.name, merge(refused.get(found.name), reason, found));
  }
  if (complete) {
    for (const name of allowedNames) {
      if (!allowed.has(name)) problems.push(`function ${name}: reviewed, but in no PostgreSQL`);
    }
  }
  // f(x) and x.f are casts where f is the name of a type and no function takes x.
  for (const name of types.allowed) if (!refused.has(name)) allowed.add(name);
  // Nothing can be cast to a pseudo-type or a row type, and `record` and `trigger` are fine names
  // for a column.
  const castable = new Set(seenTypes().filter(({ kind }) => kind === "b").map(({ name }) => name));
  for (const name of types.refused) {
    if (refused.has(name) || allowed.has(name)) continue;
    refused.set(name, {
      reason: "is a type that may not be named",
      oneArgument: castable.has(name),
    });
  }
  return { allowed: sorted(allowed), refused };
}

function seenTypes(): BuiltInCatalogue["types"] {
  return catalogues.flatMap((catalogue) => catalogue.types);
}

function merge(before: Refusal | undefined, reason: string, found: BuiltInFunction): Refusal {
  return { reason, oneArgument: found.oneArgument || (before?.oneArgument ?? false) };
}

function refusedByName(name: string): string | undefined {
  return REFUSED_FUNCTION_REVIEW.find(({ names }) =>
    [...words(names)].some((pattern) => matches(name, pattern))
  )?.reason;
}

function matches(name: string, pattern: string): boolean {
  if (!pattern.includes("*")) return name === pattern;
  return new RegExp(`^${pattern.replaceAll("*", ".*")}$`).test(name);
}

function judgeOperators(): readonly string[] {
  const symbols = new Set<string>();
  for (const { symbol, functions, volatile } of catalogues.flatMap(({ operators }) => operators)) {
    if (volatile) problems.push(`operator ${symbol}: volatile`);
    for (const name of functions) {
      const reason = refusedByName(name);
      if (reason !== undefined) problems.push(`operator ${symbol}: ${name} ${reason}`);
    }
    symbols.add(symbol);
  }
  return sorted(symbols);
}

function makeFunctionsModule(): string {
  const reasons = new Map<string, string[]>();
  for (const [name, { reason }] of functions.refused) {
    reasons.set(reason, [...reasons.get(reason) ?? [], name]);
  }
  const oneArgument = [...functions.refused].filter(([, refusal]) => refusal.oneArgument);
  return HEADER +
    makeConstant("ALLOWED_FUNCTIONS", "Functions that may be called.", functions.allowed) +
    makeConstant(
      "REFUSED_ONE_ARGUMENT_FUNCTIONS",
      "Refused functions that attribute notation can reach: they take exactly one argument.",
      sorted(oneArgument.map(([name]) => name)),
    ) +
    `\n/** Refused functions by reason: [reason, blank-separated names]. */\n` +
    `export const REFUSED_FUNCTIONS: readonly (readonly [string, string])[] = [\n` +
    [...reasons].sort(([a], [b]) => a < b ? -1 : 1)
      .map(([reason, names]) => `  [${JSON.stringify(reason)}, \`\n${lines(sorted(names))}\n\`],\n`)
      .join("") +
    "];\n";
}

function makeTypesModule(): string {
  return HEADER + makeConstant("ALLOWED_TYPES", "Types that may be named.", types.allowed) +
    makeConstant("REFUSED_TYPES", "Types that may not be named.", types.refused);
}

function makeConstant(name: string, description: string, names: readonly string[]): string {
  return `\n/** ${description} Blank-separated. */\nexport const ${name} = String.raw\`\n${
    lines(names)
  }\n\`;\n`;
}

function lines(names: readonly string[]): string {
  // "`" is in no built-in operator; the generator would have to change first.
  if (names.some((name) => name.includes("`"))) throw new Error("Cannot write a name with a `");
  const rows: string[] = [""];
  for (const name of names) {
    const last = rows.length - 1;
    const row = rows[last] ?? "";
    if (row.length + name.length + 1 > 100) rows.push(name);
    else rows[last] = row === "" ? name : `${row} ${name}`;
  }
  return rows.join("\n");
}

async function write(): Promise<void> {
  if (!complete) throw new Error("Cannot write the lists: a PostgreSQL version is missing");
  for (const [name, text] of modules) await Deno.writeTextFile(new URL(name, LISTS), text);
  console.log(
    `${functions.allowed.length} functions allowed, ${functions.refused.size} refused; ` +
      `${operators.length} operators; ${types.allowed.length} types allowed`,
  );
}

async function compare(): Promise<void> {
  if (!complete) {
    const lists = await import(new URL("functions.gen.ts", LISTS).href);
    const allowed = words(String(lists.ALLOWED_FUNCTIONS));
    for (const name of functions.allowed) if (!allowed.has(name)) problems.push(name);
    // A name may be a function in one version and only a row type in another.
    const typesOnly = new Set(types.refused);
    for (const name of functions.refused.keys()) {
      if (allowed.has(name) && !typesOnly.has(name)) problems.push(name);
    }
  } else {
    for (const [name, text] of modules) {
      if (await Deno.readTextFile(new URL(name, LISTS)) !== text) problems.push(name);
    }
  }
  if (problems.length === 0) return;
  console.error(`Not as committed; run tests/generate/allow_lists.ts: ${problems.join(", ")}`);
  Deno.exit(1);
}

function words(text: string): ReadonlySet<string> {
  return new Set(text.split(/\s+/).filter((word) => word !== ""));
}

function sorted(names: Iterable<string>): readonly string[] {
  return [...names].sort((a, b) => a < b ? -1 : a > b ? 1 : 0);
}
