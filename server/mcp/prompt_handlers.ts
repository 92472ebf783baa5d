// prompts/list and prompts/get.

import { ProtocolError, ProtocolErrorCode, type Server } from "@modelcontextprotocol/server";
import type { Prompt as PromptDefinition } from "@modelcontextprotocol/server";
import { ALL_PROMPTS } from "../prompts/all_prompts.ts";
import { type Prompt, promptArguments, promptText } from "../prompts/prompt.ts";
import type { HandlerOptions } from "./handler_options.ts";
import { withProtocolErrors } from "./protocol_error.ts";

/** The prompt of that name. Throws a `ProtocolError`. */
export function promptOf(name: string): Prompt {
  const prompt = ALL_PROMPTS.find((candidate) => candidate.name === name);
  if (prompt !== undefined) return prompt;
  const names = ALL_PROMPTS.map((candidate) => candidate.name).join(", ");
  throw new ProtocolError(
    ProtocolErrorCode.InvalidParams,
    `Unknown prompt "${name}": there are ${names}.`,
  );
}

/** Adds the handlers to `server`. */
export function addPromptHandlers(server: Server, { scope, run }: HandlerOptions): void {
  const caller = scope.principal.id;
  server.setRequestHandler(
    "prompts/list",
    (request, context) =>
      withProtocolErrors({ method: request.method, caller }, async () => {
        const names = await run(context, (call) => Promise.resolve(call.databaseNames));
        return { prompts: ALL_PROMPTS.map((prompt) => definition(prompt, names)) };
      }),
  );
  server.setRequestHandler(
    "prompts/get",
    (request, context) =>
      withProtocolErrors({ method: request.method, caller }, async () => {
        const prompt = promptOf(request.params.name);
        const databaseNames = await run(context, (call) => Promise.resolve(call.databaseNames));
        const text = promptText(prompt, { values: request.params.arguments ?? {}, databaseNames });
        return {
          description: prompt.description,
          messages: [{ role: "user", content: { type: "text", text } }],
        };
      }),
  );
}

function definition(prompt: Prompt, databaseNames: readonly string[]): PromptDefinition {
  return {
    name: prompt.name,
    title: prompt.title,
    description: prompt.description,
    arguments: promptArguments(prompt, databaseNames).map(({ name, description, required }) => ({
      name,
      description,
      required,
    })),
  };
}
