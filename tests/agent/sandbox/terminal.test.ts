// At a terminal Deno asks people for permissions that are missing. The agent's own checks ask
// nobody: a question would hang until somebody answers, and an answer could open what is closed.

import assert from "node:assert/strict";

const PROGRAM = decodeURIComponent(new URL("./confined_program.ts", import.meta.url).pathname);

/** Runs a line at a terminal of its own, where nobody answers; null where this machine has no `script`. */
async function atTerminal(line: string): Promise<string | null> {
  try {
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
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return null;
    throw error;
  }
}

for (
  const [flags, says] of [
    ["-A --cached-only", /--no-prompt is missing/],
    ["-A --cached-only --no-prompt --unstable-worker-options", /Confined to a Worker/],
    ["-A", /--cached-only is missing[^]*--no-prompt is missing/],
    ["--allow-net", /--cached-only is missing[^]*--no-prompt is missing/],
  ] as const
) {
  Deno.test(`at a terminal, with ${flags}, nobody is asked`, async () => {
    const said = await atTerminal(`deno run -q ${flags} ${PROGRAM} 127.0.0.1 9 report`);
    if (said === null) return console.log("left out: this machine has no script(1)");
    assert.match(said, says);
    assert.doesNotMatch(said, /Allow\?|Deno requests/);
  });
}
