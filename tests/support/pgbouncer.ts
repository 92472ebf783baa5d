// PgBouncer in transaction mode before a test's PostgreSQL server, where the machine
// has it installed; Debian's package is `pgbouncer`.

import type { PostgresServer } from "./postgres_server.ts";

/** A running PgBouncer. */
export interface PgBouncer extends AsyncDisposable {
  /** The server's `postgres` database, through PgBouncer, as superuser. */
  readonly url: string;
}

const PROGRAM = "/usr/sbin/pgbouncer";
const NOBODY = 65_534;
const START_TIMEOUT_MS = 20_000;

/** Why this machine cannot run it; null where it can. */
export function pgbouncerSkipReason(): string | null {
  try {
    Deno.statSync(PROGRAM);
    return null;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return "PgBouncer is not installed";
    throw error;
  }
}

/** Options of {@linkcode startPgBouncer}. */
export interface PgBouncerOptions {
  /** How many connections to the server it holds at most. */
  readonly backends: number;
  /** Whether it drops the options of a session's start, which it refuses by default. */
  readonly dropsStartOptions?: boolean;
}

/** Starts one before `server`. */
export async function startPgBouncer(
  server: PostgresServer,
  options: PgBouncerOptions,
): Promise<PgBouncer> {
  const folder = await Deno.makeTempDir({ prefix: "pgmcp-pgbouncer-" });
  await Deno.chmod(folder, 0o755);
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const { port } = listener.addr;
  listener.close();
  await Deno.writeTextFile(`${folder}/users`, `"${server.user}" "${server.password}"\n`);
  await Deno.writeTextFile(
    `${folder}/ini`,
    [
      ...["[databases]", `* = host=${server.host} port=${server.port}`, "[pgbouncer]"],
      ...["listen_addr = 127.0.0.1", `listen_port = ${port}`, "unix_socket_dir ="],
      ...["auth_type = scram-sha-256", `auth_file = ${folder}/users`],
      ...["pool_mode = transaction", `default_pool_size = ${options.backends}`],
      ...(options.dropsStartOptions === true ? ["ignore_startup_parameters = options"] : []),
    ].join("\n"),
  );
  const user = Deno.uid() === 0 ? { uid: NOBODY, gid: NOBODY } : {};
  const process = new Deno.Command(PROGRAM, {
    ...{ args: ["-q", `${folder}/ini`], stdin: "null", stdout: "null", stderr: "null", ...user },
  }).spawn();

  async function stop(): Promise<void> {
    process.kill("SIGTERM");
    await process.status;
    await Deno.remove(folder, { recursive: true });
  }

  const started = performance.now();
  while (!await answers(port)) {
    if (performance.now() - started < START_TIMEOUT_MS) continue;
    await stop();
    throw new Error(`Cannot start PgBouncer: nothing answers on port ${port}`);
  }
  return {
    url: `postgres://${server.user}:${server.password}@127.0.0.1:${port}/postgres`,
    [Symbol.asyncDispose]: stop,
  };
}

async function answers(port: number): Promise<boolean> {
  try {
    (await Deno.connect({ hostname: "127.0.0.1", port })).close();
    return true;
  } catch (error) {
    if (!(error instanceof Deno.errors.ConnectionRefused)) throw error;
    await new Promise((resolve) => setTimeout(resolve, 20));
    return false;
  }
}
