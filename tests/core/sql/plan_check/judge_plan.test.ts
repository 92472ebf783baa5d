// What a plan is held to, by plans and answers that are written here: also those that a server of
// the tests would not give, such as a foreign table whose server is there.

import assert from "node:assert/strict";
import type {
  CatalogueAnswer,
  OperatorInfo,
  ReachedRelation,
  TypeInfo,
} from "../../../../core/ports/catalogue.ts";
import type { StatementFacts } from "../../../../core/sql/facts.ts";
import { gatherFacts } from "../../../../core/sql/gather_facts.ts";
import { createParser } from "../../../../core/sql/parse.ts";
import {
  judgeNodes,
  judgePlan,
  type PlanLicence,
} from "../../../../core/sql/plan_check/judge_plan.ts";
import type { PlanFacts } from "../../../../core/sql/plan_check/plan_facts.ts";
import { readStatement } from "../../../../core/sql/read_statement.ts";
import { someFunction } from "../memory_catalogue.ts";

const ORDERS = { schema: "app", name: "orders" };
const PLAN: PlanFacts = {
  nodeTypes: new Set(["Seq Scan"]),
  relations: [ORDERS],
  functions: [],
  expressions: "SELECT",
  pruned: false,
};
const LICENCE: PlanLicence = {
  ...{ named: [ORDERS], namesSystem: false, hasViews: false, runs: [], callsNamed: false },
  policy: { schemas: new Set(["app"]), allowFunctions: [] },
};
const NOTHING: CatalogueAnswer = { functions: [], operators: [], types: [], relations: [] };

async function factsOf(sql: string): Promise<StatementFacts> {
  const outcome = await createParser().parse(sql);
  assert.ok(outcome.kind === "tree", sql);
  const statement = readStatement(outcome.statements, { readOnly: true });
  assert.ok(statement.kind === "statement" && statement.root !== null, sql);
  const gathered = gatherFacts(statement.root, "select");
  assert.ok(gathered.kind === "facts", sql);
  return gathered.facts;
}

interface Asked {
  readonly expressions?: string;
  readonly plan?: Partial<PlanFacts>;
  readonly answer?: Partial<CatalogueAnswer>;
  readonly reach?: readonly ReachedRelation[];
  readonly licence?: Partial<PlanLicence>;
}

async function codeOf(asked: Asked): Promise<string | null> {
  const { answer, expressions = "SELECT 1", licence, plan, reach = [] } = asked;
  const judged = {
    plan: { ...PLAN, ...plan },
    facts: await factsOf(expressions),
    answer: { ...NOTHING, ...answer },
    reach: { relations: reach, evidence: null },
  };
  return judgePlan(judged, { ...LICENCE, ...licence })?.code ?? null;
}

function partition(kind: string): ReachedRelation {
  return { schema: "app", name: "orders_2026", kind };
}

Deno.test("a plan reads what was named, and what is read in its place", async () => {
  const relations = [ORDERS, { schema: "app", name: "orders_2026" }];
  assert.equal(await codeOf({ plan: { relations } }), "PGMCP_RELATION_NOT_ALLOWED");
  assert.equal(await codeOf({ plan: { relations }, reach: [partition("r")] }), null);
  const system = [{ schema: "pg_catalog", name: "pg_authid" }];
  assert.equal(await codeOf({ plan: { relations: system } }), "PGMCP_RELATION_NOT_ALLOWED");
});

Deno.test("a foreign partition that this plan left out may be read by the next", async () => {
  const reach = [partition("r"), { ...partition("f"), name: "elsewhere" }];
  assert.equal(await codeOf({ reach, plan: { pruned: true } }), "PGMCP_RELATION_NOT_ALLOWED");
  assert.equal(await codeOf({ reach, plan: { pruned: false } }), null);
  assert.equal(await codeOf({ reach: [partition("r")], plan: { pruned: true } }), null);
});

Deno.test("a step that is no reading is refused, also one that nobody knows", () => {
  for (const type of ["Foreign Scan", "ModifyTable", "LockRows", "Step of a later version"]) {
    const nodeTypes = new Set(["Limit", type]);
    assert.equal(judgeNodes({ ...PLAN, nodeTypes })?.code, "PGMCP_RELATION_NOT_ALLOWED", type);
  }
  assert.equal(judgeNodes(PLAN), null);
});

Deno.test("a function that the plan shows has to be one that may run there", async () => {
  const peek = someFunction("app", "peek");
  const answer = { functions: [peek] };
  const call = { expressions: "SELECT app.peek(1)", answer };
  assert.equal(await codeOf(call), "PGMCP_FUNCTION_NOT_ALLOWED");
  const runs = [{ schema: "app", name: "peek", extension: null }];
  assert.equal(await codeOf({ ...call, licence: { runs } }), null);
  assert.equal(await codeOf({ ...call, licence: { callsNamed: true } }), null);
  assert.equal(await codeOf({ expressions: "SELECT pg_sleep(1)" }), "PGMCP_FUNCTION_NOT_ALLOWED");
  assert.equal(await codeOf({ expressions: "SELECT upper('x')" }), null);
  const inFrom = { plan: { functions: [{ schema: "app", name: "peek" }] }, answer };
  assert.equal(await codeOf(inFrom), "PGMCP_FUNCTION_NOT_ALLOWED");
});

Deno.test("a reviewed operator is one where its extension is, and nowhere else", async () => {
  const similar: OperatorInfo = { schema: "ext", name: "%", ownTypes: null, extension: "pg_trgm" };
  const applied = (schema: string) => ({
    expressions: `SELECT 'a'::text OPERATOR(${schema}.%) 'b'`,
  });
  const answer = { operators: [similar] };
  assert.equal(await codeOf({ ...applied("ext"), answer }), null);
  assert.equal(await codeOf({ ...applied("other"), answer }), "PGMCP_OPERATOR_NOT_ALLOWED");
  const unreviewed = { operators: [{ ...similar, extension: "nobody_knows" }] };
  for (const operators of [unreviewed, { operators: [{ ...similar, extension: null }] }]) {
    assert.equal(
      await codeOf({ ...applied("ext"), answer: operators }),
      "PGMCP_OPERATOR_NOT_ALLOWED",
    );
  }
});

Deno.test("of the types that a name means all have to be harmless", async () => {
  const base = { extension: null, reachesDomain: false, castsRunCode: false, runs: [] };
  const mood: TypeInfo = { schema: "app", name: "mood", kind: "enum", ...base };
  const own: TypeInfo = { ...mood, schema: "other", kind: "base" };
  const cast = { expressions: "SELECT 'calm'::mood" };
  assert.equal(await codeOf({ ...cast, answer: { types: [mood] } }), null);
  assert.equal(await codeOf({ ...cast, answer: { types: [mood, own] } }), "PGMCP_TYPE_NOT_ALLOWED");
  assert.equal(await codeOf(cast), "PGMCP_TYPE_NOT_ALLOWED");
});
