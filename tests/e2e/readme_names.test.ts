// What README.md names is there, and what is there is named: commands, their options,
// variables, tasks, anchors and files. Whether what it says of them is true is not tested here.

import assert from "node:assert/strict";
import { runCli } from "../support/run_cli.ts";

const ROOT = new URL("../../", import.meta.url);
const README = await Deno.readTextFile(new URL("README.md", ROOT));
const PROJECT: Project = JSON.parse(await Deno.readTextFile(new URL("deno.json", ROOT)));

/** What is read of deno.json. */
interface Project {
  readonly tasks: Readonly<Record<string, string>>;
  readonly permissions: Readonly<
    Record<string, { readonly env?: { readonly allow?: readonly string[] } | boolean }>
  >;
}

/** What Deno, npm and the operating system read, and the name of a family of variables. */
const NOT_OURS = new Set([
  ...["TERM", "PATH", "PATHEXT", "HOME", "USERPROFILE", "LOCALAPPDATA", "APPDATA", "SYSTEMROOT"],
  ...["TMPDIR", "TEMP", "TMP", "DENO_DIR", "XDG_CACHE_HOME", "NPM_CONFIG_REGISTRY", "PGMCP_*"],
]);

/** Commands that people have no use for by themselves, and `--help` leaves out. */
const HIDDEN = ["embedded"];

const helps = await readHelps();

/** The help of each command by its words: "", "keys", "keys create", … */
async function readHelps(): Promise<ReadonlyMap<string, string>> {
  const found = new Map<string, string>();
  async function read(words: readonly string[]): Promise<void> {
    const { code, stdout, stderr } = await runCli([...words, "--help"], {
      permissions: ["--ignore-env"],
    });
    assert.equal(code, 0, `${words.join(" ")}: ${stderr}`);
    found.set(words.join(" "), stdout);
    const [, listed = ""] = /^Commands:\n((?: {2}.*\n)+)/m.exec(stdout) ?? [];
    const names = [...listed.matchAll(/^ {2}(\w+)/gm)].map(([, name = ""]) => name);
    for (const name of [...names, ...(words.length === 0 ? HIDDEN : [])]) {
      await read([...words, name]);
    }
  }
  await read([]);
  return found;
}

/** Everything in README.md that is set as code. */
function codeOf(text: string): readonly string[] {
  const fences = [...text.matchAll(/^```\w*\n(.*?)^```/gms)].map(([, code = ""]) => code);
  const prose = text.replaceAll(/^```\w*\n.*?^```/gms, "");
  const spans = [...prose.matchAll(/`([^`]+)`/g)].map(([, code = ""]) => code);
  return [...fences.flatMap((code) => code.replaceAll("\\\n", " ").split("\n")), ...spans];
}

function variables(): readonly string[] {
  const names = Object.values(PROJECT.permissions).flatMap(({ env }) =>
    typeof env === "object" ? env.allow ?? [] : []
  );
  return [...new Set(names)].filter((name) => !NOT_OURS.has(name));
}

Deno.test("every command and option is in README.md", () => {
  const missing = [...helps].flatMap(([command, help]) => {
    const [name = "", child] = command.split(" ");
    const named = README.includes(`pgmcp ${name}`) &&
      (child === undefined || new RegExp(`\\b${child}\\b`).test(README));
    const options = [...help.matchAll(/^ {2}(?:-\w, )?(--[a-z-]+)/gm)]
      .map(([, option = ""]) => option)
      .filter((option) => !["--help", "--version"].includes(option) && !README.includes(option));
    return [...(named ? [] : [command]), ...options.map((option) => `${command} ${option}`)];
  });
  assert.deepEqual(missing, []);
});

Deno.test("every command and option that README.md names is there", () => {
  let count = 0;
  for (const code of codeOf(README)) {
    // As a shell has it: after variables, or the prompt.
    const [, words] = /^(?:\$ )?(?:[A-Z_]+=\S+ )*pgmcp ([a-z]+(?: [^|#;&]*)?)/.exec(code) ?? [];
    if (words === undefined) continue;
    count++;
    const [name = "", child = ""] = words.split(" ");
    const help = helps.get(`${name} ${child}`) ?? helps.get(name);
    assert.ok(help !== undefined, `${code}: there is no such command`);
    for (const [option] of words.matchAll(/(?<=\s)--[a-z-]+/g)) {
      assert.ok(help.includes(option), `${code}: there is no ${option}`);
    }
  }
  assert.ok(count > 30, String(count));
});

Deno.test("every variable that may be read is in README.md and in a --help", () => {
  const said = [...helps.values()].join("\n");
  for (const name of variables()) {
    assert.match(README, new RegExp(`\\b${name}\\b`), `${name} is not in README.md`);
    assert.match(said, new RegExp(`\\b${name}\\b`), `${name} is in no --help`);
  }
});

Deno.test("every variable of README.md's tables may be read", () => {
  const known = new Set(variables());
  const tables = README.matchAll(/^\| variable .*\n\| -.*\n((?:\|.*\n)+)/gm);
  const cells = [...tables].flatMap(([, rows = ""]) =>
    rows.trimEnd().split("\n").map((row) => row.split("|")[1] ?? "")
  );
  assert.ok(cells.length > 20);
  for (const cell of cells) {
    for (const [, name = ""] of cell.matchAll(/`(\w+)`/g)) {
      assert.ok(known.has(name), `${name}: no permission set of deno.json lets it be read`);
    }
  }
});

Deno.test("every task that README.md names is in deno.json", () => {
  const named = [...README.matchAll(/(?:deno(?:@[\d.]+)?) task (?:-q )?([a-z][a-z:]*)/g)];
  assert.ok(named.length > 10);
  for (const [whole, task = ""] of named) {
    assert.ok(PROJECT.tasks[task] !== undefined, `${whole}: there is no such task`);
  }
});

Deno.test("every link of README.md leads somewhere in it, or to a file of the repository", async () => {
  const anchors = new Set(
    [...README.replaceAll(/^```\w*\n.*?^```/gms, "").matchAll(/^#+ (.+)$/gm)]
      .map(([, heading = ""]) =>
        heading.toLowerCase().replaceAll(/[^\p{L}\p{N}\s_-]/gu, "").replaceAll(" ", "-")
      ),
  );
  for (const [, target = ""] of README.matchAll(/\]\(([^)\s]+)\)/g)) {
    if (/^https?:/.test(target)) continue;
    if (target.startsWith("#")) assert.ok(anchors.has(target.slice(1)), target);
    else await Deno.stat(new URL(target, ROOT));
  }
  const paths = codeOf(README).filter((code) =>
    /^(?:core|server|agent|tests|examples)\/[\w./-]+$/.test(code)
  );
  assert.ok(paths.length > 10);
  for (const path of paths) await Deno.stat(new URL(path, ROOT));
});
