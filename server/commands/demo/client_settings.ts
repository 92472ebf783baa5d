// The settings that connect a client, ready to paste. Nothing is drawn around
// them, so that they copy clean out of any terminal.

import type { Style } from "../terminal/style.ts";
import { textWidth } from "../terminal/text_width.ts";

/** What the settings point at. */
export interface ClientTarget {
  /** Where MCP is served over HTTP. */
  readonly mcpUrl: string;
  /** The client's key; secret. */
  readonly key: string;
  /** The module to run, as a `deno run` line names it. */
  readonly entry: string;
  /** The version of Deno that runs this. */
  readonly denoVersion: string;
}

/** How they are drawn. */
export interface ClientSettingsOptions {
  readonly columns: number;
  readonly style: Style;
}

/** The lines, a section a client. */
export function drawClientSettings(
  target: ClientTarget,
  options: ClientSettingsOptions,
): readonly string[] {
  const { style } = options;
  const stdio = {
    command: "deno",
    args: [
      ...["run", "-q", "--no-prompt", "--cached-only"],
      ...[...permissionArgs(target), target.entry, "connect", target.mcpUrl],
    ],
    env: { PGMCP_KEY: target.key },
  };
  const headers = { Authorization: `Bearer ${target.key}` };

  function section(title: string, where: string, lines: readonly string[]): readonly string[] {
    const head = `${style.bold(title)} ${style.dim(`(${where})`)}`;
    const rule = "─".repeat(Math.max(3, options.columns - textWidth(head) - 4));
    return [`${style.dim("──")} ${head} ${style.dim(rule)}`, ...lines, ""];
  }

  return [
    ...section("Claude Code", "one line", [
      `claude mcp add --transport http pgmcp ${target.mcpUrl} ` +
      `--header "Authorization: ${headers.Authorization}"`,
    ]),
    ...section(
      "Cursor",
      "~/.cursor/mcp.json",
      json({ mcpServers: { pgmcp: { url: target.mcpUrl, headers } } }),
    ),
    ...section(
      "VS Code",
      ".vscode/mcp.json",
      json({ servers: { pgmcp: { type: "http", url: target.mcpUrl, headers } } }),
    ),
    ...section("Claude Desktop", "claude_desktop_config.json, over stdio", [
      ...json({ mcpServers: { pgmcp: stdio } }),
      style.dim(
        `With Node and no Deno: "command": "npx", and "-y", "deno@${target.denoVersion}" before "run".`,
      ),
    ]),
  ];
}

/** JSON with a line a member, but lists on one line: a command's words belong together. */
function json(value: unknown): readonly string[] {
  const text = JSON.stringify(value, null, 2);
  return text.replaceAll(/\[[^\][]*\]/g, (list) => list.replaceAll(/\s*\n\s*/g, " ")).split("\n");
}

function permissionArgs({ entry, mcpUrl }: ClientTarget): readonly string[] {
  // A set of deno.json works for files; what came from a registry is given the flags.
  return entry.startsWith("jsr:") || entry.startsWith("https:")
    ? ["--ignore-env", "--allow-env=PGMCP_KEY", `--allow-net=${new URL(mcpUrl).host}`]
    : ["-P=connect"];
}
