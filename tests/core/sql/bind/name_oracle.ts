// What PostgreSQL itself says a query's names mean: the origin of its columns from the row
// description, and every column it reads from the dependencies of a view made of it, in a
// transaction that is rolled back. Also tells the binder what the database's relations are.

import pg from "pg";
import type {
  BindOptions,
  KnownColumn,
  KnownRelation,
} from "../../../../core/sql/bind/bound_statement.ts";
import type { SqlType } from "../../../../core/sql/bind/sql_type.ts";

/** A column of the answer. */
export interface AnswerColumn {
  readonly name: string;
  /** `schema.relation.column` by its number; null where the server names none. */
  readonly origin: string | null;
}

/** What the server says. */
export interface ServerNames {
  readonly columns: readonly AnswerColumn[];
  /** `schema.relation.column` of users' relations; null where no view can be made of it. */
  readonly reads: ReadonlySet<string> | null;
}

/** A column as pg tells it. */
interface Field {
  readonly name: string;
  readonly tableID: number;
  readonly columnID: number;
}

const COLUMNS = `
  SELECT n.nspname, c.relname, c.relkind, c.oid::int8::text, a.attname, a.attnum,
    tn.nspname, COALESCE(e.typname, t.typname), e.oid IS NOT NULL
  FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    LEFT JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
    LEFT JOIN pg_type t ON t.oid = a.atttypid
    LEFT JOIN pg_type e ON e.oid = t.typelem AND t.typcategory = 'A' AND t.typlen = -1
    LEFT JOIN pg_namespace tn ON tn.oid = COALESCE(e.typnamespace, t.typnamespace)
  WHERE c.relkind IN ('r', 'v', 'm', 'p', 'f', 'c', 'S') ORDER BY c.oid, a.attnum`;

const READ = `
  SELECT d.refobjid::int8::text, d.refobjsubid FROM pg_depend d
    JOIN pg_rewrite w ON w.oid = d.objid AND d.classid = 'pg_rewrite'::regclass
  WHERE w.ev_class = 'public.pgmcp_oracle'::regclass AND d.refclassid = 'pg_class'::regclass
    AND d.refobjsubid <> 0 AND d.refobjid <> w.ev_class`;

const TOUCHED = `
  SELECT d.refobjid::int8::text, d.refobjsubid FROM pg_depend d
  WHERE d.classid = 'pg_proc'::regclass AND d.objid = 'public.pgmcp_oracle'::regproc
    AND d.refclassid = 'pg_class'::regclass AND d.refobjsubid <> 0`;

/** Asks one database. */
export class NameOracle implements AsyncDisposable {
  readonly #client: pg.Client;
  readonly #byName = new Map<string, KnownRelation>();
  readonly #byOid = new Map<string, KnownRelation>();

  private constructor(client: pg.Client) {
    this.#client = client;
  }

  static async open(url: string): Promise<NameOracle> {
    const client = new pg.Client({ connectionString: url });
    await client.connect();
    const oracle = new NameOracle(client);
    await oracle.#readRelations();
    return oracle;
  }

  async #readRelations(): Promise<void> {
    const { rows } = await this.#client.query({ text: COLUMNS, rowMode: "array" });
    const columns = new Map<string, KnownColumn[]>();
    for (const [schema, name, kind, oid, column, attnum, typeSchema, type, array] of rows) {
      const list = columns.get(oid) ?? [];
      if (!columns.has(oid)) {
        columns.set(oid, list);
        const relation = { schema, name, kind, columns: list, complete: true };
        this.#byOid.set(oid, relation);
        this.#byName.set(`${schema}.${name}`, relation);
      }
      if (column !== null) {
        list.push({ name: column, attnum, type: { schema: typeSchema, name: type, array } });
      }
    }
  }

  /** What the binder must know of the database; `public` is the search path. */
  get options(): BindOptions {
    const byName = this.#byName;
    function relationOf(schema: string | null, name: string): KnownRelation | null {
      if (schema !== null) return byName.get(`${schema}.${name}`) ?? null;
      return byName.get(`pg_catalog.${name}`) ?? byName.get(`public.${name}`) ?? null;
    }
    return {
      relation: ({ schemaname, relname }) =>
        relationOf(typeof schemaname === "string" ? schemaname : null, String(relname)),
      fieldsOf: (type: SqlType) =>
        type.array ? null : relationOf(type.schema, type.name)?.columns ?? null,
    };
  }

  /** What the server says of a query; the error's text where it refuses it. */
  async ask(sql: string): Promise<ServerNames | string> {
    await this.#client.query("BEGIN");
    try {
      const limited = `SELECT * FROM (\n${sql}\n) AS pgmcp_rows LIMIT 0`;
      const { fields } = await this.#client.query({ text: limited, rowMode: "array" });
      const columns = fields.map(({ name, tableID, columnID }: Field) => ({
        name,
        origin: tableID === 0 ? null : this.#nameOf(String(tableID), columnID),
      }));
      return { columns, reads: await this.#reads(sql) };
    } catch (error) {
      return String(error);
    } finally {
      await this.#client.query("ROLLBACK");
    }
  }

  /** Every column that a write reads or writes, from the dependencies of a function made of it. */
  async touched(sql: string): Promise<ReadonlySet<string> | string> {
    await this.#client.query("BEGIN");
    try {
      await this.#client.query(
        `CREATE FUNCTION public.pgmcp_oracle() RETURNS void LANGUAGE sql BEGIN ATOMIC ${sql}; END`,
      );
      const { rows } = await this.#client.query({ text: TOUCHED, rowMode: "array" });
      return new Set(
        rows.map(([oid, attnum]: readonly [string, number]) => this.#nameOf(oid, attnum)),
      );
    } catch (error) {
      return String(error);
    } finally {
      await this.#client.query("ROLLBACK");
    }
  }

  async #reads(sql: string): Promise<ReadonlySet<string> | null> {
    try {
      await this.#client.query(
        `CREATE VIEW public.pgmcp_oracle AS SELECT 1 AS one FROM (\n${sql}\n) AS pgmcp_rows`,
      );
    } catch {
      return null;
    }
    const { rows } = await this.#client.query({ text: READ, rowMode: "array" });
    return new Set(
      rows.map(([oid, attnum]: readonly [string, number]) => this.#nameOf(oid, attnum)),
    );
  }

  #nameOf(oid: string, attnum: number): string {
    const relation = this.#byOid.get(oid);
    const column = relation?.columns.find((each) => each.attnum === attnum)?.name ?? attnum;
    return `${relation?.schema}.${relation?.name}.${column}`;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#client.end();
  }
}
