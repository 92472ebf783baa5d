// The settings that connect a client, ready to paste. Nothing is drawn around
// them, so that they copy clean out of any terminal.

import { ENGINE_FLAGS } from "../../../core/run_line/engine_flags.ts";
import type { Style } from "../terminal/style.ts";
import { textWidth } from "../terminal/text_width.ts";

/** What the settings point at. */
export interface ClientTarget {
  /** Where MCP is served over HTTP. */
  readonly mcpUrl: string;
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

/** An example of a database URL, with a role that can only read. */
const EXAMPLE_DATABASE_URL = "postgres://reader:password@localhost:5432/mydb";

/** The lines, a section a client. */
export function drawClientSettings(
  target: ClientTarget,
  options: ClientSettingsOptions,
): readonly string[] {
  const { style } = options;
  const stdio = {
    command: "deno",
    // A set of deno.json works for files; what came from a registry is given the flags.
    args: [
      ...["run", "-q", "--no-prompt", ENGINE_FLAGS],
      ...[...permissionArgs(target.entry), target.entry, "stdio"],
    ],
    env: { DATABASE_URL: EXAMPLE_DATABASE_URL },
  };

  function section(title: string, where: string, lines: readonly string[]): readonly string[] {
    const head = `${style.bold(title)} ${style.dim(`(${where})`)}`;
    const rule = "─".repeat(Math.max(3, options.columns - textWidth(head) - 4));
    return [`${style.dim("──")} ${head} ${style.dim(rule)}`, ...lines, ""];
  }

  return [
    ...section("Claude Code", "this demo, over HTTP", [
      `claude mcp add --transport http pgmcp ${target.mcpUrl}`,
    ]),
    ...section(
      "Cursor",
      "~/.cursor/mcp.json",
      json({ mcpServers: { pgmcp: { url: target.mcpUrl } } }),
    ),
    ...section(
      "VS Code",
      ".vscode/mcp.json",
      json({ servers: { pgmcp: { type: "http", url: target.mcpUrl } } }),
    ),
    ...section("Claude Desktop", "claude_desktop_config.json, your own database over stdio", [
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

function permissionArgs(entry: string): readonly string[] {
  return entry.startsWith("jsr:") || entry.startsWith("https:")
    ? ["--ignore-env", "--allow-env=DATABASE_URL", "--allow-net=localhost:5432"]
    : ["-P=local"];
}
