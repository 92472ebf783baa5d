// The command line of what works with a server elsewhere: `agent` beside a database, `connect`
// beside a client.

import type { Command } from "commander";

/** The argument and options of `pgmcp connect`. */
export interface ConnectFlags {
  readonly url: string;
  readonly printCommand: boolean;
  readonly printSettings: boolean;
}

/** Options of `pgmcp agent`. */
export interface AgentFlags {
  readonly printCommand: boolean;
  readonly endWithStdin: boolean;
}

/** What these commands do; each returns the exit code. */
export interface TunnelCommands {
  agent(flags: AgentFlags): Promise<number>;
  connect(flags: ConnectFlags): Promise<number>;
}

/** Adds them to `program`. */
export function addTunnelCommands(
  program: Command,
  commands: TunnelCommands,
  finish: (exitCode: number) => void,
): void {
  const printCommand = "Print the deno run line with the least permissions, and end.";
  program.command("agent")
    .summary("Answer for a database here, through a server elsewhere.")
    .description(
      "Dials a pgmcp server (SERVER_URL) with an agent's key (AGENT_KEY) and answers for the " +
        "database here, which the server can reach in no other way.",
    )
    .option("--print-command", printCommand)
    .option("--end-with-stdin", "End when standard input closes, as under a parent process.")
    .addHelpText("after", AGENT_HELP)
    .action(async ({ printCommand = false, endWithStdin = false }: Partial<AgentFlags>) =>
      finish(await commands.agent({ printCommand, endWithStdin }))
    );
  program.command("connect")
    .summary("Connect a client that speaks MCP over stdio to a server.")
    .description(
      "Carries MCP between standard input and output and a pgmcp server over HTTP, for clients " +
        "that speak nothing else. The API key stands in PGMCP_KEY.",
    )
    .argument("<url>", "where the server serves MCP, such as https://pgmcp.example.com/mcp")
    .option("--print-command", printCommand)
    .option("--print-settings", "Print the same as an entry of a client's settings, and end.")
    .addHelpText("after", CONNECT_HELP)
    .action(
      async (url: string, { printCommand = false, printSettings = false }: Partial<ConnectFlags>) =>
        finish(await commands.connect({ url, printCommand, printSettings })),
    );
}

const AGENT_HELP = `
Examples:
  SERVER_URL=wss://pgmcp.example.com/agent AGENT_KEY=pgmcp_agent_… DATABASE_NAME=shop \\
    DATABASE_URL=postgres://reader:…@localhost/shop pgmcp agent
  CONFIG_FILE=./pgmcp.yaml pgmcp agent       Several databases, under their names there.
  pgmcp agent --print-command                With the least permissions, to run or install.
Settings, beside those of the database:
  SERVER_URL             wss://…/agent; ws:// on this machine only
  AGENT_KEY              a key of pgmcp keys create --agent, on the server
  DATABASE_NAME          what clients call the database
  DATABASE_DESCRIPTION   none; what it holds, for the model that chooses
  SERVER_CA              none; a PEM file with the authority of the server's certificate
  ALLOW_PLAINTEXT        false; true lets ws:// go beyond this machine
  REQUIRE_SANDBOX        false; true starts only where it can do no more than it needs`;

const CONNECT_HELP = `
Examples:
  PGMCP_KEY=pgmcp_client_… pgmcp connect https://pgmcp.example.com/mcp
  pgmcp connect http://127.0.0.1:8080/mcp
  pgmcp connect https://pgmcp.example.com/mcp --print-settings
A key is never sent in clear text beyond this machine, and follows no redirect.`;
