// Whatever an officer's commands are given that they cannot use, they say in plain lines what it is,
// where, and what to do, with the exit code for wrong usage; never a stack, and never a secret.

import assert from "node:assert/strict";
import { createApiKey } from "../../core/auth/create_api_key.ts";
import { openSqliteApiKeyStore } from "../../server/stores/sqlite_api_key_store.ts";
import { MOD_PATH, runCli } from "../support/run_cli.ts";

const SECRET = "S3cretPw";
const UNREACHABLE = `postgres://reader:${SECRET}@127.0.0.1:1/shop?sslmode=disable`;

interface Misuse {
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** What is run; mod.ts by default. */
  readonly program?: string;
  /** What it reads on standard input; nothing by default. */
  readonly input?: string;
  readonly code: number;
  readonly says: RegExp;
}

/** An agent whose server is not there. */
const AGENT = {
  SERVER_URL: "ws://127.0.0.1:1/agent",
  AGENT_KEY: createApiKey("agent", {}).text,
  DATABASE_NAME: "shop",
  DATABASE_URL: UNREACHABLE,
};

function useless(file: string, state: string): readonly Misuse[] {
  const words = ["check", "test", "sql"].map((command) => ["policy", command, file]);
  return [...words, ["policy", "explain", "--file", file, "SELECT 1"]].map((args) => ({
    ...{ args, code: 2 },
    says: new RegExp(`Cannot read the policy "${file}": ${state}\\n +Name another file`),
  }));
}

const MISUSES: readonly Misuse[] = [
  ...useless("nowhere.yaml", "there is no such file"),
  ...useless("folder", "it is a folder"),
  ...useless("bytes", "it is no text in UTF-8"),
  ...useless("large.yaml", "it is larger than 4 MiB"),
  ...useless("good.yaml/x.yaml", "a part of its path is no folder"),
  {
    args: ["policy", "check", "broken.yaml"],
    code: 1,
    says:
      /^broken\.yaml:3:3: error: .*a bracket is not closed\.\nbroken\.yaml:4:1: .*\n✗ the policy/,
  },
  {
    args: ["policy", "check", "colon.yaml"],
    code: 1,
    says: /^colon\.yaml:2:12: error: .*a value with a colon needs quotes/,
  },
  {
    args: ["policy", "check", "good.yaml", "--database", "shop"],
    code: 2,
    says: /Cannot use --database: CONFIG_FILE is not set/,
  },
  {
    args: ["policy", "sql", "good.yaml", "--role", "suport"],
    code: 2,
    says: /Cannot use --role: the policy has no role "suport"\n +It has support\./,
  },
  {
    args: ["policy", "sql", "good.yaml", "--schema", "pg_catalog"],
    code: 2,
    says: /Cannot use --schema: "pg_catalog" is PostgreSQL's own/,
  },
  {
    args: ["policy", "sql", "good.yaml", "--db-role", ""],
    code: 2,
    says: /Cannot use --db-role: it is not 1 to 63 bytes/,
  },
  {
    args: ["policy", "check", "good.yaml"],
    env: { CONFIG_FILE: "bytes" },
    code: 2,
    says: /Cannot read CONFIG_FILE "bytes": it is no text in UTF-8/,
  },
  {
    args: ["doctor", "--role", "reader"],
    env: { DATABASE_URL: UNREACHABLE },
    code: 2,
    says: /Cannot use --role: .*--script/,
  },
  {
    args: ["doctor", "--script", "--role", "Not plain"],
    env: { DATABASE_URL: UNREACHABLE },
    code: 2,
    says: /role "Not plain": its name is not plain/,
  },
  {
    args: ["doctor"],
    env: { DATABASE_URL: UNREACHABLE },
    code: 1,
    says: /Cannot reach the database at 127\.0\.0\.1:1/,
  },
  {
    args: ["prove", "--fingerprint", "sha256:x"],
    env: { DATABASE_URL: UNREACHABLE },
    code: 2,
    says: /Cannot use --fingerprint: .*--verify/,
  },
  {
    args: ["prove", "--report", "good.yaml"],
    env: { DATABASE_URL: UNREACHABLE, PROVE_SIGNING_KEY: "prove.key" },
    code: 2,
    says: /Cannot write "good\.yaml": the file exists already/,
  },
  {
    args: ["prove", "--verify", "folder"],
    code: 2,
    says: /Cannot read the report "folder": it is a folder/,
  },
  { args: ["check"], code: 2, says: /Cannot check: .*nothing on standard input/ },
  {
    args: ["check", "-f", "folder"],
    code: 2,
    says: /Cannot read "folder": it is a folder/,
  },
  ...["folder", "bytes", "nowhere.sqlite"].flatMap((file) =>
    [["keys", "list"], ["lockdown"]].map((args) => ({
      ...{ args, env: { KEYS_FILE: file }, code: 2 },
      says: new RegExp(
        `Cannot use KEYS_FILE "${file}": (it is a folder|file is not a database|there is no such file)\\.`,
      ),
    }))
  ),
  {
    args: ["policy", "check", "empty.yaml"],
    code: 1,
    says: /^empty\.yaml:1:1: error: Cannot use the file: it is empty; for example policy: /,
  },
  {
    args: ["keys", "revoke", "-"],
    env: { KEYS_FILE: "keys.sqlite" },
    code: 2,
    says: /Cannot revoke: standard input names no key/,
  },
  ...[["nowhere.pem", "there is no such file"], ["good.yaml", "it holds no certificate in PEM"]]
    .map(([file = "", state]) => ({
      args: ["agent", "--end-with-stdin"],
      env: { ...AGENT, SERVER_CA: file },
      code: 2,
      says: new RegExp(`Cannot (read|use) SERVER_CA "${file}": ${state}`),
    })),
  {
    args: ["connect", "http://127.0.0.1:1/mcp"],
    input: "x".repeat(10_000_000),
    code: 2,
    says: /Cannot read what the client sends: a line has more than \d+ characters\n/,
  },
  {
    args: ["serve", "--port", "0"],
    env: { TLS_CERT: "nowhere.pem", TLS_KEY: "nowhere.pem" },
    code: 2,
    says: /Cannot read TLS_CERT "nowhere\.pem": there is no such file/,
  },
];

