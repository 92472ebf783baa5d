// `pgmcp prove --verify`: says whether a report is as pgmcp signed it, and by which key.
// Whether that key is to be trusted is for the reader to know, or to say by --fingerprint.

import { PgmcpError } from "../../../core/errors.ts";
import { verifyReport } from "../../../core/prove/signed_report.ts";
import { FAILURE_EXIT_CODE } from "../exit_codes.ts";
import { printableLine } from "../terminal/printable.ts";
import type { Screen } from "../terminal/screen.ts";
import { createStyle } from "../terminal/style.ts";
import { drawProof } from "./draw_proof.ts";
import { readTextFile } from "../read_text_file.ts";

/** What {@linkcode runVerify} needs. */
export interface VerifyOptions {
  /** The report's file. */
  readonly path: string;
  /** The key that must have signed it; any by default. */
  readonly fingerprint?: string;
  readonly json: boolean;
  /** Standard output. */
  readonly screen: Screen;
}

/** Verifies; returns 0 where the signature holds and the key is the one asked for, else 1. */
export async function runVerify(options: VerifyOptions): Promise<number> {
  const { path, screen } = options;
  const style = createStyle(screen.colour);
  const text = await readTextFile(path, { what: "the report", code: "PGMCP_INVALID_ARGUMENT" });
  const outcome = await verifyOne(text, options.fingerprint);
  if (options.json) {
    screen.write(`${JSON.stringify(outcome)}\n`);
  } else if (outcome.valid) {
    const { fingerprint, report } = outcome;
    const lines = [
      ...drawProof(report, screen),
      `${style.green("✓")} Unchanged since ${
        printableLine(report.createdAt)
      }, and signed by ${fingerprint}`,
    ];
    if (options.fingerprint === undefined) {
      lines.push(style.dim("Compare that with the fingerprint of the key that you know."));
    }
    screen.write(lines.map((line) => `${line}\n`).join(""));
  } else {
    screen.write(`${style.red("✗")} ${outcome.reason}\n`);
  }
  return outcome.valid ? 0 : FAILURE_EXIT_CODE;
}

async function verifyOne(text: string, expected: string | undefined) {
  try {
    const { report, fingerprint } = await verifyReport(text);
    if (expected !== undefined && expected !== fingerprint) {
      return { valid: false, reason: `It is signed by another key: ${fingerprint}` } as const;
    }
    return { valid: true, fingerprint, report } as const;
  } catch (error) {
    if (!(error instanceof PgmcpError)) throw error;
    return { valid: false, reason: error.message } as const;
  }
}
