// Work that is done once more: only where the catalogue changed under it, and only once.

import assert from "node:assert/strict";
import { PgmcpError } from "../../../core/errors.ts";
import { onceMoreIfChanged } from "../../../core/services/once_more_if_changed.ts";

/** How often work is done that fails so each time. */
async function timesTried(error: Error): Promise<number> {
  let times = 0;
  const work = () => {
    times++;
    return Promise.reject(error);
  };
  await assert.rejects(onceMoreIfChanged(work), error);
  return times;
}

Deno.test("a statement whose catalogue changed is tried once more, and no third time", async () => {
  assert.equal(await timesTried(new PgmcpError("PGMCP_CATALOGUE_CHANGED")), 2);
  let changed = true;
  const answer = await onceMoreIfChanged(() => {
    if (!changed) return Promise.resolve("the new table's rows");
    changed = false;
    return Promise.reject(new PgmcpError("PGMCP_CATALOGUE_CHANGED"));
  });
  assert.equal(answer, "the new table's rows");
});

Deno.test("what failed otherwise is not tried again: a write may have been carried out", async () => {
  for (
    const code of ["PGMCP_CONNECTION_LOST", "PGMCP_QUERY_TIMEOUT", "PGMCP_QUERY_FAILED"] as const
  ) {
    assert.equal(await timesTried(new PgmcpError(code)), 1, code);
  }
  assert.equal(await timesTried(new TypeError("a fault")), 1);
});
