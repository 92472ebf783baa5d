// The command line of what starts several processes: `tunnel`, and the one that stands for the
// embedded database among them.

import type { Command } from "commander";

/** Options of `pgmcp tunnel`. */
export interface TunnelFlags {
  readonly port?: string;
}

/** Options of `pgmcp embedded`. */
export interface EmbeddedFlags {
  readonly port: string;
  readonly endWithStdin: boolean;
}

/** What these commands do; each returns the exit code. */
export interface LaunchCommands {
  tunnel(flags: TunnelFlags): Promise<number>;
  embedded(flags: EmbeddedFlags): Promise<number>;
}

/** Adds them to `program`; `finish` hears the exit code. */
export function addLaunchCommands(
  program: Command,
  commands: LaunchCommands,
  finish: (exitCode: number) => void,
): void {
  program.command("tunnel")
    .summary("Run server and agent together, as two processes.")
    .description(
      "Starts a server and an agent for your database as two processes, each with the " +
        "permissions it needs, and logs both here. Keys are made for this run, and end with it.",
    )
    .option("--port <port>", "The port to listen on; 8080 or the next free one by default.")
    .addHelpText("after", TUNNEL_HELP)
    .action(async (flags: TunnelFlags) => finish(await commands.tunnel(flags)));
  program.command("embedded", { hidden: true })
    .summary("Serve the embedded shop as a database server on this machine.")
    .description(
      "Serves the embedded shop in PostgreSQL's protocol on a port of this machine. The " +
        "password of its one user, postgres, stands in PGMCP_EMBEDDED_PASSWORD.",
    )
    .requiredOption("--port <port>", "The port to listen on.")
    .option("--end-with-stdin", "End when standard input closes, as under a parent process.")
    .addHelpText("after", EMBEDDED_HELP)
    .action(async ({ port, endWithStdin = false }: { port: string; endWithStdin?: boolean }) =>
      finish(await commands.embedded({ port, endWithStdin }))
    );
}

const TUNNEL_HELP = `
Examples:
  DATABASE_URL=postgres://reader:…@localhost/shop pgmcp tunnel
  CONFIG_FILE=./pgmcp.yaml pgmcp tunnel       Several databases, under their names there.
  pgmcp tunnel                                The embedded shop, as a third process.
The agent reads the variables of pgmcp agent that concern databases; the server none of them.`;

const EMBEDDED_HELP = `
Examples:
  PGMCP_EMBEDDED_PASSWORD=… pgmcp embedded --port 5433`;
