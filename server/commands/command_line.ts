// The command line of `pgmcp`: commands, options, help and examples. It refuses
// what it does not know and names the nearest there is; what a command does is
// handed in.

import { Command, CommanderError } from "commander";
import { maskSecrets } from "../../core/auth/mask_secrets.ts";
import { VERSION } from "../../core/version.ts";
import { USAGE_EXIT_CODE } from "./exit_codes.ts";
import { addPolicyCommands } from "./policy/add_policy_commands.ts";
import type { PolicyAction } from "./policy/policy_action.ts";
import { addTunnelCommands, type TunnelCommands } from "./add_tunnel_commands.ts";
import { addLaunchCommands, type LaunchCommands } from "./tunnel/add_launch_commands.ts";
import { addKeysCommand, type KeyCommands } from "./keys/add_keys_command.ts";

/** Options of `pgmcp stdio`. */
export interface StdioFlags {
  readonly printCommand?: boolean;
  readonly printSettings?: boolean;
}

/** Options of `pgmcp serve`; `host` and `port` stand above HOST and PORT. */
export interface ServeFlags {
  readonly host?: string;
  readonly port?: string;
  readonly printCommand?: boolean;
  readonly endWithStdin?: boolean;
}

/** Options of `pgmcp demo`. */
export interface DemoFlags {
  readonly port?: string;
  readonly once?: boolean;
}

/** Arguments and options of `pgmcp check`. */
export interface CheckFlags {
  readonly texts: readonly string[];
  readonly files: readonly string[];
  readonly json: boolean;
  readonly strict: boolean;
}

/** Options of `pgmcp doctor`. */
export interface DoctorFlags {
  readonly json: boolean;
  readonly minGrade?: string;
  readonly script: boolean;
  readonly role?: string;
  readonly printCommand: boolean;
}

/** Options of `pgmcp prove`. */
export interface ProveFlags {
  readonly json: boolean;
  readonly report?: string;
  readonly database?: string;
  readonly verify?: string;
  readonly fingerprint?: string;
}

/** What each command does; each returns the exit code. */
export interface Commands extends KeyCommands, TunnelCommands, LaunchCommands {
  stdio(flags: StdioFlags): Promise<number>;
  serve(flags: ServeFlags): Promise<number>;
  demo(flags: DemoFlags): Promise<number>;
  check(flags: CheckFlags): Promise<number>;
  doctor(flags: DoctorFlags): Promise<number>;
  prove(flags: ProveFlags): Promise<number>;
  policy(action: PolicyAction): Promise<number>;
}

/** Parses `args` and runs the command they name; returns the exit code. */
export async function runCommandLine(args: readonly string[], commands: Commands): Promise<number> {
  let exitCode = 0;
  const program = createProgram(commands, (code) => {
    exitCode = code;
  });
  try {
    // `deno task demo -- --once` hands the dashes on; only `check` has operands to protect by them.
    const dashes = args[0] !== "check" && args[1] === "--" ? 1 : -1;
    await program.parseAsync(args.filter((_, index) => index !== dashes), { from: "user" });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    return error.exitCode === 0 ? 0 : USAGE_EXIT_CODE;
  }
  return exitCode;
}

function createProgram(commands: Commands, finish: (exitCode: number) => void): Command {
  const program = new Command("pgmcp")
    .description("Lets a model query a PostgreSQL database, safely, over MCP.")
    .version(VERSION, "-V, --version", "Print the version.")
    .helpOption("-h, --help", "Show help.")
    .helpCommand(false)
    .exitOverride()
    .configureOutput({ outputError: (text, write) => write(maskSecrets(text)) }) // what was typed
    .configureHelp({ showGlobalOptions: false })
    .addHelpText("after", GENERAL_HELP);
  addServerCommands(program, commands, finish);
  addTunnelCommands(program, commands, finish);
  addLaunchCommands(program, commands, finish);
  program.command("check")
    .summary("Say what the guard says of SQL, without a database.")
    .description(
      "Says of each statement whether pgmcp would run it. Reads SQL from arguments and files, " +
        'or JSON lines {"sql": …} from standard input. Needs no database.',
    )
    .argument("[sql...]", "statements; an argument that ends in .sql is a file")
    .option("-f, --file <files...>", "Files of SQL, also of several statements; - is stdin.")
    .option("--json", "Print one JSON object a line, in order.")
    .option("--strict", "Also fail where only a database's catalogue can decide.")
    .addHelpText("after", CHECK_HELP)
    .action(
      async (texts: string[], flags: { file?: string[]; json?: boolean; strict?: boolean }) => {
        finish(
          await commands.check({
            texts,
            files: flags.file ?? [],
            json: flags.json ?? false,
            strict: flags.strict ?? false,
          }),
        );
      },
    );
  addDoctorCommand(program, commands, finish);
  addProveCommand(program, commands, finish);
  addKeysCommand(program, { commands, finish });
  addPolicyCommands(program, async (action) => finish(await commands.policy(action)));
  nameOwnHelp(program, "pgmcp");
  return program;
}

