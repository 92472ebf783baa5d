// Whether a Worker can be given permissions of its own: Deno has that behind
// `--unstable-worker-options` (or "worker-options" in deno.json), and ends the process where it
// is asked for without. So it has to be known before.

import { fork } from "node:child_process";

// Longer than any file's name can be.
const NO_PROGRAM = "x".repeat(11_000);

/** Whether it can. To be called once the permission to run programs is given back: it starts none. */
export function workersCanBeConfined(): boolean {
  // Deno asks for this variable below, which on a terminal would ask a person.
  const asked: Deno.PermissionDescriptor = { name: "env", variable: "NODE_V8_COVERAGE" };
  if (Deno.permissions.querySync(asked).state === "prompt") return false;
  if (Deno.permissions.querySync({ name: "run" }).state === "granted") return false;
  // Node's fork passes the unstable flags of this process on, which is the one place where they
  // can be read. Nothing is started: no program has such a name, and the permission is missing.
  const child = fork("none.js", [], { silent: true, env: {}, execPath: NO_PROGRAM });
  child.on("error", () => {});
  return child.spawnargs.includes("--unstable-worker-options");
}
