// The line that `--print-command` prints, run exactly as printed against a real
// PostgreSQL: it works, and from inside nothing else can be reached.

import assert from "node:assert/strict";
import { runStdioLine } from "../support/run_stdio.ts";
import { testsOnPostgres } from "../support/tests_on_postgres.ts";

const onPostgres = testsOnPostgres();
const MOD = decodeURIComponent(new URL("../../mod.ts", import.meta.url).pathname);
const PROBE = decodeURIComponent(
  new URL("../support/permission_probe.ts", import.meta.url).pathname,
);
const SECRET = { PGMCP_TEST_SECRET: "a secret of the shell" };

async function printCommand(
  command: "stdio" | "serve",
  env: Readonly<Record<string, string>>,
): Promise<string> {
  const output = await new Deno.Command("deno", {
    args: ["run", "-q", "--no-prompt", "-P=local", MOD, command, "--print-command"],
    // Empty counts as unset: what the caller's own shell sets must not leak in.
    env: { DATABASE_URL: "", ...env },
    stderr: "inherit",
  }).output();
  assert.equal(output.code, 0);
  return new TextDecoder().decode(output.stdout);
}

async function probe(script: string, url: string, args: readonly string[]) {
  const line = script.trimEnd().split("\n").at(-1) ?? "";
  assert.ok(line.includes(` ${MOD} `), line);
  const output = await new Deno.Command("sh", {
    args: ["-c", `${line.replace(MOD, PROBE)} ${args.join(" ")}`],
    env: { DATABASE_URL: url, ...SECRET },
  }).output();
  assert.equal(output.code, 0, new TextDecoder().decode(output.stderr));
  const outcome: Readonly<Record<string, string>> = JSON.parse(
    new TextDecoder().decode(output.stdout),
  );
  return outcome;
}

/** What must hold for every printed line, whatever the database. */
function assertNothingElse(outcome: Readonly<Record<string, string>>): void {
  for (
    const [what, expected] of Object.entries({
      "another port": "denied",
      "another host": "denied",
      "another host by fetch": "denied",
      listening: "denied",
      "a file": "denied",
      "its own source": "denied",
      writing: "denied",
      "a subprocess": "denied",
      "the host's name": "denied",
      "a native library": "denied",
      "a module of another folder": "denied",
      "its own variable": "set",
      "another variable": "unset",
    })
  ) assert.equal(outcome[what], expected, what);
  // Deno needs no permission to fetch modules; the flag alone keeps them out.
  for (const what of ["an uncached package", "a module of another host"]) {
    assert.match(outcome[what] ?? "", /--cached-only is specified/, what);
  }
}

onPostgres(
  "the printed stdio line answers from PostgreSQL, and reaches nothing else",
  async (server, test) => {
    const env = { DATABASE_URL: server.url, MAX_ROWS: "2" };
    const script = await printCommand("stdio", env);

    await test.step("it shows no password, and takes it from the shell", () => {
      assert.ok(!script.includes(server.password), script);
      assert.match(
        script,
        /^DATABASE_URL="\$DATABASE_URL" MAX_ROWS=2 DENO_NO_UPDATE_CHECK=1 deno run /m,
      );
      assert.match(script, new RegExp(`--allow-net=127\\.0\\.0\\.1:${server.port} `));
      assert.doesNotMatch(script, /--allow-(?:all|read|write|run|ffi|sys|import)|-A/);
    });

    await test.step("run as printed, it answers a query and ends with its input", async () => {
      const run = await runStdioLine(script, {
        env: { DATABASE_URL: server.url },
        calls: [{ name: "query", arguments: { sql: "SELECT generate_series(1, 5) AS n" } }],
      });
      assert.match(JSON.stringify(run.answers), /\[\{\\"n\\":1\},\\n?\s*\{\\"n\\":2\}\]/);
      assert.equal(run.code, 0, run.stderr);
    });

    await test.step("from inside, only the database is there", async () => {
      const outcome = await probe(script, server.url, [server.host, String(server.port)]);
      assert.equal(outcome.database, "reached");
      assertNothingElse(outcome);
    });
  },
);

Deno.test("the printed line of the embedded database allows nothing but its own variables", async () => {
  const script = await printCommand("stdio", {});
  assert.deepEqual([...script.matchAll(/--allow-(\w+)/g)].map((match) => match[1]), ["env"]);
  const run = await runStdioLine(script, {
    calls: [{ name: "query", arguments: { sql: "SELECT count(*) > 0 AS some FROM orders" } }],
  });
  assert.match(JSON.stringify(run.answers), /\{\\"some\\":true\}/);
  const outcome = await probe(script, "pglite:", ["127.0.0.1", "5432"]);
  assert.equal(outcome.database, "denied");
  assertNothingElse(outcome);
});