const MASKED = /"postgres:\/\/reader:\*\*\*[@…]/;

/** A secret that stands in the wrong variable, and so in the error about it. */
const MISPLACED: readonly Misuse[] = [
  { args: [AGENT.AGENT_KEY], code: 2, says: /unknown command 'pgmcp_agent_\w{11}…'/ },
  { args: ["serve", UNREACHABLE], code: 2, says: /got 1: postgres:\/\/reader:\*\*\*@/ },
  { args: ["keys", "list", AGENT.AGENT_KEY], code: 2, says: /pgmcp_agent_\w{11}…/ },
  ...["mod.ts", "server/main.ts"].flatMap((program) =>
    ["LOG_LEVEL", "ALLOWED_ORIGINS", "KEYS_FILE"].map((variable) => ({
      args: program === "mod.ts" ? ["serve", "--port", "0"] : [],
      program,
      env: { PORT: "0", [variable]: UNREACHABLE },
      code: 2,
      says: new RegExp(`Cannot use ${variable}: "postgres://reader:\\*\\*\\*`),
    }))
  ),
  ...["mod.ts", "agent/main.ts"].flatMap((program) =>
    [
      { env: { ...AGENT, DATABASE_NAME: AGENT.AGENT_KEY }, says: /"pgmcp_agent_\w{11}…/ },
      { env: { ...AGENT, LOG_LEVEL: UNREACHABLE }, says: MASKED },
      { env: { ...AGENT, CONFIG_FILE: UNREACHABLE, DATABASE_URL: "" }, says: MASKED },
    ].map((misuse) => ({
      ...misuse,
      args: program === "mod.ts" ? ["agent"] : [],
      program,
      code: 2,
    }))
  ),
];

/** What was typed is told by its own name, never by the variable that it stands above. */
const WRONG_FLAGS: readonly Misuse[] = [
  ...[["serve"], ["serve", "--print-command"], ["demo", "--once"], ["tunnel"], ["embedded"]].map(
    (args) => ({
      args: [...args, "--port", "80a"],
      env: { PORT: "9000", PGMCP_EMBEDDED_PASSWORD: SECRET },
      code: 2,
      says:
        /^✗ Cannot use --port: "80a" is not a whole number from \d to 65535; for example --port=\d+\n/,
    }),
  ),
  {
    args: ["serve"],
    env: { PORT: "80a" },
    code: 2,
    says: /^✗ Cannot use PORT: "80a" is not .* for example PORT=8080\n/,
  },
];

async function makeFiles(folder: string): Promise<void> {
  const files: Readonly<Record<string, string | Uint8Array>> = {
    bytes: crypto.getRandomValues(new Uint8Array(4_096)).fill(0xff, 0, 16),
    "broken.yaml": "policy:\n  allow_tables: [a, b\n  deny_tables: {{\n",
    "colon.yaml": "policy:\n  default: pglite:\n",
    "empty.yaml": "\n",
    "good.yaml": "policy: {roles: {support: {deny_tables: [users]}}}\n",
    "large.yaml": `# ${"x".repeat(10_000_000)}\npolicy: {}\n`,
  };
  await Deno.mkdir(`${folder}/folder`);
  for (const [name, content] of Object.entries(files)) {
    const bytes = typeof content === "string" ? new TextEncoder().encode(content) : content;
    await Deno.writeFile(`${folder}/${name}`, bytes);
  }
  await openSqliteApiKeyStore(`${folder}/keys.sqlite`)[Symbol.asyncDispose]();
  const pair = await crypto.subtle.generateKey("Ed25519", true, ["sign", "verify"]);
  if (!("privateKey" in pair)) throw new TypeError("Cannot make a pair of keys");
  const der = new Uint8Array(await crypto.subtle.exportKey("pkcs8", pair.privateKey));
  await Deno.writeTextFile(
    `${folder}/prove.key`,
    `-----BEGIN PRIVATE KEY-----\n${der.toBase64()}\n-----END PRIVATE KEY-----\n`,
    { mode: 0o600 },
  );
}

Deno.test("what a command cannot use it says in plain lines, with the right exit code", async (t) => {
  const folder = await Deno.makeTempDir({ prefix: "pgmcp-misuse-" });
  try {
    await makeFiles(folder);
    const all = [...MISUSES, ...WRONG_FLAGS, ...MISPLACED];
    for (const { args, code, env = {}, input = "", program = "mod.ts", says } of all) {
      const named = Object.entries(env).map(([name, value]) =>
        `${name}=${value.length > 30 ? "…" : value} `
      );
      await t.step(`${named.join("")}${program} ${args.join(" ")}`, async () => {
        const run = await runCli(args, {
          ...{ permissions: ["-A"], env, input, cwd: folder },
          program: MOD_PATH.replace(/mod\.ts$/, program),
        });
        const all = run.stdout + run.stderr;
        assert.match(all, says);
        assert.equal(run.code, code, all);
        assert.doesNotMatch(all, /\n +at |Uncaught|os error|undefined/);
        for (const secret of [SECRET, AGENT.AGENT_KEY.slice(30, 50)]) {
          assert.ok(!all.includes(secret), all);
        }
      });
    }
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
