// The picture of processes that run together: it fits a terminal, and says what the lines say.

import assert from "node:assert/strict";
import type { RunLine } from "../../../../core/run_line/draw_run_line.ts";
import { drawTunnel } from "../../../../server/commands/tunnel/draw_tunnel.ts";

function line(command: RunLine["command"], more: Partial<RunLine["permissions"]>): RunLine {
  return {
    command,
    entry: "/pgmcp/mod.ts",
    permissions: { net: [], read: [], write: [], ...more },
    variables: ["LOG_LEVEL", "PORT"],
    values: [],
  };
}

const server = { name: "server", line: line("serve", { net: ["127.0.0.1:8080"] }) };
const agent = {
  name: "agent",
  line: line("agent", { net: ["127.0.0.1:54321", "127.0.0.1:8080"], read: ["/etc/policy.yaml"] }),
};
const picture = {
  mcpUrl: "http://127.0.0.1:8080/mcp",
  parts: [server, agent],
};

Deno.test("the picture fits 80 columns, and shows who dials whom", () => {
  const lines = drawTunnel(picture, { columns: 80, colour: false });
  assert.deepEqual(lines.slice(0, 5), [
    "┌────────┐ MCP   ┌────────────────┐ dials ┌────────┐ SQL   ┌─────────────────┐",
    "│ client │ ────▶ │ server         │ ◀──── │ agent  │ ────▶ │ database        │",
    "│ Claude │ key   │ 127.0.0.1:8080 │ key   │ policy │ login │ 127.0.0.1:54321 │",
    "└────────┘       └────────────────┘       └────────┘       └─────────────────┘",
    "",
  ]);
  assert.ok(lines.every((line) => line.length <= 80), lines.join("\n"));
});

Deno.test("below it stands what each process may touch, from the line it was started by", () => {
  const text = drawTunnel(picture, { columns: 100, colour: false }).join("\n");
  assert.match(text, /^server +127\.0\.0\.1:8080 \(listens\) +no file +PORT$/m);
  assert.match(text, /^agent +127\.0\.0\.1:54321, 127\.0\.0\.1:8080 +policy\.yaml +PORT$/m);
  assert.match(text, /None of them may write a file, start a program/);
  assert.match(text, /launcher, this\s+process, is no sandbox/);
});

Deno.test("a process that may write a file is not said to write none", () => {
  const writing = { ...agent, line: line("agent", { write: ["./shop"] }) };
  const text = drawTunnel({ ...picture, parts: [server, writing] }, { columns: 100, colour: false })
    .join("\n");
  assert.match(text, /^process +may reach +may read +may write +variables$/m);
  assert.match(text, /^agent +nothing +no file +shop +PORT$/m);
  assert.doesNotMatch(text, /write a file/);
});

Deno.test("on a narrow screen the picture is a list, and several databases are counted", () => {
  const net = ["db1.example.com:5432", "db2.example.com:5432", "127.0.0.1:8080"];
  const parts = [server, { ...agent, line: line("agent", { net }) }];
  const lines = drawTunnel({ ...picture, parts }, { columns: 60, colour: false });
  assert.deepEqual(lines.slice(0, 4), [
    "client   Claude ────▶ MCP",
    "server   127.0.0.1:8080 ◀──── dials",
    "agent    policy ────▶ SQL",
    "database db1.example.com:5432, +1",
  ]);
});
