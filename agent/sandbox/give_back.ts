// Gives permissions back, for good as far as Deno goes: what is revoked can only come back from
// a person at a terminal, who is asked unless Deno was started with --no-prompt.

import process from "node:process";

/** A kind of permission; importing is one too. */
export type PermissionKind = Deno.PermissionDescriptor["name"];

/** Every kind there is. */
export const ALL_KINDS: readonly PermissionKind[] = [
  "run",
  "ffi",
  "sys",
  "env",
  "import",
  "net",
  "read",
  "write",
];

/** Gives all of `kinds` back, with whatever hosts, paths and names were granted one by one. */
export function giveBack(kinds: readonly PermissionKind[]): void {
  for (const name of kinds) Deno.permissions.revokeSync({ name });
  if (kinds.includes("env")) forgetVariables();
}

/** From now on no variable is set for packages made for Node, which would stop at one they may not read. */
export function forgetVariables(): void {
  Object.defineProperty(process, "env", { value: {} });
}
