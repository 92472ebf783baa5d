import { deepStrictEqual, ok, rejects, strictEqual } from "node:assert/strict";
import type { TypeInfo } from "../../../core/ports/catalogue.ts";
import { PgmcpError } from "../../../core/errors.ts";
import { createGuard, type GuardOptions } from "../../../core/services/guard.ts";
import { createParser } from "../../../core/sql/parse.ts";
import {
  createMemoryCatalogue,
  type MemoryCatalogueContent,
  someFunction,
  someRelation,
} from "./memory_catalogue.ts";

const parser = createParser();

function someType(schema: string, name: string, rest: Partial<TypeInfo>): TypeInfo {
  const none = { extension: null, reachesDomain: false, castsRunCode: false, runs: [] };
  return { schema, name, kind: "base", ...none, ...rest };
}

const EVIL = { schema: "app", name: "touch_audit", extension: null };

const SHOP: MemoryCatalogueContent = {
  searchPath: ["app", "public"],
  functions: [
    someFunction("app", "full_ssn"),
    someFunction("app", "read_file", { securityDefiner: true }),
    someFunction("app", "lower", { volatility: "immutable" }),
    someFunction("app", "two", { takesOneArgument: false }),
    someFunction("app", "total"),
    someFunction("app", "json_scalar"),
    someFunction("public", "sum", { extension: "vector", volatility: "immutable" }),
    someFunction("public", "max", { extension: "evil", volatility: "volatile" }),
    someFunction("public", "crosstab", { extension: "tablefunc", volatility: "stable" }),
    someFunction("private", "hidden", { onPath: false }),
    someFunction("public", "system_rows", { extension: "tsm_system_rows" }),
    someFunction("app", "system_time"),
  ],
  operators: [
    { schema: "app", name: "===", extension: null, ownTypes: null },
    { schema: "app", name: "+", extension: null, ownTypes: null },
    { schema: "public", name: "<->", extension: "vector", ownTypes: null },
    { schema: "public", name: "<=>", extension: "vector", ownTypes: null },
    { schema: "public", name: "=", extension: "citext", ownTypes: null },
    { schema: "app", name: "<", extension: null, ownTypes: ["7", "7"] },
    { schema: "app", name: "&&", extension: null, ownTypes: ["7", "7"] },
  ],
  types: [
    someType("app", "mood", { kind: "enum" }),
    someType("app", "evil_domain", { kind: "domain", reachesDomain: true, runs: [EVIL] }),
    someType("app", "initcap", { kind: "domain", reachesDomain: true, runs: [EVIL] }),
    someType("app", "pair", { kind: "composite" }),
    someType("app", "evil_pair", { kind: "composite", reachesDomain: true, runs: [EVIL] }),
    someType("app", "own_base", {}),
    someType("app", "cast_mood", { kind: "enum", castsRunCode: true }),
    someType("public", "vector", { extension: "vector" }),
    someType("private", "secret", { kind: "enum" }),
  ],
  relations: [
    someRelation("app", "orders", { columns: ["id", "total", "customer_id"] }),
    someRelation("app", "customers"),
    someRelation("app", "api_keys"),
    someRelation("app", "remote", { kind: "f" }),
    someRelation("app", "with_seven", { ownTypes: ["7"] }),
    someRelation("app", "with_eight", { ownTypes: ["8"] }),
    someRelation("app", "with_any", { ownTypes: ["*"] }),
    someRelation("app", "orders_id_seq", { kind: "S" }),
    someRelation("app", "orders_pkey", { kind: "i" }),
    someRelation("app", "sales", { kind: "p" }),
    someRelation("app", "totals", { kind: "m" }),
    someRelation("app", "listing", { kind: "v" }),
    someRelation("app", "moods", { castsRunCode: true }),
    someRelation("private", "salaries"),
    someRelation("public", "pg_stat_statements", { kind: "v", extension: "pg_stat_statements" }),
    someRelation("public", "spatial_ref_sys", { extension: "postgis" }),
  ],
};

async function codeOf(
  sql: string,
  options: Pick<GuardOptions, "allowFunctions" | "readOnly" | "schemas"> = {},
): Promise<string> {
  const guard = createGuard({ ...options, parser, catalogue: createMemoryCatalogue(SHOP) });
  const verdict = await guard.check(sql);
  return verdict.kind === "allow" ? "allow" : verdict.code;
}

