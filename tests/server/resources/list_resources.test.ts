// Resources where there are several databases: none is asked before it must be.

import assert from "node:assert/strict";
import { PgmcpError } from "../../../core/errors.ts";
import { completeName, type NameRequest } from "../../../server/completions/complete_name.ts";
import { listResources } from "../../../server/resources/list_resources.ts";
import { readResource } from "../../../server/resources/read_resource.ts";
import { resourceTemplates } from "../../../server/resources/resource_templates.ts";
import type { ServedDatabase } from "../../../server/tools/served_database.ts";
import type { ToolContext } from "../../../server/tools/tool_context.ts";
import { serveMemory } from "../../support/serve_memory.ts";

function contextOf(databases: Readonly<Record<string, ServedDatabase | null>>): ToolContext {
  return {
    call: { signal: new AbortController().signal },
    databases: [],
    databaseNames: Object.keys(databases),
    database(name = "") {
      const served = databases[name];
      if (served === null || served === undefined) {
        throw new PgmcpError("PGMCP_DATABASE_UNREACHABLE");
      }
      return served;
    },
  };
}

Deno.test("of several databases the lists of schemas are listed, and none is asked", async () => {
  const page = await listResources(contextOf({ one: null, "two ü": null }));
  assert.deepEqual(page.resources.map(({ uri, name }) => [uri, name]), [
    ["pgmcp://one/schemas", "one: schemas"],
    ["pgmcp://two%20%C3%BC/schemas", "two ü: schemas"],
  ]);
  assert.equal(page.nextCursor, null);
});

Deno.test("a cursor from before there were several says that the list has changed", async () => {
  await assert.rejects(listResources(contextOf({ one: null, two: null }), "500"), {
    code: "PGMCP_INVALID_ARGUMENT",
  });
});

Deno.test("a resource is read from the database that its address names", async () => {
  const context = contextOf({
    one: serveMemory({ schemas: [{ name: "a", tableCount: 1, comment: null }] }),
    two: serveMemory({ schemas: [{ name: "b", tableCount: 2, comment: null }] }),
  });
  assert.equal(await readResource(context, "pgmcp://two/schemas"), "b (2 tables)");
  assert.equal(await readResource(context, "pgmcp://three/schemas"), null);
});

Deno.test("names are completed from the database that was chosen, and from none before", async () => {
  const context = contextOf({
    one: serveMemory({ schemas: [{ name: "a", tableCount: 1, comment: null }] }),
    two: serveMemory({ schemas: [{ name: "ab", tableCount: 2, comment: null }] }),
  });
  const ask = async (request: Omit<NameRequest, "value">) =>
    (await completeName(context, { value: "", ...request })).values;
  assert.deepEqual(await ask({ kind: "database" }), ["one", "two"]);
  assert.deepEqual(await ask({ kind: "schema", database: "two" }), ["ab"]);
  assert.deepEqual(await ask({ kind: "schema" }), []);
  assert.deepEqual(await ask({ kind: "table", database: "three" }), []);
});

Deno.test("with several databases the templates have the database as a variable", () => {
  assert.deepEqual(resourceTemplates(["one", "two"]).map(({ uriTemplate }) => uriTemplate), [
    "pgmcp://{database}/schemas",
    "pgmcp://{database}/{schema}/{table}",
  ]);
});
