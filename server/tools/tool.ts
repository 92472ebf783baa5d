// What a tool is, with no word of MCP's wire: `server/mcp` turns it into protocol.
// Arguments are `unknown` until the one parse here; an expected "no" is a value.

import { z } from "zod";
import { PgmcpError } from "../../core/errors.ts";
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
export interface ToolDeclaration<Input extends z.ZodObject> {
  readonly name: string;
  readonly title: string;
  /** For a model: what it gives, and what to do next. */
  readonly description: string;
  /** Strict where an argument that is ignored would give a wrong answer. */
  readonly input: Input;
  /** The structured content; every member is optional, because errors have another shape. */
  readonly output: z.ZodObject;
  /** Whether it can write where the database is not read-only; false by default. */
  readonly writes?: boolean;
  /** Whether it takes `database` where there are several; true by default. */
  readonly ofOneDatabase?: boolean;
  call(input: z.infer<Input>, context: ToolContext): Promise<ToolOutcome>;
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
  readonly input: z.ZodObject;
  readonly output: z.ZodObject;
  /** Checks the arguments and runs; throws `PGMCP_INVALID_ARGUMENT` and what the ports throw. */
  call(input: unknown, context: ToolContext): Promise<ToolOutcome>;
}

/** The argument that chooses a database, where there are several. */
export const DATABASE_ARGUMENT = {
  database: z.string().min(1).describe("A name from list_databases"),
};
const CHOICE = z.looseObject(DATABASE_ARGUMENT);
const MAYBE_CHOICE = CHOICE.partial();

/** Makes a tool of its declaration. */
export function defineTool<Input extends z.ZodObject>(declaration: ToolDeclaration<Input>): Tool {
  return {
    name: declaration.name,
    title: declaration.title,
    description: declaration.description,
    writes: declaration.writes ?? false,
    ofOneDatabase: declaration.ofOneDatabase ?? true,
    input: declaration.input,
    output: declaration.output,
    call(input, context) {
      const several = context.databaseNames.length > 1;
      const known = several ? ["database"] : [];
      // A client that read the list when there were several may still name the only one.
      const choice = (several ? CHOICE : MAYBE_CHOICE).safeParse(input ?? {});
      const { database, ...rest } = choice.data ?? {};
      const ofOne = declaration.ofOneDatabase !== false;
      if (!choice.success && ofOne) {
        // Where there are several, this says which there are.
        context.database();
        throw invalidArgument(declaration, choice.error, known);
      }
      const parsed = declaration.input.safeParse(ofOne ? rest : input ?? {});
      if (!parsed.success) throw invalidArgument(declaration, parsed.error, known);
      if (!ofOne) return declaration.call(parsed.data, context);
      const chosen = {
        ...context,
        database: (name?: string) => context.database(name ?? database),
      };
      return declaration.call(parsed.data, chosen);
    },
  };
}

function invalidArgument(
  declaration: ToolDeclaration<z.ZodObject>,
  error: z.ZodError,
  others: readonly string[],
): PgmcpError {
  const issue = error.issues[0];
  const argument = issue?.path.join(".") ?? "";
  const names = [...others, ...Object.keys(declaration.input.shape)];
  return new PgmcpError("PGMCP_INVALID_ARGUMENT", {
    message: `Cannot call ${declaration.name}: ${
      argument === "" ? "" : `argument "${argument}": `
    }${issue?.message ?? "invalid arguments"}.`,
    hint: names.length === 0
      ? `${declaration.name} takes no arguments.`
      : `${declaration.name} takes: ${names.join(", ")}.`,
  });
}
