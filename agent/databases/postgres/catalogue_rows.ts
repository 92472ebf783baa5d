// The rows of the guard's catalogue queries as what the port speaks of. Each row ends with the
// evidence it rests on: states and the moment they were seen at (evidence_query.ts).

import type {
  FunctionInfo,
  OperatorInfo,
  ReachedRelation,
  RelationInfo,
  RunFunction,
  TypeInfo,
} from "../../../core/ports/catalogue.ts";

/** Something found, with its evidence. */
export interface Found<Info> {
  readonly info: Info;
  /** Its OID. */
  readonly oid: string;
  readonly states: readonly string[];
  readonly moment: string;
}

const VOLATILITIES = { i: "immutable", s: "stable" } as const;
const TYPE_KINDS: Readonly<Record<string, TypeInfo["kind"]>> = {
  b: "base",
  c: "composite",
  d: "domain",
  e: "enum",
  r: "range",
  m: "multirange",
};

/** A row as the database wrote it. */
export type Row = readonly (string | null)[];

/** A row of ALL_FUNCTIONS, under the search path `path`. */
export function toFunction(
  [schema, name, fewest, most, volatility, definer, extension, state, moment]: Row,
  path: readonly string[],
): Found<FunctionInfo> {
  const minArguments = Number(fewest ?? 0);
  const maxArguments = most === null || most === undefined ? null : Number(most);
  const info: FunctionInfo = {
    schema: schema ?? "",
    name: name ?? "",
    takesOneArgument: minArguments <= 1 && maxArguments !== 0,
    minArguments,
    maxArguments,
    onPath: path.includes(schema ?? ""),
    volatility: volatility === "i" || volatility === "s" ? VOLATILITIES[volatility] : "volatile",
    securityDefiner: definer === "t",
    extension: extension ?? null,
  };
  return { info, oid: "", states: [state ?? ""], moment: moment ?? "" };
}

/** A row of ALL_OPERATORS. */
export function toOperator(
  [schema, name, extension, ownTypes, state, moment]: Row,
): Found<OperatorInfo> {
  const info: OperatorInfo = {
    schema: schema ?? "",
    name: name ?? "",
    extension: extension ?? null,
    ownTypes: ownTypes?.split(" ") ?? null,
  };
  return { info, oid: "", states: [state ?? ""], moment: moment ?? "" };
}

/** A row of TYPES without its place. */
export function toType(
  [schema, name, kind, extension, reachesDomain, castsRunCode, runs, ...evidence]: Row,
): Found<TypeInfo> {
  const info: TypeInfo = {
    schema: schema ?? "",
    name: name ?? "",
    kind: TYPE_KINDS[kind ?? ""] ?? "pseudo",
    extension: extension ?? null,
    reachesDomain: reachesDomain === "t",
    runs: toRuns(runs),
    // Only a plain no is a no.
    castsRunCode: castsRunCode !== "f",
  };
  return { info, ...withEvidence(evidence, runs) };
}

/** A row of RELATIONS without its place. */
export function toRelation(
  [
    schema,
    name,
    kind,
    columns,
    extension,
    castColumns,
    objectColumns,
    runs,
    ownTypes,
    inherited,
    checkedColumns,
    ...evidence
  ]: Row,
): Found<RelationInfo> {
  const info: RelationInfo = {
    schema: schema ?? "",
    name: name ?? "",
    kind: kind ?? "",
    columns: parseList(columns).map(String),
    extension: extension ?? null,
    runs: toRuns(runs),
    ownTypes: ownTypes === null || ownTypes === undefined ? ["*"] : splitWords(ownTypes),
    castsRunCode: castColumns !== "[]",
    castColumns: castColumns === null || castColumns === undefined
      ? null
      : parseList(castColumns).map(String),
    checkedColumns: parseList(checkedColumns).map(String),
    objectColumns: parseList(objectColumns).map(String),
    hasChildren: inherited !== "f",
  };
  return { info, ...withEvidence(evidence, runs) };
}

/** A row of REACH. */
export function toReached([schema, name, kind, states, moment]: Row): Found<ReachedRelation> {
  const info = { schema: schema ?? "", name: name ?? "", kind: kind ?? "" };
  return { info, oid: "", states: parseList(states).map(String), moment: moment ?? "" };
}

function withEvidence(
  [oid, states, casts, moment]: Row,
  runs: string | null | undefined,
): Omit<Found<unknown>, "info"> {
  // What runs tells its own state last.
  const run = parseList(runs).map((each) => Array.isArray(each) ? String(each.at(-1)) : "");
  const all = [...parseList(states).map(String), ...parseList(casts).map(String), ...run];
  return { oid: oid ?? "", states: all, moment: moment ?? "" };
}

function parseList(json: string | null | undefined): readonly unknown[] {
  const list: unknown = json === null || json === undefined ? [] : JSON.parse(json);
  return Array.isArray(list) ? list : [];
}

function splitWords(text: string): readonly string[] {
  return text.split(" ").filter((word) => word !== "");
}

function toRuns(json: string | null | undefined): readonly RunFunction[] {
  return parseList(json).map((run) => {
    const [schema, name, extension]: readonly unknown[] = Array.isArray(run) ? run : [];
    return {
      schema: String(schema),
      name: String(name),
      extension: extension === null ? null : String(extension),
    };
  });
}
