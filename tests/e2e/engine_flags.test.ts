// The flags of Deno's engine in the printed line are for memory and speed alone, and an
// engine that does not know one of them says so instead of starting.

import assert from "node:assert/strict";
import { AGENT_ENGINE_FLAGS, ENGINE_FLAGS } from "../../core/run_line/engine_flags.ts";
import { runCli } from "../support/run_cli.ts";

const QUESTION = ["check", "--json", "SELECT 1"];

Deno.test("with the engine's flags and without them the answer is the same", async () => {
  const plain = await runCli(QUESTION);
  assert.match(plain.stdout, /"verdict":"allow"/);
  for (const flags of [ENGINE_FLAGS, AGENT_ENGINE_FLAGS]) {
    assert.deepEqual(await runCli(QUESTION, { permissions: [flags] }), plain, flags);
  }
});

Deno.test("a flag that the engine does not know ends the start, with nothing on standard output", async () => {
  const { code, stdout, stderr } = await runCli(QUESTION, {
    permissions: [`${ENGINE_FLAGS},--no-such-flag`],
  });
  assert.deepEqual([code, stdout], [1, ""]);
  assert.match(stderr, /'--no-such-flag'/);
});
