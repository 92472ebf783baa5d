// A database in which roles are made with one right more than they need, and examined.

import assert from "node:assert/strict";
import { parseDatabaseUrl } from "../../../agent/database_location.ts";
import { examineDatabase } from "../../../agent/examine_database.ts";
import { openDatabase } from "../../../agent/open_database.ts";
import type { Examination } from "../../../core/doctor/examination.ts";
import type { Finding } from "../../../core/doctor/finding.ts";
import { gradeOf } from "../../../core/doctor/grade.ts";
import type { PostgresServer, TestDatabase } from "../../support/postgres_server.ts";

/** The password of every role that tests make. */
export const PASSWORD = "a-password-of-tests";

/** What pgmcp is configured with. */
export interface ExamineOptions {
  readonly schemas?: readonly string[];
  readonly readOnly?: boolean;
}

/** Examines the role of `url`. */
export async function examineAt(url: string, options: ExamineOptions = {}): Promise<Examination> {
  const location = parseDatabaseUrl(url);
  assert.notEqual(location.kind, "problem");
  if (location.kind === "problem") throw new Error(location.expected);
  const schemas = options.schemas ?? null;
  await using database = await openDatabase(location, { schemas });
  const { readOnly = true } = options;
  const examination = await examineDatabase(database, { location, schemas, readOnly });
  // The permissions of the test process are not what these tests are about.
  const findings = examination.diagnosis.findings.filter(({ id }) => !id.startsWith("deno."));
  return { ...examination, diagnosis: { grade: gradeOf(findings), findings } };
}

/** The findings that cost a grade, as `severity id`, sorted. */
export function serious({ diagnosis }: Examination): readonly string[] {
  return diagnosis.findings.filter(({ severity }) => severity !== "low" && severity !== "info")
    .map(({ id, severity }) => `${severity} ${id}`).sort();
}

/** The finding of that identifier; fails where there is none. */
export function find({ diagnosis }: Examination, id: string): Finding {
  const found = diagnosis.findings.find((finding) => finding.id === id);
  assert.ok(found !== undefined, `${id} is not among ${diagnosis.findings.map((one) => one.id)}`);
  return found;
}

/** A server with a database and a way to make roles in it, examined one after the other. */
export interface Clinic {
  readonly server: PostgresServer;
  readonly database: TestDatabase;
  /** Runs SQL as superuser. */
  run(sql: string): Promise<void>;
  /** Makes a role with its temp_file_limit set, runs SQL in which `$ROLE` is it, and examines it. */
  examineRole(role: string, sql?: string, options?: ExamineOptions): Promise<Examination>;
}

/** Makes the database. */
export async function openClinic(server: PostgresServer): Promise<Clinic> {
  const database = await server.createDatabase();
  const run = (sql: string) => server.runSql(database.url, sql);
  await run(`
    REVOKE CREATE ON SCHEMA public FROM PUBLIC;
    CREATE SCHEMA shop;
    CREATE TABLE shop.orders (id int PRIMARY KEY, total numeric);
    CREATE SEQUENCE shop.numbers;
    CREATE SCHEMA attic;
    CREATE TABLE attic.letters (id int);`);
  return {
    server,
    database,
    run,
    async examineRole(role, sql = "", options = {}) {
      await run(`CREATE ROLE ${role} LOGIN PASSWORD '${PASSWORD}';
        ALTER ROLE ${role} SET temp_file_limit = '1GB';
        GRANT USAGE ON SCHEMA shop TO ${role};
        GRANT SELECT ON ALL TABLES IN SCHEMA shop TO ${role};
        ${sql.replaceAll("$ROLE", role)}`);
      return await examineAt(
        server.urlOf(database.name, { user: role, password: PASSWORD }),
        options,
      );
    },
  };
}
