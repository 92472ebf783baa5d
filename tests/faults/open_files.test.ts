// More connections than the process may have files open: they are dropped, it says so,
// and goes on.

import assert from "node:assert/strict";
import { MOD_PATH } from "../support/run_cli.ts";
import { until } from "../support/until.ts";

const MAX_FILES = 100;

Deno.test({
  name: "serve goes on after more connections than it may have files open",
  // Windows has no such limit.
  ignore: Deno.build.os === "windows",
  async fn() {
    const child = new Deno.Command("sh", {
      args: [
        ...["-c", `ulimit -n ${MAX_FILES}; exec "$@"`, "sh"],
        ...["deno", "run", "-q", "--no-prompt", "--cached-only", "-P=local", MOD_PATH],
        ...["serve", "--port", "0"],
      ],
      env: { DATABASE_URL: "", CONFIG_FILE: "" },
      stdin: "null",
      stdout: "null",
      stderr: "piped",
    }).spawn();
    let log = "";
    const logging = child.stderr.pipeThrough(new TextDecoderStream()).pipeTo(
      new WritableStream({ write: (text) => void (log += text) }),
    );
    await until("the server", () => /Serving at \S+\n/.test(log));
    const port = Number(/:(\d+)\/mcp/.exec(log)?.[1]);
    const connections: Deno.Conn[] = [];
    try {
      while (connections.length < 2 * MAX_FILES) {
        // Refused once it has stopped to listen.
        const connection = await Deno.connect({ hostname: "127.0.0.1", port }).catch(() => null);
        if (connection === null) break;
        connections.push(connection);
      }
      await until("a word about it", () => log.includes("Cannot accept connections"));
      await until("an answer", async () => {
        const response = await fetch(`http://127.0.0.1:${port}/health`).catch(() => null);
        return await response?.text() === '{"status":"ok"}';
      });
    } finally {
      for (const connection of connections) connection.close();
      child.kill("SIGTERM");
    }
    assert.equal((await child.status).code, 0);
    await logging;
  },
});
