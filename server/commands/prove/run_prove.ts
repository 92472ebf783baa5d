// `pgmcp prove`: runs the attacks against the user's own database and shows which layer
// stopped each class. The exit code is 1 where anything got through.

import { getLogger } from "@logtape/logtape";
import type { QuerySettings } from "../../../core/config/query_settings.ts";
import { readSettings, type ReadVariable } from "../../../core/config/read_settings.ts";
import { PgmcpError } from "../../../core/errors.ts";
import type { Database } from "../../../core/ports/database.ts";
import { prove } from "../../../core/prove/prove.ts";
import { type ProveReport, proveReport } from "../../../core/prove/prove_report.ts";
import { keyFingerprint, signReport } from "../../../core/prove/signed_report.ts";
import { readSigningKey, type SigningKey } from "../../../core/prove/signing_key.ts";
import { readServerSettings } from "../../config.ts";
import type { ProveFlags } from "../command_line.ts";
import { configureLogging } from "../configure_logging.ts";
import type { ConfigFileSource, DatabaseSide } from "../database_side.ts";
import { FAILURE_EXIT_CODE } from "../exit_codes.ts";
import type { Screen } from "../terminal/screen.ts";
import { startProgressBar } from "../terminal/start_progress_bar.ts";
import { createStyle } from "../terminal/style.ts";
import { drawProof } from "./draw_proof.ts";
import { readTextFile, writeReport } from "./report_files.ts";

/** What {@linkcode runProve} needs. */
export interface ProveOptions {
  readonly variable: ReadVariable;
  readonly databaseSide: DatabaseSide;
  readonly flags: ProveFlags;
  /** Standard output. */
  readonly screen: Screen;
  /** Standard error. */
  readonly errorScreen: Screen;
}

/** A database to prove. */
interface ProveTarget {
  /** Its name in CONFIG_FILE; null where it is the only one. */
  readonly name: string | null;
  readonly database: Database;
  readonly settings: QuerySettings;
}

/** Proves the configured database, the one of CONFIG_FILE that is named, or the demo's; returns the exit code. */
export async function runProve(options: ProveOptions): Promise<number> {
  const { databaseSide, errorScreen, flags } = options;
  const { choice, server } = readSettings(withoutGrade(options.variable), (reader) => ({
    choice: databaseSide.readSettings(reader),
    server: readServerSettings(reader),
  }));
  // Before anything is tried: a report that cannot be signed is not worth the wait.
  const key = flags.report === undefined ? null : await findSigningKey(options.variable);
  configureLogging({
    level: server.logLevel,
    screen: errorScreen,
    redact: databaseSide.redact,
  });
  const log = getLogger(["pgmcp", "prove"]);
  if (choice.configFile !== null) {
    await using opened = await openNamed(choice.configFile, options);
    return await proveOne(opened.target, options, key);
  }
  if (flags.database !== undefined) {
    throw new PgmcpError("PGMCP_INVALID_ARGUMENT", {
      message: "Cannot use --database: CONFIG_FILE is not set, and there is one database",
      hint: "Leave it out.",
    });
  }
  if (!choice.configured) {
    errorScreen.write(
      "pgmcp: DATABASE_URL is not set; this is about the embedded demo database.\n",
    );
  }
  await using database = await choice.open((message) => log.warn("{message}", { message }));
  return await proveOne({ name: null, database, settings: choice.query }, options, key);
}

async function proveOne(
  target: ProveTarget,
  { errorScreen, flags, screen }: ProveOptions,
  key: SigningKey | null,
): Promise<number> {
  const bar = startProgressBar(errorScreen, "Attacking the database, harmlessly …");
  let report: ProveReport;
  try {
    const { database, settings } = target;
    const info = await database.ping();
    const proven = await prove(database, {
      settings,
      onProgress: (done, total) => bar.update(done, total),
    });
    report = await proveReport(proven, {
      settings,
      server: info,
      policyHash: database.policy?.policy.hash ?? null,
      configuredAs: target.name,
      runtime: `Deno ${Deno.version.deno}`,
      now: new Date(),
    });
  } finally {
    bar.stop();
  }
  screen.write(
    flags.json
      ? `${JSON.stringify(report)}\n`
      : drawProof(report, screen).map((line) => `${line}\n`).join(""),
  );
  if (flags.report !== undefined && key !== null) {
    await writeReport(flags.report, await signReport(report, key));
    const style = createStyle(errorScreen.colour);
    const fingerprint = await keyFingerprint(key.publicKey);
    errorScreen.write(
      `${style.green("✓")} ${JSON.stringify(flags.report)} is signed by ${fingerprint}\n`,
    );
  }
  return report.proof.through.length === 0 ? 0 : FAILURE_EXIT_CODE;
}

async function findSigningKey(variable: ReadVariable): Promise<SigningKey> {
  const path = variable("PROVE_SIGNING_KEY")?.trim();
  if (path === undefined || path === "") {
    throw new PgmcpError("PGMCP_INVALID_CONFIGURATION", {
      message: "Cannot sign a report: PROVE_SIGNING_KEY does not name a key's file",
      hint: "Make a key: openssl genpkey -algorithm ed25519 -out prove.key",
    });
  }
  const code = "PGMCP_INVALID_CONFIGURATION";
  return await readSigningKey(
    await readTextFile(path, { what: "the key of PROVE_SIGNING_KEY", code }),
  );
}

async function openNamed(
  source: ConfigFileSource,
  { flags, variable }: ProveOptions,
): Promise<{ readonly target: ProveTarget } & AsyncDisposable> {
  const log = getLogger(["pgmcp", "prove"]);
  const directory = await source.open({
    variable: withoutGrade(variable),
    log: (level, message) => log[level]("{message}", { message }),
  });
  const names = directory.entries.map(({ name }) => name);
  const name = flags.database ?? (names.length === 1 ? names[0] : undefined);
  const entry = directory.entries.find((one) => one.name === name);
  if (entry === undefined || entry.problem !== null) {
    await directory.close();
    throw entry?.problem ?? new PgmcpError("PGMCP_INVALID_ARGUMENT", {
      message: `Cannot choose a database: ${
        name === undefined ? "--database is not given" : `there is no ${JSON.stringify(name)}`
      }`,
      hint: `--database is one of ${names.join(", ")}.`,
    });
  }
  const { database, settings } = entry;
  return {
    target: { name: entry.name, database, settings },
    [Symbol.asyncDispose]: () => directory.close(),
  };
}

// A role below the grade is proven all the more.
function withoutGrade(variable: ReadVariable): ReadVariable {
  return (name) => name === "REQUIRE_GRADE" ? undefined : variable(name);
}
