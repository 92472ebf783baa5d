// One database, examined: what `doctor` reports, and what a required grade is held against.

import type { DatabaseInfo } from "../ports/database.ts";
import type { Diagnosis } from "./examine.ts";
import type { Subject } from "./subject.ts";

/** What was looked at, and what came of it. */
export interface Examination {
  readonly info: DatabaseInfo;
  readonly subject: Subject;
  readonly diagnosis: Diagnosis;
}
