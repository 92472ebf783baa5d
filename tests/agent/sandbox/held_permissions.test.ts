// What is seen from inside of the permissions that a process was started with: those it
// lacks, and those that are wider than one of its needs.

import assert from "node:assert/strict";

const PROGRAM = decodeURIComponent(new URL("./held_program.ts", import.meta.url).pathname);

interface Needs {
  readonly net?: readonly string[];
  readonly read?: readonly string[];
  readonly write?: readonly string[];
}

interface Held {
  readonly missing: readonly string[];
  readonly wider: readonly string[];
}

async function held(needs: Needs, flags: readonly string[]): Promise<Held> {
  const { stdout, stderr } = await new Deno.Command("deno", {
    args: [
      ...["run", "-q", "--no-prompt", "--cached-only", "--ignore-env"],
      ...[...flags, PROGRAM, JSON.stringify(needs)],
    ],
  }).output();
  const text = new TextDecoder().decode(stdout);
  assert.notEqual(text, "", new TextDecoder().decode(stderr));
  return JSON.parse(text);
}

const TWO = { net: ["db:5432", "server:443"] };
const FILES = { read: ["/srv/a/ca.pem", "/srv/b/key"], write: ["/srv/data/log"] };
const SOCKET = "/run/postgresql/.s.PGSQL.5432";
const LOCAL = { net: [`unix:${SOCKET}`], read: [SOCKET], write: [SOCKET] };

Deno.test("exactly what is needed is neither too little nor too much", async () => {
  const nothing = { missing: [], wider: [] };
  assert.deepEqual(await held(TWO, ["--allow-net=db:5432,server:443"]), nothing);
  assert.deepEqual(
    await held(FILES, ["--allow-read=/srv/a/ca.pem,/srv/b/key", "--allow-write=/srv/data/log"]),
    nothing,
  );
  const socket = [
    `--allow-net=unix:${SOCKET}`,
    `--allow-read=${SOCKET}`,
    `--allow-write=${SOCKET}`,
  ];
  assert.deepEqual(await held(LOCAL, socket), nothing);
  // What is not needed at all is given back whole, and so is not looked at.
  assert.deepEqual(await held({}, ["--allow-net", "--allow-read", "--allow-write"]), nothing);
});

Deno.test("more than one need asks for is seen, whichever it is", async () => {
  for (
    const [needs, flags, wider] of [
      [TWO, ["--allow-net"], ["net"]],
      [TWO, ["--allow-net=db,server:443"], ["net"]],
      [TWO, ["--allow-net=db:5432,server"], ["net"]],
      [FILES, ["--allow-read=/srv/a,/srv/b/key", "--allow-write=/srv/data/log"], ["read"]],
      [FILES, ["--allow-read=/srv/a/ca.pem,/srv/b", "--allow-write=/srv/data/log"], ["read"]],
      [FILES, ["--allow-read=/srv/a/ca.pem,/srv/b/key", "--allow-write=/srv"], ["write"]],
      [FILES, ["--allow-read", "--allow-write"], ["read", "write"]],
      [{ read: ["/ca.pem"] }, ["--allow-read=/"], ["read"]],
      [{ read: ["ca.pem"] }, ["--allow-read=."], ["read"]],
      [{ read: ["/srv/data/"] }, ["--allow-read=/srv"], ["read"]],
      [LOCAL, ["--allow-net", `--allow-read=${SOCKET}`, `--allow-write=${SOCKET}`], ["net"]],
    ] as const
  ) {
    const what = `${JSON.stringify(needs)} ${flags.join(" ")}`;
    assert.deepEqual(await held(needs, flags), { missing: [], wider }, what);
  }
});

Deno.test("each need that is not held is named, as a flag would grant it", async () => {
  const needs = { ...TWO, read: ["/srv/ca.pem"], write: ["/srv/data"] };
  const { missing } = await held(needs, ["--allow-net=db:5432", "--allow-read=/srv/other"]);
  assert.deepEqual(missing, [
    "--allow-net=server:443",
    "--allow-read=/srv/ca.pem",
    "--allow-write=/srv/data",
  ]);
});
