// Judges what was found out about a role: all findings, worst first, and the grade.
// Of a superuser only that is said, and not each right that follows from it.

import { connectionFindings } from "./connection_findings.ts";
import { extensionFindings } from "./extension_findings.ts";
import { type Finding, SEVERITIES } from "./finding.ts";
import { functionFindings } from "./function_findings.ts";
import { type Grade, gradeOf } from "./grade.ts";
import { grantFindings } from "./grant_findings.ts";
import { membershipFindings } from "./membership_findings.ts";
import { ownershipFindings } from "./ownership_findings.ts";
import { processFindings } from "./process_findings.ts";
import { roleFindings } from "./role_findings.ts";
import { settingFindings } from "./setting_findings.ts";
import type { Subject } from "./subject.ts";

/** What came of an examination. */
export interface Diagnosis {
  readonly grade: Grade;
  /** Worst first. */
  readonly findings: readonly Finding[];
}

/** Examines a subject. */
export function examine(subject: Subject): Diagnosis {
  const ofRole = subject.posture.attributes.superuser ? [] : [
    ...membershipFindings(subject),
    ...ownershipFindings(subject),
    ...grantFindings(subject),
    ...functionFindings(subject),
    ...extensionFindings(subject),
  ];
  const findings = [
    ...roleFindings(subject),
    ...ofRole,
    ...settingFindings(subject),
    ...connectionFindings(subject),
    ...processFindings(subject),
  ];
  const sorted = findings.toSorted((a, b) =>
    SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity)
  );
  return { grade: gradeOf(sorted), findings: sorted };
}
