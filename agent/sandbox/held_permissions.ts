// Compares what Deno lets this process do with what its configuration needs. Deno answers
// questions about one host or path, and lists nothing: a stranger's name among the hosts of
// --allow-net cannot be seen. What can be seen is here; a Worker is exact where that counts.

import type { RequiredPermissions } from "../required_permissions.ts";

/** The kinds of which the agent needs some, and so cannot give all of them back. */
export const NEEDED_KINDS = ["net", "read", "write"] as const;

/** One of them. */
export type NeededKind = typeof NEEDED_KINDS[number];

/** The needs that are not held, as Deno's flags would grant them: `--allow-net=db:5432`. */
export function missingPermissions(needs: RequiredPermissions): readonly string[] {
  return NEEDED_KINDS.flatMap((kind) =>
    needs[kind].filter((value) => !isHeld(kind, value)).map((value) => `--allow-${kind}=${value}`)
  );
}

/** The kinds of which more is held than `needs` names, where some is needed. */
export function widerKinds(needs: RequiredPermissions): readonly NeededKind[] {
  return NEEDED_KINDS.filter((kind) =>
    needs[kind].length > 0 &&
    (isHeld(kind, null) || needs[kind].some((value) => isHeld(kind, around(kind, value))))
  );
}

/** What stands next around a host or a path: the host at every port, the folder. */
function around(kind: NeededKind, value: string): string {
  if (kind === "net" && !value.startsWith("unix:")) return value.replace(/:\d+$/, "");
  const path = value.replace(/^unix:/, "").replace(/\/+$/, "");
  const folder = path.slice(0, Math.max(0, path.lastIndexOf("/")));
  const name = folder !== "" ? folder : path.startsWith("/") ? "/" : ".";
  return kind === "net" ? `unix:${name}` : name;
}

function isHeld(kind: NeededKind, value: string | null): boolean {
  return Deno.permissions.querySync(descriptor(kind, value)).state === "granted";
}

function descriptor(kind: NeededKind, value: string | null): Deno.PermissionDescriptor {
  if (value === null) return { name: kind };
  return kind === "net" ? { name: kind, host: value } : { name: kind, path: value };
}