Deno.test("a function that is allowed without its schema is the one on the search path", async () => {
  const named = { allowFunctions: [{ schema: null, name: "hidden" }] };
  strictEqual(await codeOf("SELECT private.hidden(1)", named), "PGMCP_FUNCTION_NOT_ALLOWED");
  const exactly = { allowFunctions: [{ schema: "private", name: "hidden" }] };
  strictEqual(await codeOf("SELECT private.hidden(1)", exactly), "allow");
  const onPath = { allowFunctions: [{ schema: null, name: "full_ssn" }] };
  strictEqual(await codeOf("SELECT full_ssn(1), app.full_ssn(1)", onPath), "allow");
});

const VERDICTS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  "tables, views, materialised views and partitioned tables may be read, other kinds not": {
    "SELECT * FROM orders, customers, sales, totals, listing": "allow",
    "SELECT * FROM app.orders": "allow",
    "SELECT * FROM remote": "PGMCP_RELATION_NOT_ALLOWED",
    "SELECT * FROM moods WHERE id = 1": "PGMCP_RELATION_NOT_ALLOWED",
    "SELECT last_value FROM orders_id_seq": "PGMCP_RELATION_NOT_ALLOWED",
    "SELECT * FROM app.orders_pkey": "PGMCP_RELATION_NOT_ALLOWED",
  },
  "a relation that does not exist is left to the database": {
    "SELECT * FROM oders": "allow",
    "SELECT * FROM nowhere.at_all": "allow",
  },
  "the relations of extensions are refused, but for reference data": {
    "SELECT * FROM pg_stat_statements": "PGMCP_RELATION_NOT_ALLOWED",
    "SELECT * FROM spatial_ref_sys": "allow",
  },
  "users' functions are refused, and unknown ones do not exist": {
    "SELECT full_ssn(c) FROM customers c": "PGMCP_FUNCTION_NOT_ALLOWED",
    "SELECT app.read_file('/etc/hostname')": "PGMCP_FUNCTION_NOT_ALLOWED",
    "SELECT * FROM crosstab('SELECT 1') AS t(a int)": "PGMCP_FUNCTION_NOT_ALLOWED",
    "SELECT lenght('a')": "PGMCP_UNDEFINED_NAME",
    "SELECT cron.schedule('x')": "PGMCP_UNDEFINED_NAME",
  },
  "a built-in name that a user's function shares is refused unless it is qualified": {
    "SELECT lower('A')": "PGMCP_FUNCTION_NOT_ALLOWED",
    "SELECT pg_catalog.lower('A')": "allow",
    "SELECT upper('A')": "allow",
  },
  "a sampling method is PostgreSQL's own, or of the extension that its name says": {
    "SELECT * FROM orders TABLESAMPLE system (1)": "allow",
    "SELECT * FROM orders TABLESAMPLE pg_catalog.bernoulli (1)": "allow",
    "SELECT * FROM orders TABLESAMPLE system_rows (1)": "allow",
    "SELECT * FROM orders TABLESAMPLE system_time (1)": "PGMCP_FUNCTION_NOT_ALLOWED",
    "SELECT * FROM orders TABLESAMPLE app.system (1)": "PGMCP_FUNCTION_NOT_ALLOWED",
    "SELECT * FROM orders TABLESAMPLE total (1)": "PGMCP_FUNCTION_NOT_ALLOWED",
  },
  "an extension's overload of a built-in name is fine while it is not volatile": {
    "SELECT sum(total) FROM orders": "allow",
    "SELECT max(total) FROM orders": "PGMCP_FUNCTION_NOT_ALLOWED",
  },
  "syntax that an older server reads as a call is held against users' functions": {
    "SELECT JSON_SCALAR(1)": "PGMCP_FUNCTION_NOT_ALLOWED",
    "SELECT JSON_ARRAY(1)": "allow",
  },
  "attribute notation may name columns, but call nothing": {
    "SELECT c.full_ssn FROM customers c": "PGMCP_ATTRIBUTE_NOT_ALLOWED",
    "SELECT app.customers.full_ssn FROM app.customers": "PGMCP_ATTRIBUTE_NOT_ALLOWED",
    "SELECT (c).full_ssn FROM customers c": "PGMCP_ATTRIBUTE_NOT_ALLOWED",
    "SELECT c.two FROM customers c": "allow",
    "SELECT o.total FROM orders o": "allow",
    "SELECT orders.total FROM orders": "allow",
    "SELECT c.total FROM orders o, customers c": "PGMCP_ATTRIBUTE_NOT_ALLOWED",
    "SELECT s.total FROM (SELECT sum(id) AS total FROM orders) s": "allow",
    "WITH s AS (SELECT sum(id) AS total FROM orders) SELECT s.total FROM s": "allow",
    "WITH s(total) AS (SELECT 1) SELECT s.total FROM s": "allow",
    "SELECT s.total FROM (SELECT id FROM orders) s": "PGMCP_ATTRIBUTE_NOT_ALLOWED",
    "SELECT o.total FROM orders AS o(a, b, c)": "PGMCP_ATTRIBUTE_NOT_ALLOWED",
    "SELECT (SELECT o.total FROM customers o) FROM orders o": "PGMCP_ATTRIBUTE_NOT_ALLOWED",
    "SELECT ('1'::text).evil_domain": "PGMCP_ATTRIBUTE_NOT_ALLOWED",
    "SELECT o.evil_domain FROM orders o": "PGMCP_ATTRIBUTE_NOT_ALLOWED",
    "SELECT ('1'::text).mood": "allow",
    "SELECT o.pg_sleep FROM orders o": "PGMCP_ATTRIBUTE_NOT_ALLOWED",
  },
  "users' operators are refused, those of extensions are not": {
    "SELECT 1 === 2": "PGMCP_OPERATOR_NOT_ALLOWED",
    "SELECT 1 + 2": "PGMCP_OPERATOR_NOT_ALLOWED",
    "SELECT 1 OPERATOR(pg_catalog.+) 2": "allow",
    "SELECT id FROM orders WHERE id = 1": "allow",
    "SELECT a <-> b, a <=> b FROM orders": "allow",
    "SELECT 1 <<>> 2": "PGMCP_UNDEFINED_NAME",
    "SELECT 1 == 2": "PGMCP_UNDEFINED_NAME",
  },
  "an operator between users' types stands in nobody's way who has no value of them": {
    "SELECT id FROM orders WHERE id < 1": "allow",
    "SELECT o.id BETWEEN 1 AND 2 FROM orders o, with_eight": "allow",
    "SELECT min(o.id) FROM orders o WHERE o.id < 1": "allow",
    "SELECT id FROM with_seven WHERE id < 1": "PGMCP_OPERATOR_NOT_ALLOWED",
    "SELECT id FROM with_any WHERE id < 1": "PGMCP_OPERATOR_NOT_ALLOWED",
    "SELECT 'sad'::mood < 'mad'": "PGMCP_OPERATOR_NOT_ALLOWED",
    "SELECT x.mood < x.mood FROM unnest(ARRAY['sad']) AS x": "PGMCP_OPERATOR_NOT_ALLOWED",
    "SELECT ('sad'::text).mood < 'mad'": "PGMCP_OPERATOR_NOT_ALLOWED",
    "SELECT ROW(1) && ROW(2)": "PGMCP_OPERATOR_NOT_ALLOWED",
  },
  "types without a domain in them may be named": {
    "SELECT 'sad'::mood, 'sad'::app.mood[]": "allow",
    "SELECT '(1,2)'::pair": "allow",
    "SELECT '[1,2]'::vector": "allow",
    "SELECT 1::evil_domain": "PGMCP_TYPE_NOT_ALLOWED",
    "SELECT initcap('x')": "PGMCP_TYPE_NOT_ALLOWED",
    "SELECT pg_catalog.initcap('x')": "allow",
    "SELECT '(1)'::app.evil_pair": "PGMCP_TYPE_NOT_ALLOWED",
    "SELECT * FROM json_to_record('{}') AS x(a app.evil_domain)": "PGMCP_TYPE_NOT_ALLOWED",
    "SELECT * FROM json_to_record('{}') AS x(a evil_pair[])": "PGMCP_TYPE_NOT_ALLOWED",
    "SELECT * FROM JSON_TABLE('{}'::jsonb, '$' COLUMNS (a evil_domain PATH '$')) j":
      "PGMCP_TYPE_NOT_ALLOWED",
    "SELECT JSON_VALUE('{}', '$' RETURNING evil_domain)": "PGMCP_TYPE_NOT_ALLOWED",
    "SELECT JSON_SERIALIZE('{}' RETURNING evil_domain)": "PGMCP_TYPE_NOT_ALLOWED",
    "SELECT xmlserialize(content '<a/>' AS evil_domain)": "PGMCP_TYPE_NOT_ALLOWED",
    "SELECT evil_domain '1'": "PGMCP_TYPE_NOT_ALLOWED",
    "SELECT 'x'::cast_mood + 1": "PGMCP_TYPE_NOT_ALLOWED",
    "SELECT 'x'::own_base": "PGMCP_TYPE_NOT_ALLOWED",
    "SELECT 'x'::no_such_type": "PGMCP_UNDEFINED_NAME",
  },
};