/** What is wrong with a command's words is explained by that command's help. */
function nameOwnHelp(command: Command, name: string): void {
  command.showHelpAfterError(`\nSee ${name} --help.`);
  for (const child of command.commands) nameOwnHelp(child, `${name} ${child.name()}`);
}

function addProveCommand(
  program: Command,
  commands: Commands,
  finish: (exitCode: number) => void,
): void {
  program.command("prove")
    .summary("Attack your own database, harmlessly, and show what stops each attack.")
    .description(
      "Tries hundreds of attacks on your own tables through pgmcp, shows which layer stopped " +
        "them and what the role alone would have let through. Changes nothing. Exits with 1 " +
        "where anything got through.",
    )
    .option("--json", "Print the report as one line of JSON.")
    .option("--report <file>", "Also write it, signed with the key of PROVE_SIGNING_KEY.")
    .option("--database <name>", "Which database of CONFIG_FILE.")
    .option("--verify <file>", "Say whether a report is as it was signed, and end.")
    .option("--fingerprint <key>", "The key that must have signed it: sha256:…")
    .addHelpText("after", PROVE_HELP)
    .action(async (flags: Partial<ProveFlags>) =>
      finish(await commands.prove({ ...flags, json: flags.json ?? false }))
    );
}

function addDoctorCommand(
  program: Command,
  commands: Commands,
  finish: (exitCode: number) => void,
): void {
  program.command("doctor")
    .summary("Say what the database role could do if nothing stood in its way.")
    .description(
      "Connects, and says what the role could do if every other layer failed, how bad that is " +
        "(grades A to F), and what ends it. Reads the catalogue, and changes nothing.",
    )
    .option("--json", "Print one JSON object a line for each database.")
    .option("--min-grade <grade>", "Exit with 1 where the grade is below A, B, C or D.")
    .option("--script", "Print SQL that makes a role with only what pgmcp needs.")
    .option("--role <name>", "The role that --script makes; pgmcp_reader by default.")
    .option("--print-command", "Print the deno run line with the least permissions, and end.")
    .addHelpText("after", DOCTOR_HELP)
    .action(async (flags: Partial<DoctorFlags>) =>
      finish(
        await commands.doctor({
          ...flags,
          json: flags.json ?? false,
          script: flags.script ?? false,
          printCommand: flags.printCommand ?? false,
        }),
      )
    );
}

function addServerCommands(
  program: Command,
  commands: Commands,
  finish: (exitCode: number) => void,
): void {
  const printCommand = "Print the deno run line with the least permissions, and end.";
  program.command("demo")
    .summary("Serve an embedded shop database: nothing to install or set up.")
    .description(
      "Starts a server, an agent and an embedded shop database as three processes, each with the " +
        "permissions it needs, shows calls through them, and how to connect a client.",
    )
    .option("--port <port>", "The port to listen on; 8080 or the next free one by default.")
    .option("--once", "Show the calls and end.")
    .addHelpText("after", "\nExamples:\n  pgmcp demo\n  pgmcp demo --once")
    .action(async (flags: DemoFlags) => finish(await commands.demo(flags)));
  program.command("stdio")
    .summary("Serve MCP over standard input and output.")
    .description("Serves MCP over standard input and output; an MCP client starts it.")
    .option("--print-command", printCommand)
    .option("--print-settings", "Print the same as an entry of a client's settings, and end.")
    .addHelpText("after", STDIO_HELP)
    .action(async (flags: StdioFlags) => finish(await commands.stdio(flags)));
  program.command("serve")
    .summary("Serve MCP over HTTP.")
    .description("Serves MCP over Streamable HTTP at /mcp, with /health and /ready.")
    .option("--host <host>", "The address to listen on (HOST); 127.0.0.1 by default.")
    .option("--port <port>", "The port to listen on (PORT); 8080 by default.")
    .option("--print-command", printCommand)
    .option("--end-with-stdin", "End when standard input closes, as under a parent process.")
    .addHelpText("after", SERVE_HELP)
    .action(async (flags: ServeFlags) => finish(await commands.serve(flags)));
}

