// What doctor examines, for tests that change one thing of it: a role that only reads, over
// TLS that is checked.

import type { ConnectionFacts, Subject } from "../../../core/doctor/subject.ts";
import type { Posture } from "../../../core/ports/posture.ts";
import { READER_POSTURE } from "./reader_posture.ts";

/** The way to a server on another machine. */
export const NETWORK: ConnectionFacts = {
  kind: "server",
  remote: true,
  checksCertificate: true,
  passwordInUrl: false,
};

/** The subject with these changes. */
export function subjectOf(posture: Partial<Posture>, changes: Partial<Subject> = {}): Subject {
  return {
    posture: { ...READER_POSTURE, ...posture },
    connection: NETWORK,
    unboundedPermissions: [],
    schemas: null,
    readOnly: true,
    ...changes,
  };
}
