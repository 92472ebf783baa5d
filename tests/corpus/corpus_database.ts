// The databases that the corpus runs on: the demo's shop and the corpus's own tables,
// once bare and once with every extension that the test server carries and an analyst
// may have installed. What a statement answers without pgmcp is asked here, too.

import pg from "pg";
import { loadDemo } from "../../agent/demo_data/demo_sql.ts";
import type { PostgresServer } from "../support/postgres_server.ts";

/** The extensions that are installed, all in the schema `public`. */
export const EXTENSIONS: readonly string[] = [
  ..."btree_gin btree_gist citext cube earthdistance fuzzystrmatch hstore intarray isn".split(" "),
  ..."ltree pg_stat_statements pg_trgm pgcrypto seg tablefunc tsm_system_rows".split(" "),
  ..."unaccent uuid-ossp".split(" "),
];

/** What a statement answers, as the database writes it. */
export interface PlainAnswer {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly (string | null)[])[];
}

/** Loads the corpus's database, and a copy of it with the extensions. */
export async function loadCorpus(
  server: PostgresServer,
): Promise<{ readonly bare: string; readonly extended: string }> {
  const bare = await server.createDatabase();
  await loadDemo((sql) => server.runSql(bare.url, sql));
  await server.runSql(bare.url, await Deno.readTextFile(new URL("./schema.sql", import.meta.url)));
  await server.runSql(server.url, "ALTER ROLE CURRENT_USER SET TimeZone = 'UTC'");
  const extended = await server.createDatabase(bare.name);
  const creations = EXTENSIONS.map((name) => `CREATE EXTENSION "${name}"`);
  await server.runSql(extended.url, creations.join(";"));
  return { bare: bare.url, extended: extended.url };
}

/** Asks the database at `url` past pgmcp, in a transaction as pgmcp's is. */
export class PlainDatabase implements AsyncDisposable {
  readonly #client: pg.Client;

  private constructor(client: pg.Client) {
    this.#client = client;
  }

  static async open(url: string): Promise<PlainDatabase> {
    const client = new pg.Client({ connectionString: url });
    await client.connect();
    return new PlainDatabase(client);
  }

  async ask(sql: string): Promise<PlainAnswer> {
    const types = { getTypeParser: () => (text: string) => text };
    await this.#client.query("BEGIN READ ONLY");
    try {
      const { fields, rows } = await this.#client.query({ text: sql, rowMode: "array", types });
      return { columns: fields.map(({ name }: { readonly name: string }) => name), rows };
    } finally {
      await this.#client.query("ROLLBACK");
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#client.end();
  }
}