for (const [title, statements] of Object.entries(VERDICTS)) {
  Deno.test(title, async (test) => {
    for (const [sql, code] of Object.entries(statements)) {
      await test.step(sql, async () => strictEqual(await codeOf(sql), code));
    }
  });
}

Deno.test("where schemas are limited, nothing tells of what other schemas hold", async () => {
  const limited = { schemas: ["app"] };
  strictEqual(await codeOf("SELECT * FROM orders", limited), "allow");
  strictEqual(await codeOf("SELECT * FROM spatial_ref_sys", limited), "PGMCP_SCHEMA_NOT_ALLOWED");
  strictEqual(await codeOf("SELECT * FROM private.salaries", limited), "PGMCP_SCHEMA_NOT_ALLOWED");
  strictEqual(await codeOf("SELECT 'x'::private.secret", limited), "PGMCP_UNDEFINED_NAME");
  strictEqual(await codeOf("SELECT 'x'::private.nothing", limited), "PGMCP_UNDEFINED_NAME");
  strictEqual(await codeOf("SELECT private.hidden(1)", limited), "PGMCP_UNDEFINED_NAME");
  strictEqual(await codeOf("SELECT private.nothing(1)", limited), "PGMCP_UNDEFINED_NAME");
  strictEqual(await codeOf("SELECT '[1]'::vector", limited), "allow");
  // What the search path reaches is reached, whatever schema it is in.
  strictEqual(
    await codeOf("SELECT lower('A')", { schemas: ["public"] }),
    "PGMCP_FUNCTION_NOT_ALLOWED",
  );
});

