// The command line: what each argument becomes, and the exit code of what it is not.

import assert from "node:assert/strict";
import { type Commands, runCommandLine } from "../../../server/commands/command_line.ts";

interface Called {
  readonly command: string;
  readonly flags: unknown;
}

async function run(...args: readonly string[]): Promise<{ code: number; called: Called[] }> {
  const called: Called[] = [];
  function note(command: string): (flags: unknown) => Promise<number> {
    return (flags) => {
      called.push({ command, flags });
      return Promise.resolve(7);
    };
  }
  const commands: Commands = {
    stdio: note("stdio"),
    serve: note("serve"),
    demo: note("demo"),
    check: note("check"),
    doctor: note("doctor"),
    prove: note("prove"),
    policy: note("policy"),
    agent: note("agent"),
    connect: note("connect"),
    tunnel: note("tunnel"),
    embedded: note("embedded"),
    keys: note("keys"),
    lockdown: note("lockdown"),
  };
  return { code: await runCommandLine(args, commands), called };
}

Deno.test("each command gets its flags, and its exit code is handed on", async () => {
  const expected: readonly (readonly [string, Called])[] = [
    ["stdio", { command: "stdio", flags: {} }],
    ["stdio --print-command", { command: "stdio", flags: { printCommand: true } }],
    ["stdio --print-settings", { command: "stdio", flags: { printSettings: true } }],
    ["serve --port 9 --host ::1", { command: "serve", flags: { port: "9", host: "::1" } }],
    ["connect http://h/mcp", {
      command: "connect",
      flags: { url: "http://h/mcp", printCommand: false, printSettings: false },
    }],
    ["connect http://h/mcp --print-settings", {
      command: "connect",
      flags: { url: "http://h/mcp", printCommand: false, printSettings: true },
    }],
    ["agent --print-command", {
      command: "agent",
      flags: { printCommand: true, endWithStdin: false },
    }],
    ["agent --end-with-stdin", {
      command: "agent",
      flags: { printCommand: false, endWithStdin: true },
    }],
    ["serve --end-with-stdin", { command: "serve", flags: { endWithStdin: true } }],
    ["tunnel --port 9", { command: "tunnel", flags: { port: "9" } }],
    ["embedded --port 9", { command: "embedded", flags: { port: "9", endWithStdin: false } }],
    ["demo --once", { command: "demo", flags: { once: true } }],
    ["demo -- --once", { command: "demo", flags: { once: true } }],
    ["check a.sql b -f c d --json --strict", {
      command: "check",
      flags: { texts: ["a.sql", "b"], files: ["c", "d"], json: true, strict: true },
    }],
    ["doctor", { command: "doctor", flags: { json: false, script: false, printCommand: false } }],
    ["doctor --json --min-grade b --script --role r --print-command", {
      command: "doctor",
      flags: { json: true, minGrade: "b", script: true, role: "r", printCommand: true },
    }],
    ["prove", { command: "prove", flags: { json: false } }],
    ["prove --json --report r --database d", {
      command: "prove",
      flags: { json: true, report: "r", database: "d" },
    }],
    ["prove --verify r --fingerprint sha256:0", {
      command: "prove",
      flags: { json: false, verify: "r", fingerprint: "sha256:0" },
    }],
    ["check -- --json", {
      command: "check",
      flags: { texts: ["--json"], files: [], json: false, strict: false },
    }],
  ];
  for (const [line, call] of expected) {
    const { code, called } = await run(...line.split(" "));
    assert.deepEqual(
      called.map(({ command, flags }) => ({ command, flags: { ...Object(flags) } })),
      [
        call,
      ],
    );
    assert.equal(code, 7);
  }
});
