// Tries from inside to reach what a program of pgmcp should not, and tells what became of
// each try: `reached`, `denied`, or the message of an error of another kind.

/** Where the database is that may be reached. */
export interface AllowedPlace {
  readonly host: string;
  readonly port: number;
}

/** What became of each try, by what was tried. */
export async function tryEverything(
  { host, port }: AllowedPlace,
): Promise<Readonly<Record<string, string>>> {
  // Put together at run time, so that Deno cannot fetch it before the program starts.
  const uncached = ["npm:", "pgmcp-no-such-package@9.9.9"].join("");
  const foreignModule = ["https://127.0.0.1:9/", "x.ts"].join("");
  const foreignFile = ["file:///etc/", "hosts"].join("");
  return {
    database: await attempt(() => connect(host, port)),
    "another port": await attempt(() => connect(host, port + 1)),
    "another host": await attempt(() => connect("127.0.0.2", port)),
    "another host by fetch": await attempt(() => fetch(`http://127.0.0.2:${port}/`)),
    "another host by WebSocket": await attempt(() => new WebSocket(`ws://127.0.0.2:${port}/`)),
    "a name's address": await attempt(() => Deno.resolveDns("localhost", "A")),
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
    "its own variable": variable("DATABASE_URL"),
    "another variable": variable("PGMCP_TEST_SECRET"),
  };
}

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

async function connect(hostname: string, port: number): Promise<void> {
  (await Deno.connect({ hostname, port })).close();
}

function variable(name: string): string {
  try {
    return Deno.env.get(name) === undefined ? "unset" : "set";
  } catch (error) {
    // Without --ignore-env a variable that may not be read is an error.
    if (error instanceof Deno.errors.NotCapable) return "unset";
    throw error;
  }
}
