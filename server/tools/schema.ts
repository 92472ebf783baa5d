// The few kinds of values that tools take and give: each is JSON Schema for a client to
// read, and a check of what a client sends. A tool is described once, and for its first
// call nothing has to be loaded: a general validator takes as long as the query itself.

/** JSON Schema, as far as it is used here. */
export type JsonSchema = Readonly<Record<string, unknown>>;

/** A kind of value. */
export interface Schema<Value> {
  readonly json: JsonSchema;
  /** What is wrong with `value`, as in "has to be a text"; null where nothing is. */
  problem(value: unknown): string | null;
  /** Never there: it ties the kind to the type of its values. */
  readonly value?: Value;
}

/** A value that may be left out. */
export interface OptionalSchema<Value> extends Schema<Value> {
  readonly optional: true;
}

/** The members of an object, by name. */
export type Shape = Readonly<Record<string, Schema<unknown>>>;

type ValueOf<Kind> = Kind extends Schema<infer Value> ? Value : never;
type OptionalNames<Members extends Shape> = {
  [Name in keyof Members]: Members[Name] extends OptionalSchema<unknown> ? Name : never;
}[keyof Members];

/** The object that has these members. */
export type ObjectOf<Members extends Shape> =
  & { readonly [Name in Exclude<keyof Members, OptionalNames<Members>>]: ValueOf<Members[Name]> }
  & { readonly [Name in OptionalNames<Members>]?: ValueOf<Members[Name]> };

/** What a model is told of a value beside its name. */
export interface Description {
  readonly about?: string;
}

/** A text of at least `min` characters, by default none. */
export function text(options: Description & { readonly min?: number } = {}): Schema<string> {
  const { min = 0 } = options;
  return {
    json: { type: "string", ...(min > 0 ? { minLength: min } : {}), ...description(options) },
    problem(value) {
      if (typeof value !== "string") return "has to be a text";
      return value.length < min ? "may not be empty" : null;
    },
  };
}

/** One of a few texts. */
export function oneOf<const Choice extends string>(
  choices: readonly Choice[],
  options: Description = {},
): Schema<Choice> {
  return {
    json: { type: "string", enum: choices, ...description(options) },
    problem: (value) =>
      choices.some((choice) => choice === value) ? null : `has to be ${choices.join(" or ")}`,
  };
}

/** A whole number, within bounds where given. */
export function integer(
  options: Description & { readonly min?: number; readonly max?: number } = {},
): Schema<number> {
  const { min = -Infinity, max = Infinity } = options;
  return {
    json: {
      type: "integer",
      ...(min === -Infinity ? {} : { minimum: min }),
      ...(max === Infinity ? {} : { maximum: max }),
      ...description(options),
    },
    problem(value) {
      if (typeof value !== "number" || !Number.isSafeInteger(value)) {
        return "has to be a whole number";
      }
      return value < min || value > max ? `has to be from ${min} to ${max}` : null;
    },
  };
}

/** A number. */
export function number(): Schema<number> {
  return {
    json: { type: "number" },
    problem: (value) => Number.isFinite(value) ? null : "has to be a number",
  };
}

/** True or false. */
export function boolean(options: Description = {}): Schema<boolean> {
  return {
    json: { type: "boolean", ...description(options) },
    problem: (value) => typeof value === "boolean" ? null : "has to be true or false",
  };
}

/** A list. */
export function list<Item>(item: Schema<Item>): Schema<readonly Item[]> {
  return {
    json: { type: "array", items: item.json },
    problem(value) {
      if (!Array.isArray(value)) return "has to be a list";
      return value.map((each) => item.problem(each)).find((problem) => problem !== null) ?? null;
    },
  };
}

/** An object with these members, and perhaps others. */
export function object<Members extends Shape>(members: Members): Schema<ObjectOf<Members>> {
  const required = Object.keys(members).filter((name) => !isOptional(members[name]));
  return {
    json: {
      type: "object",
      properties: Object.fromEntries(
        Object.entries(members).map(([name, member]) => [name, member.json]),
      ),
      ...(required.length === 0 ? {} : { required }),
    },
    problem: (value) => memberProblem(members, value)?.problem ?? null,
  };
}

/** The value, or null. */
export function nullable<Value>(kind: Schema<Value>): Schema<Value | null> {
  const { json } = kind;
  const isSimple = Object.keys(json).length === 1 && typeof json.type === "string";
  return {
    json: isSimple ? { type: [json.type, "null"] } : { anyOf: [json, { type: "null" }] },
    problem: (value) => value === null ? null : kind.problem(value),
  };
}

/** The value, where it is there. */
export function optional<Value>(kind: Schema<Value>): OptionalSchema<Value> {
  return { json: kind.json, problem: (value) => kind.problem(value), optional: true };
}

/** The first member of `value` that is wrong, and how; null where none is. A name without a member is the whole. */
export function memberProblem(
  members: Shape,
  value: unknown,
): { readonly name: string | null; readonly problem: string } | null {
  if (!isObject(value)) return { name: null, problem: "has to be an object" };
  for (const [name, member] of Object.entries(members)) {
    if (Object.hasOwn(value, name)) {
      const problem = member.problem(value[name]);
      if (problem !== null) return { name, problem };
    } else if (!isOptional(member)) return { name, problem: "is missing" };
  }
  return null;
}

/** Whether `value` is an object, and no list. */
export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isOptional(kind: Schema<unknown> | undefined): boolean {
  return kind !== undefined && "optional" in kind;
}

function description({ about }: Description): { readonly description?: string } {
  return about === undefined ? {} : { description: about };
}