Deno.test("a write needs a target that can be written", async () => {
  const writer = { readOnly: false };
  strictEqual(await codeOf("DELETE FROM orders o WHERE o.total > 1", writer), "allow");
  strictEqual(await codeOf("DELETE FROM sales", writer), "allow");
  strictEqual(await codeOf("DELETE FROM totals", writer), "PGMCP_RELATION_NOT_ALLOWED");
  strictEqual(await codeOf("INSERT INTO listing VALUES (1)", writer), "PGMCP_RELATION_NOT_ALLOWED");
  strictEqual(await codeOf("DELETE FROM remote", writer), "PGMCP_RELATION_NOT_ALLOWED");
  // The target is the table, whatever a WITH query is called.
  strictEqual(
    await codeOf("WITH remote AS (SELECT 1) DELETE FROM remote", writer),
    "PGMCP_RELATION_NOT_ALLOWED",
  );
  strictEqual(
    await codeOf(
      "INSERT INTO orders (id) VALUES (1) ON CONFLICT (id) DO UPDATE SET total = excluded.total RETURNING new.total, old.total",
      writer,
    ),
    "allow",
  );
});

Deno.test("the catalogue is asked once a check, and only where a name needs it", async () => {
  const catalogue = createMemoryCatalogue(SHOP);
  const guard = createGuard({ parser, catalogue });
  await guard.check("SELECT 1");
  await guard.check("SHOW TimeZone");
  await guard.check("SELECT pg_sleep(1)");
  strictEqual(catalogue.questions.length, 0);
  await guard.check("SELECT o.id, count(*) FROM orders o WHERE o.id > 1 GROUP BY o.id");
  deepStrictEqual(catalogue.questions, [{
    functions: [{ schema: null, name: "count" }, { schema: null, name: "id" }],
    operators: [{ schema: null, name: ">" }],
    types: [{ schema: null, name: "id" }, { schema: null, name: "count" }],
    relations: [{ schema: null, name: "orders" }],
  }]);
});

Deno.test("a decision kept in memory still asks the catalogue, so that a new function is seen", async () => {
  const functions = [someFunction("public", "unrelated")];
  const guard = createGuard({
    parser,
    catalogue: createMemoryCatalogue({ searchPath: ["public"], functions }),
  });
  strictEqual((await guard.check("SELECT upper('a')")).kind, "allow");
  functions.push(someFunction("public", "upper"));
  strictEqual((await guard.check("SELECT upper('a')")).kind, "refuse");
});

Deno.test("what the catalogue throws is thrown on", async () => {
  const guard = createGuard({
    parser,
    catalogue: {
      resolve: () => Promise.reject(new PgmcpError("PGMCP_DATABASE_UNREACHABLE")),
      reach: () => Promise.reject(new PgmcpError("PGMCP_DATABASE_UNREACHABLE")),
      readEntries: () => Promise.reject(new PgmcpError("PGMCP_DATABASE_UNREACHABLE")),
    },
  });
  await rejects(guard.check("SELECT * FROM t"), { code: "PGMCP_DATABASE_UNREACHABLE" });
});

Deno.test("an unknown function comes with the nearest that may be called", async () => {
  const guard = createGuard({ parser, catalogue: createMemoryCatalogue(SHOP) });
  const verdict = await guard.check("SELECT lenght('a')");
  ok(verdict.kind === "refuse" && verdict.hint.includes("length"));
});
