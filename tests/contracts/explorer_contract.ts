// The part of the contract about the shape of a database: schemas, tables, one
// table in full, and what names mean to the guard.

import assert from "node:assert/strict";
import type { Database } from "../../core/ports/database.ts";
import type { TableSummary } from "../../core/ports/schema_explorer.ts";
import { expectError } from "./expect_error.ts";

function tableNames(tables: readonly TableSummary[]): readonly string[] {
  return tables.map((table) => `${table.schema}.${table.name}`);
}

const ALL_TABLES = [
  "hidden.customers",
  "hidden.only_here",
  "public.numbers",
  "shop.Order Items",
  "shop.counted",
  "shop.customers",
  "shop.events",
  "shop.happy",
  "shop.notes",
  "shop.written",
];

/** The cases, by title. */
export const EXPLORER_CASES: Readonly<Record<string, (database: Database) => Promise<void>>> = {
  "schemas are listed with their tables counted, and none of the system's": async (database) => {
    const schemas = await database.explorer.listSchemas();
    assert.deepEqual(schemas.map((schema) => [schema.name, schema.tableCount]), [
      ["bare", 0],
      ["hidden", 2],
      ["public", 1],
      ["shop", 7],
    ]);
    assert.equal(schemas.find((schema) => schema.name === "shop")?.comment, "what is sold");
  },
  "tables are listed by schema and name, partitions left out": async (database) => {
    const page = await database.explorer.listTables({ limit: 100 });
    assert.deepEqual(tableNames(page.tables), ALL_TABLES);
    assert.equal(page.total, ALL_TABLES.length);
    assert.equal(page.nextCursor, null);
    const kinds = Object.fromEntries(page.tables.map((table) => [table.name, table.kind]));
    assert.deepEqual(
      [kinds.counted, kinds.events, kinds.happy, kinds.notes],
      ["materialized view", "partitioned table", "view", "table"],
    );
    const numbers = page.tables.find((table) => table.name === "numbers");
    assert.equal(numbers?.estimatedRows, 250);
    assert.ok((numbers?.sizeBytes ?? 0) >= 8192);
    const happy = page.tables.find((table) => table.name === "happy");
    assert.deepEqual([happy?.estimatedRows, happy?.sizeBytes], [null, null]);
  },
  "pages follow each other without a gap or a repeat": async (database) => {
    for (const limit of [1, 3, 9, 10]) {
      const seen: string[] = [];
      let cursor: string | null = null;
      do {
        const page = await database.explorer.listTables({
          limit,
          ...(cursor === null ? {} : { cursor }),
        });
        assert.ok(page.tables.length <= limit);
        assert.equal(page.total, ALL_TABLES.length);
        seen.push(...tableNames(page.tables));
        cursor = page.nextCursor;
      } while (cursor !== null);
      assert.deepEqual(seen, ALL_TABLES);
    }
  },
  "a cursor of somebody else's making is refused": async (database) => {
    for (const cursor of ["", "zzz!", "W10", "WzEsMl0", "x".repeat(5_000)]) {
      const call = database.explorer.listTables({ limit: 1, cursor });
      await expectError(call, "PGMCP_INVALID_ARGUMENT");
    }
  },
  "a name filter knows no case, takes * and %, and _ means itself": async (database) => {
    const filtered = async (nameFilter: string) =>
      tableNames((await database.explorer.listTables({ limit: 9, nameFilter })).tables);
    assert.deepEqual(await filtered("ORDER"), ["shop.Order Items"]);
    assert.deepEqual(await filtered("c*ers"), ["hidden.customers", "shop.customers"]);
    assert.deepEqual(await filtered("only%here"), ["hidden.only_here"]);
    assert.deepEqual(await filtered("o_d"), []);
    assert.deepEqual(await filtered("'; DROP"), []);
  },
  "partitions are found by name where their table is not": async (database) => {
    const page = await database.explorer.listTables({ limit: 9, nameFilter: "events_" });
    assert.deepEqual(tableNames(page.tables), ["shop.events_2025", "shop.events_2026"]);
    assert.deepEqual(page.tables.map((table) => table.kind), ["partition", "partition"]);
    const parent = await database.explorer.listTables({ limit: 9, nameFilter: "events" });
    assert.deepEqual(tableNames(parent.tables), ["shop.events"]);
  },
  "an empty schema has no tables, an unknown one is an error with the nearest": async (
    database,
  ) => {
    const page = await database.explorer.listTables({ limit: 9, schema: "bare" });
    assert.deepEqual(page, { tables: [], total: 0, nextCursor: null });
    const error = await expectError(
      database.explorer.listTables({ limit: 9, schema: "shp" }),
      "PGMCP_SCHEMA_NOT_FOUND",
    );
    assert.match(error.hint, /\bshop\b/);
    const system = database.explorer.listTables({ limit: 9, schema: "pg_catalog" });
    await expectError(system, "PGMCP_SCHEMA_NOT_FOUND");
  },
  "a table is described in full": async (database) => {
    const table = await database.explorer.describeTable({ table: "shop.customers" });
    assert.equal(table.comment, "who buys");
    assert.deepEqual(
      table.columns.map((column) => [column.name, column.type, column.nullable, column.generated]),
      [
        ["id", "integer", false, "identity"],
        ["email", "text", false, null],
        ["feeling", "shop.mood", true, null],
        ["past", "shop.mood[]", true, null],
        ["full_name", "character varying(80)", true, null],
        ["shout", "text", true, "generated"],
      ],
    );
    const [id, email, feeling, past, fullName, shout] = table.columns;
    assert.equal(id?.default, null);
    assert.equal(email?.enumValues, null);
    assert.equal(feeling?.default, "'ok'::shop.mood");
    assert.deepEqual(feeling?.enumValues, ["sad", "ok", "happy"]);
    assert.deepEqual(past?.enumValues, ["sad", "ok", "happy"]);
    assert.equal(fullName?.comment, "as on the passport");
    assert.equal(shout?.default, "upper(email)");
    assert.deepEqual(table.primaryKey, ["id"]);
    assert.deepEqual(table.uniqueConstraints, [
      { name: "customers_email_key", columns: ["email"] },
    ]);
    assert.deepEqual(table.checks.map((check) => check.name), ["email_has_at"]);
    assert.match(table.checks[0]?.definition ?? "", /^CHECK \(\(email ~~ '%@%'::text\)\)$/);
    assert.deepEqual(table.referencedBy, [
      {
        ...{ name: "only_here_id_fkey", schema: "hidden", table: "only_here" },
        ...{ columns: ["id"], referencedColumns: ["id"] },
      },
      {
        ...{ name: "Order Items_customer_fkey", schema: "shop", table: "Order Items" },
        ...{ columns: ["customer"], referencedColumns: ["id"] },
      },
    ]);
    assert.deepEqual(table.indexes.map((index) => index.name), [
      "customers_email_key",
      "customers_pkey",
    ]);
    assert.equal(table.partitions, null);
  },
  "names in quotes and in mixed case are found": async (database) => {
    for (
      const name of ["Order Items", 'shop."Order Items"', '"shop"."Order Items"', '"Order Items"']
    ) {
      const table = await database.explorer.describeTable({ table: name });
      assert.deepEqual([table.schema, table.name], ["shop", "Order Items"]);
      assert.deepEqual(table.primaryKey, ["Order", "Line"]);
      assert.deepEqual(table.foreignKeys, [{
        ...{ name: "Order Items_customer_fkey", columns: ["customer"], onDelete: "CASCADE" },
        ...{ referencedSchema: "shop", referencedTable: "customers", referencedColumns: ["id"] },
      }]);
      assert.match(
        table.indexes.find((index) => index.name === "by_price")?.definition ?? "",
        /DESC/,
      );
    }
    assert.equal((await database.explorer.describeTable({ table: "NUMBERS" })).name, "numbers");
  },
  "views, materialised views and partitions are described too": async (database) => {
    const view = await database.explorer.describeTable({ table: "happy" });
    assert.deepEqual([view.kind, view.columns.length], ["view", 2]);
    const counted = await database.explorer.describeTable({ table: "counted" });
    assert.equal(counted.kind, "materialized view");
    const events = await database.explorer.describeTable({ table: "events" });
    assert.equal(events.partitionKey, "RANGE (at)");
    assert.deepEqual(events.partitions, { names: ["events_2025", "events_2026"], total: 2 });
    const partition = await database.explorer.describeTable({ table: "events_2025" });
    assert.equal(partition.kind, "partition");
  },
  "a name in several schemas has to be told apart": async (database) => {
    const error = await expectError(
      database.explorer.describeTable({ table: "customers" }),
      "PGMCP_TABLE_AMBIGUOUS",
    );
    assert.match(error.message, /hidden\.customers, shop\.customers/);
    const one = await database.explorer.describeTable({ table: "customers", schema: "hidden" });
    assert.equal(one.schema, "hidden");
  },
  "an unknown table is an error with the nearest": async (database) => {
    const error = await expectError(
      database.explorer.describeTable({ table: "shop.custmers" }),
      "PGMCP_TABLE_NOT_FOUND",
    );
    assert.match(error.hint, /shop\.customers/);
    assert.ok(!error.hint.includes("hidden"));
    for (const table of ["pg_class", "pg_catalog.pg_class", "information_schema.tables"]) {
      const thrown = await database.explorer.describeTable({ table }).catch((e: unknown) => e);
      assert.ok(thrown instanceof Error && "code" in thrown);
      assert.match(String(thrown.code), /^PGMCP_(TABLE|SCHEMA)_NOT_FOUND$/);
    }
    for (const table of ["", "a.b.c", '"', "a..b", "a\0b"]) {
      await expectError(database.explorer.describeTable({ table }), "PGMCP_INVALID_ARGUMENT");
    }
  },
  "the catalogue answers what functions and operators a name reaches": async (database) => {
    const question = { types: [], relations: [] };
    const named = await database.catalogue.resolve({
      ...question,
      functions: [{ schema: "shop", name: "twice" }, { schema: "shop", name: "nothing" }],
      operators: [{ schema: "shop", name: "===" }],
    });
    assert.deepEqual(named.functions, [{
      ...{ schema: "shop", name: "twice", takesOneArgument: true, volatility: "immutable" },
      ...{ securityDefiner: false, extension: null },
      ...{ minArguments: 1, maxArguments: 2, onPath: false },
    }]);
    assert.deepEqual(named.operators, [{
      schema: "shop",
      name: "===",
      extension: null,
      ownTypes: null,
    }]);
    // The path of the role is public alone.
    const bare = await database.catalogue.resolve({
      ...question,
      functions: [{ schema: null, name: "twice" }, { schema: null, name: "lower" }],
      operators: [{ schema: null, name: "===" }],
    });
    assert.deepEqual([bare.functions, bare.operators], [[], []]);
  },
  "the catalogue follows types down to domains": async (database) => {
    const names = ["mood", "positive", "_positive", "parcel", "customers", "nothing"];
    const { types } = await database.catalogue.resolve({
      ...{ functions: [], operators: [], relations: [] },
      types: [...names.map((name) => ({ schema: "shop", name })), { schema: null, name: "int4" }],
    });
    assert.deepEqual(types.map((type) => [type.name, type.kind, type.reachesDomain]), [
      ["mood", "enum", false],
      ["positive", "domain", true],
      ["_positive", "base", true],
      ["parcel", "composite", true],
      ["customers", "composite", false],
    ]);
  },
  "the catalogue finds relations as statements do, in the order asked": async (database) => {
    const { relations } = await database.catalogue.resolve({
      ...{ functions: [], operators: [], types: [] },
      relations: [
        { schema: null, name: "numbers" },
        { schema: null, name: "customers" },
        { schema: "shop", name: "happy" },
        { schema: null, name: "pg_class" },
      ],
    });
    const found = relations.map((one) => one && [one.schema, one.name, one.kind]);
    assert.deepEqual(found, [
      ["public", "numbers", "r"],
      null,
      ["shop", "happy", "v"],
      ["pg_catalog", "pg_class", "r"],
    ]);
    assert.deepEqual(relations[2]?.columns, ["id", "email"]);
  },
};
