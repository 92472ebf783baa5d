// The embedded database: the contract, on a folder, and what is its own: starting with no
// permission, the demo, a statement that is stopped, folders.

import assert from "node:assert/strict";
import { openPglite } from "../../../agent/databases/pglite/open_pglite.ts";
import { PGLITE_SPECIFIER } from "../../../agent/databases/pglite/pglite_worker_url.ts";
import { demoTables } from "../../../agent/demo_data/demo_tables.ts";
import { PgmcpError } from "../../../core/errors.ts";
import type { Database } from "../../../core/ports/database.ts";
import type { ContractTarget } from "../../contracts/contract_target.ts";
import { databaseContract } from "../../contracts/database_contract.ts";
import { pgliteFolder } from "../../support/pglite_folder.ts";

const ENDLESS = "SELECT count(*) FROM orders a, orders b, orders c";

async function startContract(sql: string): Promise<ContractTarget> {
  const dataDir = await pgliteFolder(sql);
  const database = openPglite({ dataDir });
  return {
    database,
    outside: null,
    [Symbol.asyncDispose]: () => Deno.remove(dataDir, { recursive: true }),
  };
}

databaseContract("PGlite", {
  start: startContract,
  noOutside: "an embedded database has one connection, and no server to ask beside it",
});

async function rows(
  database: Database,
  sql: string,
  options: { readonly access?: "read" | "write"; readonly timeoutMs?: number } = {},
): Promise<readonly (readonly (string | null)[])[]> {
  const limits = { maxRows: 100, maxBytes: 100_000, timeoutMs: options.timeoutMs ?? 10_000 };
  return (await database.executor.execute({ sql, access: options.access ?? "read", limits })).rows;
}

Deno.test("the embedded demo holds the rows that demo_tables makes", async () => {
  await using database = openPglite({ demo: true });
  for (const table of demoTables()) {
    const counted = await rows(database, `SELECT count(*) FROM ${table.name}`);
    assert.deepEqual(counted, [[String(table.rows.length)]], table.name);
  }
});

Deno.test("the demo's dates end at most a week before today", async () => {
  const now = new Date("2031-03-05T12:00:00Z");
  await using database = openPglite({ demo: true, now: () => now });
  const [row] = await rows(database, "SELECT extract(epoch FROM max(created_at)) FROM orders");
  const daysAgo = (now.getTime() / 1000 - Number(row?.[0])) / 86_400;
  assert.ok(daysAgo > 0 && daysAgo < 8.5, `${daysAgo} days`);
});

Deno.test("without the demo it is empty", async () => {
  await using database = openPglite();
  assert.equal((await database.explorer.listTables({ limit: 10 })).total, 0);
});

Deno.test("a statement that runs too long is cancelled, and what was written before stays", async () => {
  await using database = openPglite({ demo: true });
  await rows(database, "DELETE FROM reviews", { access: "write" });
  await assert.rejects(
    rows(database, ENDLESS, { timeoutMs: 200 }),
    (error) => error instanceof PgmcpError && error.code === "PGMCP_QUERY_TIMEOUT",
  );
  assert.deepEqual(await rows(database, "SELECT count(*) FROM reviews"), [["0"]]);
});

Deno.test("a database that breaks is started again, and says what is lost", async () => {
  const log: string[] = [];
  await using database = openPglite({ demo: true, log: (message) => log.push(message) });
  // PGlite cannot load this conversion, and its backend is unusable from then on.
  await assert.rejects(
    rows(database, "SELECT convert_to('é', 'LATIN1')"),
    (error) => error instanceof PgmcpError && error.code === "PGMCP_CONNECTION_LOST",
  );
  assert.deepEqual(await rows(database, "SELECT count(*) FROM users"), [["20"]]);
  assert.match(log.join("\n"), /started again: what was written to it is lost/);
});

Deno.test("a folder keeps what was written, and serves one at a time", async () => {
  const dataDir = await Deno.makeTempDir({ prefix: "pgmcp-folder-" });
  try {
    await using first = openPglite({ dataDir: `${dataDir}/new/data`, demo: true });
    await rows(first, "DELETE FROM reviews WHERE rating < 5", { access: "write" });
    await using second = openPglite({ dataDir: `${dataDir}/new/data` });
    await assert.rejects(second.ping(), /another process has it open/);
    await first.close();
    const [row] = await rows(second, "SELECT count(*) FROM reviews WHERE rating < 5");
    assert.deepEqual(row, ["0"]);
    assert.notDeepEqual(await rows(second, "SELECT count(*) FROM reviews"), [["0"]]);
  } finally {
    await Deno.remove(dataDir, { recursive: true });
  }
});

Deno.test("a folder with other files in it is refused and left alone", async () => {
  const dataDir = await Deno.makeTempDir({ prefix: "pgmcp-folder-" });
  await Deno.writeTextFile(`${dataDir}/letter.txt`, "dear");
  await using database = openPglite({ dataDir });
  await assert.rejects(database.ping(), /it holds other files and no database/);
  assert.equal(await Deno.readTextFile(`${dataDir}/letter.txt`), "dear");
  await Deno.remove(dataDir, { recursive: true });
});

Deno.test("in memory it needs no permission at all, and lets the process end", async () => {
  const program = `
    import { openPglite } from ${
    JSON.stringify(import.meta.resolve("../../../agent/databases/pglite/open_pglite.ts"))
  };
    const database = openPglite({ demo: true });
    console.log((await database.ping()).version);
    await database.close();`;
  const child = new Deno.Command("deno", {
    args: [
      ...["run", "-q", "--no-prompt", "--cached-only", "--ignore-env"],
      ...["--config", new URL("../../../deno.json", import.meta.url).pathname],
      `data:text/typescript,${encodeURIComponent(program)}`,
    ],
    stdout: "piped",
    stderr: "piped",
  });
  const { code, stdout, stderr } = await child.output();
  assert.equal(code, 0, new TextDecoder().decode(stderr));
  assert.match(new TextDecoder().decode(stdout), /^18\./);
});

Deno.test("the Worker imports the version that deno.json names", async () => {
  const config: { imports: Record<string, string> } = JSON.parse(
    await Deno.readTextFile(new URL("../../../deno.json", import.meta.url)),
  );
  assert.equal(PGLITE_SPECIFIER, config.imports["@electric-sql/pglite"]);
});

Deno.test("closing an embedded database that is starting does not wait until it has started", async () => {
  const logged: string[] = [];
  const database = openPglite({ log: (message) => logged.push(message) });
  const starting = database.ping();
  starting.catch(() => {});
  await database.close();
  await assert.rejects(starting, { code: "PGMCP_SHUTTING_DOWN" });
  assert.deepEqual(logged, []);
});
