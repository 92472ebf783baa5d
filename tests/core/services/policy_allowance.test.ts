// Quotas of a policy: what counts, for whom, and since when.

import assert from "node:assert/strict";
import { PgmcpError } from "../../../core/errors.ts";
import type { CallOptions, QueryResult } from "../../../core/ports/query_executor.ts";
import { createMemoryQuotaStore } from "../../../core/services/memory_quota_store.ts";
import { policyAllowance } from "../../../core/services/policy_allowance.ts";
import type { QueryAllowance } from "../../../core/services/query_allowance.ts";
import type { AllowVerdict, RelationReference } from "../../../core/sql/verdict.ts";
import { createMemoryDatabase } from "../../support/memory_database.ts";
import { policySource } from "../../support/policy_source.ts";

const LIMITS = { maxRows: 100, maxBytes: 100_000, timeoutMs: 1_000 };

interface Counted {
  readonly allowance: QueryAllowance;
  /** Moves the clock. */
  pass(ms: number): void;
}

async function counted(rules: string, server?: string): Promise<Counted> {
  const source = await policySource(`policy: ${rules}`);
  let nowMs = 1_800_000_000_000;
  const { executor } = createMemoryDatabase();
  const allowance = policyAllowance({
    source,
    quotas: createMemoryQuotaStore(() => nowMs),
    executor,
    // `tickets_v` is a view of tickets.
    viewFor: () =>
      Promise.resolve({
        reach: (relations) =>
          relations.map((named) => ({
            named,
            tables: [named.name, ...(named.name === "tickets_v" ? ["tickets"] : [])]
              .map((name) => ({ schema: "public", name })),
          })),
        kindOf: () => "open",
      }),
    nowMs: () => nowMs,
    ...(server === undefined ? {} : { server }),
  });
  return { allowance, pass: (ms) => nowMs += ms };
}

function verdictOn(...tables: readonly string[]): AllowVerdict {
  const relations = tables.map((table): RelationReference => {
    const [name = "", schema] = table.split(".").reverse();
    return { schema: schema ?? null, name };
  });
  return { kind: "allow", sql: "SELECT 1", statement: "select", access: "read", relations };
}

function rowsOf(count: number): QueryResult {
  return {
    columns: [],
    rows: Array.from({ length: count }, () => []),
    truncatedBy: null,
    affectedRows: null,
    durationMs: 1,
    timeZone: "UTC",
  };
}

function callOf(id: string, role: string | null = null): CallOptions {
  return { principal: { id, role, team: null, attributes: {} } };
}

/** One call to its end: what is said of what is left, or the code it is refused with. */
async function use(
  { allowance }: Counted,
  options: { readonly id?: string; readonly tables?: readonly string[]; readonly rows?: number } =
    {},
): Promise<string> {
  const { id = "ada", rows = 1, tables = ["orders"] } = options;
  const call = allowance.begin(callOf(id));
  try {
    await call.admit(verdictOn(...tables), LIMITS);
    return (await call.settle(rowsOf(rows))).left.join("; ");
  } catch (error) {
    if (error instanceof PgmcpError) return error.code;
    throw error;
  }
}

const EXCEEDED = "PGMCP_QUOTA_EXCEEDED";

Deno.test("queries an hour are counted for each principal, and come back", async () => {
  const counting = await counted("{max_queries_per_hour: 2}");
  assert.equal(await use(counting), "1 of 2 queries left this hour");
  assert.equal(await use(counting), "0 of 2 queries left this hour");
  assert.equal(await use(counting), EXCEEDED);
  assert.equal(await use(counting, { id: "bob" }), "1 of 2 queries left this hour");
  counting.pass(62 * 60_000);
  assert.equal(await use(counting), "1 of 2 queries left this hour");
});

Deno.test("a call counts once, however often it is tried", async () => {
  const counting = await counted("{max_queries_per_hour: 2}");
  const call = counting.allowance.begin(callOf("ada"));
  for (let attempt = 0; attempt < 3; attempt++) await call.admit(verdictOn("orders"), LIMITS);
  assert.deepEqual((await call.settle(rowsOf(1))).left, ["1 of 2 queries left this hour"]);
});

