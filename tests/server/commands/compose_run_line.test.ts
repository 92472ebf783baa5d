// What `--print-command` gathers: the database's needs, the address to listen on,
// and the variables, without their secrets.

import assert from "node:assert/strict";
import { AGENT_VARIABLES, readAgentSettings } from "../../../agent/config.ts";
import { requiredPermissions } from "../../../agent/required_permissions.ts";
import { composeRunLine } from "../../../server/commands/compose_run_line.ts";
import type { DatabaseSide } from "../../../server/commands/database_side.ts";

const databaseSide: DatabaseSide = {
  variables: AGENT_VARIABLES,
  secretVariables: ["DATABASE_URL"],
  readSettings(reader) {
    const { database, query } = readAgentSettings(reader);
    return {
      configured: database !== null,
      configFile: null,
      query,
      graded: false,
      doctorTargets: () => Promise.resolve([]),
      permissions: () => requiredPermissions(database ?? { kind: "pglite", dataDir: null }),
      open: () => Promise.reject(new Error("Cannot open: nothing is run here")),
    };
  },
};

function compose(
  command: "stdio" | "serve" | "doctor",
  variables: Readonly<Record<string, string>>,
) {
  const options = {
    variable: (name: string) => variables[name],
    databaseSide,
    entryUrl: "file:///opt/pgmcp/mod.ts",
  };
  return composeRunLine(command, options);
}

Deno.test("doctor may reach the database, and is told what stdio is told", async () => {
  const variables = { DATABASE_URL: "postgres://u@db/d", REQUIRE_GRADE: "B" };
  const line = await compose("doctor", variables);
  assert.deepEqual(line.permissions, { net: ["db:5432"], read: [], write: [] });
  assert.deepEqual(line, { ...await compose("stdio", variables), command: "doctor" });
  assert.ok(line.variables.includes("REQUIRE_GRADE"));
});

Deno.test("stdio may reach the database's host and port, and nothing else", async () => {
  const nets: readonly (readonly [string, readonly string[]])[] = [
    ["postgres://u:pw@db.example.com/d", ["db.example.com:5432"]],
    ["postgres://u:pw@[::1]:6000/d", ["[::1]:6000"]],
    ["postgres://u@one,two:6000/d", ["one:5432", "two:6000"]],
    ["pglite:", []],
  ];
  for (const [url, net] of nets) {
    const line = await compose("stdio", { DATABASE_URL: url });
    assert.deepEqual(line.permissions, { net, read: [], write: [] }, url);
  }
});

Deno.test("a Unix socket and the files that a URL names may be reached too", async () => {
  const socket = "/run/postgresql/.s.PGSQL.5432";
  const local = await compose("stdio", { DATABASE_URL: "postgres:///d?host=/run/postgresql" });
  assert.deepEqual(local.permissions, {
    ...{ net: [`unix:${socket}`], read: [socket], write: [socket] },
  });
  const url = "postgres://u@h/d?sslmode=verify-full&sslrootcert=/ca.pem&passfile=/pw";
  const remote = await compose("stdio", { DATABASE_URL: url });
  assert.deepEqual(remote.permissions, { net: ["h:5432"], read: ["/ca.pem", "/pw"], write: [] });
});

Deno.test("an embedded database in a folder may read and write that folder", async () => {
  const { permissions } = await compose("stdio", { DATABASE_URL: "pglite:/srv/data" });
  assert.deepEqual(permissions, { net: [], read: ["/srv/data"], write: ["/srv/data"] });
});

Deno.test("serve may also listen on its address", async () => {
  const { permissions, variables } = await compose("serve", { HOST: "::1", PORT: "9000" });
  assert.deepEqual(permissions.net, ["[::1]:9000"]);
  assert.ok(variables.includes("PORT"));
  assert.ok(!(await compose("stdio", {})).variables.includes("PORT"));
});

Deno.test("values that are set are kept, but never a secret's", async () => {
  const { values } = await compose("stdio", {
    DATABASE_URL: "postgres://u:hunter2@h/d",
    MAX_ROWS: "7",
    SCHEMAS: "a,b",
  });
  assert.deepEqual(values, [["DATABASE_URL", null], ["MAX_ROWS", "7"], ["SCHEMAS", "a,b"]]);
});

Deno.test("a wrong configuration is refused rather than printed", async () => {
  await assert.rejects(compose("stdio", { MAX_ROWS: "many" }), /Cannot use MAX_ROWS/);
});

Deno.test("serve may write its keys and read its certificate, and stdio knows of neither", async () => {
  const variables = {
    KEYS_FILE: "./data/pgmcp.sqlite",
    TLS_CERT: "./server.crt",
    TLS_KEY: "./server.key",
    ALLOWED_HOSTS: "pgmcp.example.com",
  };
  const serve = await compose("serve", variables);
  assert.deepEqual(serve.permissions, {
    net: ["127.0.0.1:8080"],
    read: ["./data/pgmcp.sqlite", "./server.crt", "./server.key"],
    write: ["./data/pgmcp.sqlite"],
  });
  for (const name of Object.keys(variables)) {
    assert.ok(serve.variables.includes(name), name);
    assert.ok(!(await compose("stdio", variables)).variables.includes(name), name);
  }
  const memory = await compose("serve", { KEYS_FILE: "memory:" });
  assert.deepEqual(memory.permissions, { net: ["127.0.0.1:8080"], read: [], write: [] });
});
