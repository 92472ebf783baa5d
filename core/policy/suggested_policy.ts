// Suggestions as the text of a policy file, for an officer to read and correct.

import { patternText } from "./table_pattern.ts";
import type { Suggestion } from "./suggest_masks.ts";

/** The policy that the suggestions make. */
export function suggestedPolicy(suggestions: readonly Suggestion[]): string {
  const tables = Map.groupBy(suggestions, tableKey);
  const lines = [
    "# yaml-language-server: $schema=./policy.schema.json",
    "# Suggested by pgmcp policy suggest: a name is a hint and no proof. Read every line.",
    "policy:",
  ];
  if (tables.size === 0) return [...lines, "  tables: {}", ""].join("\n");
  lines.push("  tables:");
  for (const [key, columns] of tables) {
    lines.push(`    ${yamlText(key)}:`);
    const denied = columns.filter(({ treatment }) => treatment === "deny");
    const masked = columns.filter(({ treatment }) => treatment !== "deny");
    if (denied.length > 0) {
      lines.push(
        `      deny_columns: [${denied.map(({ column }) => yamlText(column)).join(", ")}]`,
      );
    }
    if (masked.length > 0) lines.push("      mask_columns:");
    for (const { because, column, looksLike, treatment } of masked) {
      const why = because === "name" ? looksLike : `${looksLike}, by its values`;
      lines.push(`        ${yamlText(column)}: ${treatment} # ${why}`);
    }
  }
  return [...lines, ""].join("\n");
}

function tableKey({ schema, table }: Suggestion): string {
  const part = (name: string) => /[."\s]/.test(name) ? `"${name.replaceAll('"', '""')}"` : name;
  return patternText({ schema: part(schema), name: part(table) });
}

function yamlText(text: string): string {
  return /^[A-Za-z_][\w.]*$/.test(text) && !/^(null|true|false|yes|no|on|off)$/i.test(text)
    ? text
    : JSON.stringify(text);
}
