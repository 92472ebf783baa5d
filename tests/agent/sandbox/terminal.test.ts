// At a terminal Deno asks people for permissions that are missing. The agent's own checks ask
// nobody: a question would hang until somebody answers, and an answer could open what is closed.

import assert from "node:assert/strict";
import { testUnless } from "../../support/test_unless.ts";

const PROGRAM = decodeURIComponent(new URL("./confined_program.ts", import.meta.url).pathname);

/** Runs a line at a terminal of its own, where nobody answers. */
async function atTerminal(line: string): Promise<string> {
  const child = new Deno.Command("script", {
    args: ["-qec", line, "/dev/null"],
    env: { DENO_NO_PROMPT: "", NO_COLOR: "1" },
    stdin: "piped",
    stdout: "piped",
    stderr: "null",
  }).spawn();
  // A question would wait for ever.
  const timer = setTimeout(() => child.kill("SIGKILL"), 20_000);
  const text = await new Response(child.stdout).text();
  clearTimeout(timer);
  await child.stdin.close().catch(() => {}); // It may be closed by the end.
  await child.status;
  return text;
}

/** Why there is no terminal; null where there is one. */
async function whyNoTerminal(): Promise<string | null> {
  try {
    await new Deno.Command("script", { args: ["--version"] }).output();
    return null;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return "this machine has no script(1)";
    throw error;
  }
}

const atOne = testUnless(await whyNoTerminal());

for (
  const [flags, says] of [
    ["-A --cached-only", /--no-prompt is missing/],
    ["-A --cached-only --no-prompt --unstable-worker-options", /Confined to a Worker/],
    ["-A", /--cached-only is missing[^]*--no-prompt is missing/],
    ["--allow-net", /--cached-only is missing[^]*--no-prompt is missing/],
  ] as const
) {
  atOne(`at a terminal, with ${flags}, nobody is asked`, async () => {
    const said = await atTerminal(`deno run -q ${flags} ${PROGRAM} 127.0.0.1 9 report`);
    assert.match(said, says);
    assert.doesNotMatch(said, /Allow\?|Deno requests/);
  });
}
