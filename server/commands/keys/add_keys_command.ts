// `pgmcp keys` and `pgmcp lockdown` on the command line: options, help and examples.

import type { Command } from "commander";
import type { CreateKeyFlags, KeysAction } from "./keys_action.ts";

/** Options of `pgmcp lockdown`. */
export interface LockdownFlags {
  readonly lift?: boolean;
  readonly reason?: string;
}

/** What the commands do; each returns the exit code. */
export interface KeyCommands {
  keys(action: KeysAction): Promise<number>;
  lockdown(flags: LockdownFlags): Promise<number>;
}

/** Adds both to `program`; `finish` hears the exit code. */
export function addKeysCommand(
  program: Command,
  { commands, finish }: {
    readonly commands: KeyCommands;
    readonly finish: (exitCode: number) => void;
  },
): void {
  const keys = program.command("keys")
    .summary("Make, list, rotate and revoke API keys.")
    .description(
      "API keys say who asks, and which databases they may use. They are kept as hashes in " +
        "KEYS_FILE, and each is shown once.",
    )
    .helpCommand(false)
    .addHelpText("after", KEYS_HELP);
  keys.command("create")
    .summary("Make a key and print it, this once.")
    .description("Makes a key and prints it, this once.")
    .requiredOption("--name <name>", "What the key is for, or whose it is.")
    .option("--agent", "A key for pgmcp agent; without, one for MCP clients.")
    .option("--database <names...>", "Databases it may use or bring; * stands for any characters.")
    .option("--role <role>", "The role of the policy that it gets.")
    .option("--team <team>", "The team that it belongs to.")
    .option("--attribute <name=value...>", "What policies may ask for, such as tenant=acme.")
    .option("--expires <when>", "When it ends: 90d, 12h, 8w or 2027-01-31; never by default.")
    .option("--rate <rate>", "How often it may call: 100/h, 10/s, 60/min or 5000/d.")
    .option("--json", "Print one JSON object.")
    .addHelpText("after", CREATE_HELP)
    .action(async (flags: CreateKeyFlags) =>
      finish(await commands.keys({ kind: "create", flags }))
    );
  keys.command("list")
    .summary("List the keys; never their secrets.")
    .description("Lists the keys, revoked ones too; never the secrets, which nobody has.")
    .option("--json", "Print one JSON object a line.")
    .addHelpText("after", "\nExamples:\n  pgmcp keys list\n  pgmcp keys list --json")
    .action(async ({ json = false }: { json?: boolean }) =>
      finish(await commands.keys({ kind: "list", json }))
    );
  keys.command("revoke")
    .summary("End keys for good, and what they opened.")
    .description("Ends keys for good; what they opened ends within a second.")
    .argument("<ids...>", "ids of pgmcp keys list; - reads whole keys from standard input")
    .addHelpText(
      "after",
      "\nExamples:\n  pgmcp keys revoke 3kTMd9vQx0a\n  pgmcp keys revoke - < leaked.txt",
    )
    .action(async (ids: string[]) => finish(await commands.keys({ kind: "revoke", ids })));
  keys.command("rotate")
    .summary("Give a key a new secret; all else stays.")
    .description("Gives a key a new secret; id, quotas and all else stay.")
    .argument("<id>", "the id of pgmcp keys list")
    .option(
      "--overlap <time>",
      "How long the old secret still holds, such as 1h; not at all by default.",
    )
    .option("--json", "Print one JSON object.")
    .addHelpText("after", "\nExamples:\n  pgmcp keys rotate 3kTMd9vQx0a --overlap 1h")
    .action(async (id: string, { overlap, json = false }: { overlap?: string; json?: boolean }) =>
      finish(
        await commands.keys({
          kind: "rotate",
          id,
          json,
          ...(overlap === undefined ? {} : { overlap }),
        }),
      )
    );
  program.command("lockdown")
    .summary("Stop every call and link, until it is lifted.")
    .description(
      "Stops every call, session and link of the servers that use KEYS_FILE within a second, " +
        "and lets nobody in until it is lifted, also after a restart.",
    )
    .option("--reason <text>", "Why, for the log.")
    .option("--lift", "Let calls in again.")
    .addHelpText("after", LOCKDOWN_HELP)
    .action(async (flags: LockdownFlags) => finish(await commands.lockdown(flags)));
}

const KEYS_HELP = `
Examples:
  export KEYS_FILE=./data/pgmcp.sqlite
  pgmcp keys create --name "Ada's laptop" --expires 90d
  pgmcp keys create --agent --name warehouse --database warehouse
  pgmcp keys list
  pgmcp keys rotate 3kTMd9vQx0a --overlap 1h
  pgmcp keys revoke 3kTMd9vQx0a`;

const CREATE_HELP = `
Examples:
  pgmcp keys create --name "Ada's laptop" --expires 90d --rate 100/h
  pgmcp keys create --name support --role support --attribute tenant=acme
  pgmcp keys create --name reports --database 'report_*' sales
  pgmcp keys create --agent --name warehouse --database warehouse
The key goes to standard output, what is said about it to standard error. A client's
key is for all databases unless --database names some; an agent's has to name them.`;

const LOCKDOWN_HELP = `
Examples:
  pgmcp lockdown --reason "a key has leaked"
  pgmcp lockdown --lift
kill -USR2 <pid of pgmcp serve> stops that server too.`;
