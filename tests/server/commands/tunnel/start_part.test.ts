// One process of several: what it is waited for, how its end is told, and that it ends with
// whoever started it.

import assert from "node:assert/strict";
import type { RunLine } from "../../../../core/run_line/draw_run_line.ts";
import { PgmcpError } from "../../../../core/errors.ts";
import { partEnded, startPart } from "../../../../server/commands/tunnel/start_part.ts";
import { temporaryFolder } from "../../../support/temporary_folder.ts";

function lineOf(entry: string, args: readonly string[] = []): RunLine {
  return {
    command: "connect",
    args,
    entry,
    permissions: { net: [], read: [], write: [] },
    variables: ["ONE"],
    values: [],
  };
}

Deno.test("a process has its own variables and no other, and ends when its input closes", async () => {
  await using folder = await temporaryFolder();
  const program = `${folder.path}/program.ts`;
  await Deno.writeTextFile(
    program,
    `console.log("one", Deno.env.get("ONE"), "home", Deno.env.get("HOME"));
     for await (const _ of Deno.stdin.readable);
     console.log("input closed");`,
  );
  const lines: string[] = [];
  const part = startPart(lineOf(program), {
    name: "program",
    env: { ONE: "1", TWO: "2" },
    onLine: (line) => lines.push(line),
  });
  await part.said(/^one 1 home undefined$/);
  await part[Symbol.asyncDispose]();
  assert.deepEqual(await part.ended, {
    name: "program",
    code: 0,
    lastLines: ["one 1 home undefined", "input closed"],
  });
  assert.deepEqual(lines, ["one 1 home undefined", "input closed"]);
});

Deno.test("waiting for a process that ends says how it ended, without a key", async () => {
  await using folder = await temporaryFolder();
  const key = `pgmcp_client_${"a".repeat(60)}`;
  const program = `${folder.path}/program.ts`;
  await Deno.writeTextFile(
    program,
    `console.error("key ${key}"); console.error("no"); Deno.exit(3);`,
  );
  await using part = startPart(lineOf(program), { name: "program", env: {}, onLine() {} });
  await assert.rejects(part.said(/never/), (error: unknown) => {
    assert.ok(error instanceof PgmcpError);
    assert.match(error.message, /^The program ended with code 3:\nkey .*\nno$/);
    assert.ok(!error.message.includes(key));
    return true;
  });
  assert.equal(partEnded(await part.ended).code, "PGMCP_INTERNAL");
});
