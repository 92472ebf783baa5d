// Whether code that is not in Deno's cache can be loaded while the program runs. Deno asks no
// permission for packages of npm, so only `--cached-only` closes that. No flag can be read
// from inside: this asks for a module that cannot exist, and reads what Deno says.

// Port 0 of this machine: nothing can listen there, and nothing leaves the machine. The name is
// put together here, or Deno would look for the module before the program starts.
const NOWHERE = ["https://127.0.0.1:0", "none.js"].join("/");

/**
 * Whether loading is closed. It asks nobody for permission, reaches nobody, and answers no
 * where it cannot tell: with `--allow-import=…` beside `--cached-only` too. To be called
 * before the permission to import is given back.
 */
export async function codeLoadingIsClosed(): Promise<boolean> {
  // Under --cached-only Deno reports it as granted. In any other state it could ask on a terminal.
  if (Deno.permissions.querySync({ name: "import" }).state !== "granted") return false;
  try {
    await import(NOWHERE);
    return false;
  } catch (error) {
    // Deno has no class or code for it. Another wording would be taken for a no.
    return error instanceof Error && error.message.includes("--cached-only is specified");
  }
}
