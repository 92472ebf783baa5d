// Run in place of mod.ts under the flags that `--print-command` prints: tries from
// inside to reach what it should not, and prints what became of each try as JSON.
// Arguments after the command: the database's host and port.

const [, host = "127.0.0.1", port = "0"] = Deno.args;

async function attempt(action: () => unknown): Promise<string> {
  try {
    await action();
    return "reached";
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    // An import that may not be made is a TypeError with the same words.
    return /^Requires \w+ access/.test(error.message) ? "denied" : error.message;
  }
}

async function connect(hostname: string, toPort: number): Promise<void> {
  (await Deno.connect({ hostname, port: toPort })).close();
}

// Put together at run time, so that Deno cannot fetch it before the program starts.
const uncached = ["npm:", "pgmcp-no-such-package@9.9.9"].join("");
const foreignModule = ["https://127.0.0.1:9/", "x.ts"].join("");
const foreignFile = ["file:///etc/", "hosts"].join("");

console.log(JSON.stringify({
  database: await attempt(() => connect(host, Number(port))),
  "another port": await attempt(() => connect(host, Number(port) + 1)),
  "another host": await attempt(() => connect("127.0.0.2", Number(port))),
  "another host by fetch": await attempt(() => fetch(`http://127.0.0.2:${port}/`)),
  listening: await attempt(() => Deno.listen({ hostname: "127.0.0.1", port: 0 }).close()),
  "a file": await attempt(() => Deno.readTextFile("/etc/hosts")),
  "its own source": await attempt(() => Deno.readTextFile(new URL(import.meta.url))),
  writing: await attempt(() => Deno.writeTextFile("/tmp/pgmcp-probe", "")),
  "a subprocess": await attempt(() => new Deno.Command("sh", { args: ["-c", "exit"] }).output()),
  "the host's name": await attempt(() => Deno.hostname()),
  "a native library": await attempt(() => Deno.dlopen("/lib/libc.so.6", {})),
  "a module of another host": await attempt(() => import(foreignModule)),
  "a module of another folder": await attempt(() => import(foreignFile)),
  "an uncached package": await attempt(() => import(uncached)),
  "its own variable": Deno.env.get("DATABASE_URL") === undefined ? "unset" : "set",
  "another variable": Deno.env.get("PGMCP_TEST_SECRET") === undefined ? "unset" : "set",
}));
