// `--print-command`: the exact `deno run` line for a configuration, with the
// least permissions it needs. It never prints a secret: those are named as
// variables of the shell that runs the line.

/** What a command may touch, as Deno's permission flags take it. */
export interface RunPermissions {
  readonly net: readonly string[];
  readonly read: readonly string[];
  readonly write: readonly string[];
  /** Variables beside those that pgmcp always reads; secret. None by default. */
  readonly env?: readonly string[];
}

/** What the line is made of. */
export interface RunLine {
  readonly command: "stdio" | "serve" | "doctor";
  /** The module to run: a path, or a URL or specifier of a registry. */
  readonly entry: string;
  readonly permissions: RunPermissions;
  /** Every variable that the command reads. */
  readonly variables: readonly string[];
  /** The variables that are set now; null for the value of a secret one. */
  readonly values: readonly (readonly [name: string, value: string | null])[];
}

/** A short shell script: the line that fills the cache, and the line that runs the command. */
export function drawRunLine(line: RunLine): string {
  const entry = quoteWord(line.entry);
  const assignments = line.values.map(([name, value]) =>
    // The secret itself stays in the environment of whoever runs the line.
    `${name}=${value === null ? `"$${name}"` : quoteWord(value)}`
  );
  const run = [
    ...assignments,
    "deno run --no-prompt --cached-only --ignore-env",
    // A request's signal then tells of a client that hung up, and of nothing else.
    line.command === "serve" ? "--unstable-no-legacy-abort" : "",
    flag("--allow-env", line.variables),
    ...(["net", "read", "write"] as const).map((kind) =>
      flag(`--allow-${kind}`, line.permissions[kind])
    ),
    entry,
    line.command,
  ];
  return [
    "# Once: fetch the packages. After that nothing is downloaded.",
    `deno cache -q ${entry}`,
    "# Run: Deno lets it reach what this line names, and nothing else.",
    run.filter((part) => part !== "").join(" "),
    "",
  ].join("\n");
}

function flag(name: string, values: readonly string[]): string {
  // A flag without values would allow everything of its kind.
  return values.length === 0 ? "" : quoteWord(`${name}=${values.map(escapeComma).join(",")}`);
}

function escapeComma(value: string): string {
  // Deno reads a doubled comma as one that does not separate.
  return value.replaceAll(",", ",,");
}

/** `text` as one word of a POSIX shell. */
function quoteWord(text: string): string {
  return /^[\w@%+=:,./[\]-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}