const GENERAL_HELP = `
Examples:
  pgmcp demo                                   Try it, with nothing set up.
  DATABASE_URL=postgres://… pgmcp stdio        Beside a client, for your database.
  PGMCP_KEY=… pgmcp connect https://…/mcp      Beside a client, for a server elsewhere.
  SERVER_URL=wss://… AGENT_KEY=… pgmcp agent   Beside a database, for a server elsewhere.
  pgmcp check "SELECT * FROM orders"           What would the guard say?
  pgmcp doctor                                 What could the role do anyway?
  pgmcp prove                                  Does the guard hold on my database?

Settings, as environment variables (default):
  DATABASE_URL       postgres://…, pglite: or pglite:./folder
  CONFIG_FILE        none; a pgmcp.yaml that names several databases
  READ_ONLY          true; false admits one INSERT, UPDATE, DELETE or MERGE a call
  MAX_ROWS           100
  QUERY_TIMEOUT      10s; also 500ms, 2m
  SCHEMAS            all that are not the system's; public,sales narrows them
  MAX_RESULT_BYTES   100KiB
  ALLOW_FUNCTIONS    none; app.price_of,vat lets these functions of yours be called
  POOL_SIZE          5
  POLICY_FILE        none; a policy.yaml that masks and filters, see pgmcp policy
  POLICY_HASH_KEY    none; 32 characters or more, for the policy's hash masks
  POLICY_PUBLIC_KEYS none; only policies signed with these are used, or with
  POLICY_SIGNATURES  1; so many of them
  REQUIRE_GRADE      none; A to D refuses roles below it, see pgmcp doctor
  LOG_LEVEL          info; debug, warning, error
For serve:
  HOST, PORT         127.0.0.1, 8080
  KEYS_FILE          none; ./data/pgmcp.sqlite asks everybody for an API key
  ALLOWED_HOSTS      none; pgmcp.example.com, what clients may call the server
  ALLOWED_ORIGINS    none; hosts of web pages that may use it
  TLS_CERT, TLS_KEY  none; PEM files for HTTPS
Those of agent, connect and prove: see their --help.

Exit codes: 0 done, 1 refused or failed, 2 wrong usage or settings.`;

const STDIO_HELP = `
Examples:
  DATABASE_URL=postgres://reader:…@localhost/shop pgmcp stdio
  pgmcp stdio --print-settings
Without DATABASE_URL it serves the embedded demo database.`;

const SERVE_HELP = `
Examples:
  DATABASE_URL=postgres://reader:…@localhost/shop pgmcp serve --port 9000
  CONFIG_FILE=./pgmcp.yaml pgmcp serve
  KEYS_FILE=./data/pgmcp.sqlite pgmcp serve
  pgmcp serve --print-command
With KEYS_FILE everybody needs a key (pgmcp keys), and agents may join. For others than
this machine: HOST=0.0.0.0 ALLOWED_HOSTS=pgmcp.example.com, and TLS_CERT and TLS_KEY
unless a proxy in front has the certificate.`;

const DOCTOR_HELP = `
Examples:
  DATABASE_URL=postgres://… pgmcp doctor
  pgmcp doctor --json --min-grade B
  pgmcp doctor --script > pgmcp_reader.sql
Grades: A nothing above low, B nothing above medium, C one high, D more than one
high, F anything critical. REQUIRE_GRADE=B keeps stdio and serve from a role
below it.`;

const PROVE_HELP = `
Examples:
  DATABASE_URL=postgres://… pgmcp prove
  PROVE_SIGNING_KEY=prove.key pgmcp prove --report proof.json
  pgmcp prove --verify proof.json --fingerprint sha256:…
A key: openssl genpkey -algorithm ed25519 -out prove.key`;

const CHECK_HELP = `
Examples:
  pgmcp check "SELECT * FROM orders" "DROP TABLE orders"
  pgmcp check queries/top_customers.sql
  pgmcp check --strict --json -f queries/*.sql
  pgmcp check --json < statements.jsonl
READ_ONLY, SCHEMAS and ALLOW_FUNCTIONS count as they do for queries. A file is split
into its statements; an argument is one statement, as a client would send it.`;
