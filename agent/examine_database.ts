// Examines one database for `doctor` and for REQUIRE_GRADE: the role's posture from the
// database, the way to it from its location, Deno's permissions from this process.

import type { Examination } from "../core/doctor/examination.ts";
import { examine } from "../core/doctor/examine.ts";
import type { InspectableDatabase } from "../core/ports/posture.ts";
import type { CallOptions } from "../core/ports/query_executor.ts";
import { connectionFacts } from "./connection_facts.ts";
import type { DatabaseLocation } from "./database_location.ts";
import { unboundedPermissions } from "./unbounded_permissions.ts";

/** What the examination counts with. */
export interface ExamineOptions {
  readonly location: DatabaseLocation;
  /** SCHEMAS; null for all but the system's. */
  readonly schemas: readonly string[] | null;
  /** READ_ONLY. */
  readonly readOnly: boolean;
}

/** Connects and examines. Throws what a query throws. */
export async function examineDatabase(
  database: InspectableDatabase,
  options: ExamineOptions,
  call: CallOptions = {},
): Promise<Examination> {
  const info = await database.ping(call);
  const subject = {
    posture: await database.posture.readPosture(call),
    connection: connectionFacts(options.location),
    unboundedPermissions: unboundedPermissions(),
    schemas: options.schemas,
    readOnly: options.readOnly,
  };
  return { info, subject, diagnosis: examine(subject) };
}
