// How the server itself reads a text: how many statements it sees in it, and which tables
// its plan scans. Asked by Parse messages and by EXPLAIN, neither of which carries anything
// out, in transactions that are rolled back.

import pg from "pg";

/** How many statements the server reads, as far as a Parse message tells. */
export type ServerCount = "one or none" | "several" | "syntax error";

/** The relations that a statement names: schema, where it names one, and name. */
export type NamedRelations = readonly {
  readonly schema: string | null;
  readonly name: string;
}[];

// The part of pg's connection that a query object of one's own is given.
interface ParseConnection {
  parse(message: { readonly text: string }): void;
  sync(): void;
}

// What a name reaches: a view's tables, a table's partitions and children, at any depth.
const REACHED = `
  WITH RECURSIVE reached(oid) AS (
    SELECT to_regclass(name)::oid FROM unnest($1::text[]) AS name WHERE to_regclass(name) IS NOT NULL
    UNION
    SELECT next.oid FROM reached r CROSS JOIN LATERAL (
      SELECT d.refobjid FROM pg_rewrite w JOIN pg_depend d ON d.classid = 'pg_rewrite'::regclass
        AND d.objid = w.oid AND d.refclassid = 'pg_class'::regclass WHERE w.ev_class = r.oid
      UNION ALL SELECT inhrelid FROM pg_inherits WHERE inhparent = r.oid) AS next(oid)
  )
  SELECT n.nspname || '.' || c.relname FROM reached JOIN pg_class c USING (oid)
    JOIN pg_namespace n ON n.oid = c.relnamespace`;

/** Asks one database. */
export class ServerReading implements AsyncDisposable {
  readonly #client: pg.Client;

  private constructor(client: pg.Client) {
    this.#client = client;
  }

  static async open(url: string): Promise<ServerReading> {
    const client = new pg.Client({ connectionString: url });
    await client.connect();
    return new ServerReading(client);
  }

  /** Sends a Parse message: more than one statement is an error of its own. */
  count(sql: string): Promise<ServerCount> {
    const { promise, resolve } = Promise.withResolvers<ServerCount>();
    this.#client.query({
      submit(connection: ParseConnection): null {
        connection.parse({ text: sql });
        connection.sync();
        return null;
      },
      handleError(error: Error): void {
        if (/^cannot insert multiple commands/.test(error.message)) resolve("several");
        else if (/^(syntax error|unterminated|trailing junk)/.test(error.message)) {
          resolve("syntax error");
        } else resolve("one or none");
      },
      handleReadyForQuery: () => resolve("one or none"),
    });
    return promise;
  }

  /** `schema.table` of each table that the plan scans; null where the server does not plan it. */
  async planned(sql: string): Promise<ReadonlySet<string> | null> {
    await this.#client.query("BEGIN READ ONLY");
    try {
      const text = `EXPLAIN (VERBOSE, COSTS OFF, FORMAT JSON) ${sql}`;
      const { rows } = await this.#client.query({ text, rowMode: "array" });
      const found = new Set<string>();
      collectRelations(rows, found);
      return found;
    } catch {
      return null;
    } finally {
      await this.#client.query("ROLLBACK");
    }
  }

  /** `schema.name` of everything that the named relations reach. */
  async reached(named: NamedRelations): Promise<ReadonlySet<string>> {
    const names = named.map(({ schema, name }) =>
      [...(schema === null ? [] : [schema]), name].map(pg.escapeIdentifier).join(".")
    );
    const { rows } = await this.#client.query({ text: REACHED, values: [names], rowMode: "array" });
    return new Set(rows.map(String));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#client.end();
  }
}

function collectRelations(value: unknown, found: Set<string>): void {
  if (typeof value !== "object" || value === null) return;
  if ("Relation Name" in value && "Schema" in value) {
    found.add(`${value.Schema}.${value["Relation Name"]}`);
  }
  for (const each of Object.values(value)) collectRelations(each, found);
}
