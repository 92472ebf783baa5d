// What the agent makes of the permissions it was started with, in processes of their own: it
// stays within its needs, whatever it held, or says what stands open and how to close it.

import assert from "node:assert/strict";
import { temporaryFolder } from "../../support/temporary_folder.ts";

const PROGRAM = decodeURIComponent(new URL("./confined_program.ts", import.meta.url).pathname);
const ROOT = decodeURIComponent(new URL("../../../", import.meta.url).pathname);
const CLOSED = ["--no-prompt", "--cached-only"];

interface Outcome {
  readonly code: number;
  readonly tries: Readonly<Record<string, string>>;
  readonly stderr: string;
}

/** Runs the program with `flags`; it needs the port of `listener`, and the `files`. */
async function run(
  flags: readonly string[],
  options: { readonly mode: string; readonly port: number; readonly files?: readonly string[] },
): Promise<Outcome> {
  const { mode, port, files = [] } = options;
  const output = await new Deno.Command("deno", {
    args: ["run", "-q", ...flags, PROGRAM, "127.0.0.1", String(port), mode, ...files],
    env: { PGMCP_TEST_SECRET: "a secret of the shell", DENO_NO_PROMPT: "" },
  }).output();
  const decoder = new TextDecoder();
  const stdout = decoder.decode(output.stdout).trim();
  return {
    code: output.code,
    tries: stdout === "" ? {} : JSON.parse(stdout),
    stderr: decoder.decode(output.stderr),
  };
}

function listen(): Deno.TcpListener {
  return Deno.listen({ hostname: "127.0.0.1", port: 0 });
}

function assertConfined(tries: Readonly<Record<string, string>>): void {
  const { database, "an uncached package": uncached, ...others } = tries;
  assert.equal(database, "reached");
  assert.match(uncached ?? "", /--cached-only is specified/);
  assert.ok(Object.keys(others).length >= 15);
  for (const [what, outcome] of Object.entries(others)) {
    if (what === "a module of another host" && /--cached-only/.test(outcome)) continue;
    assert.equal(outcome, / variable$/.test(what) ? "unset" : "denied", what);
  }
}

Deno.test("started with exactly what it needs, it stays in its process and reaches nothing else", async () => {
  using listener = listen();
  const { port } = listener.addr;
  const flags = [...CLOSED, "--ignore-env", `--allow-net=127.0.0.1:${port}`];
  const { code, tries, stderr } = await run(flags, { mode: "require", port });
  assert.equal(code, 0, stderr);
  assert.equal(
    stderr,
    "info Confined: the database and the server can be reached, and nothing else.\n",
  );
  assertConfined(tries);
});

for (
  const [held, flags] of [
    ["everything", ["-A", "--unstable-worker-options"]],
    // Its own modules it must read, or it cannot load them a second time.
    ["every host, and its own modules", [
      "--ignore-env",
      "--allow-net",
      `--allow-read=${ROOT}`,
      "--unstable-worker-options",
    ]],
    ["every port of the host", [
      "--ignore-env",
      "--allow-net=127.0.0.1",
      `--allow-read=${ROOT}`,
      "--unstable-worker-options",
    ]],
  ] as const
) {
  Deno.test(`started with ${held}, it moves to a Worker and reaches nothing else`, async () => {
    using listener = listen();
    const { port } = listener.addr;
    const { code, tries, stderr } = await run([...CLOSED, ...flags], { mode: "require", port });
    assert.equal(code, 0, stderr);
    assert.match(stderr, /^info Confined to a Worker: /);
    assertConfined(tries);
  });
}

Deno.test("what it needs no part of it gives back without a Worker", async () => {
  using listener = listen();
  const { port } = listener.addr;
  const flags = [
    ...CLOSED,
    `--allow-net=127.0.0.1:${port}`,
    "--allow-run",
    "--allow-ffi",
    "--allow-sys",
    "--allow-read",
    "--allow-write",
    "--allow-env",
  ];
  const { code, tries, stderr } = await run(flags, { mode: "require", port });
  assert.equal(code, 0, stderr);
  assert.match(stderr, /^info Confined: /);
  assertConfined(tries);
});

