// What a prompt is, with no word of MCP's wire: a text for a model, with places to
// fill in. A prompt asks no database, so that choosing one is instant and always works.

import { PgmcpError } from "../../core/errors.ts";
import type { NameKind } from "../completions/complete_name.ts";

/** A place to fill in. */
export interface PromptArgument {
  readonly name: string;
  /** For the person who fills it in. */
  readonly description: string;
  readonly required: boolean;
  /** What it names, where it can be completed. */
  readonly names?: NameKind;
}

/** What was filled in. */
export type PromptValues = Readonly<Record<string, string>>;

/** A prompt. */
export interface Prompt {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly arguments: readonly PromptArgument[];
  /** The text, from values that were checked. */
  text(values: PromptValues): string;
}

const DATABASE: PromptArgument = {
  name: "database",
  description: "Which database; see list_databases",
  required: true,
  names: "database",
};

/** The places of `prompt`, with the database where there is a choice. */
export function promptArguments(
  prompt: Prompt,
  databaseNames: readonly string[],
): readonly PromptArgument[] {
  return databaseNames.length > 1 ? [DATABASE, ...prompt.arguments] : prompt.arguments;
}

/** The text of `prompt`. Throws `PGMCP_INVALID_ARGUMENT` for what is missing or not known. */
export function promptText(
  prompt: Prompt,
  options: { readonly values: PromptValues; readonly databaseNames: readonly string[] },
): string {
  const { values, databaseNames } = options;
  const places = promptArguments(prompt, databaseNames);
  const known = places.map((place) => place.name);
  for (const name of Object.keys(values)) {
    if (!known.includes(name)) throw invalid(prompt, `there is no argument "${name}"`, known);
  }
  for (const { name, required } of places) {
    if (required && (values[name] ?? "").trim() === "") {
      throw invalid(prompt, `argument "${name}" is missing`, known);
    }
  }
  const text = prompt.text(values);
  const { database } = values;
  if (databaseNames.length < 2 || database === undefined) return text;
  return `${text}\nUse the database ${JSON.stringify(database)}: name it in every call.`;
}

function invalid(prompt: Prompt, what: string, known: readonly string[]): PgmcpError {
  return new PgmcpError("PGMCP_INVALID_ARGUMENT", {
    message: `Cannot make the prompt ${prompt.name}: ${what}.`,
    hint: `${prompt.name} takes: ${known.join(", ")}.`,
  });
}
