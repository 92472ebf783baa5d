// What Deno lets the process touch beyond the database: the wall that holds when pgmcp
// or a package of it is the hole.

import type { Finding, Severity } from "./finding.ts";
import type { PermissionKind, Subject } from "./subject.ts";

interface PermissionRisk {
  readonly severity: Severity;
  readonly may: string;
}

const RISKS: Readonly<Record<PermissionKind, PermissionRisk>> = {
  run: { severity: "high", may: "run any program" },
  ffi: { severity: "high", may: "load any native library" },
  write: { severity: "high", may: "write any file" },
  read: { severity: "medium", may: "read any file" },
  net: { severity: "medium", may: "reach any host" },
  env: { severity: "low", may: "read every variable of the environment" },
  sys: { severity: "low", may: "ask about the machine and its users" },
};

/** The findings about the process's own permissions. */
export function processFindings(subject: Subject): readonly Finding[] {
  return subject.unboundedPermissions.map((kind) => ({
    id: `deno.${kind}`,
    severity: RISKS[kind].severity,
    what: `Deno lets this process ${RISKS[kind].may} (--allow-${kind}).`,
    why: "A hole in pgmcp or in a package it uses then reaches past the database.",
    fix: ["-- run the line that this prints: pgmcp stdio --print-command"],
  }));
}
