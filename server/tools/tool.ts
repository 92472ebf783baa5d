// What a tool is, with no word of MCP's wire: `server/mcp` turns it into protocol.
// Arguments are `unknown` until the one parse here; an expected "no" is a value.

import { PgmcpError } from "../../core/errors.ts";
import { isObject, memberProblem, type ObjectOf, type Shape, text } from "./schema.ts";
import type { ToolContext } from "./tool_context.ts";
import type { ToolOutcome } from "./tool_outcome.ts";

/** Hints for clients (MCP, Tool annotations); nothing is enforced by them. */
export interface ToolAnnotations {
  readonly readOnlyHint: boolean;
  readonly destructiveHint: boolean;
  readonly idempotentHint: boolean;
  readonly openWorldHint: boolean;
}

/** A tool as declared. */
export interface ToolDeclaration<Input extends Shape> {
  readonly name: string;
  readonly title: string;
  /** For a model: what it gives, and what to do next. */
  readonly description: string;
  /** Its arguments. */
  readonly input: Input;
  /** Whether other arguments are refused, as where one that is ignored would give a wrong answer; true by default. */
  readonly strict?: boolean;
  /** The structured content; every member is optional, because errors have another shape. */
  readonly output: Shape;
  /** Whether it can write where the database is not read-only; false by default. */
  readonly writes?: boolean;
  /** Whether it takes `database` where there are several; true by default. */
  readonly ofOneDatabase?: boolean;
  call(input: ObjectOf<Input>, context: ToolContext): Promise<ToolOutcome>;
}

/** A tool, its arguments still to be checked. */
export interface Tool {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly writes: boolean;
  /** Whether it takes {@linkcode DATABASE_ARGUMENT} where there are several databases. */
  readonly ofOneDatabase: boolean;
  /** Its arguments, without that one. */
  readonly input: Shape;
  /** Whether other arguments are refused. */
  readonly strict: boolean;
  readonly output: Shape;
  /** Checks the arguments and runs; throws `PGMCP_INVALID_ARGUMENT` and what the ports throw. */
  call(input: unknown, context: ToolContext): Promise<ToolOutcome>;
}

/** The argument that chooses a database, where there are several. */
export const DATABASE_ARGUMENT = {
  database: text({ min: 1, about: "A name from list_databases" }),
} as const;

/** Makes a tool of its declaration. */
export function defineTool<Input extends Shape>(declaration: ToolDeclaration<Input>): Tool {
  const { name, title, description, input: members, output } = declaration;
  const { writes = false, ofOneDatabase = true, strict = true } = declaration;

  function check(input: unknown, others: readonly string[]): ObjectOf<Input> {
    const known = [...others, ...Object.keys(members)];
    if (!fits(members, input)) {
      const problem = memberProblem(members, input);
      throw invalidArgument(name, known, problem ?? { name: null, problem: "is wrong" });
    }
    const unknown = strict ? Object.keys(input).find((key) => !Object.hasOwn(members, key)) : null;
    if (typeof unknown !== "string") return input;
    throw invalidArgument(name, known, { name: unknown, problem: "is not known" });
  }

  return {
    ...{ name, title, description, writes, ofOneDatabase, strict, output },
    input: members,
    call(input = {}, context) {
      const others = context.databaseNames.length > 1 ? ["database"] : [];
      if (!ofOneDatabase) return declaration.call(check(input, others), context);
      // A client that read the list when there were several may still name the only one.
      const { database, ...rest } = isObject(input) ? input : {};
      // Where there are several and none is named, this says which there are.
      if (database === undefined && others.length > 0) context.database();
      const problem = database === undefined ? null : DATABASE_ARGUMENT.database.problem(database);
      if (problem !== null || (database !== undefined && typeof database !== "string")) {
        throw invalidArgument(name, [...others, ...Object.keys(members)], {
          name: "database",
          problem: problem ?? "is wrong",
        });
      }
      const checked = check(isObject(input) ? rest : input, others);
      return declaration.call(checked, {
        ...context,
        database: (other?: string) => context.database(other ?? database),
      });
    },
  };
}

function fits<Members extends Shape>(
  members: Members,
  value: unknown,
): value is ObjectOf<Members> & Readonly<Record<string, unknown>> {
  return memberProblem(members, value) === null;
}

function invalidArgument(
  tool: string,
  known: readonly string[],
  wrong: { readonly name: string | null; readonly problem: string },
): PgmcpError {
  const argument = wrong.name === null ? "its input" : `argument ${JSON.stringify(wrong.name)}`;
  return new PgmcpError("PGMCP_INVALID_ARGUMENT", {
    message: `Cannot call ${tool}: ${argument} ${wrong.problem}.`,
    hint: known.length === 0
      ? `${tool} takes no arguments.`
      : `${tool} takes: ${known.join(", ")}.`,
  });
}
