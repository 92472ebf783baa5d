// Loads the database that the attack statements assume (tests/security/fixture.sql)
// into a database of a test server, without the extensions it does not have.

import pg from "pg";
import type { PostgresServer, TestDatabase } from "./postgres_server.ts";

/** Makes a database and loads the fixture; further copies are cheap with it as template. */
export async function createShop(server: PostgresServer): Promise<TestDatabase> {
  const database = await server.createDatabase();
  await loadShop(database.url);
  return database;
}

/** Loads the fixture into an empty database, as the superuser its URL names. */
export async function loadShop(url: string): Promise<void> {
  const sql = await Deno.readTextFile(new URL("../security/fixture.sql", import.meta.url));
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const { rows } = await client.query("SELECT name FROM pg_available_extensions");
    const available = new Set(rows.map((row: { readonly name: string }) => row.name));
    const loadable = sql.replaceAll(
      /CREATE EXTENSION IF NOT EXISTS (\w+);/g,
      (statement, name) => available.has(name) ? statement : "",
    );
    await client.query(loadable);
  } finally {
    await client.end();
  }
}
