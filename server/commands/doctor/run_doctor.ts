// `pgmcp doctor`: connects, and says what the role could do if every other layer failed;
// or prints the SQL of a role that could do less. The exit code is for CI and scripts:
// 1 where a grade is below the one asked for, or a database could not be examined.

import { readSettings, type ReadVariable } from "../../../core/config/read_settings.ts";
import { type Grade, GRADES, meetsGrade, parseGrade } from "../../../core/doctor/grade.ts";
import { readerScript, requireReaderRole } from "../../../core/doctor/reader_script.ts";
import { PgmcpError } from "../../../core/errors.ts";
import { readServerSettings } from "../../config.ts";
import type { DoctorFlags } from "../command_line.ts";
import type { DatabaseSide, DoctorTarget } from "../database_side.ts";
import { FAILURE_EXIT_CODE } from "../exit_codes.ts";
import { reportError } from "../report_error.ts";
import type { Screen } from "../terminal/screen.ts";
import { startProgress } from "../terminal/start_progress.ts";
import { drawExamination } from "./draw_examination.ts";
import { examinationRecord, failureRecord } from "./examination_record.ts";

/** What {@linkcode runDoctor} needs. */
export interface DoctorOptions {
  readonly variable: ReadVariable;
  readonly databaseSide: DatabaseSide;
  readonly flags: DoctorFlags;
  /** Standard output. */
  readonly screen: Screen;
  /** Standard error. */
  readonly errorScreen: Screen;
}

/** Examines every configured database; returns the exit code. */
export async function runDoctor(options: DoctorOptions): Promise<number> {
  const { databaseSide, errorScreen, flags, variable } = options;
  const least = readLeast(flags.minGrade);
  requireRoleFlags(flags);
  const { choice } = readSettings(variable, (reader) => ({
    choice: databaseSide.readSettings(reader),
    server: readServerSettings(reader),
  }));
  if (!choice.configured && choice.configFile === null) {
    errorScreen.write(
      "pgmcp: DATABASE_URL is not set; this is about the embedded demo database.\n",
    );
  }
  let exitCode = 0;
  for (const target of await choice.doctorTargets(variable)) {
    const grade = await examineOne(target, options);
    const enough = grade !== null && (least === null || meetsGrade(grade, least));
    if (!enough) exitCode = FAILURE_EXIT_CODE;
  }
  return exitCode;
}

async function examineOne(target: DoctorTarget, options: DoctorOptions): Promise<Grade | null> {
  const { errorScreen, flags, screen } = options;
  const { name } = target;
  const progress = errorScreen.interactive
    ? startProgress(errorScreen, `Examining ${name ?? "the role"} …`)
    : null;
  try {
    const examination = await target.examine().finally(() => progress?.stop());
    screen.write(
      flags.script
        ? readerScript({
          posture: examination.subject.posture,
          query: target.query,
          ...(flags.role === undefined ? {} : { role: flags.role }),
        })
        : flags.json
        ? `${JSON.stringify(examinationRecord(name, examination))}\n`
        : drawExamination(examination, { name, screen }).map((line) => `${line}\n`).join(""),
    );
    return examination.diagnosis.grade;
  } catch (error) {
    // Of several databases one that is down does not hide the others.
    if (!(error instanceof PgmcpError) || (name === null && !flags.json)) throw error;
    if (flags.json) screen.write(`${JSON.stringify(failureRecord(name, error))}\n`);
    else {
      errorScreen.write(`${name}: `);
      reportError(error, errorScreen);
    }
    return null;
  }
}

function requireRoleFlags({ role, script }: DoctorFlags): void {
  if (role === undefined) return;
  if (script) return requireReaderRole(role);
  throw new PgmcpError("PGMCP_INVALID_ARGUMENT", {
    message: "Cannot use --role: it is the role that --script makes",
    hint: "Add --script; the role that is examined is the one of the database's URL.",
  });
}

function readLeast(text: string | undefined): Grade | null {
  if (text === undefined) return null;
  const grade = parseGrade(text);
  if (grade !== null) return grade;
  throw new PgmcpError("PGMCP_INVALID_ARGUMENT", {
    message: `Cannot use --min-grade ${JSON.stringify(text)}: it is not one of ${
      GRADES.join(", ")
    }.`,
    hint: "For example --min-grade B.",
  });
}