Deno.test("a file that it needs can be used in the Worker, and no other in its folder", async () => {
  using listener = listen();
  const { port } = listener.addr;
  await using folder = await temporaryFolder();
  const file = `${folder.path}/needed`;
  for (const path of [file, `${file}.other`]) await Deno.writeTextFile(path, "");
  const flags = [...CLOSED, "-A", "--unstable-worker-options"];
  const { code, tries, stderr } = await run(flags, { mode: "require", port, files: [file] });
  assert.equal(code, 0, stderr);
  assertConfined(tries);
  assert.equal(tries["the file beside it"], "denied");
});

for (
  const { missing, flags, says } of [
    {
      missing: "--cached-only",
      flags: ["-A", "--no-prompt", "--unstable-worker-options"],
      says: [/--cached-only is missing/],
    },
    {
      missing: "--no-prompt",
      flags: ["-A", "--cached-only", "--unstable-worker-options"],
      says: [/--no-prompt is missing/],
    },
    {
      missing: "--unstable-worker-options",
      // deno.json has it, too.
      flags: ["-A", ...CLOSED, "--no-config"],
      says: [/more hosts and ports can be reached/],
    },
    {
      missing: "all three",
      flags: ["-A", "--no-config"],
      says: [/cached-only/, /no-prompt/, /more hosts/],
    },
    {
      missing: "permission to read its own modules",
      flags: [...CLOSED, "--ignore-env", "--allow-net", "--unstable-worker-options"],
      says: [/more hosts and ports can be reached/],
    },
  ]
) {
  Deno.test(`without ${missing} it is partly confined, says how it would be whole, and starts only where that will do`, async () => {
    using listener = listen();
    const { port } = listener.addr;
    const told = await run(flags, { mode: "report", port });
    assert.equal(told.code, 0, told.stderr);
    assert.match(told.stderr, /^warn Partly confined:\n/);
    for (const line of says) assert.match(told.stderr, line);
    assert.equal(told.stderr.match(/^ {2}\S/gm)?.length, says.length, told.stderr);
    assert.match(told.stderr, /\ndeno run --whole\n$/);

    const refused = await run(flags, { mode: "require", port });
    assert.equal(refused.code, 3);
    assert.deepEqual(refused.tries, {});
    assert.match(refused.stderr, /error PGMCP_NOT_CONFINED Partly confined:/);
  });
}

Deno.test("where code can still be loaded, it comes from no host at all", async () => {
  using listener = listen();
  const { port } = listener.addr;
  const flags = [
    ...["--no-prompt", "--ignore-env", "--allow-import=127.0.0.1:9"],
    `--allow-net=127.0.0.1:${port}`,
  ];
  const { tries, stderr } = await run(flags, { mode: "try", port });
  assert.match(stderr, /--cached-only is missing/);
  assert.equal(tries["a module of another host"], "denied");
});

Deno.test("denied by flags as well, it is confined all the same", async () => {
  using listener = listen();
  const { port } = listener.addr;
  const flags = [
    ...[...CLOSED, "--ignore-env", "--deny-run", "--deny-ffi", "--deny-env"],
    `--allow-net=127.0.0.1:${port}`,
  ];
  const { code, tries, stderr } = await run(flags, { mode: "require", port });
  assert.equal(code, 0, stderr);
  assert.match(stderr, /^info Confined: /);
  assertConfined(tries);
});

Deno.test("a permission that it needs and lacks is named, and nothing is asked at a terminal", async () => {
  using listener = listen();
  const { port } = listener.addr;
  const { code, stderr } = await run(["--allow-net=127.0.0.1:1"], { mode: "report", port });
  assert.equal(code, 3);
  assert.ok(stderr.includes(`missing: --allow-net=127.0.0.1:${port}`), stderr);
});
