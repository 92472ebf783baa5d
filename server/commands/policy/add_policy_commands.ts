// The command line of `pgmcp policy`.

import type { Command } from "commander";
import type { PolicyAction } from "./policy_action.ts";

/** Adds `policy` and its subcommands; `run` does what they name. */
export function addPolicyCommands(
  program: Command,
  run: (action: PolicyAction) => Promise<void>,
): void {
  const policy = program.command("policy")
    .summary("Check, explain, test, sign and suggest policies.")
    .description(
      "Tools for whoever writes a policy: the YAML file that says which tables, columns and " +
        "rows a model may read, and how values are masked.",
    )
    .helpCommand(false)
    .addHelpText("after", POLICY_HELP);
  const database = ["--database <name>", "Which database of CONFIG_FILE."] as const;

  policy.command("check")
    .summary("Say what is wrong with a policy file.")
    .description(
      "Says what is wrong with a policy file, with line and column; with a database also which " +
        "names do not exist, which rules change nothing, and what follows for views and " +
        "partitions. Exits with 1 where anything is wrong.",
    )
    .argument("<file>", "the policy file")
    .option("--offline", "Leave the database alone, even where DATABASE_URL names one.")
    .option(...database)
    .option("--json", "Print one JSON object.")
    .addHelpText("after", CHECK_HELP)
    .action((file: string, flags: Flags) =>
      run({
        kind: "check",
        file,
        offline: flags.offline ?? false,
        json: flags.json ?? false,
        ...chosen(flags),
      })
    );
  policy.command("explain")
    .summary("Say what a policy does to a statement.")
    .description(
      "Says whether a statement would run, by which rules, and the SQL that would run. It is " +
        "not run.",
    )
    .argument("<sql>", "one statement")
    .option("--file <file>", "The policy file; POLICY_FILE by default.")
    .option("--role <role>", "The role of the policy that asks.")
    .option("--attribute <name=value>", "What is known of the caller; may be repeated.", collect)
    .option(...database)
    .option("--json", "Print one JSON object.")
    .addHelpText("after", EXPLAIN_HELP)
    .action((sql: string, flags: Flags) =>
      run({
        kind: "explain",
        sql,
        attribute: flags.attribute ?? [],
        json: flags.json ?? false,
        ...(flags.file === undefined ? {} : { file: flags.file }),
        ...(flags.role === undefined ? {} : { role: flags.role }),
        ...chosen(flags),
      })
    );
  policy.command("test")
    .summary("Try the examples of a policy file, as in CI.")
    .description(
      "Tries the statements under `tests` of a policy file. None is run: what counts is whether " +
        "it would be, and what would be masked. Exits with 1 where one is not as expected.",
    )
    .argument("<file>", "the policy file")
    .option(...database)
    .option("--json", "Print one JSON object a line.")
    .addHelpText("after", TEST_HELP)
    .action((file: string, flags: Flags) =>
      run({ kind: "test", file, json: flags.json ?? false, ...chosen(flags) })
    );
  policy.command("sql")
    .summary("Print the same protection as DDL.")
    .description(
      "Prints SQL that makes a role and views of what the policy leaves, for the database itself.",
    )
    .argument("<file>", "the policy file")
    .option("--role <role>", "The role of the policy; everybody's rules by default.")
    .option("--db-role <name>", "The database role to make.", "pgmcp_policy_reader")
    .option("--schema <name>", "The schema of the views.", "pgmcp_policy")
    .option(...database)
    .addHelpText("after", SQL_HELP)
    .action((file: string, flags: Flags) =>
      run({
        kind: "sql",
        file,
        dbRole: flags.dbRole ?? "pgmcp_policy_reader",
        schema: flags.schema ?? "pgmcp_policy",
        ...(flags.role === undefined ? {} : { role: flags.role }),
        ...chosen(flags),
      })
    );
  policy.command("suggest")
    .summary("Propose masks for what looks like personal data.")
    .description(
      "Looks at the schema and prints a policy with masks for what looks like personal data, by " +
        "name and type; with --sample also by some values of each text column. Values are never " +
        "printed.",
    )
    .option("--sample", "Also look at up to 20 values of each text column.")
    .option(...database)
    .option("--json", "Print one JSON object a line.")
    .addHelpText("after", SUGGEST_HELP)
    .action((flags: Flags) =>
      run({
        kind: "suggest",
        sample: flags.sample ?? false,
        json: flags.json ?? false,
        ...chosen(flags),
      })
    );
  policy.command("sign")
    .summary("Sign a policy file.")
    .description(
      "Adds a signature to FILE.sig and prints the public key for POLICY_PUBLIC_KEYS. Where that " +
        "is set, only policies that its keys signed are used.",
    )
    .argument("<file>", "the policy file")
    .requiredOption("--key <file>", "An Ed25519 private key in PEM.")
    .addHelpText("after", SIGN_HELP)
    .action((file: string, flags: Flags) => run({ kind: "sign", file, key: flags.key ?? "" }));
  policy.command("schema")
    .summary("Print the JSON Schema of policy files, for editors.")
    .description("Prints the JSON Schema of policy files.")
    .addHelpText("after", SCHEMA_HELP)
    .action(() => run({ kind: "schema" }));
}

interface Flags {
  readonly attribute?: readonly string[];
  readonly database?: string;
  readonly dbRole?: string;
  readonly file?: string;
  readonly json?: boolean;
  readonly key?: string;
  readonly offline?: boolean;
  readonly role?: string;
  readonly sample?: boolean;
  readonly schema?: string;
}

function collect(value: string, before: readonly string[] = []): readonly string[] {
  return [...before, value];
}

function chosen({ database }: Flags): { readonly database?: string } {
  return database === undefined ? {} : { database };
}

const POLICY_HELP = `
Examples:
  pgmcp policy suggest > policy.yaml
  pgmcp policy check policy.yaml
  POLICY_FILE=policy.yaml pgmcp stdio`;

const CHECK_HELP = `
Examples:
  pgmcp policy check policy.yaml
  DATABASE_URL=postgres://… pgmcp policy check policy.yaml --json`;

const EXPLAIN_HELP = `
Examples:
  pgmcp policy explain --file policy.yaml "SELECT email FROM customers"
  pgmcp policy explain --role support --attribute tenant=1 "SELECT * FROM orders"`;

const TEST_HELP = `
Examples:
  DATABASE_URL=postgres://… pgmcp policy test policy.yaml
In the file:
  tests:
    - name: support sees no e-mail address
      role: support
      sql: SELECT email FROM customers
      expect: allowed
      masked: [public.customers.email]`;

const SQL_HELP = `
Example:
  DATABASE_URL=postgres://… pgmcp policy sql policy.yaml > policy.sql`;

const SUGGEST_HELP = `
Examples:
  DATABASE_URL=postgres://… pgmcp policy suggest > policy.yaml
  pgmcp policy suggest --sample --json`;

const SIGN_HELP = `
Examples:
  openssl genpkey -algorithm ed25519 -out policy.key
  pgmcp policy sign --key policy.key policy.yaml`;

const SCHEMA_HELP = `
Example:
  pgmcp policy schema > policy.schema.json
and as the policy's first line: # yaml-language-server: $schema=./policy.schema.json`;
