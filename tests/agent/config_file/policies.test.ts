// Policies of a configuration's databases: named for one or for all, followed while they
// change, and no database without the policy that it names.

import assert from "node:assert/strict";
import { openConfigFile } from "../../../agent/config_file/open_config_file.ts";
import { openDatabase } from "../../../agent/open_database.ts";
import { PgmcpError } from "../../../core/errors.ts";
import { until } from "../../support/until.ts";

interface Followed extends AsyncDisposable {
  readonly folder: string;
  readonly directory: Awaited<ReturnType<typeof openConfigFile>>;
  write(name: string, text: string): Promise<void>;
  /** Waits for a line of the log that holds these words. */
  line(words: string): Promise<string>;
}

async function follow(
  config: (folder: string) => string,
  policies: Readonly<Record<string, string>>,
  env: Readonly<Record<string, string>> = {},
): Promise<Followed> {
  const folder = await Deno.makeTempDir({ prefix: "pgmcp-config-" });
  // In one step: a file that is looked at while it is written would be one more change.
  async function write(name: string, text: string): Promise<void> {
    await Deno.writeTextFile(`${folder}/${name}.new`, text);
    await Deno.rename(`${folder}/${name}.new`, `${folder}/${name}`);
  }
  await write("pgmcp.yaml", config(folder));
  for (const [name, text] of Object.entries(policies)) await write(name, text);
  const lines: string[] = [];
  const directory = await openConfigFile(`${folder}/pgmcp.yaml`, {
    variable: (name) => env[name]?.replace("FOLDER", folder),
    log: (level, message) => lines.push(`${level} ${message}`),
    lookEveryMs: 10,
    openDatabase,
  });
  let seen = 0;
  return {
    folder,
    directory,
    write,
    async line(words) {
      let found = "";
      await until(`"${words}" in the log`, () => {
        while (seen < lines.length && !found.includes(words)) found = lines[seen++] ?? "";
        return found.includes(words);
      });
      return found;
    },
    async [Symbol.asyncDispose]() {
      await directory.close();
      await Deno.remove(folder, { recursive: true });
    },
  };
}

const ONE = "policy: {deny_tables: [one]}\n";
const TWO = "policy: {deny_tables: [two]}\n";

function denied({ directory }: Followed, name: string): string | undefined {
  const entry = directory.entries.find((one) => one.name === name);
  return entry?.database.policy?.policy.base.denyTables[0]?.name;
}

Deno.test("a database has the policy that it names, or the file's, or the environment's", async () => {
  const databases = (folder: string) =>
    `databases:\n  - {name: a, url: "pglite:"}\n  - {name: b, url: "pglite:", policy: ${folder}/two.yaml}\n`;
  const files = { "one.yaml": ONE, "two.yaml": TWO };
  await using plain = await follow(databases, files);
  assert.deepEqual([denied(plain, "a"), denied(plain, "b")], [undefined, "two"]);
  await using top = await follow(
    (folder) => `policy: ${folder}/one.yaml\n${databases(folder)}`,
    files,
  );
  assert.deepEqual([denied(top, "a"), denied(top, "b")], ["one", "two"]);
  await using env = await follow(databases, files, { POLICY_FILE: "FOLDER/one.yaml" });
  assert.deepEqual([denied(env, "a"), denied(env, "b")], ["one", "two"]);
});

Deno.test("a policy changes under its databases, which keep their connections", async () => {
  await using file = await follow(
    (folder) => `databases: [{name: a, url: "pglite:", policy: ${folder}/one.yaml}]\n`,
    { "one.yaml": ONE },
  );
  const [before] = file.directory.entries;
  await file.write("one.yaml", TWO);
  await file.line("is read again and holds");
  assert.equal(denied(file, "a"), "two");
  assert.equal(file.directory.entries[0], before);
  await file.write("one.yaml", "policy: {deny_tables: users}\n");
  assert.match(await file.line("is refused"), /one\.yaml:1:23: Cannot use deny_tables/);
  assert.equal(denied(file, "a"), "two");
});

Deno.test("a database whose policy cannot be used is closed until it can, and no other is", async () => {
  await using file = await follow(
    (folder) =>
      `databases:\n  - {name: a, url: "pglite:", policy: ${folder}/one.yaml}\n  - {name: b, url: "pglite:"}\n`,
    {},
  );
  const [a, b] = file.directory.entries;
  assert.match(a?.problem?.message ?? "", /Cannot read the policy .*no such file/);
  assert.equal(b?.problem, null);
  await assert.rejects(
    async () => await a?.database.explorer.listSchemas(),
    (error) => error instanceof PgmcpError && error.code === "PGMCP_INVALID_CONFIGURATION",
  );
  await file.write("one.yaml", ONE);
  await file.line("is read again: changed a");
  assert.equal(file.directory.entries[0]?.problem, null);
  assert.equal(denied(file, "a"), "one");
});

Deno.test("a change of the configuration that names no usable policy is refused whole", async () => {
  await using file = await follow(
    (folder) => `databases: [{name: a, url: "pglite:", policy: ${folder}/one.yaml}]\n`,
    { "one.yaml": ONE },
  );
  await file.write(
    "pgmcp.yaml",
    `databases: [{name: a, url: "pglite:", policy: ${file.folder}/none.yaml}]\n`,
  );
  assert.match(await file.line("none.yaml"), /is refused, the databases stay.*no such file/);
  assert.equal(denied(file, "a"), "one");
  await file.write("pgmcp.yaml", 'databases: [{name: a, url: "pglite:", policy: }]\n');
  assert.match(await file.line("it names no file"), /is refused, the databases stay/);
  assert.equal(denied(file, "a"), "one");
});
