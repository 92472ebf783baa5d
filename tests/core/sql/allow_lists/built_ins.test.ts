// What the lists claim, asked of a real PostgreSQL.

import assert from "node:assert/strict";
import { isCatalogueFunction } from "../../../../core/sql/allow_lists/functions.ts";
import pg from "pg";
import { allowedFunctionNames } from "../../../../core/sql/allow_lists/functions.ts";
import { isBuiltinFunction } from "../../../../core/sql/allow_lists/functions.ts";
import { VOLATILE_FUNCTION_REVIEW } from "../../../../core/sql/allow_lists/allowed_function_review.ts";
import { isBuiltinOperator } from "../../../../core/sql/allow_lists/operators.ts";
import { isBuiltinType } from "../../../../core/sql/allow_lists/types.ts";
import {
  readableCatalogueRelations,
  readableColumns,
} from "../../../../core/sql/allow_lists/catalogue_relations.ts";
import { readableSettings } from "../../../../core/sql/allow_lists/settings.ts";
import { splitNames } from "../../../../core/sql/allow_lists/split_names.ts";
import { postgresSkipReason, startPostgres } from "../../../support/postgres_server.ts";

// Functions written in SQL are inlined: their bodies are part of what is allowed.
const SQL_FUNCTIONS = splitNames(`
  age bit_length col_description date_part log log10 lpad obj_description overlaps polygon
  pg_relation_size quote_literal quote_nullable round rpad shobj_description substring timestamptz trunc ts_debug
  xpath xpath_exists`);

// C functions whose names tell of files, processes, large objects, SQL in text, sequences or sleep.
const DANGEROUS_SOURCE = new RegExp(
  "^(be_)?lo_|^pg_(read|ls|stat|sleep|cancel|terminate|switch|create|drop|logical|notify)_|" +
    "_to_xml|spi|nextval|setval|set_config|ts_stat|rewrite_query|^regclass|^to_reg",
);

Deno.test({
  name: "on PostgreSQL 18 and 15 the lists hold what they claim",
  ignore: postgresSkipReason() !== null,
  async fn(test) {
    // Stopping a server holds nothing that keeps the event loop alive.
    const alive = setInterval(() => {}, 1_000);
    try {
      for (const version of [18, 15] as const) {
        await using server = await startPostgres({ version });
        const client = new pg.Client({ connectionString: server.url });
        await client.connect();
        try {
          await checkServer(test, version, client);
        } finally {
          await client.end();
        }
      }
    } finally {
      clearInterval(alive);
    }
  },
});

