// Addresses of resources hold any name, and give it back unchanged.

import assert from "node:assert/strict";
import fc from "fast-check";
import { parseResourceUri, resourceUri } from "../../../server/resources/resource_uri.ts";

const name = fc.string({ minLength: 1, unit: "binary" }).filter((text) => text.isWellFormed());

Deno.test("an address gives back the names it was made of", () => {
  fc.assert(fc.property(name, name, name, (database, schema, table) => {
    for (
      const address of [
        { kind: "table", database, schema, table },
        { kind: "schemas", database },
      ] as const
    ) {
      assert.deepEqual(parseResourceUri(resourceUri(address)), address);
    }
  }));
});

Deno.test("names that mean something in a URL are names", () => {
  const address = { kind: "table", database: "A", schema: "..", table: "schemas" } as const;
  assert.equal(resourceUri(address), "pgmcp://A/../schemas");
  assert.deepEqual(parseResourceUri("pgmcp://A/../schemas"), address);
});

Deno.test("what is no address is none", () => {
  for (
    const uri of [
      "",
      "pgmcp://",
      "pgmcp://a",
      "pgmcp://a/",
      "pgmcp:///schemas",
      "pgmcp://a/schemas/",
      "pgmcp://a/b/c/d",
      "pgmcp://a/schemas?x",
      "pgmcp://a/b/%",
      "pgmcp://%C3/schemas",
      "PGMCP://a/schemas",
      " pgmcp://a/schemas",
      "https://a/schemas",
    ]
  ) {
    assert.equal(parseResourceUri(uri), null, uri);
  }
});
