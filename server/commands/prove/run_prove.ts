// `pgmcp prove`: runs the attacks against the user's own database and shows which layer
// stopped each class. The exit code is 1 where anything got through.

import { readSettings, type ReadVariable } from "../../../core/config/read_settings.ts";
import { PgmcpError } from "../../../core/errors.ts";
import { prove } from "../../../core/prove/prove.ts";
import { type ProveReport, proveReport } from "../../../core/prove/prove_report.ts";
import { keyFingerprint, signReport } from "../../../core/prove/signed_report.ts";
import { readSigningKey, type SigningKey } from "../../../core/prove/signing_key.ts";
import { readServerSettings } from "../../config.ts";
import type { ProveFlags } from "../command_line.ts";
import { configureLogging } from "../configure_logging.ts";
import type { DatabaseSide } from "../database_side.ts";
import { FAILURE_EXIT_CODE } from "../exit_codes.ts";
import { type ChosenDatabase, openChosenDatabase } from "../open_chosen_database.ts";
import type { Screen } from "../terminal/screen.ts";
import { startProgressBar } from "../terminal/start_progress_bar.ts";
import { createStyle } from "../terminal/style.ts";
import { drawProof } from "./draw_proof.ts";
import { readTextFile } from "../read_text_file.ts";
import { requireNewFile, writeReport } from "./write_report.ts";

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

/** Proves the configured database, the one of CONFIG_FILE that is named, or the demo's; returns the exit code. */
export async function runProve(options: ProveOptions): Promise<number> {
  const { databaseSide, errorScreen, flags } = options;
  if (flags.fingerprint !== undefined) {
    throw new PgmcpError("PGMCP_INVALID_ARGUMENT", {
      message:
        "Cannot use --fingerprint: it says which key must have signed the report of --verify",
      hint: "Name the report too: pgmcp prove --verify proof.json --fingerprint sha256:…",
    });
  }
  const { choice, server } = readSettings(withoutGrade(options.variable), (reader) => ({
    choice: databaseSide.readSettings(reader),
    server: readServerSettings(reader),
  }));
  // Before anything is tried: a report that cannot be signed or written is not worth the wait.
  const key = flags.report === undefined ? null : await findSigningKey(options.variable);
  if (flags.report !== undefined) await requireNewFile(flags.report);
  configureLogging({
    level: server.logLevel,
    screen: errorScreen,
  });
  await using target = await openChosenDatabase(choice, {
    ...{ wanted: flags.database, errorScreen, command: "prove" },
    variable: withoutGrade(options.variable),
  });
  return await proveOne(target, options, key);
}

async function proveOne(
  target: ChosenDatabase,
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

// A role below the grade is proven all the more.
function withoutGrade(variable: ReadVariable): ReadVariable {
  return (name) => name === "REQUIRE_GRADE" ? undefined : variable(name);
}