async function checkServer(test: Deno.TestContext, version: number, client: pg.Client) {
  async function names(sql: string, values: unknown[] = []): Promise<readonly string[]> {
    const { rows } = await client.query({ text: sql, values, rowMode: "array" });
    return rows.map((row: unknown[]) => String(row[0]));
  }
  const allowed = [...allowedFunctionNames()];

  await test.step(`${version}: no allowed function is volatile outside the explicit list`, async () => {
    const found = await names(
      `SELECT DISTINCT proname::text FROM pg_proc WHERE pronamespace = 'pg_catalog'::regnamespace
       AND provolatile = 'v' AND proname::text = ANY($1::text[])`,
      [allowed],
    );
    const reviewed = splitNames(VOLATILE_FUNCTION_REVIEW);
    assert.deepEqual(found.filter((name) => !reviewed.has(name)), []);
    assert.ok(found.length > 3);
  });

  await test.step(`${version}: no allowed function takes or returns internal types`, async () => {
    const found = await names(
      `SELECT DISTINCT proname::text FROM pg_proc p, unnest(proargtypes::oid[] || prorettype) AS used(oid)
       JOIN pg_type t ON t.oid = used.oid WHERE pronamespace = 'pg_catalog'::regnamespace
       AND proname::text = ANY($1::text[]) AND typname IN ('internal', 'cstring', 'trigger',
         'event_trigger', 'refcursor', 'regclass', 'regproc', 'regprocedure', 'regrole', 'aclitem')`,
      [allowed.filter((name) => !isCatalogueFunction(name))],
    );
    assert.deepEqual(found, []);
  });

  await test.step(`${version}: no allowed function is written to touch files, sessions or SQL text`, async () => {
    const { rows } = await client.query(
      `SELECT proname::text AS name, prosrc AS source, lanname::text AS language
       FROM pg_proc JOIN pg_language l ON l.oid = prolang
       WHERE pronamespace = 'pg_catalog'::regnamespace AND proname::text = ANY($1::text[])`,
      // What finds an object by its name, as to_regclass does, is refused where one is hidden.
      [allowed.filter((name) => !/^to_reg/.test(name))],
    );
    assert.ok(rows.length > 700);
    for (const { name, source, language } of rows) {
      if (language === "sql") assert.ok(SQL_FUNCTIONS.has(name), name);
      else assert.equal(language, "internal", name);
      assert.doesNotMatch(source, language === "sql" ? /pg_read|lo_|xml\(/ : DANGEROUS_SOURCE);
    }
  });

  await test.step(`${version}: every function, operator and type of pg_catalog is known`, async () => {
    const functions = await names(
      `SELECT DISTINCT proname::text FROM pg_proc WHERE pronamespace = 'pg_catalog'::regnamespace`,
    );
    assert.deepEqual(functions.filter((name) => !isBuiltinFunction(name)), []);
    const operators = await names(
      `SELECT DISTINCT oprname::text FROM pg_operator WHERE oprnamespace = 'pg_catalog'::regnamespace`,
    );
    assert.deepEqual(operators.filter((name) => !isBuiltinOperator(name)), []);
    const types = await names(
      `SELECT typname::text FROM pg_type WHERE typnamespace = 'pg_catalog'::regnamespace`,
    );
    assert.deepEqual(types.filter((name) => !isBuiltinType(name)), []);
  });

  await test.step(`${version}: every operator stands on a harmless function, SQL ones on operators alone`, async () => {
    const found = await names(
      `SELECT oprname::text FROM pg_operator JOIN pg_proc p ON p.oid = oprcode
       JOIN pg_language l ON l.oid = prolang WHERE oprnamespace = 'pg_catalog'::regnamespace
       AND (provolatile = 'v' OR prosrc ~ '^(lo_|pg_read|pg_ls_|pg_sleep)'
         OR lanname NOT IN ('internal', 'sql') OR lanname = 'sql' AND
         pg_get_function_sqlbody(p.oid) NOT IN ('RETURN ($2 + $1)', 'RETURN on_ppath($2, $1)'))`,
    );
    assert.deepEqual(found, []);
  });

  await test.step(`${version}: the readable columns of the catalogue exist in some version`, async () => {
    for (const schema of ["pg_catalog", "information_schema"]) {
      for (const relation of readableCatalogueRelations(schema)) {
        const columns = await names(
          `SELECT attname::text FROM pg_attribute WHERE attnum > 0 AND attrelid = $1::regclass`,
          [`${schema}.${relation}`],
        );
        assert.ok(columns.length > 0, relation);
        const readable = readableColumns(schema, relation);
        if (readable !== "all") {
          assert.ok(readable.some((column) => columns.includes(column)), relation);
        }
      }
    }
  });

  await test.step(`${version}: a readable setting is neither secret nor a path`, async () => {
    const { rows } = await client.query(
      `SELECT name, setting FROM pg_settings
       WHERE lower(name) = ANY($1::text[]) AND (setting LIKE '%/%' AND name <> 'TimeZone'
         OR category ~ 'File Locations|Authentication|Connection Settings|Reporting'
            AND name NOT IN ('max_connections'))`,
      [[...readableSettings()]],
    );
    assert.deepEqual(rows, []);
  });
}
