// What `doctor --json` prints, a line for each database. The names are a contract:
// scripts read them.

import type { Examination } from "../../../core/doctor/examination.ts";
import type { PgmcpError } from "../../../core/errors.ts";

/** The record of a database that was examined; `name` is its name in CONFIG_FILE. */
export function examinationRecord(name: string | null, examination: Examination) {
  const { diagnosis, info, subject } = examination;
  return {
    name,
    product: info.product,
    version: info.version,
    database: subject.posture.database,
    role: subject.posture.role,
    grade: diagnosis.grade,
    findings: diagnosis.findings.map(({ id, severity, what, why, fix }) => ({
      id,
      severity,
      what,
      why,
      fix,
    })),
  };
}

/** The record of one that could not be. */
export function failureRecord(name: string | null, error: PgmcpError) {
  const { code, message, hint } = error;
  return { name, grade: null, error: { code, message, hint } };
}
