// completion/complete: names for the arguments of prompts and the variables of
// resource templates.

import { ProtocolError, ProtocolErrorCode, type Server } from "@modelcontextprotocol/server";
import type { CompleteRequest } from "@modelcontextprotocol/server";
import { completeName, type Completion, type NameKind } from "../completions/complete_name.ts";
import { promptArguments } from "../prompts/prompt.ts";
import { resourceTemplates } from "../resources/resource_templates.ts";
import type { ToolContext } from "../tools/tool_context.ts";
import type { HandlerOptions } from "./handler_options.ts";
import { promptOf } from "./prompt_handlers.ts";
import { withProtocolErrors } from "./protocol_error.ts";

const NO_SUGGESTIONS: Completion = { values: [], total: 0, hasMore: false };

/** Adds the handler to `server`. */
export function addCompletionHandler(server: Server, { scope, run }: HandlerOptions): void {
  const caller = scope.principal.id;
  server.setRequestHandler(
    "completion/complete",
    (request, context) =>
      withProtocolErrors({ method: request.method, caller }, async () => {
        const { values, ...counts } = await run(
          context,
          (call) => complete(call, request.params),
        );
        return { completion: { ...counts, values: [...values] } };
      }),
  );
}

async function complete(
  context: ToolContext,
  params: CompleteRequest["params"],
): Promise<Completion> {
  const { ref, argument } = params;
  const filled = params.context?.arguments ?? {};
  const kind = ref.type === "ref/prompt"
    ? kindOfArgument(ref.name, { argument: argument.name, names: context.databaseNames })
    : kindOfVariable(ref.uri, { variable: argument.name, names: context.databaseNames });
  if (kind === undefined) return NO_SUGGESTIONS;
  const { database, schema } = filled;
  return await completeName(context, {
    kind,
    value: argument.value,
    ...(database === undefined || database === "" ? {} : { database }),
    ...(schema === undefined || schema === "" ? {} : { schema }),
  });
}

function kindOfArgument(
  prompt: string,
  { argument, names }: { readonly argument: string; readonly names: readonly string[] },
): NameKind | undefined {
  const place = promptArguments(promptOf(prompt), names).find(({ name }) => name === argument);
  if (place !== undefined) return place.names;
  throw invalid(`The prompt ${prompt} has no argument "${argument}".`);
}

function kindOfVariable(
  uri: string,
  { variable, names }: { readonly variable: string; readonly names: readonly string[] },
): NameKind | undefined {
  const template = resourceTemplates(names).find(({ uriTemplate }) => uriTemplate === uri);
  if (template === undefined) throw invalid(`There is no resource template ${uri}.`);
  if (!uri.includes(`{${variable}}`)) throw invalid(`${uri} has no variable "${variable}".`);
  return variable === "database" || variable === "schema" || variable === "table"
    ? variable
    : undefined;
}

function invalid(message: string): ProtocolError {
  return new ProtocolError(ProtocolErrorCode.InvalidParams, message);
}
