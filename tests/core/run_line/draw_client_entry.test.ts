// The entry for a client's settings: the printed line's own permissions, no secret, valid JSON.

import assert from "node:assert/strict";
import { drawClientEntry } from "../../../core/run_line/draw_client_entry.ts";
import { drawRunLine, type RunLine } from "../../../core/run_line/draw_run_line.ts";

const line: RunLine = {
  command: "stdio",
  entry: "/opt/pgmcp/mod.ts",
  permissions: { net: ["db.example.com:5432"], read: [], write: [] },
  variables: ["DATABASE_URL", "MAX_ROWS"],
  values: [["DATABASE_URL", null], ["MAX_ROWS", "50"]],
};

Deno.test("the entry starts what the printed line starts, with the same permissions", () => {
  const { mcpServers: { pgmcp } } = JSON.parse(drawClientEntry(line).text);
  assert.equal(pgmcp.command, "deno");
  const printed = drawRunLine(line).trimEnd().split("\n").at(-1) ?? "";
  const [, words = ""] = / deno (run .*)$/.exec(printed) ?? [];
  assert.equal(pgmcp.args.filter((word: string) => word !== "-q").join(" "), words);
});

Deno.test("a secret has its place in the entry, and is named beside it", () => {
  const { text, remarks } = drawClientEntry(line);
  assert.deepEqual(JSON.parse(text).mcpServers.pgmcp.env, {
    DENO_NO_UPDATE_CHECK: "1",
    DATABASE_URL: "…",
    MAX_ROWS: "50",
  });
  assert.deepEqual(remarks, ["Put the value of DATABASE_URL where … stands."]);
});

Deno.test("a file beside the shell is not beside the client, and is named", () => {
  const permissions = {
    net: [],
    read: ["./policy.yaml", "/etc/ca.pem", "C:\\ca.pem"],
    write: ["./policy.yaml", "data"],
  };
  assert.deepEqual(drawClientEntry({ ...line, permissions, values: [] }).remarks, [
    "Write ./policy.yaml as an absolute path, and print this again.",
    "Write data as an absolute path, and print this again.",
  ]);
});
