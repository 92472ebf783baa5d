// Which of Deno's permissions this process has for everything of their kind. A list of
// hosts or paths is bounded, and not told of.

import type { PermissionKind } from "../core/doctor/subject.ts";

const KINDS: readonly PermissionKind[] = ["run", "ffi", "write", "read", "net", "env", "sys"];

/** The kinds without bounds; those with a few exceptions (`--deny-…`) are among them. */
export function unboundedPermissions(): readonly PermissionKind[] {
  return KINDS.filter((name) => Deno.permissions.querySync({ name }).state === "granted");
}