Deno.test("what one quota refuses takes nothing of another", async () => {
  const counting = await counted("{max_queries_per_minute: 1, max_queries_per_hour: 10}");
  await use(counting);
  for (let call = 0; call < 20; call++) assert.equal(await use(counting), EXCEEDED);
  counting.pass(2 * 60_000);
  assert.match(await use(counting), /8 of 10 queries left this hour/);
});

Deno.test("rows a day narrow the next answer, and end", async () => {
  const counting = await counted("{max_rows_per_day: 120, max_rows_per_query: 80}");
  const first = counting.allowance.begin(callOf("ada"));
  assert.equal((await first.admit(verdictOn("orders"), LIMITS)).maxRows, 80);
  await first.settle(rowsOf(80));
  const second = counting.allowance.begin(callOf("ada"));
  assert.equal((await second.admit(verdictOn("orders"), LIMITS)).maxRows, 40);
  assert.deepEqual((await second.settle(rowsOf(40))).left, ["0 of 120 rows left today"]);
  assert.equal(await use(counting), EXCEEDED);
});

Deno.test("a quota that is used up says which one, and until when", async () => {
  for (
    const [rule, allowed] of [
      ["max_queries_per_minute", "1 queries a minute"],
      ["max_queries_per_hour", "1 queries an hour"],
      ["max_rows_per_day", "1 rows a day"],
    ]
  ) {
    const counting = await counted(`{${rule}: 1}`);
    await use(counting);
    const call = counting.allowance.begin(callOf("ada"));
    await assert.rejects(call.admit(verdictOn("orders"), LIMITS), ({ message }: PgmcpError) => {
      assert.ok(message.startsWith(`The policy allows ${allowed}, and they are used up until 2`));
      return true;
    });
  }
});

Deno.test("a table's own quota counts the queries that name it, and no others", async () => {
  const counting = await counted(
    "{tables: {public.tickets: {max_queries_per_hour: 1, max_rows_per_day: 5}}}",
  );
  assert.equal(
    await use(counting, { tables: ["orders", "tickets"] }),
    "0 of 1 queries of public.tickets left this hour; 4 of 5 rows of public.tickets left today",
  );
  for (const spelling of ["tickets", "public.tickets", "tickets_v"]) {
    assert.equal(await use(counting, { tables: [spelling] }), EXCEEDED, spelling);
  }
  assert.equal(await use(counting, { tables: ["orders"] }), "");
});

Deno.test("a server's principals share what the agent's policy grants it, whatever it calls them", async () => {
  const counting = await counted("{servers: {mine: {max_queries_per_hour: 2}}}", "mine");
  assert.match(await use(counting, { id: "one" }), /1 of 2/);
  assert.match(await use(counting, { id: "two" }), /0 of 2/);
  assert.equal(await use(counting, { id: "three" }), EXCEEDED);
});

Deno.test("a role that the policy does not know may ask nothing", async () => {
  const { allowance } = await counted("{roles: {support: {}}}");
  const call = allowance.begin(callOf("ada", "suport"));
  await assert.rejects(call.admit(verdictOn("orders"), LIMITS), {
    code: "PGMCP_PERMISSION_DENIED",
  });
});

Deno.test("where it is forbidden, untrusted text is combined with nothing for an hour", async () => {
  const rules = "{combine_untrusted: false, tables: {tickets: {untrusted: [body]}}}";
  const counting = await counted(rules);
  const combined = "PGMCP_UNTRUSTED_COMBINATION";
  assert.equal(await use(counting, { tables: ["orders"] }), "");
  assert.equal(await use(counting, { tables: ["tickets", "orders"] }), combined);
  assert.equal(await use(counting, { tables: ["tickets_v", "orders"] }), combined);
  assert.equal(await use(counting, { tables: ["tickets"] }), "");
  assert.equal(await use(counting, { tables: ["orders"] }), combined);
  assert.equal(await use(counting, { tables: ["tickets"] }), "");
  assert.equal(await use(counting, { tables: ["orders"], id: "bob" }), "");
  counting.pass(61 * 60_000);
  assert.equal(await use(counting, { tables: ["orders"] }), "");
  const open = await counted(rules.replace("false", "true"));
  assert.equal(await use(open, { tables: ["tickets", "orders"] }), "");
});
