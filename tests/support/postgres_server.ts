// A real PostgreSQL for tests, from the binaries that npm carries: its own
// cluster in a temporary folder, on a free port of 127.0.0.1. A small shell
// watches over it, so that a killed test leaves neither process nor folder.
// What runs in it, and what a test asks of it, is left to the tests.

import pg from "pg";
import { installPostgres, postgresMissing, type PostgresVersion } from "./postgres_binaries.ts";

export type { PostgresVersion };

/** Options of {@linkcode startPostgres}. */
export interface StartPostgresOptions {
  /** The major version; 18 by default. */
  readonly version?: PostgresVersion;
  /** Aborting it stops the server. */
  readonly signal?: AbortSignal;
  /** Further settings, as `postgres -c name=value` takes them. */
  readonly settings?: Readonly<Record<string, string>>;
}

/** A database of a running server. */
export interface TestDatabase {
  readonly name: string;
  /** With the superuser's name and password. */
  readonly url: string;
}

/** A running server. */
export interface PostgresServer extends AsyncDisposable {
  readonly version: PostgresVersion;
  /** The `postgres` database, as superuser. */
  readonly url: string;
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly password: string;
  /** The URL of a database, by default as the superuser. */
  urlOf(database: string, login?: { readonly user: string; readonly password: string }): string;
  /** Makes a database with a name of its own, as a copy of `template` where given. */
  createDatabase(template?: string): Promise<TestDatabase>;
  /** Runs SQL text, also of several statements, as the superuser. */
  runSql(url: string, sql: string): Promise<void>;
  /** Stops the server and starts it again on the same port; `immediate` is a crash. */
  restart(mode: "fast" | "immediate"): Promise<void>;
  /** Stops the server and keeps its data for `start`. */
  pause(mode: "fast" | "immediate"): Promise<void>;
  /** Starts it again after `pause`. */
  resume(): Promise<void>;
  /** Stops it and removes its data; safe to call twice. */
  stop(): Promise<void>;
}

const HOST = "127.0.0.1";
const USER = "postgres";
const PASSWORD = "not-a-secret";
const START_TIMEOUT_MS = 20_000;
const START_ATTEMPTS = 3;

// The server runs in the background of a shell that waits for a word, or for the
// end of its input when the test process is gone; then it ends the server by pid.
const WATCHDOG = `
trap '' INT TERM HUP
folder=$1; shift
"$@" >>"$folder/log" 2>&1 &
pid=$!
word=
read -r word
case $word in
  fast) kill -INT $pid ;;
  stop|immediate) kill -QUIT $pid ;;
  *)
    # Our end is gone, perhaps before the server could take a signal.
    kill -QUIT $pid
    sleep 1
    kill -QUIT $pid ;;
esac
wait $pid
case $word in
  fast|immediate) ;;
  *) rm -rf "$folder" ;;
esac
`;

/** Why this machine cannot run PostgreSQL from npm, or null where it can. */
export function postgresSkipReason(): string | null {
  return postgresMissing();
}

/** Starts a server; it ends with the process that started it at the latest. */
export async function startPostgres(options: StartPostgresOptions = {}): Promise<PostgresServer> {
  const version = options.version ?? 18;
  const installation = await installPostgres(version, PASSWORD);
  const folder = await Deno.makeTempDir({ prefix: `pgmcp-postgres-${version}-` });
  await installation.copyCluster(folder);
  let port = 0;
  let running: Deno.ChildProcess | null = null;
  let databases = 0;

  async function launch(): Promise<void> {
    const settings = {
      fsync: "off",
      synchronous_commit: "off",
      full_page_writes: "off",
      listen_addresses: HOST,
      unix_socket_directories: "",
      shared_buffers: "32MB",
      ...options.settings,
    };
    const logged = await Deno.readTextFile(`${folder}/log`).catch(() => "");
    const flags = Object.entries(settings).flatMap(([name, value]) => ["-c", `${name}=${value}`]);
    const child = installation.command("/bin/sh", {
      args: [
        "-c",
        WATCHDOG,
        "watchdog",
        folder,
        installation.postgres,
        "-D",
        `${folder}/data`,
        "-p",
        String(port),
        ...flags,
      ],
      stdin: "piped",
      stdout: "null",
      stderr: "null",
    }).spawn();
    child.unref();
    running = child;
    if (!await isReady(folder, logged.length)) {
      await end("immediate");
      const log = await Deno.readTextFile(`${folder}/log`);
      throw new Error(`Cannot start PostgreSQL ${version} on port ${port}: ${log.slice(-2000)}`);
    }
  }

  async function end(word: "fast" | "immediate" | "stop"): Promise<void> {
    if (running === null) return;
    const child = running;
    running = null;
    child.ref(); // or nothing keeps the process alive while it waits for the end
    const writer = child.stdin.getWriter();
    await writer.write(new TextEncoder().encode(`${word}\n`));
    await writer.close();
    await child.status;
  }

  async function stop(): Promise<void> {
    await end("stop");
    await Deno.remove(folder, { recursive: true }).catch(ignoreMissing);
  }

  for (let attempt = 1;; attempt++) {
    port = freePort();
    try {
      await launch();
      break;
    } catch (error) {
      // Another process may have taken the port between the look and the start.
      if (attempt < START_ATTEMPTS) continue;
      await stop();
      throw error;
    }
  }
  options.signal?.addEventListener("abort", () => void stop(), { once: true });

  function urlOf(database: string, login = { user: USER, password: PASSWORD }): string {
    const user = encodeURIComponent(login.user);
    const password = encodeURIComponent(login.password);
    return `postgresql://${user}:${password}@${HOST}:${port}/${encodeURIComponent(database)}`;
  }

  const url = urlOf("postgres");
  return {
    version,
    url,
    host: HOST,
    port,
    user: USER,
    password: PASSWORD,
    urlOf,
    async createDatabase(template) {
      const name = `test_${++databases}`;
      // Files are what older versions copy without being asked.
      const strategy = version < 15 ? "" : " STRATEGY file_copy";
      const copy = template === undefined ? "" : ` TEMPLATE "${template}"${strategy}`;
      await runSql(url, `CREATE DATABASE ${name}${copy}`);
      return { name, url: urlOf(name) };
    },
    runSql,
    async restart(mode) {
      await end(mode);
      await launch();
    },
    pause: end,
    resume: launch,
    stop,
    [Symbol.asyncDispose]: stop,
  };
}

async function runSql(url: string, sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}

// The last line of postmaster.pid reads "ready" once connections are accepted.
async function isReady(folder: string, alreadyLogged: number): Promise<boolean> {
  const started = performance.now();
  while (performance.now() - started < START_TIMEOUT_MS) {
    const status = await Deno.readTextFile(`${folder}/data/postmaster.pid`).catch(() => "");
    if (status.split("\n")[7]?.trim() === "ready") return true;
    const log = await Deno.readTextFile(`${folder}/log`).catch(() => "");
    // What an earlier run of the same cluster logged, such as clients it sent away, is past.
    if (status === "" && log.slice(alreadyLogged).includes("FATAL")) return false;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  return false;
}

function freePort(): number {
  const listener = Deno.listen({ hostname: HOST, port: 0 });
  const port = listener.addr.port;
  listener.close();
  return port;
}

function ignoreMissing(error: unknown): void {
  if (!(error instanceof Deno.errors.NotFound)) throw error;
}
