// Everything that `doctor` looks at: the role, the way to the database, and what the
// process itself may touch. Facts only; a password is never among them.

import type { Posture } from "../ports/posture.ts";

/** The way to the database, as the configuration names it. */
export interface ConnectionFacts {
  /** `embedded`: PostgreSQL inside this process, with no server around it. */
  readonly kind: "server" | "embedded";
  /** Whether the server is on another machine. */
  readonly remote: boolean;
  /** Whether the URL asks for the server's certificate to be checked, as far as TLS is used. */
  readonly checksCertificate: boolean;
  /** Whether the password stands in the URL. */
  readonly passwordInUrl: boolean;
}

/** The kinds of Deno's permissions. */
export type PermissionKind = "run" | "ffi" | "write" | "read" | "net" | "sys" | "env";

/** What is examined. */
export interface Subject {
  readonly posture: Posture;
  readonly connection: ConnectionFacts;
  /** The permissions that the process has without bounds. */
  readonly unboundedPermissions: readonly PermissionKind[];
  /** SCHEMAS: the schemas that pgmcp opens; null for all but the system's. */
  readonly schemas: readonly string[] | null;
  /** READ_ONLY: whether pgmcp refuses every write. */
  readonly readOnly: boolean;
}
